/** The remainder of a division of whole numbers. */
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';

export const remainder = defineFamily<{ a: number; b: number }>({
  name: 'remainder',
  topic: 'numbers',
  wordings: {
    train: [
      '[What is|Calculate|Find|Determine] the remainder when {a} is divided by {b}[?|.]',
      '[What is|Calculate|Find] {a} [mod|modulo] {b}[?|.]',
      '[Find|Give|What is] the remainder of {a} [divided by|over] {b}[.|?]',
      'What remainder does {a} leave [when divided by|on division by] {b}?',
      '{a} mod {b}',
    ],
    held: [
      'Divide {a} by {b}: how much is left over?',
      'If {a} sweets are packed in bags of {b}, how many remain?',
    ],
  },
  sample(random, difficulty) {
    const b = random.integer(2, grown(difficulty, 15, 40_000));
    return { a: b * random.integer(1, grown(difficulty, 10, 900)) + random.integer(0, b - 1), b };
  },
  ask: ({ a, b }) => ({ slots: { a: String(a), b: String(b) } }),
  solve({ a, b }, work) {
    const rest = work.calc`${a} mod ${b}`;
    work.line(`$${rest.mark}$`);
    work.check(() => {
      const times = work.calc`(${a}-${rest})/${b}`;
      return `Check: $${b} \\cdot ${times.mark} + ${rest.tex} = ${a}$`;
    });
    return work.answer(rest.tex);
  },
});
