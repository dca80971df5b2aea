import { describe, expect, it } from 'vitest';
import { formulaSvg, svgAddress } from './formula-svg.ts';

const black = { color: '#000000' };

describe('formulas as pictures', () => {
  it('are whole SVGs in the colour that was asked for, sized in ex', () => {
    const svg = formulaSvg('\\frac{x^2 - 1}{x + 1}', { color: '#abcdef' });
    expect(svg).toMatch(/^<svg color="#abcdef" /);
    expect(svg).toMatch(/width="[\d.]+ex"/);
    expect(svg).toContain('<path');
    expect(svg).not.toMatch(/<script|href|<use/);
    expect(svgAddress(svg ?? '')).toMatch(/^data:image\/svg\+xml;base64,[\w+/=]+$/);
  });

  it("know the document's own macros", () => {
    const macros = { '\\half': '\\frac{#1}{2}', '\\R': '\\mathbb{R}' };
    expect(formulaSvg('\\half{x} \\in \\R', { ...black, macros })).toContain('<path');
    expect(formulaSvg('\\half{x}', black)).toBeNull();
  });

  it('set aligned rows', () => {
    expect(
      formulaSvg('\\begin{align*} a &= b \\\\ &= c \\end{align*}', { ...black, display: true }),
    ).toContain('<path');
  });

  it('give nothing for what is no formula, never ends, or would load and link', () => {
    for (const tex of [
      '',
      '\\frac{1',
      '\\href{javascript:alert(1)}{x}',
      '\\require{html}',
      'x'.repeat(3000),
    ]) {
      expect(formulaSvg(tex, black), tex.slice(0, 40)).toBeNull();
    }
    expect(formulaSvg('\\def\\a{\\a\\a}\\a', black)).toBeNull();
  });

  it('lets no colour close its attribute', () => {
    expect(formulaSvg('x', { color: 'red" onload="alert(1)' })).not.toContain('onload="');
  });
});
