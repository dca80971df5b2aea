/**
 * `npm run suites:negatives`: thousands of near misses over all kinds of answers; how many are called equal, each
 * printed. The last line is one JSON object. Fails beyond five.
 */
import { parseArgs } from 'node:util';
import { Random } from '../../src/base/random.ts';
import { equivalent } from '../../src/grade/index.ts';
import { makers, type NearMiss } from './near-misses.ts';

const allowedEqual = 5;

function nearMisses(rounds: number, seed: number): NearMiss[] {
  return Object.entries(makers).flatMap(([kind, make], stream) =>
    Array.from({ length: rounds }, (_, round) => {
      const [gold, slips] = make(new Random(seed + round, stream));
      return slips.map(([slip, pred]): NearMiss => ({ kind, slip, gold, pred }));
    }).flat(),
  );
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '36' }, seed: { type: 'string', default: '1' } },
});
const pairs = nearMisses(Number(values.rounds), Number(values.seed));
const byKind = new Map<string, { pairs: number; equal: number; unknown: number }>();
let equal = 0;
for (const { kind, slip, gold, pred } of pairs) {
  const counts = byKind.get(kind) ?? { pairs: 0, equal: 0, unknown: 0 };
  byKind.set(kind, counts);
  const decision = equivalent(gold, pred);
  counts.pairs += 1;
  if (decision.verdict === 'unknown') counts.unknown += 1;
  if (decision.verdict !== 'equal') continue;
  counts.equal += 1;
  equal += 1;
  console.log(`equal: ${kind}, ${slip}: ${gold}  |  ${pred}  (${decision.tier}: ${decision.reason})`);
}
for (const [kind, counts] of byKind) {
  console.log(`${kind.padEnd(16)} ${counts.pairs} pairs, ${counts.equal} equal, ${counts.unknown} unknown`);
}
console.log(JSON.stringify({ pairs: pairs.length, equal, allowedEqual }));
process.exitCode = equal > allowedEqual ? 1 : 0;
