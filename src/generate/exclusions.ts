/**
 * Sampling without replacement: beginnings that are known to lead nowhere are not drawn again. A tree over the tokens
 * of what is excluded holds, at each of its nodes, which share of the probability behind that node is gone; a row that
 * still agrees with the tree has each next token's probability multiplied by the share that is left of it. What comes
 * out are draws from the model's own distribution, given that none of the excluded beginnings is drawn.
 * Shi, Bieber and Sutton, "Incremental Sampling Without Replacement for Sequence Models", ICML 2020 (2002.09067).
 */

/** Tokens with which a row must not begin, and the probability that each had at its place (1 where it was forced). */
export interface ExcludedBeginning {
  readonly tokenIds: readonly number[];
  readonly probabilities: readonly number[];
}

export interface ExclusionNode {
  readonly children: Map<number, ExclusionNode>;
  /** Of this token, behind its parent. */
  readonly probability: number;
  /** Everything behind this node is excluded. */
  closed: boolean;
  /** The share of the probability behind this node that is gone, in [0, 1]. */
  gone: number;
}

/** The root of a tree; null where nothing is excluded. An empty beginning would exclude everything and is left out. */
export function exclusionTree(beginnings: readonly ExcludedBeginning[]): ExclusionNode | null {
  const root = node(1);
  for (const { tokenIds, probabilities } of beginnings) {
    let at = root;
    for (const [i, id] of tokenIds.entries()) {
      let child = at.children.get(id);
      if (child === undefined) at.children.set(id, (child = node(Math.min(1, probabilities[i] ?? 1))));
      at = child;
    }
    if (at !== root) at.closed = true;
  }
  if (root.children.size === 0) return null;
  settle(root);
  return root;
}

const node = (probability: number): ExclusionNode => ({
  children: new Map(),
  probability,
  closed: false,
  gone: 0,
});

/** Adds up what is gone, from the leaves; without recursion, since a row may have thousands of tokens. */
function settle(root: ExclusionNode): void {
  const order = [root];
  for (const each of order) if (!each.closed) order.push(...each.children.values());
  for (const each of order.reverse()) {
    let gone = 0;
    for (const child of each.children.values()) gone += child.probability * child.gone;
    each.gone = each.closed ? 1 : Math.min(1, gone);
  }
}

/** Below this share a token is not drawn any more: what is left of it is rounding. */
const least = 1e-9;

/** What turns log p of a token under the exclusions behind `at` into log p without them. */
export function withoutExclusions(at: ExclusionNode, id: number): number {
  const child = at.children.get(id)?.gone ?? 0;
  // A token that was forced in spite of them has no probability under them.
  return 1 - Math.max(child, at.gone) < least ? 0 : Math.log1p(-at.gone) - Math.log1p(-child);
}

/** A logit that no softmax gives a probability to, and that stays finite under any temperature in use. */
const never = -1e30;

/**
 * Lowers in place what the tree excludes behind `at`. Logits are divided by the temperature later, so that a share is
 * taken off times the temperature; at temperature 0 only what is gone as a whole counts.
 */
export function exclude(at: ExclusionNode, logits: Float32Array, base: number, temperature: number): void {
  for (const [id, { gone }] of at.children) {
    if (1 - gone < least) logits[base + id] = never;
    else if (temperature > 0) logits[base + id]! += temperature * Math.log1p(-gone);
  }
}
