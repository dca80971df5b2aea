/**
 * The objectives as graph terms, each the sum over counted tokens of a weight times a loss; `train/losses.ts` holds the
 * same formulas as pure functions and is what they are tested against. A term reads its columns [M] as graph inputs.
 * It knows no model and no data.
 */
import type { Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';

/** What each counted token carries into the head; which of them are read depends on the objective. */
export const columnNames = {
  /** w: weight of −log p. */
  weights: 'weights',
  /** 1/temperature of the distribution that the token was drawn from. */
  scales: 'scales',
  /** p: weight of the policy term, importance included. */
  policyWeights: 'policy_weights',
  klWeights: 'kl_weights',
  advantages: 'advantages',
  oldLogprobs: 'old_logprobs',
  refLogprobs: 'ref_logprobs',
  /** Of the value head: weight, value before the update, return. */
  valueWeights: 'value_weights',
  oldValues: 'old_values',
  returns: 'returns',
  /** Of the score: weight and target. */
  scoreWeights: 'score_weights',
  scoreTargets: 'score_targets',
} as const;
export type ColumnName = keyof typeof columnNames;

export interface PolicyTerm {
  readonly clipRange: readonly [low: number, high: number];
  readonly klCoeff: number;
}

/**
 * How a verifier without words is trained: a head's logit by cross-entropy or its number by squares, or (LaSeR) the
 * log-probability of the target token by squares.
 */
export type ScoreKind = 'bce' | 'regression' | 'laser';

const column = (b: GraphBuilder, name: ColumnName): Value => b.input(columnNames[name], 'float32', ['M']);

/** Σ w x, a scalar. */
export function weighted(b: GraphBuilder, x: Value, weights: ColumnName): Value {
  return b.reduceSum(b.mul(x, column(b, weights)), [0], false);
}

/** −Σ w log p. */
export function likelihoodTerm(b: GraphBuilder, logprobs: Value): Value {
  return b.neg(weighted(b, logprobs, 'weights'));
}

/** −Σ p min(ρA, clip(ρ)A) + β Σ k k3, with ρ = exp(log p − old). */
export function policyTerm(b: GraphBuilder, logprobs: Value, { clipRange, klCoeff }: PolicyTerm): Value {
  const [low, high] = clipRange;
  const ratio = b.exp(b.sub(logprobs, column(b, 'oldLogprobs')));
  const advantages = column(b, 'advantages');
  const free = b.mul(ratio, advantages);
  const held = b.mul(b.clip(ratio, b.scalar(1 - low), b.scalar(1 + high)), advantages);
  const surrogate = b.neg(weighted(b, b.min(free, held), 'policyWeights'));
  if (klCoeff === 0) return surrogate;
  const difference = b.sub(column(b, 'refLogprobs'), logprobs);
  const k3 = b.sub(b.sub(b.exp(difference), difference), b.scalar(1));
  return b.add(surrogate, b.mul(weighted(b, k3, 'klWeights'), b.scalar(klCoeff)));
}

/** ½ Σ w max((V − R)², (clip(V, V_old ± ε) − R)²). */
export function valueTerm(b: GraphBuilder, values: Value, clipRange: number): Value {
  const old = column(b, 'oldValues');
  const returns = column(b, 'returns');
  const square = (x: Value): Value => b.mul(x, x);
  const moved = b.clip(b.sub(values, old), b.scalar(-clipRange), b.scalar(clipRange));
  const free = square(b.sub(values, returns));
  const held = square(b.sub(b.add(old, moved), returns));
  return b.mul(weighted(b, b.max(free, held), 'valueWeights'), b.scalar(0.5));
}

/** 'bce': Σ w (softplus(s) − z s); the others: Σ w (s − z)². */
export function scoreTerm(b: GraphBuilder, scores: Value, kind: ScoreKind): Value {
  const targets = column(b, 'scoreTargets');
  if (kind === 'bce') return weighted(b, b.sub(b.softplus(scores), b.mul(scores, targets)), 'scoreWeights');
  const difference = b.sub(scores, targets);
  return weighted(b, b.mul(difference, difference), 'scoreWeights');
}
