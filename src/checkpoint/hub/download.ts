/**
 * One file from the hub into a blob of the cache: resumed where it broke off, retried when the line is cut or goes
 * silent, and given its name only when size and hash are right. What is unfinished has another name, so that no
 * reader takes it for the file. Knows nothing of repositories.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat, truncate } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { CancelledError, InputError, ResourceError, throwIfAborted } from '../../base/errors.ts';
import type { HubFile } from './listing.ts';
import { request } from './request.ts';

export interface DownloadOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of this file that are on the disk by now. */
  readonly onBytes?: (bytes: number) => void;
  /** A line that says nothing for so long is taken for cut (default 30 s). */
  readonly idleTimeoutMs?: number | undefined;
  /** First pause before a new attempt; doubles each time (default 1 s). */
  readonly retryDelayMs?: number | undefined;
  /** Turns a refusal (401, 403, 404) into the error to throw. */
  readonly refused: (response: Response) => Promise<Error>;
}

/** Attempts without a new byte before giving up. */
const ATTEMPTS = 5;

/** The name of an unfinished blob. */
export const partialPath = (blob: string): string => `${blob}.vouch-partial`;

/** Downloads `file` from `url` to the path `blob`. Throws what `refused` gives, `ResourceError` or `InputError`. */
export async function downloadBlob(
  url: string,
  file: HubFile,
  blob: string,
  options: DownloadOptions,
): Promise<void> {
  const partial = partialPath(blob);
  let failures = 0;
  let startedOver = false;
  for (let last = -1; ;) {
    throwIfAborted(options.signal);
    const before = await sizeOf(partial);
    if (before > last) failures = 0;
    last = before;
    try {
      const hash = await transfer(url, file, partial, options);
      if (hash === file.hash.hex) break;
      await rm(partial, { force: true });
      if (before === 0 || startedOver)
        throw new InputError(
          `${file.path}: expected ${file.size} bytes with ${file.hash.kind} ${file.hash.hex}, got ${hash}; the download was damaged or changed on its way and has been deleted: try again`,
        );
      startedOver = true; // What was there from an earlier attempt may be the wrong part.
    } catch (error) {
      if (options.signal?.aborted === true) throw new CancelledError();
      if (!(error instanceof BrokenLine)) throw error;
      if (++failures >= ATTEMPTS)
        throw new ResourceError(
          `${file.path}: expected ${file.size} bytes, got ${await sizeOf(partial)} in ${ATTEMPTS} attempts (${error.message}); what has come is kept: run the same command again`,
        );
      await pause((options.retryDelayMs ?? 1000) * 2 ** (failures - 1), options.signal);
    }
  }
  await rename(partial, blob);
}

/** The connection failed in a way that a new attempt may mend. */
class BrokenLine extends Error {
  override readonly name = 'BrokenLine';
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch {
    throw new CancelledError();
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Brings the partial file to its full size; the result is the hash of all of it. */
async function transfer(
  url: string,
  file: HubFile,
  partial: string,
  options: DownloadOptions,
): Promise<string> {
  let start = await sizeOf(partial);
  if (start > file.size) {
    await truncate(partial, 0);
    start = 0;
  }
  if (start === file.size && start > 0) return (await hashOf(partial, file)).digest('hex');
  const line = new AbortController();
  const abort = (): void => {
    line.abort();
  };
  options.signal?.addEventListener('abort', abort, { once: true });
  const silence = setTimeout(abort, options.idleTimeoutMs ?? 30_000);
  try {
    const response = await openAt(url, start, line.signal, options);
    if (response.status === 200 && start > 0) {
      await truncate(partial, 0); // The server does not resume: from the start.
      start = 0;
    }
    const hash = start === 0 ? newHash(file) : await hashOf(partial, file);
    return await append(response, { file, partial, start, hash, silence, options });
  } catch (error) {
    if (!line.signal.aborted || options.signal?.aborted === true) throw error;
    throw new BrokenLine('the line went silent');
  } finally {
    clearTimeout(silence);
    options.signal?.removeEventListener('abort', abort);
  }
}

async function openAt(
  url: string,
  start: number,
  signal: AbortSignal,
  options: DownloadOptions,
): Promise<Response> {
  const headers = {
    ...options.headers,
    'accept-encoding': 'identity',
    ...(start > 0 ? { range: `bytes=${start}-` } : {}),
  };
  let response: Response;
  try {
    response = await request(url, { headers, signal });
  } catch (error) {
    if (error instanceof ResourceError) throw new BrokenLine(error.message);
    throw error;
  }
  if (response.status === 200) return response;
  if (
    response.status === 206 &&
    response.headers.get('content-range')?.startsWith(`bytes ${start}-`) === true
  )
    return response;
  if (response.status >= 500 || [206, 408, 416, 429].includes(response.status)) {
    await response.body?.cancel();
    throw new BrokenLine(`the server answered ${response.status}`);
  }
  throw await options.refused(response);
}

interface Append {
  readonly file: HubFile;
  readonly partial: string;
  readonly start: number;
  readonly hash: Hash;
  readonly silence: NodeJS.Timeout;
  readonly options: DownloadOptions;
}

async function append(
  response: Response,
  { file, partial, start, hash, silence, options }: Append,
): Promise<string> {
  const target = await open(partial, start === 0 ? 'w' : 'a');
  let size = start;
  try {
    for await (const chunk of bodyOf(response)) {
      silence.refresh();
      if (size + chunk.length > file.size) return 'more bytes';
      await target.writeFile(chunk);
      hash.update(chunk);
      size += chunk.length;
      options.onBytes?.(size);
    }
    await target.sync();
  } finally {
    await target.close();
  }
  if (size !== file.size) throw new BrokenLine(`the line was cut after ${size} bytes`);
  return hash.digest('hex');
}

/** The body's chunks; a connection that breaks while they come is a {@link BrokenLine}. */
async function* bodyOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new BrokenLine(error instanceof Error ? error.message : String(error));
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function newHash({ size, hash }: HubFile): Hash {
  if (hash.kind === 'sha256') return createHash('sha256');
  return createHash('sha1').update(`blob ${size}\0`);
}

async function hashOf(path: string, file: HubFile): Promise<Hash> {
  const hash = newHash(file);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash;
}
