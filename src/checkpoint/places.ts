/**
 * Where models lie on this machine: the Hugging Face cache, shared with Python tools and found by their rules, and
 * Vouch's own folder for models that were imported. Reads the environment it is given and nothing else.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const expandHome = (path: string): string => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);

/** The folder that holds `models--owner--name` folders: `HF_HUB_CACHE`, or `hub` in `HF_HOME`. */
export function hubCacheFolder(environment: Environment = process.env): string {
  const named = environment['HF_HUB_CACHE'] ?? environment['HUGGINGFACE_HUB_CACHE'];
  if (named !== undefined && named !== '') return expandHome(named);
  return join(huggingFaceHome(environment), 'hub');
}

/** `HF_HOME`, or `huggingface` in `XDG_CACHE_HOME`, or `~/.cache/huggingface`. */
export function huggingFaceHome(environment: Environment = process.env): string {
  const home = environment['HF_HOME'];
  if (home !== undefined && home !== '') return expandHome(home);
  return join(cacheHome(environment), 'huggingface');
}

function cacheHome(environment: Environment): string {
  const cache = environment['XDG_CACHE_HOME'];
  return cache !== undefined && cache !== '' ? expandHome(cache) : join(homedir(), '.cache');
}

/** Vouch's own cache: `VOUCH_HOME`, or `vouch` in `XDG_CACHE_HOME`, or `~/.cache/vouch`. */
export function vouchHome(environment: Environment = process.env): string {
  const home = environment['VOUCH_HOME'];
  return home !== undefined && home !== '' ? expandHome(home) : join(cacheHome(environment), 'vouch');
}

/** Imported models, one folder each. */
export function importedModelsFolder(environment: Environment = process.env): string {
  return join(vouchHome(environment), 'models');
}
