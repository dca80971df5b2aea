/** The conjugate of a complex number: the sign of the imaginary part changes. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { joined, nonZero, scaled, term } from '../kit/text.ts';

export const complexConjugate = defineFamily<{ readonly re: number; readonly im: number }>({
  name: 'complex-conjugate',
  topic: 'vectors',
  wordings: {
    train: [
      '[Find|Give|Determine|Write down] the [conjugate|complex conjugate] of {z}.',
      'What is the [conjugate|complex conjugate] of {z}?',
      '[Conjugate|Complex conjugate] of {z}',
      '[Find|Give|Determine] the conjugate of the complex number {z}.',
    ],
    held: ['Mirror {z} in the real axis.', 'Which number is conjugate to {z}?'],
  },
  sample(random, difficulty) {
    const size = scaled(difficulty, 9, 40);
    return { re: random.integer(-size, size), im: nonZero(random, -size, size) };
  },
  ask: ({ re, im }) => ({ slots: { z: joined([term(re), term(im, 'i')]) } }),
  solve({ re, im }, work) {
    return work.answer(tex(joined([term(re), term(work.choose(-im, [im]), 'i')])));
  },
});
