/** Solutions given as decimals: `3x = 10` and then `x = 3.33` is no mistake, though no equivalence either. */
import { type Claim, comparisonsOf, solvedFor } from './claim.ts';
import { type Deadline } from './deadline.ts';
import { decimalPlaces } from './expressions.ts';
import { quotientToNumber } from './polynomial.ts';
import { samplePoints } from './solve.ts';
import { type Term } from './term.ts';
import { claimSymbols } from './claim.ts';

/** A reason where every value in `to` rounds a solution of `from` to the places written; null otherwise. */
export function roundedSolution(from: Claim, to: Claim, deadline: Deadline): string | null {
  const names = [...claimSymbols(to)];
  const values = comparisonsOf(to).map(solvedFor);
  const isDecimal = (value: Term | undefined): boolean =>
    value?.kind === 'number' && (decimalPlaces(value) ?? 0) > 0;
  if (names.length !== 1 || values.length === 0 || !values.every((solved) => isDecimal(solved?.value)))
    return null;
  const solutions = samplePoints(from, [...claimSymbols(from)], deadline);
  const all = values.every((solved) => {
    if (solved?.value.kind !== 'number') return false;
    const places = decimalPlaces(solved.value);
    if (places === null || places === 0) return false;
    const written = quotientToNumber(solved.value.numerator, solved.value.denominator);
    return solutions.some(
      (point) => Math.abs((point.get(solved.name) ?? NaN) - written) <= 0.5001 * 10 ** -places,
    );
  });
  return all ? 'right to the places written' : null;
}
