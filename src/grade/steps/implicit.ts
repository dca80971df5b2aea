/**
 * Implicit differentiation: the derivative of an equation in which some letters are functions of a variable. Which
 * letters those are, and of what, is taken from the claim that is compared with it.
 */
import { type Claim, claimSymbols, equation, mapClaim } from './claim.ts';
import { totalDerivative } from './differentiate.ts';
import { freeSymbols, mapTerm, number, subtract, symbol, type Term } from './term.ts';

/** y of `y'` and of `dy/dt`; null for any other name. */
function differentiatedName(name: string): string | null {
  return /^([A-Za-z]\w*)'$/.exec(name)?.[1] ?? /^d(\w+)\/d\w+$/.exec(name)?.[1] ?? null;
}

/** The claim with `dy/dt` and `y'` under one name. */
export function withPrimes(claim: Claim): Claim {
  const rename = (term: Term): Term =>
    mapTerm(term, (part) => {
      const name = part.kind === 'symbol' ? differentiatedName(part.name) : null;
      return name === null ? part : symbol(`${name}'`);
    });
  return mapClaim(claim, rename) ?? claim;
}

/** `from` differentiated, with the dependent letters of `to` (those with a prime); null where it cannot be. */
export function differentiated(from: Claim, to: Claim): Claim | null {
  if (from.kind !== 'compare' || from.operator !== '=') return null;
  const dependent = new Set([...claimSymbols(to)].flatMap((name) => differentiatedName(name) ?? []));
  const difference = subtract(from.left, from.right);
  const names = freeSymbols(difference);
  if (dependent.size === 0 || ![...dependent].every((name) => names.has(name))) return null;
  const variable = !dependent.has('x') && names.has('x') ? 'x' : 't';
  const derivative = totalDerivative(difference, variable, dependent);
  return derivative === null ? null : equation(derivative, number(0n));
}
