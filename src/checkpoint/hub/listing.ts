/**
 * What a repository on the hub holds: one request gives its commit and, for each file, size and hash. The answer is
 * checked before it is believed, and cut down to the files that Vouch reads. HTTP failures become sentences that say
 * what to do. Source: the hub's `/api/models/{id}/revision/{revision}?blobs=true`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, ResourceError } from '../../base/errors.ts';
import { asList, asNumber, asObject, asString, isObject, parseJsonObject } from '../../base/json.ts';
import { huggingFaceHome } from '../places.ts';
import { request } from './request.ts';
import { formatRepository, hubPath, isCommit, type Repository } from './repository.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where to ask and as whom. */
export interface HubAccess {
  readonly endpoint: string;
  readonly token: string | null;
  /** True: no request may be made. */
  readonly offline: boolean;
}

export interface HubFile {
  readonly path: string;
  readonly size: number;
  /** Large files have the SHA-256 of their contents, others git's SHA-1 of a blob. */
  readonly hash: { readonly kind: 'sha256' | 'git-sha1'; readonly hex: string };
}

export interface HubListing {
  readonly commit: string;
  readonly files: readonly HubFile[];
}

const yes = (value: string | undefined): boolean => /^(?:1|on|yes|true)$/i.test(value ?? '');

/** `HF_ENDPOINT`, `HF_TOKEN` (or the token that Python's login stored) and `HF_HUB_OFFLINE`. */
export async function hubAccess(environment: Environment = process.env): Promise<HubAccess> {
  const endpoint = environment['HF_ENDPOINT'];
  return {
    endpoint: (endpoint === undefined || endpoint === '' ? 'https://huggingface.co' : endpoint).replace(
      /\/+$/,
      '',
    ),
    token: environment['HF_TOKEN']?.trim() || (await storedToken(environment)),
    offline: yes(environment['HF_HUB_OFFLINE']) || yes(environment['TRANSFORMERS_OFFLINE']),
  };
}

async function storedToken(environment: Environment): Promise<string | null> {
  if (yes(environment['HF_HUB_DISABLE_IMPLICIT_TOKEN'])) return null;
  const path = environment['HF_TOKEN_PATH'] ?? join(huggingFaceHome(environment), 'token');
  try {
    return (await readFile(path, 'utf8')).trim() || null;
  } catch {
    return null; // not logged in
  }
}

export function authorization(access: HubAccess): Record<string, string> {
  return access.token === null ? {} : { authorization: `Bearer ${access.token}` };
}

/** The commit of a revision and the files of it that are needed. Throws `InputError` or `ResourceError`. */
export async function listRepository(
  repository: Repository,
  access: HubAccess,
  signal?: AbortSignal,
): Promise<HubListing> {
  const { owner, name, revision, kind } = repository;
  const url = `${access.endpoint}/api/${kind === 'dataset' ? 'datasets' : 'models'}/${owner}/${name}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const response = await request(url, { headers: authorization(access), ...(signal && { signal }) });
  if (!response.ok) throw await failure(response, repository, access);
  const place = `${access.endpoint}: ${formatRepository(repository)}`;
  const json = parseJsonObject(await response.text(), place);
  const commit = asString(json['sha'], `${place}: sha`);
  if (!isCommit(commit)) throw new InputError(`${place}: expected a commit, got ${JSON.stringify(commit)}`);
  const files = asList(json['siblings'], `${place}: siblings`, readFileEntry);
  return { commit, files: kind === 'dataset' ? dataFiles(files, repository) : neededFiles(files, place) };
}

function readFileEntry(value: unknown, place: string): HubFile | null {
  const entry = asObject(value, place);
  const path = asString(entry['rfilename'], `${place}.rfilename`);
  const { lfs, blobId, size } = entry;
  if (isObject(lfs))
    return {
      path,
      size: asNumber(lfs['size'], `${place}.lfs.size`, 0),
      hash: { kind: 'sha256', hex: hex(lfs['sha256'] ?? lfs['oid'], 64, `${place}.lfs.sha256`) },
    };
  if (blobId === undefined || blobId === null) return null;
  return {
    path,
    size: asNumber(size, `${place}.size`, 0),
    hash: { kind: 'git-sha1', hex: hex(blobId, 40, `${place}.blobId`) },
  };
}

function hex(value: unknown, length: number, place: string): string {
  const text = asString(value, place);
  if (text.length !== length || !/^[0-9a-f]+$/.test(text))
    throw new InputError(`${place}: expected ${length} hexadecimal digits, got ${JSON.stringify(text)}`);
  return text;
}

const SMALL_FILES = new Set([
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'chat_template.jinja',
  'vouch.json',
  'model.safetensors.index.json',
  'adapter_config.json',
  'adapter_model.safetensors',
]);
const WEIGHTS = /^model(?:-\d{5}-of-\d{5})?\.safetensors$/;

/** Rows in formats that can be read; of a data set with splits, those for training where nothing else is asked. */
function dataFiles(entries: readonly (HubFile | null)[], repository: Repository): readonly HubFile[] {
  const all = entries.filter(
    (entry): entry is HubFile => entry !== null && /\.(?:jsonl|parquet)$/.test(entry.path),
  );
  const { path } = repository;
  const training = all.filter((file) => /train/.test(file.path));
  const wanted =
    path === undefined
      ? training.length > 0
        ? training
        : all
      : all.filter((file) => file.path.startsWith(path));
  if (wanted.length === 0)
    throw new InputError(
      `${formatRepository(repository)}: expected .jsonl or .parquet files${path === undefined ? '' : ` under ${path}`}, got ${all.length} others; name them as owner/name:PATH`,
    );
  return wanted;
}

function neededFiles(entries: readonly (HubFile | null)[], place: string): readonly HubFile[] {
  const files = entries.filter((entry): entry is HubFile => entry !== null);
  const needed = files.filter(({ path }) => SMALL_FILES.has(path) || WEIGHTS.test(path));
  const paths = new Set(needed.map(({ path }) => path));
  if (paths.has('adapter_config.json') && paths.has('adapter_model.safetensors')) return needed;
  if (files.length === 0 && entries.length > 0)
    throw new InputError(`${place}: expected hashes of the files, got none; use an endpoint that gives them`);
  for (const [there, what] of [
    [paths.has('config.json'), 'config.json'],
    [paths.has('tokenizer.json'), 'tokenizer.json'],
    [needed.some(({ path }) => WEIGHTS.test(path)), 'weights in model.safetensors (or its shards)'],
  ] as const)
    if (!there)
      throw new InputError(
        `${place}: expected ${what}, got none; choose a repository in transformers' format`,
      );
  return needed;
}

/** Why the hub refused, and what helps. */
export async function failure(
  response: Response,
  repository: Repository,
  access: HubAccess,
): Promise<InputError | ResourceError> {
  const id = formatRepository(repository);
  const said =
    response.headers.get('x-error-message') ?? (await response.text().catch(() => '')).slice(0, 200);
  const answer = `got ${response.status}${said === '' ? '' : ` (${said.replaceAll(/\s+/g, ' ').trim()})`}`;
  const page = `${access.endpoint}/${hubPath(repository)}`;
  const what = repository.kind === 'dataset' ? 'data set' : 'model';
  if (response.status === 401)
    return new InputError(
      access.token === null
        ? `${id}: expected to be let in, ${answer}; there is no such public ${what}, or it needs a token: set HF_TOKEN`
        : `${id}: expected to be let in, ${answer}; there is no such ${what}, or the token in HF_TOKEN does not open it`,
    );
  if (response.status === 403)
    return new InputError(
      `${id}: expected to be let in, ${answer}; its makers ask you to accept terms first: ${page} (and set HF_TOKEN)`,
    );
  if (response.status === 404)
    return new InputError(`${id}: expected a ${what}, ${answer}; check the name and the revision at ${page}`);
  return new ResourceError(`${id}: expected the hub to answer, ${answer}; try again later`);
}
