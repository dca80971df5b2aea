/** Real and imaginary parts and conjugates of fractions in normal form, the variables being real. */
import * as q from '../../exact/rational.ts';
import * as f from './fraction.ts';
import type { Fraction } from './fraction.ts';
import * as p from './polynomial.ts';
import type { Polynomial } from './polynomial.ts';
import type { Ring } from './ring.ts';

/** Parts without and with i, the variables being real. The denominator is made real first. */
export function splitImaginary(value: Fraction, ring: Ring): { real: Fraction; imaginary: Fraction } {
  const pick = (wanted: boolean): Polynomial => {
    const picked = new Map<string, p.Term>();
    for (const term of value.numerator.values()) {
      const has = term.factors.some(({ generator }) => generator.key === 'i');
      if (has !== wanted) continue;
      const factors = term.factors.filter(({ generator }) => generator.key !== 'i');
      const single = p.divideByFactors(
        new Map([['', term]]),
        term.factors.filter(({ generator }) => generator.key === 'i'),
      );
      for (const [key] of single) picked.set(key, { coefficient: term.coefficient, factors });
    }
    return picked;
  };
  return {
    real: f.fraction(pick(false), value.denominator, ring.budget),
    imaginary: f.fraction(pick(true), value.denominator, ring.budget),
  };
}

export function hasImaginary(value: Polynomial): boolean {
  for (const term of value.values())
    if (term.factors.some(({ generator }) => generator.key === 'i')) return true;
  return false;
}

/** Multiplies above and below by the conjugate of a denominator that holds i. */
export function realDenominator(value: Fraction, ring: Ring): Fraction {
  if (!hasImaginary(value.denominator)) return value;
  const conjugate = conjugatePolynomial(value.denominator);
  return f.fraction(
    p.multiply(value.numerator, conjugate, ring.budget),
    p.multiply(value.denominator, conjugate, ring.budget),
    ring.budget,
  );
}

export function conjugatePolynomial(value: Polynomial): Polynomial {
  const conjugate = new Map<string, p.Term>();
  for (const [key, term] of value) {
    const has = term.factors.some(({ generator }) => generator.key === 'i');
    conjugate.set(key, has ? { coefficient: q.negate(term.coefficient), factors: term.factors } : term);
  }
  return conjugate;
}
