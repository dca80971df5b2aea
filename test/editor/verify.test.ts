/** Checking solutions in the real editor: exact findings, where they stand, and how they leave. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor } from './driver.ts';

const patience = { timeout: 120_000 };

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({ settings: { 'vouch.verify.useModel': false } });
}, 120_000);
afterAll(async () => {
  await editor.close();
});

describe('verifying', () => {
  it(
    'marks the first wrong line of the solution around the cursor, on exactly its step',
    patience,
    async () => {
      await editor.openFile('equations.md', 37);
      await editor.run('Vouch: Verify Selection');
      const rows = await editor.problems();
      expect(rows.join('\n')).toMatch(/Vouch\s+exact/);
      expect(rows.join('\n')).toMatch(/Ln 39, Col 1/);
    },
  );

  it('takes a finding away when its line is edited', patience, async () => {
    await editor.openFile('equations.md', 41, 3);
    await editor.page.keyboard.type('9');
    await editor.run('Problems: Focus on Problems View');
    await editor.page.locator('.markers-panel', { hasText: 'No problems' }).waitFor();
  });
});
