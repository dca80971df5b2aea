import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCheckRow } from './commands/check.ts';
import { answerBatches, answerRows } from './json-lines.ts';

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

describe('answerBatches', () => {
  it('answers several rows at a time, in order, bad ones among them with their error', async () => {
    const file = join(folder, 'batches.jsonl');
    const row = (id: number): string => JSON.stringify({ id, steps: [String(id)] });
    await writeFile(file, [row(1), 'nonsense', row(2), '', '{"id":"b"}', row(3), row(4), row(5)].join('\n'));
    const out = new PassThrough();
    const sizes: number[] = [];
    await answerBatches(
      file,
      {
        size: 3,
        read: readCheckRow,
        answer: (rows) => {
          sizes.push(rows.length);
          return Promise.resolve(rows.map(({ id, steps }) => ({ id, count: steps.length })));
        },
      },
      out,
    );
    out.end();
    const answers = (await text(out))
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(answers).toEqual([
      { id: 1, count: 1 },
      { id: null, error: expect.stringContaining('line 2: not JSON') as string },
      { id: 2, count: 1 },
      { id: 'b', error: 'steps: expected a list of strings' },
      { id: 3, count: 1 },
      { id: 4, count: 1 },
      { id: 5, count: 1 },
    ]);
    expect(sizes).toEqual([2, 2, 1]);
  });
});
