/** A root below the line: c/√n and (c√a)/√n without it. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { grown, term } from '../kit/text.ts';

export const rationalise = defineFamily<{ readonly c: number; readonly n: number }>({
  name: 'rationalise',
  topic: 'arithmetic',
  wordings: {
    train: [
      'Rationalise the denominator of {e}.',
      'Rationalize the denominator of {e}.',
      '[Rationalise|Rationalize] the denominator: {e}',
      '[Rationalise|Rationalize] {e}.',
      'Simplify {e}.',
      '[Write|Express] {e} [without a root in the denominator|with a rational denominator].',
      'What is {e} with a rational denominator?',
    ],
    held: ['Remove the root from the denominator of {e}.', 'Make the bottom of {e} a whole number.'],
  },
  sample: (random, difficulty) => ({
    c: random.integer(1, grown(difficulty, 9, 40)),
    n: random.pick([2, 3, 5, 6, 7, 10, 11, 13]),
  }),
  ask: ({ c, n }) => ({ slots: { e: `${c}/sqrt(${n})` } }),
  solve({ c, n }, work) {
    work.line(`$\\frac{${c}}{\\sqrt{${n}}} = \\frac{${tex(term(c, `sqrt(${n})`))}}{${n}}$`);
    const factor = work.frac`${c}/${n}`;
    work.line(`$\\frac{${c}\\sqrt{${n}}}{${n}} = ${factor.mark}\\sqrt{${n}}$`);
    const { n: top, d: bottom } = factor.value;
    const root = `${top === 1n ? '' : top}\\sqrt{${n}}`;
    return work.answer(bottom === 1n ? root : `\\frac{${root}}{${bottom}}`);
  },
});
