/**
 * `npm run suites:lines [-- --kind radical] [--file students.txt] [--quiet]`: pairs of derivation lines written by hand,
 * by kind, every miss printed; the last line is one JSON object.
 */
import { parseArgs } from 'node:util';
import { count, freshTally, measurePair, type Tally } from './measure.ts';
import { readPairs } from './table.ts';

const { values } = parseArgs({
  options: {
    kind: { type: 'string' },
    file: {
      type: 'string',
      multiple: true,
      default: ['pairs.txt', 'students.txt', 'fresh.txt', 'third.txt'],
    },
    'time-limit': { type: 'string', default: '200' },
    quiet: { type: 'boolean', default: false },
  },
});
const timeLimitMs = Number(values['time-limit']);

const kinds = new Map<string, Tally>();
const total = freshTally();
for (const pair of values.file.flatMap((file) => readPairs(new URL(file, import.meta.url)))) {
  if (values.kind !== undefined && values.kind !== pair.kind) continue;
  const outcome = measurePair(pair, timeLimitMs);
  const tally = kinds.get(pair.kind) ?? freshTally();
  kinds.set(pair.kind, tally);
  count(tally, outcome);
  count(total, outcome);
  if (outcome.isRight || values.quiet) continue;
  const { check } = outcome;
  console.log(
    `${outcome.isDecided ? '!' : '?'} ${pair.kind}: ${pair.from}  →  ${pair.to}: ${pair.relation}, ` +
      `said ${check.relation}/${check.verdict} (${check.reason})`,
  );
}
const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)}%`;
console.log(
  'kind                              pairs  decided  right  false "equivalent"  right called wrong',
);
for (const [kind, sum] of [...kinds, ['all', total] as const]) {
  console.log(
    `${kind.padEnd(32)} ${String(sum.pairs).padStart(6)} ${percent(sum.decided, sum.pairs).padStart(8)} ` +
      `${percent(sum.right, sum.decided).padStart(6)} ${String(sum.falseEquivalent).padStart(19)} ${String(sum.rightCalledWrong).padStart(19)}`,
  );
}
console.log(JSON.stringify(total));
