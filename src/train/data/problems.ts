/**
 * Problems with gold answers for reinforcement learning, by index: generated without end, or rows of JSONL files in a
 * seeded order drawn anew each epoch. Held-out problems are kept apart as everywhere else.
 */
import { readFileSync } from 'node:fs';
import { InputError, messageOf } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { Random } from '../../base/random.ts';
import { problemStream } from '../../data/generate.ts';
import { extract } from '../../grade/extract.ts';
import { familyOptions, hashShare } from './source.ts';

export interface GoldProblem {
  readonly problem: string;
  readonly answer: string;
}

export interface ProblemSource {
  readonly name: string;
  readonly size: number | null;
  at(index: number): GoldProblem;
}

export interface OpenedProblems {
  readonly train: ProblemSource;
  readonly heldOut: ProblemSource;
}

const prefix = 'families:';

/** Opens `families:PATTERN,…@1-4` or a JSONL file with `problem` and `answer` (or a solution that states it). */
export function openProblems(
  spec: string,
  options: { readonly seed: number; readonly heldOutShare: number },
): OpenedProblems {
  if (!spec.startsWith(prefix)) return openFile(spec, options);
  const families = familyOptions(spec.slice(prefix.length));
  const make = (split: 'train' | 'validation'): ProblemSource => {
    const stream = problemStream({ seed: options.seed, split, ...families });
    return { name: spec, size: null, at: (index) => stream.at(index) };
  };
  return { train: make('train'), heldOut: make('validation') };
}

function goldOf(line: string): GoldProblem | null {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isObject(row)) return null;
  const problem = row['problem'] ?? row['question'];
  const answer = row['answer'];
  const solution = row['solution'];
  if (typeof problem !== 'string' || problem === '') return null;
  if (typeof answer === 'number') return { problem, answer: String(answer) };
  // an "answer" of several lines is a worked solution that states it (GSM8K)
  if (typeof answer === 'string' && answer !== '' && !answer.includes('\n')) return { problem, answer };
  const stated = typeof answer === 'string' ? answer : solution;
  const found = typeof stated === 'string' ? extract(stated).answer : null;
  return found === null ? null : { problem, answer: found };
}

function openFile(
  file: string,
  { seed, heldOutShare }: { readonly seed: number; readonly heldOutShare: number },
): OpenedProblems {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`${file}: expected a readable JSONL file (${messageOf(error)})`);
  }
  const rows = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : (goldOf(line) ?? [])));
  const train = rows.filter(({ problem }) => hashShare(problem) >= heldOutShare);
  const heldOut = rows.filter(({ problem }) => hashShare(problem) < heldOutShare);
  if (train.length === 0)
    throw new InputError(
      `${file}: expected rows with a problem and an answer, got ${rows.length} to train on`,
    );
  let [epoch, shuffled]: [number, readonly GoldProblem[]] = [-1, []];
  const order = (index: number): readonly GoldProblem[] => {
    const wanted = Math.floor(index / train.length);
    if (wanted !== epoch) [epoch, shuffled] = [wanted, new Random(seed, wanted + 1).shuffled(train)];
    return shuffled;
  };
  return {
    train: { name: file, size: train.length, at: (index) => order(index)[index % train.length]! },
    heldOut: { name: file, size: heldOut.length, at: (index) => heldOut[index % heldOut.length]! },
  };
}
