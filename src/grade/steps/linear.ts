/**
 * Linear algebra over terms and over exact rationals: a term as a·v + b, and systems of linear equations compared by
 * their row spaces. Exact; what is not linear gives null.
 */
import {
  rational,
  add as plus,
  divide as over,
  multiply as times,
  negate as minus,
  type Rational,
} from '../../exact/rational.ts';
import { type Claim } from './claim.ts';
import { add, freeSymbols, multiply, one, subtract, type Term, zero } from './term.ts';

/** `term` as slope·v + rest with both free of v; null where it is not written so. */
export function affineParts(
  term: Term,
  variable: string,
): { readonly slope: Term; readonly rest: Term } | null {
  if (!freeSymbols(term).has(variable)) return { slope: zero, rest: term };
  if (term.kind === 'symbol') return { slope: one, rest: zero };
  if (term.kind === 'add') {
    const parts = term.terms.map((part) => affineParts(part, variable));
    const known = parts.filter((part) => part !== null);
    if (known.length < parts.length) return null;
    return { slope: add(...known.map((part) => part.slope)), rest: add(...known.map((part) => part.rest)) };
  }
  if (term.kind !== 'multiply') return null;
  const withVariable = term.factors.filter((factor) => freeSymbols(factor).has(variable));
  const only = withVariable[0];
  if (withVariable.length !== 1 || only === undefined) return null;
  const inner = affineParts(only, variable);
  if (inner === null) return null;
  const others = term.factors.filter((factor) => factor !== only);
  return { slope: multiply(...others, inner.slope), rest: multiply(...others, inner.rest) };
}

/** Coefficients by symbol and a constant: Σ cᵢ xᵢ + c = 0. */
interface Row {
  readonly coefficients: ReadonlyMap<string, Rational>;
  readonly constant: Rational;
}

const none: Rational = rational(0n);

function linearRow(term: Term): Row | null {
  switch (term.kind) {
    case 'number':
      return { coefficients: new Map(), constant: rational(term.numerator, term.denominator) };
    case 'symbol':
      return { coefficients: new Map([[term.name, rational(1n)]]), constant: none };
    case 'add': {
      let sum: Row = { coefficients: new Map(), constant: none };
      for (const part of term.terms) {
        const row = linearRow(part);
        if (row === null) return null;
        sum = addRows(sum, row, rational(1n));
      }
      return sum;
    }
    case 'multiply': {
      let factor = rational(1n);
      let row: Row | null = null;
      for (const part of term.factors) {
        const next = linearRow(part);
        if (next === null) return null;
        if (next.coefficients.size === 0) factor = times(factor, next.constant);
        else if (row === null) row = next;
        else return null;
      }
      return row === null ? { coefficients: new Map(), constant: factor } : scaleRow(row, factor);
    }
    case 'power': {
      const base = linearRow(term.base);
      const isInverse =
        term.exponent.kind === 'number' &&
        term.exponent.numerator === -1n &&
        term.exponent.denominator === 1n;
      if (base === null || base.coefficients.size > 0 || base.constant.n === 0n || !isInverse) return null;
      return { coefficients: new Map(), constant: over(rational(1n), base.constant) };
    }
    default:
      return null;
  }
}

function addRows(a: Row, b: Row, factor: Rational): Row {
  const coefficients = new Map(a.coefficients);
  for (const [name, value] of b.coefficients) {
    const sum = plus(coefficients.get(name) ?? none, times(value, factor));
    if (sum.n === 0n) coefficients.delete(name);
    else coefficients.set(name, sum);
  }
  return { coefficients, constant: plus(a.constant, times(b.constant, factor)) };
}

function scaleRow(row: Row, factor: Rational): Row {
  if (factor.n === 0n) return { coefficients: new Map(), constant: none };
  return {
    coefficients: new Map([...row.coefficients].map(([name, value]) => [name, times(value, factor)])),
    constant: times(row.constant, factor),
  };
}

/** A system reduced to rows with distinct leading symbols; `consistent` is false where it has no solution. */
export interface LinearSystem {
  readonly pivots: ReadonlyMap<string, Row>;
  readonly consistent: boolean;
}

/** The claim as a system of linear equations, reduced; null where it is anything else. */
export function linearSystem(claim: Claim): LinearSystem | null {
  const parts = claim.kind === 'all' ? claim.of : [claim];
  const pivots = new Map<string, Row>();
  let consistent = true;
  for (const part of parts) {
    if (part.kind === 'truth') {
      consistent &&= part.value;
      continue;
    }
    if (part.kind !== 'compare' || part.operator !== '=') return null;
    const row = linearRow(subtract(part.left, part.right));
    if (row === null) return null;
    consistent = insert(pivots, row) && consistent;
  }
  return { pivots, consistent };
}

/** The row less what the pivots explain. */
function reduce(pivots: ReadonlyMap<string, Row>, row: Row): Row {
  let rest = row;
  for (const [name, pivot] of pivots) {
    const value = rest.coefficients.get(name);
    if (value !== undefined) rest = addRows(rest, pivot, minus(value));
  }
  return rest;
}

function insert(pivots: Map<string, Row>, row: Row): boolean {
  const rest = reduce(pivots, row);
  const lead = rest.coefficients.entries().next().value;
  if (lead === undefined) return rest.constant.n === 0n;
  const pivot = scaleRow(rest, over(rational(1n), lead[1]));
  for (const [name, other] of pivots) {
    const value = other.coefficients.get(lead[0]);
    if (value !== undefined) pivots.set(name, addRows(other, pivot, minus(value)));
  }
  pivots.set(lead[0], pivot);
  return true;
}

/** Whether every solution of `a` is a solution of `b`. */
export function linearImplies(a: LinearSystem, b: LinearSystem): boolean {
  if (!a.consistent) return true;
  if (!b.consistent) return false;
  return [...b.pivots.values()].every((row) => {
    const rest = reduce(a.pivots, row);
    return rest.coefficients.size === 0 && rest.constant.n === 0n;
  });
}
