/** What normal forms are built with: the budget and the assumptions, and generators lifted to fractions. */
import * as q from '../../exact/rational.ts';
import type { Budget } from './budget.ts';
import * as f from './fraction.ts';
import type { Fraction } from './fraction.ts';
import * as p from './polynomial.ts';
import type { Generator } from './polynomial.ts';

/** What the caller assumes. */
export interface Assumptions {
  /** All variables are positive: √(x²) = x. */
  readonly positive?: boolean;
  /** The base of a `log` without one. Default 10. */
  readonly logBase?: 'ten' | 'e';
}

export interface Ring {
  readonly budget: Budget;
  readonly assumptions: Assumptions;
}

export function natureOf(value: Fraction): Generator['nature'] {
  let nature: Generator['nature'] = 'constant';
  for (const generator of [...p.generatorsOf(value.numerator), ...p.generatorsOf(value.denominator)])
    if (generator.nature !== 'constant') nature = 'function';
  return nature;
}

export function of(generator: Generator, ring: Ring): Fraction {
  return f.fromPolynomial(p.generatorPower(generator, q.one, ring.budget));
}
