/**
 * Points that satisfy a claim in several unknowns, as witnesses for comparing claims: solved symbol by symbol (one
 * unknown left: its roots; linear in one: put in), with the unknowns that stay free drawn at random, and Newton's
 * method where nothing else works. It gives samples, not all solutions, and never proves that there are none.
 */
import { Random } from '../../base/random.ts';
import { alternatives, type Claim, claimSymbols, type Comparison } from './claim.ts';
import { type Deadline } from './deadline.ts';
import { affineParts } from './linear.ts';
import { compileReal } from './real.ts';
import { findLandmarks } from './roots.ts';
import { divide, freeSymbols, negate, number, substitute, subtract, type Term } from './term.ts';
import { compileClaim, type Point } from './truth.ts';

interface Unsolved {
  /** Terms that must be zero. */
  readonly equations: readonly Term[];
  readonly known: ReadonlyMap<string, number>;
  /** Symbols given by others, to be worked out at the end, last first. */
  readonly later: readonly (readonly [string, Term])[];
}

const draws = 12;
const maxPoints = 48;

/** Points of `names` that satisfy `claim`, found within a bounded search; deterministic for a given claim. */
export function samplePoints(claim: Claim, names: readonly string[], deadline: Deadline): Point[] {
  const test = compileClaim(claim);
  const branches = alternatives(claim);
  if (test === null || branches === null) return [];
  const random = new Random(0x51a7e);
  const points: Point[] = [];
  for (const branch of branches) {
    for (let draw = 0; draw < draws && points.length < maxPoints; draw++) {
      deadline.check();
      for (const equations of equationSets(branch, draw, random)) {
        const found = solve({ equations, known: new Map(), later: [] }, names, { random, deadline, draw });
        for (const point of found) if (test(point)) points.push(point);
      }
    }
  }
  return points;
}

type Comparisons = readonly { readonly operator: Comparison; readonly left: Term; readonly right: Term }[];

/** The equations to solve: the branch's own, and now and then an inequality's boundary, to tell < from ≤. */
function equationSets(branch: Comparisons, draw: number, random: Random): Term[][] {
  const own = branch.filter((part) => part.operator === '=').map((part) => subtract(part.left, part.right));
  const others = branch.filter((part) => part.operator !== '=' && part.operator !== '!=');
  if (others.length === 0 || draw % 2 === 0) return [own];
  const border = random.pick(others);
  return [own, [...own, subtract(border.left, border.right)]];
}

interface SolveContext {
  readonly random: Random;
  readonly deadline: Deadline;
  readonly draw: number;
}

function solve(
  state: Unsolved,
  names: readonly string[],
  context: SolveContext,
  depth = 0,
): Map<string, number>[] {
  context.deadline.check();
  const equations = state.equations.filter((term) => freeSymbols(term).size > 0);
  if (equations.length < state.equations.length && !closedHold(state.equations)) return [];
  const unknowns = new Set<string>();
  for (const term of equations) freeSymbols(term, unknowns);
  if (equations.length === 0) return finish(state, names, context);
  if (depth > 8) return [];
  const single = equations.find((term) => freeSymbols(term).size === 1);
  if (single !== undefined) return branchOnRoots(single, { ...state, equations }, names, context, depth);
  if (unknowns.size > equations.length) {
    const name = context.random.pick([...unknowns]);
    return solve(fix({ ...state, equations }, name, draw(context)), names, context, depth + 1);
  }
  const linear = eliminate({ ...state, equations }, context.random);
  if (linear !== null) return solve(linear, names, context, depth + 1);
  return newton(equations, [...unknowns], context).flatMap((values) => {
    const known = new Map(state.known);
    for (const [name, value] of values) known.set(name, value);
    return finish({ ...state, known }, names, context);
  });
}

function closedHold(terms: readonly Term[]): boolean {
  return terms.every((term) => {
    if (freeSymbols(term).size > 0) return true;
    const { value, magnitude } = compileReal(term, new Map());
    const room = new Float64Array(0);
    return Math.abs(value(room)) <= 1e-7 * Math.max(1e-9, magnitude(room));
  });
}

/** A random value in one of several ranges: small whole numbers, positive and signed reals. */
function draw({ random, draw: count }: SolveContext): Term {
  switch (count % 4) {
    case 0:
      return number(random.integer(1, 9));
    case 1:
      return number(random.integer(-40, 40) * 2 + 1, 16n);
    case 2:
      return number(random.integer(3, 61), 16n);
    default:
      return number(random.integer(-7, 7) * 2 + 1, 2n);
  }
}

function fix(state: Unsolved, name: string, value: Term): Unsolved {
  const values = new Map([[name, value]]);
  const known = new Map(state.known);
  known.set(name, toDouble(value));
  return {
    equations: state.equations.map((term) => substitute(term, values)),
    known,
    later: state.later.map(([later, term]) => [later, substitute(term, values)] as const),
  };
}

function toDouble(value: Term): number {
  if (value.kind === 'number') return Number(value.numerator) / Number(value.denominator);
  return value.kind === 'float' ? value.value : NaN;
}

function branchOnRoots(
  single: Term,
  state: Unsolved,
  names: readonly string[],
  context: SolveContext,
  depth: number,
): Map<string, number>[] {
  const name = [...freeSymbols(single)][0] as string;
  const affine = affineParts(single, name);
  const rest = { ...state, equations: state.equations.filter((term) => term !== single) };
  if (
    affine !== null &&
    affine.slope.kind === 'number' &&
    affine.slope.numerator !== 0n &&
    affine.rest.kind === 'number'
  ) {
    return solve(fix(rest, name, divide(negate(affine.rest), affine.slope)), names, context, depth + 1);
  }
  const landmarks = findLandmarks(single, name, context.deadline, 'some');
  if (landmarks.vanishes) return solve(rest, names, context, depth + 1);
  const roots = landmarks.roots.filter((x) => Math.abs(x) < 1e6).slice(0, 8);
  return roots.flatMap((x) => solve(fix(rest, name, { kind: 'float', value: x }), names, context, depth + 1));
}

/** Solves one equation for a symbol in which it is linear and puts it into the others. */
function eliminate(state: Unsolved, random: Random): Unsolved | null {
  for (const term of state.equations) {
    for (const name of random.shuffled([...freeSymbols(term)])) {
      const parts = affineParts(term, name);
      if (parts === null || (parts.slope.kind === 'number' && parts.slope.numerator === 0n)) continue;
      const value = divide(negate(parts.rest), parts.slope);
      const values = new Map([[name, value]]);
      return {
        equations: state.equations
          .filter((other) => other !== term)
          .map((other) => substitute(other, values)),
        known: state.known,
        later: [...state.later.map(([n, t]) => [n, substitute(t, values)] as const), [name, value] as const],
      };
    }
  }
  return null;
}

/** Draws what is still free and works out what was left for later. */
function finish(state: Unsolved, names: readonly string[], context: SolveContext): Map<string, number>[] {
  const point = new Map(state.known);
  const pending = new Set(state.later.map(([name]) => name));
  for (const name of names)
    if (!point.has(name) && !pending.has(name)) point.set(name, toDouble(draw(context)));
  for (const [name, term] of [...state.later].reverse()) {
    for (const other of freeSymbols(term)) if (!point.has(other)) point.set(other, toDouble(draw(context)));
    const places = new Map([...point.keys()].map((key, i) => [key, i]));
    point.set(name, compileReal(term, places).value(Float64Array.from(point.values())));
  }
  return [...point.values()].every((value) => Number.isFinite(value)) ? [point] : [];
}

/** Newton's method on a square system from random starts, Jacobian by differences. */
function newton(
  equations: readonly Term[],
  names: readonly string[],
  context: SolveContext,
): [string, number][][] {
  const places = new Map(names.map((name, i) => [name, i]));
  const functions = equations.slice(0, names.length).map((term) => compileReal(term, places).value);
  const found: [string, number][][] = [];
  for (let start = 0; start < 4; start++) {
    const x = Float64Array.from(names, () => (context.random.next() - 0.3) * 8);
    for (let step = 0; step < 40; step++) {
      context.deadline.check();
      const move = newtonStep(functions, x);
      if (move === null) break;
      for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) - (move[i] ?? 0);
      if (move.every((d) => Math.abs(d) < 1e-13)) break;
    }
    if (functions.every((f) => Math.abs(f(x)) < 1e-9))
      found.push(names.map((name, i) => [name, x[i] ?? NaN]));
  }
  return found;
}

function newtonStep(functions: readonly ((x: Float64Array) => number)[], x: Float64Array): number[] | null {
  const n = x.length;
  const rows = functions.map((f) => {
    const value = f(x);
    const row = Array.from({ length: n }, (_, j) => {
      const shifted = Float64Array.from(x);
      const h = 1e-7 * Math.max(1, Math.abs(x[j] ?? 0));
      shifted[j] = (x[j] ?? 0) + h;
      return (f(shifted) - value) / h;
    });
    return [...row, value];
  });
  return rows.flat().every((entry) => Number.isFinite(entry)) ? gaussSolve(rows) : null;
}

function gaussSolve(rows: number[][]): number[] | null {
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    let best = i;
    for (let r = i; r < n; r++) if (Math.abs(rows[r]?.[i] ?? 0) > Math.abs(rows[best]?.[i] ?? 0)) best = r;
    [rows[i], rows[best]] = [rows[best] as number[], rows[i] as number[]];
    const pivot = rows[i] as number[];
    const lead = pivot[i] ?? 0;
    if (Math.abs(lead) < 1e-14) return null;
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const row = rows[r] as number[];
      const factor = (row[i] ?? 0) / lead;
      for (let c = i; c <= n; c++) row[c] = (row[c] ?? 0) - factor * (pivot[c] ?? 0);
    }
  }
  return rows.map((row, i) => (row[n] ?? 0) / (row[i] ?? 1));
}

/** The symbols of several claims together, in order. */
export function symbolsOf(...claims: readonly Claim[]): string[] {
  const names = new Set<string>();
  for (const claim of claims) claimSymbols(claim, names);
  return [...names];
}
