/** Whether one number divides another. */
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';

/** LaTeX of a truth value. */
export function truth(value: boolean): string {
  return value ? '\\text{True}' : '\\text{False}';
}

export const isFactor = defineFamily<{ a: number; b: number }>({
  name: 'is-factor',
  topic: 'numbers',
  wordings: {
    train: [
      'Is {b} a [factor|divisor] of {a}?',
      'Does {b} divide {a}?',
      'Is {a} [a multiple of|divisible by] {b}?',
      '[Determine|Decide|Check] [whether|if] {b} [divides {a}|is a factor of {a}|is a divisor of {a}].',
      'True or false: {a} is [divisible by|a multiple of] {b}.',
    ],
    held: ['Can {a} be divided by {b} without remainder?', 'Does {b} go into {a} exactly?'],
  },
  sample(random, difficulty) {
    const b = random.integer(2, grown(difficulty, 12, 900));
    const times = random.integer(2, grown(difficulty, 30, 900_000));
    return { a: b * times + (random.chance(0.5) ? 0 : random.integer(1, b - 1)), b };
  },
  ask: ({ a, b }) => ({ slots: { a: String(a), b: String(b) } }),
  solve({ a, b }, work) {
    const rest = work.calc`${a} mod ${b}`;
    const isExact = rest.value.sign() === 0;
    work.line(`$${rest.mark}$`);
    return work.answer(truth(work.choose(isExact, [!isExact])));
  },
});
