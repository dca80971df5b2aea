/**
 * Polynomial expressions as exercises write them: uncollected terms, products of brackets, brackets in brackets.
 * Draws them, prints them and works them out in lines; what is asked of them is the families' business.
 */
import type { Random } from '../../../base/random.ts';
import { multiplyInLines } from '../kit/polynomial-lines.ts';
import { addPolynomials, polynomialOf, type Polynomial } from '../kit/polynomial.ts';
import { q, type Rational } from '../kit/rational.ts';
import { grown, polynomialTex, power, term } from '../kit/text.ts';
import { tex } from '../kit/notation.ts';
import type { Work } from '../kit/work.ts';

export interface Monomial {
  readonly coefficient: number;
  readonly exponent: number;
}

/** A sum of terms and of products of sums, in the order written. */
export interface Sum {
  readonly terms: readonly Monomial[];
  readonly products: readonly (readonly Sum[])[];
}

/** ASCII of a sum. */
export function sumText({ terms, products }: Sum, letter: string): string {
  const written = terms.map(({ coefficient, exponent }) =>
    coefficient === 0 && exponent > 0
      ? `0*${power(letter, exponent)}`
      : monomialText(coefficient, exponent, letter),
  );
  const brackets = products.map((factors) =>
    factors.map((factor) => `(${sumText(factor, letter)})`).join('*'),
  );
  return keepingZeros([...brackets, ...written]);
}

function monomialText(coefficient: number, exponent: number, letter: string): string {
  return term(coefficient, power(letter, exponent));
}

/** As `joined`, but zeros that were written stay. */
function keepingZeros(terms: readonly string[]): string {
  return terms
    .map((text, i) => (i === 0 ? text : text.startsWith('-') ? ` - ${text.slice(1)}` : ` + ${text}`))
    .join('');
}

/** Terms that collect to the given polynomial, each coefficient split into one to three parts. */
export function scattered(p: Polynomial, random: Random, size: number): Monomial[] {
  const terms = p.flatMap((c, exponent): Monomial[] => {
    const total = Number(c.n);
    const count = random.integer(1, 3);
    const parts = Array.from({ length: count - 1 }, () => random.integer(-size, size));
    const all = [...parts, total - parts.reduce((sum, part) => sum + part, 0)];
    return all
      .filter((part) => part !== 0 || random.chance(0.3))
      .map((coefficient) => ({ coefficient, exponent }));
  });
  return terms.length > 0 ? random.shuffled(terms) : [{ coefficient: 0, exponent: 0 }];
}

function hasLikeTerms(terms: readonly Monomial[]): boolean {
  return (
    new Set(terms.map(({ exponent }) => exponent)).size < terms.length ||
    terms.some((t) => t.coefficient === 0)
  );
}

/** Adds like terms, one calculation a power; returns the collected polynomial. */
export function collectInLines(terms: readonly Monomial[], letter: string, work: Work): Polynomial {
  const exponents = [...new Set(terms.map(({ exponent }) => exponent))].sort((a, b) => b - a);
  const coefficients: Rational[] = [];
  const notes: string[] = [];
  for (const exponent of exponents) {
    const values = terms.filter((t) => t.exponent === exponent).map((t) => t.coefficient);
    if (values.length === 1) {
      coefficients[exponent] = q(values[0]!);
      continue;
    }
    const parts = [''];
    values.slice(1).forEach((value) => parts.push(value < 0 ? '-' : '+'));
    parts.push('');
    const result = work.calc(parts, values[0]!, ...values.slice(1).map(Math.abs));
    notes.push(`$${exponent === 0 ? '1' : tex(power(letter, exponent))}$: $${result.mark}$`);
    coefficients[exponent] = result.value;
  }
  if (notes.length > 0) work.line(`Collect: ${notes.join(', ')}`);
  const length = (exponents[0] ?? 0) + 1;
  return polynomialOf(Array.from({ length }, (_, k) => coefficients[k] ?? q(0)));
}

/** Works a sum out, innermost brackets first; returns the polynomial. */
export function expandInLines({ terms, products }: Sum, letter: string, work: Work): Polynomial {
  const parts = products.map((factors) => {
    const values = factors.map((factor) => expandInLines(factor, letter, work));
    return values
      .slice(1)
      .reduce((product, next) => multiplyInLines(product, next, letter, work), values[0]!);
  });
  const rest = hasLikeTerms(terms)
    ? collectInLines(terms, letter, work)
    : terms.reduce<Polynomial>((sum, t) => addPolynomials(sum, monomialPolynomial(t)), [q(0)]);
  const all = terms.length === 0 ? parts : [...parts, rest];
  if (all.length < 2) return all[0] ?? rest;
  const split = all.flatMap((p) =>
    p.flatMap((c, exponent) => (c.sign() === 0 ? [] : [{ coefficient: Number(c.n), exponent }])),
  );
  const total = split.length === 0 ? [q(0)] : collectInLines(split, letter, work);
  const sum = all.map((p) => `(${polynomialTex(p, letter)})`).join(' + ');
  work.line(`$${sum} = ${polynomialTex(total, letter)}$`);
  return total;
}

function monomialPolynomial({ coefficient, exponent }: Monomial): Polynomial {
  return polynomialOf(Array.from({ length: exponent + 1 }, (_, k) => (k === exponent ? coefficient : 0)));
}

function randomPolynomial(random: Random, degree: number, size: number): Polynomial {
  const p = polynomialOf(
    Array.from({ length: degree + 1 }, () => (random.chance(0.7) ? random.integer(-size, size) : 0)),
  );
  return p.length === 1 && p[0]!.sign() === 0 ? polynomialOf([0, random.integer(1, size)]) : p;
}

/** An uncollected sum, with products of brackets up to the given total degree. */
export function drawSum(random: Random, difficulty: number, maxDegree: number): Sum {
  const size = grown(difficulty, 3, 60);
  const small = grown(difficulty, 3, 9);
  const bracket = (degree: number): Sum => {
    const p = random.chance(0.4)
      ? polynomialOf(
          Array.from({ length: degree + 1 }, (_, k) => (k === degree ? random.integer(1, small) : 0)),
        )
      : randomPolynomial(random, degree, small);
    return { terms: scattered(p, random, small), products: [] };
  };
  const count = difficulty >= 6 && random.chance(0.4) ? 2 : 1;
  const products = Array.from({ length: count }, () => {
    const degrees = random.pick([
      [1, 1],
      [0, 1],
      [1, 0],
      [2, 1],
      [0, 2],
      [1, 2],
    ] as const);
    const fits = degrees[0] + degrees[1] <= maxDegree ? degrees : ([0, maxDegree] as const);
    return fits.map(bracket);
  });
  const terms = random.chance(0.4)
    ? scattered(randomPolynomial(random, Math.min(2, maxDegree), small), random, size)
    : [];
  return { terms, products };
}
