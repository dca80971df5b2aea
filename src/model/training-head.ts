/**
 * The training lowering of what follows the last layer, on counted tokens only: final norm, logits, log-probabilities
 * of the targets, small head modules, the objective and its gradients, forward and backward in one graph. The number of
 * tokens is free, so a batch goes through in chunks and never needs tokens × vocabulary floats at once.
 * Shapes: M counted tokens of a chunk, E hidden, V vocabulary.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { decoderNames } from './families.ts';
import { type HeadModule, moduleNames, moduleOutput } from './head-modules.ts';
import { logitsOf, outputStates } from './layers.ts';
import { appendSummedGradients, nameOutput, trainingContext } from './training.ts';
import {
  columnNames,
  likelihoodTerm,
  type PolicyTerm,
  policyTerm,
  type ScoreKind,
  scoreTerm,
  valueTerm,
} from './training-objectives.ts';

/**
 * What is trained beside the likelihood of tokens that have a weight: the clipped surrogate, a value head's regression,
 * a verifier's score. Without `trains`, only scored.
 */
export interface Objective {
  readonly trains: boolean;
  /** Some tokens are drawn from another temperature than 1: their logits are scaled by a column. */
  readonly scaled?: boolean;
  readonly policy?: PolicyTerm;
  /** The value head's clip range. */
  readonly valueClip?: number;
  readonly score?: ScoreKind;
}

/** Names of the head's inputs and outputs beside the columns. */
export const headNames = {
  hidden: 'hidden', // [M, E]
  targets: 'targets', // [M, 1]
  logprobs: 'logprobs', // [M]
  /** −Σ p log p of each position, in nats. */
  entropy: 'entropy', // [M]
  values: 'values', // [M]
  scores: 'scores', // [M]
  dHidden: 'd_hidden',
} as const;

const M = 'M';

/** The modules that an objective needs. */
export function modulesOf({ valueClip, score }: Objective): readonly HeadModule[] {
  return [
    ...(valueClip === undefined ? [] : ['value' as const]),
    ...(score === 'bce' || score === 'regression' ? ['score' as const] : []),
  ];
}

interface HeadOutputs {
  /** log p of the targets, [M], and of the whole vocabulary, [M, V]. */
  readonly chosen: Value;
  readonly all: Value;
  readonly values: Value | null;
  readonly scores: Value | null;
}

function outputsOf(b: GraphBuilder, config: DecoderConfig, objective: Objective): HeadOutputs {
  const hidden = b.input(headNames.hidden, 'float32', [M, config.hiddenSize]);
  const targets = b.input(headNames.targets, 'int64', [M, 1]);
  const context = trainingContext(b, config, () => {
    throw new Error('training head: expected no attention after the last layer, got some');
  });
  const normed = outputStates(context, hidden);
  let logits = logitsOf(context, normed);
  if (objective.scaled === true)
    logits = b.mul(logits, b.unsqueeze(b.input(columnNames.scales, 'float32', [M]), [1]));
  const all = b.logSoftmax(logits);
  const chosen = b.squeeze(b.gatherElements(all, targets, 1), [1]);
  const modules = modulesOf(objective);
  const moduleOf = (module: HeadModule): Value | null =>
    modules.includes(module) ? moduleOutput(b, module, normed, config.hiddenSize) : null;
  return {
    chosen,
    all,
    values: moduleOf('value'),
    scores: objective.score === 'laser' ? chosen : moduleOf('score'),
  };
}

function lossOf(b: GraphBuilder, { chosen, values, scores }: HeadOutputs, objective: Objective): Value {
  let loss = likelihoodTerm(b, chosen);
  if (objective.policy !== undefined) loss = b.add(loss, policyTerm(b, chosen, objective.policy));
  if (values !== null && objective.valueClip !== undefined)
    loss = b.add(loss, valueTerm(b, values, objective.valueClip));
  if (scores !== null && objective.score !== undefined)
    loss = b.add(loss, scoreTerm(b, scores, objective.score));
  return loss;
}

/** The weights that the head reads: the final norm and the table that makes logits. */
export function headWeights(config: DecoderConfig): readonly [norm: string, table: string] {
  const names = decoderNames(config);
  return [names.finalNorm, names.head.weight];
}

/** The weights of an objective's modules. */
export function moduleWeights(objective: Objective): readonly string[] {
  return modulesOf(objective).flatMap((module) => Object.values(moduleNames(module)) as string[]);
}

/**
 * The graph of the head for an objective. Gradients of the modules are added to their running sums, and those of norm
 * and table too, unless these are not trained.
 */
export function headGraph(config: DecoderConfig, objective: Objective, isTrained = true): Graph {
  const b = new GraphBuilder(objective.trains ? 'head' : 'score');
  const outputs = outputsOf(b, config, objective);
  nameOutput(b, outputs.chosen, headNames.logprobs);
  if (outputs.values !== null) nameOutput(b, outputs.values, headNames.values);
  if (outputs.scores !== null) nameOutput(b, outputs.scores, headNames.scores);
  if (!objective.trains || objective.policy !== undefined) {
    const { all } = outputs;
    nameOutput(b, b.neg(b.reduceSum(b.mul(b.exp(all), all), [1], false)), headNames.entropy);
  }
  if (!objective.trains) return b.finish();
  const loss = lossOf(b, outputs, objective);
  const trained = [...(isTrained ? headWeights(config) : []), ...moduleWeights(objective)];
  appendSummedGradients(b, {
    seeds: new Map([[loss.name, b.scalar(1)]]),
    weights: b.finish().inputs.filter(({ name }) => trained.includes(name)),
    inputs: new Map([[headNames.hidden, headNames.dHidden]]),
  });
  return b.finish();
}
