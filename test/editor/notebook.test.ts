/** Notebooks in the real editor: a cell's problem is solved, a solution cell is judged by the problem of an earlier one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({ settings: { 'vouch.seed': 0, 'vouch.verify.useModel': false } });
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

describe('notebooks', () => {
  it('solve the problem of a cell and insert a cell below it', patience, async () => {
    await editor.openTab('notebook.ipynb');
    await editor.pressInCell(0, 'Solve Cell');
    const panel = editor.panel();
    await panel.locator('.winner .answer').waitFor();
    const cells = editor.page.locator('.notebookOverlay .cell-list-container .monaco-list-row');
    const before = await cells.count();
    await panel.locator('vscode-button', { hasText: 'Insert below' }).click();
    await expect.poll(() => cells.count()).toBe(before + 1);
  });

  it('judge a solution cell by the problem of the cell before it', patience, async () => {
    await editor.openTab('notebook.ipynb');
    await editor.pressInCell(2, 'Verify Cell');
    expect(await editor.problems()).toMatch(/Vouch\s+exact/);
  });
});
