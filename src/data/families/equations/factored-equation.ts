/** Products that are 0: (x − 4)(x + 1) = 0, x(2x + 3) = 0. */
import { defineFamily } from '../family.ts';
import { polynomial, grown, letterFor, nonZero } from '../kit/text.ts';
import { everydayEquation } from './everyday.ts';
import { rootsTex } from './roots.ts';

interface Factored {
  readonly letter: string;
  /** Constant and leading coefficient of each factor. */
  readonly factors: readonly (readonly [number, number])[];
}

function factorText(factor: readonly [number, number], letter: string): string {
  const text = polynomial(factor, letter);
  return text === letter ? letter : `(${text})`;
}

export const factoredEquation = defineFamily<Factored>({
  name: 'factored-equation',
  topic: 'equations',
  wordings: {
    train: [
      'Solve {eq}[ for {x}|].',
      '@solve {eq}.',
      '[Find|Determine|Give] all [{x} with|solutions of|roots of] {eq}.',
      'What are the [solutions|roots] of {eq}?',
      '[For which|For what] {x} is {eq}?',
      ...everydayEquation,
    ],
    held: ['When is {eq} true?', 'Use that a product is zero: {eq}'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 6, 20);
    const letter = letterFor(random);
    for (;;) {
      const draw = (): [number, number] => [
        random.chance(0.15) ? 0 : nonZero(random, -size, size),
        random.chance(0.08 * difficulty) ? random.integer(2, 5) : 1,
      ];
      const factors = Array.from({ length: difficulty > 5 && random.chance(0.3) ? 3 : 2 }, draw).map(
        ([b, a]): [number, number] => (b === 0 ? [0, 1] : [b, a]),
      );
      const roots = factors.map(([b, a]) => -b / a);
      if (new Set(roots).size === roots.length)
        return { letter, factors: factors.sort(([b], [c]) => Number(b !== 0) - Number(c !== 0)) };
    }
  },
  ask: ({ letter, factors }) => ({
    slots: { eq: `${factors.map((factor) => factorText(factor, letter)).join('*')} = 0`, x: letter },
  }),
  solve({ letter, factors }, work) {
    const roots = factors.map(([b, a]) => {
      if (a !== 1) return work.frac`${-b}/${a}`;
      const root = work.copy(b === 0 ? 0 : work.choose(-b, [b]));
      return { value: root, mark: root.toLatex() };
    });
    work.line(roots.map(({ mark }) => `$${letter} = ${mark}$`).join(' or '));
    return work.answer(rootsTex(roots.map(({ value }) => value)));
  },
});
