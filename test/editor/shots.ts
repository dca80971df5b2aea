/**
 * `npm run shots`: pictures of every surface in light, dark and high contrast, wide and narrow, from the packaged
 * extension in the real editor with the embedded model, into docs/screenshots. `--only light` takes one theme,
 * `--surface solution` one surface, `--out DIR` another folder. Each webview is held against axe-core's rules on the
 * way: a finding is printed and fails the command. `--replayed` instead keeps the pictures with which the tests compare:
 * the panels' recorded states and the regions of the other surfaces. Look at them before they are committed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, type Editor } from './driver.ts';
import { openForSurfaces, themes, tidy, type ThemeName } from './look.ts';
import { picturesFolder, shots } from './recorded.ts';
import { regionsFolder, regionShots, Showroom } from './regions.ts';
import { Stage } from './replay.ts';
import { accessibilityFaults, surfaces, type Surface } from './surfaces.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    surface: { type: 'string' },
    out: { type: 'string' },
    'skip-package': { type: 'boolean', default: false },
    replayed: { type: 'boolean', default: false },
  },
});
const out = values.out ?? join(root, 'docs/screenshots');
/** The surfaces that are worth a look in a narrow window. */
const narrow = new Set(['declined', 'solution', 'attempt', 'file', 'annotation']);

async function take(editor: Editor, file: string): Promise<void> {
  if ((await editor.page.locator('.notification-toast').count()) > 0)
    await editor.run('Notifications: Clear All Notifications');
  // A formula without its font is a gap.
  const panels = editor.page.locator('iframe.webview.ready[src*="extensionId=vouch"]');
  if ((await panels.count()) > 0)
    await editor
      .panel()
      .locator('body')
      .evaluate<unknown, undefined>('document.fonts.ready.then(() => null)', undefined);
  await editor.page.screenshot({ path: join(out, file) });
  console.log(file);
}

/** One surface: its state, its picture, its accessibility. Returns the number of faults. */
async function picture(
  editor: Editor,
  surface: Surface,
  label: string,
  names: ReadonlySet<string>,
): Promise<number> {
  await surface.show(editor);
  let found: readonly string[] = [];
  if (names.has(surface.name)) {
    await take(editor, `${surface.name}-${label}.png`);
    found = surface.webview ? await accessibilityFaults(editor) : [];
    for (const fault of found) console.error(`${surface.name}, ${label}: ${fault}`);
  }
  await surface.leave?.(editor);
  return found.length;
}

async function pictures(theme: ThemeName, width: number, names: ReadonlySet<string>): Promise<number> {
  const editor = await openForSurfaces(theme, { width });
  let faults = 0;
  try {
    for (const surface of surfaces) {
      // Later states build on earlier ones, so all are visited, wanted or not; one that fails costs itself alone.
      try {
        faults += await picture(editor, surface, `${theme}${width < 1000 ? '-narrow' : ''}`, names);
      } catch (error) {
        console.error(`${surface.name}, ${theme}: ${String(error).split('\n')[0] ?? ''}`);
        faults += 1;
        await tidy(editor);
      }
    }
  } finally {
    await editor.close();
  }
  return faults;
}

/** Whether `--only` and `--surface` leave this one in. */
function isWanted(theme: ThemeName, surface: string): boolean {
  return (values.only ?? theme) === theme && (values.surface ?? surface) === surface;
}

function keep(folder: string, name: string, picture: Buffer): void {
  mkdirSync(values.out ?? folder, { recursive: true });
  writeFileSync(join(values.out ?? folder, `${name}.png`), picture);
  console.log(name);
}

/** The pictures that the tests compare with: the panels' recorded states. */
async function keepReplayed(): Promise<void> {
  const wanted = shots.filter(({ theme, scene }) => isWanted(theme, scene.name));
  if (wanted.length === 0) return;
  const stage = await Stage.open('light');
  try {
    for (const shot of wanted) {
      await stage.show(shot);
      keep(picturesFolder, shot.name, await stage.picture());
    }
  } finally {
    await stage.close();
  }
}

/** The pictures that the tests compare with: the surfaces of the workbench. */
async function keepRegions(): Promise<void> {
  const wanted = regionShots.filter(({ theme, surface }) => isWanted(theme, surface.name));
  if (wanted.length === 0) return;
  const showroom = await Showroom.open();
  try {
    for (const shot of wanted) {
      await showroom.show(shot);
      keep(regionsFolder, shot.name, await showroom.picture(shot));
    }
  } finally {
    await showroom.close();
  }
}

async function main(): Promise<void> {
  if (!values['skip-package']) {
    const packed = spawnSync(process.execPath, ['scripts/package.mjs'], { cwd: root, stdio: 'inherit' });
    if (packed.status !== 0) throw new Error('shots: the VSIX could not be made; run: npm run package');
  }
  if (values.replayed) {
    await keepReplayed();
    await keepRegions();
    return;
  }
  mkdirSync(out, { recursive: true });
  const all = new Set(surfaces.map(({ name }) => name).filter((name) => (values.surface ?? name) === name));
  let faults = 0;
  for (const theme of Object.keys(themes) as ThemeName[]) {
    if (values.only !== undefined && values.only !== theme) continue;
    faults += await pictures(theme, 1280, all);
  }
  if (values.only === undefined || values.only === 'dark')
    faults += await pictures('dark', 820, new Set([...narrow].filter((name) => all.has(name))));
  console.log(`${faults} faults`);
  if (faults > 0) process.exitCode = 1;
}

await main();
