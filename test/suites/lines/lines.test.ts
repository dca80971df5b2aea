/** The written pairs of derivation lines stay decided and right: mistakes that must not happen do not. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkSteps } from '../../../src/grade/index.ts';
import { count, freshTally, measurePair } from './measure.ts';
import { readPairs } from './table.ts';

describe.each(['pairs.txt', 'students.txt', 'fresh.txt', 'third.txt'])('pairs of %s', (file) => {
  it('are decided for 95 of 100, 98 of 100 of these rightly, none falsely equivalent or falsely wrong', () => {
    const tally = freshTally();
    for (const pair of readPairs(new URL(file, import.meta.url))) count(tally, measurePair(pair, 10_000));
    expect(tally.pairs).toBeGreaterThan(100);
    expect(tally.decided / tally.pairs).toBeGreaterThanOrEqual(0.95);
    expect(tally.right / tally.decided).toBeGreaterThanOrEqual(0.98);
    expect(tally.falseEquivalent).toBe(0);
    expect(tally.rightCalledWrong).toBe(0);
  });
});

interface Document {
  readonly id: string;
  readonly problem?: string;
  readonly steps: readonly string[];
  /** Index of the first wrong step, in mistakes.jsonl. */
  readonly firstError?: number | null;
}

function documents(file: string): Document[] {
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Document);
}

describe('right documents that tempt a checker', () => {
  it.each(documents('hostile.jsonl'))('$id: no line is called wrong', ({ problem = '', steps }) => {
    const { steps: checks } = checkSteps(steps, { problem, timeLimitMs: 10_000 });
    expect(checks.filter((check) => check.verdict === 'wrong')).toEqual([]);
  });
});

describe('mistakes as people make them', () => {
  it.each(documents('mistakes.jsonl'))('$id: found where it is', ({ problem = '', steps, firstError }) => {
    expect(checkSteps(steps, { problem, timeLimitMs: 10_000 }).firstError).toBe(firstError);
  });
});
