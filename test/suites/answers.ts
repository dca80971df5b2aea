/**
 * `npm run suites:answers`: the labelled answer pairs in $VOUCH_DATA/answers through `equivalent`, as the suites pass
 * them. Prints every miss and, as its last line, one JSON object. Rows whose label is a choice of policy, or that
 * have none, are counted apart. Exit code 1 below 98.5% or at any false "equal".
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equivalent, type EquivalentOptions } from '../../src/grade/index.ts';

interface Row {
  readonly id: string;
  readonly gold: string;
  readonly pred: string;
  readonly expected: boolean | null;
  readonly group: string;
  readonly policy?: string;
  readonly options: { readonly precision?: number; readonly rel_tol?: number };
}

/** The suites' own tolerance options in our words; the others concern policies. */
function optionsOf(row: Row): EquivalentOptions {
  const { precision, rel_tol: relativeTolerance } = row.options;
  return {
    ...(precision === undefined ? {} : { decimalPlaces: precision }),
    ...(relativeTolerance === undefined ? {} : { relativeTolerance }),
  };
}

const folder = join(process.env['VOUCH_DATA'] ?? 'data', 'answers');
const rows = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .sort()
  .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
  .map((line) => JSON.parse(line) as Row);

const totals = { rows: 0, right: 0, falseEqual: 0, falseDifferent: 0, unknown: 0, policy: 0, unlabelled: 0 };
for (const row of rows) {
  if (row.expected === null) totals.unlabelled++;
  if (row.policy !== undefined) totals.policy++;
  if (row.expected === null || row.policy !== undefined) continue;
  const decision = equivalent(row.gold, row.pred, optionsOf(row));
  totals.rows++;
  const right = (decision.verdict === 'equal') === row.expected;
  if (right) totals.right++;
  else {
    if (decision.verdict === 'equal') totals.falseEqual++;
    else if (decision.verdict === 'unknown') totals.unknown++;
    else totals.falseDifferent++;
    const show = (text: string): string => JSON.stringify(text.length > 160 ? `…${text.slice(-160)}` : text);
    console.log(
      `${row.id} expected ${row.expected}, got ${decision.verdict} (${decision.tier}: ${decision.reason}; ${decision.witness ?? ''})\n  gold ${show(row.gold)}\n  pred ${show(row.pred)}`,
    );
  }
}
console.log(JSON.stringify({ suite: 'answers', ...totals, accuracy: totals.right / totals.rows }));
process.exitCode = totals.falseEqual === 0 && totals.right / totals.rows >= 0.985 ? 0 : 1;
