/**
 * The pictures of the guide against the extension as it is: the same states again in every theme, compared pixel by
 * pixel. No model takes part: what the panel shows of solved problems is recorded (`npm run shots:record`). A changed
 * colour, a moved block or a broken page is far more than the tolerance; anti-aliasing is far less.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patience, root, type Editor } from './driver.ts';
import { pixelDifference } from './pixels.ts';
import {
  accessibilityFaults,
  openForSurfaces,
  setTheme,
  surfaces,
  themes,
  type ThemeName,
} from './surfaces.ts';

/** The share of pixels of the whole window that may differ. */
const tolerance = 0.02;
/** All states up to the last one that is compared, as each is reached from the one before it. */
const compared = ['declined', 'solution', 'hint', 'attempt', 'abstention', 'history', 'verify'];
const different = join(root, 'node_modules/.cache/vouch/shots');

let editor: Editor;
beforeAll(async () => {
  editor = await openForSurfaces('light');
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

/** How far the window is from the kept picture, in [0, 1]; one that is too far is left to be looked at. */
async function difference(name: string): Promise<number> {
  const now = await editor.page.screenshot();
  const kept = readFileSync(join(root, 'docs/screenshots', `${name}.png`));
  const share = await pixelDifference(editor.page, now, kept);
  if (share < tolerance) return share;
  mkdirSync(different, { recursive: true });
  writeFileSync(join(different, `${name}.png`), now);
  return share;
}

describe('the pictures under docs/screenshots', () => {
  for (const name of compared) {
    it(`show ${name} as it is in every theme, without a fault of accessibility`, patience, async () => {
      const surface = surfaces.find((known) => known.name === name);
      await surface?.show(editor);
      const found: Record<string, number> = {};
      for (const theme of Object.keys(themes) as ThemeName[]) {
        await setTheme(editor, theme);
        await surface?.again?.(editor);
        found[theme] = await difference(`${name}-${theme}`);
        if (surface?.webview === true) expect(await accessibilityFaults(editor)).toEqual([]);
      }
      await surface?.leave?.(editor);
      for (const share of Object.values(found)) expect(share, JSON.stringify(found)).toBeLessThan(tolerance);
    });
  }
});
