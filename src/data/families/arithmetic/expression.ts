/**
 * Chains of operations with brackets: sums, products and quotients, or all four. The expression is grown from its
 * value; the solution evaluates the innermost brackets, then the whole.
 */
import type { Random } from '../../../base/random.ts';
import { defineFamily, type FamilySpec } from '../family.ts';
import { q, ratio, type Rational } from '../kit/rational.ts';
import { grown, nonZero, scaled } from '../kit/text.ts';
import type { Result, Work } from '../kit/work.ts';

/** An expression tree over exact numbers. */
export type Expression =
  | { readonly kind: 'number'; readonly value: Rational }
  | {
      readonly kind: 'pair';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Expression;
      readonly right: Expression;
    };

function leaf(value: Rational): Expression {
  return { kind: 'number', value };
}

function priority(node: Expression): number {
  return node.kind === 'number' ? 3 : node.operator === '+' || node.operator === '-' ? 1 : 2;
}

/** ASCII of an expression with the brackets it needs. */
export function expressionText(node: Expression, isFirst = true): string {
  if (node.kind === 'number') {
    const text = node.value.toString();
    return text.startsWith('-') && !isFirst ? `(${text})` : text;
  }
  const own = priority(node);
  const wrap = (child: Expression, isLeft: boolean): string => {
    const needs = child.kind === 'pair' && (isLeft ? priority(child) < own : priority(child) <= own);
    return needs ? `(${expressionText(child)})` : expressionText(child, isLeft && isFirst);
  };
  const gap = own === 1 ? ' ' : '';
  return `${wrap(node.left, true)}${gap}${node.operator}${gap}${wrap(node.right, false)}`;
}

/** The value of an expression. Throws a RangeError for a division by zero. */
export function valueOf(node: Expression): Rational {
  if (node.kind === 'number') return node.value;
  const [a, b] = [valueOf(node.left), valueOf(node.right)];
  if (node.operator === '+') return a.plus(b);
  if (node.operator === '-') return a.minus(b);
  return node.operator === '*' ? a.times(b) : a.over(b);
}

interface Growth {
  readonly operators: readonly ('+' | '-' | '*' | '/')[];
  readonly size: number;
}

function grownPair(
  value: Rational,
  { operators, size }: Growth,
  random: Random,
): [Rational, Rational, '+' | '-' | '*' | '/'] | null {
  const operator = random.pick(operators);
  const other = q(nonZero(random, -size, size));
  if (operator === '+') return [value.minus(other), other, '+'];
  if (operator === '-') return [value.plus(other), other, '-'];
  if (operator === '*') {
    if (value.sign() === 0) return null;
    const divisor = value.isInteger() && random.chance(0.5) ? divisorOf(value, random) : other;
    return [value.over(divisor), divisor, '*'];
  }
  return [value.times(other), other, '/'];
}

function divisorOf(value: Rational, random: Random): Rational {
  const n = Number(value.abs().n);
  const found = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12].filter((k) => n % k === 0);
  return q(random.pick(found) * (random.chance(0.4) ? -1 : 1));
}

/** A fraction becomes a quotient of integers, since only integers are written. */
function asIntegers(value: Rational, random: Random): Expression {
  if (value.isInteger()) return leaf(value);
  const k = random.integer(1, 4) * (random.chance(0.3) ? -1 : 1);
  const top = ratio(value.n * BigInt(k), 1);
  return { kind: 'pair', operator: '/', left: leaf(top), right: leaf(ratio(value.d * BigInt(k), 1)) };
}

/** An expression of `count` operations with the given value. */
export function growExpression(
  value: Rational,
  count: number,
  options: { growth: Growth; random: Random },
): Expression {
  const { growth, random } = options;
  if (count <= 0) return asIntegers(value, random);
  const pair = grownPair(value, growth, random);
  if (pair === null || pair[0].d > 400n) return asIntegers(value, random);
  const [a, b, operator] = pair;
  const leftCount = random.integer(0, count - 1);
  return {
    kind: 'pair',
    operator,
    left: growExpression(a, leftCount, options),
    right: growExpression(b, count - 1 - leftCount, options),
  };
}

/** Brackets with an operation in them and no other such bracket inside, as `12+(-13)` in `-9 - (12+(-13))`. */
const innermost = /\(((?:[^()]|\(-\d+\))*(?:\d|\(-\d+\))\s*[-+*/](?:[^()]|\(-\d+\))*)\)/g;

/** At most so many brackets are worked out on a line of their own before the whole. */
const maxBrackets = 3;

/** One line with what `text` (ASCII, `^` for powers) comes to, headed by `head`. */
function evaluateInLine(text: string, work: Work, head = ''): Result {
  const numbers = text.match(/(?<![\d)])-?\d+/g) ?? [];
  const parts = splitAround(text, numbers);
  const result = /[*/]/.test(text) ? work.frac(parts, ...numbers) : work.calc(parts, ...numbers);
  work.line(`$${head}${result.mark}$`);
  return result;
}

/**
 * Writes what an expression comes to: the innermost brackets first, then the whole as it stands in the problem, headed
 * by `head`; returns the value. A calculation copied whole is what a small model gets right: a line made of results of
 * earlier lines it gets wrong more often than not (docs/LOG.md).
 */
export function evaluateInLines(text: string, work: Work, head = ''): Result {
  const brackets = [...text.matchAll(innermost)].map(([, inside = '']) => inside);
  for (const inside of [...new Set(brackets)].slice(0, maxBrackets)) evaluateInLine(inside, work);
  return evaluateInLine(text, work, head);
}

function splitAround(text: string, numbers: readonly string[]): string[] {
  const parts: string[] = [];
  let rest = text;
  for (const number of numbers) {
    const at = rest.indexOf(number);
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + number.length);
  }
  return [...parts, rest];
}

const wordings = {
  train: [
    '{e}',
    'I need {e}.',
    '[Calculate|Evaluate|Work out|Compute|Simplify] {e}.',
    'What is {e}?',
    'What is the value of {e}?',
    '[Find|Give|Determine] the value of {e}.',
    '{e} = ?',
    '[How much is {e}|What does {e} come to|What does {e} equal]?',
  ],
  held: ['To what number does {e} simplify?', 'Reduce {e} to a single number.'],
};

interface Parameters {
  readonly node: Expression;
  /** Whether negative numbers stand bare behind + and -, as in `3 + -4`. */
  readonly isBare: boolean;
}

function expressionFamily(
  name: string,
  operators: Growth['operators'],
  value: (random: Random, difficulty: number) => Rational,
): FamilySpec<Parameters> {
  return {
    name,
    topic: 'arithmetic',
    wordings,
    sample(random, difficulty) {
      const size = grown(difficulty, 6, 60);
      for (;;) {
        const count = random.integer(scaled(difficulty, 2, 3), scaled(difficulty, 2, 6));
        const node = growExpression(value(random, difficulty), count, {
          growth: { operators, size },
          random,
        });
        if (node.kind === 'pair' && expressionText(node).length < 60)
          return { node, isBare: random.chance(0.6) };
      }
    },
    ask({ node, isBare }) {
      const text = expressionText(node);
      return { slots: { e: isBare ? text.replace(/ ([+-]) \((-\d+)\)/g, ' $1 $2') : text } };
    },
    solve({ node }, work) {
      const { value } = evaluateInLines(expressionText(node), work);
      return work.answer(value.toLatex());
    },
  };
}

const whole = (random: Random, difficulty: number): Rational =>
  q(random.integer(-grown(difficulty, 9, 80), grown(difficulty, 12, 80)));
const fraction = (random: Random, difficulty: number): Rational =>
  random.chance(0.5)
    ? q(random.integer(-6, 9))
    : ratio(nonZero(random, -9, 9), random.integer(1, grown(difficulty, 4, 24)));

export const addSubChain = defineFamily(expressionFamily('add-subtract-chain', ['+', '-'], whole));
export const mulDivChain = defineFamily(expressionFamily('multiply-divide-chain', ['*', '/'], fraction));
export const mixedOperations = defineFamily(
  expressionFamily('mixed-operations', ['+', '-', '*', '/'], fraction),
);
