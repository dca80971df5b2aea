import { describe, expect, it } from 'vitest';
import {
  applyDraftChanges,
  applyPanelEvent,
  emptyPanelState,
  readPanelRequest,
  type SolveRun,
} from './protocol-panel.ts';

const run: SolveRun = {
  id: 'a',
  problem: 'p',
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
};

describe('the panel state', () => {
  it('is the same whether it was replayed or folded from events', () => {
    const events = [
      { type: 'run', run },
      { type: 'drafts', changes: [{ index: 1, append: 'ab', tokens: 1 }] },
      {
        type: 'drafts',
        changes: [
          { index: 0, append: 'x' },
          { index: 1, append: 'cd', tokens: 2 },
        ],
      },
      { type: 'revealed', revealed: 2 },
      { type: 'ended', phase: 'failed', message: 'killed' },
    ] as const;
    let folded = emptyPanelState;
    for (const event of events) folded = applyPanelEvent(folded, event);
    expect(folded.run?.drafts.map(({ index, text, tokens }) => [index, text, tokens])).toEqual([
      [0, 'x', 0],
      [1, 'abcd', 2],
    ]);
    expect(folded.run?.phase).toBe('failed');
    expect(applyPanelEvent(emptyPanelState, { type: 'state', state: folded })).toEqual(folded);
  });

  it('ignores events of a run that is not there', () => {
    expect(applyPanelEvent(emptyPanelState, { type: 'revealed', revealed: 1 })).toEqual(emptyPanelState);
  });

  it('never changes the drafts it was given', () => {
    const drafts = Object.freeze([Object.freeze({ index: 0, text: 'a', tokens: 1, candidate: null })]);
    expect(applyDraftChanges(drafts, [{ index: 0, append: 'b' }])[0]?.text).toBe('ab');
    expect(drafts[0]?.text).toBe('a');
  });

  it('takes its own messages only', () => {
    expect(readPanelRequest({ type: 'cancel' })).toEqual({ type: 'cancel' });
    for (const stranger of [null, 'cancel', { type: 'exec' }, { type: 1 }, {}]) {
      expect(readPanelRequest(stranger)).toBeNull();
    }
  });
});
