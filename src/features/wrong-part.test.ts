import { describe, expect, it } from 'vitest';
import { wrongPart } from './wrong-part.ts';

const part = (problem: string, steps: readonly string[], index = steps.length - 1): string => {
  const { start, end } = wrongPart(problem, steps, index);
  return (steps[index] ?? '').slice(start, end);
};

describe('the wrong part of a step', () => {
  it('is its only formula, without the words around it', () => {
    expect(part('Solve $x - 3 = 5$.', ['Add three on both sides:\n\n$$x = 2$$'])).toBe('$$x = 2$$');
    expect(part('Solve $2x = 8$.', ['Divide by two, so \\(x = 5\\).'])).toBe('\\(x = 5\\)');
  });
  it('is the first formula that does not follow, not the right one before it', () => {
    expect(
      part('Solve $x - 3 = 5$.', ['Add three: $x - 3 + 3 = 5 + 3$, so $x = 2$ and $x = 2$ it is.']),
    ).toBe('$x = 2$');
    expect(part('', ['We have $2 + 2 = 5$, and $3 + 3 = 6$.'])).toBe('$2 + 2 = 5$');
  });
  it('is the wrong row of a display, and no other', () => {
    const rows = ['3x + 5 &= 20', '3x &= 15', 'x &= 4'];
    const align = `\\begin{align*}\n  ${rows.join(' \\\\\n  ')}\n\\end{align*}`;
    expect(part('Solve $3x + 5 = 20$.', [align])).toBe('x &= 4');
    expect(part('Solve $3x + 5 = 20$.', [`Subtract $5$ on both sides:\n${align}`])).toBe('x &= 4');
    const inDollars = `$$\\begin{aligned} 3x &= 25 \\\\[2pt] x &= \\frac{25}{3} \\end{aligned}$$`;
    expect(part('Solve $3x + 5 = 20$.', [inDollars])).toBe('3x &= 25');
  });
  it('is all of a step without formulas', () => {
    expect(part('', ['  2 + 2 = 5 ', 'x'], 0)).toBe('2 + 2 = 5');
  });
});
