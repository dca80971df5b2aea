/** The manifest against itself and against the code: names that resolve, translations that are whole. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const words = (name: string): Record<string, string> => JSON.parse(read(name)) as Record<string, string>;

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly scope?: string; readonly markdownDescription?: string }>
      >;
    };
  };
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const { commands, menus, configuration } = manifest.contributes;

/** Source files below a folder, tests left out. */
function sources(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n');
}

describe('the manifest', () => {
  it('has at most twenty settings, each described', () => {
    const settings = Object.values(configuration.properties);
    expect(settings.length).toBeLessThanOrEqual(20);
    for (const setting of settings) expect(setting.markdownDescription).toMatch(/^%setting\./);
  });

  it('lets no workspace point to a model or a device, and restricts the rest where it matters', () => {
    for (const name of ['vouch.model', 'vouch.device', 'vouch.precision', 'vouch.memoryLimitMb']) {
      expect(configuration.properties[name]?.scope).toBe('machine');
    }
    for (const name of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations) {
      expect(Object.keys(configuration.properties)).toContain(name);
    }
  });

  it('names commands that exist', () => {
    const registered = sources('src/vscode');
    for (const { command } of commands) expect(registered).toContain(`${command.replace('vouch.', '')}:`);
    const known = commands.map(({ command }) => command);
    for (const { command } of Object.values(menus).flat()) expect(known).toContain(command);
  });

  it('resolves every placeholder in English and German, and nothing else', () => {
    const used = new Set([...read('package.json').matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? ''));
    for (const name of ['package.nls.json', 'package.nls.de.json']) {
      expect(new Set(Object.keys(words(name)))).toEqual(used);
    }
  });

  it('translates every text of the extension and the webview, with the same places', () => {
    const german = words('l10n/bundle.l10n.de.json');
    const code = ['src/base', 'src/vscode', 'webview']
      .map(sources)
      .join('\n')
      .replace(/\s*\n\s*/g, ' ');
    const texts = new Set(
      [
        ...code.matchAll(
          /(?:l10n\.t|\bwords)\(\s*(?:calibrated \? )?'((?:[^'\\]|\\.)*)'(?: : '((?:[^'\\]|\\.)*)')?/g,
        ),
      ]
        .flatMap((match) => [match[1], match[2]])
        .filter((text) => text !== undefined)
        .map((text) => text.replaceAll("\\'", "'")),
    );
    expect(texts.size).toBeGreaterThan(50);
    expect([...texts].filter((text) => german[text] === undefined)).toEqual([]);
    const places = (text: string): string => [...text.matchAll(/\{\d\}/g)].map(String).sort().join();
    for (const [text, translation] of Object.entries(german)) expect(places(translation)).toBe(places(text));
  });

  it('has words in every language for what an abstention advises and for why it is one', () => {
    const ends = ['src/search/decide.ts', 'src/features/solve-result.ts'].map(read).join('\n');
    const known = read('webview/panel/abstention-words.ts');
    const advised = [...ends.matchAll(/advice: \[([^\]]*)\]/g)].flatMap(([, list = '']) => [
      ...list.matchAll(/'([^']+)'/g),
    ]);
    expect(advised.length).toBeGreaterThan(10);
    for (const [, phrase = ''] of advised) expect(known).toContain(`'${phrase}'`);
    const reasons = [...ends.matchAll(/'((?:no|none|all|the) [^']{10,})'/g)].map(([, reason = '']) => reason);
    for (const reason of reasons) expect(known).toContain(reason);
  });

  it('has a button for the advice that solves end with, by its very words', () => {
    const ends = ['src/search/decide.ts', 'src/features/solve-result.ts'].map(read).join('\n');
    const table = /remedyOf[^=]*= \{([^}]*)\}/.exec(read('webview/panel/advice.ts'))?.[1] ?? '';
    const phrases = [...table.matchAll(/'(.+?)': '/g)].map((match) => match[1] ?? '');
    expect(phrases.length).toBeGreaterThan(2);
    for (const phrase of phrases) expect(ends).toContain(`'${phrase}'`);
  });
});
