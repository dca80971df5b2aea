import { describe, expect, it } from 'vitest';
import { TextStream } from './textStream.ts';

const bytes = (ids: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(ids));

describe('TextStream', () => {
  it('gives a character when its last byte is there', () => {
    const stream = new TextStream(bytes);
    const pieces = [...new TextEncoder().encode('a√2 😀.')].map((id) => stream.push(id));
    expect(pieces).toEqual(['a', '', '', '√', '2', ' ', '', '', '', '😀', '.']);
    expect(stream.flush()).toBe('');
  });

  it('shows an unfinished character at the end and does not hold broken bytes for ever', () => {
    const stream = new TextStream(bytes);
    expect(stream.push(0xe2)).toBe('');
    expect(stream.flush()).toBe('\ufffd');
    const broken = new TextStream(bytes);
    const text = Array.from({ length: 20 }, () => broken.push(0xff)).join('') + broken.flush();
    expect(text).toBe('\ufffd'.repeat(20));
  });

  it('keeps the space that a decoder drops at the beginning of a text', () => {
    const words = ['▁the', '▁sum', 's'];
    const sentencePiece = (ids: readonly number[]): string =>
      ids
        .map((id) => words[id]!)
        .join('')
        .replaceAll('▁', ' ')
        .replace(/^ /, '');
    const stream = new TextStream(sentencePiece, [0]);
    expect([1, 2, 0].map((id) => stream.push(id)).join('')).toBe(' sums the');
  });
});
