/** Factorials, and choices and orders of a few things as formulas and in short words. */
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';

const kinds = ['factorial', 'choose', 'orders', 'coins'] as const;

interface Choice {
  readonly kind: (typeof kinds)[number];
  readonly n: number;
  readonly k: number;
}

export const smallChoices = defineFamily<Choice>({
  name: 'small-choices',
  topic: 'statistics',
  wordings: {
    factorial: {
      train: [
        '{n}!',
        'What is {n}!?',
        '[Calculate|Evaluate|Find|Work out] {n}!',
        '{n} factorial',
        'What is {n} factorial?',
      ],
      held: ['Multiply all whole numbers from 1 to {n}.'],
    },
    choose: {
      train: [
        '{n} choose {k}',
        'What is {n} choose {k}?',
        'How many ways [are there to|can you] choose {k} from {n}?',
        'C({n}, {k})',
        'In how many ways can {k} of {n} be chosen?',
      ],
      held: ['How many groups of {k} can be taken out of {n}?'],
    },
    orders: {
      train: [
        'In how many ways can {n} [books|people|letters|cards] be arranged in a row?',
        'How many ways can {n} [people|children] [line up|stand in line]?',
        'How many [orders|arrangements] of {n} different [books|things|letters] are there?',
      ],
      held: ['{n} different flags hang side by side. How many orders are there?'],
    },
    coins: {
      train: [
        'A coin is [flipped|tossed] {k} times. What is the probability of all heads?',
        'What is the probability of {k} heads in a row?',
        'Probability of getting {k} heads in {k} [flips|tosses]',
      ],
      held: ['How likely is it that {k} coins all show heads?'],
    },
  },
  sample(random, difficulty) {
    const n = random.integer(3, grown(difficulty, 7, 12));
    return { kind: random.pick(kinds), n, k: random.integer(2, Math.min(n - 1, 5)) };
  },
  ask: ({ kind, n, k }) => ({ form: kind, slots: { n: String(n), k: String(k) } }),
  solve({ kind, n, k }, work) {
    if (kind === 'coins') {
      const result = work.frac`1/2^${k}`;
      work.line(`$${result.mark}$`);
      return work.answer(result.value.toLatex());
    }
    const result =
      kind === 'choose'
        ? work.calc`factorial(${n})/(factorial(${k})*factorial(${n - k}))`
        : work.calc`factorial(${n})`;
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});
