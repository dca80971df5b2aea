/** Polynomials as functions: values, sums with weights, and compositions. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { combineInLines, definition, evaluateInLine, multiplyInLines } from '../kit/polynomial-lines.ts';
import { polynomialOf, scalePolynomial, type Polynomial } from '../kit/polynomial.ts';
import { q } from '../kit/rational.ts';
import { grown, joined, letterFor, nonZero, polynomialTex, scaled } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';

export interface NamedPolynomial {
  readonly name: string;
  readonly letter: string;
  readonly p: Polynomial;
}

/** Names for functions and letters, all different. */
export function freshLetters(random: Random, count: number, taken: readonly string[] = []): string[] {
  const found: string[] = [];
  while (found.length < count) found.push(letterFor(random, [...taken, ...found]));
  return found;
}

function drawPolynomial(random: Random, degree: number, size: number): Polynomial {
  const low = Array.from({ length: degree }, () => (random.chance(0.8) ? random.integer(-size, size) : 0));
  return polynomialOf([...low, nonZero(random, -size, size)]);
}

export interface Evaluation extends NamedPolynomial {
  readonly at: number;
}

export const evaluatePolynomial = defineFamily<Evaluation>({
  name: 'evaluate-polynomial',
  topic: 'algebra',
  wordings: {
    train: [
      'Let {f}. [What is|Calculate|Give|Determine|Find] {fa}[?|.]',
      '[Given|For|If] {f}, [what is|find|calculate|determine] {fa}[?|.]',
      '[Evaluate|Find|Compute] {fa} [if|where|when|for] {f}.',
      'The function is {f}. [Find|Evaluate|Compute] {fa}.',
    ],
    held: [
      'Put {a} into {f}. What comes out?',
      'A function is defined by {f}. Which value does it take at {a}?',
    ],
  },
  sample(random, difficulty) {
    const degree = random.integer(1, difficulty < 3 ? 2 : 3);
    const [name, letter] = freshLetters(random, 2) as [string, string];
    const p = drawPolynomial(random, degree, grown(difficulty, 6, degree === 1 ? 2000 : 90));
    const at = random.integer(-scaled(difficulty, 4, 30), scaled(difficulty, 5, 30));
    return { name, letter, p, at };
  },
  ask: ({ name, letter, p, at }) => ({
    slots: { f: definition(name, p, letter), fa: `${name}(${at})`, a: String(at) },
  }),
  solve({ name, p, at }, work) {
    return work.answer(evaluateInLine(p, { name, at: work.copy(at), work }).tex);
  },
});

interface Weighted {
  readonly f: NamedPolynomial;
  readonly g: NamedPolynomial;
  readonly weights: readonly [number, number];
  readonly letter: string;
}

function weightedText(weight: number, call: string): string {
  return weight === 1 ? call : weight === -1 ? `-${call}` : `${weight}*${call}`;
}

export const addPolynomialsFamily = defineFamily<Weighted>({
  name: 'combine-polynomials',
  topic: 'algebra',
  wordings: {
    train: [
      'Let {f}. Let {g}. [Calculate|What is|Give|Determine|Find] {e}[.|?]',
      '[Given|If|For] {f} and {g}, [find|what is|calculate|determine] {e}[.|?]',
      '[Find|Work out|Compute] {e} [where|if|when|for] {f} and {g}.',
    ],
    held: [
      'Two functions are given by {f} and {g}. Write {e} as a polynomial.',
      'With {f} and {g}, simplify {e}.',
    ],
  },
  sample(random, difficulty) {
    const [f, g, x, y, letter] = freshLetters(random, 5) as [string, string, string, string, string];
    const degree = random.integer(1, 3);
    const size = grown(difficulty, 4, 60);
    const draw = (): Polynomial =>
      drawPolynomial(random, Math.max(1, degree - (random.chance(0.3) ? 1 : 0)), size);
    return {
      f: { name: f, letter: x, p: draw() },
      g: { name: g, letter: y, p: draw() },
      weights: [nonZero(random, -9, 9), nonZero(random, -9, 9)],
      letter,
    };
  },
  ask({ f, g, weights, letter }) {
    const e = joined([
      weightedText(weights[0], `${f.name}(${letter})`),
      weightedText(weights[1], `${g.name}(${letter})`),
    ]);
    return { slots: { f: definition(f.name, f.p, f.letter), g: definition(g.name, g.p, g.letter), e } };
  },
  solve({ f, g, weights, letter }, work) {
    const sum = combineInLines(
      [
        { weight: weights[0], of: f.p },
        { weight: weights[1], of: g.p },
      ],
      letter,
      work,
    );
    return work.answer(polynomialTex(sum, letter));
  },
});

interface Composition {
  readonly outer: NamedPolynomial;
  readonly inner: NamedPolynomial;
  readonly letter: string;
}

/** Writes outer(inner(letter)); returns it. */
export function composeInLines({ outer, inner, letter }: Composition, work: Work): Polynomial {
  const parts: { weight: ReturnType<typeof q>; of: Polynomial }[] = [];
  let powered: Polynomial = [q(1)];
  work.line(
    `Let $u = ${inner.name}(${letter}) = ${polynomialTex(inner.p, letter)}$: $${polynomialTex(outer.p, 'u')}$`,
  );
  outer.p.forEach((weight, k) => {
    if (k === 1) powered = inner.p;
    else if (k > 1) {
      powered = multiplyInLines(powered, inner.p, letter, work);
    }
    if (weight.sign() !== 0) parts.push({ weight, of: powered });
  });
  if (parts.length === 1 && parts[0]!.weight.equals(1)) return parts[0]!.of;
  return combineInLines(parts.reverse(), letter, work);
}

export const composeFunctions = defineFamily<Composition>({
  name: 'compose-functions',
  topic: 'algebra',
  wordings: {
    train: [
      'Let {f}. Let {g}. [What is|Calculate|Give|Determine|Find] {e}[?|.]',
      '[Given|If|For] {f} and {g}, [find|what is|calculate|determine] {e}[.|?]',
      '[Find|Work out|Compute] {e} [where|if|when|for] {f} and {g}.',
    ],
    held: ['Substitute {g} into {f} and simplify {e}.', 'Which polynomial is {e}, where {f} and {g}?'],
  },
  sample(random, difficulty) {
    const [f, g, x, y, letter] = freshLetters(random, 5, ['u']) as [string, string, string, string, string];
    const [a, b] = random.pick([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 1],
    ] as const);
    const size = grown(difficulty, 3, 40);
    const draw = (degree: number): Polynomial =>
      random.chance(0.45)
        ? scalePolynomial(polynomialOf(degree === 1 ? [0, 1] : [0, 0, 1]), nonZero(random, -size, size))
        : drawPolynomial(random, degree, size);
    return { outer: { name: f, letter: x, p: draw(a) }, inner: { name: g, letter: y, p: draw(b) }, letter };
  },
  ask({ outer, inner, letter }) {
    const definitions = [
      definition(outer.name, outer.p, outer.letter),
      definition(inner.name, inner.p, inner.letter),
    ];
    return {
      slots: { f: definitions[0]!, g: definitions[1]!, e: `${outer.name}(${inner.name}(${letter}))` },
    };
  },
  solve(p, work) {
    return work.answer(polynomialTex(composeInLines(p, work), p.letter));
  },
});
