/**
 * `npm run suites:steps`: the step checker measured. Generated derivation lines; right lines that it cannot
 * understand; and, where `VOUCH_DATA` points to it, ProcessBench: right lines called wrong (each printed) and the first
 * error against the labels. The last line is one JSON object.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkSteps } from '../../src/grade/index.ts';
import { checkPairs, derivationPairs, report } from './derivation-pairs.ts';
import { opaqueCases } from './opaque-lines.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '6' },
    seed: { type: 'string', default: '7' },
    'time-limit': { type: 'string', default: '200' },
  },
});
const timeLimitMs = Number(values['time-limit']);

function generated(): object {
  const { pairs, decided, right, falseEquivalent, misses, undecided } = report(
    checkPairs(derivationPairs(Number(values.rounds), Number(values.seed))),
  );
  for (const { pair, check } of [...misses, ...undecided]) {
    console.log(
      `${pair.kind}: ${pair.from}  →  ${pair.to}: ${pair.relation}, said ${check.relation} (${check.reason})`,
    );
  }
  return { pairs, decided: decided / pairs, right: right / decided, falseEquivalent: falseEquivalent.length };
}

function opaque(): object {
  const cases = opaqueCases(1000, Number(values.seed));
  const wrong = cases.filter(({ problem, steps }) =>
    checkSteps(steps, { problem, timeLimitMs }).steps.some((step) => step.verdict === 'wrong'),
  );
  return { lines: cases.length, calledWrong: wrong.length };
}

interface ProcessRow {
  readonly id: string;
  readonly problem: string;
  readonly steps: readonly string[];
  readonly label: number;
}

function processBench(file: string): object {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ProcessRow);
  let [rightLines, calledWrong, decided] = [0, 0, 0];
  let [claimed, hits, errors, clean, kept] = [0, 0, 0, 0, 0];
  for (const row of rows) {
    const { steps, firstError } = checkSteps(row.steps, { problem: row.problem, timeLimitMs });
    if (firstError !== null) claimed += 1;
    if (row.label >= 0) {
      errors += 1;
      if (firstError === row.label) hits += 1;
      continue;
    }
    clean += 1;
    if (firstError === null) kept += 1;
    for (const [i, step] of steps.entries()) {
      rightLines += 1;
      if (step.verdict !== 'unknown') decided += 1;
      if (step.verdict !== 'wrong') continue;
      calledWrong += 1;
      console.log(`${row.id} step ${i}: ${step.reason}; ${step.counterexample ?? ''}`);
    }
  }
  return {
    rightLines,
    calledWrong,
    rate: calledWrong / rightLines,
    decided: decided / rightLines,
    precision: hits / Math.max(1, claimed),
    recall: hits / errors,
    keptClean: kept / clean,
  };
}

const result: Record<string, object> = { generated: generated(), opaque: opaque() };
const folder = process.env['VOUCH_DATA'];
for (const name of ['gsm8k', 'math', 'bigbench_mistake_arithmetic']) {
  const file = join(folder ?? '', 'processbench', `${name}.jsonl`);
  if (folder !== undefined && existsSync(file)) result[name] = processBench(file);
}
if (folder === undefined)
  console.log('ProcessBench is not measured: set VOUCH_DATA to the folder with the public sets.');
console.log(JSON.stringify(result));
