/**
 * Fuzzes reading and grading for a bounded time: `npm run fuzz:grade -- --seconds 40 --seed 1`. Fails where anything
 * throws or where one answer takes longer than a second; prints every such input, and last one JSON line.
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

let [cases, exceptions, slow, slowestMs] = [0, 0, 0, 0];
const end = performance.now() + seconds * 1000;
for (let index = 0; performance.now() < end && (mostCases === 0 || cases < mostCases); index++) {
  const [a, b] = [fuzzText(seed, 2 * index), fuzzText(seed, 2 * index + 1)];
  for (const [name, target] of Object.entries(targets)) {
    const start = performance.now();
    try {
      target(a, b);
    } catch (error) {
      exceptions += 1;
      console.log(`${name} threw ${String(error)} on ${JSON.stringify(a.slice(0, 300))}`);
    }
    const took = performance.now() - start;
    slowestMs = Math.max(slowestMs, took);
    if (took > slowestAllowedMs) {
      slow += 1;
      console.log(
        `${name} took ${took.toFixed(0)} ms on ${JSON.stringify(a.slice(0, 300))} (${a.length} characters)`,
      );
    }
    cases += 1;
  }
}
console.log(JSON.stringify({ cases, exceptions, slow, slowestMs: Math.round(slowestMs), seconds, seed }));
process.exitCode = exceptions + slow > 0 ? 1 : 0;
