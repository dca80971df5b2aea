/**
 * How well the first wrong step is found: `npx tsx scripts/mini/first-wrong.ts RUNS [--model DIR] [--limit N]`. RUNS is
 * the folder of `evaluate.ts`, whose solutions with one injected error are the first set; the others are BIG-Bench-Mistake's
 * arithmetic and ProcessBench's GSM8K, where VOUCH_DATA names a folder that holds them. F1 as ProcessBench defines it
 * (arXiv 2412.06559): the harmonic mean of "found exactly" over wrong solutions and "nothing marked" over right ones.
 * By exact checks alone and with the model; writes `docs/evaluation/first-wrong-step.json`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const project = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: join(project, 'models', 'vouch-mini') },
    limit: { type: 'string', default: '200' },
  },
});
const [runs] = positionals;
if (runs === undefined) throw new Error('first-wrong: expected RUNS, see the head of this file');
const limit = Number(values.limit);

interface Row {
  readonly id: string | number;
  readonly problem: string;
  readonly steps: readonly string[];
  /** Index of the first wrong step, −1 for none. */
  readonly label: number;
}

interface Checked {
  readonly firstError: number | null;
}

interface Figures {
  readonly rows: number;
  readonly foundExactly: number;
  readonly rightLeftAlone: number;
  readonly f1: number;
}

/** Wrong and right solutions in turns, so that a limit keeps both. */
function balanced(rows: readonly Row[]): Row[] {
  const wrong = rows.filter(({ label }) => label >= 0).slice(0, limit / 2);
  const right = rows.filter(({ label }) => label < 0).slice(0, limit / 2);
  return [...wrong, ...right];
}

function rowsOf(file: string): Row[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

function checked(rows: readonly Row[], judge: readonly string[]): Checked[] {
  const input = rows.map(({ id, problem, steps }) => JSON.stringify({ id, problem, steps })).join('\n');
  const answer = spawnSync(
    process.execPath,
    [join(project, 'dist', 'cli.js'), 'check', ...judge, '--batch', '-'],
    { cwd: project, input, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  if (answer.status !== 0) throw new Error('first-wrong: vouch check --batch failed');
  return answer.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Checked);
}

function figures(rows: readonly Row[], found: readonly Checked[]): Figures {
  const share = (wanted: (row: Row) => boolean): number => {
    const indices = rows.flatMap((row, i) => (wanted(row) ? [i] : []));
    const hits = indices.filter((i) => (found[i]?.firstError ?? -1) === rows[i]?.label);
    return hits.length / Math.max(1, indices.length);
  };
  const foundExactly = share(({ label }) => label >= 0);
  const rightLeftAlone = share(({ label }) => label < 0);
  const sum = foundExactly + rightLeftAlone;
  return {
    rows: rows.length,
    foundExactly,
    rightLeftAlone,
    f1: sum > 0 ? (2 * foundExactly * rightLeftAlone) / sum : 0,
  };
}

const data = process.env['VOUCH_DATA'];
const published = (name: string): string => join(data ?? '', 'processbench', `${name}.jsonl`);
const sets = [
  ['families, one injected error', join(resolve(runs), 'data', 'errors.jsonl')],
  ['BIG-Bench-Mistake, arithmetic', published('bigbench_mistake_arithmetic')],
  ['ProcessBench, GSM8K', published('gsm8k')],
] as const;
const report = sets
  .filter(([, file]) => existsSync(file))
  .map(([set, file]) => {
    const rows = balanced(rowsOf(file));
    return {
      set,
      exact: figures(rows, checked(rows, ['--no-model'])),
      both: figures(rows, checked(rows, ['--model', values.model])),
    };
  });
writeFileSync(
  join(project, 'docs', 'evaluation', 'first-wrong-step.json'),
  `${JSON.stringify(report, null, 2)}\n`,
);
console.log(JSON.stringify(report, null, 2));
