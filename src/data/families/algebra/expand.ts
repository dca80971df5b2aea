/** Polynomial expressions to expand, to collect, or to rearrange and read a coefficient off. */
import { defineFamily } from '../family.ts';
import { polynomialOf, type Polynomial } from '../kit/polynomial.ts';
import { q } from '../kit/rational.ts';
import { grown, joined, letterFor, polynomialTex, power } from '../kit/text.ts';
import { collectInLines, drawSum, expandInLines, scattered, sumText, type Sum } from './bracketed.ts';

interface Expansion {
  readonly sum: Sum;
  readonly letter: string;
}

export const expand = defineFamily<Expansion>({
  name: 'expand',
  topic: 'algebra',
  wordings: {
    train: [
      'Expand {e}.',
      '[Expand|Multiply out] [the brackets|and simplify|the expression]: {e}',
      '[Multiply|Work|Write] out {e}.',
      '[Remove|Clear] the brackets [in|from] {e}.',
      'What is {e} [expanded|in expanded form|without brackets]?',
      '[Write|Give|Express] {e} as a polynomial.',
      'Distribute and collect like terms: {e}',
    ],
    held: ['Rewrite {e} as a sum of powers of {x}.', 'Which polynomial equals {e}?'],
  },
  sample(random, difficulty) {
    const letter = letterFor(random);
    if (random.chance(0.35)) {
      const size = grown(difficulty, 5, 20);
      const linear = (): Sum => ({
        terms: [
          { coefficient: random.integer(1, Math.ceil(size / 3)), exponent: 1 },
          { coefficient: random.integer(1, size) * random.pick([-1, 1]), exponent: 0 },
        ],
        products: [],
      });
      const factors =
        difficulty >= 5 && random.chance(0.4) ? [linear(), linear(), linear()] : [linear(), linear()];
      return { letter, sum: { terms: [], products: [factors] } };
    }
    return { letter, sum: drawSum(random, difficulty, 5) };
  },
  ask: ({ sum, letter }) => ({ slots: { e: sumText(sum, letter), x: letter } }),
  solve: ({ sum, letter }, work) => work.answer(polynomialTex(expandInLines(sum, letter, work), letter)),
});

export const collect = defineFamily<Expansion>({
  name: 'collect-terms',
  topic: 'algebra',
  wordings: {
    train: [
      'Collect the terms in {e}.',
      '[Collect|Combine|Gather] [like terms|the like terms|similar terms] in {e}.',
      '[Simplify|Shorten] {e} [by collecting terms|by combining like terms|].',
      'What is {e} [simplified|after collecting like terms]?',
      '[Add up|Combine] the terms of {e}.',
    ],
    held: ['Write {e} with each power of {x} only once.', 'Gather what belongs together in {e}.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 6, 9000);
    const degree = random.integer(1, 3);
    const p = polynomialOf(
      Array.from({ length: degree + 1 }, () => (random.chance(0.6) ? random.integer(-size, size) : 0)),
    );
    const terms = scattered(p, random, size);
    if (terms.length < 2)
      terms.push({ coefficient: random.integer(1, size), exponent: 1 }, { coefficient: -1, exponent: 1 });
    return { letter: letterFor(random), sum: { terms, products: [] } };
  },
  ask: ({ sum, letter }) => ({ slots: { e: sumText(sum, letter), x: letter } }),
  solve: ({ sum, letter }, work) =>
    work.answer(polynomialTex(collectInLines(sum.terms, letter, work), letter)),
});

interface Rearrangement extends Expansion {
  /** The letters of the form, highest power first in `order`. */
  readonly names: readonly string[];
  readonly order: readonly number[];
  readonly asked: number;
}

/** The degree of the worked-out sum, by evaluating: the form needs one letter more. */
function degreeOfSum({ terms, products }: Sum): number {
  const own = terms.map(({ exponent }) => exponent);
  const all = products.map((factors) => factors.reduce((sum, factor) => sum + degreeOfSum(factor), 0));
  return Math.max(0, ...own, ...all);
}

export const coefficientNamed = defineFamily<Rearrangement>({
  name: 'coefficient-named',
  topic: 'algebra',
  wordings: {
    train: [
      '[Express|Write|Put] {e} [as|in the form] {f} and give {c}.',
      'Rearrange {e} to [the form|] {f} and give {c}.',
      '[Write|Bring] {e} in the form {f}. What is {c}?',
      'If {e} is written as {f}, what is {c}?',
      '[Find|Give|Determine] {c} when {e} is [rearranged to|expressed as] {f}.',
    ],
    held: [
      'Compare {e} with {f} and read off {c}.',
      'What does {c} have to be so that {e} is the same as {f}?',
    ],
  },
  sample(random, difficulty) {
    const letter = letterFor(random);
    const isFlat = random.chance(0.5);
    const size = grown(difficulty, 5, 900);
    const degree = random.integer(1, 4);
    const p: Polynomial = polynomialOf(Array.from({ length: degree + 1 }, () => random.integer(-size, size)));
    const sum: Sum = isFlat
      ? { terms: scattered(p, random, size), products: [] }
      : drawSum(random, difficulty, 4);
    const top = Math.max(1, degreeOfSum(sum));
    const taken = [letter, 'e', 'i'];
    const names = Array.from({ length: top + 1 }, () => {
      const name = letterFor(random, taken);
      taken.push(name);
      return name;
    });
    const order = random.shuffled(names.map((_, k) => k));
    return { letter, sum, names, order, asked: random.integer(0, top) };
  },
  ask({ sum, letter, names, order, asked }) {
    const form = joined(order.map((k) => (k === 0 ? names[k]! : `${names[k]!}*${power(letter, k)}`)));
    return { slots: { e: sumText(sum, letter), f: form, c: names[asked]! } };
  },
  solve({ sum, letter, names, asked }, work) {
    const p =
      sum.products.length === 0 ? collectInLines(sum.terms, letter, work) : expandInLines(sum, letter, work);
    work.line(`$${polynomialTex(p, letter)}$`);
    const value = p[asked] ?? q(0);
    const near = p[asked === 0 ? 1 : asked - 1] ?? q(1);
    const read = work.choose(
      value,
      near.equals(value) ? [value.negated().plus(value.sign() === 0 ? 1 : 0)] : [near],
    );
    work.line(`$${names[asked]!} = ${read.toLatex()}$`);
    return work.answer(read.toLatex());
  },
});

/** The value of a sum at a point: for tests, by another way than the solution's. */
export function sumAt({ terms, products }: Sum, x: number): number {
  const flat = terms.reduce((total, t) => total + t.coefficient * x ** t.exponent, 0);
  return products.reduce((total, factors) => total + factors.reduce((p, f) => p * sumAt(f, x), 1), flat);
}
