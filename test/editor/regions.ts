/**
 * The surfaces of the editor's own workbench (diagnostics, reports, lists, settings, walkthrough) as pictures that can
 * be compared: of each the region that `surfaces.ts` names, in all themes, taken one after the other in one window
 * whose model and folders are the same on every machine, and which is tidied up before each. The panels have their own,
 * from recorded states: `replay.ts`.
 */
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { root, type Editor } from './driver.ts';
import { dress, hideSideBar, openForSurfaces, themes, tidy, type ThemeName } from './look.ts';
import { surfaces, type Region, type Surface } from './surfaces.ts';

export const regionsFolder = join(root, 'test/data/surfaces');

export interface RegionShot {
  /** Also the name of its file in `regionsFolder`. */
  readonly name: string;
  readonly surface: Surface;
  readonly region: Region;
  readonly theme: ThemeName;
}

export const regionShots: readonly RegionShot[] = (Object.keys(themes) as ThemeName[]).flatMap((theme) =>
  surfaces.flatMap((surface) => {
    const { name, region } = surface;
    return region === undefined ? [] : [{ name: `${name}-${theme}`, surface, region, theme }];
  }),
);

/** What the editor draws at its own times: carets, scroll bars that fade, the mark of the line with the cursor. */
const unsteady = `
  .monaco-editor .cursor, .scrollbar, .sash, .notifications-toasts { visibility: hidden !important; }
  * { caret-color: transparent !important; }`;

export class Showroom {
  readonly editor: Editor;

  private constructor(editor: Editor) {
    this.editor = editor;
  }

  static async open(): Promise<Showroom> {
    // Settings in a tab: as a dialog they have a size of their own making.
    const editor = await openForSurfaces('light', { settings: { 'workbench.editor.useModal': 'off' } });
    await hideSideBar(editor);
    return new Showroom(editor);
  }

  /** Brings a surface onto the screen, in its theme; `colours` replaces some of the theme's. */
  async show(shot: RegionShot, colours: Readonly<Record<string, string>> = {}): Promise<void> {
    await tidy(this.editor);
    await dress(this.editor, shot.theme, { 'workbench.colorCustomizations': colours });
    await (shot.region.show ?? shot.surface.show)(this.editor);
    if (shot.region.still !== undefined) await this.editor.page.evaluate(shot.region.still);
  }

  /** The region as PNG, as soon as two pictures in a row are the same. `css` disturbs it, for the comparison's trial. */
  async picture({ region, name }: RegionShot, css = ''): Promise<Buffer> {
    const { page } = this.editor;
    const blank = (region.blank ?? []).map((selector) => `${selector} { visibility: hidden !important; }`);
    const style = [unsteady, ...blank, css].join('\n');
    let before: Buffer = Buffer.alloc(0);
    for (let attempt = 0; attempt < 40; attempt += 1) {
      const clip = await this.#rectangle(region.around);
      const now = await page.screenshot({ clip, style, animations: 'disabled' });
      if (before.equals(now)) return now;
      before = now;
      await page.waitForTimeout(250);
    }
    throw new Error(`regions: expected ${name} to come to rest, got another picture each time`);
  }

  async close(): Promise<void> {
    await this.editor.close();
  }

  /** The smallest rectangle of whole pixels around what is shown. */
  async #rectangle(selectors: readonly string[]): Promise<Rectangle> {
    const boxes = await Promise.all(
      selectors.map((selector) => this.#box(this.editor.page.locator(selector))),
    );
    const x = Math.ceil(Math.min(...boxes.map((box) => box.x)));
    const y = Math.ceil(Math.min(...boxes.map((box) => box.y)));
    const right = Math.floor(Math.max(...boxes.map((box) => box.x + box.width)));
    const bottom = Math.floor(Math.max(...boxes.map((box) => box.y + box.height)));
    return { x, y, width: right - x, height: bottom - y };
  }

  async #box(locator: Locator): Promise<Rectangle> {
    const box = await locator.locator('visible=true').first().boundingBox();
    if (box === null) throw new Error('regions: expected what is pictured to be in sight, got nothing');
    return box;
  }
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
