/**
 * `npm run shots`: pictures of every surface in light, dark and high contrast, wide and narrow, from the packaged
 * extension in the real editor with the embedded model, into docs/screenshots. `--only light` takes one theme,
 * `--surface solution,hint` some surfaces, `--out DIR` another folder. Each webview is held against axe-core's rules on the
 * way: a finding is printed and fails the command.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, type Editor } from './driver.ts';
import {
  accessibilityFaults,
  openForSurfaces,
  setTheme,
  surfaces,
  themes,
  type Surface,
  type ThemeName,
} from './surfaces.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    surface: { type: 'string' },
    out: { type: 'string' },
    'skip-package': { type: 'boolean', default: false },
  },
});
const out = values.out ?? join(root, 'docs/screenshots');
/** The surfaces that are worth a look in a narrow window. */
const narrow = new Set(['declined', 'solution', 'attempt', 'file', 'annotation']);

async function take(editor: Editor, file: string): Promise<void> {
  if ((await editor.page.locator('.notification-toast').count()) > 0)
    await editor.run('Notifications: Clear All Notifications');
  await editor.page.screenshot({ path: join(out, file) });
  console.log(file);
}

/** One surface: its state, a picture of it in each theme, its accessibility. Returns the number of faults. */
async function picture(editor: Editor, surface: Surface, looks: Looks): Promise<number> {
  await surface.show(editor);
  let faults = 0;
  for (const theme of looks.wanted.has(surface.name) ? looks.themes : []) {
    if (looks.themes.length > 1) {
      await setTheme(editor, theme);
      await surface.again?.(editor);
    }
    const label = `${theme}${looks.suffix}`;
    await take(editor, `${surface.name}-${label}.png`);
    const found = surface.webview ? await accessibilityFaults(editor) : [];
    for (const fault of found) console.error(`${surface.name}, ${label}: ${fault}`);
    faults += found.length;
  }
  await surface.leave?.(editor);
  return faults;
}

interface Looks {
  readonly themes: readonly ThemeName[];
  /** Surfaces to take; the others are only passed through. */
  readonly wanted: ReadonlySet<string>;
  readonly suffix: string;
}

async function pictures(width: number, looks: Looks): Promise<number> {
  const editor = await openForSurfaces(looks.themes[0] ?? 'dark', { width });
  const last = surfaces.findLastIndex(({ name }) => looks.wanted.has(name));
  let faults = 0;
  try {
    for (const surface of surfaces.slice(0, last + 1)) {
      // Later states build on earlier ones, so all are visited, wanted or not; one that fails costs itself alone.
      try {
        faults += await picture(editor, surface, looks);
      } catch (error) {
        console.error(`${surface.name}: ${String(error).split('\n')[0] ?? ''}`);
        faults += 1;
      }
    }
  } finally {
    await editor.close();
  }
  return faults;
}

async function main(): Promise<void> {
  mkdirSync(out, { recursive: true });
  if (!values['skip-package']) {
    const packed = spawnSync(process.execPath, ['scripts/package.mjs'], { cwd: root, stdio: 'inherit' });
    if (packed.status !== 0) throw new Error('shots: the VSIX could not be made; run: npm run package');
  }
  const named = values.surface?.split(',');
  const wanted = new Set(
    surfaces.map(({ name }) => name).filter((name) => named === undefined || named.includes(name)),
  );
  const known = Object.keys(themes) as ThemeName[];
  const chosen = known.filter((theme) => (values.only ?? theme) === theme);
  if (chosen.length === 0 || wanted.size === 0)
    throw new Error(`shots: expected --only ${known.join('|')} and a surface's name, got none of them`);
  let faults = await pictures(1280, { themes: chosen, wanted, suffix: '' });
  const slim = new Set([...narrow].filter((name) => wanted.has(name)));
  if (chosen.includes('dark') && slim.size > 0)
    faults += await pictures(820, { themes: ['dark'], wanted: slim, suffix: '-narrow' });
  console.log(`${faults} faults`);
  if (faults > 0) process.exitCode = 1;
}

await main();
