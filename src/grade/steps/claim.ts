/**
 * What a line of a derivation claims, as logic over terms: comparisons joined by "and" and "or", families over an
 * integer parameter, and plain truth. A chain `a < b < c` is the conjunction of its links. Claims are data; whether a
 * point satisfies one, and how two of them relate, is decided elsewhere.
 */
import { freeSymbols, type Term } from './term.ts';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Claim =
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Term; readonly right: Term }
  | { readonly kind: 'all'; readonly of: readonly Claim[] }
  | { readonly kind: 'any'; readonly of: readonly Claim[] }
  | { readonly kind: 'truth'; readonly value: boolean }
  /** True for some integer value of the parameter (`x = π/6 + 2πk`). */
  | { readonly kind: 'family'; readonly parameter: string; readonly body: Claim };

export const always: Claim = { kind: 'truth', value: true };
export const never: Claim = { kind: 'truth', value: false };

export function compare(operator: Comparison, left: Term, right: Term): Claim {
  return { kind: 'compare', operator, left, right };
}

export function equation(left: Term, right: Term): Claim {
  return compare('=', left, right);
}

/** The conjunction, flattened; empty is true. */
export function allOf(claims: readonly Claim[]): Claim {
  const flat = claims.flatMap((claim) => (claim.kind === 'all' ? claim.of : [claim]));
  if (flat.some((claim) => claim.kind === 'truth' && !claim.value)) return never;
  const rest = flat.filter((claim) => claim.kind !== 'truth');
  return rest.length === 0 ? always : rest.length === 1 ? (rest[0] as Claim) : { kind: 'all', of: rest };
}

/** The disjunction, flattened; empty is false. */
export function anyOf(claims: readonly Claim[]): Claim {
  const flat = claims.flatMap((claim) => (claim.kind === 'any' ? claim.of : [claim]));
  if (flat.some((claim) => claim.kind === 'truth' && claim.value)) return always;
  const rest = flat.filter((claim) => claim.kind !== 'truth');
  return rest.length === 0 ? never : rest.length === 1 ? (rest[0] as Claim) : { kind: 'any', of: rest };
}

/** The symbols a claim is about, integer parameters of families left out. */
export function claimSymbols(claim: Claim, into = new Set<string>()): Set<string> {
  switch (claim.kind) {
    case 'compare':
      freeSymbols(claim.left, into);
      freeSymbols(claim.right, into);
      break;
    case 'all':
    case 'any':
      for (const part of claim.of) claimSymbols(part, into);
      break;
    case 'family': {
      const inner = claimSymbols(claim.body);
      inner.delete(claim.parameter);
      for (const name of inner) into.add(name);
      break;
    }
    case 'truth':
      break;
  }
  return into;
}

/** The claim with every term mapped; null where a term cannot be. */
export function mapClaim(claim: Claim, map: (term: Term) => Term | null): Claim | null {
  switch (claim.kind) {
    case 'compare': {
      const left = map(claim.left);
      const right = map(claim.right);
      return left === null || right === null ? null : { ...claim, left, right };
    }
    case 'all':
    case 'any': {
      const parts = claim.of.map((part) => mapClaim(part, map));
      const known = parts.filter((part) => part !== null);
      if (known.length < parts.length) return null;
      return claim.kind === 'all' ? allOf(known) : anyOf(known);
    }
    case 'family': {
      const body = mapClaim(claim.body, map);
      return body === null ? null : { ...claim, body };
    }
    case 'truth':
      return claim;
  }
}

/** Every comparison in the claim, families' bodies included. */
export function comparisonsOf(claim: Claim): (Claim & { kind: 'compare' })[] {
  switch (claim.kind) {
    case 'compare':
      return [claim];
    case 'all':
    case 'any':
      return claim.of.flatMap(comparisonsOf);
    case 'family':
      return comparisonsOf(claim.body);
    case 'truth':
      return [];
  }
}

/** Disjunctive form: the alternatives, each a list of comparisons; null where it would exceed `limit` alternatives. */
export function alternatives(claim: Claim, limit = 64): (Claim & { kind: 'compare' })[][] | null {
  switch (claim.kind) {
    case 'compare':
      return [[claim]];
    case 'truth':
      return claim.value ? [[]] : [];
    case 'family':
      return null;
    case 'any': {
      const parts = claim.of.map((part) => alternatives(part, limit));
      const known = parts.filter((part) => part !== null).flat();
      return parts.includes(null) || known.length > limit ? null : known;
    }
    case 'all': {
      let product: (Claim & { kind: 'compare' })[][] = [[]];
      for (const part of claim.of) {
        const inner = alternatives(part, limit);
        if (inner === null || product.length * inner.length > limit) return null;
        product = product.flatMap((left) => inner.map((right) => [...left, ...right]));
      }
      return product;
    }
  }
}

/** `v = value` with a value free of v, either way round; null for anything else. */
export function solvedFor(claim: Claim): { readonly name: string; readonly value: Term } | null {
  if (claim.kind !== 'compare' || claim.operator !== '=') return null;
  for (const [side, other] of [
    [claim.left, claim.right],
    [claim.right, claim.left],
  ] as const) {
    if (side.kind === 'symbol' && !freeSymbols(other).has(side.name))
      return { name: side.name, value: other };
  }
  return null;
}

/** Values for unknowns and nothing else. */
export function isSolved(claim: Claim): boolean {
  if (claim.kind === 'all' || claim.kind === 'any') return claim.of.every(isSolved);
  const solved = solvedFor(claim);
  return solved !== null && freeSymbols(solved.value).size === 0;
}
