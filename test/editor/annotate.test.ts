/** Annotating in the real editor: labels by click and key, undo, resume, all of it on the disk. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open();
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

interface Logged {
  readonly type: string;
  readonly item: string;
  readonly label?: unknown;
  readonly shown?: unknown;
}

function logged(): Logged[] {
  const folder = join(editor.workspace, '.vouch');
  const file = readdirSync(folder).find((name) => name.endsWith('.labels.jsonl')) ?? '';
  return readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Logged);
}

it(
  'labels the most uncertain first, by click and key, undoes, and resumes where it stopped',
  patience,
  async () => {
    await editor.openFile('solutions.jsonl');
    await editor.run('Vouch: Annotate File');
    const panel = editor.panel();
    await panel.locator('.problem', { hasText: '2(x' }).waitFor();
    await panel.locator('.step-pick').nth(1).click();
    await panel.locator('.step-pick[aria-pressed=true]').waitFor();
    await panel.locator('body').press('2');
    await panel.locator('[role=status]', { hasText: '1 of 3' }).waitFor();
    expect(logged()).toMatchObject([
      { type: 'label', item: 'sum-2', label: { verdict: 'wrong', firstError: 1 } },
    ]);
    await panel.locator('body').press('1');
    await panel.locator('[role=status]', { hasText: '2 of 3' }).waitFor();
    await panel.locator('body').press('u');
    await panel.locator('[role=status]', { hasText: '1 of 3' }).waitFor();
    expect(logged().map(({ type }) => type)).toEqual(['label', 'label', 'undo']);
    await editor.page.locator('.tab[data-resource-name="solutions.jsonl"]').first().click();
    await editor.run('Vouch: Annotate File');
    await editor.panel().locator('[role=status]', { hasText: '1 of 3' }).waitFor();
  },
);

it('keeps with a label what was shown beside it', patience, async () => {
  const panel = editor.panel();
  await panel.locator('vscode-button', { hasText: 'Model score' }).click();
  await panel.locator('.quiet', { hasText: 'Score 81%' }).waitFor();
  await panel.locator('body').press('1');
  await panel.locator('[role=status]', { hasText: '2 of 3' }).waitFor();
  expect(logged().at(-1)).toMatchObject({ item: 'sum-3', shown: { score: true, exact: false } });
  await panel.locator('vscode-button', { hasText: 'Exact checks' }).click();
  await panel.locator('.quiet', { hasText: 'exact: right' }).first().waitFor();
  await panel.locator('body').press('1');
  await panel.locator('[role=status]', { hasText: '3 of 3' }).waitFor();
  expect(logged().at(-1)).toMatchObject({ item: 'sum-1', shown: { score: true, exact: true } });
});

it('exports the labels by command, in ProcessBench’s and PRM800K’s fields', patience, async () => {
  const exported = async (format: string): Promise<readonly Record<string, unknown>[]> => {
    await editor.run('Vouch: Export Labels');
    const row = editor.page.locator('.quick-input-list .monaco-list-row', { hasText: format });
    await row.first().click();
    const name = `solutions.${format}.jsonl`;
    await editor.acceptPlace(name);
    const file = join(editor.workspace, name);
    await expect.poll(() => existsSync(file)).toBe(true);
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const bench = await exported('processbench');
  expect(bench.map(({ id, label }) => [id, label])).toEqual([
    ['sum-2', 1],
    ['sum-3', -1],
    ['sum-1', -1],
  ]);
  for (const row of bench)
    expect(Object.keys(row)).toEqual([
      'id',
      'generator',
      'problem',
      'steps',
      'final_answer_correct',
      'label',
    ]);
  const [first] = await exported('prm800k');
  expect(first).toMatchObject({
    question: { problem: 'Solve $2(x - 3) = 10$.' },
    label: { finish_reason: 'found_error' },
  });
});
