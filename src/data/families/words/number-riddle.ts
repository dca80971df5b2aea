/** A number described by what is done to it: twice a number plus 3 is 11; consecutive numbers with a given sum. */
import { defineFamily } from '../family.ts';
import { q } from '../kit/rational.ts';
import { grown } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

const kinds = ['plus', 'minus', 'half', 'sumAndDifference', 'consecutive', 'added'] as const;

interface Riddle {
  readonly kind: (typeof kinds)[number];
  readonly x: number;
  readonly a: number;
  readonly b: number;
}

const times: Readonly<Record<number, string>> = {
  2: 'Twice',
  3: 'Three times',
  4: 'Four times',
  5: 'Five times',
};

export const numberRiddle = defineFamily<Riddle>({
  name: 'number-riddle',
  topic: 'words',
  wordings: {
    plus: {
      train: [
        '{Times} a number plus {b} is {t}. [What is|Find] the number[?|.]',
        'When {b} is added to {times} a number, the result is {t}. [What is|Find] the number[?|.]',
        'I think of a number, multiply it by {a} and add {b}. I get {t}. What is my number?',
        '{b} more than {times} a number is {t}. What is the number?',
      ],
      held: ['A number times {a}, with {b} on top, makes {t}. Which number is it?'],
    },
    minus: {
      train: [
        '{Times} a number minus {b} is {t}. [What is|Find] the number[?|.]',
        '{b} less than {times} a number is {t}. [What is|Find] the number[?|.]',
        'I think of a number, multiply it by {a} and subtract {b}. I get {t}. What is my number?',
      ],
      held: ['A number times {a}, less {b}, makes {t}. Which number is it?'],
    },
    half: {
      train: [
        'Half of a number is {h}. [What is|Find] the number[?|.]',
        'If half of a number is {h}, what is the number?',
        'A number divided by 2 is {h}. What is the number?',
      ],
      held: ['Which number has {h} as its half?'],
    },
    added: {
      train: [
        'A number plus {b} is {s}. [What is|Find] the number[?|.]',
        'The sum of a number and {b} is {s}. [What is|Find] the number[?|.]',
        'What number plus {b} equals {s}?',
        '{b} more than a number is {s}. What is the number?',
      ],
      held: ['To which number must {b} be added to get {s}?'],
    },
    sumAndDifference: {
      train: [
        'The sum of two numbers is {u} and their difference is {v}. [What is|Find] the larger number[?|.]',
        'Two numbers add up to {u} and differ by {v}. [What is|Find] the larger one[?|.]',
        'Two numbers have the sum {u} and the difference {v}. What is the larger number?',
      ],
      held: ['Of two numbers with sum {u} and difference {v}, which is the greater?'],
    },
    consecutive: {
      train: [
        'The sum of {count} consecutive integers is {c}. What is the smallest?',
        '{Count} consecutive [integers|numbers] add up to {c}. Find the smallest.',
        'Find the smallest of {count} consecutive integers whose sum is {c}.',
      ],
      held: ['{Count} whole numbers in a row make {c} together. With which number do they begin?'],
    },
  },
  sample: (random, difficulty) => ({
    kind: random.pick(kinds),
    x: random.integer(2, grown(difficulty, 12, 200)),
    a: random.integer(2, 5),
    b: random.integer(1, grown(difficulty, 9, 90)),
  }),
  ask({ kind, x, a, b }) {
    const count = a < 4 ? 'three' : 'four';
    const total = a < 4 ? 3 * x + 3 : 4 * x + 6;
    return {
      form: kind,
      slots: {
        Times: words(times[a]!),
        times: words(times[a]!.toLowerCase()),
        count: words(count),
        Count: words(count === 'three' ? 'Three' : 'Four'),
        a: String(a),
        b: String(b),
        t: String(kind === 'plus' ? a * x + b : a * x - b),
        h: String(x),
        s: String(x + b),
        u: String(2 * x + b),
        v: String(b),
        c: String(total),
      },
    };
  },
  solve({ kind, x, a, b }, work) {
    if (kind === 'half') {
      const result = work.calc`2*${x}`;
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    if (kind === 'added') {
      const result = work.calc`${x + b}-${b}`;
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    if (kind === 'sumAndDifference') {
      const result = work.frac`(${2 * x + b}+${b})/2`;
      work.line(`$${result.mark}$`);
      return work.answer(result.value.toLatex());
    }
    const [factor, rest, total] =
      kind === 'plus'
        ? [a, b, a * x + b]
        : kind === 'minus'
          ? [a, -b, a * x - b]
          : a < 4
            ? [3, 3, 3 * x + 3]
            : [4, 6, 4 * x + 6];
    const moved = work.less(q(total), q(rest));
    work.line(`$${moved.mark}$`);
    const result = work.frac`${moved}/${factor}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});
