/** The version of this Vouch, from the package that the bundle (in `dist/`) or this source (in `src/cli/`) lies in. */
import { readFileSync } from 'node:fs';
import { isObject } from '../base/json.ts';

/** For example `0.1.0`; `unknown` where there is no package around. `from` is a module's URL. */
export function versionFrom(from: string = import.meta.url): string {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(up, from), 'utf8'));
      if (isObject(manifest) && manifest['name'] === 'vouch' && typeof manifest['version'] === 'string')
        return manifest['version'];
    } catch {
      // Not there: one folder further up.
    }
  }
  return 'unknown';
}
