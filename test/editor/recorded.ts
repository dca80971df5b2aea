/**
 * Runs of the panel that were recorded (`npm run shots:record`), shown again in the real editor: they are laid where the
 * extension keeps the solved problems of a workspace, and opened from its history as a person would.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SolveRun } from '../../src/host/protocol-panel.ts';
import { root, type Editor } from './driver.ts';

export type RecordedName = 'abstention' | 'solution';

/** Each with its line of examples/equations.md; in the order of their names, which is the history's. */
export const recordedRuns: Readonly<
  Record<RecordedName, { readonly problem: string; readonly line: number; readonly words: string }>
> = {
  abstention: { problem: 'Solve $2(x - 3) = 10$.', line: 31, words: '10' },
  solution: { problem: 'Solve $3x + 5 = 20$.', line: 7, words: '20' },
};

/** Where the extension keeps the runs of this window's workspace. */
async function runsFolder(editor: Editor): Promise<string> {
  const storage = join(editor.state, 'user/User/workspaceStorage');
  for (let wait = 0; wait < 600; wait += 1) {
    const ours = existsSync(storage) ? readdirSync(storage) : [];
    const [name] = ours.filter((entry) => !entry.startsWith('.'));
    if (name !== undefined) return join(storage, name, 'vouch.vouch', 'runs');
    await editor.page.waitForTimeout(200);
  }
  throw new Error(`recorded runs: expected a folder in ${storage}, got none; did the window start?`);
}

/** Lays all recorded runs into the workspace's history. */
async function layDown(editor: Editor): Promise<void> {
  const folder = await runsFolder(editor);
  mkdirSync(folder, { recursive: true });
  const uri = `file://${join(editor.workspace, 'equations.md')}`;
  const text = readFileSync(join(editor.workspace, 'equations.md'), 'utf8');
  for (const name of Object.keys(recordedRuns)) {
    const run = JSON.parse(readFileSync(join(root, 'test/data/panel', `${name}.json`), 'utf8')) as SolveRun;
    const start = text.indexOf(run.problem);
    const source = { uri, languageId: 'markdown', start, end: start + run.problem.length, text: run.problem };
    writeFileSync(join(folder, `${run.id}.json`), JSON.stringify({ ...run, source }));
  }
}

/** Shows a recorded run in the panel, the cursor in its problem. */
export async function showRecorded(editor: Editor, name: RecordedName): Promise<void> {
  const { line, words } = recordedRuns[name];
  await editor.openFile('equations.md', line);
  await layDown(editor);
  await openHistory(editor);
  const panel = editor.panel();
  await panel.locator('.history-entry', { hasText: words }).first().click();
  await panel.locator('footer', { hasText: 'attempts' }).waitFor();
}

/** The history of the workspace, read anew. */
export async function openHistory(editor: Editor): Promise<void> {
  await editor.run('Vouch: Show Solved Problems');
  await editor.panel().locator('.history-entry').nth(1).waitFor();
}
