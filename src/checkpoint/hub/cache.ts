/**
 * The Hugging Face cache on this disk: which models are there, whole and ready to load, and taking one away. Reads
 * what Python tools wrote as well as what `pull.ts` did; follows the layout of huggingface_hub. Knows no network.
 */
import { lstat, readdir, readFile, readlink, realpath, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isObject, parseJsonObject } from '../../base/json.ts';
import { cacheFolderName, isCommit, repositoryOfFolder, type Repository } from './repository.ts';

export interface CachedModel {
  readonly owner: string;
  readonly name: string;
  /** Branches and tags that point to this commit. */
  readonly revisions: readonly string[];
  readonly commit: string;
  /** The snapshot: a folder like any other checkpoint. */
  readonly folder: string;
  /** Bytes of its files, as they are on the disk. */
  readonly bytes: number;
}

const names = async (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** A folder can be loaded: configuration and every file of weights are there (links that lead nowhere are not). */
export async function isCompleteModel(folder: string): Promise<boolean> {
  if (await exists(join(folder, 'adapter_config.json')))
    return exists(join(folder, 'adapter_model.safetensors'));
  if (!(await exists(join(folder, 'config.json')))) return false;
  if (await exists(join(folder, 'model.safetensors'))) return true;
  const index = join(folder, 'model.safetensors.index.json');
  if (!(await exists(index))) return false;
  const map = parseJsonObject(await readFile(index, 'utf8'), index)['weight_map'];
  const shards = isObject(map) ? [...new Set(Object.values(map))] : [];
  const paths = shards.map((shard) =>
    typeof shard === 'string' && shard === basename(shard) ? join(folder, shard) : null,
  );
  const there = await Promise.all(paths.map(async (path) => path !== null && (await exists(path))));
  return there.length > 0 && there.every(Boolean);
}

/** Whether a snapshot holds data of what is asked for. Links are set when all that belongs together is there. */
async function hasData(folder: string, { path = '' }: Repository): Promise<boolean> {
  const files = await readdir(folder, { recursive: true }).catch((): string[] => []);
  return files.some((file) => /\.(?:jsonl|parquet)$/.test(file) && file.startsWith(path));
}

/** The commit that a revision means in this cache, or null. */
async function cachedCommit(modelFolder: string, revision: string): Promise<string | null> {
  if (isCommit(revision)) return revision;
  const text = await readFile(join(modelFolder, 'refs', revision), 'utf8').catch(() => '');
  return isCommit(text.trim()) ? text.trim() : null;
}

/** The folder of a model that is in the cache and whole; null otherwise. */
export async function findCached(cache: string, repository: Repository): Promise<string | null> {
  const modelFolder = join(cache, cacheFolderName(repository));
  const commit = await cachedCommit(modelFolder, repository.revision);
  if (commit === null) return null;
  const folder = join(modelFolder, 'snapshots', commit);
  const isWhole =
    repository.kind === 'dataset' ? await hasData(folder, repository) : await isCompleteModel(folder);
  return isWhole ? folder : null;
}

/** Every whole model in the cache, by name. Folders of data sets and unfinished downloads are left out. */
export async function listCached(cache: string): Promise<readonly CachedModel[]> {
  const models: CachedModel[] = [];
  for (const entry of (await names(cache)).sort()) {
    const repository = repositoryOfFolder(entry);
    if (repository === null) continue;
    const modelFolder = join(cache, entry);
    const revisions = await readRevisions(join(modelFolder, 'refs'));
    for (const commit of await names(join(modelFolder, 'snapshots'))) {
      const folder = join(modelFolder, 'snapshots', commit);
      if (!isCommit(commit) || !(await isCompleteModel(folder).catch(() => false))) continue;
      const pointing = revisions.filter((revision) => revision.commit === commit).map(({ name }) => name);
      models.push({ ...repository, revisions: pointing, commit, folder, bytes: await folderBytes(folder) });
    }
  }
  return models;
}

async function readRevisions(refs: string, prefix = ''): Promise<{ name: string; commit: string }[]> {
  const found: { name: string; commit: string }[] = [];
  for (const entry of await readdir(refs, { withFileTypes: true }).catch(() => [])) {
    const path = join(refs, entry.name);
    if (entry.isDirectory()) found.push(...(await readRevisions(path, `${prefix}${entry.name}/`)));
    else found.push({ name: prefix + entry.name, commit: (await readFile(path, 'utf8')).trim() });
  }
  return found;
}

/** Bytes of a folder's files, each counted once, links followed. */
export async function folderBytes(folder: string): Promise<number> {
  const sizes = (await names(folder)).map(async (name) => {
    const info = await stat(join(folder, name)).catch(() => null);
    return info?.isFile() === true ? info.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/**
 * Removes one snapshot with the blobs that no other snapshot of the model uses, and the references to it; the whole
 * folder of the model when nothing else is left. The bytes that became free.
 */
export async function removeCached(cache: string, model: CachedModel): Promise<number> {
  const modelFolder = join(cache, cacheFolderName(model));
  const snapshots = join(modelFolder, 'snapshots');
  const others = (await names(snapshots)).filter((commit) => commit !== model.commit);
  if (others.length === 0) {
    const bytes = await folderBytes(join(modelFolder, 'blobs'));
    const own = bytes > 0 ? bytes : model.bytes;
    await rm(modelFolder, { recursive: true });
    return own;
  }
  const kept = new Set<string>();
  for (const commit of others) for (const blob of await blobsOf(join(snapshots, commit))) kept.add(blob);
  const freed = (await blobsOf(model.folder)).filter((blob) => !kept.has(blob));
  await rm(model.folder, { recursive: true });
  for (const revision of model.revisions) await rm(join(modelFolder, 'refs', revision), { force: true });
  let bytes = 0;
  for (const blob of freed) {
    bytes += (await stat(blob).catch(() => ({ size: 0 }))).size;
    await rm(blob, { force: true });
  }
  return bytes;
}

/** The blobs that a snapshot's links lead to. */
async function blobsOf(folder: string): Promise<string[]> {
  const blobs: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])) {
    const path = join(entry.parentPath, entry.name);
    const info = await lstat(path);
    if (info.isSymbolicLink() && (await readlink(path)).includes('blobs'))
      blobs.push(await realpath(path).catch(() => path));
  }
  return blobs;
}
