/** What one can do about a finding: a corrected continuation as a diff, taken or not; an explanation; and checks on save. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

const wrong = [
  '## Problem',
  '',
  'Solve $3x + 5 = 20$.',
  '',
  '## Solution',
  '',
  'Subtract $5$ from both sides: $3x = 15$.',
  '',
  'Divide by $3$: $x = 4$.',
  '',
  'So the answer is $x = 4$.',
  '',
].join('\n');

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    settings: { 'vouch.seed': 0, 'vouch.verify.useModel': false },
    prepare: (workspace) => {
      for (const name of ['diff.md', 'toast.md', 'explain.md']) writeFileSync(join(workspace, name), wrong);
      // Of another content: what is dismissed here must not be dismissed in the other files.
      const twice = wrong.replaceAll('20', '23').replaceAll('15', '18').replaceAll('= 4', '= 5');
      writeFileSync(join(workspace, 'twice.md'), `${twice}\nFinally $2 + 2 = 5$.\n`);
    },
  });
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

async function findingIn(file: string): Promise<void> {
  await editor.openFile(file, 9, 17);
  await editor.run('Vouch: Verify Selection');
  await editor.problems('Ln 9');
  await editor.openFile(file, 9, 17);
}

async function correctionOf(file: string): Promise<void> {
  await findingIn(file);
  await editor.quickFix('Write a corrected continuation');
  await editor.page.locator('.tab.active', { hasText: 'Corrected continuation' }).waitFor();
  const corrected = editor.page.locator('.monaco-diff-editor .editor.modified .view-lines');
  await corrected.filter({ hasText: 'x = 5' }).waitFor();
}

const lens = (text: string) => editor.page.locator('.codelens-decoration', { hasText: text });

describe('a finding', patience, () => {
  it('marks the steps that build on it as such, and only its own formula as wrong', async () => {
    await findingIn('explain.md');
    await editor.page.locator('.squiggly-hint').first().waitFor();
    expect(await editor.page.locator('.squiggly-error').count()).toBe(1);
  });

  it('is explained in a hover', async () => {
    await editor.quickFix('Explain this finding');
    const hover = editor.page.locator('.monaco-hover', { hasText: 'exact algebra: wrong' });
    await hover.first().waitFor();
    await editor.page.keyboard.press('Escape');
  });

  it('that is dismissed leaves the lens with what is left', async () => {
    await editor.openFile('twice.md', 9, 17);
    await editor.run('Vouch: Verify Selection');
    await lens('Step 2 is wrong').waitFor();
    await editor.quickFix('Dismiss this finding');
    await lens('Step 4 is wrong · 1 dismissed').waitFor();
    await editor.problems('Ln 13, Col 9');
    await editor.openFile('twice.md', 13, 12);
    await editor.quickFix('Dismiss this finding');
    await lens('No finding left · 2 dismissed').waitFor();
  });

  it('has a corrected continuation from the last right step, shown as a diff and taken there', async () => {
    await correctionOf('diff.md');
    expect(await editor.saved('diff.md')).toBe(wrong);
    const replace = editor.page.locator('.editor-actions .action-label[aria-label*="Replace by This"]');
    await replace.first().click();
    await editor.page.locator('.tab', { hasText: 'Corrected continuation' }).waitFor({ state: 'detached' });
    const after = await editor.saved('diff.md');
    expect(after).toMatch(/: \$3x = 15\$\.\n\n[^]*x = 5/);
    expect(after).not.toContain('x = 4');
    await editor.openFile('diff.md', 1);
    await editor.page.keyboard.press('Control+z');
    await expect.poll(() => editor.saved('diff.md')).toBe(wrong);
  });

  it('is replaced from the notification as well', async () => {
    await correctionOf('toast.md');
    await editor.pressInNotification('Replace the wrong steps', 'Replace');
    await expect.poll(() => editor.saved('toast.md')).not.toContain('x = 4');
  });

  it('appears on saving where the setting asks for it', async () => {
    await editor.run('Vouch: Clear Findings');
    mkdirSync(join(editor.workspace, '.vscode'), { recursive: true });
    const settings = join(editor.workspace, '.vscode/settings.json');
    writeFileSync(settings, JSON.stringify({ 'vouch.verify.mode': 'onSave' }));
    await editor.openFile('equations.md', 41, 7);
    await expect
      .poll(async () => {
        // The editor reads the changed setting some time after it was written.
        await editor.page.keyboard.type('1');
        await editor.saved('equations.md');
        return editor.page.locator('.squiggly-error').count();
      })
      .toBeGreaterThan(0);
  });
});
