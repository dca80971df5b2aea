/**
 * What a training run is told: one complete, plain JSON object, from defaults, a configuration file and the command
 * line, in this order. Unknown fields and wrong types are errors that name the field. No command and no program path
 * is ever read from it.
 */
import { InputError } from '../base/errors.ts';
import { isObject, type JsonObject } from '../base/json.ts';
import type { LoraShape } from '../model/lora-weights.ts';
import { check, checkPolicy, defaultPolicy, type PolicyConfig } from './policy-config.ts';
import { defaultOptimizer, type OptimizerConfig } from './optimizer.ts';
import { scheduleKinds, type ScheduleKind } from './schedules.ts';

export const recipes = ['pretrain', 'sft', 'grpo', 'loop', 'vineppo', 'ppo', 'reject', 'dpo'] as const;
export type RecipeName = (typeof recipes)[number];

export interface TrainConfig {
  readonly version: 1;
  readonly recipe: RecipeName;
  /** Folder of the checkpoint to start from; without weights, `pretrain` begins with random ones. */
  readonly model: string;
  /** JSONL and Parquet files, data sets of the hub (`hub:owner/name`), generated sources (`families:algebra-*`). */
  readonly data: readonly string[];
  readonly seed: number;
  /** Updates; 0: until `minutes` are over. */
  readonly steps: number;
  /** Training time; 0: until `steps` are done. The schedule follows the first limit that is set. */
  readonly minutes: number;
  /** Rows of one forward pass, tokens a row, and forward passes an update. */
  readonly rows: number;
  readonly length: number;
  readonly microBatches: number;
  /** 0: all processors but one. */
  readonly threads: number;
  readonly memory: 'fast' | 'small';
  readonly optimizer: OptimizerConfig;
  readonly schedule: {
    readonly kind: ScheduleKind;
    readonly warmupSteps: number;
    readonly finalRatio: number;
    readonly decayShare: number;
  };
  /** Decay of the running average of the weights that checkpoints hold; 0 for none. */
  readonly ema: number;
  /** Weights of the loss on prompt tokens and on verdicts of supervised documents; completions count 1. */
  readonly promptWeight: number;
  readonly judgementWeight: number;
  /** Share of generated documents that are there for judging, most of them with an error. */
  readonly judgedShare: number;
  /** Standard deviation of random initial weights. */
  readonly initializerRange: number;
  /** Share of file rows that are held out, by the hash of the problem. */
  readonly heldOutShare: number;
  /** Columns of the files that have other names: `problem=question`. */
  readonly columns: readonly string[];
  /** Rows of an epoch's shuffle buffer: a file is read nearly in its own order and never held whole. */
  readonly shuffleBuffer: number;
  /** Files of problems to be judged by: rows that share 13 words in a row with one are left out. */
  readonly evaluationSets: readonly string[];
  /** Updates between evaluations on held-out documents, and how many of these; 0 for never. */
  readonly evaluateEvery: number;
  readonly evaluateDocuments: number;
  /** Updates between checkpoints, and how many of the last ones are kept. */
  readonly saveEvery: number;
  readonly keepLast: number;
  /** The type of saved weights. */
  readonly saveType: 'float32' | 'float16' | 'bfloat16';
  readonly policy: PolicyConfig;
  /** Updates of imitation before a recipe that learns from rollouts begins, and their peak rate. */
  readonly supervisedSteps: number;
  readonly supervisedLearningRate: number;
  /** Held-out problems that a supervised run also solves at each evaluation, `policy.evaluateSamples` times; 0: none. */
  readonly evaluateAnswers: number;
  /** Evaluations in a row without a better one after which the run ends; 0 for never. */
  readonly patience: number;
  /** Waits while the machine runs on its battery. */
  readonly pauseOnBattery: boolean;
  /** Low-rank adapters on linear layers instead of all weights; rank 0 trains everything. */
  readonly lora: LoraConfig;
}

export const basePrecisions = ['f32', 'f16', 'int8', 'int4'] as const;

export interface LoraConfig extends LoraShape {
  readonly dropout: number;
  /** How the frozen matrices below the adapter are held (QLoRA). */
  readonly base: (typeof basePrecisions)[number];
}

export const defaultTrainConfig: TrainConfig = {
  version: 1,
  recipe: 'sft',
  model: '',
  data: [],
  seed: 0,
  steps: 0,
  minutes: 0,
  rows: 4,
  length: 256,
  microBatches: 4,
  threads: 0,
  memory: 'fast',
  optimizer: defaultOptimizer,
  schedule: { kind: 'cosine', warmupSteps: 20, finalRatio: 0.05, decayShare: 0.3 },
  ema: 0,
  promptWeight: 0,
  judgementWeight: 1,
  judgedShare: 0.3,
  initializerRange: 0.02,
  heldOutShare: 0.02,
  columns: [],
  shuffleBuffer: 10_000,
  evaluationSets: [],
  evaluateEvery: 100,
  evaluateDocuments: 128,
  saveEvery: 200,
  keepLast: 2,
  saveType: 'float32',
  policy: defaultPolicy,
  supervisedSteps: 0,
  supervisedLearningRate: 2e-5,
  evaluateAnswers: 0,
  patience: 0,
  pauseOnBattery: false,
  lora: {
    rank: 0,
    alpha: 32,
    targets: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
    dropout: 0,
    base: 'f32',
  },
};

const onRollouts: JsonObject = {
  optimizer: { kind: 'adamw', learningRate: 1e-5, weightDecay: 0 },
  schedule: { kind: 'constant', warmupSteps: 5 },
  length: 512,
  evaluateEvery: 20,
  saveEvery: 20,
};

/** What differs from the defaults by recipe: training from scratch takes larger steps, and Muon for the matrices. */
export const recipeDefaults: Readonly<Record<RecipeName, JsonObject>> = {
  pretrain: { optimizer: { kind: 'muon', learningRate: 3e-3 }, microBatches: 8 },
  sft: { optimizer: { kind: 'adamw', learningRate: 2e-5 } },
  grpo: { ...onRollouts, policy: { normalisation: 'rollout' } },
  loop: onRollouts,
  vineppo: onRollouts,
  ppo: { ...onRollouts, policy: { epochs: 2 } },
  reject: onRollouts,
  dpo: onRollouts,
};

/** Of the kind of `base`: a list of such items, or a number, a text, a switch. */
function isLike<T>(base: T, value: unknown): value is T {
  if (!Array.isArray(base)) return typeof value === typeof base;
  const items: readonly unknown[] = base;
  const [sample = ''] = items;
  if (!Array.isArray(value) || !value.every((item) => typeof item === typeof sample)) return false;
  // of texts there may be any number; numbers stand at their places
  return typeof sample === 'string' || value.length === items.length;
}

/** What would be of the kind of `base`, in words. */
function kindOf(base: unknown): string {
  if (!Array.isArray(base)) return typeof base === 'object' ? 'an object' : `a ${typeof base}`;
  const items: readonly unknown[] = base;
  const [sample = ''] = items;
  return typeof sample === 'string' ? 'a list of strings' : `a list of ${items.length} ${typeof sample}s`;
}

function namesOf<T extends object>(of: T): readonly Extract<keyof T, string>[] {
  return Object.keys(of).filter((name): name is Extract<keyof T, string> => Object.hasOwn(of, name));
}

/** `base` with the fields of `changes`, each of the same type as the one it replaces. Throws `InputError` otherwise. */
function merged<T>(base: T, changes: unknown, place: string): T {
  const wrong = (expected: string): InputError =>
    new InputError(`${place}: expected ${expected}, got ${JSON.stringify(changes)}; correct or remove it`);
  if (isObject(base) && isObject(changes)) return withFields(base, changes, place);
  if (isObject(base) || !isLike(base, changes)) throw wrong(kindOf(base));
  const numbers: readonly unknown[] = Array.isArray(changes) ? changes : [changes];
  if (numbers.some((one) => typeof one === 'number' && !Number.isFinite(one))) throw wrong('a finite number');
  return changes;
}

function withFields<T extends object>(base: T, changes: JsonObject, place: string): T {
  const names = namesOf(base);
  const unknown = Object.keys(changes).find((name) => !names.some((known) => known === name));
  if (unknown !== undefined)
    throw new InputError(
      `${place}: expected only ${names.join(', ')}, got "${unknown}"; correct or remove it`,
    );
  const result = { ...base };
  for (const name of names)
    if (changes[name] !== undefined) result[name] = merged(base[name], changes[name], `${place}.${name}`);
  return result;
}

function checkRanges(config: TrainConfig): void {
  const whole = (name: keyof TrainConfig, least: number): void => {
    const value = config[name];
    check(
      Number.isSafeInteger(value) && Number(value) >= least,
      `train config: ${name}`,
      `a whole number >= ${least}`,
      value,
    );
  };
  for (const name of ['rows', 'length', 'microBatches', 'keepLast', 'shuffleBuffer'] as const) whole(name, 1);
  for (const name of ['seed', 'steps', 'threads', 'evaluateEvery', 'evaluateDocuments', 'saveEvery'] as const)
    whole(name, 0);
  for (const name of ['supervisedSteps', 'evaluateAnswers', 'patience'] as const) whole(name, 0);
  check(
    recipes.includes(config.recipe),
    'train config: recipe',
    `one of ${recipes.join(', ')}`,
    config.recipe,
  );
  check(['fast', 'small'].includes(config.memory), 'train config: memory', 'fast or small', config.memory);
  const types = ['float32', 'float16', 'bfloat16'];
  check(types.includes(config.saveType), 'train config: saveType', types.join(', '), config.saveType);
  const { kind } = config.schedule;
  check(
    scheduleKinds.includes(kind),
    'train config: schedule.kind',
    `one of ${scheduleKinds.join(', ')}`,
    kind,
  );
  const { kind: optimizer } = config.optimizer;
  check(['adamw', 'muon'].includes(optimizer), 'train config: optimizer.kind', 'adamw or muon', optimizer);
  checkPolicy(config.policy);
  const { rank, alpha } = config.lora;
  check(Number.isSafeInteger(rank) && rank >= 0, 'train config: lora.rank', 'a whole number >= 0', rank);
  check(alpha > 0, 'train config: lora.alpha', 'a positive number', alpha);
  const { dropout, base } = config.lora;
  check(dropout >= 0 && dropout < 1, 'train config: lora.dropout', 'a number in [0, 1)', dropout);
  check(basePrecisions.includes(base), 'train config: lora.base', basePrecisions.join(', '), base);
  check(rank > 0 || base === 'f32', 'train config: lora.base', 'f32 where all weights are trained', base);
  const { lambdaSchedule } = config.policy;
  check(
    lambdaSchedule === 'constant' || config.steps > 0,
    'train config: policy.lambdaSchedule',
    'constant, or a number of steps to fall over (--steps N)',
    lambdaSchedule,
  );
  for (const name of ['ema', 'heldOutShare', 'judgedShare'] as const)
    check(config[name] >= 0 && config[name] < 1, `train config: ${name}`, 'a number in [0, 1)', config[name]);
  for (const name of ['promptWeight', 'judgementWeight'] as const)
    check(config[name] >= 0, `train config: ${name}`, 'a number of at least 0', config[name]);
  check(
    config.data.length > 0,
    'train config: data',
    'at least one source (--data FILE or families:all)',
    config.data,
  );
  check(config.model !== '', 'train config: model', 'a model folder (--model DIR)', config.model);
  check(
    config.steps > 0 || config.minutes > 0,
    'train config: steps',
    'a limit (--steps N or --minutes M)',
    0,
  );
}

/** The complete configuration from layers of changes, the last one strongest. Throws `InputError` naming the field. */
export function trainConfig(
  layers: readonly { readonly place: string; readonly changes: JsonObject }[],
): TrainConfig {
  let recipe: unknown = defaultTrainConfig.recipe;
  for (const { changes } of layers) recipe = changes['recipe'] ?? recipe;
  const known = recipes.find((name) => name === recipe);
  check(known !== undefined, 'train config: recipe', `one of ${recipes.join(', ')}`, recipe);
  let config = merged(defaultTrainConfig, recipeDefaults[known ?? 'sft'], 'recipe');
  for (const { place, changes } of layers) config = merged(config, changes, place);
  checkRanges(config);
  return config;
}
