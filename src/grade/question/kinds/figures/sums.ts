/** "Write 4/(z - 5) + 3/(z + 4) as a single fraction.": the answer must be equal, and one fraction. */
import * as q from '../../../../exact/rational.ts';
import type { Univariate } from '../../../algebra/univariate.ts';
import { printNode } from '../../../parse/print.ts';
import { type Node, someNode } from '../../../parse/tree.ts';
import { gcdPolynomials } from '../../../steps/polynomial.ts';
import { treeOf } from '../../read-text.ts';
import type { ReadKind } from '../../worked.ts';
import { inLetter } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { lettersIn, readPolynomial, readQuotient, renamed } from './quantities.ts';

const one = '(?:a single|one)';
const sentences = patterns(
  `(?:write|express|combine|bring together|find|determine|work out|simplify|put) {formula:formula} (?:as|into) ${one} fraction(?<lowest> in simplest form)?`,
  'combine {formula:formula} over a common denominator',
  `(?:what is|how can) {formula:formula} (?:be written )?as ${one} fraction`,
  '(?:add|combine) {formula:formula}',
  'perform the (?:addition|operation) and (?<lowest>simplify):? {formula:formula}',
);

const isQuotient = (node: Node): boolean =>
  node.kind === 'divide' && someNode(node.denominator, (at) => at.kind === 'symbol');

/** A lone fraction, its sign before it or not, with no fraction inside that has letters. */
function isOneFraction(answer: string): boolean {
  const tree = treeOf(answer);
  if (tree === null) return false;
  const outer = tree.kind === 'negate' ? tree.arg : tree;
  if (outer.kind !== 'divide') return false;
  return ![outer.numerator, outer.denominator].some((part) => someNode(part, (at) => at.kind === 'divide'));
}

/** The integer multiple of a polynomial without denominators. */
function cleared(p: Univariate): bigint[] {
  const common = p.reduce((all, { d }) => (all * d) / q.gcd(all, d), 1n);
  return p.map(({ n, d }) => (n * common) / d);
}

/** Whether top and bottom of a fraction have no factor with the letter, nor a number, in common. */
function isLowest(answer: string, letter: string): boolean {
  const tree = treeOf(answer);
  const outer = tree?.kind === 'negate' ? tree.arg : tree;
  if (outer?.kind !== 'divide') return false;
  const [top, bottom] = [outer.numerator, outer.denominator].map((part) =>
    readPolynomial(printNode(part), letter),
  );
  if (!top || !bottom || [...top, ...bottom].some(({ d }) => d !== 1n)) return false;
  const [a, b] = [cleared(top), cleared(bottom)];
  return gcdPolynomials(a, b).length === 1 && [...a, ...b].reduce(q.gcd, 0n) === 1n;
}

export const readSum: ReadKind = (text) => {
  const { formula = '', lowest } = captured(text, sentences) ?? {};
  const [letter = '', another] = lettersIn(formula);
  const tree = treeOf(formula);
  if (
    letter === '' ||
    another !== undefined ||
    tree?.kind !== 'add' ||
    readQuotient(formula, letter) === null
  )
    return null;
  const quotients = tree.args.map((term) => (term.kind === 'negate' ? term.arg : term)).filter(isQuotient);
  if (quotients.length < 2) return null;
  return inLetter(
    renamed(formula, letter, 'x'),
    letter,
    (answer) => isOneFraction(answer) && (lowest === undefined || isLowest(answer, letter)),
  );
};
