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

/** The same of a number: "Write 2^3 * 2^4 as a single power of 2". */
const ofNumbers = patterns(
  '(?:write|express|give|simplify|what is) {formula:formula} as a (?:single )?power of {base:integer}',
  '(?:which|what) (?:single )?power of {base:integer} is {formula:formula}',
  'simplify {formula:formula}\\. (?:leave|give|write) (?:the|your) answer as a power of {base:integer}',
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

/** What k is in `base^k`; null for a formula that is none of its powers. */
function exponentOver(base: Rational, formula: string): Rational | null {
  const value = readValue(formula);
  if (value === null || q.sign(value) <= 0) return null;
  let power = q.one;
  const isLarge = q.compare(value, q.one) >= 0;
  for (let k = 0; k <= largestExponent; k++) {
    if (q.equals(power, value)) return q.rational(isLarge ? k : -k);
    power = isLarge ? q.multiply(power, base) : q.divide(power, base);
  }
  return null;
}

const largestExponent = 200;

function readNumberPowers(text: Parameters<ReadKind>[0]): ReturnType<ReadKind> {
  const { formula = '', base = '' } = captured(text, ofNumbers) ?? {};
  const bottom = /^\d+$/.test(base) && Number(base) > 1 ? q.rational(BigInt(base)) : null;
  const right = bottom === null ? null : exponentOver(bottom, formula);
  if (bottom === null || right === null) return null;
  const told = `${base}^{${q.toFractionText(right)}}`;
  const check = (answer: string): StepCheck => {
    const bare = answer.trim().replace(/\.$/, '');
    const given = exponentOver(bottom, bare);
    if (given === null && readValue(bare) === null) return unknownCheck(`no power of ${base}`);
    if (given === null || !q.equals(given, right))
      return refuted('worked out again: not the same', `it is ${told}`);
    // `128` is no power of 2 as it stands, `2^3 * 2^4` are two.
    const isWritten = new RegExp(`^${base}\\s*(?:\\^|\\*\\*)\\s*\\{?\\(?\\s*-?\\d+\\s*\\)?\\}?$`).test(bare);
    return isWritten || (bare === base && q.equals(right, q.one))
      ? proven(`worked out again: ${told}`)
      : unknownCheck('equal, but not written as one power');
  };
  return { kind: 'worked', check };
}

export const readPowers: ReadKind = (text) => readLetterPowers(text) ?? readNumberPowers(text);

const readLetterPowers: ReadKind = (text) => {
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
