/** Number literals: groups of three, decimal commas, exponents. It knows what stands around a number only as flags. */
import { parseDecimal, rational, type Rational } from '../../exact/rational.ts';
import { matchAt } from './lex-text.ts';

const grouped =
  /\d{1,3}(?:(?:\{,\}|,\\!\s?|\\,|\\!|\\ |\u202f|\u00a0)\d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?![\d])/y;
const spacedGroups = /\d{1,3}(?: \d{3})+(?![\d./])/y;
const digitsPattern = /\d+(?:\.\d+|\.(?![.\d]))?|\.\d+/y;
const decimalCommaPattern = /\d+(?:\{,\}|,)\d+/y;
const exponentPattern = /[eE][+-]?\d{1,4}(?![\d.a-zA-Z])/y;

export interface NumberLiteral {
  /** The literal without grouping signs. */
  readonly digits: string;
  /** How many characters of the text it takes. */
  readonly length: number;
  readonly value: Rational;
  readonly places: number;
}

interface Surroundings {
  readonly decimalComma: boolean;
  /** The text holds commands: `2e3` is a product there. */
  readonly latex: boolean;
  /** Inside brackets a comma separates; inside rows of a matrix blanks do. */
  readonly inBrackets: boolean;
  readonly inRows: boolean;
}

/** The number that begins at an offset, or null where its digits are none. */
export function numberAt(text: string, at: number, around: Surroundings): NumberLiteral | null {
  if (around.decimalComma) {
    const comma = matchAt(decimalCommaPattern, text, at);
    if (comma !== null) return literal(comma, comma.replace(/\{?,\}?/, '.'));
  }
  const groups = matchAt(grouped, text, at);
  const plainComma = groups !== null && /\d,\d/.test(groups);
  if (groups !== null && !(plainComma && around.inBrackets)) {
    const fraction = matchAt(/\.\d+/y, text, at + groups.length) ?? '';
    return literal(groups + fraction, groups.replace(/[^\d]/g, '') + fraction);
  }
  const apart = around.inBrackets || around.inRows ? null : matchAt(spacedGroups, text, at);
  if (apart !== null) return literal(apart, apart.replaceAll(' ', ''));
  const digits = matchAt(digitsPattern, text, at) ?? text.charAt(at);
  const exponent = around.latex ? null : matchAt(exponentPattern, text, at + digits.length);
  const power = exponent === null ? Number.NaN : Number(exponent.slice(1));
  if (exponent !== null && Math.abs(power) <= 400) return scientific(digits, exponent, power);
  return literal(digits, digits.endsWith('.') ? digits.slice(0, -1) : digits);
}

function literal(source: string, digits: string): NumberLiteral | null {
  const value = parseDecimal(digits);
  if (value === null) return null;
  const point = digits.indexOf('.');
  // A point that ends a sentence is not part of the number.
  const length = source.endsWith('.') ? source.length - 1 : source.length;
  return { digits, length, value, places: point < 0 ? 0 : digits.length - point - 1 };
}

function scientific(digits: string, exponent: string, power: number): NumberLiteral | null {
  const mantissa = parseDecimal(digits);
  if (mantissa === null) return null;
  const scale = rational(10n ** BigInt(Math.abs(power)));
  const value =
    power >= 0 ? rational(mantissa.n * scale.n, mantissa.d) : rational(mantissa.n, mantissa.d * scale.n);
  const places = Math.max(0, (digits.split('.')[1]?.length ?? 0) - power);
  return { digits: digits + exponent, length: digits.length + exponent.length, value, places };
}
