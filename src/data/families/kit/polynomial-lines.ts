/**
 * Polynomial arithmetic written out: products, powers and linear combinations, one coefficient a calculation, so
 * that every operand stands close to where it is used.
 */
import { polynomialOf, type Polynomial } from './polynomial.ts';
import { q, type Amount, type Rational } from './rational.ts';
import { polynomial, polynomialTex, power } from './text.ts';
import { tex } from './notation.ts';
import type { Result, Work } from './work.ts';

function powerName(letter: string, exponent: number): string {
  return exponent === 0 ? '1' : tex(power(letter, exponent));
}

/** `2*3+(-4)*1` over the pairs of coefficients. */
function sumOfProducts(pairs: readonly (readonly [Rational, Rational])[], work: Work): Result {
  const parts = [''];
  pairs.forEach((_, index) => parts.push('*', index + 1 < pairs.length ? '+' : ''));
  return work.frac(parts, ...pairs.flat());
}

/** Writes the product's coefficients, highest degree first, and the product; returns it. */
export function multiplyInLines(a: Polynomial, b: Polynomial, letter: string, work: Work): Polynomial {
  const coefficients: Rational[] = [];
  const notes: string[] = [];
  for (let k = a.length + b.length - 2; k >= 0; k--) {
    const pairs = a.flatMap((x, i): (readonly [Rational, Rational])[] => {
      const y = b[k - i];
      return y === undefined || x.sign() === 0 || y.sign() === 0 ? [] : [[x, y]];
    });
    if (pairs.length === 0) {
      coefficients[k] = q(0);
      continue;
    }
    const isTrivial = pairs.length === 1 && pairs[0]!.some((c) => c.equals(1));
    if (isTrivial) {
      coefficients[k] = pairs[0]![0].times(pairs[0]![1]);
      continue;
    }
    const result = sumOfProducts(pairs, work);
    notes.push(`$${powerName(letter, k)}$: $${result.mark}$`);
    coefficients[k] = result.value;
  }
  if (notes.length > 0) work.line(notes.join(', '));
  const product = polynomialOf(coefficients);
  work.line(`$${factorTex(a, letter)}${factorTex(b, letter)} = ${polynomialTex(product, letter)}$`);
  return product;
}

/** LaTeX of a polynomial as a factor, in brackets. */
export function factorTex(p: Polynomial, letter: string): string {
  return `(${polynomialTex(p, letter)})`;
}

/** Writes `weights · polynomials` coefficient by coefficient and the sum; returns it. */
export function combineInLines(
  parts: readonly { readonly weight: Amount; readonly of: Polynomial }[],
  letter: string,
  work: Work,
): Polynomial {
  const length = Math.max(...parts.map(({ of }) => of.length));
  const coefficients: Rational[] = [];
  const notes: string[] = [];
  for (let k = length - 1; k >= 0; k--) {
    const pairs = parts.flatMap(({ weight, of }): (readonly [Rational, Rational])[] => {
      const c = of[k];
      return c === undefined || c.sign() === 0 ? [] : [[q(weight), c]];
    });
    if (pairs.length === 0) {
      coefficients[k] = q(0);
      continue;
    }
    const result = sumOfProducts(pairs, work);
    notes.push(`$${powerName(letter, k)}$: $${result.mark}$`);
    coefficients[k] = result.value;
  }
  work.line(notes.length > 0 ? notes.join(', ') : '$0$');
  return polynomialOf(coefficients);
}

/** Writes p(x) as one calculation, `f(2) = …` or after a word such as `Height`; returns the value. */
export function evaluateInLine(
  p: Polynomial,
  options: { readonly name: string; readonly at: Amount; readonly work: Work },
): Result {
  const { name, at, work } = options;
  const x = q(at);
  const parts = [''];
  const values: Rational[] = [];
  const terms = p.flatMap((c, k) => (c.sign() === 0 ? [] : [{ c, k }])).reverse();
  if (terms.length === 0) terms.push({ c: q(0), k: 0 });
  terms.forEach(({ c, k }, index) => {
    const isNegative = c.sign() < 0;
    const size = index > 0 ? c.abs() : c;
    if (index > 0) parts[parts.length - 1] = `${parts.at(-1) ?? ''}${isNegative ? '-' : '+'}`;
    if (k === 0 || !size.equals(1)) {
      values.push(size);
      parts.push(k === 0 ? '' : '*');
    }
    if (k > 0) {
      values.push(x);
      parts.push(k === 1 ? '' : `^${k}`);
    }
  });
  const result = work.frac(parts, ...values);
  work.line(/^[A-Z]/.test(name) ? `${name}: $${result.mark}$` : `$${name}(${x.toLatex()}) = ${result.mark}$`);
  return result;
}

/** ASCII `f(x) = …` */
export function definition(name: string, p: Polynomial, letter: string): string {
  return `${name}(${letter}) = ${polynomial(p, letter)}`;
}
