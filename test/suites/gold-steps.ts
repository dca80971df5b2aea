/**
 * `npm run suites:gold-steps [-- --rows 500 --every 5]`: the reference solutions of public sets (`VOUCH_DATA`), cut into
 * steps and checked. Their authors' lines are right but for a few printing errors, and most are prose that a checker
 * of formulas cannot follow: every line called wrong is printed. The last line is one JSON object.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkSteps, splitSteps } from '../../src/grade/index.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    every: { type: 'string', default: '1' },
    offset: { type: 'string', default: '0' },
    sets: { type: 'string', default: 'gsm8k/test,math500/test,math/train' },
    'time-limit': { type: 'string', default: '200' },
  },
});
const timeLimitMs = Number(values['time-limit']);

interface Row {
  readonly id: string;
  readonly problem: string;
  readonly solution?: string;
}

function measure(file: string): object {
  const every = Number(values.every);
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(Number(values.offset))
    .filter((_, i) => i % every === 0)
    .slice(0, Number(values.rows))
    .map((line) => JSON.parse(line) as Row);
  const sum = { solutions: 0, steps: 0, decided: 0, oneWay: 0, wrong: 0, firstErrors: 0, late: 0 };
  for (const { id, problem, solution } of rows) {
    if (solution === undefined) continue;
    const steps = splitSteps(solution);
    const started = performance.now();
    const check = checkSteps(steps, { problem, timeLimitMs });
    if (performance.now() - started > timeLimitMs + 50) sum.late++;
    sum.solutions++;
    sum.steps += steps.length;
    if (check.firstError !== null) sum.firstErrors++;
    for (const [i, step] of check.steps.entries()) {
      if (step.verdict !== 'unknown') sum.decided++;
      if (step.verdict === 'one-way') sum.oneWay++;
      if (step.verdict !== 'wrong') continue;
      sum.wrong++;
      const text = steps[i]?.text.replace(/\s+/g, ' ').slice(0, 300) ?? '';
      console.log(`${id} step ${i}: ${step.reason}; ${step.counterexample ?? ''} | ${text}`);
    }
  }
  return sum;
}

const result: Record<string, object> = {};
for (const set of values.sets.split(',')) {
  const file = join(process.env['VOUCH_DATA'] ?? '', `${set}.jsonl`);
  if (existsSync(file)) result[set] = measure(file);
  else
    console.log(
      `${set} is not measured: expected ${file}; set VOUCH_DATA to the folder with the public sets.`,
    );
}
console.log(JSON.stringify(result));
