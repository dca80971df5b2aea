import { describe, expect, it } from 'vitest';
import { liveLines } from './live-lines.ts';

describe('a text that is being written', () => {
  it.each([
    ['nothing yet', '', [], ''],
    ['a line without its end', 'Let $x', [], 'Let $x'],
    ['a finished line and a begun one', 'Let $x=1$.\nThen $2', ['Let $x=1$.'], 'Then $2'],
    ['blank lines', 'One.\n\n\n  Two.\n', ['One.', 'Two.'], ''],
    ['a display over lines', '$$\nx = 1\n$$\nSo', ['$$\nx = 1\n$$'], 'So'],
    ['a display that is open', 'So\n$$\nx = 1\n', ['So'], '$$\nx = 1\n'],
    ['brackets', '\\[\nx\n\\]\ny', ['\\[\nx\n\\]'], 'y'],
    ['brackets that are open', '\\[\nx\n', [], '\\[\nx\n'],
    [
      'an environment with a spaced row',
      '\\begin{align}\na\\\\[2pt]\nb\n\\end{align}\nc',
      ['\\begin{align}\na\\\\[2pt]\nb\n\\end{align}'],
      'c',
    ],
    ['a code fence', '```\na\nb\n```\nc', ['```\na\nb\n```'], 'c'],
    ['a price', 'It costs \\$\\$5.\nSo', ['It costs \\$\\$5.'], 'So'],
    ['half a calculator mark', '2+2=<<2+2=', [], '2+2='],
  ] as const)('%s', (_name, text, finished, rest) => {
    expect(liveLines(text, false)).toEqual({ finished, rest });
  });

  it('is finished to its last line once nothing more comes', () => {
    expect(liveLines('One.\nTwo $x', true)).toEqual({ finished: ['One.', 'Two $x'], rest: '' });
    expect(liveLines('One.\n$$\nx', true)).toEqual({ finished: ['One.', '$$\nx'], rest: '' });
  });

  it('never changes a line that was finished, wherever the writer pauses', () => {
    const text =
      'Let $x$.\n$$\n\\frac12 = x\n$$\n\\begin{cases}\na\\\\\nb\n\\end{cases}\n```\nc\n\nd\n```\n\nEnd.';
    let before: readonly string[] = [];
    for (let length = 0; length <= text.length; length += 1) {
      const { finished } = liveLines(text.slice(0, length), length === text.length);
      expect(finished.slice(0, before.length)).toEqual(before);
      before = finished;
    }
    expect(before).toHaveLength(5);
  });
});
