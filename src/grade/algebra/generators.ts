/**
 * The generators the normal form is built from: variables, prime radicals, i, π, exponentials, logarithms of primes,
 * and functions of an argument in normal form. Each maker returns polynomials, its defining relation included.
 */
import * as q from '../../exact/rational.ts';
import type { Rational } from '../../exact/rational.ts';
import { BudgetError, maxKeyLength, type Budget } from './budget.ts';
import * as p from './polynomial.ts';
import type { Generator, Polynomial } from './polynomial.ts';

export function variable(name: string): Generator {
  return { key: `v:${name}`, nature: 'variable' };
}

export const imaginaryUnit: Generator = {
  key: 'i',
  nature: 'constant',
  relation: { power: 2n, value: p.constant({ n: -1n, d: 1n }) },
};
export const piGenerator: Generator = { key: 'pi', nature: 'constant' };

/** The real number p^(e) for a prime p (or an unfactored integer) and 0 < e < 1: whole powers are the integer. */
export function primeRadical(prime: bigint): Generator {
  return {
    key: `p:${prime}`,
    nature: 'constant',
    relation: { power: 1n, value: p.constant({ n: prime, d: 1n }) },
  };
}

/** A polynomial as the base of fractional powers. */
export function radicand(value: Polynomial, nature: Generator['nature']): Generator {
  return { key: bounded(`r:{${p.keyOf(value)}}`), nature, relation: { power: 1n, value } };
}

/** b^m for one monomial m of an exponent: its powers are the multiples of m. */
export function exponentialBase(key: string, nature: Generator['nature']): Generator {
  return { key: bounded(key), nature };
}

/** A function value that obeys no relation the ring knows. */
export function opaque(key: string, nature: Generator['nature']): Generator {
  return { key: bounded(`f:${key}`), nature };
}

function bounded(key: string): string {
  if (key.length > maxKeyLength) throw new BudgetError('too many nested terms');
  return key;
}

export function absolute(value: Polynomial, nature: Generator['nature'], budget: Budget): Generator {
  return {
    key: bounded(`abs:{${p.keyOf(value)}}`),
    nature,
    relation: { power: 2n, value: p.multiply(value, value, budget) },
  };
}

/** sin and cos of one argument share it; cos² becomes 1 − sin². */
export function sine(argument: string, nature: Generator['nature']): Generator {
  return { key: bounded(`sin:{${argument}}`), nature };
}

export function cosine(argument: string, nature: Generator['nature'], budget: Budget): Generator {
  const sin = p.generatorPower(sine(argument, nature), { n: 2n, d: 1n }, budget);
  return {
    key: bounded(`cos:{${argument}}`),
    nature,
    relation: { power: 2n, value: p.subtract(p.onePolynomial, sin, budget) },
  };
}

/** Primes and exponents of n > 0 by trial division up to 2^16; a rest without small factors counts as a prime. */
export function factorise(n: bigint, budget: Budget): [bigint, number][] {
  const factors: [bigint, number][] = [];
  let rest = n;
  const strip = (divisor: bigint): void => {
    let times = 0;
    while (rest % divisor === 0n) {
      rest /= divisor;
      times++;
    }
    if (times > 0) factors.push([divisor, times]);
  };
  strip(2n);
  strip(3n);
  if (rest < 0x1f_ffff_ffff_ffffn) {
    let small = Number(rest);
    for (
      let divisor = 5, step = 2;
      divisor < 65_536 && divisor * divisor <= small;
      divisor += step, step = 6 - step
    ) {
      if (small % divisor !== 0) continue;
      let times = 0;
      while (small % divisor === 0) {
        small /= divisor;
        times++;
      }
      factors.push([BigInt(divisor), times]);
    }
    rest = BigInt(small);
  } else {
    for (
      let divisor = 5n, step = 2n;
      divisor < 2_000n && divisor * divisor <= rest;
      divisor += step, step = 6n - step
    ) {
      budget.tick();
      strip(divisor);
    }
  }
  if (rest > 1n) {
    for (const k of [2, 3, 5]) {
      const root = q.integerRoot(rest, k);
      if (root ** BigInt(k) === rest) return [...factors, [root, k]];
    }
    factors.push([rest, 1]);
  }
  return factors;
}

/** A positive rational to a rational power, exactly: 12^(1/2) = 2·3^(1/2). */
export function rationalPower(base: Rational, exponent: Rational, budget: Budget): Polynomial {
  let product = p.onePolynomial;
  for (const [value, direction] of [
    [base.n, 1n],
    [base.d, -1n],
  ] as const) {
    if (value === 1n) continue;
    for (const [prime, times] of factorise(value, budget)) {
      const e = q.multiply(exponent, q.rational(BigInt(times) * direction));
      const whole = q.floor(e);
      const rest = q.subtract(e, q.rational(whole));
      const scaled = p.constant(q.power({ n: prime, d: 1n }, whole));
      product = p.multiply(product, scaled, budget);
      if (rest.n !== 0n)
        product = p.multiply(product, p.generatorPower(primeRadical(prime), rest, budget), budget);
    }
  }
  return product;
}
