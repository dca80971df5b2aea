/** Whose turn it is among problems of files: those that leave no room for an answer are passed over. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { trainConfig } from '../config.ts';
import { closeRun, startRun } from '../run/open.ts';
import { ProblemQueue } from './problem-queue.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vouch-queue-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function withQueue(name: string, problems: readonly string[], use: (queue: ProblemQueue) => void) {
  const data = path.join(folder, `${name}.jsonl`);
  writeFileSync(data, problems.map((problem) => JSON.stringify({ problem, answer: '1' })).join('\n'));
  const changes = {
    ...{ recipe: 'loop', model: path.join(import.meta.dirname, '../../../models/vouch-mini'), data: [data] },
    ...{ steps: 1, rows: 1, length: 96, threads: 1, heldOutShare: 0, policy: { maxNewTokens: 24 } },
  };
  const run = await startRun(trainConfig([{ place: 'test', changes }]), path.join(folder, name));
  try {
    use(new ProblemQueue(run));
  } finally {
    await closeRun(run);
  }
}

describe('the queue of problems', () => {
  const long = 'word '.repeat(200);

  it('passes over what leaves no room for an answer, and counts it', async () => {
    await withQueue('mixed', ['What is 1 + 0?', long, 'What is 2 - 1?'], (queue) => {
      const taken = queue.take(6).map(({ problem }) => problem);
      expect(new Set(taken)).toEqual(new Set(['What is 1 + 0?', 'What is 2 - 1?']));
      const dropped = queue.figures()['dropped_problems'] ?? 0;
      expect(dropped).toBeGreaterThan(0);
      expect(queue.cursor.next).toBe(6 + dropped);
      expect(queue.figures()).toEqual({});
    });
  });

  it('says so where none fits', async () => {
    await withQueue('long', [long, `${long}!`], (queue) => {
      expect(() => queue.take(1)).toThrow(/leave room for an answer in 96 tokens/);
    });
  });
});
