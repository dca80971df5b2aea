/** Fine-tuning from the editor: data, model, time, the plan, and a run of its own whose status the editor shows. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open();
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

const rowOf = (text: string): Locator =>
  editor.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

describe('fine-tuning', () => {
  it('shows the plan, starts a detached run and opens its status', patience, async () => {
    await editor.run('Vouch: Fine-Tune a Model');
    await rowOf('Generated problems').click();
    await rowOf('vouch-mini').click();
    const minutes = editor.page.locator('.quick-input-widget input[type="text"]').first();
    await minutes.waitFor();
    await minutes.fill('5');
    await editor.page.keyboard.press('Enter');
    const dialog = editor.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    const plan = await dialog.innerText();
    for (const line of ['trainable', 'memory', 'speed', 'time', 'disk']) expect(plan).toContain(line);
    await dialog.getByRole('button', { name: 'Start' }).click();
    await editor.page.locator('.view-lines', { hasText: 'Tokens per second' }).first().waitFor();
    const runs = join(editor.workspace, 'runs');
    const [name] = readdirSync(runs);
    const run = join(runs, name ?? '');
    const status = (): { readonly pid: number; readonly phase: string } =>
      JSON.parse(readFileSync(join(run, 'status.json'), 'utf8')) as { pid: number; phase: string };
    expect(() => process.kill(status().pid, 0)).not.toThrow();
    writeFileSync(join(run, 'control.json'), JSON.stringify({ stop: true }));
    await expect.poll(() => status().phase).toBe('stopped');
  });
});
