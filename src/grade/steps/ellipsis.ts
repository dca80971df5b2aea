/**
 * Sums written with dots: `1 + 2 + ⋯ + 100`, `1 + 3 + 5 + ⋯ + (2n − 1)`. Only plain arithmetic and geometric
 * progressions are read, and only where the written terms and the last one leave no doubt; anything else gives null.
 */
import { affineParts } from './linear.ts';
import {
  add,
  divide,
  freeSymbols,
  isNumber,
  multiply,
  number,
  one,
  power,
  subtract,
  type Term,
} from './term.ts';

/** The sum's value; `terms` holds null where the dots stand. */
export function ellipsisSum(terms: readonly (Term | null)[]): Term | null {
  const dots = terms.indexOf(null);
  const before = terms.slice(0, dots).filter((term) => term !== null);
  const [last, ...more] = terms.slice(dots + 1);
  const [first, second] = before;
  if (first === undefined || second === undefined || !last || more.length > 0) return null;
  if (before.some((term) => term.kind !== 'number')) return null;
  return arithmetic(before, subtract(second, first), last) ?? geometric(before, divide(second, first), last);
}

/** n terms from a to l: n(a + l)/2. Two written terms are enough where the last one confirms their step. */
function arithmetic(before: readonly Term[], step: Term, last: Term): Term | null {
  const [first] = before;
  const isSteady = before.every((term, i) => i === 0 || same(subtract(term, before[i - 1] as Term), step));
  if (first === undefined || !isSteady || isNumber(step, 0n)) return null;
  const count = add(divide(subtract(last, first), step), one);
  const sum = multiply(number(1n, 2n), count, add(first, last));
  if (last.kind === 'number') {
    const isWhole =
      count.kind === 'number' && count.denominator === 1n && count.numerator > BigInt(before.length);
    return isWhole && (before.length > 2 || isNumber(step, 1n)) ? sum : null;
  }
  const [name, another] = [...freeSymbols(last)];
  const slope = name === undefined ? null : affineParts(last, name)?.slope;
  return another === undefined && slope !== null && slope !== undefined && same(slope, step) ? sum : null;
}

/** (r·l − a)/(r − 1). */
function geometric(before: readonly Term[], ratio: Term, last: Term): Term | null {
  const [first] = before;
  const isSteady = before.every((term, i) => i === 0 || same(divide(term, before[i - 1] as Term), ratio));
  if (first === undefined || before.length < 3 || !isSteady || isNumber(ratio, 1n) || isNumber(ratio, 0n))
    return null;
  const isPower = last.kind === 'power' && same(last.base, ratio) && freeSymbols(last.exponent).size === 1;
  if (!isPower && !(last.kind === 'number' && isTermOf(first, ratio, last))) return null;
  return divide(subtract(multiply(ratio, last), first), subtract(ratio, one));
}

function isTermOf(first: Term, ratio: Term, last: Term): boolean {
  for (let n = 3; n < 64; n++) if (same(multiply(first, power(ratio, number(n))), last)) return true;
  return false;
}

function same(a: Term, b: Term): boolean {
  return isNumber(subtract(a, b), 0n);
}
