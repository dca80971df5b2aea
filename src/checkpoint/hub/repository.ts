/**
 * Names on the Hugging Face hub: `owner/name@revision`, and the folder that a repository has in the shared cache.
 * Layout: huggingface_hub's `models--owner--name/{refs,blobs,snapshots}`. Pure; touches neither disk nor network.
 */
import { InputError } from '../../base/errors.ts';

export interface Repository {
  readonly owner: string;
  readonly name: string;
  /** A branch, a tag or a commit; `main` where none is given. */
  readonly revision: string;
  /** A data set; a model by default. */
  readonly kind?: 'dataset';
  /** Of a data set: which files, by the beginning of their paths; default: all of its data. */
  readonly path?: string;
}

const PART = /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/;
const REVISION = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/;

/** Reads `owner/name` or `owner/name@revision`; null for text that has another form. */
export function tryParseRepository(text: string): Repository | null {
  const [id, revision = 'main', ...more] = text.split('@');
  const [owner, name, ...rest] = (id ?? '').split('/');
  if (more.length > 0 || rest.length > 0 || owner === undefined || name === undefined) return null;
  if (!PART.test(owner) || !PART.test(name) || name.includes('--') || owner.includes('--')) return null;
  if (!REVISION.test(revision) || revision.includes('..') || revision.endsWith('/')) return null;
  return { owner, name, revision };
}

/** As {@link tryParseRepository}, but throws `InputError`. */
export function parseRepository(text: string): Repository {
  const repository = tryParseRepository(text);
  if (repository === null)
    throw new InputError(
      `model: expected owner/name or owner/name@revision, got ${JSON.stringify(text)}; for example HuggingFaceTB/SmolLM2-135M-Instruct`,
    );
  return repository;
}

/** Reads `owner/name[@revision][:PATH]` as a data set. Throws `InputError`. */
export function parseDataset(text: string): Repository {
  const at = text.indexOf(':');
  const repository = tryParseRepository(at < 0 ? text : text.slice(0, at));
  if (repository === null)
    throw new InputError(
      `data set: expected owner/name, owner/name@revision or owner/name:PATH, got ${JSON.stringify(text)}; for example openai/gsm8k:main/train`,
    );
  return { ...repository, kind: 'dataset', ...(at < 0 ? {} : { path: text.slice(at + 1) }) };
}

/** Its path on the hub's pages and for its files. */
export function hubPath({ owner, name, kind }: Repository): string {
  return `${kind === 'dataset' ? 'datasets/' : ''}${owner}/${name}`;
}

/** `owner/name`, with `@revision` unless it is `main`. */
export function formatRepository({ owner, name, revision }: Repository): string {
  return revision === 'main' ? `${owner}/${name}` : `${owner}/${name}@${revision}`;
}

/** Folder name in the cache: `models--owner--name`, `datasets--owner--name`. */
export function cacheFolderName({ owner, name, kind }: Pick<Repository, 'owner' | 'name' | 'kind'>): string {
  return `${kind === 'dataset' ? 'datasets' : 'models'}--${owner}--${name}`;
}

/** The repository of a cache folder, or null if the folder is none of a model. */
export function repositoryOfFolder(folder: string): { readonly owner: string; readonly name: string } | null {
  const [kind, owner, name, ...rest] = folder.split('--');
  return kind === 'models' && owner && name && rest.length === 0 ? { owner, name } : null;
}

export const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);
