/**
 * Evaluates `models/vouch-mini` as its card reports it: `npx tsx scripts/mini/evaluate.ts [--out runs/evaluation]
 * [--limit N] [--model DIR]`. Problems of the families are drawn from the validation splits by seed; the public sets
 * are read from the folder that VOUCH_DATA names and left out without it. First the mix on which the confidence is
 * fitted, then `calibrate.ts`, then every set with the fitted model. `results.ts` makes the committed reports of it.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkAnswer } from '../../src/grade/question/check-answer.ts';
import { Random } from '../../src/base/random.ts';
import type { Problem } from '../../src/data/families/family.ts';
import { problemStream, type Split } from '../../src/data/generate.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: join(project, 'models', 'vouch-mini') },
    out: { type: 'string', default: 'runs/evaluation' },
    limit: { type: 'string', default: '200' },
    samples: { type: 'string', default: '16' },
  },
});
const out = resolve(values.out);
const limit = Number(values.limit);
const data = process.env['VOUCH_DATA'];
mkdirSync(join(out, 'data'), { recursive: true });

interface Row {
  readonly id: string;
  readonly problem: string;
  readonly answer: string;
  readonly subject: string;
  readonly level: string;
}

/** The first problems of a split's stream whose difficulty is in the range. */
function generated(name: string, split: Split, difficulties: readonly [number, number], seed: number): Row[] {
  const stream = problemStream({ seed, split, difficulties });
  return Array.from({ length: limit }, (_, i): Row => {
    const problem: Problem = stream.at(i);
    return {
      id: `${name}-${i}`,
      problem: problem.problem,
      answer: problem.answer,
      subject: problem.family,
      level: String(problem.difficulty),
    };
  });
}

/** A seeded choice of rows of a public set; none without VOUCH_DATA. */
function published(name: string, file: string, count = limit): Row[] {
  if (data === undefined || !existsSync(join(data, file))) return [];
  const rows = readFileSync(join(data, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, string>);
  return new Random(11, 0)
    .shuffled(rows)
    .slice(0, count)
    .map((row, i) => ({
      id: `${name}-${row['id'] ?? i}`,
      problem: row['problem'] ?? '',
      answer: row['answer'] ?? '',
      subject: name,
      level: row['level'] ?? row['subject'] ?? '',
    }));
}

function vouch(...args: string[]): void {
  const { status } = spawnSync(process.execPath, [join(project, 'dist', 'cli.js'), ...args], {
    cwd: project,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`evaluate: vouch ${args.join(' ')} ended with ${status ?? 'a signal'}`);
}

function evaluated(name: string, rows: readonly Row[], samples = values.samples): void {
  if (rows.length === 0) return;
  const file = join(out, 'data', `${name}.jsonl`);
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const folder = join(out, 'sets', name);
  vouch(
    'eval',
    '--model',
    values.model,
    '--data',
    file,
    '--samples',
    samples,
    '--persist-to',
    '32', // as `vouch solve` does by itself
    '--seed',
    '1',
    '--out',
    folder,
  );
}

/** Problems of the families whose answers the question itself cannot decide: there the learned judgement speaks alone. */
function unread(): Row[] {
  const stream = problemStream({ seed: 103, split: 'validation', difficulties: [1, 6] });
  const rows: Row[] = [];
  for (let i = 0; rows.length < 3 * limit; i++) {
    const { problem, answer, family, difficulty } = stream.at(i);
    if (checkAnswer(problem, answer).verdict === 'unknown')
      rows.push({ id: `calibration-open-${i}`, problem, answer, subject: family, level: String(difficulty) });
  }
  return rows;
}

/** Not half in-domain, the rest of the public training sets, so that the confidence learns what it does not know. */
function calibrationRows(): Row[] {
  const inDomain = generated('calibration', 'validation', [1, 4], 101);
  const others = Math.ceil(limit / 4);
  return [
    ...inDomain,
    ...unread(),
    ...generated('calibration-hard', 'validation', [5, 8], 102).slice(0, others),
    ...published('gsm8k-train', 'gsm8k/train.jsonl'),
    ...published('math-train', 'math/train.jsonl', Math.ceil(limit / 2)),
  ];
}

/** Solutions with and without an injected error, checked by the model, for the threshold of `soFar`. */
function checkedErrors(): readonly [string, string] {
  const rows = join(out, 'data', 'errors.jsonl');
  const checked = join(out, 'data', 'errors-checked.jsonl');
  rmSync(rows, { force: true });
  const drawn = join(out, 'data', 'drawn.jsonl');
  const draw = (...more: string[]): string[] => {
    vouch('data', 'generate', '--split', 'validation', '--difficulty', '1-4', '--count', String(limit), '--seed', '31', '--out', drawn, ...more); // prettier-ignore
    return readFileSync(drawn, 'utf8').trim().split('\n');
  };
  const lines = [...draw('--errors'), ...draw()];
  lines.forEach((line, i) => {
    const row = JSON.parse(line) as { problem: string; steps: string[]; label?: number };
    const { problem, steps, label } = row;
    appendFileSync(rows, `${JSON.stringify({ id: i, problem, steps, label: label ?? -1 })}\n`);
  });
  const answer = spawnSync(
    process.execPath,
    [join(project, 'dist', 'cli.js'), 'check', '--model', values.model, '--batch', rows],
    { cwd: project, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (answer.status !== 0) throw new Error('evaluate: vouch check --batch failed');
  writeFileSync(checked, answer.stdout);
  return [checked, rows];
}

const calibration = join(out, 'calibration');
const mix = join(out, 'data', 'calibration.jsonl');
writeFileSync(mix, calibrationRows().map((row) => `${JSON.stringify(row)}\n`).join('')); // prettier-ignore
vouch('eval', '--model', values.model, '--data', mix, '--samples', '8', '--seed', '1', '--out', calibration);
const [checked, labels] = checkedErrors();
const fit = spawnSync(
  process.execPath,
  ['--import', 'tsx', join(project, 'scripts/mini/calibrate.ts'), values.model, calibration, checked, labels],
  { cwd: project, stdio: 'inherit' },
);
if (fit.status !== 0) throw new Error('evaluate: calibrate.ts failed');

evaluated('families-1-4', generated('families', 'validation', [1, 4], 7));
evaluated('families-5-8', generated('families-hard', 'validation', [5, 8], 8), '8');
evaluated('held-out-difficulties', generated('harder', 'held-out-difficulties', [9, 10], 9), '8');
evaluated('held-out-families', generated('other', 'held-out-families', [1, 4], 10), '8');
for (const level of ['easy', 'medium', 'hard'])
  evaluated(`deepmind-${level}`, published(`deepmind-${level}`, `deepmind_mathematics/train-${level}.jsonl`));
evaluated('gsm8k-test', published('gsm8k', 'gsm8k/test.jsonl'), '8');
evaluated('svamp', published('svamp', 'svamp/test.jsonl'), '8');
evaluated('math500', published('math500', 'math500/test.jsonl'), '8');
evaluated('college-math', published('college_math', 'college_math/test.jsonl'), '8');
