/**
 * The surfaces of the editor's own workbench against their kept pictures (test/data/surfaces): diagnostics, report,
 * notebook, list of models, plan, settings and walkthrough, in light, dark and high contrast, compared cell by cell.
 * No picture holds what a model writes or a clock tells.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patience } from './driver.ts';
import { compareWithKept, differentCells, tolerance } from './kept.ts';
import { regionsFolder, regionShots, Showroom, type RegionShot } from './regions.ts';

let showroom: Showroom;
beforeAll(async () => {
  showroom = await Showroom.open();
}, patience.timeout);
afterAll(async () => {
  await showroom.close();
});

const keptPicture = (name: string): string => join(regionsFolder, `${name}.png`);
/** What the editor draws late (a font, a colour of the new theme) has so long to come. */
const late = { timeout: 30_000, interval: 1000 };

async function cellsOf(shot: RegionShot, css = ''): Promise<number> {
  const actual = await showroom.picture(shot, css);
  return differentCells(showroom.editor.page, keptPicture(shot.name), actual);
}

describe('the surfaces', () => {
  it.each(regionShots)('look as in the picture $name', patience, async (shot) => {
    await showroom.show(shot);
    const difference = async (): Promise<string | null> =>
      compareWithKept(showroom.editor.page, keptPicture(shot.name), await showroom.picture(shot));
    await expect.poll(difference, late).toBeNull();
  });
});

describe('the comparison', () => {
  const shotOf = (name: string): RegionShot => {
    const shot = regionShots.find((one) => one.name === name);
    if (shot === undefined) throw new Error(`regions: expected a shot ${name}, got none`);
    return shot;
  };

  it('notices one of the theme’s colours in another tone', patience, async () => {
    const shot = shotOf('verify-light');
    await showroom.show(shot, { 'editorError.foreground': '#1a85ff' });
    await expect.poll(() => cellsOf(shot), late).toBeGreaterThan(tolerance);
    await showroom.show(shot);
    await expect.poll(() => cellsOf(shot), late).toBeLessThanOrEqual(tolerance);
  });

  /** The smallest things that somebody could change without meaning to. */
  const disturbances = [
    ['verify-light', 'a lens three pixels lower', '.codelens-decoration { top: 3px; position: relative; }'],
    ['folder-light', 'a table in smaller letters', 'table { font-size: 0.95em; }'],
    ['models-light', 'an icon that is gone', '.quick-input-widget .codicon { visibility: hidden; }'],
  ] as const;
  it.each(disturbances)('notices on %s %s', patience, async (name, _what, css) => {
    const shot = shotOf(name);
    await showroom.show(shot);
    await expect.poll(() => cellsOf(shot), late).toBeLessThanOrEqual(tolerance);
    expect(await cellsOf(shot, css)).toBeGreaterThan(tolerance);
  });
});
