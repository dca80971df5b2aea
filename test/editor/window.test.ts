/** Restricted Mode, reloads and several windows in the real editor. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

let editor: Editor | undefined;
afterEach(async () => {
  await editor?.close();
  editor = undefined;
});

describe('a window', () => {
  it('in Restricted Mode solves with the user’s settings and ignores the workspace’s', patience, async () => {
    editor = await Editor.open({
      trust: true,
      settings: { 'vouch.seed': 0, 'vouch.samples': 4 },
      prepare: (workspace) => {
        mkdirSync(join(workspace, '.vscode'), { recursive: true });
        writeFileSync(
          join(workspace, '.vscode/settings.json'),
          JSON.stringify({ 'vouch.model': '/tmp/of-the-workspace', 'vouch.samples': 2, 'vouch.seed': 99 }),
        );
      },
    });
    await editor.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await editor.solve('equations.md', 7);
    const footer = editor.panel().locator('footer', { hasText: '4 attempts' });
    await footer.waitFor();
    const facts = await footer.innerText();
    expect(facts).toContain('vouch-mini');
    expect(facts).toContain('seed 0');
  });

  it(
    'brings its panels back after a reload: a solution, a list of problems, an annotation',
    patience,
    async () => {
      editor = await Editor.open({ settings: { 'vouch.seed': 0, 'vouch.samples': 4 } });
      await editor.solve('equations.md', 7);
      await editor.panel().locator('footer', { hasText: 'attempts' }).waitFor();
      await editor.run('Vouch: Solve All Problems of This File');
      await editor.panel().locator('.batch p[role=status]', { hasText: 'trusted answer' }).waitFor();
      await editor.reload();
      await editor.panel().locator('.batch-item.done').first().waitFor();
      await editor.openFile('solutions.jsonl');
      await editor.run('Vouch: Annotate File');
      await editor.panel().locator('.step-pick').first().waitFor();
      await editor.reload();
      await editor.anyPanelShows('.step-pick');
    },
  );

  it('solves beside another window, each with its own model process', patience, async () => {
    editor = await Editor.open({ settings: { 'vouch.seed': 0, 'vouch.samples': 4 } });
    const other = await editor.anotherWindow();
    for (const window of [editor, other]) {
      await window.solve('equations.md', 7);
    }
    for (const window of [editor, other]) {
      await window.panel().locator('footer', { hasText: 'attempts' }).waitFor();
    }
    expect(editor.modelProcesses()).toHaveLength(2);
  });
});
