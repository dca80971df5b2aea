/**
 * Terms as functions of real numbers: a term is compiled once into closures (nothing is ever evaluated from text)
 * and then called many times. Undefined values are NaN: a root of a negative number, a logarithm of zero, a pole.
 * Beside its value a term has a magnitude, the same formula with every sum taken over absolute values, by which
 * rounding errors are judged. Odd roots of negative numbers are real.
 */
import { integrateReal } from '../algebra/quadrature.ts';
import { limitOf, seriesSum, type Settled } from './limits.ts';
import { children, someTerm, type Term } from './term.ts';

/** A compiled term: the values of the symbols in the order given to {@link compileReal}. */
export type RealFunction = (values: Float64Array) => number;

export interface CompiledReal {
  readonly value: RealFunction;
  readonly magnitude: RealFunction;
}

const unary: Readonly<Record<string, (x: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: (x) => pole(Math.tan(x)),
  cot: (x) => pole(1 / Math.tan(x)),
  sec: (x) => pole(1 / Math.cos(x)),
  csc: (x) => pole(1 / Math.sin(x)),
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  arccot: (x) => Math.PI / 2 - Math.atan(x),
  arcsec: (x) => Math.acos(1 / x),
  arccsc: (x) => Math.asin(1 / x),
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  coth: (x) => 1 / Math.tanh(x),
  sech: (x) => 1 / Math.cosh(x),
  csch: (x) => 1 / Math.sinh(x),
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
  ln: (x) => (x > 0 ? Math.log(x) : NaN),
  exp: Math.exp,
  abs: Math.abs,
  sqrt: (x) => (x < 0 ? NaN : Math.sqrt(x)),
  floor: (x) => (isNearlyWhole(x) ? Math.round(x) : Math.floor(x)),
  ceil: (x) => (isNearlyWhole(x) ? Math.round(x) : Math.ceil(x)),
  sign: Math.sign,
  factorial: (x) => (Number.isInteger(x) && x >= 0 && x <= 170 ? product(2, x) : NaN),
};

/** What a double cannot tell from a whole number (log₂ 8) is taken for one. */
function isNearlyWhole(x: number): boolean {
  return Math.abs(x - Math.round(x)) < 1e-10 * Math.max(1, Math.abs(x));
}

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  log: (x, base) => (x > 0 && base > 0 && base !== 1 ? Math.log(x) / Math.log(base) : NaN),
  binomial: (n, k) => (Number.isInteger(k) && k >= 0 && k <= 500 ? choose(n, k) : NaN),
  permutation: (n, k) => (Number.isInteger(k) && k >= 0 && k <= 500 ? choose(n, k) * product(2, k) : NaN),
  mod: (a, b) => a - b * Math.floor(a / b),
  gcd: (a, b) => (Number.isSafeInteger(a) && Number.isSafeInteger(b) ? gcd(Math.abs(a), Math.abs(b)) : NaN),
  lcm: (a, b) =>
    Number.isSafeInteger(a) && Number.isSafeInteger(b) && a !== 0 && b !== 0
      ? Math.abs(a * b) / gcd(Math.abs(a), Math.abs(b))
      : NaN,
  max: Math.max,
  min: Math.min,
};

function pole(x: number): number {
  return Math.abs(x) > 1e14 ? NaN : x;
}

function product(from: number, to: number): number {
  let result = 1;
  for (let i = from; i <= to; i++) result *= i;
  return result;
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 0; i < k; i++) result *= (n - i) / (i + 1);
  return result;
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** The functions the checker can evaluate, by name and number of inputs. */
export function isKnownFunction(name: string, inputs: number): boolean {
  return inputs === 1 ? Object.hasOwn(unary, name) : inputs === 2 && Object.hasOwn(binary, name);
}

function isBinding(term: Term): boolean {
  return term.kind === 'series' || term.kind === 'limit' || term.kind === 'integral';
}

/** Whether every part of the term can be evaluated over the real numbers. ∞ may stand as a bound only. */
export function isRealTerm(term: Term): boolean {
  switch (term.kind) {
    case 'constant':
      return term.name === 'pi' || term.name === 'e';
    case 'call':
      if (!isKnownFunction(term.name, term.inputs.length)) return false;
      break;
    case 'derivative':
      return false;
    case 'integral':
    case 'series':
    case 'limit':
      if (term.kind === 'integral' && term.bounds === null) return false;
      // One sum inside another would take too long to work out.
      if (term.kind === 'series' && someTerm(term.body, isBinding)) return false;
      return children(term).every((part, i) => isRealTerm(part) || (i > 0 && infinitySign(part) !== null));
    default:
      break;
  }
  return children(term).every(isRealTerm);
}

/** x to a rational power p/q: real odd roots of negative numbers, NaN for even ones and for 0 to a negative power. */
function rationalPower(base: number, p: number, q: number): number {
  if (base === 0) return p > 0 ? 0 : p === 0 ? 1 : NaN;
  if (base > 0) return q === 2 && p === 1 ? Math.sqrt(base) : q === 1 ? base ** p : Math.pow(base, p / q);
  if (q === 1) return base ** p;
  if (q % 2 === 0) return NaN;
  const size = Math.pow(-base, p / q);
  return p % 2 === 0 ? size : -size;
}

/** Compiles a term whose symbols stand at the given places; see {@link isRealTerm} for what it can hold. */
export function compileReal(term: Term, places: ReadonlyMap<string, number>): CompiledReal {
  const parts = children(term).map((child) => compileReal(child, places));
  switch (term.kind) {
    case 'number':
      return constantly(ratio(term.numerator, term.denominator));
    case 'float':
      return constantly(term.value);
    case 'constant':
      return constantly(term.name === 'pi' ? Math.PI : term.name === 'e' ? Math.E : NaN);
    case 'symbol': {
      const place = places.get(term.name);
      if (place === undefined) return constantly(NaN);
      const value: RealFunction = (values) => values[place] ?? NaN;
      return { value, magnitude: (values) => Math.abs(value(values)) };
    }
    case 'add':
      return compileSum(parts);
    case 'multiply':
      return compileProduct(parts);
    case 'power':
      return compilePower(term.exponent, parts);
    case 'call':
      return compileCall(term.name, parts);
    case 'integral':
      return compileIntegral(term, places);
    case 'series':
      return compileSeries(term, places);
    case 'limit':
      return compileLimit(term, places);
    case 'derivative':
      return constantly(NaN);
  }
}

/** The quotient of two integers of any size as a double. */
function ratio(numerator: bigint, denominator: bigint): number {
  const direct = Number(numerator) / Number(denominator);
  if (Number.isFinite(direct)) return direct;
  const shift = BigInt(Math.max(0, denominator.toString(2).length - 1000));
  return Number(numerator >> shift) / Number(denominator >> shift);
}

function constantly(value: number): CompiledReal {
  const size = Math.abs(value);
  return { value: () => value, magnitude: () => size };
}

function compileSum(parts: readonly CompiledReal[]): CompiledReal {
  return {
    value: (values) => {
      let sum = 0;
      for (const part of parts) sum += part.value(values);
      return sum;
    },
    magnitude: (values) => {
      let sum = 0;
      for (const part of parts) sum += part.magnitude(values);
      return sum;
    },
  };
}

function compileProduct(parts: readonly CompiledReal[]): CompiledReal {
  return {
    value: (values) => {
      let result = 1;
      for (const part of parts) result *= part.value(values);
      return result;
    },
    magnitude: (values) => {
      let result = 1;
      for (const part of parts) result *= part.magnitude(values);
      return result;
    },
  };
}

function compilePower(exponent: Term, parts: readonly CompiledReal[]): CompiledReal {
  const [base, up] = parts as [CompiledReal, CompiledReal];
  if (exponent.kind === 'number') {
    const p = Number(exponent.numerator);
    const q = Number(exponent.denominator);
    const value: RealFunction = (values) => rationalPower(base.value(values), p, q);
    const magnitude: RealFunction =
      p >= 0 && q === 1 ? (values) => base.magnitude(values) ** p : (values) => scaled(base, values, p / q);
    return { value, magnitude };
  }
  const value: RealFunction = (values) => {
    const b = base.value(values);
    const e = up.value(values);
    if (b > 0) return Math.pow(b, e);
    if (b === 0) return e > 0 ? 0 : NaN;
    return Number.isInteger(e) ? Math.pow(b, e) : NaN;
  };
  return { value, magnitude: (values) => Math.abs(value(values)) * (1 + up.magnitude(values)) };
}

/** The magnitude of a root or reciprocal: its own size times how much its base was cancelled. */
function scaled(base: CompiledReal, values: Float64Array, exponent: number): number {
  const value = Math.abs(base.value(values));
  const lost = value === 0 ? 1 : Math.min(base.magnitude(values) / value, 1e6);
  return Math.pow(value, exponent) * Math.max(1, lost);
}

function compileCall(name: string, parts: readonly CompiledReal[]): CompiledReal {
  const [a, b] = parts;
  if (parts.length === 1 && a !== undefined && Object.hasOwn(unary, name)) {
    const apply = unary[name] as (x: number) => number;
    const value: RealFunction = (values) => apply(a.value(values));
    return {
      value,
      magnitude: (values) => Math.abs(value(values)) + Math.min(1, a.magnitude(values) * 1e-3),
    };
  }
  if (parts.length === 2 && a !== undefined && b !== undefined && Object.hasOwn(binary, name)) {
    const apply = binary[name] as (x: number, y: number) => number;
    const value: RealFunction = (values) => apply(a.value(values), b.value(values));
    return { value, magnitude: (values) => Math.abs(value(values)) };
  }
  return constantly(NaN);
}

/** The body of a binding term as a function of its variable, the other symbols at `values`. */
function bodyAt(
  body: Term,
  variable: string,
  places: ReadonlyMap<string, number>,
): (values: Float64Array) => (x: number) => number {
  const place = places.size;
  const inner = compileReal(body, new Map(places).set(variable, place)).value;
  return (values) => {
    const room = new Float64Array(place + 1);
    room.set(values.subarray(0, Math.min(values.length, place)));
    return (x) => {
      room[place] = x;
      return inner(room);
    };
  };
}

/** A bound, which may be infinite. */
function compileEnd(end: Term, places: ReadonlyMap<string, number>): RealFunction {
  const sign = infinitySign(end);
  return sign === null ? compileReal(end, places).value : (): number => sign * Infinity;
}

/** How many definite integrals stand within one another. */
function integralDepth(term: Term): number {
  const inner = Math.max(0, ...children(term).map(integralDepth));
  return term.kind === 'integral' ? inner + 1 : inner;
}

/** The work of integrals within integrals multiplies: how often the outer and the inner one of two are halved. */
const outerHalvings = 5;
const innerHalvings = 8;
const deepestIntegral = 2;

/** A definite integral; NaN where it does not settle. */
function compileIntegral(
  term: Term & { kind: 'integral' },
  places: ReadonlyMap<string, number>,
): CompiledReal {
  const depth = integralDepth(term);
  if (term.bounds === null || depth > deepestIntegral) return constantly(NaN);
  const lower = compileEnd(term.bounds.lower, places);
  const upper = compileEnd(term.bounds.upper, places);
  const body = bodyAt(term.body, term.variable, places);
  const halvings = depth > 1 ? outerHalvings : places.size > 0 ? innerHalvings : undefined;
  const value: RealFunction = (values) => integrateReal(body(values), lower(values), upper(values), halvings);
  return { value, magnitude: (values) => Math.abs(value(values)) + 1 };
}

/** How much above its error bound a measured value may be off: the magnitude that makes comparisons allow for it. */
const tolerance = 1e9;

function settled(measure: (values: Float64Array) => Settled | null): CompiledReal {
  return {
    value: (values) => measure(values)?.value ?? NaN,
    magnitude: (values) => {
      const found = measure(values);
      return found === null ? NaN : Math.abs(found.value) + 10 * found.error * tolerance;
    },
  };
}

function compileSeries(term: Term & { kind: 'series' }, places: ReadonlyMap<string, number>): CompiledReal {
  const lower = compileEnd(term.bounds.lower, places);
  const upper = compileEnd(term.bounds.upper, places);
  const body = bodyAt(term.body, term.variable, places);
  if (term.operator === 'sum')
    return settled((values) => seriesSum(body(values), lower(values), upper(values)));
  return settled((values) => {
    const [f, from, to] = [body(values), lower(values), upper(values)];
    if (!Number.isInteger(from) || !Number.isInteger(to) || to - from > 1000) return null;
    let result = 1;
    for (let k = from; k <= to; k++) result *= f(k);
    return { value: result, error: 0 };
  });
}

function compileLimit(term: Term & { kind: 'limit' }, places: ReadonlyMap<string, number>): CompiledReal {
  const at = compileEnd(term.at, places);
  const body = bodyAt(term.body, term.variable, places);
  return settled((values) => limitOf(body(values), at(values), term.side));
}

/** 1 for ∞, −1 for −∞, null for anything else. */
export function infinitySign(term: Term): 1 | -1 | null {
  if (term.kind === 'constant') return term.name === 'infinity' ? 1 : null;
  if (term.kind !== 'multiply') return null;
  const [factor, rest, more] = term.factors;
  const isSigned = factor?.kind === 'number' && rest?.kind === 'constant' && rest.name === 'infinity';
  return isSigned && more === undefined ? (factor.numerator > 0n ? 1 : -1) : null;
}
