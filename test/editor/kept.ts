/** A picture against the one that is kept of it: how much may differ, and what is left where more does. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from './driver.ts';
import { difference } from './pixels.ts';

/** So many cells of 8 × 8 pixels may differ: fewer than the smallest mark of a step covers. */
export const tolerance = 2;
/** What differs is left here to be looked at. */
const leftFolder = join(root, 'node_modules/.cache/vouch/pictures');

/** How many cells differ from the kept picture. */
export async function differentCells(page: Page, kept: string, actual: Buffer): Promise<number> {
  return (await difference(page, readFileSync(kept), actual)).cells;
}

/**
 * Null where a picture looks as the kept one; else what is different in words, with the places of the actual picture,
 * the expected one and one that shows the difference.
 */
export async function compareWithKept(page: Page, kept: string, actual: Buffer): Promise<string | null> {
  if (!existsSync(kept)) {
    return `${kept}: expected a kept picture, got none; npm run shots -- --replayed makes it: look at it, then commit it`;
  }
  const expected = readFileSync(kept);
  const { cells, picture } = await difference(page, expected, actual);
  if (cells <= tolerance) return null;
  mkdirSync(leftFolder, { recursive: true });
  const name = kept.replace(/^.*[/\\]|\.png$/g, '');
  const pictures = { actual, expected, difference: picture };
  const places = Object.entries(pictures).map(([kind, png]) => {
    const place = join(leftFolder, `${name}.${kind}.png`);
    writeFileSync(place, png);
    return `\n  ${kind}: ${place}`;
  });
  return (
    `${name}: expected at most ${tolerance} different cells, got ${cells}; if the change is meant, ` +
    `npm run shots -- --replayed keeps it${places.join('')}`
  );
}
