/**
 * `vouch data …`: the problem families and what they generate, as JSON lines on standard output or in a file; the
 * export of human labels is in `data-export.ts`.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { InputError } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import { corrupt } from '../../data/families/corrupt.ts';
import type { Problem } from '../../data/families/family.ts';
import { families } from '../../data/families/registry.ts';
import { familiesNamed, problemStream, splits, type Split } from '../../data/generate.ts';
import type { RegisterCommand } from './command.ts';
import { addDataExport } from './data-export.ts';

interface GenerateOptions {
  readonly family: string;
  readonly count: string;
  readonly seed: string;
  readonly difficulty?: string;
  readonly split: string;
  readonly from: string;
  readonly errors?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

function wholeNumber(text: string, name: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InputError(`--${name}: expected a whole number, got "${text}"`);
  return Number(text);
}

function rangeOf(text: string): [number, number] {
  const match = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(text);
  const [low, high] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (match === null || low < 1 || high > 10 || low > high)
    throw new InputError(`--difficulty: expected 1 to 10 or a range like 3-6, got "${text}"`);
  return [low, high];
}

function splitOf(text: string): Split {
  const found = splits.find((split) => split === text);
  if (found === undefined) throw new InputError(`--split: expected ${splits.join(', ')}, got "${text}"`);
  return found;
}

/** The split that holds what was asked for, where the user named none. */
function fittingSplit(names: readonly string[] | undefined, low: number): Split {
  if (names !== undefined && familiesNamed(names).every((family) => family.heldOut))
    return 'held-out-families';
  return low > 8 ? 'held-out-difficulties' : 'train';
}

function wrongRow(problem: Problem, index: number): object | null {
  const family = families.find(({ name }) => name === problem.family);
  const wrong = family === undefined ? null : corrupt(family, problem, new Random(problem.key, index));
  if (wrong === null) return null;
  const { steps, answer, firstWrong, kind } = wrong;
  return { steps, label: firstWrong, error: kind, wrong_answer: answer };
}

async function generate(options: GenerateOptions): Promise<void> {
  const names = options.family === 'all' ? undefined : options.family.split(',');
  const range = options.difficulty === undefined ? undefined : rangeOf(options.difficulty);
  const split = options.split === 'auto' ? fittingSplit(names, range?.[0] ?? 1) : splitOf(options.split);
  const stream = problemStream({
    seed: wholeNumber(options.seed, 'seed'),
    split,
    ...(names === undefined ? {} : { families: names }),
    ...(range === undefined ? {} : { difficulties: range }),
  });
  const count = wholeNumber(options.count, 'count');
  const first = wholeNumber(options.from, 'from');
  let rows = 0;
  const out: Writable = options.out === undefined ? process.stdout : createWriteStream(options.out);
  for (let index = first; index < first + count; index++) {
    const problem = stream.at(index);
    const wrong = options.errors === true ? wrongRow(problem, index) : {};
    if (wrong === null) continue;
    const row = {
      id: `vouch-${split}-${options.seed}-${index}`,
      source: 'vouch',
      split,
      problem: problem.problem,
      steps: problem.steps,
      answer: problem.answer,
      family: problem.family,
      difficulty: problem.difficulty,
      origin: problem.origin,
      subject: problem.family,
      level: problem.difficulty,
      ...wrong,
    };
    rows++;
    if (!out.write(`${JSON.stringify(row)}\n`)) await once(out, 'drain');
  }
  if (out !== process.stdout) {
    out.end();
    await once(out, 'finish');
    if (options.json === true)
      process.stdout.write(`${JSON.stringify({ version: 1, file: options.out, rows })}\n`);
  }
}

function list(options: { readonly json?: boolean }): void {
  if (options.json === true) {
    const known = families.map(({ name, topic, heldOut, wordings }) => ({ name, topic, heldOut, wordings }));
    process.stdout.write(`${JSON.stringify({ version: 1, families: known })}\n`);
    return;
  }
  for (const { name, topic, heldOut, wordings } of families)
    process.stdout.write(
      `${name.padEnd(34)} ${topic.padEnd(11)} ${String(wordings.train).padStart(5)} wordings${heldOut ? '  held out' : ''}\n`,
    );
}

export const registerData: RegisterCommand = (program: Command) => {
  const data = program.command('data').description('generated problems with solutions, and exported labels');
  data
    .command('families')
    .description('list the problem families')
    .option('--json', 'print JSON')
    .action(list);
  data
    .command('generate')
    .description('write problems as JSON lines: problem, steps, answer, family, difficulty')
    .option('--family <names>', 'families, separated by commas; a trailing * matches any ending', 'all')
    .option('--count <n>', 'how many problems', '10')
    .option('--seed <n>', 'same seed, same problems', '0')
    .option('--difficulty <d>', '1 to 10, or a range such as 3-6')
    .option('--split <name>', `${splits.join(', ')}, or auto`, 'auto')
    .option('--from <index>', 'start at this index of the stream', '0')
    .option('--errors', 'solutions with one injected error; `label` is the first wrong step')
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--json', 'with --out: say as JSON what was written; rows are JSON lines anyhow')
    .addHelpText(
      'after',
      `
Examples:
  vouch data generate --family linear-equation --count 3 --seed 7 --difficulty 2-5
  vouch data generate --count 100000 --seed 1 --out problems.jsonl
  vouch data generate --split validation --count 500 --out validation.jsonl
  vouch data generate --family 'system*' --errors --count 20`,
    )
    .action(generate);
  addDataExport(data);
};
