/** "Simplify (z^3/z)^(2/5) assuming z is positive.": products, quotients and powers of one letter as one power. */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import type { Node } from '../../../parse/tree.ts';
import { type StepCheck, unknownCheck } from '../../../steps/step-check.ts';
import { treeOf } from '../../read-text.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { ReadKind } from '../../worked.ts';
import { captured, patterns } from './patterns.ts';
import { isFormula, lettersIn, readValue, renamed } from './quantities.ts';
import { printNode } from '../../../parse/print.ts';

const positive =
  '(?:assuming {letter:letter} is positive|for positive {letter:letter}|where {letter:letter} ?> ?0|with {letter:letter} positive)';
const each = (source: string): string[] =>
  positive
    .slice(3, -1)
    .split('|')
    .map((one) => source.replace('{positive}', one));
const sentences = patterns(
  ...each('(?:simplify|write as one power|reduce) {formula:formula},? {positive}'),
  'assuming {letter:letter} is positive, (?:simplify|write as one power) {formula:formula}',
  '(?:write|express) {formula:formula} as a single power(?: of {letter:letter})?',
  '(?:write|express|what is) {formula:formula} as a power of {letter:letter}',
  'write as one power {formula:formula}',
);

const two = q.rational(2);

/** The power of x that a tree is; null where it is none, a number beside it included. */
function exponentOf(node: Node): Rational | null {
  switch (node.kind) {
    case 'symbol':
      return node.name === 'x' ? q.one : null;
    case 'number':
      return q.equals(node.value, q.one) ? q.zero : null;
    case 'multiply':
      return node.args.reduce<Rational | null>(
        (sum, factor) => combine(sum, exponentOf(factor), q.add),
        q.zero,
      );
    case 'divide':
      return combine(exponentOf(node.numerator), exponentOf(node.denominator), q.subtract);
    case 'power':
      return combine(exponentOf(node.base), numberOf(node.exponent), q.multiply);
    case 'root':
      return combine(exponentOf(node.radicand), node.index === null ? two : numberOf(node.index), (a, b) =>
        q.isZero(b) ? null : q.divide(a, b),
      );
    default:
      return null;
  }
}

function combine(
  a: Rational | null,
  b: Rational | null,
  by: (a: Rational, b: Rational) => Rational | null,
): Rational | null {
  return a === null || b === null ? null : by(a, b);
}

const numberOf = (node: Node): Rational | null => readValue(printNode(node));

/** Whether a formula is written as one power: x, 1, or x to a number. */
const isOnePower = (node: Node): boolean =>
  node.kind === 'symbol' || node.kind === 'number' || (node.kind === 'power' && node.base.kind === 'symbol');

function exponent(formula: string, letter: string): { readonly value: Rational; readonly tree: Node } | null {
  if (!isFormula(formula) || lettersIn(formula).some((one) => one !== letter)) return null;
  const tree = treeOf(renamed(formula, letter, 'x'));
  const value = tree === null ? null : exponentOf(tree);
  return tree === null || value === null ? null : { value, tree };
}

/** `mm^3` as `m m^3`: a letter beside itself. */
const apart = (formula: string): string => formula.replace(/(?<!\\[A-Za-z]*)([A-Za-z])(?=\1)/g, '$1 ');

export const readPowers: ReadKind = (text) => {
  const found = captured(text, sentences);
  const formula = apart(found?.['formula'] ?? '');
  const letter = found?.['letter'];
  const [only = '', another] = lettersIn(formula);
  if (another !== undefined || only === '' || (letter ?? only) !== only) return null;
  const asked = exponent(formula, only);
  if (asked === null) return null;
  const check = (answer: string): StepCheck => {
    const given = exponent(answer.trim().replace(/\.$/, ''), only);
    if (given === null) return unknownCheck('no power of the same letter');
    const told = `${only}^{${q.toFractionText(asked.value)}}`;
    if (!q.equals(given.value, asked.value))
      return refuted('worked out again: not the same', `it is ${told}`);
    return isOnePower(given.tree)
      ? proven(`worked out again: ${told}`)
      : unknownCheck('equal, but not one power');
  };
  return { kind: 'worked', check };
};
