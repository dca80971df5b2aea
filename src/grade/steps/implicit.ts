/**
 * Implicit differentiation: the derivative of an equation in which some letters are functions of a variable. Which
 * letters those are, and of what, is taken from the claim that is compared with it.
 */
import { type Claim, claimSymbols, equation } from './claim.ts';
import { totalDerivative } from './differentiate.ts';
import { freeSymbols, number, subtract } from './term.ts';

/** `from` differentiated, with the dependent letters of `to` (those with a prime); null where it cannot be. */
export function differentiated(from: Claim, to: Claim): Claim | null {
  if (from.kind !== 'compare' || from.operator !== '=') return null;
  const dependent = new Set(
    [...claimSymbols(to)].flatMap((name) => /^([A-Za-z]\w*)'$/.exec(name)?.[1] ?? []),
  );
  const difference = subtract(from.left, from.right);
  const names = freeSymbols(difference);
  if (dependent.size === 0 || ![...dependent].every((name) => names.has(name))) return null;
  const variable = !dependent.has('x') && names.has('x') ? 'x' : 't';
  const derivative = totalDerivative(difference, variable, dependent);
  return derivative === null ? null : equation(derivative, number(0n));
}
