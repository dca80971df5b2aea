/** Units that people change every day: hours and minutes, metres, kilograms, litres, weeks; whole and half amounts. */
import { defineFamily } from '../family.ts';
import { q } from '../kit/rational.ts';
import { grown } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

/** One of `big` is `factor` of `small`. */
interface Pair {
  readonly one: string;
  readonly big: string;
  readonly small: string;
  readonly factor: number;
}

const pairs: readonly Pair[] = [
  { one: 'hour', big: 'hours', small: 'minutes', factor: 60 },
  { one: 'hour', big: 'hours', small: 'minutes', factor: 60 },
  { one: 'minute', big: 'minutes', small: 'seconds', factor: 60 },
  { one: 'day', big: 'days', small: 'hours', factor: 24 },
  { one: 'week', big: 'weeks', small: 'days', factor: 7 },
  { one: 'year', big: 'years', small: 'months', factor: 12 },
  { one: 'meter', big: 'meters', small: 'centimeters', factor: 100 },
  { one: 'kilometer', big: 'kilometers', small: 'meters', factor: 1000 },
  { one: 'centimeter', big: 'centimeters', small: 'millimeters', factor: 10 },
  { one: 'kilogram', big: 'kilograms', small: 'grams', factor: 1000 },
  { one: 'litre', big: 'litres', small: 'millilitres', factor: 1000 },
  { one: 'euro', big: 'euros', small: 'cents', factor: 100 },
  { one: 'dollar', big: 'dollars', small: 'cents', factor: 100 },
  { one: 'km', big: 'km', small: 'm', factor: 1000 },
  { one: 'm', big: 'm', small: 'cm', factor: 100 },
  { one: 'kg', big: 'kg', small: 'g', factor: 1000 },
];

interface Amount extends Pair {
  /** Hundredths of the big unit. */
  readonly hundredths: number;
  readonly isDown: boolean;
}

const decimal = (n: number): string => q(n).over(100).toDecimal() ?? '';

export const everydayUnits = defineFamily<Amount>({
  name: 'everyday-units',
  topic: 'arithmetic',
  wordings: {
    train: [
      'How many {to} are [in |there in |]{n} {from}?',
      'How many {to} is {n} {from}?',
      '{n} {from} in {to}',
      '{n} {from} = ? {to}',
      '[Convert|Change] {n} {from} [to|into] {to}.',
      'What is {n} {from} in {to}?',
      '[Write|Express|Give] {n} {from} in {to}.',
      'I need {n} {from} in {to}.',
    ],
    held: ['{n} {from}: how many {to} does that make?', 'Turn {n} {from} into {to}.'],
  },
  sample(random, difficulty) {
    const pair = random.pick(pairs);
    const isDown = random.chance(0.6);
    const size = grown(difficulty, 9, 90);
    const isClock = pair.factor === 60 || pair.factor === 24 || pair.factor === 12;
    const part =
      pair.factor === 7 ? 0 : isClock ? random.pick([0, 50, 50, 25, 75]) : random.pick([0, 50, 20, 75, 5]);
    const whole = random.integer(part === 0 ? 2 : 1, size);
    return { ...pair, hundredths: whole * 100 + part, isDown };
  },
  ask({ big, small, factor, hundredths, isDown }) {
    const [from, to] = isDown ? [big, small] : [small, big];
    const amount = isDown ? decimal(hundredths) : decimal(hundredths * factor);
    return { slots: { n: amount, from: words(from), to: words(to) } };
  },
  solve({ one, small, factor, hundredths, isDown }, work) {
    work.line(`1 ${one} is ${factor} ${small}`);
    const isRight = work.choose(true, [false]);
    const amount = isDown ? decimal(hundredths) : decimal(hundredths * factor);
    const result = isDown === isRight ? work.decimal`${amount}*${factor}` : work.decimal`${amount}/${factor}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});
