/**
 * From a choice of model to an engine in memory: finds the folder (or fetches the default model), picks a precision,
 * checks that it fits, opens it. The only place of `features` that knows where models lie.
 */
import path from 'node:path';
import { InputError } from '../base/errors.ts';
import { memoryNeed } from '../checkpoint/catalogue.ts';
import { readConfig } from '../checkpoint/config.ts';
import { defaultModelId, ensureDefaultModel } from '../checkpoint/default-model.ts';
import { embeddedModelId, findEmbeddedModel } from '../checkpoint/embedded-model.ts';
import { type LoraAdapter, readAdapter } from '../checkpoint/lora.ts';
import { promotedModel } from '../checkpoint/promoted-model.ts';
import { resolveModel } from '../checkpoint/models.ts';
import { readTensors } from '../checkpoint/safetensors.ts';
import { openLocalEngine } from '../engine/local.ts';
import { checkFit } from '../model/adapters.ts';
import { expectedWeights } from '../model/families.ts';
import type { Precision } from '../model/load.ts';
import { deviceStatus, devices } from '../runtime/devices.ts';
import { availableMemoryBytes, requireMemory } from '../runtime/memory.ts';
import type { ExecutionProvider } from '../runtime/session.ts';
import { choosePrecision } from './choose-precision.ts';
import type { ModelChoice } from './contracts.ts';
import { chooseDevice } from './devices.ts';
import type { LoadedEngine, LoadOptions } from './engine-pool.ts';
import { rememberedPassCosts } from './pass-costs.ts';

/** Models smaller than this many parameters run in f32: quantising them costs quality and gains nothing. */
const smallModel = 50e6;
const precisions: readonly Precision[] = ['f32', 'f16', 'int8-rows', 'int8', 'int4'];

/** @throws InputError for an unknown model or option, ResourceError where it does not fit, CancelledError. */
export async function loadEngine(choice: ModelChoice, options: LoadOptions): Promise<LoadedEngine> {
  const promoted = choice.model === undefined ? promotedModel() : null;
  const adapters = readAdapters([...(promoted?.adapters ?? []), ...(choice.adapters ?? [])]);
  const { id: base, folder } = await locate(promoted?.folder ?? choice.model, options);
  const id = [base, ...adapters.map(({ name }) => name)].join('+');
  const expected = adapters.length === 0 ? null : expectedWeights(readConfig(folder));
  for (const { adapter } of adapters) if (expected !== null) checkFit(adapter, expected);
  const parameters = [...readTensors(folder).values()].reduce(
    (sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1),
    0,
  );
  const precision = await precisionFor(folder, choice, parameters, options);
  const adapterBytes = adapters.reduce((sum, each) => sum + each.bytes, 0);
  const variants = precisions.map((each) => ({
    precision: each,
    bytes: memoryNeed(parameters, each) + adapterBytes,
  }));
  const bytes = memoryNeed(parameters, precision) + adapterBytes;
  requireMemory(id, { precision, bytes }, variants);
  const device = await deviceFor(folder, choice);
  const kernels = kernelsFor(device, precision, choice);
  const engine = await openLocalEngine(folder, {
    modelId: id,
    precision: kernels,
    device,
    // Devices that keep the cache decode token by token.
    ...(device === 'cpu' &&
      choice.speculate !== 'off' && {
        passCosts: (measure) =>
          rememberedPassCosts(folder, { precision: kernels, adapters: adapters.length }, measure),
      }),
    decoder: {
      precision: kernels,
      adapters: Object.fromEntries(adapters.map(({ adapter }) => [adapter.folder, adapter.folder])),
      sumAdapters: true,
      session: { provider: device },
      ...(options.signal && { signal: options.signal }),
      onProgress: (done, total) =>
        options.onProgress?.({ phase: 'preparing', done, total, message: `preparing ${id} in ${kernels}` }),
    },
  });
  return { engine, bytes };
}

interface ChosenAdapter {
  readonly name: string;
  readonly adapter: LoraAdapter;
  /** In memory, as float32. */
  readonly bytes: number;
}

/** Reads the adapters before anything large is fetched or opened; one adapter counts for every row, several as a sum. */
function readAdapters(folders: readonly string[]): readonly ChosenAdapter[] {
  const paths = folders.map((folder) => path.resolve(folder));
  const twice = paths.find((folder, i) => paths.indexOf(folder) !== i);
  if (twice !== undefined)
    throw new InputError(`adapter ${twice}: expected every adapter once, got it twice`);
  return paths.map((folder) => {
    const adapter = readAdapter(folder);
    const elements = [...adapter.pairs.values()].reduce(
      (sum, { a, b, rank }) => sum + rank * ((a.dims[1] ?? 0) + (b.dims[0] ?? 0)),
      0,
    );
    return { name: path.basename(folder), adapter, bytes: 4 * elements };
  });
}

/** The wanted model, or the default: the embedded one, and in a build without it the one that can be fetched. */
async function locate(
  model: string | undefined,
  options: LoadOptions,
): Promise<{ readonly id: string; readonly folder: string }> {
  if (model !== undefined) return resolveModel(model);
  const embedded = findEmbeddedModel();
  if (embedded !== null) return { id: embeddedModelId, folder: embedded };
  const folder = await ensureDefaultModel({
    ...(options.signal && { signal: options.signal }),
    onProgress: (progress) => options.onProgress?.(progress),
    onMessage: (message) => options.onProgress?.({ phase: 'fetching', done: 0, total: null, message }),
  });
  return { id: defaultModelId, folder };
}

/** What was asked for; for `auto` what memory allows and a measurement on this machine prefers. */
async function precisionFor(
  folder: string,
  choice: ModelChoice,
  parameters: number,
  options: LoadOptions,
): Promise<Precision> {
  const wanted = choice.precision ?? 'auto';
  const found = precisions.find((precision) => precision === wanted);
  if (found !== undefined) return found;
  if (wanted !== 'auto') {
    throw new InputError(`precision: expected auto, ${precisions.join(', ')}, got ${wanted}`);
  }
  if (parameters < smallModel) return 'f32';
  const available = availableMemoryBytes();
  const fitting = (['f32', 'int8', 'int8-rows'] as const).filter(
    (each) => memoryNeed(parameters, each) <= available,
  );
  if (fitting.length === 0) return 'int4';
  options.onProgress?.({
    phase: 'measuring',
    done: 0,
    total: null,
    message: 'measuring which precision is fastest',
  });
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  return (await choosePrecision(folder, fitting, signal)).precision;
}

/** Products by rows are the processor's: elsewhere `auto` takes blocks of the same size. */
function kernelsFor(
  device: ExecutionProvider,
  precision: Precision,
  { precision: wanted }: ModelChoice,
): Precision {
  if (device === 'cpu' || precision !== 'int8-rows') return precision;
  if (wanted !== 'int8-rows') return 'int8';
  throw new InputError(`precision int8-rows: expected the cpu, got ${device}; int8 runs there`);
}

/** What was asked for; `auto` takes a GPU only if its golden run agrees with the CPU's and is faster. */
async function deviceFor(folder: string, choice: ModelChoice): Promise<ExecutionProvider> {
  const wanted = choice.device ?? 'auto';
  if (wanted === 'auto') {
    const gpu = await deviceStatus('webgpu');
    return gpu.available ? (await chooseDevice(folder)).device : 'cpu';
  }
  const found = devices.find((device) => device === wanted);
  if (found === undefined) {
    throw new InputError(`device: expected auto, ${devices.join(', ')}, got ${wanted}`);
  }
  const status = await deviceStatus(found);
  if (!status.available)
    throw new InputError(`device: expected ${found} to be usable, got: ${status.reason}`);
  return found;
}
