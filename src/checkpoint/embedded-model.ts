/**
 * The model that ships with Vouch: a folder beside the bundles (or at the root of a clone), so that the first solve
 * needs no network. Knows only where it lies; it is a checkpoint like any other.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const embeddedModelId = 'vouch-mini';

/** The embedded model's folder, or null in a build without its weights. `from` is a module URL, this one's by default. */
export function findEmbeddedModel(from: string = import.meta.url): string | null {
  // A bundle lies in dist/, this source in src/checkpoint/.
  for (const up of ['../', '../../']) {
    const folder = fileURLToPath(new URL(`${up}models/${embeddedModelId}`, from));
    if (existsSync(join(folder, 'model.safetensors'))) return folder;
  }
  return null;
}
