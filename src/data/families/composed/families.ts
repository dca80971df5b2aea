/** The composed families: which numbers of which base family letters can stand for. */
import { differentiate } from '../calculus/differentiate.ts';
import { closest, kthBiggest } from '../comparison/choose.ts';
import type { Item } from '../comparison/items.ts';
import { comparePair } from '../comparison/pair.ts';
import { sortNumbers } from '../comparison/sort.ts';
import { linear, type Side } from '../equations/linear.ts';
import { polynomialRoots } from '../equations/polynomial-roots.ts';
import { systemTwo } from '../equations/system-two.ts';
import { evaluatePolynomial } from '../algebra/functions.ts';
import { isFactor } from '../numbers/divisibility.ts';
import { greatestCommonDivisor } from '../numbers/gcd.ts';
import { leastCommonMultiple } from '../numbers/lcm.ts';
import { placeValue } from '../numbers/place-value.ts';
import { isPrime, primeFactors } from '../numbers/primes.ts';
import { remainder } from '../numbers/remainder.ts';
import { rounding } from '../numbers/rounding.ts';
import { parseRational, q, type Rational } from '../kit/rational.ts';
import { composedFamily, type Hole } from './compose.ts';

function positiveInteger(value: Rational): number {
  if (!value.isInteger() || value.sign() <= 0) throw new RangeError('composed: expected a positive integer');
  return Number(value.n);
}

function integer(value: Rational): number {
  if (!value.isInteger()) throw new RangeError('composed: expected an integer');
  return Number(value.n);
}

/** A hole for a field that holds a positive integer. */
function field<K extends string, P extends Readonly<Record<K, number>>>(name: K): (p: P) => Hole<P> {
  return (p) => ({ value: q(p[name]), put: (old, value) => ({ ...old, [name]: positiveInteger(value) }) });
}

type Pair = Readonly<Record<'a' | 'b', number>>;
const pairHoles = <P extends Pair>(p: P): readonly Hole<P>[] => [
  field<'a', P>('a')(p),
  field<'b', P>('b')(p),
];

function replaced<T>(items: readonly T[], at: number, item: T): T[] {
  return items.map((old, i) => (i === at ? item : old));
}

/** Holes for the items of a list, shown by their letters. */
function itemHoles<P>(
  items: (p: P) => readonly Item[],
  put: (p: P, items: readonly Item[]) => P,
): (p: P) => readonly Hole<P>[] {
  return (p) =>
    items(p).map(({ value }, at) => ({
      value,
      put: (old, next, letter) => put(old, replaced(items(old), at, { label: letter, value: next })),
    }));
}

const sides = ['left', 'right'] as const;
const sideParts = ['unknowns', 'constants'] as const satisfies readonly (keyof Side)[];

export const composedFamilies = [
  composedFamily({
    base: linear,
    letters: (p) => [p.letter],
    restate: 'eq',
    holes: (p) =>
      sides.flatMap((side) =>
        sideParts.flatMap((part) =>
          p[side][part].map((value, at) => ({
            value: q(value),
            put: (old, next) => ({
              ...old,
              [side]: { ...old[side], [part]: replaced(old[side][part], at, integer(next)) },
            }),
          })),
        ),
      ),
  }),
  composedFamily({
    base: systemTwo,
    letters: (p) => p.letters,
    restate: 'eq',
    holes: (p) =>
      p.equations.flatMap((equation, row) =>
        sides.flatMap((side) =>
          equation[side].map(({ coefficient }, at) => ({
            value: q(coefficient),
            put: (old, next) => {
              const changed = old.equations.map((other, i) =>
                i === row
                  ? {
                      ...other,
                      [side]: replaced(other[side], at, { ...other[side][at]!, coefficient: integer(next) }),
                    }
                  : other,
              ) as [typeof equation, typeof equation];
              return { ...old, equations: changed };
            },
          })),
        ),
      ),
  }),
  composedFamily({
    base: polynomialRoots,
    letters: (p) => [p.letter],
    restate: 'eq',
    holes: ({ p }) =>
      p.flatMap((c, k) =>
        c.isInteger() && c.sign() !== 0 && k < p.length - 1
          ? [{ value: c, put: (old, next) => ({ ...old, p: replaced(old.p, k, next) }) }]
          : [],
      ),
  }),
  composedFamily({
    base: differentiate,
    letters: (p) => p.terms.flatMap(({ exponents }) => Object.keys(exponents)),
    restate: 'e',
    holes: ({ terms }) =>
      terms.map(({ coefficient }, at) => ({
        value: coefficient,
        put: (old, next) => ({
          ...old,
          terms: replaced(old.terms, at, { ...old.terms[at]!, coefficient: next }),
        }),
      })),
  }),
  composedFamily({
    base: evaluatePolynomial,
    letters: (p) => [p.name, p.letter],
    holes: (p) => [{ value: q(p.at), put: (old, next) => ({ ...old, at: integer(next) }) }],
  }),
  composedFamily({
    base: comparePair,
    isLabelled: true,
    holes: (p) => [
      { value: p.a.value, put: (old, value, label) => ({ ...old, a: { label, value } }) },
      { value: p.b.value, put: (old, value, label) => ({ ...old, b: { label, value } }) },
    ],
  }),
  composedFamily({
    base: kthBiggest,
    isLabelled: true,
    holes: itemHoles(
      (p) => p.items,
      (p, items) => ({ ...p, items }),
    ),
  }),
  composedFamily({
    base: closest,
    isLabelled: true,
    holes: (p) => [
      ...itemHoles<typeof p>(
        (x) => x.items,
        (x, items) => ({ ...x, items }),
      )(p),
      { value: p.target.value, put: (old, value, label) => ({ ...old, target: { label, value } }) },
    ],
  }),
  composedFamily({
    base: sortNumbers,
    isLabelled: true,
    holes: itemHoles(
      (p) => p.items,
      (p, items) => ({ ...p, items }),
    ),
  }),
  composedFamily({ base: greatestCommonDivisor, holes: pairHoles, allowsInline: true }),
  composedFamily({
    base: leastCommonMultiple,
    holes: pairHoles,
    accepts: (p) => p.tops === null,
    allowsInline: true,
  }),
  composedFamily({ base: remainder, holes: pairHoles, allowsInline: true }),
  composedFamily({ base: isFactor, holes: pairHoles, allowsInline: true }),
  composedFamily({ base: isPrime, holes: (p) => [field<'n', typeof p>('n')(p)], allowsInline: true }),
  composedFamily({ base: primeFactors, holes: (p) => [field<'n', typeof p>('n')(p)], allowsInline: true }),
  composedFamily({ base: placeValue, holes: (p) => [field<'n', typeof p>('n')(p)], allowsInline: true }),
  composedFamily({
    base: rounding,
    holes: (p) => [
      {
        value: parseRational(p.number),
        put: (old, next) => ({ ...old, number: next.toDecimal() ?? next.toString() }),
      },
    ],
  }),
];
