/** Whose turn it is among problems of files: those that leave no room for an answer are passed over. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { trainConfig } from '../config.ts';
import { RolloutDesk } from '../rollouts/desk.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import { closeRun, startRun } from '../run/open.ts';
import { ProblemQueue } from './problem-queue.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vouch-queue-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function withQueue(
  name: string,
  problems: readonly string[],
  use: (queue: ProblemQueue, desk: RolloutDesk) => void,
) {
  const data = path.join(folder, `${name}.jsonl`);
  writeFileSync(data, problems.map((problem) => JSON.stringify({ problem, answer: '1' })).join('\n'));
  const changes = {
    ...{ recipe: 'loop', model: path.join(import.meta.dirname, '../../../models/vouch-mini'), data: [data] },
    ...{ steps: 1, rows: 1, length: 96, threads: 1, heldOutShare: 0, policy: { maxNewTokens: 24 } },
  };
  const run = await startRun(trainConfig([{ place: 'test', changes }]), path.join(folder, name));
  try {
    use(new ProblemQueue(run), new RolloutDesk(run));
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

describe('answers that cannot be decided', () => {
  const huge = '2^{1000000007}';
  /** Completions that end with these answers, graded as a sampler's are. */
  const graded = (desk: RolloutDesk, gold: string, answers: readonly string[]): Rollout[] =>
    desk.rollouts(
      desk.ask({ problem: 'What is it?', answer: gold }),
      answers.map((answer, row) => ({
        ...{
          request: 0,
          row,
          seed: row,
          tokenIds: [1],
          drawn: [1],
          logprobs: null,
          drawLogprobs: null,
          textEnds: null,
        },
        ...{ text: answer === '' ? 'Who knows.' : `It is $\\boxed{${answer}}$`, judgement: null },
        finish: 'stop',
      })),
    );
  /** A step's groups, of which so many answers are too large to be told from their gold. */
  const groups = (desk: RolloutDesk, open: number, wrong: number): Rollout[][] => {
    const of = (gold: string, answer: string, count: number): Rollout[] =>
      graded(desk, gold, Array<string>(count).fill(answer));
    return [of(huge, `${huge}+1`, open), of('7', '8', wrong)];
  };

  it('are left out up to 2%; more end the run, which says with which', async () => {
    await withQueue('open', ['What is 1 + 0?'], (queue, desk) => {
      const few = groups(desk, 2, 98);
      expect(few.map((group) => group[0]!.reward)).toEqual([null, 0]);
      expect(() => {
        queue.note(few);
      }).not.toThrow();
      expect(() => {
        queue.note(groups(desk, 3, 97));
      }).toThrow(
        /expected at most 2% of answers that cannot be decided, got 5 of 200, such as 2\^\{1000000007\} against "It is .*2\^\{1000000007\}\+1.*mend the gold answers/,
      );
    });
  });

  it('are counted over all steps, and one in a small step ends nothing', async () => {
    await withQueue('open-steps', ['What is 1 + 0?'], (queue, desk) => {
      const step = (open: number, wrong: number) => () => {
        queue.note(groups(desk, open, wrong));
      };
      expect(step(1, 7)).not.toThrow();
      expect(step(0, 8)).not.toThrow();
      expect(step(1, 7)).toThrow(/got 2 of 24/);
    });
  });

  it('are no place to hide: what states nothing, or nothing readable, is wrong and not open', async () => {
    await withQueue('hiding', ['What is 1 + 0?'], (queue, desk) => {
      const hiding = graded(desk, '7', ['', '\\frac{', '\\text{', 'x'.repeat(5000)]);
      expect(hiding.map(({ reward }) => reward)).toEqual([0, 0, 0, 0]);
      expect(() => {
        queue.note([hiding]);
      }).not.toThrow();
    });
  });
});
