/** Annotating in the real editor: labels by click and key, undo, resume, all of it on the disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open();
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

function logged(): { readonly type: string; readonly item: string; readonly label?: unknown }[] {
  const folder = join(editor.workspace, '.vouch');
  const file = readdirSync(folder).find((name) => name.endsWith('.labels.jsonl')) ?? '';
  return readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; item: string; label?: unknown });
}

it(
  'labels the most uncertain first, by click and key, undoes, and resumes where it stopped',
  patience,
  async () => {
    await editor.openFile('solutions.jsonl');
    await editor.run('Vouch: Annotate File');
    const panel = editor.panel();
    await panel.locator('.problem', { hasText: '2(x' }).waitFor();
    await panel.locator('.step-pick').nth(1).click();
    await panel.locator('.step-pick[aria-pressed=true]').waitFor();
    await panel.locator('body').press('2');
    await panel.locator('[role=status]', { hasText: '1 of 3' }).waitFor();
    expect(logged()).toMatchObject([
      { type: 'label', item: 'sum-2', label: { verdict: 'wrong', firstError: 1 } },
    ]);
    await panel.locator('body').press('1');
    await panel.locator('[role=status]', { hasText: '2 of 3' }).waitFor();
    await panel.locator('body').press('u');
    await panel.locator('[role=status]', { hasText: '1 of 3' }).waitFor();
    expect(logged().map(({ type }) => type)).toEqual(['label', 'label', 'undo']);
    await editor.page.locator('.tab[data-resource-name="solutions.jsonl"]').first().click();
    await editor.run('Vouch: Annotate File');
    await editor.panel().locator('[role=status]', { hasText: '1 of 3' }).waitFor();
  },
);
