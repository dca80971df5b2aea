/**
 * Names that an answer chose itself: the constants of a general solution (c₁e^x + c₂e^{-x} against Ae^x + Be^{-x}) and
 * the parameter of a line or a family of tuples ((t, 2t) against (s, 2s)). Variables of the problem keep their names.
 */
import { mapNode } from '../algebra/substitute.ts';
import { symbolsOf, type Node } from '../parse/tree.ts';
import type { Answer } from './answer.ts';

/** Names that are constants beyond doubt, and names that may stand for them on the other side. */
const numbered = /^[CcKk]_?\d$/;
const constants = /^(?:[CcKkAB](?:_?\d)?|D)$/;
const parameters = /^(?:[strkuvmnc]|lambda|mu|alpha|beta)$/;
const mostConstants = 3;

function renamed(tree: Node, names: ReadonlyMap<string, string>): Node {
  return mapNode(tree, (node) => {
    const name = node.kind === 'symbol' ? names.get(node.name) : undefined;
    return node.kind === 'symbol' && name !== undefined ? { ...node, name } : null;
  });
}

function permutations(names: readonly string[]): string[][] {
  if (names.length <= 1) return [[...names]];
  return names.flatMap((name, index) =>
    permutations(names.filter((_, other) => other !== index)).map((rest) => [name, ...rest]),
  );
}

type Value = Extract<Answer, { kind: 'value' }>;

/** Pairs of trees in which one side's constants are called as the other's, in every way that is not as it stands. */
export function withSharedConstants(gold: Value, pred: Value): (readonly [Node, Node])[] {
  const there = renamings(gold, pred.value).map((renamed) => [gold.value, renamed] as const);
  return there.length > 0
    ? there
    : renamings(pred, gold.value).map((renamed) => [renamed, pred.value] as const);
}

/** `pred` with its constants called as those of `gold`, whose own are beyond doubt. */
function renamings(gold: Value, pred: Node): Node[] {
  const [goldNames, predNames] = [symbolsOf(gold.value), symbolsOf(pred)];
  const certain = goldNames.filter(
    (name) => numbered.test(name) || (gold.name !== null && /^[CK]$/.test(name)),
  );
  const others = goldNames.filter((name) => !certain.includes(name));
  const free = predNames.filter((name) => constants.test(name) && !others.includes(name));
  const rest = predNames.filter((name) => !free.includes(name));
  if (certain.length === 0 || certain.length !== free.length || certain.length > mostConstants) return [];
  if (others.length === 0 || others.length !== rest.length || others.some((name) => !rest.includes(name)))
    return [];
  return permutations(certain)
    .map((order) => new Map(free.map((name, index) => [name, order[index]!])))
    .filter((names) => [...names].some(([from, to]) => from !== to))
    .map((names) => renamed(pred, names));
}

/** The tree with its only parameter called as the other tree's only parameter; null where there is nothing to do. */
export function withGoldParameter(gold: Node, pred: Node): Node | null {
  const [[a, ...more], [b, ...others]] = [symbolsOf(gold), symbolsOf(pred)];
  if (a === undefined || b === undefined || more.length + others.length > 0 || a === b) return null;
  return parameters.test(a) && parameters.test(b) ? renamed(pred, new Map([[b, a]])) : null;
}
