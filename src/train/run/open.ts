/**
 * Brings together what a run needs: configuration, model, data, optimiser and folder, new or resumed. Owns nothing
 * after it has returned: the caller closes what it was given.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { type DecoderConfig, readConfig } from '../../checkpoint/config.ts';
import { readTensors } from '../../checkpoint/safetensors.ts';
import { readVouchJson, type VouchJson } from '../../checkpoint/vouch-json.ts';
import { type FrozenBase, frozenBase } from '../../model/frozen-weights.ts';
import { preparedFolder } from '../../model/load.ts';
import { preparedTensors } from '../../model/prepare.ts';
import { modulesOf, type Objective } from '../../model/training-head.ts';
import { loadTokenizer } from '../../tokenizer/load.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import { readState, restoreCheckpoint, saveCheckpoint, withHeads } from '../checkpoint.ts';
import { type TrainConfig, trainConfig } from '../config.ts';
import { baseLayout } from '../decoder.ts';
import { emptyState, type OptimizerState } from '../optimizer.ts';
import { ParameterLayout, randomAdapter, randomWeights } from '../parameters.ts';
import { localSources, prepareSources } from '../data/sources.ts';
import type { TrainingDecoder, TrainingOptimizer } from '../training-decoder.ts';
import { recordDataFiles, requireSameData } from './data-files.ts';
import { checkpointsOf, emptyRunState, readJsonFile, RunFolder, type RunState } from './folder.ts';
import { place, requireDevice, type TrainingDevice } from './placed.ts';
import { trainingThreads } from './threads.ts';

/** A run without its numbers: what an engine outside this process needs from here. */
export interface PreparedRun {
  readonly config: TrainConfig;
  readonly folder: RunFolder;
  readonly state: RunState;
  readonly tokenizer: ChatTokenizer;
  readonly vouch: VouchJson;
}

export interface OpenedRun extends PreparedRun {
  readonly decoder: TrainingDecoder;
  readonly optimizer: TrainingOptimizer;
  /** Running average of the weights, where one is kept. */
  readonly average: Float32Array | null;
  /** The reference of a KL, where it has moved on from what the run began with. */
  readonly reference: Float32Array | null;
}

/** A run's numbers without the folder that they are written to. */
export type RunParts = Omit<OpenedRun, 'folder'>;

interface StartingPoint {
  readonly state: RunState;
  readonly weights: Float32Array;
  readonly average: Float32Array | null;
  readonly reference: Float32Array | null;
  readonly optimizer: OptimizerState;
}

/** Begins a run in a new folder. */
export async function startRun(
  config: TrainConfig,
  out: string,
  device: TrainingDevice = 'cpu',
): Promise<OpenedRun> {
  const absolute = await withLocalData(config);
  const decoder = readConfig(absolute.model);
  const parts = await assemble(absolute, decoder, beginning(absolute, decoder), device);
  return inFolder(parts, () => newFolder(out, absolute));
}

/** Makes a run's folder for a process that will begin it by resuming it. */
export function reserveRun(config: TrainConfig, out: string): void {
  newFolder(out, withAbsolutePaths(config)).close();
}

function newFolder(out: string, config: TrainConfig): RunFolder {
  const folder = RunFolder.create(out, config);
  try {
    recordDataFiles(out, config.data);
    return folder;
  } catch (error) {
    folder.close();
    throw error;
  }
}

/** What a run would begin with, without a folder: for probing. The caller closes it. */
export async function openParts(config: TrainConfig, device: TrainingDevice = 'cpu'): Promise<RunParts> {
  const absolute = await withLocalData(config);
  const decoder = readConfig(absolute.model);
  return assemble(absolute, decoder, beginning(absolute, decoder), device);
}

/** Goes on with a run from its last checkpoint, or from the beginning where it has none, on whichever device. */
export async function resumeRun(out: string, device: TrainingDevice = 'cpu'): Promise<OpenedRun> {
  const config = storedConfig(out);
  await prepareSources(config.data);
  const decoder = readConfig(config.model);
  const last = checkpointsOf(out).at(-1);
  const start =
    last === undefined
      ? beginning(config, decoder)
      : restoreCheckpoint(last.folder, trainedLayout(config, decoder));
  const parts = await assemble(config, decoder, start, device);
  return inFolder(parts, () => RunFolder.resume(out, start.state));
}

/** Begins a run for another engine: the folder and, as checkpoint of step 0, what this engine would begin with. */
export async function prepareStart(config: TrainConfig, out: string): Promise<PreparedRun> {
  const absolute = await withLocalData(config);
  const decoder = readConfig(absolute.model);
  const text = await openText(absolute, decoder);
  const start = beginning(absolute, decoder);
  const run = { ...text, config: absolute, state: start.state, folder: newFolder(out, absolute) };
  return withCheckpoint(run, decoder, start);
}

/** Goes on with a run for another engine, whichever engine wrote its last checkpoint. */
export async function prepareResume(out: string): Promise<PreparedRun> {
  const config = storedConfig(out);
  await prepareSources(config.data);
  const decoder = readConfig(config.model);
  const text = await openText(config, decoder);
  const last = checkpointsOf(out).at(-1);
  const state = last === undefined ? emptyRunState : readState(last.folder);
  const run = { ...text, config, state, folder: RunFolder.resume(out, state) };
  return last === undefined ? withCheckpoint(run, decoder, beginning(config, decoder)) : run;
}

async function withCheckpoint(
  run: PreparedRun,
  decoder: DecoderConfig,
  { weights, average, optimizer }: StartingPoint,
): Promise<PreparedRun> {
  const { config, folder, state } = run;
  const { model, saveType: type } = config;
  const layout = trainedLayout(config, decoder);
  const lora = config.lora.rank > 0 ? config.lora : null;
  try {
    await folder.checkpoint(state.step, (to) =>
      saveCheckpoint(to, { model, layout, weights, average, optimizer, state, type, lora }),
    );
    return run;
  } catch (error) {
    folder.close();
    throw error;
  }
}

function withAbsolutePaths(config: TrainConfig): TrainConfig {
  const { policy } = config;
  return {
    ...config,
    model: resolve(config.model),
    data: config.data.map(absoluteSource),
    evaluationSets: config.evaluationSets.map((file) => resolve(file)),
    policy: { ...policy, annotations: policy.annotations.map((file) => resolve(file)) },
  };
}

/** The same with data of the hub pulled and Parquet files made readable. */
async function withLocalData(config: TrainConfig): Promise<TrainConfig> {
  const data = await localSources(config.data);
  await prepareSources([...data, ...config.evaluationSets]);
  return withAbsolutePaths({ ...config, data });
}

function storedConfig(out: string): TrainConfig {
  const stored = readJsonFile(join(out, 'config.json'));
  if (stored === null)
    throw new InputError(
      `${out}: expected a run folder with config.json, got none; start it with vouch train`,
    );
  const config = trainConfig([{ place: join(out, 'config.json'), changes: stored }]);
  requireSameData(out);
  RunFolder.requireCheckpoints(out);
  return config;
}

function trainedLayout(config: TrainConfig, decoder: DecoderConfig): ParameterLayout {
  const modules = modulesOf(objectiveOf(config));
  return config.lora.rank > 0
    ? ParameterLayout.lora(decoder, config.lora, modules)
    : ParameterLayout.full(decoder, modules);
}

function beginning(config: TrainConfig, decoder: DecoderConfig): StartingPoint {
  const weights =
    config.lora.rank > 0
      ? randomAdapter(trainedLayout(config, decoder), config.seed)
      : initialWeights(config, decoder);
  return {
    state: emptyRunState,
    weights,
    average: config.ema > 0 ? weights.slice() : null,
    reference: null,
    optimizer: emptyState(weights.length),
  };
}

/** What the head is to compute for a recipe. */
function objectiveOf({ recipe, policy }: TrainConfig): Objective {
  if (recipe === 'pretrain' || recipe === 'sft') return { trains: true };
  const { clipLow, clipHigh, klCoeff, verifier, temperature, valueClip } = policy;
  const learnsFromAdvantages = recipe !== 'reject' && recipe !== 'dpo';
  return {
    trains: true,
    ...(temperature === 1 ? {} : { scaled: true }),
    ...(learnsFromAdvantages ? { policy: { clipRange: [clipLow, clipHigh], klCoeff } } : {}),
    ...(recipe === 'ppo' ? { valueClip } : {}),
    ...(verifier === 'none' || verifier === 'generative' ? {} : { score: verifier }),
  };
}

function absoluteSource(source: string): string {
  return source.startsWith('families:') ? source : resolve(source);
}

/** The whole model that a run begins with: what is trained, or the base of what is. */
export function initialWeights(config: TrainConfig, decoder: DecoderConfig): Float32Array {
  const layout = config.lora.rank > 0 ? ParameterLayout.full(decoder) : trainedLayout(config, decoder);
  const names = ['model.safetensors', 'model.safetensors.index.json'];
  if (names.some((name) => existsSync(join(config.model, name))))
    return layout.read(withHeads(readTensors(config.model), config.model));
  if (config.recipe === 'pretrain') return randomWeights(decoder, config.seed, config.initializerRange);
  throw new InputError(
    `${config.model}: expected model.safetensors, got none; train from random weights with --recipe pretrain, or give a whole checkpoint`,
  );
}

/** The frozen matrices of a run that holds them in a smaller precision; made once, kept in the cache. */
async function openFrozen(
  { model, lora }: TrainConfig,
  config: DecoderConfig,
): Promise<FrozenBase | undefined> {
  const { base: precision } = lora;
  if (lora.rank === 0 || precision === 'f32') return undefined;
  const tensors = readTensors(model);
  const folder = preparedFolder(model, {}, tensors);
  return frozenBase(config, precision, await preparedTensors({ config, tensors, precision, folder }));
}

/** What of an adapter's base stands in float32. */
function baseWeights(
  config: TrainConfig,
  decoder: DecoderConfig,
  frozen: FrozenBase | undefined,
): Float32Array {
  if (frozen === undefined) return initialWeights(config, decoder);
  return baseLayout(decoder, frozen).read(readTensors(config.model));
}

/** What turns the data's texts into tokens. */
async function openText(
  { model }: TrainConfig,
  { vocabSize }: DecoderConfig,
): Promise<Pick<PreparedRun, 'tokenizer' | 'vouch'>> {
  const tokenizer = await loadTokenizer(model);
  if (tokenizer.vocabularySize > vocabSize)
    throw new InputError(
      `${model}: expected at most ${vocabSize} tokens by config.json, got a tokenizer of ${tokenizer.vocabularySize}`,
    );
  return { tokenizer, vouch: await readVouchJson(model) };
}

async function assemble(
  config: TrainConfig,
  decoderConfig: DecoderConfig,
  start: StartingPoint,
  device: TrainingDevice,
): Promise<RunParts> {
  requireDevice(config, device);
  const text = await openText(config, decoderConfig);
  const isAdapted = config.lora.rank > 0;
  const frozen = await openFrozen(config, decoderConfig);
  const { rows, length, memory, lora } = config;
  const adapter = { shape: lora, weights: start.weights, ...(frozen === undefined ? {} : { frozen }) };
  const threads = trainingThreads(config.threads);
  const shape = { rows, length, memory, threads, objective: objectiveOf(config) };
  const placed = await place(
    {
      config: decoderConfig,
      weights: isAdapted ? baseWeights(config, decoderConfig, frozen) : start.weights,
      options: { ...shape, ...(isAdapted ? { adapter } : {}) },
      optimizer: config.optimizer,
      state: start.optimizer,
    },
    device,
  );
  const { state, average, reference } = start;
  return { config, ...placed, state, average, reference, ...text };
}

/** Gives a run its folder; what the run holds is released where that fails. */
async function inFolder(parts: RunParts, openFolder: () => RunFolder): Promise<OpenedRun> {
  try {
    return { ...parts, folder: openFolder() };
  } catch (error) {
    await closeParts(parts);
    throw error;
  }
}

/** Releases what a run holds. */
export async function closeRun(run: OpenedRun): Promise<void> {
  run.folder.close();
  await closeParts(run);
}

/** The same for a run without a folder. */
export async function closeParts({ optimizer, decoder }: RunParts): Promise<void> {
  await optimizer.dispose();
  await decoder.dispose();
}
