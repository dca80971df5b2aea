/** What the panel's own buttons do beyond solving: keep, enlarge, write elsewhere, and an abstention told in words. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    settings: { 'vouch.seed': 0 },
    prepare: (workspace) => {
      const strange =
        '## Problem\n\nA simple group has order $60$. How many elements of order $5$ does it have, and why?\n';
      writeFileSync(join(workspace, 'strange.md'), strange);
    },
  });
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

async function solved(file: string, line: number): Promise<void> {
  await editor.solve(file, line);
  await editor.panel().locator('footer', { hasText: 'attempts' }).waitFor();
}

async function press(name: string): Promise<void> {
  await editor.panel().locator('vscode-button', { hasText: name }).first().click();
}

/** What an expression is in the panel's page; a string, since it runs in the browser and not here. */
async function inPanel(expression: string): Promise<string> {
  return editor.panel().locator('body').evaluate<string, undefined>(expression, undefined);
}

describe('the panel', patience, () => {
  it('saves a solution as a page that shows it without a network', async () => {
    await solved('equations.md', 7);
    await press('More…');
    await press('Save as HTML');
    await editor.acceptPlace('solution.html');
    const file = join(editor.workspace, 'solution.html');
    await expect.poll(() => existsSync(file)).toBe(true);
    const browser = editor.page.context().browser();
    const context = await browser?.newContext({ offline: true });
    const page = await context?.newPage();
    const asked: string[] = [];
    page?.on('request', (request) => asked.push(request.url()));
    await page?.goto(pathToFileURL(file).href);
    expect(await page?.locator('math').count()).toBeGreaterThan(2);
    // What is drawn, not only what stands in the source.
    const drawn = await page?.locator('math').first().boundingBox();
    expect(drawn?.width).toBeGreaterThan(20);
    expect(await page?.locator('body').innerText()).toContain('vouch-mini');
    expect(asked).toEqual([pathToFileURL(file).href]);
    await context?.close();
  });

  it('inserts as a comment of the document', async () => {
    const before = await editor.saved('equations.md');
    await press('Insert as comment');
    await expect.poll(() => editor.saved('equations.md')).toMatch(/= 20\$\.\n\n<!--\n[^]*?\n-->\n/);
    await editor.focusText();
    await editor.page.keyboard.press('Control+z');
    await expect.poll(() => editor.saved('equations.md')).toBe(before);
  });

  it('sends an attempt to annotation, where it is shown with its score', async () => {
    await press('Send to annotation');
    const file = join(editor.workspace, '.vouch/annotate.jsonl');
    await expect.poll(() => existsSync(file)).toBe(true);
    const item: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(item).toMatchObject({ problem: 'Solve $3x + 5 = 20$.', seed: 0 });
    expect(item).toHaveProperty('steps.1');
    expect(item).toHaveProperty('score');
    expect(item).toHaveProperty('generator');
    await editor.openFile('annotate.jsonl');
    await editor.run('Vouch: Annotate File');
    const panel = editor.panel();
    await panel.locator('.step-pick').nth(1).waitFor();
    await panel.locator('vscode-button', { hasText: 'Model score' }).click();
    await panel.locator('.quiet', { hasText: /Score \d+/ }).waitFor();
  });

  it('that is pinned keeps its result: the next problem opens another', async () => {
    await solved('equations.md', 7);
    await press('Pin');
    await editor.panel().locator('vscode-button', { hasText: 'Pinned' }).waitFor();
    await solved('equations.md', 31);
    const tabs = editor.page.locator('.tab', { hasText: 'Vouch: Solution' });
    await expect.poll(() => tabs.count()).toBe(2);
    await editor.panel().locator('.problem', { hasText: '2(x−3)=10' }).waitFor();
    await tabs.first().click();
    await editor.panel().locator('.problem', { hasText: '3x+5=20' }).waitFor();
  });

  it('has a font size of its own', async () => {
    const size = async (): Promise<number> =>
      Number.parseFloat(await inPanel('getComputedStyle(document.querySelector(".problem")).fontSize'));
    const before = await size();
    for (const step of [1, 2, 3]) {
      await editor.panel().locator('vscode-button[aria-label="Larger text"]').click();
      await expect.poll(size).toBeGreaterThanOrEqual(before + step - 1);
    }
    expect(await size()).toBeGreaterThan(before);
  });

  it('typesets with the macros of the document', async () => {
    await solved('homework.tex', 9);
    const problem = editor.panel().locator('.problem', { hasText: '=10' });
    await problem.waitFor();
    expect(await problem.locator('.mfrac').count()).toBe(1);
    expect(await editor.panel().locator('.katex-error').count()).toBe(0);
  });

  it('says why nothing is trusted, and what could help', async () => {
    await solved('strange.md', 3);
    const abstention = editor.panel().locator('.abstention');
    await abstention.waitFor();
    const text = await abstention.innerText();
    expect(text).toContain('none of their answers is put forward');
    expect(text).toContain('What could help');
    expect(await abstention.locator('li').count()).toBeGreaterThan(0);
    expect(await editor.panel().locator('.winner').count()).toBe(0);
  });
});
