/** Twenty kills of the model process in mid-solve: each time an honest notice, and the next solve works. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { Editor, patience } from './driver.ts';

const kills = 20;

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    settings: {
      'vouch.model': 'HuggingFaceTB/SmolLM2-135M-Instruct',
      'vouch.samples': 3,
      'vouch.maxNewTokens': 400,
      'vouch.seed': 1,
    },
  });
  await editor.modelIsChosen('SmolLM2');
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

it('survives twenty kills of the model process', { timeout: 2_400_000 }, async () => {
  const random = new Random(20);
  await editor.solve('equations.md', 21);
  const panel = editor.panel();
  let before: number | null = null;
  for (let round = 0; round < kills; round += 1) {
    await panel.locator('.running').waitFor();
    await expect
      .poll(() => {
        const now = editor.modelProcess();
        return now !== null && now !== before;
      })
      .toBe(true);
    // While it starts, loads or writes: the moment is drawn anew each round.
    await editor.page.waitForTimeout(random.integer(0, 3000));
    before = editor.modelProcess();
    expect(before).not.toBeNull();
    process.kill(before ?? 0, 'SIGKILL');
    const notice = panel.locator('.notice.failed');
    await notice.waitFor();
    expect(await notice.innerText()).toContain('killed');
    await notice.locator('vscode-button', { hasText: 'Solve again' }).click();
  }
  await panel.locator('.draft').first().waitFor();
  await panel.locator('#cancel').click();
  await panel.locator('.notice.cancelled').waitFor();
});
