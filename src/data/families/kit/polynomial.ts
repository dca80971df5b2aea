/** Polynomials in one letter as lists of exact coefficients, lowest degree first. Pure arithmetic, no text. */
import { q, type Amount, type Rational } from './rational.ts';

export type Polynomial = readonly Rational[];

function trimmed(coefficients: readonly Rational[]): Polynomial {
  let length = coefficients.length;
  while (length > 1 && coefficients[length - 1]!.sign() === 0) length--;
  return coefficients.slice(0, length);
}

export function polynomialOf(coefficients: readonly Amount[]): Polynomial {
  return trimmed(coefficients.map(q));
}

export function degreeOf(p: Polynomial): number {
  return trimmed(p).length - 1;
}

export function addPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  const length = Math.max(a.length, b.length);
  return trimmed(Array.from({ length }, (_, k) => q(a[k] ?? 0).plus(b[k] ?? 0)));
}

export function scalePolynomial(a: Polynomial, factor: Amount): Polynomial {
  return trimmed(a.map((c) => c.times(factor)));
}

export function multiplyPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  const product = new Array<Rational>(a.length + b.length - 1).fill(q(0));
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      product[i + j] = product[i + j]!.plus(x.times(y));
    });
  });
  return trimmed(product);
}

/** p′ */
export function derivative(p: Polynomial): Polynomial {
  return p.length === 1 ? [q(0)] : trimmed(p.slice(1).map((c, k) => c.times(k + 1)));
}

/** The antiderivative without constant term. */
export function antiderivative(p: Polynomial): Polynomial {
  return trimmed([q(0), ...p.map((c, k) => c.over(k + 1))]);
}

/** p(x) by Horner's rule. */
export function evaluate(p: Polynomial, x: Amount): Rational {
  return p.reduceRight((sum, c) => sum.times(x).plus(c), q(0));
}

/** `scale · ∏ (x − r)` */
export function withRoots(roots: readonly Amount[], scale: Amount = 1): Polynomial {
  return scalePolynomial(
    roots.reduce<Polynomial>((p, r) => multiplyPolynomials(p, [q(r).negated(), q(1)]), [q(1)]),
    scale,
  );
}
