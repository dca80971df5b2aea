/** Two numbers, whole or decimal, multiplied. */
import { defineFamily } from '../family.ts';
import { grown, scaled } from '../kit/text.ts';
import { numeral } from './add-subtract.ts';

export const multiply = defineFamily<{ a: string; b: string }>({
  name: 'multiply',
  topic: 'arithmetic',
  wordings: {
    train: [
      '{e}',
      '[Calculate|Work out|What is|Compute|Evaluate] {e}[.|?]',
      '[What is|How much is] {a} [times|multiplied by] {b}?',
      '{a} [times|multiplied by] {b}',
      '{a} × {b}',
      'What is {a} × {b}?',
      'Multiply {a} [and|by|with] {b}.',
      '[What is the product|Find the product|Calculate the product|Give the product|Product] of {a} and {b}[?|.]',
    ],
    held: ['What do {a} and {b} multiply to?', 'Find {a} lots of {b}.'],
  },
  sample(random, difficulty) {
    const places = scaled(difficulty, 0, 5);
    const a = numeral(random, grown(difficulty, 30, 5_000_000), places);
    const b = numeral(random, grown(difficulty, 12, 3000), Math.min(places, 3));
    return random.chance(0.5) ? { a, b } : { a: b, b: a };
  },
  ask: ({ a, b }) => ({ slots: { a, b, e: a.length % 2 === 0 ? `${a} * ${b}` : `${a}*${b}` } }),
  solve({ a, b }, work) {
    const result = work.calc`${a}*${b}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});
