/**
 * Arithmetic asides: "12 × 4 = 48", "5% of 200 = 10", GSM8K's `<<48/2=24>>`. Every equality of plain numbers in a line
 * is worked out exactly. It is false only where nothing excuses the difference: units that convert, percent, rounding,
 * words like "of" or "times" at its edge, a run-on equals sign all make it "unknown" at most. It knows no variables.
 */
import { absolute, compare, equals, isInteger, multiply, power, rational } from '../../exact/rational.ts';
import { subtract, toNumber, type Rational } from '../../exact/rational.ts';
import { findSpans } from '../spans.ts';
import { readBackward, readForward } from './arithmetic-edges.ts';
import { type Operand } from './arithmetic-operand.ts';
import { tokenizeArithmetic } from './arithmetic-tokens.ts';

/** One equality of numbers found in a line, with its range in the line's text. */
export interface Aside {
  readonly verdict: 'correct' | 'wrong' | 'unknown';
  /** Whether the two sides are exactly equal, not only to the places written. */
  readonly exact: boolean;
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  /** The true equality, where the written one is false. */
  readonly counterexample?: string;
}

/** All equalities of plain numbers in `line`, in order. Linear in its length up to the chain lengths in it. */
export function findAsides(line: string): Aside[] {
  return findAsidesIn(betweenEqualities(withoutBreaks(line)));
}

/** Between two equalities "and" is a comma; elsewhere it may join what is to be added. */
function betweenEqualities(line: string): string {
  return line.replace(/(=[^$=]*\$)(\s*)and(\s*)(?=\$[^$=]*=)/g, '$1$2,  $3');
}

/** Line breaks inside a formula end nothing. */
function withoutBreaks(line: string): string {
  let text = '';
  let at = 0;
  for (const span of findSpans(line)) {
    if (span.kind !== 'inline') continue;
    text += line.slice(at, span.start) + line.slice(span.start, span.end).replace(/\n/g, ' ');
    at = span.end;
  }
  return text + line.slice(at);
}

function findAsidesIn(line: string): Aside[] {
  const asides: Aside[] = [];
  const isList = line.trimEnd().includes('\n');
  const bullets: number[] = [];
  const body = line.replace(/^[ \t]*[-*+•][ \t]+/gm, (bullet, at: number) => {
    if (!isList && bullet.includes('-')) bullets.push(at + bullet.length);
    return ' '.repeat(bullet.length);
  });
  const outer = body.replace(/<<([^<>\n]{1,200})>>/g, (mark, inner: string, at: number) => {
    for (const aside of asidesOf(inner))
      asides.push({ ...aside, start: aside.start + at + 2, end: aside.end + at + 2 });
    return ' '.repeat(mark.length);
  });
  for (const aside of asidesOf(outer)) asides.push(bullets.includes(aside.start) ? excused(aside) : aside);
  return asides.sort((a, b) => a.start - b.start);
}

/** "- 5 + 3 = -2" may begin with a minus or with a bullet. */
function excused(aside: Aside): Aside {
  const reason = 'begins with a minus or a bullet';
  return aside.verdict === 'wrong'
    ? { verdict: 'unknown', exact: false, start: aside.start, end: aside.end, reason }
    : aside;
}

function asidesOf(line: string): Aside[] {
  const tokens = tokenizeArithmetic(line);
  const signs = tokens.flatMap((token, i) => (token.kind === 'equals' ? [i] : []));
  const asides: Aside[] = [];
  for (const [n, at] of signs.entries()) {
    const from = (signs[n - 1] ?? -1) + 1;
    const to = signs[n + 1] ?? tokens.length;
    const sign = tokens[at];
    const left = readBackward(tokens, from, at, n > 0);
    const right = readForward(tokens, at + 1, to, signs[n + 1] !== undefined);
    if (left === null || right === null || sign?.kind !== 'equals') continue;
    const runOn = signs[n + 1] !== undefined && !right.isLiteral && equals(left.value, right.first);
    asides.push(judge(left, right, { approximate: sign.approximate, runOn, line }));
  }
  return asides;
}

interface Mark {
  readonly approximate: boolean;
  readonly runOn: boolean;
  readonly line: string;
}

function judge(left: Operand, right: Operand, { approximate, runOn, line }: Mark): Aside {
  const range = { start: left.start, end: right.end };
  const text = line.slice(left.start, right.end).trim().replace(/\s+/g, ' ');
  const readings: readonly (readonly [Rational, Rational])[] = [
    [left.value, right.value],
    [left.plain, right.plain],
    [left.value, right.plain],
    [left.plain, right.value],
  ];
  if (readings.some(([a, b]) => equals(a, b)))
    return { verdict: 'correct', exact: true, ...range, reason: `${text} is exact` };
  if (readings.some(([a, b]) => isRounding(a, b, right) || isRounding(b, a, left))) {
    return { verdict: 'correct', exact: false, ...range, reason: `${text} is right to the places written` };
  }
  const excuse = excuseFor(left, right, { approximate, runOn, line });
  if (excuse !== null) return { verdict: 'unknown', exact: false, ...range, reason: `${text}: ${excuse}` };
  return {
    verdict: 'wrong',
    exact: false,
    ...range,
    reason: `${text} is false`,
    counterexample: `${line.slice(left.start, left.end).trim()} = ${showRational(left.value)}, not ${showRational(right.value)}`,
  };
}

/** Whether `b`, a literal with decimal places, is `a` rounded to them. */
function isRounding(a: Rational, b: Rational, literal: Operand): boolean {
  if (!literal.isLiteral || literal.places === 0) return false;
  const unit = power(rational(10n), BigInt(-literal.places));
  return compare(multiply(rational(2n), absolute(subtract(a, b))), unit) <= 0;
}

/** Why a difference is not held against the line; null where nothing excuses it. */
function excuseFor(left: Operand, right: Operand, mark: Mark): string | null {
  if (mark.approximate) return 'only said to be about equal';
  if (mark.runOn) return 'the equals sign runs on';
  if (!left.clean || !right.clean) return 'where the calculation begins or ends is not clear';
  if (left.isLiteral && right.isLiteral) return 'two numbers are only set equal';
  if (left.isLiteral && right.hasPercent && !left.hasPercent) return 'a part of something';
  if (left.isLiteral && left.units.size + left.words > 0) return 'a quantity is named, not worked out';
  const readings: readonly (readonly [number, number])[] = [
    [toNumber(left.value), toNumber(right.value)],
    [toNumber(left.plain), toNumber(right.plain)],
  ];
  const [a, b] = readings[0] as readonly [number, number];
  const gap = Math.min(
    ...readings.map(([x, y]) => Math.abs(x - y)),
    left.hasPercent && right.hasPercent ? Infinity : Math.abs(toNumber(left.plain) - b),
  );
  if (gap < unitOf(right) && !isInteger(left.value)) return 'it may be rounded';
  if (gap < unitOf(left) && !isInteger(right.value)) return 'it may be rounded';
  if (gap <= 1.01 * (left.slack * Math.abs(a) + right.slack * Math.abs(b))) return 'it may be rounded before';
  if (/[-+−]\s*\d+(?:\.\d+)?\s*\\?%/.test(mark.line.slice(left.start, right.end)))
    return 'percent may be meant';
  if ((left.hasPercent || right.hasPercent) && isRatio(a, b, [100, 10_000])) return 'percent may be meant';
  const units = new Set([...left.units, ...right.units]);
  if (units.size === 0) return null;
  const differ =
    [...right.units].some((unit) => !left.units.has(unit)) ||
    [...left.units].some((unit) => !right.units.has(unit));
  if (left.units.size > 0 && right.units.size > 0 && differ) return 'the units differ';
  return isRatio(a, b, factors) ? 'units may be converted' : null;
}

/** One unit of a literal's last place; 0 for a calculation. */
function unitOf(operand: Operand): number {
  return operand.isLiteral ? 1.0001 / 10 ** operand.places : 0;
}

const factors = [
  60, 3600, 24, 7, 12, 1000, 100, 365, 52, 30, 16, 4, 2, 3, 5280, 10, 36, 1440, 20, 25, 5, 8, 128, 2000, 180,
];

function isRatio(a: number, b: number, of: readonly number[]): boolean {
  if (a === 0 || b === 0) return false;
  const ratio = Math.max(Math.abs(a / b), Math.abs(b / a));
  return of.some((factor) => Math.abs(ratio - factor) < 1e-6 * factor);
}

/** A rational as an integer, a short decimal or p/q. */
function showRational(value: Rational): string {
  if (isInteger(value)) return String(value.n);
  for (let places = 1; places <= 6; places++) {
    const shifted = multiply(value, power(rational(10n), BigInt(places)));
    if (!isInteger(shifted)) continue;
    const digits = (shifted.n < 0n ? -shifted.n : shifted.n).toString().padStart(places + 1, '0');
    return `${value.n < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
  }
  return `${value.n}/${value.d}`;
}
