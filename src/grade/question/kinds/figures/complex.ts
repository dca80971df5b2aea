/** "Find the modulus of 3 - 4i.", "Simplify (4 + 3i)(1 - i), where i is the imaginary unit." */
import * as q from '../../../../exact/rational.ts';
import { Budget } from '../../../algebra/budget.ts';
import { rationalValue } from '../../../algebra/fraction.ts';
import { realDenominator, splitImaginary } from '../../../algebra/imaginary.ts';
import { normalise } from '../../../algebra/normal.ts';
import { type Node, someNode } from '../../../parse/tree.ts';
import { type StepCheck, unknownCheck } from '../../../steps/step-check.ts';
import { treeOf } from '../../read-text.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { ReadKind } from '../../worked.ts';
import { answeredBy } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { rootText } from './points.ts';
import { isFormula, lettersIn, readNumber, shown } from './quantities.ts';

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
  const found = /^(-?[\d./]+(?=[-+]))?([-+]?)([\d./]*)i$/.exec(bare);
  if (found === null) return null;
  const [, real = '', sign = '', size = ''] = found;
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

const unit =
  '(?:,? where i is the imaginary unit| if i is the square root of -1|,? where i\\^\\{?2\\}? = -1)';
const explained = patterns(
  `(?:simplify|{find})(?: the value of)? {z:formula}${unit}`,
  '(?:write|express|simplify|find|give) {z:formula} (?:in the form|as a complex number) a \\+ bi',
);

const conjugate = patterns('{find} the (?:complex )?conjugate of (?:the complex number )?{z:formula}');

/** The rational parts of a complex number; null for anything else. */
function valueOf(text: string): readonly [q.Rational, q.Rational] | null {
  const tree = isFormula(text) && lettersIn(text).every((letter) => letter === 'i') ? treeOf(text) : null;
  if (tree === null) return null;
  try {
    const ring = { budget: new Budget(), assumptions: {} };
    const { real, imaginary } = splitImaginary(realDenominator(normalise(tree, ring), ring), ring);
    const [re, im] = [rationalValue(real), rationalValue(imaginary)];
    return re === null || im === null ? null : [re, im];
  } catch {
    return null;
  }
}

const isUnit = (node: Node): boolean => node.kind === 'constant' && node.name === 'i';

/** Whether nothing is left to do: i stands once at most, in no power, and under no line. */
function isFinished(text: string): boolean {
  const tree = treeOf(text);
  if (tree === null || (text.match(/i(?![A-Za-z])/g) ?? []).length > 1) return false;
  return !someNode(
    tree,
    (at) => at.kind === 'power' || (at.kind === 'divide' && someNode(at.denominator, isUnit)),
  );
}

function shownComplex([re, im]: readonly [q.Rational, q.Rational]): string {
  if (q.isZero(im)) return shown(re);
  const size = q.equals(q.absolute(im), q.one) ? '' : shown(q.absolute(im));
  const start = q.isZero(re) ? '' : `${shown(re)} `;
  const sign = q.sign(im) < 0 ? '-' : start === '' ? '' : '+';
  return `${start}${sign}${start === '' ? '' : ' '}${size}i`;
}

export const readComplex: ReadKind = (text) => {
  const asked = captured(text, explained)?.['z'];
  const z = asked ?? captured(text, conjugate)?.['z'] ?? '';
  const read = lettersIn(z).includes('i') ? valueOf(z) : null;
  if (read === null) return null;
  const value = asked === undefined ? ([read[0], q.negate(read[1])] as const) : read;
  const check = (answer: string): StepCheck => {
    const bare = answer.replace(/\\left|\\right/g, '').replace(/[\s.]+$/, '');
    const given = valueOf(bare);
    if (given === null) return unknownCheck('not read as a complex number');
    const isSame = q.equals(given[0], value[0]) && q.equals(given[1], value[1]);
    if (!isSame) return refuted('worked out again: not the same', `it is ${shownComplex(value)}`);
    if (!isFinished(bare)) return unknownCheck('equal, but still to be worked out');
    return proven(`worked out again: ${shownComplex(value)}`);
  };
  return { kind: 'worked', check };
};
