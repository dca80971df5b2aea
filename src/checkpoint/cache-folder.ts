/** Where Vouch keeps what it can make again: `VOUCH_CACHE`, or the user's cache folder by the platform's custom. */
import os from 'node:os';
import path from 'node:path';

/** The folder of the cache, which may not exist yet. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment['VOUCH_CACHE'];
  if (own !== undefined && own !== '') return own;
  if (process.platform === 'win32') {
    return path.join(
      environment['LOCALAPPDATA'] ?? path.join(os.homedir(), 'AppData', 'Local'),
      'vouch',
      'cache',
    );
  }
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'vouch');
  return path.join(environment['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'vouch');
}
