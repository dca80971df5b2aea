/** One integer divided by another: exact, or a fraction in lowest terms. */
import { defineFamily } from '../family.ts';
import { q } from '../kit/rational.ts';
import { grown, nonZero } from '../kit/text.ts';

export const divide = defineFamily<{ a: number; b: number }>({
  name: 'divide',
  topic: 'arithmetic',
  wordings: {
    train: [
      'Divide {a} by {b}.',
      '{a} divided by {b}',
      '{a} ÷ {b}',
      'What is {a} ÷ {b}?',
      '[What is|Calculate|Work out|Compute|Evaluate] {a} divided by {b}[?|.]',
      '[What is|Calculate|Work out|Compute|Evaluate|Simplify] {a}/{b}[?|.]',
      '[Find|Give] the quotient of {a} and {b}.',
      '[Write|Express] {a} divided by {b} [as a fraction in lowest terms|in simplest form].',
    ],
    held: [
      'Share {a} into {b} equal parts. How large is one part?',
      'What is {a} over {b}, fully simplified?',
    ],
  },
  sample(random, difficulty) {
    const b = nonZero(random, -grown(difficulty, 9, 40_000), grown(difficulty, 12, 40_000));
    if (random.chance(0.5))
      return { a: b * random.integer(-grown(difficulty, 9, 9000), grown(difficulty, 12, 9000)), b };
    return { a: nonZero(random, -grown(difficulty, 20, 400_000), grown(difficulty, 20, 400_000)), b };
  },
  ask: ({ a, b }) => ({ slots: { a: String(a), b: String(b) } }),
  solve({ a, b }, work) {
    if (a % b === 0) {
      const result = work.calc`${a}/${b}`;
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    const common = work.calc`gcd(${Math.abs(a)},${Math.abs(b)})`;
    work.line(`$${common.mark}$`);
    const [top, bottom] = [work.calc`${Math.abs(a)}/${common}`, work.calc`${Math.abs(b)}/${common}`];
    work.line(`$${top.mark}$, $${bottom.mark}$`);
    const value = top.value.over(bottom.value).times(work.choose(Math.sign(a * b), [-Math.sign(a * b)]));
    return work.answer(q(value).toLatex());
  },
});
