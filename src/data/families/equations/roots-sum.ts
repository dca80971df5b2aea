/** The sum or the product of the roots of a quadratic equation, read off its coefficients. */
import { defineFamily } from '../family.ts';
import { withRoots } from '../kit/polynomial.ts';
import { q } from '../kit/rational.ts';
import { grown, letterFor, nonZero, polynomial } from '../kit/text.ts';

interface RootSum {
  readonly letter: string;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly asked: 'sum' | 'product';
}

export const rootsSum = defineFamily<RootSum>({
  name: 'roots-sum',
  topic: 'equations',
  wordings: {
    sum: {
      train: [
        'What is the sum of the [roots|solutions] of {eq}?',
        '[Find|Calculate|Give|Determine] the sum of the [roots|solutions] of {eq}.',
        'Sum of the [roots|solutions] of {eq}?',
        'Solve [the quadratic equation|] {eq} and give the sum of its [roots|solutions].',
        '{eq}. What is the sum of the [roots|solutions]?',
        'I need the sum of the roots of {eq}.',
      ],
      held: ['What do the two roots of {eq} add up to?', 'Add the solutions of {eq}.'],
    },
    product: {
      train: [
        'What is the product of the [roots|solutions] of {eq}?',
        '[Find|Calculate|Give|Determine] the product of the [roots|solutions] of {eq}.',
        'Product of the [roots|solutions] of {eq}?',
        'Solve [the quadratic equation|] {eq} and give the product of its [roots|solutions].',
        '{eq}. What is the product of the [roots|solutions]?',
      ],
      held: ['Multiply the two roots of {eq}. What do you get?'],
    },
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 6, 20);
    const [r, s] = [nonZero(random, -size, size), nonZero(random, -size, size)];
    const scale = random.chance(0.07 * difficulty) ? random.integer(2, grown(difficulty, 3, 9)) : 1;
    const [c, b, a] = withRoots([r, s], scale).map((value) => value.toNumber()) as [number, number, number];
    const isUneven = scale > 1 && random.chance(0.4);
    return {
      letter: letterFor(random),
      a,
      b: isUneven && (b + 1) ** 2 > 4 * a * c ? b + 1 : b,
      c,
      asked: random.pick(['sum', 'sum', 'product'] as const),
    };
  },
  ask: ({ letter, a, b, c, asked }) => ({
    form: asked,
    slots: { eq: `${polynomial([q(c), q(b), q(a)], letter)} = 0`, x: letter },
  }),
  solve({ a, b, c, asked }, work) {
    const result =
      asked === 'sum'
        ? work.choose(true, [false])
          ? work.frac`-${b}/${a}`
          : work.frac`${b}/${a}`
        : work.frac`${c}/${a}`;
    work.line(asked === 'sum' ? `Sum: $-b/a = ${result.mark}$` : `Product: $c/a = ${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});
