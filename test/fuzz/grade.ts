/**
 * Fuzzes reading and grading for a bounded time: `npm run fuzz:grade -- --seconds 40 --seed 1`. Fails where anything
 * throws or where one answer takes longer than a second, by the clock and of this process's own time both: on a machine
 * that is shared the clock alone measures the others. Prints every such input, and last one JSON line.
 */
import { parseArgs } from 'node:util';
import { checkSteps, equivalent, extract, parse, splitSteps } from '../../src/grade/index.ts';
import { fuzzText } from './inputs.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '0' },
  },
});
const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
/** With a number of cases the run is the same on every machine; 0: only the time bounds it. */
const mostCases = Number(values.cases);
const slowestAllowedMs = 1000;

const targets: Readonly<Record<string, (a: string, b: string) => unknown>> = {
  parse: (a) => parse(a),
  equivalent: (a, b) => equivalent(a, b),
  extract: (a) => extract(a),
  splitSteps: (a) => splitSteps(a),
  checkSteps: (a, b) => checkSteps([b, a, a], { problem: b }),
};

const ownMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

let [cases, exceptions, slow, slowestMs, slowestOwnMs] = [0, 0, 0, 0, 0];
const end = performance.now() + seconds * 1000;
for (let index = 0; performance.now() < end && (mostCases === 0 || cases < mostCases); index++) {
  const [a, b] = [fuzzText(seed, 2 * index), fuzzText(seed, 2 * index + 1)];
  for (const [name, target] of Object.entries(targets)) {
    const [start, ownStart] = [performance.now(), ownMs()];
    try {
      target(a, b);
    } catch (error) {
      exceptions += 1;
      console.log(`${name} threw ${String(error)} on ${JSON.stringify(a.slice(0, 300))}`);
    }
    const took = performance.now() - start;
    const own = Math.min(took, ownMs() - ownStart);
    slowestMs = Math.max(slowestMs, took);
    slowestOwnMs = Math.max(slowestOwnMs, own);
    if (own > slowestAllowedMs) {
      slow += 1;
      console.log(
        `${name} took ${own.toFixed(0)} ms of its own on ${JSON.stringify(a.slice(0, 300))} (${a.length} characters)`,
      );
    }
    cases += 1;
  }
}
const slowest = { slowestMs: Math.round(slowestMs), slowestOwnMs: Math.round(slowestOwnMs) };
console.log(JSON.stringify({ cases, exceptions, slow, ...slowest, seconds, seed }));
process.exitCode = exceptions + slow > 0 ? 1 : 0;
