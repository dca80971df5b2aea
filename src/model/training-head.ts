/**
 * The training lowering of what follows the last layer, on counted tokens only: final norm, logits, log-probabilities
 * of the targets, the objective and its gradients, forward and backward in one graph. The number of tokens is free, so
 * a batch goes through in chunks and never needs tokens × vocabulary floats at once.
 * Shapes: M counted tokens of a chunk, E hidden, V vocabulary.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { decoderNames } from './families.ts';
import { outputLogits } from './layers.ts';
import { appendSummedGradients, nameOutput, trainingContext } from './training.ts';

/**
 * 'likelihood': L = −Σ w log p. 'policy': the clipped surrogate with k3 KL on some tokens and likelihood on others
 * (the verdicts), L = Σ p (−min(ρA, clip(ρ)A) + β k3) − Σ w log p. 'none': log-probabilities only.
 */
export type Objective =
  | { readonly kind: 'none' }
  | { readonly kind: 'likelihood' }
  | {
      readonly kind: 'policy';
      readonly clipRange: readonly [low: number, high: number];
      readonly klCoeff: number;
    };

/** Names of the head's inputs and outputs; each input but `hidden` is [M]. */
export const headNames = {
  hidden: 'hidden', // [M, E]
  targets: 'targets',
  /** w: weight of −log p. */
  weights: 'weights',
  /** p: weight of the policy term, importance included. */
  policyWeights: 'policy_weights',
  klWeights: 'kl_weights',
  advantages: 'advantages',
  oldLogprobs: 'old_logprobs',
  refLogprobs: 'ref_logprobs',
  logprobs: 'logprobs',
  /** −Σ p log p of each position, in nats. */
  entropy: 'entropy',
  dHidden: 'd_hidden',
} as const;

const M = 'M';

/** log p of the targets, [M], and the log-probabilities of the whole vocabulary, [M, V]. */
function targetLogprobs(
  b: GraphBuilder,
  config: DecoderConfig,
): { readonly chosen: Value; readonly all: Value } {
  const hidden = b.input(headNames.hidden, 'float32', [M, config.hiddenSize]);
  const targets = b.input(headNames.targets, 'int64', [M]);
  const context = trainingContext(b, config, () => {
    throw new Error('training head: expected no attention after the last layer, got some');
  });
  const all = b.logSoftmax(outputLogits(context, hidden));
  const chosen = b.squeeze(b.gatherElements(all, b.unsqueeze(targets, [1]), 1), [1]);
  return { chosen, all };
}

/** Σ w x, a scalar. */
function weighted(b: GraphBuilder, x: Value, weights: Value): Value {
  return b.reduceSum(b.mul(x, weights), [0], false);
}

function policyLoss(
  b: GraphBuilder,
  logprobs: Value,
  objective: Objective & { readonly kind: 'policy' },
): Value {
  const column = (name: string): Value => b.input(name, 'float32', [M]);
  const [low, high] = objective.clipRange;
  const ratio = b.exp(b.sub(logprobs, column(headNames.oldLogprobs)));
  const advantages = column(headNames.advantages);
  const free = b.mul(ratio, advantages);
  const held = b.mul(b.clip(ratio, b.scalar(1 - low), b.scalar(1 + high)), advantages);
  const surrogate = b.neg(weighted(b, b.min(free, held), column(headNames.policyWeights)));
  if (objective.klCoeff === 0) return surrogate;
  const difference = b.sub(column(headNames.refLogprobs), logprobs);
  const k3 = b.sub(b.sub(b.exp(difference), difference), b.scalar(1));
  return b.add(surrogate, b.mul(weighted(b, k3, column(headNames.klWeights)), b.scalar(objective.klCoeff)));
}

/** The weights that the head reads: the final norm and the table that makes logits. */
export function headWeights(config: DecoderConfig): readonly [norm: string, table: string] {
  const names = decoderNames(config);
  return [names.finalNorm, names.head.weight];
}

/**
 * The graph of the head for an objective. Gradients of norm and table are added to their running sums, unless they are
 * not trained.
 */
export function headGraph(config: DecoderConfig, objective: Objective, isTrained = true): Graph {
  const b = new GraphBuilder(`head-${objective.kind}`);
  const { chosen, all } = targetLogprobs(b, config);
  nameOutput(b, chosen, headNames.logprobs);
  if (objective.kind !== 'likelihood')
    nameOutput(b, b.neg(b.reduceSum(b.mul(b.exp(all), all), [1], false)), headNames.entropy);
  if (objective.kind === 'none') return b.finish();
  let loss = b.neg(weighted(b, chosen, b.input(headNames.weights, 'float32', [M])));
  if (objective.kind === 'policy') loss = b.add(loss, policyLoss(b, chosen, objective));
  appendSummedGradients(b, {
    seeds: new Map([[loss.name, b.scalar(1)]]),
    weights: isTrained ? b.finish().inputs.filter(({ name }) => headWeights(config).includes(name)) : [],
    inputs: new Map([[headNames.hidden, headNames.dHidden]]),
  });
  return b.finish();
}
