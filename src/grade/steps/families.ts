/**
 * Solution families: `x = π/6 + 2πk` with an integer letter that nobody used before stands for all its values. Angles
 * in degrees are multiples of π here, so `30° + 360°k` is one too.
 */
import { anyOf, type Claim, claimSymbols, comparisonsOf } from './claim.ts';
import { integerParameters } from './read-formula.ts';
import { someTerm, type Term } from './term.ts';

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

function isPeriodic(term: Term): boolean {
  return someTerm(term, (part) => part.kind === 'constant' && part.name === 'pi');
}
