/**
 * Solution families: `x = π/6 + 2πk` with an integer letter that nobody used before stands for all its values. Angles
 * in degrees are multiples of π here, so `30° + 360°k` is one too.
 */
import { anyOf, type Claim, claimSymbols, comparisonsOf, equation, solvedFor } from './claim.ts';
import { integerParameters } from './read-formula.ts';
import { freeSymbols, someTerm, symbol, type Term } from './term.ts';

/** The claim with every equation about one new integer letter beside π read as a family over it. */
export function withFamilies(claim: Claim, seen: ReadonlySet<string>): Claim {
  if (claim.kind === 'any') return anyOf(claim.of.map((part) => withFamilies(part, seen)));
  if (claim.kind !== 'compare' || claim.operator !== '=') return claim;
  const names = [...claimSymbols(claim)];
  const parameters = names.filter((name) => integerParameters.has(name) && !seen.has(name));
  const parameter = parameters[0];
  if (names.length !== 2 || parameters.length !== 1 || parameter === undefined) return claim;
  return comparisonsOf(claim).some((part) => isPeriodic(part.left) || isPeriodic(part.right))
    ? { kind: 'family', parameter, body: claim }
    : claim;
}

/** `x₁ = 2, x₂ = 3` after an equation in x alone: its solutions, numbered. */
export function withoutNumbers(claim: Claim, before: Claim | null): Claim {
  const [unknown, another] = before === null ? [] : [...claimSymbols(before)];
  const parts = claim.kind === 'all' || claim.kind === 'any' ? claim.of : [claim];
  if (unknown === undefined || another !== undefined || parts.length < 2) return claim;
  const values = parts.map((part) => {
    const solved = solvedFor(part);
    const isNumbered = solved !== null && /^(.+)_\{?\d\}?$/.exec(solved.name)?.[1] === unknown;
    return isNumbered && freeSymbols(solved.value).size === 0
      ? equation(symbol(unknown), solved.value)
      : null;
  });
  const known = values.filter((value) => value !== null);
  return known.length < parts.length ? claim : anyOf(known);
}

function isPeriodic(term: Term): boolean {
  return someTerm(term, (part) => part.kind === 'constant' && part.name === 'pi');
}
