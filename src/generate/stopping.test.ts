import { describe, expect, it } from 'vitest';
import { StopScanner } from './stopping.ts';

const run = (stops: readonly string[], pieces: readonly string[]): { text: string; stopped: boolean } => {
  const scanner = new StopScanner(stops);
  let text = '';
  for (const piece of pieces) {
    const scanned = scanner.push(piece);
    text += scanned.text;
    if (scanned.stopped) return { text, stopped: true };
  }
  return { text: text + scanner.flush(), stopped: false };
};

describe('StopScanner', () => {
  const cases: readonly [readonly string[], readonly string[], string, boolean][] = [
    [[], ['a', 'b'], 'ab', false],
    [['\n\n'], ['one\n', '\ntwo'], 'one', true],
    [['\n\n'], ['one\n', 'two\n'], 'one\ntwo\n', false],
    [['END'], ['xE', 'N', 'E', 'ND'], 'xEN', true],
    [['abc', 'b'], ['a', 'bc'], '', true],
    [['aab'], ['a', 'a', 'a', 'b', 'c'], 'a', true],
    [['long stop'], ['long', ' ', 'sto'], 'long sto', false],
  ];
  for (const [stops, pieces, text, stopped] of cases) {
    it(`${JSON.stringify(pieces)} with stops ${JSON.stringify(stops)}`, () => {
      expect(run(stops, pieces)).toEqual({ text, stopped });
    });
  }

  it('never shows the beginning of a stop string before it is refuted', () => {
    const scanner = new StopScanner(['</end>']);
    expect(scanner.push('text </e').text).toBe('text ');
    expect(scanner.push('xtra').text).toBe('</extra');
  });

  it('refuses an empty stop string', () => {
    expect(() => new StopScanner([''])).toThrow(/non-empty/);
  });
});
