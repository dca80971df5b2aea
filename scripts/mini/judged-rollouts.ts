/**
 * What a verifier learns from its own model's attempts: `npx tsx scripts/mini/judged-rollouts.ts PROBLEMS RESULTS OUT`.
 * PROBLEMS are the rows that `vouch eval` solved, RESULTS its `results.jsonl`. Writes a row for each different attempt:
 * the solution and whether it is right (`prompt, completion, label`); where exact algebra refutes a line of a wrong one
 * and confirms all before it, also where (`problem, steps, label`).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { checkSteps, splitSteps } from '../../src/grade/index.ts';

interface Problem {
  readonly id: string;
  readonly problem: string;
}

interface Result {
  readonly id: string;
  readonly candidates: readonly { readonly text: string; readonly correct: boolean | null }[];
}

const [problemsFile, resultsFile, out] = process.argv.slice(2);
if (problemsFile === undefined || resultsFile === undefined || out === undefined)
  throw new Error('judged-rollouts: expected PROBLEMS RESULTS OUT, see the head of this file');

function rowsOf<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

const problems = new Map(rowsOf<Problem>(problemsFile).map(({ id, problem }) => [id, problem]));
const rows: object[] = [];
const counts = { right: 0, wrong: 0, located: 0 };
for (const { id, candidates } of rowsOf<Result>(resultsFile)) {
  const problem = problems.get(id);
  if (problem === undefined)
    throw new Error(`judged-rollouts: expected problem ${id} in ${problemsFile}, got none`);
  const known = new Map(candidates.map(({ text, correct }) => [text, correct]));
  for (const [text, correct] of known) {
    if (correct === null) continue;
    rows.push({ prompt: problem, completion: text, label: correct });
    counts[correct ? 'right' : 'wrong']++;
    if (correct) continue;
    const steps = splitSteps(text);
    const { steps: checks } = checkSteps(steps, { problem, timeLimitMs: 1000 });
    const refuted = checks.findIndex(({ verdict }) => verdict !== 'correct');
    if (checks[refuted]?.verdict !== 'wrong') continue;
    counts.located++;
    rows.push({ problem, steps: steps.slice(0, refuted + 1).map((step) => step.text), label: refuted });
  }
}
writeFileSync(out, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
console.log(
  `judged-rollouts: ${counts.right} right and ${counts.wrong} wrong solutions, ${counts.located} first wrong steps`,
);
