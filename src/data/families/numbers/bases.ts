/** Numerals in bases 2 to 16: from one base to another, and sums and differences within a base. */
import { defineFamily } from '../family.ts';
import { q, type Rational } from '../kit/rational.ts';
import { grown, scaled } from '../kit/text.ts';
import { words } from '../kit/wording.ts';
import type { Work } from '../kit/work.ts';

/** The value of a numeral, by Horner's rule in one calculation; a line is written where the base is not ten. */
function valueInLines(numeral: string, base: number, work: Work): Rational {
  if (base === 10) return work.copy(Number(numeral));
  const isNegative = numeral.startsWith('-');
  if (numeral.length === 1) {
    const digit = work.copy(Number.parseInt(numeral, 16));
    if (digit.compare(9) > 0) work.line(`Digit $\\text{${numeral}}$ is $${digit.toLatex()}$`);
    return digit;
  }
  const digits = Array.from(numeral.replace('-', ''), (digit) => Number.parseInt(digit, 16));
  const parts = [isNegative ? '-(' : ''];
  const values: number[] = [];
  digits.forEach((digit, index) => {
    const power = digits.length - 1 - index;
    values.push(digit);
    if (power === 0) parts.push(isNegative ? ')' : '');
    else {
      values.push(base);
      parts.push('*', power === 1 ? '+' : `^${power}+`);
    }
  });
  const result = work.calc(parts, ...values);
  work.line(`$${result.mark}$`);
  return result.value;
}

function inBase(value: Rational, base: number, work: Work): string {
  if (base === 10) return value.toLatex();
  const result = work.calc(['tobase(', `,${base})`], value);
  const shown = /[a-f]/.test(result.tex) ? `\\text{${result.tex}}` : result.tex;
  work.line(`In base ${base}: $${result.mark.slice(0, result.mark.length - result.tex.length)}${shown}$`);
  return shown;
}

function numeralOf(value: number, base: number): string {
  return value.toString(base);
}

interface Conversion {
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

export const baseConversion = defineFamily<Conversion>({
  name: 'base-conversion',
  topic: 'numbers',
  wordings: {
    general: {
      train: [
        'Convert {n} (base {b}) to base {c}.',
        'What is {n} (base {b}) in base {c}?',
        '{n} (base {b}) to base {c}',
        '[Write|Express] the base {b} [number|numeral] {n} in base {c}.',
        '[Change|Rewrite|Convert] {n} from base {b} to base {c}.',
        '[Find|Determine|Work out] the base {c} [representation|form] of the base {b} number {n}.',
        'How is the base {b} [number|numeral] {n} written in base {c}?',
        '{n} is a numeral in base {b}. [What is it in base {c}?|Convert it to base {c}.]',
      ],
      held: [
        'A number is written {n} in base {b}. How is it written in base {c}?',
        'Give the base-{c} form of {n} (base {b}).',
      ],
    },
    toBinary: {
      train: [
        '[Convert|Change] {n} [to|into] [binary|base 2].',
        'What is {n} in [binary|base 2]?',
        '{n} in binary',
        '[Write|Express] {n} in [binary|base 2].',
      ],
      held: ['How do computers write {n} with zeros and ones?'],
    },
    fromBinary: {
      train: [
        'What is {n} in base 2 as a decimal number?',
        '[Convert|Change] the binary number {n} to decimal.',
        'What is the binary number {n} in [decimal|base 10]?',
        'binary {n} to decimal',
        '[Write|Express] the base 2 number {n} in base 10.',
      ],
      held: ['Which ordinary number is {n} in base 2?'],
    },
  },
  sample(random, difficulty) {
    const isBinary = random.chance(difficulty < 4 ? 0.4 : 0.1);
    const from = isBinary ? random.pick([2, 10]) : random.integer(2, 16);
    let to = isBinary ? 12 - from : random.integer(2, 16);
    if (to === from) to = from === 10 ? 2 : 10;
    return {
      from,
      to,
      value: random.integer(isBinary ? 2 : -grown(difficulty, 20, 200_000), grown(difficulty, 60, 900_000)),
    };
  },
  ask: ({ value, from, to }) => ({
    form: from === 10 && to === 2 ? 'toBinary' : from === 2 && to === 10 ? 'fromBinary' : 'general',
    slots: { n: words(numeralOf(value, from)), b: words(String(from)), c: words(String(to)) },
  }),
  solve({ value, from, to }, work) {
    const decimal = valueInLines(numeralOf(value, from), from, work);
    return work.answer(inBase(decimal, to, work));
  },
});

interface BaseSum {
  readonly a: number;
  readonly b: number;
  readonly base: number;
  readonly isSum: boolean;
}

export const baseSum = defineFamily<BaseSum>({
  name: 'add-in-base',
  topic: 'arithmetic',
  wordings: {
    train: [
      'In base {base}, what is {e}?',
      '[Calculate|Work out|Compute|Evaluate] {e} in base {base}.',
      'What is {e} in base {base}?',
      '[Working|Counting|Calculating] in base {base}, [find|give|what is] {e}.',
    ],
    held: [
      'All numerals are in base {base}. Find {e}.',
      'Find {e}, where the digits are read in base {base}.',
    ],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 20, 900_000);
    return {
      a: random.integer(-size, size),
      b: random.integer(-Math.ceil(size / scaled(difficulty, 2, 20)), size),
      base: random.integer(2, 16),
      isSum: random.chance(0.5),
    };
  },
  ask({ a, b, base, isSum }) {
    const text = `${numeralOf(a, base)} ${isSum ? '+' : '-'} ${numeralOf(b, base)}`;
    return { slots: { e: words(text), base: words(String(base)) } };
  },
  solve({ a, b, base, isSum }, work) {
    const x = valueInLines(numeralOf(a, base), base, work);
    const y = valueInLines(numeralOf(b, base), base, work);
    const total = isSum ? work.more(x, y) : work.less(x, y);
    work.line(`$${total.mark}$`);
    return work.answer(inBase(q(total.value), base, work));
  },
});
