/**
 * The errors people make with numbers: a digit copied wrongly, a sign lost, the wrong operation, a slip in mental
 * arithmetic. Pure functions; where an error is injected is `work.ts`'s business.
 */
import type { Random } from '../../../base/random.ts';
import { calculateExactly, expressionOf, type Calculated } from './calculate.ts';
import { parseRational, ratio, type Rational } from './rational.ts';

export type FaultKind = 'sign' | 'operation' | 'copy' | 'slip' | 'choice';

export interface Calculation {
  readonly parts: readonly string[];
  readonly values: readonly string[];
  readonly right: Rational;
}

export interface SpoiledCalculation {
  readonly kind: FaultKind;
  readonly made: Calculated;
}

/** The number with one digit off, two digits swapped, or its sign lost. Never the number itself. */
export function miscopied(value: Rational, random: Random): Rational {
  if (value.sign() !== 0 && random.chance(0.4)) return value.negated();
  return wrongDigits(value, random);
}

function wrongDigits(value: Rational, random: Random): Rational {
  const digits = Array.from(value.abs().n.toString());
  const at = random.integer(0, digits.length - 1);
  const next = digits[at + 1];
  if (next !== undefined && next !== digits[at] && (at > 0 || next !== '0') && random.chance(0.5)) {
    [digits[at], digits[at + 1]] = [next, digits[at]!];
  } else {
    const digit = Number(digits[at]);
    const offset = random.pick(digit === 9 ? [-1, -2] : digit <= 1 ? [1, 2] : [-1, 1]);
    digits[at] = String(digit + offset);
  }
  const changed = ratio(BigInt(digits.join('')), value.d);
  return value.sign() < 0 ? changed.negated() : changed;
}

const confusions: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '+', '/': '*' };

function wrongOperation(parts: readonly string[], random: Random): readonly string[] | null {
  const spots = parts.flatMap((part, index) =>
    Array.from(part).flatMap((symbol, at) =>
      symbol in confusions && !(index === 0 && at === 0) ? [{ index, at }] : [],
    ),
  );
  if (spots.length === 0) return null;
  const { index, at } = random.pick(spots);
  return parts.map((part, i) =>
    i === index ? part.slice(0, at) + confusions[part[at]!]! + part.slice(at + 1) : part,
  );
}

function attempt(of: Calculation, kind: FaultKind, random: Random): SpoiledCalculation | null {
  let { parts, values } = of;
  if (kind === 'slip') {
    const value = wrongDigits(of.right, random);
    return { kind, made: { expression: '', value, shown: value.toString() } };
  }
  if (kind === 'operation') parts = wrongOperation(parts, random) ?? parts;
  else {
    const plain = values.flatMap((value, index) => (value.includes('.') ? [] : [index]));
    if (plain.length === 0) return null;
    const at = random.pick(plain);
    const wrong = (value: string): string => {
      const read = parseRational(value);
      return (kind === 'sign' ? read.negated() : wrongDigits(read, random)).toString();
    };
    values = values.map((value, index) => (index === at ? wrong(value) : value));
  }
  try {
    const made = calculateExactly(expressionOf(parts, values));
    return made.value.equals(of.right) ? null : { kind, made };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** A calculation done wrongly in one realistic way, or null where none of several tries changed the value. */
export function spoiledCalculation(of: Calculation, random: Random): SpoiledCalculation | null {
  for (const kind of random.shuffled<FaultKind>(['sign', 'operation', 'copy', 'slip'])) {
    const spoiled = attempt(of, kind, random);
    if (spoiled !== null) return spoiled;
  }
  return null;
}
