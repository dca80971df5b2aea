/** The least common multiple of two numbers, or the common denominator of two fractions. */
import { defineFamily } from '../family.ts';
import { gcd } from '../kit/rational.ts';
import { grown, nonZero, term } from '../kit/text.ts';
import { ratio } from '../kit/rational.ts';

export interface LcmProblem {
  readonly a: number;
  readonly b: number;
  /** Numerators, where the common denominator of two fractions is asked. */
  readonly tops: readonly [number, number] | null;
}

export const leastCommonMultiple = defineFamily<LcmProblem>({
  name: 'lcm',
  topic: 'numbers',
  wordings: {
    numbers: {
      train: [
        '[What is|Calculate|Find|Determine] the [lowest|least|smallest] common multiple of {a} and {b}[?|.]',
        '[Find|Compute|What is] the [lcm|LCM] of {a} and {b}[.|?]',
        'lcm({a}, {b})',
        '[LCM|lcm] of {a} and {b}',
        'Least common multiple of {a} and {b}?',
        'What is the [smallest|least] [positive number|positive integer] [divisible by|that is a multiple of] both {a} and {b}?',
      ],
      held: [
        'Which smallest number do both {a} and {b} divide?',
        'After how many steps do cycles of length {a} and {b} first meet again?',
      ],
    },
    fractions: {
      train: [
        '[What is|Find|Calculate|Determine] the [common denominator|least common denominator|lowest common denominator] of {f} and {g}[?|.]',
        'What is the [lowest|smallest|least] common denominator for {f} and {g}?',
      ],
      held: ['To add {f} and {g}, which common denominator is needed?'],
    },
  },
  sample(random, difficulty) {
    const common = random.integer(1, grown(difficulty, 12, 1200));
    const a = common * random.integer(1, grown(difficulty, 9, 120));
    const b = common * random.integer(1, grown(difficulty, 9, 1500));
    if (random.chance(0.5) && a > 1 && b > 1) {
      const top = (bottom: number): number => {
        for (;;) {
          const value = nonZero(random, -199, 199);
          if (gcd(value, bottom) === 1) return value;
        }
      };
      return { a, b, tops: [top(a), top(b)] };
    }
    return { a, b, tops: null };
  },
  ask({ a, b, tops }) {
    if (tops === null) return { form: 'numbers', slots: { a: String(a), b: String(b) } };
    const text = (top: number, bottom: number): string => term(ratio(top, bottom));
    return { form: 'fractions', slots: { f: text(tops[0], a), g: text(tops[1], b) } };
  },
  solve({ a, b, tops }, work) {
    if (tops !== null) work.line(`Denominators: $${work.copy(a).toLatex()}$ and $${b}$`);
    const common = work.calc`gcd(${a},${b})`;
    work.line(`$${common.mark}$`);
    const result = work.calc`${a}/${common}*${b}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});
