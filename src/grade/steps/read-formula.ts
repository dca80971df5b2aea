/**
 * From the parser's tree to claims: what a formula of a derivation says. Expressions stay terms; lists, systems, "or",
 * ±, intervals, tuples and congruences become claims. What is not understood as a whole gives null.
 */
import { type Node, type RelationOperator } from '../parse/tree.ts';
import { allOf, always, anyOf, type Claim, compare, type Comparison, equation, never } from './claim.ts';
import { hasPlusMinus, type Reading, toTerm } from './read-term.ts';
import { add, call, freeSymbols, negate, number, symbol, type Term } from './term.ts';

/** The comparison that a relation sign makes; null for any other sign. */
export function comparisonOf(operator: RelationOperator): Comparison | null {
  return comparisons[operator] ?? null;
}

/** A formula: an expression (several for ±), a claim with the chain it was written as, or a set of values. */
export type Formula =
  | { readonly kind: 'expression'; readonly terms: readonly Term[] }
  | { readonly kind: 'claim'; readonly claim: Claim; readonly chain: Chain | null }
  | { readonly kind: 'set'; readonly of: (unknown: Term) => Claim }
  /** It says something that is not understood: what comes next may follow from that. */
  | { readonly kind: 'unread' };

/** `t₀ op₀ t₁ op₁ t₂ …`. `approximate` marks links written ≈. */
export interface Chain {
  readonly terms: readonly Term[];
  readonly operators: readonly Comparison[];
  readonly approximate: readonly boolean[];
}

const comparisons: Partial<Record<RelationOperator, Comparison>> = {
  '=': '=',
  '~': '=',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** What a formula says; null where it is not understood as a whole. `source` is the text it was parsed from. */
export function toFormula(node: Node, source = ''): Formula | null {
  switch (node.kind) {
    case 'relation':
      return relationFormula(node, source);
    case 'list':
      return listFormula(node, source);
    case 'cases':
      return node.rows.every((row) => row.condition === null)
        ? joined(
            node.rows.map((row) => toFormula(row.value, source)),
            'all',
          )
        : null;
    case 'fence':
      return fenceFormula(node, source);
    case 'setOperation':
      return setFormula(node);
    case 'constant':
      if (node.name === 'emptyset') return { kind: 'set', of: () => never };
      if (node.name === 'reals') return { kind: 'set', of: () => always };
      break;
    default:
      break;
  }
  return expressionFormula(node, source);
}

function expressionFormula(node: Node, source: string): Formula | null {
  const plus = toTerm(node, { sign: 1, source });
  const minus = hasPlusMinus(node) ? toTerm(node, { sign: -1, source }) : null;
  if (plus === null) return null;
  return { kind: 'expression', terms: minus === null ? [plus] : [plus, minus] };
}

function relationFormula(node: Node & { kind: 'relation' }, source: string): Formula | null {
  if (node.modulus !== undefined) return congruence(node);
  if (node.operators.length === 1 && (node.operators[0] === 'in' || node.operators[0] === 'notin'))
    return membership(node);
  const tuple = tupleEquation(node);
  if (tuple !== null) return tuple;
  const list = valueList(node);
  if (list !== null) return list;
  const signs: (1 | -1)[] = hasPlusMinus(node) ? [1, -1] : [1];
  const readings = signs.map((sign) => chainOf(node, { sign, source }));
  const chains = readings.filter((chain) => chain !== null);
  if (chains.length < readings.length) return null;
  const claim = anyOf(chains.map(chainClaim));
  return { kind: 'claim', claim, chain: chains.length === 1 ? (chains[0] ?? null) : null };
}

function chainOf(node: Node & { kind: 'relation' }, reading: Reading): Chain | null {
  const terms = node.operands.map((operand) => toTerm(operand, reading)).filter((term) => term !== null);
  const operators = node.operators
    .map((operator) => comparisons[operator])
    .filter((operator) => operator !== undefined);
  if (terms.length < node.operands.length || operators.length < node.operators.length) return null;
  return { terms, operators, approximate: node.operators.map((operator) => operator === '~') };
}

/** The conjunction of a chain's links. */
export function chainClaim(chain: Chain): Claim {
  return allOf(
    chain.operators.map((op, i) => compare(op, chain.terms[i] as Term, chain.terms[i + 1] as Term)),
  );
}

/** `a ≡ b (mod m)` as an equation of remainders. */
function congruence(node: Node & { kind: 'relation' }): Formula | null {
  const modulus = node.modulus === undefined ? null : toTerm(node.modulus);
  const terms = node.operands.map((operand) => toTerm(operand)).filter((term) => term !== null);
  if (modulus === null || terms.length < node.operands.length) return null;
  const links = terms.slice(1).map((term, i) => {
    const difference = add(terms[i] as Term, negate(term));
    return equation(call('mod', difference, modulus), number(0n));
  });
  return { kind: 'claim', claim: allOf(links), chain: null };
}

function membership(node: Node & { kind: 'relation' }): Formula | null {
  const [element, set] = node.operands;
  if (element === undefined || set === undefined || node.operators[0] !== 'in') return null;
  if (element.kind === 'fence' && element.items.length > 1)
    return set.kind === 'fence' ? anyTuple(element, set.items) : null;
  const term = toTerm(element);
  const formula = toFormula(set);
  if (term === null) return null;
  if (set.kind === 'constant' && set.name === 'integers') return null;
  const asSet = formula?.kind === 'set' ? formula : set.kind === 'fence' ? intervalSet(set) : null;
  return asSet === null ? null : { kind: 'claim', claim: asSet.of(term), chain: null };
}

/** `(x, y) = (1, 2)`, component by component; `{x, y} = {1, 2}` in any order. */
function tupleEquation(node: Node & { kind: 'relation' }): Formula | null {
  const [left, right, more] = node.operands;
  if (left?.kind !== 'fence' || left.items.length < 2 || node.operators.some((operator) => operator !== '='))
    return null;
  if (right === undefined || more !== undefined) return null;
  if (left.open === '{' || left.open === '\\{') {
    if (right.kind !== 'fence' || left.items.length !== 2 || right.items.length !== 2) return null;
    return anyTuple(left, [right, { ...right, items: [...right.items].reverse() }]);
  }
  return anyTuple(left, right.kind === 'list' ? right.items : [right]);
}

/** The unknowns in `left` are, together, one of the tuples; null where one of them does not fit. */
function anyTuple(left: Node & { kind: 'fence' }, tuples: readonly Node[]): Formula | null {
  const readings = tuples.map((tuple) => {
    if (tuple.kind !== 'fence' || tuple.items.length !== left.items.length) return null;
    const parts = left.items.map((item, i) => {
      const value = tuple.items[i];
      const [a, b] = [toTerm(item), value === undefined ? null : toTerm(value)];
      return a === null || b === null ? null : equation(a, b);
    });
    const known = parts.filter((part) => part !== null);
    return known.length === parts.length ? allOf(known) : null;
  });
  const known = readings.filter((reading) => reading !== null);
  return known.length === readings.length ? { kind: 'claim', claim: anyOf(known), chain: null } : null;
}

/** `x = 1, 2` or `x = {1, 2}` where the parser keeps the values as one operand. */
function valueList(node: Node & { kind: 'relation' }): Formula | null {
  const [left, right] = node.operands;
  if (
    node.operators.length !== 1 ||
    node.operators[0] !== '=' ||
    left?.kind !== 'symbol' ||
    right === undefined
  )
    return null;
  const isSet =
    right.kind === 'fence' && (right.open === '\\{' || right.open === '{') && right.items.length > 1;
  if (right.kind !== 'list' && !isSet) return null;
  const values = right.items.map((item) => toTerm(item)).filter((term) => term !== null);
  if (values.length < right.items.length) return null;
  return {
    kind: 'claim',
    claim: anyOf(values.map((value) => equation(symbol(left.name), value))),
    chain: null,
  };
}

type Listing = Pick<Node & { kind: 'list' }, 'items' | 'separators'>;

/** `k ∈ ℤ` beside a family says what the parameter is; it is no claim about the unknown. */
function isParameterNote(node: Node): boolean {
  if (node.kind !== 'relation' || node.operators[0] !== 'in') return false;
  const set = node.operands[1];
  return set?.kind === 'constant' && (set.name === 'integers' || set.name === 'naturals');
}

function listFormula(list: Listing, source: string): Formula | null {
  const kept = list.items
    .map((node, i) => ({ node, separator: list.separators[i - 1] }))
    .filter(({ node }) => !isParameterNote(node));
  const items = kept.map(({ node }) => node);
  const separators = kept.slice(1).map(({ separator }) => separator ?? ',');
  if (items.length === 1 && items[0] !== undefined) return toFormula(items[0], source);
  const filled = repeatSubjects(items, source);
  const groups: (Formula | null)[][] = [[]];
  for (const [i, formula] of filled.entries()) {
    if (i > 0 && separators[i - 1] === 'or') groups.push([]);
    (groups[groups.length - 1] as (Formula | null)[]).push(formula);
  }
  if (groups.length > 1)
    return joined(
      groups.map((group) => (group.length === 1 ? (group[0] ?? null) : joined(group, 'all'))),
      'any',
    );
  return joined(filled, rootsOfOneUnknown(filled) ? 'any' : 'all');
}

/** In `x = 2, −3` the second item is another value of x. */
function repeatSubjects(items: readonly Node[], source: string): (Formula | null)[] {
  let subject: Term | null = null;
  return items.map((item) => {
    const formula = toFormula(item, source);
    const left = item.kind === 'relation' && item.operators[0] === '=' ? (item.operands[0] ?? null) : null;
    if (left !== null) subject = left.kind === 'symbol' ? symbol(left.name) : null;
    if (formula?.kind !== 'expression' || subject === null) return formula;
    const named: Term = subject;
    return { kind: 'claim', claim: anyOf(formula.terms.map((term) => equation(named, term))), chain: null };
  });
}

/** Several values for one and the same unknown are alternatives, whatever stands between them. */
function rootsOfOneUnknown(formulas: readonly (Formula | null)[]): boolean {
  const names = formulas.map((formula) => {
    if (formula?.kind !== 'claim') return null;
    const claim = formula.claim.kind === 'any' ? formula.claim.of[0] : formula.claim;
    return claim?.kind === 'compare' &&
      claim.operator === '=' &&
      claim.left.kind === 'symbol' &&
      isClosed(claim.right)
      ? claim.left.name
      : null;
  });
  return formulas.length > 1 && names[0] !== null && names.every((name) => name === names[0]);
}

function isClosed(term: Term): boolean {
  return [...freeSymbols(term)].every((name) => integerParameters.has(name));
}

/** Letters that stand for an arbitrary integer in families of solutions. */
export const integerParameters: ReadonlySet<string> = new Set(['k', 'n', 'm']);

function joined(formulas: readonly (Formula | null)[], how: 'all' | 'any'): Formula | null {
  const claims = formulas.map((formula) => (formula?.kind === 'claim' ? formula.claim : null));
  const known = claims.filter((claim) => claim !== null);
  if (known.length < claims.length || known.length === 0) return null;
  return { kind: 'claim', claim: how === 'all' ? allOf(known) : anyOf(known), chain: null };
}

function fenceFormula(node: Node & { kind: 'fence' }, source: string): Formula | null {
  if (node.items.some((item) => item.kind === 'relation')) return listFormula(node, source);
  if (node.open === '\\{' || node.open === '{') {
    const values = node.items.map((item) => toTerm(item)).filter((term) => term !== null);
    if (values.length < node.items.length || (values.length === 1 && node.open === '{'))
      return expressionFormula(node, source);
    return { kind: 'set', of: (unknown) => anyOf(values.map((value) => equation(unknown, value))) };
  }
  return intervalSet(node) ?? expressionFormula(node, source);
}

/** An interval as the set of points between its ends. */
function intervalSet(node: Node & { kind: 'fence' }): (Formula & { kind: 'set' }) | null {
  const [lowNode, highNode] = node.items;
  if (node.items.length !== 2 || lowNode === undefined || highNode === undefined) return null;
  if (!['(', '[', ']'].includes(node.open) || ![')', ']', '['].includes(node.close)) return null;
  const [low, high] = [toTerm(lowNode), toTerm(highNode)];
  if (low === null || high === null) return null;
  const of = (unknown: Term): Claim => {
    const above = isInfinite(low) ? [] : [compare(node.open === '[' ? '>=' : '>', unknown, low)];
    const below = isInfinite(high) ? [] : [compare(node.close === ']' ? '<=' : '<', unknown, high)];
    return allOf([...above, ...below]);
  };
  return { kind: 'set', of };
}

function isInfinite(term: Term): boolean {
  return (
    (term.kind === 'constant' && term.name === 'infinity') ||
    (term.kind === 'multiply' &&
      term.factors.some((factor) => factor.kind === 'constant' && factor.name === 'infinity'))
  );
}

function setFormula(node: Node & { kind: 'setOperation' }): Formula | null {
  const sets = node.args.map((arg) => {
    const formula = toFormula(arg);
    return formula?.kind === 'set' ? formula : null;
  });
  const known = sets.filter((set) => set !== null);
  if (known.length < sets.length || node.operator === 'minus') return minusPoints(node);
  const join = node.operator === 'union' ? anyOf : allOf;
  return { kind: 'set', of: (unknown) => join(known.map((set) => set.of(unknown))) };
}

/** `ℝ ∖ {1, 2}`. */
function minusPoints(node: Node & { kind: 'setOperation' }): Formula | null {
  const [whole, removed] = node.args;
  if (node.operator !== 'minus' || whole === undefined || removed?.kind !== 'fence') return null;
  const base = toFormula(whole);
  const values = removed.items.map((item) => toTerm(item)).filter((term) => term !== null);
  if (base?.kind !== 'set' || values.length < removed.items.length) return null;
  return {
    kind: 'set',
    of: (unknown) => allOf([base.of(unknown), ...values.map((v) => compare('!=', unknown, v))]),
  };
}
