import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCheckRow } from './commands/check.ts';
import { answerRows } from './json-lines.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vouch-json-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('answerRows', () => {
  it('answers in order, bad rows with their error, and goes on', async () => {
    const file = join(folder, 'rows.jsonl');
    await writeFile(
      file,
      '{"id":1,"steps":["a"]}\nnonsense\n\n[1]\n{"id":"b"}\n{"id":"c","steps":["x",2]}\n{"id":2,"steps":[]}\n',
    );
    const out = new PassThrough();
    const failures = await answerRows(file, (row) => readCheckRow(row), out);
    out.end();
    const rows = (await text(out))
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(failures).toBe(4);
    expect(rows).toEqual([
      { id: 1, steps: ['a'] },
      { id: null, error: expect.stringContaining('line 2: not JSON') as string },
      { id: null, error: 'line 4: expected a JSON object, got [1]' },
      { id: 'b', error: 'steps: expected a list of strings' },
      { id: 'c', error: 'steps[1]: expected a string' },
      { id: 2, steps: [] },
    ]);
  });

  it('names a file that is not there', async () => {
    await expect(answerRows(join(folder, 'none'), (row) => row)).rejects.toThrow(
      /expected a file of JSON lines/,
    );
  });
});
