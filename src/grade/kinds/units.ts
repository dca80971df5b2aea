/**
 * Units of measure: names and abbreviations → dimension and exact factor, with prefixes, powers and quotients in
 * words ("square feet", "m/s", "cubic centimeters", "miles per hour"). Measures of the kitchen are those of the United
 * States. Everything not in the table is a counting
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
type Dimensions = Readonly<Record<string, number>>;
type Definition = readonly [names: string, dimensions: Dimensions, factor: Rational, offset?: Rational];

const length: Dimensions = { length: 1 };
const area: Dimensions = { length: 2 };
const volume: Dimensions = { length: 3 };
const mass: Dimensions = { mass: 1 };
const time: Dimensions = { time: 1 };
const force: Dimensions = { mass: 1, length: 1, time: -2 };
const energy: Dimensions = { mass: 1, length: 2, time: -2 };
const power: Dimensions = { mass: 1, length: 2, time: -3 };
const pressure: Dimensions = { mass: 1, length: -1, time: -2 };
const voltage: Dimensions = { mass: 1, length: 2, time: -3, current: -1 };
const resistance: Dimensions = { mass: 1, length: 2, time: -3, current: -2 };
const temperature: Dimensions = { temperature: 1 };

const definitions: readonly Definition[] = [
  ['in inch inches', length, r(254, 10_000)],
  ['ft foot feet', length, r(3048, 10_000)],
  ['yd yard yards yds', length, r(9144, 10_000)],
  ['mi mile miles', length, r(1_609_344, 1000)],
  ['kms', length, r(1000)],
  ['cms', length, r(1, 100)],
  ['kgs kilo kilos', mass, r(1)],
  ['gm gms', mass, r(1, 1000)],
  ['lb lbs pound pounds', mass, r(45_359_237, 100_000_000)],
  ['oz ounce ounces', mass, r(45_359_237, 1_600_000_000)],
  ['ton tons tonne tonnes', mass, r(1000)],
  ['sec secs', time, r(1)],
  ['min mins minute minutes', time, r(60)],
  ['h hr hrs hour hours', time, r(3600)],
  ['day days', time, r(86_400)],
  ['week weeks wk wks', time, r(604_800)],
  ['month months', { months: 1 }, r(1)],
  ['year years yr yrs', { months: 1 }, r(12)],
  ['decade decades', { months: 1 }, r(120)],
  ['century centuries', { months: 1 }, r(1200)],
  ['$ dollar dollars usd', { dollar: 1 }, r(1)],
  ['¢ cent cents', { dollar: 1 }, r(1, 100)],
  ['€ euro euros eur', { euro: 1 }, r(1)],
  ['£ gbp', { sterling: 1 }, r(1)],
  ['¥ yuan yen rmb', { yuan: 1 }, r(1)],
  ['₹ rupee rupees rs', { rupee: 1 }, r(1)],
  ['cal calorie calories', energy, r(4184, 1000)],
  ['kcal kilocalorie kilocalories', energy, r(4184)],
  ['kWh', energy, r(3_600_000)],
  ['Wh', energy, r(3_600)],
  ['atm', pressure, r(101_325)],
  ['bar bars', pressure, r(100_000)],
  ['L l liter liters litre litres', volume, r(1, 1000)],
  ['cc', volume, r(1, 1_000_000)],
  ['gal gallon gallons', volume, r(3_785_411_784n, 1_000_000_000_000n)],
  ['qt qts quart quarts', volume, r(946_352_946n, 1_000_000_000_000n)],
  ['pint pints', volume, r(473_176_473n, 1_000_000_000_000n)],
  ['cup cups', volume, r(473_176_473n, 2_000_000_000_000n)],
  ['floz', volume, r(473_176_473n, 16_000_000_000_000n)],
  ['tbsp tablespoon tablespoons', volume, r(473_176_473n, 32_000_000_000_000n)],
  ['tsp teaspoon teaspoons', volume, r(473_176_473n, 96_000_000_000_000n)],
  ['ha hectare hectares', area, r(10_000)],
  ['acre acres', area, r(40_468_564_224n, 10_000_000n)],
  ['K kelvin kelvins', temperature, r(1)],
  ['°C celsius centigrade', temperature, r(1), r(27_315, 100)],
  ['°F fahrenheit', temperature, r(5, 9), r(45_967, 100)],
];

/** Units that take decimal prefixes: symbol, names, dimensions, factor to the coherent unit. */
const prefixable: readonly (readonly [
  symbols: string,
  names: string,
  dimensions: Dimensions,
  factor: Rational,
])[] = [
  ['m', 'meter meters metre metres', length, r(1)],
  ['g', 'gram grams', mass, r(1, 1000)],
  ['s', 'second seconds', time, r(1)],
  ['L l', 'liter liters litre litres', volume, r(1, 1000)],
  ['N', 'newton newtons', force, r(1)],
  ['J', 'joule joules', energy, r(1)],
  ['W', 'watt watts', power, r(1)],
  ['V', 'volt volts', voltage, r(1)],
  ['A', 'amp amps ampere amperes', { current: 1 }, r(1)],
  ['Ω Omega', 'ohm ohms', resistance, r(1)],
  ['Pa', 'pascal pascals', pressure, r(1)],
  ['Hz', 'hertz', { time: -1 }, r(1)],
  ['mol', 'mole moles', { amount: 1 }, r(1)],
  ['eV', 'electronvolt electronvolts', energy, r(1_602_176_634n, 10n ** 28n)],
];
const prefixes: readonly (readonly [symbol: string, name: string, exponent: number])[] = [
  ['G', 'giga', 9],
  ['M', 'mega', 6],
  ['k', 'kilo', 3],
  ['h', 'hecto', 2],
  ['d', 'deci', -1],
  ['c', 'centi', -2],
  ['m', 'milli', -3],
  ['µ', 'micro', -6],
  ['μ', 'micro', -6],
  ['n', 'nano', -9],
];

interface Entry {
  readonly dimensions: Dimensions;
  readonly factor: Rational;
  readonly offset?: Rational;
}

const table = new Map<string, Entry>();
function define(names: string, entry: Entry): void {
  for (const name of names.split(' ')) if (!table.has(name)) table.set(name, entry);
}
for (const [names, dimensions, factor, offset] of definitions)
  define(names, { dimensions, factor, ...(offset === undefined ? {} : { offset }) });
for (const [symbols, names, dimensions, factor] of prefixable) {
  define(symbols, { dimensions, factor });
  define(names, { dimensions, factor });
  for (const [symbol, name, exponent] of prefixes) {
    const scaled = { dimensions, factor: q.multiply(factor, q.power(r(10), BigInt(exponent))) };
    define(symbols.replace(/(?<=^| )/g, symbol), scaled);
    define(names.replace(/(?<=^| )/g, name), scaled);
  }
}

const noUnit: Unit = { dimensions: new Map(), factor: q.one, noun: '' };

export function unitless(unit: Unit): boolean {
  return unit.dimensions.size === 0;
}

/** Capitals that people write for short units; other short words mean what their case says (mW, MW). */
const shouted = /^(?:K[MG]|Km|Kg|CM|MM|ML|FT|IN|LB|LBS|HR|HRS|CC|Hr|Hrs|Cm|Mm|Ft)$/;

function lookUp(word: string): Entry | undefined {
  return (
    table.get(word) ?? (word.length > 2 || shouted.test(word) ? table.get(word.toLowerCase()) : undefined)
  );
}

/** The unit of a single symbol such as `m` or `s`, when it is known to stand where a unit may. */
export function isUnitSymbol(name: string): boolean {
  return table.has(name);
}

/** Whether a word of a sentence belongs to a unit: "km", "square", "per", "m/s^2". */
export function isUnitWord(word: string): boolean {
  const names = word.split(/[/*·]|\^?-?[1-4]$/).filter((name) => name !== '');
  return (
    /^(?:square|cubic|sq|cu|per|squared|cubed|%|°C|°F)$/i.test(word) ||
    (names.length > 0 && names.every((name) => lookUp(name.replace(/[²³]$/, '')) !== undefined))
  );
}

function expand(words: string): string[] {
  return words
    .replace(/\bmph\b/gi, 'mi / h')
    .replace(/\b(?:kph|kmh)\b/gi, 'km / h')
    .replace(/\b(?:fl(?:uid)?\.?\s*(?:oz|ounces?))\b/gi, 'floz')
    .replace(/\bfps\b/gi, 'ft / s')
    .replace(/\bsq\.?\b/gi, 'square')
    .replace(/\bcu\.?\b/gi, 'cubic')
    .replace(/\bper\b/gi, ' / ')
    .replace(/\b(square|cubic)\b/gi, (word) => word.toLowerCase())
    .replace(/\b(squared|cubed)\b/gi, (_, word: string) => (word.toLowerCase() === 'squared' ? '^2' : '^3'))
    .replace(/²/g, '^2')
    .replace(/³/g, '^3')
    .replace(/([/*·⋅^-])/g, ' $1 ')
    .split(/\s+/)
    .filter((word) => word !== '' && word !== 'of');
}

/** What has been read of a unit so far. */
class UnitReader {
  readonly nouns: string[] = [];
  private readonly dimensions = new Map<string, number>();
  private factor = q.one;
  private offset: Rational | undefined;
  private last: { readonly entry: Entry; readonly exponent: number } | null = null;

  take(entry: Entry, exponent: number): void {
    for (const [dimension, times] of Object.entries(entry.dimensions))
      this.dimensions.set(dimension, (this.dimensions.get(dimension) ?? 0) + times * exponent);
    this.factor = q.multiply(this.factor, q.power(entry.factor, BigInt(exponent)));
    this.offset = entry.offset;
    this.last = { entry, exponent };
  }

  /** The last unit was meant to this power, not to the first. */
  raise(power: number): void {
    if (this.last !== null) this.take(this.last.entry, this.last.exponent * (power - 1));
  }

  scale(factor: Rational): void {
    this.factor = q.multiply(this.factor, factor);
  }

  result(): Unit {
    for (const [dimension, exponent] of [...this.dimensions])
      if (exponent === 0) this.dimensions.delete(dimension);
    if (this.dimensions.size === 0 && this.nouns.length === 0) return noUnit;
    return {
      dimensions: this.dimensions,
      factor: this.factor,
      ...(this.offset === undefined ? {} : { offset: this.offset }),
      noun: this.nouns.join(' '),
    };
  }
}

/** Reads a unit's text. Unknown words end up in `noun`; they have no dimension. */
export function readUnit(text: string): Unit {
  const reader = new UnitReader();
  let direction = 1;
  let pending = 1;
  const words = expand(text.replace(/[()\\{}]/g, ' ').replace(/\.(?=\s|$)/g, ' '));
  for (let index = 0; index < words.length && index < 40; index++) {
    const word = words[index]!;
    if (word === '/') direction = -1;
    else if (word === 'square') pending = 2;
    else if (word === 'cubic') pending = 3;
    else if (word === 'mu') reader.scale(r(1, 1_000_000));
    else if (word === '^') {
      const negative = words[index + 1] === '-';
      const power = Number(words[index + (negative ? 2 : 1)]);
      if (!(power >= 1 && power <= 4)) continue;
      reader.raise(negative ? -power : power);
      index += negative ? 2 : 1;
    } else if (/^[*·⋅-]$/.test(word)) pending = 1;
    else {
      const known = lookUp(word);
      if (known === undefined) reader.nouns.push(word.toLowerCase());
      else reader.take(known, pending * direction);
      pending = 1;
    }
  }
  return reader.result();
}

export function sameDimensions(a: Unit, b: Unit): boolean {
  if (a.dimensions.size !== b.dimensions.size) return false;
  for (const [dimension, exponent] of a.dimensions)
    if (b.dimensions.get(dimension) !== exponent) return false;
  return true;
}
