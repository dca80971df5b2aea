/** From where a solve or a check is started: key, context menu, lens, title bar, a selection. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    settings: { 'vouch.seed': 0, 'vouch.samples': 4 },
    prepare: (workspace) => {
      writeFileSync(join(workspace, 'notes.txt'), 'Nothing is labelled here, but 7 + 8 is asked.\n');
      writeFileSync(join(workspace, 'lines.md'), 'Some notes.\n\n$2x + 1 = 9$\n\n$2x = 10$\n');
    },
  });
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

/** Waits until the panel has solved the problem with these words in it. */
async function isSolved(problem: string | RegExp): Promise<void> {
  const panel = editor.panel();
  await panel.locator('.problem', { hasText: problem }).waitFor();
  await panel.locator('footer', { hasText: 'attempts' }).waitFor();
}

const lineOf = (text: string) => editor.page.locator('.view-line', { hasText: text }).first();

describe('a solve starts', patience, () => {
  it('by its key, from the problem at the cursor', async () => {
    await editor.openFile('equations.md', 7);
    await editor.page.keyboard.press('Control+Alt+Enter');
    await isSolved('3x+5=20');
  });

  it('from the lens above a problem', async () => {
    await editor.openFile('equations.md', 1);
    await editor.page.locator('.codelens-decoration a', { hasText: 'Solve' }).nth(1).click();
    await isSolved('the sum of its roots');
  });

  it('from the context menu of the text', async () => {
    await editor.openFile('equations.md', 21);
    await lineOf('Natalia sold clips').click({ button: 'right', position: { x: 60, y: 8 } });
    const item = editor.page.locator('.monaco-menu .action-item', { hasText: 'Solve Selected Problem' });
    await item.first().click();
    await isSolved('Natalia sold clips');
  });

  it('from the bar above the document', async () => {
    await editor.openFile('equations.md', 31);
    const button = editor.page.locator('.editor-actions .action-label[aria-label*="Solve Selected Problem"]');
    await button.first().click();
    await isSolved('2(x−3)=10');
  });

  it('from a selection in a text without labels', async () => {
    await editor.openFile('notes.txt', 1, 31);
    for (let letter = 0; letter < '7 + 8'.length; letter += 1)
      await editor.page.keyboard.press('Shift+ArrowRight');
    // By the key: the palette's own Escape would take the selection away.
    await editor.page.keyboard.press('Control+Alt+Enter');
    await isSolved(/7\s*\+\s*8/);
    expect(await editor.panel().locator('.problem').innerText()).not.toContain('asked');
  });
});

describe('a check starts', patience, () => {
  it('by its key, of the lines that are selected in a text without labels', async () => {
    await editor.openFile('lines.md', 3, 1);
    for (const key of ['Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+End'])
      await editor.page.keyboard.press(key);
    await editor.page.locator('.statusbar-item', { hasText: '(23 selected)' }).waitFor();
    await editor.page.keyboard.press('Control+Alt+Shift+Enter');
    await editor.page.locator('.squiggly-error').first().waitFor();
    expect(await editor.page.locator('.squiggly-error').count()).toBe(1);
  });
});
