/** The first minute without a network: the packaged extension solves on the model it carries. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({ settings: { 'vouch.seed': 0 } });
}, 120_000);
afterAll(async () => {
  await editor.close();
});

describe('the embedded model', () => {
  it('gives a judged result, an answer or an honest abstention, with its name in the footer', async () => {
    await editor.openFile('equations.md', 7);
    await editor.run('Vouch: Solve Selected Problem');
    const panel = editor.panel();
    await panel.locator('.winner, .abstention').first().waitFor({ timeout: 60_000 });
    const footer = await panel.locator('footer').innerText();
    expect(footer).toContain('vouch-mini');
    expect(footer).toMatch(/attempts/);
    expect(editor.violations).toEqual([]);
  });
});
