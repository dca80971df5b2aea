/**
 * `npm run bench:grade`: milliseconds a pair over the labelled pairs in $VOUCH_DATA/answers and the gold answers of
 * MATH and college_math against neighbours, warmed up. Last line: one JSON object with the quantiles.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equivalent } from '../src/grade/index.ts';

const folder = process.env['VOUCH_DATA'] ?? 'data';
const read = <T>(path: string): T[] =>
  readFileSync(join(folder, path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

const labelled = readdirSync(join(folder, 'answers'))
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => read<{ gold: string; pred: string }>(join('answers', name)));
const golds = ['math/train', 'college_math/test'].flatMap((set) =>
  read<{ answer: string }>(`${set}.jsonl`).map(({ answer }) => answer),
);
const pairs = [
  ...labelled,
  ...golds.map((gold, index) => ({ gold, pred: golds[(index + 1) % golds.length]! })),
];

for (const { gold, pred } of pairs.slice(0, 2_000)) equivalent(gold, pred);
const times: number[] = [];
/** Processor time beside the clock: what other processes on the machine take does not count. */
const cpuTimes: number[] = [];
let slowest = { ms: 0, gold: '', pred: '' };
for (const { gold, pred } of pairs) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  equivalent(gold, pred);
  const ms = performance.now() - start;
  const used = process.cpuUsage(cpu);
  cpuTimes.push((used.user + used.system) / 1000);
  times.push(ms);
  if (ms > slowest.ms) slowest = { ms, gold, pred };
}
times.sort((a, b) => a - b);
cpuTimes.sort((a, b) => a - b);
const quantile = (share: number, of: readonly number[] = times): number =>
  of[Math.min(of.length - 1, Math.floor(share * of.length))]!;
const round = (ms: number): number => Number(ms.toFixed(3));
console.log(
  `slowest ${round(slowest.ms)} ms: ${JSON.stringify(slowest.gold.slice(0, 120))} against ${JSON.stringify(slowest.pred.slice(0, 120))}`,
);
console.log(
  JSON.stringify({
    bench: 'grade',
    pairs: times.length,
    medianMs: round(quantile(0.5)),
    p99Ms: round(quantile(0.99)),
    p999Ms: round(quantile(0.999)),
    maxMs: round(quantile(1)),
    cpuMedianMs: round(quantile(0.5, cpuTimes)),
    cpuP999Ms: round(quantile(0.999, cpuTimes)),
  }),
);
