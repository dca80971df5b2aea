/** Products, quotients and powers of powers of one letter, with rational exponents, brought to one power. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { q, ratio, type Rational } from '../kit/rational.ts';
import { letterFor, nonZero, scaled } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';

type Power =
  | { readonly kind: 'atom'; readonly exponent: Rational }
  | {
      readonly kind: 'chain';
      readonly first: Power;
      readonly rest: readonly { operator: '*' | '/'; of: Power }[];
    }
  | { readonly kind: 'raised'; readonly of: Power; readonly to: Rational };

function exponentText(exponent: Rational): string {
  const text = exponent.toString();
  return /^\d+$/.test(text) ? text : `(${text})`;
}

function atomText(letter: string, exponent: Rational): string {
  return exponent.equals(1) ? letter : `${letter}**${exponentText(exponent)}`;
}

function powerText(node: Power, letter: string): string {
  if (node.kind === 'atom') return atomText(letter, node.exponent);
  if (node.kind === 'raised') return `(${powerText(node.of, letter)})**${exponentText(node.to)}`;
  const inside = (child: Power): string =>
    child.kind === 'chain' ? `(${powerText(child, letter)})` : powerText(child, letter);
  return inside(node.first) + node.rest.map(({ operator, of }) => operator + inside(of)).join('');
}

function drawExponent(random: Random, difficulty: number): Rational {
  if (random.chance(0.5)) return q(1);
  if (difficulty < 3 || random.chance(0.6))
    return q(nonZero(random, -scaled(difficulty, 3, 12), scaled(difficulty, 5, 12)));
  return ratio(nonZero(random, -5, 5), random.integer(2, scaled(difficulty, 3, 11)));
}

function drawPower(random: Random, difficulty: number, depth: number): Power {
  if (depth === 0) return { kind: 'atom', exponent: drawExponent(random, difficulty) };
  if (random.chance(0.35)) {
    const to = random.chance(0.5)
      ? q(nonZero(random, -9, 12))
      : ratio(nonZero(random, -5, 5), random.integer(2, 7));
    const of = drawPower(random, difficulty, depth - 1);
    return of.kind === 'raised' ? of : { kind: 'raised', of, to };
  }
  const count = random.integer(1, 3);
  return {
    kind: 'chain',
    first: drawPower(random, difficulty, random.integer(0, depth - 1)),
    rest: Array.from({ length: count }, () => ({
      operator: random.pick(['*', '/'] as const),
      of: drawPower(random, difficulty, random.chance(0.3) ? depth - 1 : 0),
    })),
  };
}

/** Writes the exponents' arithmetic, innermost bracket first; returns the exponent of the letter. */
function exponentInLines(node: Power, letter: string, work: Work): Rational {
  if (node.kind === 'atom') return node.exponent;
  if (node.kind === 'raised') {
    const inner = exponentInLines(node.of, letter, work);
    const result = work.frac`${inner}*${node.to}`;
    work.line(`Power of a power: $${result.mark}$`);
    return result.value;
  }
  const values = [node.first, ...node.rest.map(({ of }) => of)].map((child) =>
    exponentInLines(child, letter, work),
  );
  const parts = [''];
  node.rest.forEach(({ operator }) => parts.push(operator === '*' ? '+' : '-'));
  const result = work.frac([...parts, ''], ...values);
  work.line(
    `${node.rest.some(({ operator }) => operator === '/') ? 'Add and subtract' : 'Add'} exponents: $${result.mark}$`,
  );
  return result.value;
}

export const simplifyPowers = defineFamily<{ node: Power; letter: string }>({
  name: 'simplify-powers',
  topic: 'algebra',
  wordings: {
    train: [
      'Simplify {e} assuming {x} is positive.',
      '[Simplify|Write as one power|Reduce] {e} [for positive {x}|where {x} > 0|, with {x} positive].',
      '[Write|Express] {e} as a single power of {x}.',
      'Assuming {x} is positive, [simplify|write as one power] {e}.',
      'What is {e} as a power of {x}?',
    ],
    held: ['For {x} > 0, combine the exponents in {e}.', 'Which single power of {x} equals {e}?'],
  },
  sample(random, difficulty) {
    for (;;) {
      const node = drawPower(random, difficulty, difficulty < 4 ? 1 : difficulty < 8 ? 2 : 3);
      const letter = letterFor(random);
      if (node.kind !== 'atom' && powerText(node, letter).length < 100) return { node, letter };
    }
  },
  ask: ({ node, letter }) => ({ slots: { e: powerText(node, letter), x: letter } }),
  solve({ node, letter }, work) {
    const exponent = exponentInLines(node, letter, work);
    if (exponent.sign() === 0) work.line(`$${letter}^0 = 1$`);
    return work.answer(exponent.sign() === 0 ? '1' : tex(atomText(letter, exponent)));
  },
});
