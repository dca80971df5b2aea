import { describe, expect, it } from 'vitest';
import { expandMacros } from './expand-macros.ts';

const macros = {
  '\\half': '\\frac{#1}{2}',
  '\\R': '\\mathbb{R}',
  '\\pair': '(#1, #2)',
  '\\twice': '\\half{#1} + \\half{#1}',
  '\\loop': '\\pool',
  '\\pool': '\\loop',
};

describe('macros written out', () => {
  it('take their arguments, braced or not, and each other', () => {
    expect(expandMacros('\\half{x+1} \\in \\R', macros).text).toBe('\\frac{x+1}{2} \\in \\mathbb{R}');
    expect(expandMacros('\\pair a{b c}', macros).text).toBe('(a, b c)');
    expect(expandMacros('\\twice{y}', macros).text).toBe('\\frac{y}{2} + \\frac{y}{2}');
  });
  it('leave other commands, escapes and calls without arguments alone', () => {
    expect(expandMacros('\\halfway \\\\R \\Re \\half', macros).text).toBe('\\halfway \\\\R \\Re \\half');
  });
  it('stay where they would never end', () => {
    expect(expandMacros('a \\loop b', macros).text).toBe('a \\loop b');
  });
  it('lead back to the source', () => {
    const source = 'a \\half{x} = 6, \\R end';
    const { text, toSource } = expandMacros(source, macros);
    const back = (part: string): string => {
      const start = text.indexOf(part);
      return source.slice(toSource(start, 'start'), toSource(start + part.length, 'end'));
    };
    expect(back('\\frac{x}{2} = 6')).toBe('\\half{x} = 6');
    expect(back('{x}')).toBe('\\half{x}');
    expect(back('= 6')).toBe('= 6');
    expect(back('end')).toBe('end');
    expect(back('a')).toBe('a');
  });
});
