/**
 * What a training run would do, before it does it: recipe, trainable parameters, memory, speed by a short probe, time
 * and disk. Fills in what a user has not decided (recipe by the data, LoRA or full and the memory setting by memory, a
 * time limit), and refuses what cannot fit with what would. It writes nothing.
 */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { InputError, ResourceError } from '../base/errors.ts';
import { isObject, type JsonObject } from '../base/json.ts';
import { type DecoderConfig, readConfig } from '../checkpoint/config.ts';
import { formatBytes, freeBytes } from '../checkpoint/disk-space.ts';
import { embeddedModelId, findEmbeddedModel } from '../checkpoint/embedded-model.ts';
import { resolveModel } from '../checkpoint/models.ts';
import { gpuMemory, type GpuMemory } from '../runtime/gpu-memory.ts';
import { availableMemoryBytes } from '../runtime/memory.ts';
import { type TrainConfig, trainConfig } from '../train/config.ts';
import { chooseVariant, type Choice, type FixedChoices } from '../train/plan/choose.ts';
import type { DeviceNeed } from '../train/plan/device-memory.ts';
import { countParameters, type DiskNeed, diskNeed, type MemoryNeed } from '../train/plan/memory.ts';
import { type Probe, probeRun } from '../train/plan/probe.ts';
import { requireDevice, requireUsable, type TrainingDevice, trainingDevices } from '../train/run/placed.ts';
import { localSources, prepareSources } from '../train/data/sources.ts';
import { recipeFor, surveyData } from '../train/plan/survey.ts';

/** Settings by their source, the last one strongest. */
export type ConfigLayer = { readonly place: string; readonly changes: JsonObject };

export interface TrainingPlan {
  readonly version: 1;
  /** Everything decided; `config.json` of the run will say the same. */
  readonly config: TrainConfig;
  readonly parameters: { readonly all: number; readonly trainable: number };
  /** Of the machine. */
  readonly memory: MemoryNeed;
  readonly availableBytes: number;
  /** Where a GPU computes: what it takes there, and what is known of its memory. */
  readonly device: PlannedDevice | null;
  readonly fits: boolean;
  /** What was considered, the preferred one first. */
  readonly variants: readonly PlannedVariant[];
  /** Changes that would fit, where nothing else does. */
  readonly advice: readonly PlannedVariant[];
  readonly probe: Probe | null;
  /** Null where no probe was made. */
  readonly time: { readonly steps: number; readonly minutes: number } | null;
  readonly disk: DiskNeed & { readonly freeBytes: number; readonly fits: boolean };
}

export interface PlannedDevice {
  readonly name: TrainingDevice;
  readonly need: DeviceNeed;
  readonly memory: GpuMemory;
}

export interface PlannedVariant {
  readonly name: string;
  /** Of the machine's memory. */
  readonly bytes: number;
  /** Of the GPU's; null where none computes. */
  readonly deviceBytes: number | null;
  readonly fits: boolean;
}

export interface PlanOptions {
  /** Folder of the run, where disk space is looked for. */
  readonly out: string;
  /** Seconds of measuring; 0 for none. */
  readonly probeSeconds: number;
  readonly signal?: AbortSignal;
  /** Where the run's arithmetic will be; default: the CPU. */
  readonly device?: TrainingDevice;
  /** Default: what this machine can still give. */
  readonly availableBytes?: number;
  /** Default: what can be found out about the GPU. */
  readonly gpu?: GpuMemory | undefined;
}

/** Minutes of a run that nobody limited. */
export const defaultMinutes = 60;
/** Share of the time that goes into imitation first, where solutions are there. */
const supervisedShare = 0.3;
const mostSupervisedSteps = 400;

/** The folder of a model by whatever name a user gives. Throws `InputError` that says how to get it. */
export async function trainedModelFolder(model: string): Promise<string> {
  const embedded = model === embeddedModelId ? findEmbeddedModel() : null;
  return embedded ?? (await resolveModel(model)).folder;
}

function given(layers: readonly ConfigLayer[], ...names: readonly string[]): boolean {
  return layers.some(({ changes }) => {
    let value: unknown = changes;
    for (const name of names) value = isObject(value) ? value[name] : undefined;
    return value !== undefined;
  });
}

function lastOf(layers: readonly ConfigLayer[], name: string): unknown {
  return layers.map(({ changes }) => changes[name]).findLast((value) => value !== undefined);
}

function sourcesOf(layers: readonly ConfigLayer[]): readonly string[] {
  const data = lastOf(layers, 'data');
  return Array.isArray(data) ? data.filter((source): source is string => typeof source === 'string') : [];
}

function columnsOf(layers: readonly ConfigLayer[]): readonly string[] {
  const columns = lastOf(layers, 'columns');
  return Array.isArray(columns) ? columns.filter((one): one is string => typeof one === 'string') : [];
}

/** What of a run somebody has decided. */
export function fixedChoices(layers: readonly ConfigLayer[]): FixedChoices & { readonly warmUp: boolean } {
  return {
    memory: given(layers, 'memory'),
    lora: given(layers, 'lora', 'rank'),
    warmUp: given(layers, 'supervisedSteps') || given(layers, 'recipe'),
  };
}

/** The configuration from the user's layers, with a recipe for the data and a limit where none was given. */
export async function completeConfig(layers: readonly ConfigLayer[]): Promise<TrainConfig> {
  const defaults: Record<string, unknown> = {};
  if (!given(layers, 'steps') && !given(layers, 'minutes')) defaults['minutes'] = defaultMinutes;
  const sources = await localSources(sourcesOf(layers));
  await prepareSources(sources);
  if (!given(layers, 'recipe') && sources.length > 0) {
    const survey = surveyData(sources, columnsOf(layers));
    defaults['recipe'] = recipeFor(survey);
    // the probe sets the number; without one a short warm-up is better than none
    if (survey.hasAnswers && survey.hasSolutions && !given(layers, 'supervisedSteps'))
      defaults['supervisedSteps'] = 20;
  }
  const local = sources.length === 0 ? [] : [{ place: 'data', changes: { data: [...sources] } }];
  const config = trainConfig([{ place: 'defaults', changes: defaults }, ...layers, ...local]);
  return { ...config, model: await trainedModelFolder(config.model) };
}

/** The plan of a run. Throws `InputError` for wrong settings, `CancelledError` for an aborted signal. */
export async function planTraining(
  layers: readonly ConfigLayer[],
  options: PlanOptions,
): Promise<TrainingPlan> {
  const complete = await completeConfig(layers);
  const decoder = readConfig(complete.model);
  const { device = 'cpu' } = options;
  requireDevice(complete, device);
  await requireUsable(device);
  const available = options.availableBytes ?? availableMemoryBytes();
  const gpu = device === 'cpu' ? {} : { gpu: options.gpu ?? gpuMemory() };
  const fixed = fixedChoices(layers);
  const choice = chooseVariant(complete, decoder, { bytes: available, ...gpu }, fixed);
  const { chosen } = choice;
  const isProbed = options.probeSeconds > 0 && chosen.fits;
  const probe = isProbed ? await probeRun(chosen.config, options.probeSeconds, options) : null;
  const config = probe === null ? chosen.config : warmedUp(chosen.config, probe, fixed.warmUp);
  return {
    version: 1,
    config,
    parameters: countParameters(config, decoder),
    memory: chosen.need,
    availableBytes: available,
    device: gpu.gpu === undefined ? null : { name: device, need: chosen.device!, memory: gpu.gpu },
    fits: chosen.fits,
    ...listed(choice),
    probe,
    time: probe === null ? null : timeOf(config, probe),
    disk: await diskOf(config, decoder, options.out),
  };
}

function listed({ variants, advice }: Choice): Pick<TrainingPlan, 'variants' | 'advice'> {
  const plain = (list: Choice['variants']): PlannedVariant[] =>
    list.map(({ name, need, device, fits }) => ({
      ...{ name, bytes: need.total, deviceBytes: device?.total ?? null, fits },
    }));
  return { variants: plain(variants), advice: plain(advice) };
}

/** So many supervised updates first that they take their share of the run. */
function warmedUp(config: TrainConfig, probe: Probe, isFixed: boolean): TrainConfig {
  if (isFixed || config.supervisedSteps === 0) return config;
  const seconds = supervisedSeconds(config, probe);
  const byTime = (supervisedShare * config.minutes * 60) / seconds;
  const byCount = config.steps > 0 ? supervisedShare * config.steps : Infinity;
  const wanted = Math.min(config.minutes > 0 ? byTime : Infinity, byCount, mostSupervisedSteps);
  return { ...config, supervisedSteps: Math.max(1, Math.round(wanted)) };
}

/** Seconds of an update that imitates. */
function supervisedSeconds({ rows, length, microBatches }: TrainConfig, probe: Probe): number {
  return (rows * length * microBatches) / Math.max(1, probe.tokensPerSecond);
}

function timeOf(config: TrainConfig, probe: Probe): { readonly steps: number; readonly minutes: number } {
  const each = Math.max(probe.secondsPerUpdate, 1e-6);
  const first = supervisedSeconds(config, probe);
  const limit = config.minutes > 0 ? config.minutes * 60 : Infinity;
  const most = config.steps > 0 ? config.steps : Infinity;
  const supervised = Math.min(config.supervisedSteps, most, Math.ceil(limit / first));
  const left = Math.max(0, limit - supervised * first);
  const steps = Math.max(1, Math.min(most, supervised + Math.ceil(left / each)));
  return { steps, minutes: (supervised * first + (steps - supervised) * each) / 60 };
}

async function diskOf(
  config: TrainConfig,
  decoder: DecoderConfig,
  out: string,
): Promise<TrainingPlan['disk']> {
  const need = diskNeed(config, decoder);
  const free = await freeBytes(path.resolve(out));
  return { ...need, freeBytes: free, fits: need.total <= free };
}

/** Throws `ResourceError` for a plan that cannot be carried out, naming what would be. */
export function requireFitting(plan: TrainingPlan): void {
  const { fits, memory, availableBytes, device, advice, disk, config } = plan;
  const onDevice = device === null ? '' : ` and ${formatBytes(device.need.total)} of the GPU's`;
  if (!fits)
    throw new ResourceError(
      `memory: this run needs about ${formatBytes(memory.total)}${onDevice}, but ${formatBytes(availableBytes)}${roomOf(device)} are available; ` +
        (advice.length === 0
          ? 'nothing of this model fits: close other programs or choose a smaller one'
          : `what would fit: ${advice.map((one) => `${one.name} (${sizeOf(one)})`).join('; or ')}`),
    );
  if (!disk.fits)
    throw new ResourceError(
      `disk: this run needs about ${formatBytes(disk.total)}, but ${formatBytes(disk.freeBytes)} are free; ` +
        `keep fewer checkpoints ("keepLast", now ${config.keepLast}), save in a smaller type ("saveType") or choose another --out`,
    );
}

/** What a variant takes, in words. */
export function sizeOf({ bytes, deviceBytes }: PlannedVariant): string {
  return deviceBytes === null
    ? formatBytes(bytes)
    : `${formatBytes(bytes)}, ${formatBytes(deviceBytes)} of the GPU's`;
}

/** What the GPU has beside the machine, in words. */
function roomOf(device: PlannedDevice | null): string {
  if (device === null || device.memory.kind === 'unknown') return '';
  return device.memory.kind === 'shared'
    ? ' for both together'
    : ` and ${formatBytes(device.memory.bytes)} of the GPU's`;
}

/** A folder name for a run that nobody named: model, recipe, day; numbered where it is taken. */
export function freshRunFolder(root: string, { model, recipe }: TrainConfig, now = new Date()): string {
  const day = now.toISOString().slice(0, 10);
  const name = `${path.basename(model).replace(/[^\w.-]/g, '-')}-${recipe}-${day}`;
  for (let count = 1; ; count++) {
    const folder = path.join(root, count === 1 ? name : `${name}-${count}`);
    if (!existsSync(folder)) return folder;
    if (!statSync(folder).isDirectory())
      throw new InputError(`${folder}: expected a folder or nothing, got a file; give --out`);
  }
}

/** The device of a run by its name; `auto` is the CPU. Throws `InputError` for one that nothing is trained on. */
export function trainingDevice(name = 'auto'): TrainingDevice {
  const known = name === 'auto' ? 'cpu' : trainingDevices.find((device) => device === name);
  if (known === undefined)
    throw new InputError(
      `--device: expected auto, ${trainingDevices.join(' or ')}, got "${name}": nothing else is trained on; ` +
        'leave it out, or train on a GPU with --engine torch (docs/SCALE.md)',
    );
  return known;
}
