import { describe, expect, it } from 'vitest';
import type { SampledRow } from '../engine/engine.ts';
import { excludedBeginnings } from './exclude.ts';

/** One token a character; the calculator's value `5` is forced. */
function row(text: string, more: Partial<SampledRow> = {}): SampledRow {
  const tokenIds = Array.from(text, (character) => character.charCodeAt(0));
  return {
    ...{ request: 0, row: 0, seed: 0, logprobs: null, finish: 'stop', judgement: null },
    text,
    tokenIds: [...tokenIds, 0],
    drawLogprobs: [...tokenIds.map(() => Math.log(0.5)), Math.log(0.25)],
    drawn: [...Array.from(text, (character) => (character === '5' ? 0 : 1)), 1],
    textEnds: [...tokenIds.map((_, i) => i + 1), tokenIds.length],
    ...more,
  };
}

describe('the beginnings of wrong attempts', () => {
  it('end with the line that is refuted, its line break included', () => {
    const [only] = excludedBeginnings([{ row: row('2=5\nx=5'), wrongUpTo: 3 }]);
    expect(String.fromCharCode(...only!.tokenIds)).toBe('2=5\n');
    for (const [i, p] of [0.5, 0.5, 1, 0.5].entries()) expect(only!.probabilities[i]).toBeCloseTo(p, 9);
  });

  it('are whole attempts where the last line is what is wrong', () => {
    const [only] = excludedBeginnings([{ row: row('x=5'), wrongUpTo: 3 }]);
    expect(only!.tokenIds).toHaveLength(4);
    expect(only!.probabilities[3]).toBeCloseTo(0.25, 9);
  });

  it('are not known of attempts that are not wrong, were cut off, or carry no probabilities', () => {
    expect(
      excludedBeginnings([
        { row: row('x=5'), wrongUpTo: null },
        { row: row('x=5') },
        { row: row('x=5', { finish: 'cancelled' }), wrongUpTo: 3 },
        { row: row('x=5', { drawLogprobs: null }), wrongUpTo: 3 },
        { row: row('x=5', { textEnds: null }), wrongUpTo: 3 },
      ]),
    ).toEqual([]);
  });
});
