/** "How many grams are there in 2.5 kg?", "Convert 3.7 decades to years", "What is three quarters of a litre in ml?" */
import * as q from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import type { ReadKind } from '../../worked.ts';
import { holdNumber, worked } from './answers.ts';
import { plainAnswer } from './written.ts';
import { exactValue, partInWords, sentenceOf } from './wording.ts';

interface Unit {
  readonly kind: string;
  readonly size: q.Rational;
}

const power = (exponent: number): q.Rational => q.power(q.rational(10), BigInt(exponent));

/** Each kind of units: names (one, many, signs) and how many of the first unit one is. */
const tables: readonly (readonly [string, readonly (readonly [string, q.Rational])[]])[] = [
  [
    'length',
    [
      ['meter meters metre metres m', q.one],
      ['kilometer kilometers kilometre kilometres km', power(3)],
      ['decimeter decimeters decimetre decimetres dm', power(-1)],
      ['centimeter centimeters centimetre centimetres cm', power(-2)],
      ['millimeter millimeters millimetre millimetres mm', power(-3)],
      ['micrometer micrometers micrometre micrometres um μm', power(-6)],
      ['nanometer nanometers nanometre nanometres nm', power(-9)],
    ],
  ],
  [
    'imperial length',
    [
      ['inch inches', q.one],
      ['foot feet', q.rational(12)],
      ['yard yards', q.rational(36)],
      ['mile miles', q.rational(63_360)],
    ],
  ],
  [
    'time',
    [
      ['second seconds s', q.one],
      ['minute minutes min', q.rational(60)],
      ['hour hours', q.rational(3600)],
      ['day days', q.rational(86_400)],
      ['week weeks', q.rational(604_800)],
      ['millisecond milliseconds ms', power(-3)],
      ['microsecond microseconds us μs', power(-6)],
      ['nanosecond nanoseconds ns', power(-9)],
    ],
  ],
  // A month has no number of days: years and months are a kind of their own.
  [
    'calendar',
    [
      ['month months', q.one],
      ['year years', q.rational(12)],
      ['decade decades', q.rational(120)],
      ['century centuries', q.rational(1200)],
      ['millennium millennia millenniums', q.rational(12_000)],
    ],
  ],
  [
    'mass',
    [
      ['gram grams g', q.one],
      ['kilogram kilograms kg', power(3)],
      ['tonne tonnes t', power(6)],
      ['milligram milligrams mg', power(-3)],
      ['microgram micrograms ug μg', power(-6)],
      ['nanogram nanograms ng', power(-9)],
    ],
  ],
  [
    'volume',
    [
      ['litre litres liter liters l L', q.one],
      ['millilitre millilitres milliliter milliliters ml mL', power(-3)],
      ['centilitre centilitres centiliter centiliters cl cL', power(-2)],
    ],
  ],
];

const units: ReadonlyMap<string, Unit> = new Map(
  tables.flatMap(([kind, rows]) =>
    rows.flatMap(([names, size]) => names.split(' ').map((name) => [name, { kind, size }] as const)),
  ),
);

/** Names in any case; signs only as they are written, for `Mg` is not `mg`. */
function unitNamed(name: string): Unit | null {
  const bare = name.trim();
  return units.get(bare) ?? (bare.length > 3 ? units.get(bare.toLowerCase()) : undefined) ?? null;
}

const amount = '(.+?)';
const target = '([a-zA-Zμ]+)';
const forms = {
  amountFirst: [
    new RegExp(`^(?:convert|change|turn) ${amount} (?:to|into|in) ${target}$`, 'i'),
    new RegExp(`^(?:what is|express|write|give) ${amount} (?:in|as) ${target}$`, 'i'),
    new RegExp(`^${amount} = ?\\? ?${target}$`, 'i'),
  ],
  targetFirst: [new RegExp(`^how many ${target} (?:are there in|are in|make|in|is) ${amount}$`, 'i')],
};

/** `5 kg`, `5kg`, `3/4 of a day`, `two thirds of an hour`, `an hour`: how many of which unit; null for anything else. */
function amountIn(written: string): { readonly count: q.Rational; readonly unit: Unit } | null {
  const [, number = '', name = ''] =
    /^([-+*/^(){}.,\d ]*\d[)} ]*?) ?([a-zμ]+)$/i.exec(written) ??
    /^(.+?) of an? ([a-z]+)$/i.exec(written) ??
    /^(an?|one|half an?) ([a-z]+)$/i.exec(written) ??
    [];
  const isOne = /^(?:an?|one)$/i.test(number);
  const count = isOne ? q.one : (partInWords(number.replace(/^half an?$/i, 'half')) ?? exactValue(number));
  const unit = unitNamed(name);
  return count === null || unit === null ? null : { count, unit };
}

export const readConversion: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const first = forms.amountFirst.map((one) => one.exec(sentence)).find((found) => found !== null);
  const last = forms.targetFirst.map((one) => one.exec(sentence)).find((found) => found !== null);
  const [written = '', name = ''] = first?.slice(1) ?? last?.slice(1).reverse() ?? [];
  const given = amountIn(written);
  const wanted = unitNamed(name);
  if (given === null || wanted === null || given.unit.kind !== wanted.kind) return null;
  const value = q.divide(q.multiply(given.count, given.unit.size), wanted.size);
  return worked((answer) => {
    const [, bare = '', unit = ''] = /^(.*?)(?: ?((?!of)[a-zμ]+))?$/i.exec(plainAnswer(answer)) ?? [];
    if (unit !== '') {
      const named = unitNamed(unit);
      const isSame = named?.kind === wanted.kind && q.equals(named.size, wanted.size);
      if (!isSame) return unknownCheck('the answer is in another unit');
    }
    return holdNumber(value, bare);
  });
};
