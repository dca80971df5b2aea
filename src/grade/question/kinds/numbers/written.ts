/**
 * Numbers and lists of them as they are written in an answer, read strictly: what is not plainly one is null.
 */
import * as q from '../../../../exact/rational.ts';
import { exactValue, plainForm } from './wording.ts';

/** An answer in plain text without a full stop behind it. */
export const plainAnswer = (answer: string): string =>
  plainForm(answer.replaceAll('$', '')).replace(/(?<=[\w)}])\s*\.$/, '');

/** How a number is written. */
export type Notation = 'integer' | 'decimal' | 'fraction' | 'mixed' | 'scientific';

export interface WrittenNumber {
  readonly value: q.Rational;
  readonly notation: Notation;
}

/** `5`, `1,200`, `0.5`, `-3/4`, `1 1/2`, `3.2*10^5`; null for anything else, sums and products too. */
export function numberIn(text: string): WrittenNumber | null {
  const bare = text.trim().replace(/^\+/, '');
  if (/^-?[\d,]+$/.test(bare)) return withValue(bare, 'integer');
  if (/^-?(?:[\d,]+\.\d+|\.\d+)$/.test(bare)) return withValue(bare, 'decimal');
  if (/^-?\d+\s*\/\s*\d+$/.test(bare)) return withValue(bare, 'fraction');
  if (/^-?\d+(?:\.\d+)?\s*\*\s*10\s*\^\s*-?\d{1,3}$/.test(bare))
    return withValue(bare.replace(/\^\s*(-?\d+)$/, '^{$1}'), 'scientific');
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+) (\d+\/\d+)$/.exec(bare) ?? [];
  const fraction = part === '' ? null : exactValue(part);
  if (fraction === null || q.compare(fraction, q.one) >= 0) return null;
  const size = q.add(q.rational(BigInt(whole)), fraction);
  return { value: sign === '-' ? q.negate(size) : size, notation: 'mixed' };
}

function withValue(text: string, notation: Notation): WrittenNumber | null {
  const value = exactValue(text);
  return value === null ? null : { value, notation };
}

/** The parts of `1, 2 and 3`, `[1, 2]`; null where commas may stand for thousands. */
export function listParts(text: string): readonly string[] | null {
  const inside = text.replace(/^(?:\[(.*)\]|\\?\{(.*?)\\?\}|\(([^()]*)\))$/, '$1$2$3');
  if (/\d,\d/.test(inside)) {
    if (/(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)/.test(inside)) return null;
  }
  const parts = inside
    .replace(/,? and /g, ',')
    .split(/[,;]/)
    .map((part) => part.trim());
  return parts.includes('') ? null : parts;
}
