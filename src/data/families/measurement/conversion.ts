/** Units of length, mass, volume and time: decimals and simple fractions of a unit into another unit. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { q, ratio, type Rational } from '../kit/rational.ts';
import { decimalText, grown, scaled } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

interface Unit {
  readonly one: string;
  readonly many: string;
  readonly short: string | null;
  /** In the group's base unit. */
  readonly size: Rational;
}

function unit(one: string, size: Rational, options: { short?: string; many?: string } = {}): Unit {
  return { one, many: options.many ?? `${one}s`, short: options.short ?? null, size };
}
const ten = (power: number): Rational => q(10).power(power);

const groups: readonly (readonly Unit[])[] = [
  [
    unit('meter', ten(0), { short: 'm' }),
    unit('kilometer', ten(3), { short: 'km' }),
    unit('centimeter', ten(-2), { short: 'cm' }),
    unit('millimeter', ten(-3), { short: 'mm' }),
    unit('micrometer', ten(-6), { short: 'um' }),
    unit('nanometer', ten(-9), { short: 'nm' }),
  ],
  [
    unit('second', ten(0), { short: 's' }),
    unit('minute', q(60)),
    unit('hour', q(3600)),
    unit('day', q(86_400)),
    unit('week', q(604_800)),
    unit('millisecond', ten(-3), { short: 'ms' }),
    unit('microsecond', ten(-6), { short: 'us' }),
    unit('nanosecond', ten(-9), { short: 'ns' }),
  ],
  [
    unit('month', q(1)),
    unit('year', q(12)),
    unit('decade', q(120)),
    unit('century', q(1200), { many: 'centuries' }),
    unit('millennium', q(12_000), { many: 'millennia' }),
  ],
  [
    unit('gram', ten(0), { short: 'g' }),
    unit('kilogram', ten(3), { short: 'kg' }),
    unit('tonne', ten(6), { short: 't' }),
    unit('milligram', ten(-3), { short: 'mg' }),
    unit('microgram', ten(-6), { short: 'ug' }),
    unit('nanogram', ten(-9), { short: 'ng' }),
  ],
  [unit('litre', ten(0), { short: 'l' }), unit('millilitre', ten(-3), { short: 'ml' })],
];

const counts = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const shares: Readonly<Record<number, string>> = {
  2: 'half',
  3: 'third',
  4: 'quarter',
  5: 'fifth',
  6: 'sixth',
  7: 'seventh',
  8: 'eighth',
  9: 'ninth',
  10: 'tenth',
  12: 'twelfth',
  14: 'fourteenth',
  15: 'fifteenth',
  16: 'sixteenth',
  20: 'twentieth',
};

function spelled(n: number): string {
  return counts[n] ?? `${tens[Math.floor(n / 10)]!}${n % 10 === 0 ? '' : `-${counts[n % 10]!}`}`;
}

/** `three quarters`, or null where there is no word for the share. */
function fractionWords(value: Rational): string | null {
  const [n, d] = [Number(value.n), Number(value.d)];
  const share = shares[d];
  if (share === undefined || n > 99) return null;
  return `${spelled(n)} ${n === 1 ? share : share === 'half' ? 'halves' : `${share}s`}`;
}

interface Conversion {
  readonly from: Unit;
  readonly to: Unit;
  /** A decimal numeral, or a fraction. */
  readonly amount: string | Rational;
  readonly isSpelled: boolean;
  readonly isShort: boolean;
}

function drawFraction(from: Unit, to: Unit, random: Random): Rational | null {
  for (let tries = 0; tries < 30; tries++) {
    const amount = ratio(random.integer(1, 80), random.pick([2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 16, 20, 25]));
    const value = amount.times(from.size).over(to.size);
    if (!amount.isInteger() && value.isInteger() && value.compare(100_000) < 0) return amount;
  }
  return null;
}

export const unitConversion = defineFamily<Conversion>({
  name: 'unit-conversion',
  topic: 'numbers',
  wordings: {
    decimal: {
      train: [
        'Convert {x} {froms} to {tos}.',
        'What is {x} {froms} in {tos}?',
        'How many {tos} are there in {x} {froms}?',
        '[Express|Write|Give] {x} {froms} in {tos}.',
        '[Change|Turn] {x} {froms} into {tos}.',
        '{x} {froms} = ? {tos}',
      ],
      held: [
        'Something measures {x} {froms}. How much is that in {tos}?',
        'How many {tos} make {x} {froms}?',
      ],
    },
    short: {
      train: [
        'Convert {x}{froms} to {tos}.',
        'What is {x}{froms} in {tos}?',
        'How many {tos} are there in {x}{froms}?',
      ],
      held: ['How many {tos} make {x}{froms}?'],
    },
    fraction: {
      train: [
        'What is {x} of a {from} in {tos}?',
        'How many {tos} are there in {x} of a {from}?',
        '[Convert|Change] {x} of a {from} to {tos}.',
        '[Express|Give] {x} of a {from} in {tos}.',
      ],
      held: ['{x} of a {from} is how many {tos}?'],
    },
  },
  sample(random, difficulty) {
    for (;;) {
      const group = random.pick(groups);
      const [from, to] = random.shuffled(group).slice(0, 2) as [Unit, Unit];
      const gap = Math.abs(Math.log10(from.size.over(to.size).toNumber()));
      if (gap > scaled(difficulty, 4, 13)) continue;
      const fraction = random.chance(0.45) ? drawFraction(from, to, random) : null;
      if (fraction !== null)
        return { from, to, amount: fraction, isSpelled: random.chance(0.5), isShort: false };
      const amount = decimalText(
        random.integer(1, grown(difficulty, 900, 9_999_999)),
        random.integer(0, scaled(difficulty, 2, 7)),
      );
      const value = q(1).times(from.size).over(to.size);
      const [whole = '', places = ''] = amount.split('.');
      if (
        value.toDecimal() === null ||
        (value.toDecimal() ?? '').length + places.length > 17 ||
        whole.length > 9
      ) {
        if (value.toDecimal() === null && !random.chance(0.2)) continue;
        const exact = q(random.integer(1, grown(difficulty, 40, 9000)))
          .times(to.size)
          .over(from.size)
          .toDecimal();
        if (exact === null || exact.length > 14) continue;
        return {
          from,
          to,
          amount: exact,
          isSpelled: false,
          isShort: from.short !== null && random.chance(0.4),
        };
      }
      return { from, to, amount, isSpelled: false, isShort: from.short !== null && random.chance(0.4) };
    }
  },
  ask({ from, to, amount, isSpelled, isShort }) {
    const tos = words(to.many);
    if (typeof amount === 'string')
      return isShort
        ? { form: 'short', slots: { x: words(amount), froms: words(from.short ?? from.many), tos } }
        : { form: 'decimal', slots: { x: amount, froms: words(from.many), tos } };
    const spelledOut = isSpelled ? fractionWords(amount) : null;
    return {
      form: 'fraction',
      slots: { x: spelledOut === null ? amount.toString() : words(spelledOut), from: words(from.one), tos },
    };
  },
  solve({ from, to, amount }, work) {
    const isLarger = from.size.compare(to.size) >= 0;
    const factor = isLarger ? from.size.over(to.size) : to.size.over(from.size);
    const rate = work.copy(factor);
    work.line(
      isLarger
        ? `$1$ ${from.one} is $${rate.toLatex()}$ ${to.many}`
        : `$1$ ${to.one} is $${rate.toLatex()}$ ${from.many}`,
    );
    const result = isLarger ? work.decimal`${amount}*${rate}` : work.decimal`${amount}/${rate}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});
