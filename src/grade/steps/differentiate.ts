/**
 * Symbolic differentiation of terms, one rule a function, and the working out of derivative nodes. What has no rule
 * gives null: the caller then says that it cannot tell.
 */
import {
  add,
  call,
  divide,
  mapTerm,
  minusOne,
  multiply,
  negate,
  number,
  one,
  power,
  someTerm,
  subtract,
  zero,
} from './term.ts';
import { freeSymbols, isNumber, root, type Term } from './term.ts';

const two = number(2n);

/** d/du of each function of one variable, as a term in u. */
const rules: Readonly<Record<string, (u: Term) => Term>> = {
  sin: (u) => call('cos', u),
  cos: (u) => negate(call('sin', u)),
  tan: (u) => power(call('cos', u), number(-2n)),
  cot: (u) => negate(power(call('sin', u), number(-2n))),
  sec: (u) => multiply(call('sec', u), call('tan', u)),
  csc: (u) => negate(multiply(call('csc', u), call('cot', u))),
  arcsin: (u) => power(subtract(one, power(u, two)), number(-1n, 2n)),
  arccos: (u) => negate(power(subtract(one, power(u, two)), number(-1n, 2n))),
  arctan: (u) => power(add(one, power(u, two)), minusOne),
  arccot: (u) => negate(power(add(one, power(u, two)), minusOne)),
  sinh: (u) => call('cosh', u),
  cosh: (u) => call('sinh', u),
  tanh: (u) => power(call('cosh', u), number(-2n)),
  arcsinh: (u) => power(add(power(u, two), one), number(-1n, 2n)),
  arctanh: (u) => power(subtract(one, power(u, two)), minusOne),
  ln: (u) => power(u, minusOne),
  exp: (u) => call('exp', u),
  abs: (u) => divide(u, call('abs', u)),
};

/** d term / d variable; null where a part has no rule. */
export function differentiate(term: Term, variable: string): Term | null {
  if (!freeSymbols(term).has(variable)) return zero;
  switch (term.kind) {
    case 'symbol':
      return one;
    case 'add':
      return sumOf(term.terms.map((part) => differentiate(part, variable)));
    case 'multiply':
      return productRule(term.factors, variable);
    case 'power':
      return powerRule(term.base, term.exponent, variable);
    case 'call':
      return chainRule(term.name, term.inputs, variable);
    case 'integral':
      return term.bounds === null && term.variable === variable ? term.body : null;
    default:
      return null;
  }
}

function sumOf(parts: readonly (Term | null)[]): Term | null {
  const known = parts.filter((part) => part !== null);
  return known.length === parts.length ? add(...known) : null;
}

function productRule(factors: readonly Term[], variable: string): Term | null {
  return sumOf(
    factors.map((factor, i) => {
      const inner = differentiate(factor, variable);
      if (inner === null || isNumber(inner, 0n)) return inner;
      return multiply(inner, ...factors.filter((_, j) => j !== i));
    }),
  );
}

function powerRule(base: Term, exponent: Term, variable: string): Term | null {
  const db = differentiate(base, variable);
  const de = differentiate(exponent, variable);
  if (db === null || de === null) return null;
  const outer = multiply(exponent, power(base, subtract(exponent, one)), db);
  if (!freeSymbols(exponent).has(variable)) return outer;
  const whole = multiply(power(base, exponent), de, call('ln', base));
  return freeSymbols(base).has(variable) ? add(outer, whole) : whole;
}

function chainRule(name: string, inputs: readonly Term[], variable: string): Term | null {
  const [u, base] = inputs;
  if (u === undefined) return null;
  const du = differentiate(u, variable);
  if (du === null) return null;
  if (name === 'log' && inputs.length === 2 && base !== undefined) {
    return freeSymbols(base).has(variable) ? null : divide(du, multiply(u, call('ln', base)));
  }
  if (name === 'sqrt') return divide(du, multiply(two, root(u)));
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  return rule === undefined || inputs.length !== 1 ? null : multiply(rule(u), du);
}

/** Works out every derivative node whose body can be differentiated; null where one cannot. */
export function resolveDerivatives(term: Term): Term | null {
  const failed: Term[] = [];
  const resolved = mapTerm(term, (part) => {
    if (part.kind !== 'derivative') return part;
    let body: Term | null = part.body;
    for (let i = 0; i < part.order && body !== null; i++) body = differentiate(body, part.variable);
    if (body === null) failed.push(part);
    return body ?? part;
  });
  return failed.length > 0 ? null : resolved;
}

/** Whether a term holds an indefinite integral. */
export function hasAntiderivative(term: Term): boolean {
  return someTerm(term, (part) => part.kind === 'integral' && part.bounds === null);
}
