/**
 * Problems with gold answers for reinforcement learning, by index: generated without end, or rows of files in a
 * seeded order drawn anew each epoch. Held-out problems are kept apart as everywhere else.
 */
import { readFileSync } from 'node:fs';
import { InputError, messageOf } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { Random } from '../../base/random.ts';
import { familiesNamed, hardestTrained, problemStream, type ProblemStream } from '../../data/generate.ts';
import { extract } from '../../grade/extract.ts';
import { difficultiesAt, type Levels } from './curriculum.ts';
import { familyOptions, hashShare } from './source.ts';

export interface GoldProblem {
  readonly problem: string;
  /** Null where nobody knows it. */
  readonly answer: string | null;
  /** Of a generated problem. */
  readonly family?: string;
}

/** A problem to be judged by. */
export interface AnsweredProblem extends GoldProblem {
  readonly answer: string;
}

export interface ProblemSource<P extends GoldProblem = GoldProblem> {
  readonly name: string;
  readonly size: number | null;
  /** `levels`: where the curriculum stands, for sources that have difficulties. */
  at(index: number, levels?: Levels): P;
}

export interface OpenedProblems {
  readonly train: ProblemSource;
  readonly heldOut: ProblemSource<AnsweredProblem>;
  /** Lowest and highest difficulty of a generated source; null for a file. */
  readonly difficulties: readonly [number, number] | null;
}

export interface ProblemOptions {
  readonly seed: number;
  readonly heldOutShare: number;
  /** Use rows without an answer. */
  readonly withoutGold?: boolean;
}

const prefix = 'families:';

/** Opens `families:PATTERN,…@1-4` or a JSONL file with `problem` and `answer` (or a solution that states it). */
export function openProblems(spec: string, options: ProblemOptions): OpenedProblems {
  return spec.startsWith(prefix)
    ? openFamilies(spec, spec.slice(prefix.length), options)
    : openFile(spec, options);
}

function openFamilies(name: string, pattern: string, { seed }: ProblemOptions): OpenedProblems {
  const families = familyOptions(pattern);
  const difficulties = families.difficulties ?? [1, hardestTrained];
  const validation = problemStream({ seed, split: 'validation', ...families });
  let [known, stream]: [string | null, ProblemStream | null] = [null, null];
  const streamAt = (levels: Levels | undefined): ProblemStream => {
    const key = JSON.stringify(levels ?? null);
    if (stream === null || key !== known) {
      const ranges =
        levels === undefined ? {} : { ranges: rangesAt(levels, difficulties, families.families) };
      [known, stream] = [key, problemStream({ seed, split: 'train', ...families, ...ranges })];
    }
    return stream;
  };
  return {
    train: { name, size: null, at: (index, levels) => streamAt(levels).at(index) },
    heldOut: { name, size: null, at: (index) => validation.at(index) },
    difficulties,
  };
}

function rangesAt(
  levels: Levels,
  difficulties: readonly [number, number],
  names: readonly string[] | undefined,
): Record<string, readonly [number, number]> {
  return Object.fromEntries(
    familiesNamed(names).map(({ name }) => [
      name,
      difficultiesAt(levels[name] ?? difficulties[0], difficulties),
    ]),
  );
}

const isAnswered = (row: GoldProblem): row is AnsweredProblem => row.answer !== null;

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
  return { problem, answer: typeof stated === 'string' ? extract(stated).answer : null };
}

function openFile(file: string, { seed, heldOutShare, withoutGold }: ProblemOptions): OpenedProblems {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`${file}: expected a readable JSONL file (${messageOf(error)})`);
  }
  const read = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : (goldOf(line) ?? [])));
  const rows = read.filter(({ answer }) => answer !== null || withoutGold === true);
  const train = rows.filter(({ problem }) => hashShare(problem) >= heldOutShare);
  // without gold nothing can be held out to be judged by
  const heldOut = rows.filter(isAnswered).filter(({ problem }) => hashShare(problem) < heldOutShare);
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
    difficulties: null,
  };
}
