/**
 * Solution families with a whole-number parameter: `π/6 + 2πk`, `(−1)^n π/6 + πn`. Two lists of families (and single
 * values) are the same if they give the same numbers in a window, whatever the parameters are called. A formula in n
 * is no family by its looks alone: n + 1 and n are two formulas, though both run through the whole numbers.
 */
import { different, equal, type Decision } from '../algebra/decide.ts';
import * as c from '../algebra/complex.ts';
import { evaluateAt } from '../algebra/evaluate.ts';
import { someNode, symbolsOf, type Node } from '../parse/tree.ts';
import type { Context } from './answer.ts';

const parameters = /^(?:k|n|m|l|j)(?:_.*)?$/;
const span = 80;
const tolerance = 1e-7;

/** The parameter of a family: its only variable, by a name that whole numbers usually have. */
export function parameterOf(node: Node): string | null {
  const names = symbolsOf(node);
  return names.length === 1 && parameters.test(names[0]!) ? names[0]! : null;
}

/** Families of angles hold π or degrees. */
const isPeriodic = (node: Node): boolean =>
  someNode(node, (at) => at.kind === 'degree' || (at.kind === 'constant' && at.name === 'pi'));

/** Whether a formula changes by the same amount at each step of its parameter. */
function isProgression(node: Node, context: Context): boolean {
  const name = parameterOf(node);
  if (name === null) return true;
  const [a, b, d, e] = [0, 1, 2, 7].map((index) =>
    evaluateAt(node, new Map([[name, c.real(index)]]), context.budget),
  );
  if (!a || !b || !d || !e) return false;
  const step = b.re - a.re;
  return Math.abs(d.re - b.re - step) < tolerance && Math.abs(e.re - a.re - 7 * step) < tolerance;
}

/**
 * Whether both sides are meant as sets: they say that their letter runs through the whole numbers, or are families of
 * angles, or progressions whose letters differ, so that neither is a variable of the problem.
 */
function areSets(gold: readonly Node[], pred: readonly Node[], context: Context): boolean {
  if (context.runsThroughIntegers === true) return true;
  const all = [...gold, ...pred].filter((node) => parameterOf(node) !== null);
  if (all.every(isPeriodic)) return true;
  const names = (nodes: readonly Node[]): (string | null)[] => nodes.map(parameterOf);
  const others = names(pred);
  return (
    names(gold).every((name) => name === null || !others.includes(name)) &&
    all.every((node) => isProgression(node, context))
  );
}

/** The numbers of a family (or a constant) within ±window, ascending; null where one is not real. */
function values(node: Node, window: number, context: Context): number[] | null {
  const name = parameterOf(node);
  if (name === null && symbolsOf(node).length > 0) return null;
  const found: number[] = [];
  const [from, to] = name === null ? [0, 0] : [-span, span];
  for (let index = from; index <= to; index++) {
    const value = evaluateAt(
      node,
      name === null ? new Map() : new Map([[name, c.real(index)]]),
      context.budget,
    );
    if (value === null || !c.isReal(value)) return null;
    if (Math.abs(value.re) <= window) found.push(value.re);
  }
  return found;
}

/** The window that every family fills: a fraction of its reach. */
function windowOf(nodes: readonly Node[], context: Context): number {
  let window = Infinity;
  for (const node of nodes) {
    const name = parameterOf(node);
    if (name === null) continue;
    for (const end of [-span, span]) {
      const value = evaluateAt(node, new Map([[name, c.real(end)]]), context.budget);
      if (value !== null) window = Math.min(window, Math.abs(value.re) * 0.5);
    }
  }
  return window;
}

function distinct(numbers: readonly number[]): number[] {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.filter((value, index) => index === 0 || value - sorted[index - 1]! > tolerance);
}

/** The first number well within the window that the other ascending list lacks. */
function missing(from: readonly number[], others: readonly number[], window: number): number | undefined {
  let at = 0;
  return from.find((value) => {
    while (at < others.length && others[at]! < value - tolerance * 10) at++;
    const near = at < others.length && Math.abs(others[at]! - value) <= tolerance * 10;
    return Math.abs(value) < window * 0.99 && !near;
  });
}

/** Decides two unions of families; null where one of them is no family. */
export function compareFamilies(
  gold: readonly Node[],
  pred: readonly Node[],
  context: Context,
): Decision | null {
  const all = [...gold, ...pred];
  if (!gold.some((node) => parameterOf(node) !== null) || !pred.some((node) => parameterOf(node) !== null))
    return null;
  if (!areSets(gold, pred, context)) return null;
  const window = windowOf(all, context);
  if (!Number.isFinite(window) || window <= 0) return null;
  const collect = (nodes: readonly Node[]): number[] | null => {
    const numbers: number[] = [];
    for (const node of nodes) {
      const found = values(node, window, context);
      if (found === null) return null;
      numbers.push(...found);
    }
    return distinct(numbers);
  };
  const a = collect(gold);
  const b = collect(pred);
  if (a === null || b === null || a.length < 3) return null;
  const lost = missing(a, b, window);
  if (lost !== undefined)
    return different('sampling', 'a solution of the family is missing', String(Number(lost.toPrecision(8))));
  const invented = missing(b, a, window);
  if (invented !== undefined)
    return different(
      'sampling',
      'the family has a solution too many',
      String(Number(invented.toPrecision(8))),
    );
  return equal('sampling', `the same ${a.length} numbers within ±${Number(window.toPrecision(3))}`);
}
