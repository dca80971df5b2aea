/** Checking while one types: an edit cancels the check that runs, and only the last text is ever marked. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    settings: {
      // Judging by this model takes long enough to be interrupted.
      'vouch.model': 'HuggingFaceTB/SmolLM2-135M-Instruct',
      'vouch.verify.mode': 'whileTyping',
      'vouch.verify.delayMs': 100,
    },
  });
  await editor.modelIsChosen('SmolLM2');
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

it('never marks a text that was typed over before its check had ended', patience, async () => {
  await editor.openFile('equations.md', 41, 8);
  await editor.page.evaluate(`(() => {
    window.marks = [];
    new MutationObserver(() => {
      const wrong = document.querySelectorAll('.squiggly-error').length;
      if (wrong > 0) window.marks.push(wrong);
    }).observe(document.body, { childList: true, subtree: true });
  })()`);
  // "x = 2" becomes "x = 72": wrong, and its check begins; before it has ended the line says "x = 8".
  await editor.page.keyboard.press('ArrowLeft');
  await editor.page.keyboard.type('7');
  await expect.poll(() => editor.modelProcess()).not.toBeNull();
  await editor.page.keyboard.press('Backspace');
  await editor.page.keyboard.press('Delete');
  await editor.page.keyboard.type('8');
  await editor.page.locator('.codelens-decoration', { hasText: 'steps confirmed' }).last().waitFor();
  expect(await editor.page.evaluate('window.marks')).toEqual([]);
});
