/**
 * Units of measure: names and abbreviations → dimension and exact factor, with prefixes, powers and quotients in
 * words ("square feet", "m/s", "cubic centimeters", "miles per hour"). Everything not in the table is a counting
 * noun ("apples"): it has no dimension and is compared by nobody. It knows no expressions.
 */
import * as q from '../../exact/rational.ts';
import type { Rational } from '../../exact/rational.ts';

export interface Unit {
  /** Exponents of base dimensions by name; empty for counting nouns, percent and angles. */
  readonly dimensions: ReadonlyMap<string, number>;
  readonly factor: Rational;
  /** Degrees Celsius and Fahrenheit: value in kelvin = factor · (value + offset). */
  readonly offset?: Rational;
  /** Words without a meaning in the table. */
  readonly noun: string;
}

const r = (n: number | bigint, d: number | bigint = 1): Rational => q.rational(n, d);
type Definition = readonly [names: string, dimension: string, factor: Rational];

const definitions: readonly Definition[] = [
  ['m meter meters metre metres', 'length', r(1)],
  ['km kilometer kilometers kilometre kilometres kms', 'length', r(1000)],
  ['cm centimeter centimeters centimetre centimetres cms', 'length', r(1, 100)],
  ['dm decimeter decimeters', 'length', r(1, 10)],
  ['mm millimeter millimeters millimetre millimetres', 'length', r(1, 1000)],
  ['nm nanometer nanometers', 'length', r(1, 1_000_000_000)],
  ['in inch inches', 'length', r(254, 10_000)],
  ['ft foot feet', 'length', r(3048, 10_000)],
  ['yd yard yards yds', 'length', r(9144, 10_000)],
  ['mi mile miles', 'length', r(1_609_344, 1000)],
  ['kg kilogram kilograms kgs kilo kilos', 'mass', r(1)],
  ['g gram grams gm gms', 'mass', r(1, 1000)],
  ['mg milligram milligrams', 'mass', r(1, 1_000_000)],
  ['lb lbs pound pounds', 'mass', r(45_359_237, 100_000_000)],
  ['oz ounce ounces', 'mass', r(45_359_237, 1_600_000_000)],
  ['ton tons tonne tonnes', 'mass', r(1000)],
  ['s sec secs second seconds', 'time', r(1)],
  ['ms millisecond milliseconds', 'time', r(1, 1000)],
  ['min mins minute minutes', 'time', r(60)],
  ['h hr hrs hour hours', 'time', r(3600)],
  ['day days', 'time', r(86_400)],
  ['week weeks wk wks', 'time', r(604_800)],
  ['month months', 'months', r(1)],
  ['year years yr yrs', 'months', r(12)],
  ['$ dollar dollars usd', 'dollar', r(1)],
  ['¢ cent cents', 'dollar', r(1, 100)],
  ['€ euro euros eur', 'euro', r(1)],
  ['£ gbp', 'sterling', r(1)],
  ['¥ yuan yen rmb', 'yuan', r(1)],
  ['₹ rupee rupees rs', 'rupee', r(1)],
  ['N newton newtons', 'force', r(1)],
  ['kN kilonewton kilonewtons', 'force', r(1000)],
  ['J joule joules', 'energy', r(1)],
  ['kJ kilojoule kilojoules', 'energy', r(1000)],
  ['cal calorie calories', 'energy', r(4184, 1000)],
  ['W watt watts', 'power', r(1)],
  ['kW kilowatt kilowatts', 'power', r(1000)],
  ['V volt volts', 'voltage', r(1)],
  ['A amp amps ampere amperes', 'current', r(1)],
  ['Pa pascal pascals', 'pressure', r(1)],
  ['kPa', 'pressure', r(1000)],
  ['Hz hertz', 'frequency', r(1)],
  ['mol mole moles', 'amount', r(1)],
  ['K kelvin kelvins', 'temperature', r(1)],
];
/** Volumes are cubes of lengths, areas squares. */
const compound: readonly (readonly [names: string, dimension: string, exponent: number, factor: Rational])[] =
  [
    ['L l liter liters litre litres', 'length', 3, r(1, 1000)],
    ['mL ml cc milliliter milliliters millilitre millilitres', 'length', 3, r(1, 1_000_000)],
    ['gal gallon gallons', 'length', 3, r(3_785_411_784n, 1_000_000_000_000n)],
    ['ha hectare hectares', 'length', 2, r(10_000)],
    ['acre acres', 'length', 2, r(40_468_564_224n, 10_000_000n)],
  ];

const table = new Map<string, { dimension: string; exponent: number; factor: Rational }>();
for (const [names, dimension, factor] of definitions)
  for (const name of names.split(' ')) table.set(name, { dimension, exponent: 1, factor });
for (const [names, dimension, exponent, factor] of compound)
  for (const name of names.split(' ')) table.set(name, { dimension, exponent, factor });

const noUnit: Unit = { dimensions: new Map(), factor: q.one, noun: '' };

export function unitless(unit: Unit): boolean {
  return unit.dimensions.size === 0;
}

function lookUp(word: string): { dimension: string; exponent: number; factor: Rational } | undefined {
  return table.get(word) ?? table.get(word.toLowerCase());
}

/** The unit of a single symbol such as `m` or `s`, when it is known to stand where a unit may. */
export function isUnitSymbol(name: string): boolean {
  return table.has(name);
}

function expand(words: string): string[] {
  return words
    .replace(/\bmph\b/gi, 'mi / h')
    .replace(/\b(?:kph|kmh)\b/gi, 'km / h')
    .replace(/\bfps\b/gi, 'ft / s')
    .replace(/\bsq\.?\b/gi, 'square')
    .replace(/\bcu\.?\b/gi, 'cubic')
    .replace(/\bper\b/gi, ' / ')
    .replace(/\b(squared|cubed)\b/gi, (_, word: string) => (word.toLowerCase() === 'squared' ? '^2' : '^3'))
    .replace(/²/g, '^2')
    .replace(/³/g, '^3')
    .replace(/([/*·⋅^-])/g, ' $1 ')
    .split(/\s+/)
    .filter((word) => word !== '' && word !== 'of');
}

/** Reads a unit's text. Unknown words end up in `noun`; they have no dimension. */
export function readUnit(text: string): Unit {
  const dimensions = new Map<string, number>();
  let factor = q.one;
  let direction = 1;
  let pending = 1;
  let last: { dimension: string; exponent: number; factor: Rational } | null = null;
  const nouns: string[] = [];
  const words = expand(text.replace(/[()\\]/g, ' ').replace(/\.(?=\s|$)/g, ' '));
  for (let index = 0; index < words.length && index < 40; index++) {
    const word = words[index]!;
    const following = words[index + 1];
    if (word === '/') direction = -1;
    else if (word === 'square') pending = 2;
    else if (word === 'cubic') pending = 3;
    else if (word === '^' && following !== undefined && /^[1-4]$/.test(following) && last !== null) {
      const extra = (Number(following) - 1) * direction;
      dimensions.set(last.dimension, (dimensions.get(last.dimension) ?? 0) + last.exponent * extra);
      factor = q.multiply(factor, q.power(last.factor, BigInt(extra)));
      index++;
    } else if (/^[*·⋅-]$/.test(word)) pending = 1;
    else {
      const known = lookUp(word);
      if (known === undefined) nouns.push(word.toLowerCase());
      else {
        const exponent = pending * direction;
        dimensions.set(known.dimension, (dimensions.get(known.dimension) ?? 0) + known.exponent * exponent);
        factor = q.multiply(factor, q.power(known.factor, BigInt(exponent)));
        last = known;
      }
      pending = 1;
    }
  }
  for (const [dimension, exponent] of [...dimensions]) if (exponent === 0) dimensions.delete(dimension);
  if (dimensions.size === 0 && nouns.length === 0) return noUnit;
  return { dimensions, factor, noun: nouns.join(' ') };
}

export function sameDimensions(a: Unit, b: Unit): boolean {
  if (a.dimensions.size !== b.dimensions.size) return false;
  for (const [dimension, exponent] of a.dimensions)
    if (b.dimensions.get(dimension) !== exponent) return false;
  return true;
}
