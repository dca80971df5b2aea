/** "Find the modulus of 3 - 4i.", powers of i and sums of complex numbers where the letter is explained. */
import * as q from '../../../../exact/rational.ts';
import type { ReadKind } from '../../worked.ts';
import { answeredBy } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { rootText } from './points.ts';
import { readNumber } from './quantities.ts';

const modulus = patterns(
  '{find} the (?:modulus|absolute value) of (?:the complex number )?{z:formula}',
  '{find} \\|{z:formula}\\|',
);

/** Real and imaginary part of `a + bi`, `-3i` or `4 - 2*i`; null for anything else, a number without i included. */
function partsOf(text: string): readonly [q.Rational, q.Rational] | null {
  const bare = text
    .replace(/[\s*]/g, '')
    .replace(/\\cdot/g, '')
    .replace(/^\((.*)\)$/, '$1');
  const [, real = '', sign = '', size = ''] = /^(-?[\d./]+(?=[-+]))?([-+]?)([\d./]*)i$/.exec(bare) ?? [];
  if (!bare.endsWith('i')) return null;
  const re = real === '' ? q.zero : readNumber(real);
  const im = size === '' ? q.one : readNumber(size);
  if (re === null || im === null || (real !== '' && sign === '')) return null;
  return [re, sign === '-' ? q.negate(im) : im];
}

export const readModulus: ReadKind = (text) => {
  const parts = partsOf(captured(text, modulus)?.['z'] ?? '');
  if (parts === null) return null;
  const [re, im] = parts;
  return answeredBy(rootText(q.add(q.multiply(re, re), q.multiply(im, im))));
};
