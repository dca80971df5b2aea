/** The package without binaries, for machines that ONNX Runtime is not made for: it says so, and the rest works. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor, patience, root } from './driver.ts';

let editor: Editor;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vouch-universal-'));
  const vsix = join(folder, 'universal.vsix');
  const options = ['--target', 'universal', '--skip-build', '--out', vsix];
  execFileSync(process.execPath, ['scripts/package.mjs', ...options], { cwd: root });
  editor = await Editor.open({ vsix });
}, patience.timeout);
afterAll(async () => {
  await editor.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('without binaries', patience, () => {
  it('a solve says plainly that no model can run here, and what works', async () => {
    await editor.solve('equations.md', 7);
    const notice = editor.panel().locator('.notice.failed');
    await notice.waitFor();
    const text = await notice.innerText();
    expect(text).toContain('No model can run here');
    expect(text).toContain('exact checks of solutions and labelling work without');
  });

  it('solutions are checked exactly all the same', async () => {
    await editor.openFile('equations.md', 37);
    await editor.run('Vouch: Verify Selection');
    expect(await editor.problems()).toMatch(/Vouch\s+exact/);
  });
});
