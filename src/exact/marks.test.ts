import { describe, expect, it } from 'vitest';
import { hideMarks, marksIn } from './marks.ts';

const rows: readonly (readonly [string, string])[] = [
  ['Natalia sold 48/2 = <<48/2=24>>24 clips', 'Natalia sold 48/2 = 24 clips'],
  ['she earned 0.2 x 50 = $<<0.2*50=10>>10.', 'she earned 0.2 x 50 = $10.'],
  ['$<<3*4=12>>12$', '$3 \\cdot 4 = 12$'],
  ['$x = <<frac(2/6)=1/3>>\\frac{1}{3}$', '$x = \\frac{2}{6} = \\frac{1}{3}$'],
  ['$<<frac(3/4*3/5)=9/20>>\\frac{9}{20}$', '$\\frac{3}{4} \\cdot \\frac{3}{5} = \\frac{9}{20}$'],
  ['$<<frac((-4+(-7))/2)=-11/2>>-\\frac{11}{2}$', '$\\frac{-4 + (-7)}{2} = -\\frac{11}{2}$'],
  ['$<<frac(6/4/(2+1))=1/2>>\\frac{1}{2}$', '$6/4/(2 + 1) = \\frac{1}{2}$'],
  ['$<<frac(48/2/3^2)=8/3>>\\frac{8}{3}$', '$48/2/3^{2} = \\frac{8}{3}$'],
  ['$<<factorial(5)/factorial(3)=20>>20$', '$5!/3! = 20$'],
  ['$\\sqrt{36} = <<isqrt(36)=6>>6$', '$\\sqrt{36} = 6$'],
  ['$3x = <<20-5=15>>15$', '$3x = 20 - 5 = 15$'],
  ['Add $x$: $<<4+1=5>>5x + 46 = 76$', 'Add $x$: $5x + 46 = 76$'],
  ['$x = <<12/3=4>>$', '$x = 4$'],
  ['$<<isqrt(36)=6>>6$', '$\\sqrt{36} = 6$'],
  ['$<<isqrt(38)=6>>6$', '$\\lfloor\\sqrt{38}\\rfloor = 6$'],
  ['Least: $<<lpf(91)=7>>7$', 'Least: $7$'],
  ['$<<3-2=1>>x = 5$', '$x = 5$'],
  ['$<<2-3=-1>>-x = 5$', '$-x = 5$'],
  ['$<<17 mod 5=2>>2$', '$17 \\bmod 5 = 2$'],
  ['a << b >> c = d', 'a << b >> c = d'],
];

describe('hideMarks', () => {
  it.each(rows)('%s', (text, seen) => {
    expect(hideMarks(text)).toBe(seen);
  });
  it('finds every calculation', () => {
    expect(marksIn('<<1+1=2>>2 and <<frac(1/2)=1/2>>')).toEqual([
      ['1+1', '2'],
      ['frac(1/2)', '1/2'],
    ]);
  });
});
