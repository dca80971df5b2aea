/** The greatest common divisor of two numbers, by Euclid's algorithm. */
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';
import type { Rational } from '../kit/rational.ts';
import { q } from '../kit/rational.ts';

export interface NumberPair {
  readonly a: number;
  readonly b: number;
}

export const greatestCommonDivisor = defineFamily<NumberPair>({
  name: 'gcd',
  topic: 'numbers',
  wordings: {
    train: [
      '[Calculate|What is|Find|Determine] the [highest|greatest|largest] common [factor|divisor] of {a} and {b}[.|?]',
      '[Find|Compute|What is] the [gcd|GCD|HCF|hcf|gcf] of {a} and {b}[.|?]',
      'gcd({a}, {b})',
      '[GCD|HCF|gcd] of {a} and {b}',
      'Greatest common divisor of {a} and {b}?',
      '[Work out|Give] the [highest|greatest|biggest] number [dividing|that divides] both {a} and {b}.',
      'What is the [largest|biggest|greatest] [integer|number|whole number] that divides both {a} and {b}?',
    ],
    held: [
      'Which is the greatest number that both {a} and {b} are multiples of?',
      'Use the Euclidean algorithm on {a} and {b} to get their common divisor.',
    ],
  },
  sample(random, difficulty) {
    const common = random.integer(1, grown(difficulty, 12, 900));
    const a = common * random.integer(1, grown(difficulty, 12, 9000));
    const b = common * random.integer(1, grown(difficulty, 9, 200));
    return random.chance(0.5) ? { a, b } : { a: b, b: a };
  },
  ask: ({ a, b }) => ({ slots: { a: String(a), b: String(b) } }),
  solve({ a, b }, work) {
    let [high, low]: [Rational, Rational] = a > b ? [q(a), q(b)] : [q(b), q(a)];
    for (let round = 0; low.sign() > 0; round++) {
      if (round > 20) throw new RangeError('gcd: the remainders do not end');
      const rest = work.calc`${high} mod ${low}`;
      work.line(`$${rest.mark}$`);
      [high, low] = [low, rest.value];
    }
    work.line(`$\\gcd(${a}, ${b}) = ${high.toLatex()}$`);
    return work.answer(work.copy(high).toLatex());
  },
});
