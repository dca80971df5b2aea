/** Solving in the real editor, on the packaged extension and a real model. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    settings: {
      // The embedded model is done before anybody could cancel it: these tests interrupt a slower one.
      'vouch.model': 'HuggingFaceTB/SmolLM2-135M-Instruct',
      'vouch.samples': 3,
      'vouch.maxNewTokens': 128,
      'vouch.temperature': 0,
      'vouch.seed': 1,
    },
  });
  await editor.modelIsChosen('SmolLM2');
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

const solve = (line: number): Promise<void> => editor.solve('equations.md', line);

/** Evaluates an expression in the panel; a string, since it runs in the browser and not here. */
async function inPanel(expression: string): Promise<readonly string[]> {
  return editor.panel().locator('body').evaluate<readonly string[], undefined>(expression, undefined);
}

/** Findings of axe-core in the panel as it stands. */
async function accessibilityFaults(): Promise<readonly string[]> {
  return inPanel(
    `(async () => { ${axe};
      const { violations } = await window.axe.run();
      return violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ').slice(0, 400));
    })()`,
  );
}

/** Has every page of ours keep what it has shown of its problem, each look that differs from the one before. */
const keepLooks = `(() => {
  if (window === window.top) return;
  window.looks = [];
  setInterval(() => {
    const problem = document.querySelector('.problem');
    const look = problem === null ? 'none' : [
      problem.textContent.includes('3x + 5 = 20') || problem.querySelector('.katex') !== null ? 'words' : 'gap',
      problem.querySelector('.katex') === null ? 'plain' : 'typeset',
      customElements.get('vscode-button') === undefined ? 'page' : 'script',
    ].join(' ');
    if (window.looks.at(-1) !== look) window.looks.push(look);
  }, 4);
})()`;

describe('a panel', () => {
  it('says the problem before its script has come, and never less than that', patience, async () => {
    await editor.page.context().addInitScript(keepLooks);
    await solve(7);
    await editor.panel().locator('.problem .katex').first().waitFor();
    await expect.poll(async () => (await inPanel('window.looks')).at(-1)).toBe('words typeset script');
    const looks = await inPanel('window.looks');
    const begun = looks.slice(looks.findIndex((look) => look !== 'none'));
    expect(begun[0]).toBe('words plain page');
    expect(begun.filter((look) => look === 'none' || look.startsWith('gap'))).toEqual([]);
  });
});

describe('solving', () => {
  it(
    'shows a typeset problem and result with its facts, its fonts loaded and its policy kept',
    patience,
    async () => {
      await solve(7);
      const panel = editor.panel();
      await panel.locator('.attempt, .step').first().waitFor();
      await panel.locator('.problem .katex-mathml math').first().waitFor({ state: 'attached' });
      const fonts = await inPanel(
        `(async () => {
        await document.fonts.ready;
        return [...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family);
      })()`,
      );
      expect(fonts.join()).toContain('KaTeX');
      const footer = await panel.locator('footer').innerText();
      expect(footer).toMatch(/seed 1/);
      expect(footer).toMatch(/3 attempts/);
      expect(editor.violations).toEqual([]);
      expect(editor.log()).not.toContain('policy violation');
      expect(await accessibilityFaults()).toEqual([]);
    },
  );

  it('cancels at once and keeps what was finished', patience, async () => {
    await solve(21);
    const panel = editor.panel();
    await panel.locator('.draft').first().waitFor();
    await panel.locator('#cancel').click();
    await panel.locator('.notice.cancelled').waitFor();
    expect(await panel.locator('.running').count()).toBe(0);
    expect(await accessibilityFaults()).toEqual([]);
  });

  it(
    'survives the death of the model process: an honest notice, and the next solve works',
    patience,
    async () => {
      await solve(21);
      const panel = editor.panel();
      await panel.locator('.draft').first().waitFor();
      const pid = editor.modelProcess();
      expect(pid).not.toBeNull();
      process.kill(pid ?? 0, 'SIGKILL');
      await panel.locator('.notice.failed').waitFor();
      expect(await panel.locator('.notice.failed').innerText()).toContain('killed');
      await panel.locator('vscode-button', { hasText: 'Solve again' }).first().click();
      await panel.locator('footer', { hasText: 'attempts' }).waitFor();
      expect(editor.modelProcess()).not.toBe(pid);
    },
  );

  it('comes back after a reload in mid-solve, with the problem and what became of it', patience, async () => {
    await solve(21);
    await editor.panel().locator('.draft').first().waitFor();
    await editor.page.reload();
    await editor.ready();
    const panel = editor.panel();
    await panel.locator('.notice.cancelled, .winner, .abstention').first().waitFor();
    expect(await panel.locator('.problem').innerText()).toContain('Natalia');
  });
});
