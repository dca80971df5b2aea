/** Checking solutions in the real editor: exact findings on exactly their text, how they leave, and what one can do. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    settings: { 'vouch.verify.useModel': false, 'vouch.verify.markRight': true },
  });
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

async function noProblems(): Promise<void> {
  await editor.run('Problems: Focus on Problems View');
  await editor.page.locator('.markers-panel', { hasText: 'No problems' }).waitFor();
}

/** Picks a quick fix of the finding at a place. */
async function fix(file: string, line: number, column: number, title: string): Promise<void> {
  await editor.openFile(file, line, column);
  await editor.quickFix(title);
}

describe('verifying', () => {
  it('marks exactly the wrong formula of the solution around the cursor', patience, async () => {
    await editor.openFile('equations.md', 37);
    await editor.run('Vouch: Verify Selection');
    const rows = await editor.problems('Ln 41, Col 1');
    expect(rows).toMatch(/Vouch\s+exact/);
    // The Problems view may have pushed the line out of sight.
    await editor.openFile('equations.md', 41);
    await expect.poll(() => editor.page.locator('.squiggly-error').count()).toBe(1);
  });

  it('tells the verdict in the lens and, with a picture of the formula, in the hover', patience, async () => {
    await editor.openFile('equations.md', 41, 4);
    // A picture that the browser refused has no size of its own.
    expect(await editor.hoverPictureWidth('exact algebra: wrong')).toBeGreaterThan(10);
    await editor.page.keyboard.press('Escape');
  });

  it('marks right solutions where the setting asks for it', patience, async () => {
    await editor.openFile('equations.md', 25);
    await editor.run('Vouch: Verify Selection');
    await editor.page
      .locator('.view-line', { hasText: 'Altogether she sold' })
      .locator('[class*="ced-"]')
      .first()
      .waitFor({ state: 'attached' });
  });

  it('takes a finding away when its line is edited', patience, async () => {
    await editor.openFile('equations.md', 41, 3);
    await editor.page.keyboard.type('9');
    await noProblems();
    await editor.openFile('equations.md', 41, 4);
    await editor.page.keyboard.press('Backspace');
  });

  it('keeps a dismissed finding away, moved lines or not', patience, async () => {
    await editor.openFile('equations.md', 37);
    await editor.run('Vouch: Verify Selection');
    await editor.problems('Ln 41, Col 1');
    await fix('equations.md', 41, 4, 'Dismiss this finding');
    await noProblems();
    const file = join(editor.workspace, '.vouch', 'dismissed.json');
    await expect.poll(() => existsSync(file)).toBe(true);
    await editor.openFile('equations.md', 1, 1);
    await editor.page.keyboard.press('Enter');
    await editor.run('Vouch: Clear Findings');
    await editor.openFile('equations.md', 42);
    // The lens tells that the file has been checked again, and that its finding stays dismissed.
    const verdict = editor.page.locator('.codelens-decoration', { hasText: 'No finding left · 1 dismissed' });
    await verdict.waitFor({ state: 'detached' });
    await editor.run('Vouch: Verify File');
    await verdict.waitFor();
    await noProblems();
  });

  it('writes the document’s own macros out: a wrong line with one is found', patience, async () => {
    await editor.openFile('homework.tex', 17, 5);
    await editor.run('Vouch: Verify File');
    expect(await editor.problems('Ln 17, Col 5')).toMatch(/homework\.tex[^]*Vouch\s+exact/);
  });

  it('writes a finding that is reported as wrong to the annotation log', patience, async () => {
    await editor.openFile('ben.md', 9);
    await editor.run('Vouch: Verify Selection');
    await editor.problems();
    await fix('ben.md', 9, 52, 'Report this finding');
    const folder = join(editor.workspace, '.vouch');
    const log = (): string | undefined =>
      existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('.labels.jsonl')) : undefined;
    await expect.poll(log).toBeDefined();
    const label: unknown = JSON.parse(readFileSync(join(folder, log() ?? ''), 'utf8'));
    expect(label).toMatchObject({ type: 'label', label: { verdict: 'right', firstError: null } });
  });

  it('makes one table of a folder of solutions', patience, async () => {
    await editor.run('Vouch: Verify Folder');
    const prompt = editor.page.locator('.quick-input-widget', { hasText: 'Problem of every solution' });
    await prompt.waitFor();
    await editor.page.keyboard.press('Enter');
    await editor.page.locator('.tab', { hasText: 'Preview' }).first().waitFor();
    await editor.run('Notifications: Clear All Notifications');
  });
});
