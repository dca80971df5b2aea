/**
 * The small core language in which steps are compared: exact numbers, symbols, sums, products, powers, named
 * functions, derivatives and integrals. Quotients and roots are powers. Terms are plain data and never change; this
 * file builds and substitutes them and knows nothing of notation, evaluation or equations.
 */

export type Term =
  | { readonly kind: 'number'; readonly numerator: bigint; readonly denominator: bigint }
  /** A value known only approximately: a numeric solution put in for a symbol. */
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'constant'; readonly name: ConstantName }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'add'; readonly terms: readonly Term[] }
  | { readonly kind: 'multiply'; readonly factors: readonly Term[] }
  | { readonly kind: 'power'; readonly base: Term; readonly exponent: Term }
  | { readonly kind: 'call'; readonly name: string; readonly inputs: readonly Term[] }
  | { readonly kind: 'derivative'; readonly body: Term; readonly variable: string; readonly order: number }
  | {
      readonly kind: 'integral';
      readonly body: Term;
      readonly variable: string;
      readonly bounds: Bounds | null;
    };

export type ConstantName = 'pi' | 'e' | 'i' | 'infinity';

export interface Bounds {
  readonly lower: Term;
  readonly upper: Term;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

/** An exact number; the denominator must not be zero. */
export function number(numerator: bigint | number, denominator: bigint | number = 1n): Term {
  let n = BigInt(numerator);
  let d = BigInt(denominator);
  if (d === 0n) throw new RangeError('number: expected a denominator other than 0, got 0');
  if (d < 0n) [n, d] = [-n, -d];
  const common = gcd(n, d);
  return { kind: 'number', numerator: n / common, denominator: d / common };
}

export const zero = number(0n);
export const one = number(1n);
export const minusOne = number(-1n);

export function symbol(name: string): Term {
  return { kind: 'symbol', name };
}

export function constant(name: ConstantName): Term {
  return { kind: 'constant', name };
}

export function isNumber(term: Term, value?: bigint): boolean {
  return (
    term.kind === 'number' && (value === undefined || (term.denominator === 1n && term.numerator === value))
  );
}

/** A sum: numbers gathered, nested sums flattened. */
export function add(...terms: readonly Term[]): Term {
  const flat = terms.flatMap((term) => (term.kind === 'add' ? term.terms : [term]));
  let n = 0n;
  let d = 1n;
  const rest: Term[] = [];
  for (const term of flat) {
    if (term.kind === 'number') {
      n = n * term.denominator + term.numerator * d;
      d *= term.denominator;
    } else rest.push(term);
  }
  if (n !== 0n || rest.length === 0) rest.push(number(n, d));
  return rest.length === 1 ? (rest[0] as Term) : { kind: 'add', terms: rest };
}

/** A product: numbers gathered, nested products flattened. Zero times anything stays written, for its domain. */
export function multiply(...factors: readonly Term[]): Term {
  const flat = factors.flatMap((factor) => (factor.kind === 'multiply' ? factor.factors : [factor]));
  let n = 1n;
  let d = 1n;
  const rest: Term[] = [];
  for (const factor of flat) {
    if (factor.kind === 'number') {
      n *= factor.numerator;
      d *= factor.denominator;
    } else rest.push(factor);
  }
  if (n !== d || rest.length === 0) rest.unshift(number(n, d));
  return rest.length === 1 ? (rest[0] as Term) : { kind: 'multiply', factors: rest };
}

const maxFoldedExponent = 64n;
const maxFoldedDigits = 200;

/** A power; small integer powers of numbers are worked out, except those of zero to a negative exponent. */
export function power(base: Term, exponent: Term): Term {
  if (isNumber(exponent, 1n)) return base;
  if (base.kind === 'number' && exponent.kind === 'number' && exponent.denominator === 1n) {
    const e = exponent.numerator;
    const size = base.numerator.toString().length + base.denominator.toString().length;
    const small =
      e <= maxFoldedExponent && e >= -maxFoldedExponent && size * Math.abs(Number(e)) <= maxFoldedDigits;
    if (small && e > 0n) return number(base.numerator ** e, base.denominator ** e);
    if (small && e < 0n && base.numerator !== 0n) return number(base.denominator ** -e, base.numerator ** -e);
  }
  return { kind: 'power', base, exponent };
}

export function call(name: string, ...inputs: readonly Term[]): Term {
  return { kind: 'call', name, inputs };
}

export function negate(term: Term): Term {
  return multiply(minusOne, term);
}

export function subtract(a: Term, b: Term): Term {
  return add(a, negate(b));
}

export function divide(a: Term, b: Term): Term {
  return multiply(a, power(b, minusOne));
}

export function root(base: Term, degree = 2n): Term {
  return power(base, number(1n, degree));
}

/** A term's direct parts, in order. */
export function children(term: Term): readonly Term[] {
  switch (term.kind) {
    case 'add':
      return term.terms;
    case 'multiply':
      return term.factors;
    case 'power':
      return [term.base, term.exponent];
    case 'call':
      return term.inputs;
    case 'derivative':
      return [term.body];
    case 'integral':
      return term.bounds === null ? [term.body] : [term.body, term.bounds.lower, term.bounds.upper];
    default:
      return [];
  }
}

/** The names a term's value depends on; the variable of a definite integral is not one of them. */
export function freeSymbols(term: Term, into = new Set<string>()): Set<string> {
  if (term.kind === 'symbol') into.add(term.name);
  else if (term.kind === 'integral' && term.bounds !== null) {
    const inner = freeSymbols(term.body);
    inner.delete(term.variable);
    for (const name of inner) into.add(name);
    freeSymbols(term.bounds.lower, into);
    freeSymbols(term.bounds.upper, into);
  } else for (const child of children(term)) freeSymbols(child, into);
  return into;
}

/** Rebuilds a term with each part mapped, bottom up. */
export function mapTerm(term: Term, map: (term: Term) => Term): Term {
  const go = (part: Term): Term => mapTerm(part, map);
  switch (term.kind) {
    case 'add':
      return map(add(...term.terms.map(go)));
    case 'multiply':
      return map(multiply(...term.factors.map(go)));
    case 'power':
      return map(power(go(term.base), go(term.exponent)));
    case 'call':
      return map({ ...term, inputs: term.inputs.map(go) });
    case 'derivative':
      return map({ ...term, body: go(term.body) });
    case 'integral': {
      const bounds =
        term.bounds === null ? null : { lower: go(term.bounds.lower), upper: go(term.bounds.upper) };
      return map({ ...term, body: go(term.body), bounds });
    }
    default:
      return map(term);
  }
}

/** Puts terms in for symbols. Bound variables of integrals and derivatives are the caller's to keep apart. */
export function substitute(term: Term, values: ReadonlyMap<string, Term>): Term {
  if (values.size === 0) return term;
  return mapTerm(term, (part) => (part.kind === 'symbol' ? (values.get(part.name) ?? part) : part));
}

/** The number of nodes, to keep work bounded. */
export function termSize(term: Term): number {
  let size = 1;
  for (const child of children(term)) size += termSize(child);
  return size;
}

/** Whether a part of the term satisfies `test`. */
export function someTerm(term: Term, test: (term: Term) => boolean): boolean {
  return test(term) || children(term).some((child) => someTerm(child, test));
}
