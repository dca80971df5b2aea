import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../base/errors.ts';
import type { SolveResult } from '../../features/contracts.ts';
import type { Batch, SolveRun } from '../../host/protocol-panel.ts';
import { BatchSession, type BatchOptions, type BatchProblem } from './batch.ts';

const problem = (id: string, reason: string | null = null): BatchProblem => ({
  run: {
    id,
    problem: id,
    startedAt: 0,
    phase: 'running',
    samples: 2,
    progress: null,
    model: null,
    drafts: [],
    result: null,
    message: null,
    macros: {},
    source: null,
    revealed: null,
  },
  line: 1,
  reason,
});
const result = (answer: string | null): SolveResult => ({
  version: 1,
  problem: '',
  model: { id: 'm', precision: 'f32', calibrated: true },
  device: 'cpu',
  seed: 0,
  candidates: [],
  groups: [],
  winner: answer === null ? null : { candidate: 0, answer, confidence: 0.9 },
  abstained: answer === null ? { reason: 'they differ', advice: [] } : null,
  usage: { promptTokens: 0, generatedTokens: 0, verifyTokens: 0 },
  timings: { loadMs: 0, prefillMs: 0, decodeMs: 0, verifyMs: 0, totalMs: 0, tokensPerSecond: 0 },
});

function start(solve: BatchOptions['solve'], problems: readonly BatchProblem[]) {
  const seen: Batch[] = [];
  const kept: SolveRun[] = [];
  const session = new BatchSession({
    title: 'file.md',
    problems,
    request: { samples: 2 },
    solve,
    onChange: (batch) => seen.push(batch),
    keep: (run) => {
      kept.push(run);
      return Promise.resolve();
    },
    cancelledText: 'cancelled',
    flushMs: 1,
  });
  return { session, seen, kept };
}

describe('all problems of a file', () => {
  it('are listed as they come, declined ones are not sent, and solved ones are kept', async () => {
    const asked: string[] = [];
    const { session, seen, kept } = start(
      (request, { onEvent }) => {
        asked.push(...request.problems);
        onEvent({ kind: 'solved', problem: 1, result: result('5') });
        onEvent({ kind: 'solved', problem: 0, result: result(null) });
        return Promise.resolve();
      },
      [problem('a'), problem('b', 'a proof'), problem('c')],
    );
    await session.run();
    expect(asked).toEqual(['a', 'c']);
    expect(seen.some(({ items }) => items[2]?.answer === '5' && items[0]?.phase === 'running')).toBe(true);
    expect(seen.at(-1)?.items.map(({ phase, answer, message }) => [phase, answer, message])).toEqual([
      ['done', null, 'they differ'],
      ['declined', null, 'a proof'],
      ['done', '5', null],
    ]);
    expect(kept.map(({ id, phase }) => [id, phase])).toEqual([
      ['c', 'done'],
      ['a', 'done'],
    ]);
  });

  it('keep what was solved before they were cancelled', async () => {
    const { session, seen, kept } = start(
      async (_request, { onEvent, signal }) => {
        onEvent({ kind: 'solved', problem: 0, result: result('1') });
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        throw new CancelledError();
      },
      [problem('a'), problem('b')],
    );
    const ended = session.run();
    session.cancel();
    await ended;
    expect(seen.at(-1)).toMatchObject({ phase: 'cancelled', message: 'cancelled' });
    expect(seen.at(-1)?.items.map(({ phase }) => phase)).toEqual(['done', 'cancelled']);
    expect(kept.map(({ id }) => id)).toEqual(['a']);
  });
});
