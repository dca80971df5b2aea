/**
 * `npm run suites:lines [-- --kind radical] [--file pairs.txt]`: the hand-written pairs of derivation lines by kind,
 * every miss printed; the last line is one JSON object.
 */
import { parseArgs } from 'node:util';
import { checkSteps } from '../../../src/grade/index.ts';
import { readPairs } from './table.ts';

const { values } = parseArgs({
  options: {
    kind: { type: 'string' },
    file: { type: 'string', default: 'pairs.txt' },
    'time-limit': { type: 'string', default: '200' },
    quiet: { type: 'boolean', default: false },
  },
});
const timeLimitMs = Number(values['time-limit']);

interface Tally {
  pairs: number;
  decided: number;
  right: number;
  falseEquivalent: number;
  rightCalledWrong: number;
  slowestMs: number;
}
const fresh = (): Tally => ({
  pairs: 0,
  decided: 0,
  right: 0,
  falseEquivalent: 0,
  rightCalledWrong: 0,
  slowestMs: 0,
});
const kinds = new Map<string, Tally>();
const total = fresh();
for (const { kind, from, to, relation } of readPairs(new URL(values.file, import.meta.url))) {
  if (values.kind !== undefined && values.kind !== kind) continue;
  const tally = kinds.get(kind) ?? fresh();
  kinds.set(kind, tally);
  const start = performance.now();
  const check = checkSteps([from, to], { timeLimitMs }).steps[1];
  const elapsed = performance.now() - start;
  if (check === undefined) throw new Error('lines: expected a check for the second line, got none');
  const said = relation === 'correct' && check.verdict === 'correct' ? 'correct' : check.relation;
  const isDecided = said !== 'unknown';
  for (const sum of [tally, total]) {
    sum.pairs++;
    if (isDecided) sum.decided++;
    if (said === relation) sum.right++;
    if (relation === 'different' && check.relation === 'equivalent') sum.falseEquivalent++;
    if (relation !== 'different' && check.verdict === 'wrong') sum.rightCalledWrong++;
    sum.slowestMs = Math.max(sum.slowestMs, elapsed);
  }
  if (said !== relation && !values.quiet) {
    const mark = relation !== 'different' && check.verdict === 'wrong' ? '!!' : isDecided ? ' !' : ' ?';
    console.log(
      `${mark} ${kind}: ${from}  →  ${to}: ${relation}, said ${check.relation}/${check.verdict} (${check.reason})`,
    );
  }
}
const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)}%`;
console.log(
  'kind                     pairs  decided  right of decided  false "equivalent"  right called wrong',
);
for (const [kind, sum] of [...kinds, ['all', total] as const]) {
  console.log(
    `${kind.padEnd(24)} ${String(sum.pairs).padStart(5)} ${percent(sum.decided, sum.pairs).padStart(8)} ` +
      `${percent(sum.right, sum.decided).padStart(17)} ${String(sum.falseEquivalent).padStart(19)} ${String(sum.rightCalledWrong).padStart(19)}`,
  );
}
console.log(JSON.stringify(total));
