/**
 * `vouch grade`: does a predicted answer say the same as the gold answer? Exact, without a model. `--batch` grades
 * rows of JSON lines in order, as they come; a bad row is answered with its error and the rest is done.
 */
import type { Command } from 'commander';
import { InputError, messageOf } from '../../base/errors.ts';
import { equivalent, type EquivalentOptions } from '../../grade/index.ts';
import { answerRows, type JsonRow } from '../json-lines.ts';
import type { RegisterCommand } from './command.ts';

interface GradeOptions {
  readonly gold?: string;
  readonly pred?: string;
  readonly problem?: string;
  readonly options?: string;
  readonly batch?: string;
  readonly json?: boolean;
}

const help = `
Examples:
  vouch grade --gold '\\frac{1}{2}' --pred 0.5
  vouch grade --gold '[0,1)' --pred '0 <= x < 1' --json
  vouch grade --gold 33.3 --pred '\\frac{100}{3}' --options '{"relativeTolerance": 0.01}'
  vouch grade --batch rows.jsonl

A row of --batch is {"id", "gold", "pred", "problem"?, "options"?}; its answer is {"id", "verdict", "tier", "reason",
"witness"?}, or {"id", "error"} where the row cannot be used. The verdict is "equal", "different" or "unknown".
Exit code 0 means that the comparison was made. The options and their defaults are in docs/GRADING.md.`;

type Check = (value: unknown) => boolean;
const flag: Check = (value) => typeof value === 'boolean';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const oneOf =
  (...names: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && names.includes(value);

/** What each option may be, for the message when it is not. */
const fields: Readonly<Record<keyof EquivalentOptions, readonly [Check, string]>> = {
  problem: [(value) => typeof value === 'string', 'a string'],
  timeoutMs: [number, 'a number of milliseconds'],
  listOrder: [oneOf('any', 'given'), '"any" or "given"'],
  percent: [oneOf('both', 'value'), '"both" or "value"'],
  units: [oneOf('ignore', 'require'), '"ignore" or "require"'],
  roundingTolerance: [number, 'a number >= 0'],
  relativeTolerance: [number, 'a number >= 0'],
  decimalPlaces: [number, 'a number >= 0'],
  intervalsAsInequalities: [flag, 'true or false'],
  tupleAsSet: [flag, 'true or false'],
  caseSensitive: [flag, 'true or false'],
  requireSimplified: [flag, 'true or false'],
  requireSolved: [flag, 'true or false'],
  requireConstant: [flag, 'true or false'],
  decimalComma: [flag, 'true or false'],
  inlineAcrossLines: [flag, 'true or false'],
  positive: [flag, 'true or false'],
  integers: [flag, 'true or false'],
  macros: [
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.values(value).every((body) => typeof body === 'string'),
    'an object of macro bodies',
  ],
};

/** Checks an options object field by field. Throws InputError that names the field and what it may be. */
export function readGradeOptions(value: unknown): EquivalentOptions {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new InputError('options: expected a JSON object');
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(fields, name)) {
      throw new InputError(`options: expected one of ${Object.keys(fields).join(', ')}, got ${name}`);
    }
    const [check, wanted] = fields[name as keyof EquivalentOptions];
    if (!check(given))
      throw new InputError(`options.${name}: expected ${wanted}, got ${JSON.stringify(given)}`);
  }
  return value;
}

function textField(row: JsonRow, name: string): string {
  const value = row[name];
  if (typeof value !== 'string') throw new InputError(`${name}: expected a string`);
  return value;
}

/** The answer to one batch row. Throws InputError where the row cannot be used. */
export function gradeRow(row: JsonRow): object {
  const { id, problem } = row;
  if (typeof id !== 'string' && typeof id !== 'number')
    throw new InputError('id: expected a string or a number');
  if (problem !== undefined && problem !== null && typeof problem !== 'string')
    throw new InputError('problem: expected a string');
  const options = readGradeOptions(row['options']);
  return {
    id,
    ...equivalent(textField(row, 'gold'), textField(row, 'pred'), {
      ...options,
      ...(typeof problem === 'string' ? { problem } : {}),
    }),
  };
}

function parseOptions(text: string | undefined): EquivalentOptions {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`--options: expected a JSON object, got ${text} (${messageOf(error)})`);
  }
  return readGradeOptions(value);
}

async function run(options: GradeOptions): Promise<void> {
  const { gold, pred, problem, batch } = options;
  if (batch !== undefined) {
    if (gold !== undefined || pred !== undefined)
      throw new InputError('grade: expected either --batch or --gold and --pred, got both');
    await answerRows(batch, gradeRow);
    return;
  }
  if (gold === undefined || pred === undefined)
    throw new InputError('grade: expected --gold and --pred, or --batch');
  const decision = equivalent(gold, pred, {
    ...parseOptions(options.options),
    ...(problem === undefined ? {} : { problem }),
  });
  if (options.json === true) process.stdout.write(`${JSON.stringify({ version: 1, ...decision })}\n`);
  else {
    const witness = decision.witness === undefined ? '' : ` (${decision.witness})`;
    process.stdout.write(`${decision.verdict}: ${decision.reason}${witness}\n`);
  }
}

export const registerGrade: RegisterCommand = (program: Command) => {
  program
    .command('grade')
    .description('Compare a predicted answer with the gold answer, exactly.')
    .option('--gold <answer>', 'the right answer')
    .option('--pred <answer>', 'the answer to be graded: bare, boxed, or the text of a solution')
    .option('--problem <text>', 'the problem, whose instructions count ("to 2 decimal places")')
    .option('--options <json>', 'conventions that differ from the defaults, as a JSON object')
    .option('--batch <file>', 'grade rows of JSON lines from a file, or from standard input with -')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', help)
    .action(run);
};
