/**
 * What a derivation has established so far: claims with the step they were made in, and the questions asked of them:
 * the strongest relation of a new claim to any of them or to all together, and whether together they rule it out.
 * What a relation means for a reader is decided in judge.ts.
 */
import { allOf, type Claim, claimSymbols, comparisonsOf, isSolved, solvedFor } from './claim.ts';
import { type Deadline } from './deadline.ts';
import { linearImplies, linearSystem } from './linear.ts';
import { relateClaims } from './relate.ts';
import { type Relation, unknownRelation } from './relation.ts';
import { close } from './roots.ts';
import { showPoint } from './show.ts';
import { samplePoints } from './solve.ts';
import { type Term } from './term.ts';
import { compileClaim, type Point } from './truth.ts';

/** The relation found, and what it is a relation to: one claim, or all of them together. */
export interface Best {
  readonly relation: Relation;
  readonly source: Claim | null;
  readonly joint: boolean;
}

const maxFacts = 10;
/** So many facts are taken together, so many are compared one by one. */
const maxTogether = 6;
const maxCompared = 5;

export class Facts {
  private readonly deadline: Deadline;
  private known: Claim[] = [];
  private jointPoints: { readonly key: readonly Claim[]; readonly points: readonly Point[] } | null = null;

  constructor(deadline: Deadline) {
    this.deadline = deadline;
  }

  get claims(): readonly Claim[] {
    return this.known;
  }

  remember(claim: Claim): void {
    this.known.push(claim);
    if (this.known.length > maxFacts) this.known.shift();
  }

  /** Forgets all but the first `count`. */
  truncate(count: number): void {
    this.known = this.known.slice(0, count);
  }

  clear(): void {
    this.known = [];
  }

  /** Values of symbols that claims fix, `current` last. */
  values(current: Claim | null): Map<string, Term> {
    const values = new Map<string, Term>();
    const all = current === null ? this.known : [...this.known, current];
    for (const part of all.flatMap((claim) => (claim.kind === 'all' ? claim.of : [claim]))) {
      const solved = solvedFor(part);
      if (solved !== null) values.set(solved.name, solved.value);
    }
    return values;
  }

  /** The strongest relation of `claim` to anything it may follow from; `current`, the line before, counts first. */
  best(claim: Claim, current: Claim | null): Best {
    const names = claimSymbols(claim);
    const related = this.known.filter((other) => overlaps(claimSymbols(other), names));
    const sources = [...(current === null ? [] : [current]), ...related.reverse()].filter(
      (other, i, all) => all.indexOf(other) === i,
    );
    let best: Best | null = null;
    const single = sources.filter((other) => other === current || mayRelate(other, names));
    for (const source of single.slice(0, maxCompared)) {
      const relation = relateClaims(source, claim, this.deadline);
      const next = { relation, source, joint: false };
      if (best === null || strength(next) > strength(best)) best = next;
      if (relation.relation === 'equivalent') return next;
    }
    const settled = best !== null && strength(best) >= order.implies;
    const joint = settled ? null : this.joint(claim, sources.slice(0, maxTogether));
    if (joint !== null && (best === null || strength(joint) > strength(best))) best = joint;
    return best ?? { relation: unknownRelation('nothing it could follow from'), source: null, joint: false };
  }

  /** Whether the claim follows from the facts together; they must have a common solution. */
  private joint(claim: Claim, sources: readonly Claim[]): Best | null {
    if (sources.length < 2) return null;
    const all = allOf(sources);
    const known = claimSymbols(all);
    const names = claimSymbols(claim);
    if ([...names].some((name) => !known.has(name))) return null;
    const [a, b] = [linearSystem(all), linearSystem(claim)];
    if (a !== null && b !== null) {
      if (!a.consistent || !linearImplies(a, b)) return null;
      return { relation: followsJointly('exact', linearImplies(b, a)), source: all, joint: true };
    }
    // points of a region are no proof: what differs may lie where none was drawn
    if (comparisonsOf(claim).some(({ operator }) => operator !== '=')) return null;
    const test = compileClaim(claim, 1e-6);
    const points = test === null ? [] : this.pointsOf(all, sources);
    if (test === null || points.length < 3 || !points.every((point) => test(point))) return null;
    const back = names.size < known.size ? null : compileClaim(all, 1e-6);
    const own = back === null ? [] : samplePoints(claim, [...names], this.deadline);
    const isEquivalent = back !== null && own.length > 0 && own.every((point) => back(point));
    return { relation: followsJointly('sampled', isEquivalent), source: all, joint: true };
  }

  /** Points where all that is known holds. */
  points(current: Claim | null): readonly Point[] {
    const all = current === null || this.known.includes(current) ? this.known : [...this.known, current];
    return all.length === 0 ? [] : this.pointsOf(allOf(all), all);
  }

  /** Sample points of the facts together, kept for as long as the facts are the same. */
  private pointsOf(all: Claim, key: readonly Claim[]): readonly Point[] {
    const cached = this.jointPoints;
    if (
      cached !== null &&
      cached.key.length === key.length &&
      cached.key.every((claim, i) => claim === key[i])
    ) {
      return cached.points;
    }
    const points = samplePoints(all, [...claimSymbols(all)], this.deadline);
    this.jointPoints = { key: [...key], points };
    return points;
  }

  /** Two curves y = f(x) and y = g(x): which of them a further equation speaks of is not known. */
  private hasCurves(): boolean {
    const names = this.known.map((fact) => solvedFor(fact)?.name).filter((name) => name !== undefined);
    return new Set(names).size < names.length;
  }

  /** Where the facts fix the claim's unknowns and it is false of them: their values; null otherwise. */
  contradicted(claim: Claim): string | null {
    const names = claimSymbols(claim);
    const all = allOf(this.known);
    const known = claimSymbols(all);
    if (names.size === 0 || known.size < 2 || [...names].some((name) => !known.has(name))) return null;
    if (!isSolved(claim) && this.hasCurves()) return null;
    // A letter that was given a value already may stand for another one now.
    if (this.known.some((fact) => isSolved(fact) && overlaps(claimSymbols(fact), names))) return null;
    const solved = solvedFor(claim);
    if (solved !== null && this.known.filter((fact) => solvedFor(fact)?.name === solved.name).length > 1)
      return null;
    const test = compileClaim(claim, 1e-6);
    if (test === null) return null;
    const points = this.pointsOf(all, this.known);
    const first = points[0];
    if (first === undefined || points.length < 3 || points.some((point) => test(point))) return null;
    const isFixed = [...names].every((name) =>
      points.every((point) => close(point.get(name) ?? NaN, first.get(name) ?? NaN)),
    );
    return isFixed ? showPoint(new Map([...first].filter(([name]) => names.has(name)))) : null;
  }
}

function followsJointly(tier: Relation['tier'], isEquivalent: boolean): Relation {
  return isEquivalent
    ? { relation: 'equivalent', tier, reason: 'says the same as the lines before together' }
    : { relation: 'implies', tier, reason: 'follows from the lines before together' };
}

const order = { equivalent: 5, implies: 3, 'implied-by': 2, different: 1, unknown: 0 } as const;

function strength({ relation, joint }: Best): number {
  return order[relation.relation] + (joint ? 1 : 0);
}

/** One equation says nothing of a claim about fewer unknowns, nor anything about others. */
function mayRelate(source: Claim, names: ReadonlySet<string>): boolean {
  const from = claimSymbols(source);
  if ([...names].some((name) => !from.has(name))) return false;
  return source.kind !== 'compare' || from.size === names.size;
}

function overlaps(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === 0 || b.size === 0 || [...a].some((name) => b.has(name));
}
