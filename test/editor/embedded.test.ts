/**
 * The first minutes without a network: the packaged extension on the model it carries. What the panel can do with a
 * result is tried here, each by the buttons and keys that a person has.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({ settings: { 'vouch.seed': 0 } });
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

/** Solves the problem of a line of equations.md to its end. */
async function solved(line: number): Promise<void> {
  await editor.solve('equations.md', line);
  await editor.panel().locator('footer', { hasText: 'attempts' }).waitFor();
}

async function press(name: string): Promise<void> {
  await editor.panel().locator('vscode-button:visible', { hasText: name }).first().click();
}

async function attempts(): Promise<number> {
  const footer = await editor.panel().locator('footer').innerText();
  return Number(/(\d+) attempts/.exec(footer)?.[1]);
}

describe('the embedded model', () => {
  it('gives a judged answer without a dialog, with its name in the footer', patience, async () => {
    await solved(7);
    const panel = editor.panel();
    expect(await panel.locator('.winner .answer').innerText()).toContain('5');
    expect(await panel.locator('footer').innerText()).toContain('vouch-mini');
    expect(await editor.page.locator('.monaco-dialog-box').count()).toBe(0);
    expect(editor.violations).toEqual([]);
  });

  it('writes more attempts on top of those there are', patience, async () => {
    const before = await attempts();
    await press('Write more attempts');
    await expect.poll(attempts).toBe(before + 8);
  });

  it('continues from a step: every attempt begins with it', patience, async () => {
    const panel = editor.panel();
    const first = await panel.locator('.winner .step-text').first().innerText();
    await panel.locator('.winner .step').first().hover();
    await panel.locator('.winner .step-action vscode-button').first().click();
    await panel.locator('.problem', { hasText: 'continues attempt' }).waitFor();
    await panel.locator('footer', { hasText: 'attempts' }).waitFor();
    await panel.locator('.attempt-head').last().click();
    expect(await panel.locator('.attempt-body .step-text').first().innerText()).toBe(first);
  });

  it('lays two attempts side by side', patience, async () => {
    const panel = editor.panel();
    await panel.locator('.attempt-body vscode-button', { hasText: 'Compare' }).first().click();
    await panel.locator('.compare .column').nth(1).waitFor();
    const columns = await panel.locator('.compare .column').allInnerTexts();
    expect(columns.map((text) => /Attempt \d+/.exec(text)?.[0])).toHaveLength(2);
    expect(new Set(columns.map((text) => /Attempt \d+/.exec(text)?.[0])).size).toBe(2);
  });

  it('gives hints: the first step, the next, then all', patience, async () => {
    await solved(7);
    const panel = editor.panel();
    const total = await panel.locator('.winner .step').count();
    expect(total).toBeGreaterThan(2);
    await press('Hints');
    await panel.locator('.winner h2', { hasText: 'Hint: step 1' }).waitFor();
    expect(await panel.locator('.winner .step').count()).toBe(1);
    expect(await panel.locator('.answer, .votes, .attempt').count()).toBe(0);
    await press('Next step');
    await expect.poll(() => panel.locator('.winner .step').count()).toBe(2);
    await press('Show all');
    await expect.poll(() => panel.locator('.winner .step').count()).toBe(total);
  });

  it(
    'inserts below the problem as a solution of the document, and one undo takes it back',
    patience,
    async () => {
      const before = await editor.saved('equations.md');
      await press('More…');
      await press('Insert as solution');
      await expect.poll(() => editor.saved('equations.md')).not.toBe(before);
      const after = await editor.saved('equations.md');
      expect(after).toMatch(/Solve \$3x \+ 5 = 20\$\.\n\n\*\*Solution\.\*\* /);
      await editor.focusText();
      await editor.page.keyboard.press('Control+z');
      await expect.poll(() => editor.saved('equations.md')).toBe(before);
    },
  );

  it('copies LaTeX, Markdown and MathML', patience, async () => {
    const clipboard = (): Promise<string> => editor.page.evaluate('navigator.clipboard.readText()');
    await press('Copy as LaTeX');
    await expect.poll(clipboard).toMatch(/\$.*3x.*\$/s);
    await press('Copy as Markdown');
    await expect.poll(clipboard).toMatch(/\$.*x.*=.*5.*\$/s);
    await press('Copy as MathML');
    await expect.poll(clipboard).toContain('<math');
  });

  it('solves all problems of a file in one batch and opens one of them', patience, async () => {
    await editor.openFile('equations.md', 1);
    await editor.run('Vouch: Solve All Problems of This File');
    const panel = editor.panel();
    await panel.locator('.batch p[role=status]', { hasText: 'trusted answer' }).waitFor();
    expect(await panel.locator('.batch-item.done').count()).toBe(4);
    expect(await panel.locator('.batch-item.declined').innerText()).toContain('proof');
    await panel.locator('.batch-item.done vscode-button').first().click();
    await panel.locator('footer', { hasText: '8 attempts' }).waitFor();
    await press('All problems');
    await panel.locator('.batch-item').first().waitFor();
  });

  it('finds a solved problem again by its words, and forgets all by one command', patience, async () => {
    const panel = editor.panel();
    await press('History');
    await panel.locator('.history-entry').first().waitFor();
    await panel.locator('.history vscode-text-field input').fill('natalia clips');
    await expect.poll(() => panel.locator('.history-entry').count()).toBe(1);
    await editor.run('Vouch: Clear Solved Problems');
    await editor.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Clear' }).click();
    await press('History');
    await press('History');
    await panel.locator('.history', { hasText: 'Nothing solved here yet' }).waitFor();
  });

  it('declines a proof in words instead of answering it with a number', patience, async () => {
    await editor.solve('equations.md', 45);
    const notice = editor.panel().locator('.notice.declined');
    await notice.waitFor();
    expect(await notice.innerText()).toContain('proof');
    expect(await editor.panel().locator('.answer').count()).toBe(0);
  });
});
