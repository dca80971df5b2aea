/** A folder of solutions as one table in the editor: what stands in it, and where it can be saved. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    settings: { 'vouch.verify.useModel': false },
    prepare: (workspace) => {
      mkdirSync(join(workspace, 'more'));
      writeFileSync(join(workspace, 'more/names.tex'), '\\newcommand{\\half}[1]{\\frac{#1}{2}}\n');
      writeFileSync(
        join(workspace, 'more/eve.tex'),
        '\\input{names}\n\\begin{solution}\n$\\half{x} = 6$\n\n$x = 3$\n\\end{solution}\n',
      );
    },
  });
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

it('makes one table of a folder, with the line of each wrong formula, and saves it', patience, async () => {
  await editor.run('Vouch: Verify Folder');
  await editor.page.locator('.quick-input-widget', { hasText: 'Problem of every solution' }).waitFor();
  await editor.page.keyboard.press('Enter');
  await editor.page.locator('.tab', { hasText: 'Preview' }).first().waitFor();
  const table = editor.page
    .locator('iframe.webview.ready')
    .last()
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame()
    .locator('table');
  const row = async (file: string): Promise<string> =>
    table.locator('tr', { hasText: file }).first().innerText();
  expect(await row('students/ben.md')).toMatch(/2 \(line 9\)\s/);
  // One step of the display, whose second row is wrong.
  expect(await row('students/cleo.tex')).toMatch(/\(line 8\)\s/);
  expect(await row('more/eve.tex')).toMatch(/2 \(line 5\)\s/);
  expect(await row('students/ada.md')).not.toMatch(/\(line/);
  await editor.pressInNotification('with a wrong step', 'Save as');
  await editor.acceptPlace('report.csv');
  const report = join(editor.workspace, 'report.csv');
  await expect.poll(() => existsSync(report)).toBe(true);
  expect(readFileSync(report, 'utf8')).toMatch(/students\/cleo\.tex,solution,\d+,\d+,\d+,8,/);
});
