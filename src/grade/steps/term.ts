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
  | {
      readonly kind: 'derivative';
      readonly body: Term;
      readonly variable: string;
      readonly order: number;
      /** Symbols of the body that are functions of the variable (y in d(y²)/dx). */
      readonly dependent: readonly string[];
    }
  | {
      readonly kind: 'integral';
      readonly body: Term;
      readonly variable: string;
      readonly bounds: Bounds | null;
    }
  /** A sum or product over whole numbers from `lower` to `upper`, perhaps without end. */
  | {
      readonly kind: 'series';
      readonly operator: 'sum' | 'product';
      readonly body: Term;
      readonly variable: string;
      readonly bounds: Bounds;
    }
  /** The limit of `body` as `variable` nears `at`, from above (side 1), from below (−1) or both (0). */
  | {
      readonly kind: 'limit';
      readonly body: Term;
      readonly variable: string;
      readonly at: Term;
      readonly side: -1 | 0 | 1;
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
    case 'series':
      return [term.body, term.bounds.lower, term.bounds.upper];
    case 'limit':
      return [term.body, term.at];
    default:
      return [];
  }
}

/** The variable that a definite integral, a series or a limit binds in its body. */
function boundVariable(term: Term): string | null {
  if (term.kind === 'series' || term.kind === 'limit') return term.variable;
  return term.kind === 'integral' && term.bounds !== null ? term.variable : null;
}

/** The names a term's value depends on; bound variables are not among them. */
export function freeSymbols(term: Term, into = new Set<string>()): Set<string> {
  if (term.kind === 'symbol') into.add(term.name);
  if (term.kind === 'integral' && term.bounds === null) into.add(term.variable);
  const bound = boundVariable(term);
  for (const [i, child] of children(term).entries()) {
    if (bound === null || i > 0) freeSymbols(child, into);
    else for (const name of freeSymbols(child)) if (name !== bound) into.add(name);
  }
  return into;
}

/** Rebuilds a term with its direct parts mapped. */
function withParts(term: Term, go: (part: Term) => Term): Term {
  switch (term.kind) {
    case 'add':
      return add(...term.terms.map(go));
    case 'multiply':
      return multiply(...term.factors.map(go));
    case 'power':
      return power(go(term.base), go(term.exponent));
    case 'call':
      return { ...term, inputs: term.inputs.map(go) };
    case 'derivative':
      return { ...term, body: go(term.body) };
    case 'integral':
      return {
        ...term,
        body: go(term.body),
        bounds: term.bounds === null ? null : mapBounds(term.bounds, go),
      };
    case 'series':
      return { ...term, body: go(term.body), bounds: mapBounds(term.bounds, go) };
    case 'limit':
      return { ...term, body: go(term.body), at: go(term.at) };
    default:
      return term;
  }
}

function mapBounds({ lower, upper }: Bounds, go: (part: Term) => Term): Bounds {
  return { lower: go(lower), upper: go(upper) };
}

/** Rebuilds a term with each part mapped, bottom up. */
export function mapTerm(term: Term, map: (term: Term) => Term): Term {
  return map(withParts(term, (part) => mapTerm(part, map)));
}

/** Puts terms in for free symbols; what a definite integral, a series or a limit binds stays. */
export function substitute(term: Term, values: ReadonlyMap<string, Term>): Term {
  if (values.size === 0) return term;
  if (term.kind === 'symbol') return values.get(term.name) ?? term;
  const bound = boundVariable(term);
  if (bound === null || !values.has(bound)) return withParts(term, (part) => substitute(part, values));
  const others = new Map(values);
  others.delete(bound);
  const body = children(term)[0];
  return withParts(term, (part) => substitute(part, part === body ? others : values));
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
