/**
 * Derivatives of terms, by the grader's rules (`algebra/differentiate.ts`) wherever a term has a tree, and the working
 * out of derivative nodes. An indefinite integral differentiates to its integrand. What has no rule gives null: the
 * caller then says that it cannot tell.
 */
import { Budget } from '../algebra/budget.ts';
import { differentiate as differentiateTree } from '../algebra/differentiate.ts';
import { toTerm } from './read-term.ts';
import { isKnownFunction } from './real.ts';
import {
  add,
  freeSymbols,
  isNumber,
  mapTerm,
  multiply,
  number,
  power,
  someTerm,
  subtract,
  symbol,
  type Term,
  zero,
  termSize,
} from './term.ts';
import { toNode } from './to-node.ts';

/** What one derivative may take; terms here are small. */
const treeTimeMs = 100;
/** Larger terms are not differentiated again. */
const largestBody = 2_000;

/** d term / d variable; null where a part has no rule. */
export function differentiate(term: Term, variable: string): Term | null {
  if (!freeSymbols(term).has(variable)) return zero;
  switch (term.kind) {
    case 'integral':
      return term.bounds === null && term.variable === variable ? term.body : null;
    case 'add':
      return sumOf(term.terms.map((part) => differentiate(part, variable)));
    case 'multiply':
      return productRule(term.factors, variable);
    case 'power':
      if (!freeSymbols(term.exponent).has(variable)) return powerRule(term.base, term.exponent, variable);
      break;
    case 'call':
      if (!isKnownFunction(term.name, term.inputs.length)) return null;
      if (term.inputs.slice(1).some((input) => freeSymbols(input).has(variable))) return null;
      break;
    default:
      break;
  }
  const node = toNode(term);
  const derivative = node === null ? null : differentiateTree(node, variable, new Budget(treeTimeMs));
  return derivative === null ? null : toTerm(derivative);
}

function sumOf(parts: readonly (Term | null)[]): Term | null {
  const known = parts.filter((part) => part !== null);
  return known.length === parts.length ? add(...known) : null;
}

/** Kept apart from the trees' rule so that integrals among the factors may stand. */
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
  const inner = differentiate(base, variable);
  return inner === null ? null : multiply(exponent, power(base, subtract(exponent, number(1n))), inner);
}

/** The derivative where `dependent` symbols are functions of the variable: each brings its own derivative, `y'`. */
export function totalDerivative(term: Term, variable: string, dependent: ReadonlySet<string>): Term | null {
  const parts = [differentiate(term, variable)];
  for (const name of freeSymbols(term)) {
    if (name === variable || !dependent.has(name)) continue;
    const slope = differentiate(term, name);
    parts.push(slope === null ? null : multiply(slope, symbol(`${name}'`)));
  }
  return sumOf(parts);
}

/**
 * Works out every derivative node whose body can be differentiated; null where one cannot. The derivative of a bare
 * other symbol is a name of its own (`dy/dx` is `y'`).
 */
export function resolveDerivatives(term: Term): Term | null {
  const failed: Term[] = [];
  const resolved = mapTerm(term, (part) => {
    if (part.kind !== 'derivative') return part;
    if (part.body.kind === 'symbol' && part.body.name !== part.variable)
      return symbol(part.body.name + "'".repeat(part.order));
    const dependent = new Set(part.dependent);
    let body: Term | null = dependent.size > 0 && part.order > 1 ? null : part.body;
    for (let i = 0; i < part.order && body !== null; i++)
      // Every order multiplies the size by the number of factors.
      body = termSize(body) > largestBody ? null : totalDerivative(body, part.variable, dependent);
    if (body === null) failed.push(part);
    return body ?? part;
  });
  return failed.length > 0 ? null : resolved;
}

/** Whether a term holds an indefinite integral. */
export function hasAntiderivative(term: Term): boolean {
  return someTerm(term, (part) => part.kind === 'integral' && part.bounds === null);
}
