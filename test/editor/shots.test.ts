/**
 * The pictures of the guide against the extension as it is: the same states again, compared pixel by pixel. What
 * depends on the clock (times, tokens a second) is a few dozen pixels; a changed colour, a moved block or a broken
 * page is many more.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patience, root, type Editor } from './driver.ts';
import { pixelDifference } from './pixels.ts';
import { accessibilityFaults, openForSurfaces, surfaces } from './surfaces.ts';

/** The share of pixels of the whole window that may differ. */
const tolerance = 0.02;
/** The states that the embedded model's processor-dependent roundings cannot change. */
const compared = ['declined', 'solution', 'hint'];

let editor: Editor;
beforeAll(async () => {
  editor = await openForSurfaces('dark');
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

describe('the pictures under docs/screenshots', () => {
  for (const name of compared) {
    it(`show ${name} as it is, without a fault of accessibility`, patience, async () => {
      const surface = surfaces.find((known) => known.name === name);
      await surface?.show(editor);
      const now = await editor.page.screenshot();
      expect(await accessibilityFaults(editor)).toEqual([]);
      const kept = readFileSync(join(root, 'docs/screenshots', `${name}-dark.png`));
      expect(await pixelDifference(editor.page, now, kept)).toBeLessThan(tolerance);
    });
  }
});
