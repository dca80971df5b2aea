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
/** A hover that a busy window has taken away does not come back by itself: a surface is then shown anew. */
const shows = 3;

/** Null where a surface comes to look as its kept picture; else what differs. */
async function differenceOf(shot: RegionShot): Promise<string | null> {
  let difference: string | null = null;
  for (let show = 0; show < shows; show += 1) {
    await showroom.show(shot);
    for (let look = 0; look < 10; look += 1) {
      const actual = await showroom.picture(shot);
      difference = await compareWithKept(showroom.editor.page, keptPicture(shot.name), actual);
      if (difference === null) return null;
      await showroom.editor.page.waitForTimeout(1000);
    }
  }
  return difference;
}

async function cellsOf(shot: RegionShot, css = ''): Promise<number> {
  const actual = await showroom.picture(shot, css);
  return differentCells(showroom.editor.page, keptPicture(shot.name), actual);
}

describe('the surfaces', () => {
  it.each(regionShots)('look as in the picture $name', patience, async (shot) => {
    expect(await differenceOf(shot)).toBeNull();
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
    expect(await differenceOf(shot)).toBeNull();
  });

  /** The smallest things that somebody could change without meaning to. */
  const disturbances = [
    ['folder-light', 'a table in smaller letters', 'table { font-size: 0.95em; }'],
    ['models-light', 'an icon that is gone', '.quick-input-widget .codicon { visibility: hidden; }'],
  ] as const;
  it.each(disturbances)('notices on %s %s', patience, async (name, _what, css) => {
    const shot = shotOf(name);
    expect(await differenceOf(shot)).toBeNull();
    expect(await cellsOf(shot, css)).toBeGreaterThan(tolerance);
  });
});
