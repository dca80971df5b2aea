/**
 * What the word "model" may mean to a user: the one that comes with Vouch, a folder, a model that was imported, or one
 * in the Hugging Face cache.
 * Finds, lists and removes them; downloads nothing.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../base/errors.ts';
import { defaultModelId, findDefaultModel, importedDefaultModel } from './default-model.ts';
import { explainWriteError } from './disk-space.ts';
import { embeddedModelId, findEmbeddedModel } from './embedded-model.ts';
import { findCached, folderBytes, isCompleteModel, listCached, removeCached } from './hub/cache.ts';
import { formatRepository, tryParseRepository } from './hub/repository.ts';
import { hubCacheFolder, importedModelsFolder } from './places.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface InstalledModel {
  /** What `--model` takes: `vouch-mini`, `owner/name`, `owner/name@revision`, or the name of an imported model. */
  readonly id: string;
  readonly source: 'embedded' | 'hub' | 'imported';
  readonly folder: string;
  readonly commit: string | null;
  readonly bytes: number;
}

/** Names of imported models: a folder of its own, so no separators. */
export function isModelName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/.test(text);
}

/** Everything that is on this disk and whole, the embedded model first. */
export async function listModels(environment: Environment = process.env): Promise<readonly InstalledModel[]> {
  const embedded = findEmbeddedModel();
  const imported: InstalledModel[] = [];
  const folder = importedModelsFolder(environment);
  for (const name of (await readdir(folder).catch(() => [])).sort()) {
    const path = join(folder, name);
    if (isModelName(name) && (await isCompleteModel(path).catch(() => false)))
      imported.push({
        id: name,
        source: 'imported',
        folder: path,
        commit: null,
        bytes: await folderBytes(path),
      });
  }
  const cached = await listCached(hubCacheFolder(environment));
  return [
    ...(embedded === null ? [] : [await embeddedEntry(embedded)]),
    ...cached.map((model): InstalledModel => {
      const { owner, name, revisions, commit, bytes } = model;
      const revision = revisions.includes('main') ? 'main' : (revisions[0] ?? commit);
      return {
        id: formatRepository({ owner, name, revision }),
        source: 'hub',
        folder: model.folder,
        commit,
        bytes,
      };
    }),
    ...imported,
  ];
}

/**
 * The installed model that a name of the catalogue would run, or undefined where it has to be downloaded: SmolLM2 may
 * have come as an import, under a name of its own.
 */
export function installedAs(
  id: string,
  installed: readonly InstalledModel[],
  environment: Environment = process.env,
): InstalledModel | undefined {
  const imported = id === defaultModelId ? importedDefaultModel(environment) : null;
  return installed.find((model) => model.id === id) ?? installed.find(({ folder }) => folder === imported);
}

async function embeddedEntry(folder: string): Promise<InstalledModel> {
  return { id: embeddedModelId, source: 'embedded', folder, commit: null, bytes: await folderBytes(folder) };
}

/** The folder of a model by whatever name. Throws `InputError` that says how to get it. */
export async function resolveModel(
  text: string,
  environment: Environment = process.env,
): Promise<{ readonly id: string; readonly folder: string }> {
  const embedded = text === embeddedModelId ? findEmbeddedModel() : null;
  if (embedded !== null) return { id: embeddedModelId, folder: embedded };
  const imported = isModelName(text) ? join(importedModelsFolder(environment), text) : null;
  if (imported !== null && (await isCompleteModel(imported))) return { id: text, folder: imported };
  const repository = tryParseRepository(text);
  if (repository !== null) {
    const folder = await findCached(hubCacheFolder(environment), repository);
    if (folder !== null) return { id: formatRepository(repository), folder };
    const standard = text === defaultModelId ? await findDefaultModel(environment) : null;
    if (standard !== null) return { id: defaultModelId, folder: standard };
  }
  const path = resolve(text);
  const info = await stat(path).catch(() => null);
  if (info?.isDirectory() === true) return { id: basename(path), folder: path };
  if (info?.isFile() === true && path.endsWith('.gguf'))
    throw new InputError(
      `${text}: expected a model folder, got a GGUF file; import it first: vouch models import ${text}`,
    );
  if (info !== null)
    throw new InputError(`${text}: expected a model folder, got a file; give the folder with config.json`);
  throw new InputError(
    repository === null
      ? `${text}: expected a model folder, an imported model or owner/name, got none of them; see \`vouch models list\``
      : `${text}: expected it in the Hugging Face cache, got nothing whole; get it first: vouch models pull ${text}`,
  );
}

/** Removes one installed model by its id; the bytes that became free. */
export async function removeModel(id: string, environment: Environment = process.env): Promise<number> {
  if (id === embeddedModelId)
    throw new InputError(
      `${id}: expected a model that was added, got the one that comes with Vouch; it stays`,
    );
  const models = await listModels(environment);
  const model = models.find(
    (candidate) => candidate.id === id || (candidate.commit !== null && id.endsWith(`@${candidate.commit}`)),
  );
  if (model === undefined)
    throw new InputError(
      `${id}: expected an installed model, got none of this name; see \`vouch models list\``,
    );
  try {
    if (model.source === 'imported') {
      await rm(model.folder, { recursive: true });
      return model.bytes;
    }
    const cache = hubCacheFolder(environment);
    const cached = (await listCached(cache)).find(({ folder }) => folder === model.folder);
    return cached === undefined ? 0 : await removeCached(cache, cached);
  } catch (error) {
    throw explainWriteError(error, model.folder);
  }
}
