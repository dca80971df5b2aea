/** Sums of consecutive whole, even or odd numbers: the number of terms, times the first and the last, over two. */
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

interface Range {
  readonly kind: 'integers' | 'even' | 'odd' | 'dots';
  readonly from: number;
  readonly to: number;
  readonly step: 1 | 2;
}

export const sumOfIntegers = defineFamily<Range>({
  name: 'sum-of-integers',
  topic: 'algebra',
  wordings: {
    integers: {
      train: [
        'Sum of the [integers|numbers|whole numbers] from {a} to {b}',
        'What is the sum of [the|all] [integers|numbers|whole numbers] from {a} to {b}?',
        '[Find|Calculate|Compute] the sum of all [integers|whole numbers|numbers] from {a} to {b}.',
        'Add [all|up all|the] [numbers|integers] from {a} to {b}.',
        'Add up the [numbers|integers] between {a} and {b}, both included.',
      ],
      held: ['What do the numbers from {a} to {b} add up to?', 'Total of all integers {a} to {b}?'],
    },
    even: {
      train: [
        'What is the sum of the even numbers from {a} to {b}?',
        '[Find|Calculate] the sum of all even [numbers|integers] from {a} to {b}.',
      ],
      held: ['Add the even numbers from {a} up to {b}.'],
    },
    odd: {
      train: [
        'What is the sum of the odd numbers from {a} to {b}?',
        '[Find|Calculate] the sum of all odd [numbers|integers] from {a} to {b}.',
      ],
      held: ['Add the odd numbers from {a} up to {b}.'],
    },
    dots: {
      train: [
        '{d}',
        '[What is|How much is] {d}?',
        '[Calculate|Find|Compute|Work out] {d}.',
        'Find the sum {d}.',
      ],
      held: ['To what does {d} add up?'],
    },
  },
  sample(random, difficulty) {
    const kind = random.pick(['integers', 'integers', 'dots', 'even', 'odd'] as const);
    const limit = grown(difficulty, 20, 400);
    const round = random.chance(0.4) ? random.pick([10, 20, 30, 40, 50, 100]) : random.integer(5, limit);
    if (kind === 'even') return { kind, from: 2, to: 2 * Math.ceil(round / 2), step: 2 };
    if (kind === 'odd') return { kind, from: 1, to: 2 * Math.ceil(round / 2) - 1, step: 2 };
    const step = kind === 'dots' && random.chance(0.4) ? 2 : 1;
    const from = random.chance(0.75) ? random.integer(1, step) : random.integer(2, limit);
    const count = step === 1 ? round : Math.ceil(round / 2) + 3;
    return { kind, from, to: from + step * (count - 1), step };
  },
  ask({ kind, from, to, step }) {
    const dots = `${[0, 1, 2].map((i) => from + i * step).join(' + ')} + ... + ${to}`;
    return { form: kind, slots: { a: String(from), b: String(to), d: words(dots) } };
  },
  solve({ from, to, step }, work) {
    const isRight = work.choose(true, [false]);
    const count =
      step === 2
        ? work.calc`(${to}-${from})/2+1`
        : isRight
          ? work.calc`${to}-${from}+1`
          : work.calc`${to}-${from}`;
    work.line(`Terms: $${count.mark}$`);
    const sum = work.frac`${count}*(${from}+${to})/2`;
    work.line(`Sum: $${sum.mark}$`);
    return work.answer(sum.value.toLatex());
  },
});
