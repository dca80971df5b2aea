import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../base/errors.ts';
import type { SolveResult } from '../../features/contracts.ts';
import type { PanelEvent } from '../../host/protocol-panel.ts';
import { SolveSession, type SolveStream } from './session.ts';

function record(solve: (stream: SolveStream) => Promise<SolveResult>): {
  readonly session: SolveSession;
  readonly events: PanelEvent[];
} {
  const events: PanelEvent[] = [];
  const session = new SolveSession({
    solve,
    emit: (event) => events.push(event),
    cancelledText: 'cancelled',
    flushMs: 5,
  });
  return { session, events };
}

describe('a solve as panel events', () => {
  it('gathers text: a thousand pieces of ten candidates make few messages and lose nothing', async () => {
    const { session, events } = record(({ onEvent }) => {
      for (let piece = 0; piece < 100; piece += 1) {
        for (let candidate = 0; candidate < 10; candidate += 1) {
          onEvent({ kind: 'delta', candidate, text: 'ab', tokens: piece });
        }
      }
      return Promise.reject(new Error('over'));
    });
    await session.run();
    const drafts = events.filter((event) => event.type === 'drafts');
    expect(drafts.length).toBe(1);
    const text = drafts.flatMap(({ changes }) => changes).map((change) => change.append ?? '');
    expect(text.join('')).toHaveLength(2000);
    expect(events.at(-1)).toEqual({ type: 'ended', phase: 'failed', message: 'over' });
  });

  it('hands over what was written before it says that it was cancelled', async () => {
    const { session, events } = record(async ({ onEvent, signal }) => {
      onEvent({ kind: 'delta', candidate: 0, text: 'half', tokens: 1 });
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      throw new CancelledError();
    });
    const ended = session.run();
    session.cancel();
    await ended;
    expect(events.map(({ type }) => type)).toEqual(['drafts', 'ended']);
    expect(events[1]).toMatchObject({ phase: 'cancelled', message: 'cancelled' });
  });
});
