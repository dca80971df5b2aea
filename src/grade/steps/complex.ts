/**
 * Terms and polynomials over the complex numbers, principal branches throughout; used only where the imaginary unit
 * occurs or where an equation has no real solution. The arithmetic, with its error bounds, is the grader's.
 */
import { Budget } from '../algebra/budget.ts';
import { type Approximation, modulus } from '../algebra/complex.ts';
import { evaluateAt } from '../algebra/evaluate.ts';
import { type Deadline } from './deadline.ts';
import { isKnownFunction } from './real.ts';
import { someTerm, type Term } from './term.ts';
import { toNode } from './to-node.ts';

export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** A term as a function of its symbols; null where it has no value at the point. */
export type ComplexFunction = (point: ReadonlyMap<string, Complex>) => Approximation | null;

const complexOnly = new Set(['re', 'im', 'arg', 'conjugate']);

/** Functions that have a value over the complex numbers only. */
export function isComplexFunction(name: string): boolean {
  return complexOnly.has(name);
}

/** Compiles a term over the complex numbers; null where it holds something without a value there. */
export function compileComplex(term: Term, deadline: Deadline): ComplexFunction | null {
  const isUnknown = (part: Term): boolean =>
    part.kind === 'call' && !isComplexFunction(part.name) && !isKnownFunction(part.name, part.inputs.length);
  const node = someTerm(term, isUnknown) ? null : toNode(term);
  if (node === null) return null;
  const budget = new Budget(deadline.remaining());
  return (point) =>
    evaluateAt(node, new Map([...point].map(([name, { re, im }]) => [name, { re, im, error: 0 }])), budget);
}

/** Whether two values are the same, as far as their error bounds tell; null where they do not tell. */
export function sameValue(a: Approximation, b: Approximation): boolean | null {
  const gap = Math.hypot(a.re - b.re, a.im - b.im);
  const size = modulus(a) + modulus(b);
  if (gap <= 4 * (a.error + b.error) + 1e-12 * size) return true;
  return gap > 1e3 * (a.error + b.error) + 1e-7 * size ? false : null;
}

function times(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

function inverse(a: Complex): Complex {
  const size = a.re * a.re + a.im * a.im;
  return size === 0 ? { re: NaN, im: NaN } : { re: a.re / size, im: -a.im / size };
}

/** All complex roots of a polynomial with the given double coefficients, constant first (Durand–Kerner). */
export function complexRoots(coefficients: readonly number[]): Complex[] {
  const n = coefficients.length - 1;
  const lead = coefficients[n] ?? 1;
  const monic = coefficients.map((c) => c / lead);
  const radius = 1 + Math.max(...monic.slice(0, -1).map(Math.abs), 0);
  let roots = Array.from({ length: Math.max(0, n) }, (_, k): Complex => {
    const angle = (2 * Math.PI * k) / n + 0.4;
    return { re: Math.min(radius, 2) * Math.cos(angle), im: Math.min(radius, 2) * Math.sin(angle) };
  });
  const value = (x: Complex): Complex =>
    monic.reduceRight<Complex>(
      (sum, c) => {
        const next = times(sum, x);
        return { re: next.re + c, im: next.im };
      },
      { re: 0, im: 0 },
    );
  for (let step = 0; step < 300; step++) {
    let moved = 0;
    roots = roots.map((x, i) => {
      let divisor: Complex = { re: 1, im: 0 };
      for (const [j, y] of roots.entries())
        if (j !== i) divisor = times(divisor, { re: x.re - y.re, im: x.im - y.im });
      const move = times(value(x), inverse(divisor));
      moved = Math.max(moved, Math.hypot(move.re, move.im));
      return { re: x.re - move.re, im: x.im - move.im };
    });
    if (moved < 1e-14) break;
  }
  return roots;
}
