import { describe, expect, it } from 'vitest';
import { byteAlphabet, toByteLevel, trainByteMerges } from './byte-pair.ts';

describe('byte pairs', () => {
  it('has 256 different stand-ins, and none of them is a space', () => {
    const alphabet = byteAlphabet();
    expect(new Set(alphabet).size).toBe(256);
    expect(alphabet.some((stand) => /\s/.test(stand))).toBe(false);
    expect(toByteLevel(' a', alphabet).join('')).toBe('Ġa');
  });

  it('merges the commonest pair first and recounts what a merge changed', () => {
    // "aab" × 3 and "ab" × 2: ab occurs 5 times, then a+ab 3 times.
    expect(
      trainByteMerges(
        new Map([
          ['aab', 3],
          ['ab', 2],
        ]),
        5,
      ),
    ).toEqual([
      ['a', 'b'],
      ['a', 'ab'],
    ]);
  });

  it('breaks ties by order of the text, not of the map', () => {
    expect(
      trainByteMerges(
        new Map([
          ['cd', 2],
          ['ab', 2],
        ]),
        1,
      ),
    ).toEqual([['a', 'b']]);
  });
});
