/** Two numbers, whole or decimal, added or subtracted. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { decimalText, grown, scaled } from '../kit/text.ts';

interface Sum {
  readonly a: string;
  readonly b: string;
  readonly form: 'sum' | 'difference' | 'distance';
}

/** A whole number or a decimal of up to `places` places, either sign. */
export function numeral(random: Random, size: number, places: number): string {
  const p = random.chance(0.5) ? 0 : random.integer(1, Math.max(1, places));
  const digits = random.integer(1, String(size).length);
  return decimalText(random.integer(-(10 ** digits) + 1, 10 ** digits - 1), p);
}

export const addSubtract = defineFamily<Sum>({
  name: 'add-subtract',
  topic: 'arithmetic',
  wordings: {
    sum: {
      train: [
        '{e}',
        '[What is|Calculate|Work out|Compute|Evaluate] {e}[?|.]',
        '[Add|Sum|Add together|Put together|Add up|Total of] {a} and {b}.',
        'What is {a} plus {b}?',
        '[Find|Give|What is|Calculate] the [sum|total] of {a} and {b}[.|?]',
        'Increase {a} by {b}.',
        '[How much|What] is {b} more than {a}?',
      ],
      held: ['To {a} add {b}. What do you get?', 'What results when {a} and {b} are added?'],
    },
    difference: {
      train: [
        '{e}',
        '[What is|Calculate|Work out|Compute|Evaluate] {e}[?|.]',
        'Subtract {b} from {a}.',
        'What is {a} [minus|take away|less] {b}?',
        'What is {b} less than {a}?',
        '[Decrease|Reduce] {a} by {b}.',
        '{a} minus {b} [=|is what|]',
        'Take {b} from {a}.',
      ],
      held: ['By how much does {a} exceed {b}?', 'From {a}, remove {b}. What is left?'],
    },
    distance: {
      train: ['What is the [difference|distance] between {a} and {b}?', 'How far apart are {a} and {b}?'],
      held: ['What distance separates {a} from {b}?'],
    },
  },
  sample(random, difficulty) {
    const places = scaled(difficulty, 0, 6);
    const a = numeral(random, grown(difficulty, 40, 90_000_000), places);
    const b = numeral(random, grown(difficulty, 40, 9_000_000), places);
    const form = random.pick(['sum', 'sum', 'difference', 'difference', 'difference', 'distance'] as const);
    return random.chance(0.5) ? { a, b, form } : { a: b, b: a, form };
  },
  ask({ a, b, form }) {
    const sign = form === 'sum' ? '+' : '-';
    const isTight = (a.length + b.length) % 4 === 0;
    return { form, slots: { a, b, e: isTight ? a + sign + b : `${a} ${sign} ${b}` } };
  },
  solve({ a, b, form }, work) {
    const [high, low] = form === 'distance' && Number(a) < Number(b) ? [b, a] : [a, b];
    const result = form === 'sum' ? work.calc`${a}+${b}` : work.calc`${high}-${low}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});
