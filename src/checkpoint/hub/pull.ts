/**
 * Brings a model from the hub into the Hugging Face cache, in the layout that Python's huggingface_hub reads and
 * writes. Order is the safety: blobs are named when their hash is right, the snapshot's links are set when all blobs
 * are there (config.json last), the revision is recorded at the very end. `@huggingface/hub` was considered and not
 * taken: it neither resumes nor verifies, checks no disk and keeps no lock.
 */
import { copyFile, link, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { explainWriteError, makeFolder, requireFreeBytes } from '../disk-space.ts';
import { hubCacheFolder } from '../places.ts';
import { findCached } from './cache.ts';
import { downloadBlob, partialPath } from './download.ts';
import {
  authorization,
  failure,
  hubAccess,
  listRepository,
  type HubAccess,
  type HubFile,
} from './listing.ts';
import { withLock } from './lock.ts';
import { cacheFolderName, formatRepository, hubPath, isCommit, type Repository } from './repository.ts';

export interface PullProgress {
  readonly phase: 'waiting' | 'downloading';
  /** Bytes on the disk and bytes in all. */
  readonly done: number;
  readonly total: number;
  /** The file under way. */
  readonly message: string;
}

export interface PullOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PullProgress) => void;
  /** Where the cache is, and whom to ask; default: as the environment says. */
  readonly cache?: string;
  readonly access?: HubAccess;
  readonly idleTimeoutMs?: number;
  readonly retryDelayMs?: number;
}

export interface PullResult {
  readonly folder: string;
  readonly commit: string | null;
  /** Bytes that came over the network; 0 when everything was there. */
  readonly downloadedBytes: number;
}

/** The snapshot folder of a model (or of the data asked for of a data set), downloaded where it was not there. Throws `InputError` or `ResourceError`. */
export async function pullModel(repository: Repository, options: PullOptions = {}): Promise<PullResult> {
  const cache = options.cache ?? hubCacheFolder();
  const access = options.access ?? (await hubAccess());
  if (access.offline || isCommit(repository.revision)) {
    const folder = await findCached(cache, repository);
    if (folder !== null) return { folder, commit: null, downloadedBytes: 0 };
    if (access.offline)
      throw new InputError(
        `${formatRepository(repository)}: expected it in ${cache}, got nothing whole, and HF_HUB_OFFLINE forbids to download; unset it or choose a model of \`vouch models list\``,
      );
  }
  const listing = await listRepository(repository, access, options.signal);
  const present = await findCached(cache, { ...repository, revision: listing.commit });
  const known = present === null ? null : await findCached(cache, repository);
  if (present !== null && known === present && (await hasAll(present, listing.files)))
    return { folder: present, commit: listing.commit, downloadedBytes: 0 };
  const lock = join(cache, '.locks', cacheFolderName(repository), 'vouch.lock');
  const total = listing.files.reduce((sum, { size }) => sum + size, 0);
  const onWait = (): void => {
    options.onProgress?.({ phase: 'waiting', done: 0, total, message: 'another download of the same' });
  };
  try {
    return await withLock(lock, { signal: options.signal, onWait }, () =>
      fetchSnapshot({
        repository,
        cache,
        access,
        commit: listing.commit,
        files: listing.files,
        total,
        options,
      }),
    );
  } catch (error) {
    throw explainWriteError(error, cache);
  }
}

interface Fetch {
  readonly repository: Repository;
  readonly cache: string;
  readonly access: HubAccess;
  readonly commit: string;
  readonly files: readonly HubFile[];
  readonly total: number;
  readonly options: PullOptions;
}

async function fetchSnapshot(context: Fetch): Promise<PullResult> {
  const { repository, cache, commit, files } = context;
  const modelFolder = join(cache, cacheFolderName(repository));
  const blobs = join(modelFolder, 'blobs');
  await makeFolder(blobs);
  const downloadedBytes = await fetchBlobs(context, blobs);
  const folder = join(modelFolder, 'snapshots', commit);
  // A folder counts as a model once it has config.json: so that link is the last.
  const inOrder = [...files].sort(
    (a, b) => Number(a.path === 'config.json') - Number(b.path === 'config.json'),
  );
  for (const file of inOrder) await linkBlob(join(blobs, file.hash.hex), join(folder, file.path));
  if (!isCommit(repository.revision)) {
    const reference = join(modelFolder, 'refs', repository.revision);
    await makeFolder(dirname(reference));
    await writeFile(reference, commit);
  }
  return { folder, commit, downloadedBytes };
}

const sizeOf = async (path: string): Promise<number | null> =>
  stat(path).then(
    ({ size }) => size,
    () => null,
  );

async function hasAll(folder: string, files: readonly HubFile[]): Promise<boolean> {
  const sizes = await Promise.all(files.map(({ path }) => sizeOf(join(folder, path))));
  return sizes.every((size, index) => size === files[index]!.size);
}

async function fetchBlobs(
  { repository, access, commit, files, total, options }: Fetch,
  blobs: string,
): Promise<number> {
  const missing: HubFile[] = [];
  let unwritten = 0;
  for (const file of files) {
    const blob = join(blobs, file.hash.hex);
    // A blob of the right size under the name of its hash was checked by whoever named it.
    if ((await sizeOf(blob)) === file.size) continue;
    missing.push(file);
    unwritten += file.size - Math.min(file.size, (await sizeOf(partialPath(blob))) ?? 0);
  }
  if (unwritten > 0) await requireFreeBytes(blobs, unwritten + 10e6);
  let done = total - missing.reduce((sum, { size }) => sum + size, 0);
  for (const file of missing) {
    const url = `${access.endpoint}/${hubPath(repository)}/resolve/${commit}/${file.path}`;
    await downloadBlob(url, file, join(blobs, file.hash.hex), {
      headers: authorization(access),
      signal: options.signal,
      idleTimeoutMs: options.idleTimeoutMs,
      retryDelayMs: options.retryDelayMs,
      onBytes: (bytes) =>
        options.onProgress?.({ phase: 'downloading', done: done + bytes, total, message: file.path }),
      refused: (response) => failure(response, repository, access),
    });
    done += file.size;
  }
  return unwritten;
}

/** A relative link, as Python sets it; a hard link or a copy where links are not allowed. */
async function linkBlob(blob: string, path: string): Promise<void> {
  await makeFolder(dirname(path));
  const setLink = (): Promise<void> => symlink(relative(dirname(path), blob), path);
  const attempts = [setLink, setLink, () => link(blob, path), () => copyFile(blob, path)];
  for (const [index, attempt] of attempts.entries()) {
    try {
      await attempt();
      return;
    } catch (error) {
      const taken = isObject(error) && error['code'] === 'EEXIST';
      if (taken && (await sizeOf(path)) !== null) return;
      if (taken) await rm(path, { force: true }); // a link that leads nowhere
      if (index === attempts.length - 1) throw error;
    }
  }
}
