/**
 * `npm run suites:differential`: generated and written pairs of formulas through `equivalent`, the compute engine, KAS
 * and sympy (the last through $VOUCH_PYTHON, default python3; left out where it is not there). Every pair is equal or
 * not by construction, so each disagreement has an answer to who was right. Prints every pair that we get wrong and
 * samples of the others' errors (`--all`: every one that they decided); the last line is one JSON object. Exit code 1 at any false "equal" of ours.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ComputeEngine } from '@cortex-js/compute-engine';
import * as kas from '@khanacademy/kas';
import { Random } from '../../src/base/random.ts';
import { Budget } from '../../src/grade/algebra/budget.ts';
import * as complex from '../../src/grade/algebra/complex.ts';
import { evaluateAt } from '../../src/grade/algebra/evaluate.ts';
import { equivalent } from '../../src/grade/index.ts';
import type { Node } from '../../src/grade/parse/tree.ts';
import { printNode } from '../../src/grade/parse/print.ts';
import { changed, randomExpression, rewritten } from '../random/expressions.ts';

interface Pair {
  readonly source: string;
  readonly a: string;
  readonly b: string;
  readonly equal: boolean;
}
/** null: could not tell. */
type Verdict = boolean | null;

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '2000' }, all: { type: 'boolean', default: false } },
});

function generated(count: number): Pair[] {
  return Array.from({ length: count }, (_, index): Pair => {
    const random = new Random(7, index);
    const tree = randomExpression(random, 3);
    const kept = index % 2 === 0;
    const other = kept ? rewritten(tree, random) : changed(tree, random);
    // A change within a product that is zero changes nothing.
    const equal = kept || sameAtAPoint(tree, other);
    return { source: 'generated', a: printNode(tree), b: printNode(other), equal };
  });
}

/** The rows of test/data/grading whose both sides are plain formulas, which the other engines can be asked about. */
function written(): Pair[] {
  const folder = 'test/data/grading';
  return readdirSync(folder)
    .filter((name) => /^(?:expressions|numbers)\.tsv$/.test(name))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => line.split('\t') as [string, string, string])
    .filter(([, a, b]) =>
      [a, b].every((text) => !/[=$%°]|\\text|[A-Za-z]{4,}(?![A-Za-z{(])(?<!\\[A-Za-z]+)/.test(text)),
    )
    .map(([sign, a, b]) => ({ source: 'written', a, b, equal: sign === '=' }));
}

function sameAtAPoint(a: Node, b: Node): boolean {
  const point = new Map([
    ['x', complex.real(1.3718)],
    ['y', complex.real(-0.6143)],
  ]);
  const [u, v] = [a, b].map((tree) => evaluateAt(tree, point, new Budget(10_000)));
  return u != null && v != null && Math.abs(u.re - v.re) < 1e-9 * (1 + Math.abs(u.re));
}

const engine = new ComputeEngine();
function byComputeEngine({ a, b }: Pair): Verdict {
  try {
    return engine.parse(a).isEqual(engine.parse(b)) ?? null;
  } catch {
    return null;
  }
}

interface Kas {
  readonly parse: (text: string) => { readonly parsed: boolean; readonly expr?: unknown };
  readonly compare: (a: unknown, b: unknown) => { readonly equal: boolean };
}

function byKas({ a, b }: Pair): Verdict {
  const { parse, compare } = kas as unknown as Kas;
  try {
    const [x, y] = [parse(a), parse(b)];
    return x.parsed && y.parsed ? compare(x.expr, y.expr).equal : null;
  } catch {
    return null;
  }
}

function bySympy(pairs: readonly Pair[]): Verdict[] | null {
  const input = pairs.map(({ a, b }) => JSON.stringify([a, b])).join('\n');
  const python = process.env['VOUCH_PYTHON'] ?? 'python3';
  const run = spawnSync(python, ['test/oracle/sympy_pairs.py'], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const lines = run.stdout.trim().split('\n');
  return run.status === 0 && lines.length === pairs.length
    ? lines.map((line) => JSON.parse(line) as Verdict)
    : null;
}

const pairs = [...written(), ...generated(Number(values.pairs))];
const sympy = bySympy(pairs);
const judges: Readonly<Record<string, readonly Verdict[]>> = {
  vouch: pairs.map(({ a, b }) => {
    const { verdict } = equivalent(a, b, { timeoutMs: 2_000 });
    return verdict === 'unknown' ? null : verdict === 'equal';
  }),
  computeEngine: pairs.map(byComputeEngine),
  kas: pairs.map(byKas),
  ...(sympy === null ? {} : { sympy }),
};

const totals: Record<
  string,
  { right: number; falseEqual: number; falseDifferent: number; undecided: number }
> = {};
for (const [name, verdicts] of Object.entries(judges)) {
  const total = { right: 0, falseEqual: 0, falseDifferent: 0, undecided: 0 };
  for (const [index, { source, a, b, equal }] of pairs.entries()) {
    const verdict = verdicts[index] ?? null;
    const kind =
      verdict === null
        ? 'undecided'
        : verdict === equal
          ? 'right'
          : verdict
            ? 'falseEqual'
            : 'falseDifferent';
    total[kind]++;
    const shown =
      name === 'vouch' ||
      (values.all && kind !== 'undecided') ||
      (kind === 'falseEqual' && total.falseEqual <= 5) ||
      (kind === 'falseDifferent' && total.falseDifferent <= 5);
    if (kind !== 'right' && shown) console.log(`${name} ${kind} (${source}): ${a}  |  ${b}`);
  }
  totals[name] = total;
}
console.log(JSON.stringify({ suite: 'differential', pairs: pairs.length, ...totals }));
process.exitCode = (totals['vouch']?.falseEqual ?? 0) > 0 ? 1 : 0;
