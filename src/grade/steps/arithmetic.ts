/**
 * Arithmetic asides: "12 × 4 = 48", "5% of 200 = 10", GSM8K's `<<48/2=24>>`. Every equality of plain numbers in a line
 * is worked out exactly. It is false only where nothing excuses the difference: units that convert, percent, rounding,
 * words like "of" or "times" at its edge, a run-on equals sign all make it "unknown" at most. It knows no variables.
 */
import {
  absolute,
  add,
  compare,
  divide,
  equals,
  isInteger,
  multiply,
  negate,
  power,
  rational,
} from '../../exact/rational.ts';
import { SizeLimitError, subtract, toNumber, type Rational } from '../../exact/rational.ts';
import { type Token, tokenizeArithmetic } from './arithmetic-tokens.ts';

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

interface Operand {
  readonly value: Rational;
  /** The value with every % read as a plain number, where that differs. */
  readonly plain: Rational;
  readonly start: number;
  readonly end: number;
  readonly units: ReadonlySet<string>;
  readonly hasPercent: boolean;
  readonly isLiteral: boolean;
  readonly places: number;
  /** Relative error that the rounding of decimals in it may bring. */
  readonly slack: number;
  /** Whether it ends (or begins) where a reader would end it. */
  readonly clean: boolean;
  /** Words that label its numbers. */
  readonly words: number;
  /** The operand's first number, for run-on equals signs. */
  readonly first: Rational;
}

/** All equalities of plain numbers in `line`, in order. Linear in its length up to the chain lengths in it. */
export function findAsides(line: string): Aside[] {
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

/** Words at the edge of an operand that may belong to the calculation. */
const dangerous = new Set(
  (
    'of times plus minus by than per half twice double triple thrice quarter third squared cubed over into divided multiplied ' +
    'added subtracted sum product difference root mod modulo remainder base log ln sin cos tan r x and or from to more less each every dozen'
  ).split(' '),
);
/** Words that go on with the sentence and are no unit of the number before them. */
const sentenceWords = new Set(
  (
    'because since so then thus therefore hence is are was were be equals which that but while if when where as for with at on he she they ' +
    'it has have had we need needs gives get gets makes leaves means'
  ).split(' '),
);

function isNoUnit(word: string): boolean {
  const lower = word.toLowerCase();
  if (lower === 'per' || lower === 'each') return false;
  return word.length === 1 || dangerous.has(lower) || sentenceWords.has(lower);
}

const scaleWords = new Set(
  'dozen hundred thousand million billion trillion k hundreds thousands millions half quarter score pair pairs'.split(
    ' ',
  ),
);

const conversions: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'second seconds sec secs s',
    'minute minutes min mins',
    'hour hours hr hrs h',
    'day days',
    'week weeks',
    'month months',
    'year years',
    'inch inches in',
    'foot feet ft',
    'yard yards yd',
    'mile miles mi',
    'mm millimeters millimeter',
    'cm centimeters centimeter centimetres',
    'meter meters m metres metre',
    'km kilometers kilometer kilometres',
    'gram grams g',
    'kg kilogram kilograms',
    'mg milligrams',
    'ounce ounces oz',
    'pound pounds lb lbs',
    'ton tons tonnes',
    'cent cents ¢',
    'dollar dollars $',
    'quarter quarters',
    'dime dimes',
    'nickel nickels',
    'penny pennies',
    'cup cups',
    'pint pints',
    'quart quarts',
    'gallon gallons',
    'liter liters litre litres L',
    'ml mL milliliters milliliter',
    'dozen dozens',
    'degree degrees',
    'radian radians',
  ].flatMap((names) => names.split(' ').map((name) => [name, names.split(' ')[0] ?? name])),
);

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
export function showRational(value: Rational): string {
  if (isInteger(value)) return String(value.n);
  for (let places = 1; places <= 6; places++) {
    const shifted = multiply(value, power(rational(10n), BigInt(places)));
    if (!isInteger(shifted)) continue;
    const digits = (shifted.n < 0n ? -shifted.n : shifted.n).toString().padStart(places + 1, '0');
    return `${value.n < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
  }
  return `${value.n}/${value.d}`;
}

/** The calculation that ends right before the equals sign at `end`. */
function readBackward(tokens: readonly Token[], from: number, end: number, inChain: boolean): Operand | null {
  const begin = beginOf(tokens, from, end);
  if (begin === null) return null;
  const parsed = parseOperand(tokens.slice(begin, end));
  if (parsed?.used !== end - begin) return null;
  const before = tokens[begin - 1];
  const isEdge = (begin === from && (inChain || from === 0)) || isCleanEdge(before, tokens[begin]);
  const clean =
    isEdge && !followsOperator(tokens, from, begin) && !(parsed.operand.isLiteral && before?.kind === 'word');
  return { ...parsed.operand, clean: parsed.operand.clean && clean };
}

/** The first token of the longest run of calculation that ends at `end`. */
function beginOf(tokens: readonly Token[], from: number, end: number): number | null {
  let depth = 0;
  let begin = end;
  let expectsOperand = true;
  for (let i = end - 1; i >= from; i--) {
    const token = tokens[i] as Token;
    if (token.kind === 'close') {
      if (depth === 0 && !expectsOperand && !isAdjacent(token, tokens[i + 1])) break;
      depth++;
      expectsOperand = true;
    } else if (token.kind === 'open') {
      if (depth === 0) break;
      depth--;
      expectsOperand = false;
    } else if (token.kind === 'number') {
      if (depth === 0 && !expectsOperand && tokens[i + 1]?.kind !== 'open') break;
      expectsOperand = false;
    } else if (token.kind === 'operator') {
      if (token.text !== '%' && token.text !== '!') expectsOperand = true;
    } else if (token.kind === 'word') {
      if (depth === 0 && !isUnitAt(tokens, i, from)) {
        if (!(token.text === 'of' && isPartOf(tokens, i)) && !isTimes(tokens, i)) break;
        expectsOperand = true;
      }
    } else if (token.kind !== 'currency') break;
    if (depth === 0) begin = i;
  }
  while (begin < end && tokens[begin]?.kind === 'word') begin++;
  return begin < end ? begin : null;
}

function isAdjacent(token: Token, next: Token | undefined): boolean {
  return next?.kind === 'open' && next.start === token.end;
}

/** A word that labels the number (or bracket) some words before it. */
function isUnitAt(tokens: readonly Token[], at: number, from: number): boolean {
  if (isTimes(tokens, at)) return false;
  for (let i = at; i >= Math.max(from, at - 4); i--) {
    const token = tokens[i] as Token;
    if (token.kind === 'number' || token.kind === 'close') return true;
    if (token.kind === 'operator' && token.text === '%') return true;
    const isSlash = token.kind === 'operator' && token.text === '/' && tokens[i - 1]?.kind === 'word';
    if (token.kind === 'word' ? isNoUnit(token.text) : !isSlash) return false;
  }
  return false;
}

/** "20% of 50", "1/2 of 10". */
function isPercentAt(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return token?.kind === 'operator' && token.text === '%';
}

function isPartOf(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  const isPercent = before?.kind === 'operator' && before.text === '%';
  const slash = tokens[at - 2];
  const isFraction =
    before?.kind === 'close' ||
    (before?.kind === 'number' && slash?.kind === 'operator' && slash.text === '/');
  return isPercent || isFraction || (before?.kind === 'number' && !isInteger(before.value));
}

/** "3 x 4". */
function isTimes(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  const next = tokens[at + 1];
  const before = tokens[at - 1];
  return (
    token?.kind === 'word' &&
    /^[xX]$/.test(token.text) &&
    (before?.kind === 'number' || before?.kind === 'close') &&
    (next?.kind === 'number' || next?.kind === 'open' || next?.kind === 'currency')
  );
}

function isCleanEdge(before: Token | undefined, first: Token | undefined): boolean {
  if (before === undefined || before.kind === 'stop' || before.kind === 'equals') return true;
  if (first?.kind === 'operator') return false;
  if (before.kind === 'word')
    return before.text.length > 1 && !dangerous.has(before.text.toLowerCase()) && !touches(before, first);
  return before.kind === 'open';
}

/** Whether only words stand between the operand and something it may belong to: "7 gallons + Cynthia's 8". */
function followsOperator(tokens: readonly Token[], from: number, begin: number): boolean {
  for (let i = begin - 1; i >= from; i--) {
    const token = tokens[i] as Token;
    if (token.kind === 'operator') return token.text !== '%';
    if (token.kind !== 'word') return false;
    if (dangerous.has(token.text.toLowerCase())) return true;
  }
  return false;
}

function touches(before: Token, first: Token | undefined): boolean {
  return first?.kind === 'open' && first.start === before.end;
}

/** The calculation that begins right after an equals sign. */
function readForward(tokens: readonly Token[], from: number, to: number, inChain: boolean): Operand | null {
  const parsed = parseOperand(tokens.slice(from, to));
  if (parsed === null) return null;
  const end = from + parsed.used;
  const after = tokens[end];
  const clean = end === to ? inChain || to === tokens.length : isCleanEnd(after, tokens[end + 1]);
  return { ...parsed.operand, clean: parsed.operand.clean && clean };
}

function isCleanEnd(after: Token | undefined, next: Token | undefined): boolean {
  if (after === undefined || after.kind === 'stop' || after.kind === 'close' || after.kind === 'currency')
    return true;
  if (after.kind === 'operator') return after.text === '!' && next === undefined;
  if (after.kind === 'word')
    return (
      after.text.length > 1 &&
      (!dangerous.has(after.text.toLowerCase()) || after.text === 'and' || after.text === 'more')
    );
  if (after.kind === 'open') return next?.kind === 'word' && next.text.length > 1 && next.text !== 'mod';
  return false;
}

interface Parsed {
  readonly operand: Operand;
  /** The number of tokens read, units behind the last number included. */
  readonly used: number;
}

interface Value {
  readonly value: Rational;
  readonly plain: Rational;
}

/** Recursive descent over arithmetic with units skipped; throws nothing, gives null on anything it cannot read. */
class OperandParser {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  private readonly units = new Set<string>();
  private numbers: (Token & { kind: 'number' })[] = [];
  private operators = 0;
  private percents = 0;
  private scales = 0;
  private words = 0;
  private ambiguous = 0;
  private last = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  run(): Parsed | null {
    const value = this.sum();
    const first = this.numbers[0];
    const start = this.tokens[0];
    const end = this.tokens[this.last - 1];
    if (value === null || first === undefined || start === undefined || end === undefined) return null;
    const literal = this.numbers.length === 1 && this.operators === 0;
    const slack = this.numbers.reduce((sum, { value: v, places }) => {
      const size = Math.abs(toNumber(v));
      return places === 0 || size === 0 ? sum : sum + 0.5 / 10 ** places / size;
    }, 0);
    return {
      used: this.at,
      operand: {
        ...value,
        start: start.start,
        end: end.end,
        units: this.units,
        hasPercent: this.percents > 0,
        isLiteral: literal,
        places: literal ? first.places : 0,
        slack: literal ? 0 : slack,
        clean: this.scales === 0 && this.ambiguous === 0,
        words: this.words,
        first: first.value,
      },
    };
  }

  private peek(): Token | undefined {
    return this.tokens[this.at];
  }

  private isOperator(...texts: readonly string[]): boolean {
    const token = this.peek();
    return token?.kind === 'operator' && texts.includes(token.text);
  }

  private take(): void {
    this.at++;
    this.last = this.at;
  }

  private sum(): Value | null {
    let left = this.product();
    while (left !== null && this.isOperator('+', '-')) {
      const mark = this.at;
      const minus = this.isOperator('-');
      this.at++;
      this.operators++;
      const right = this.product();
      if (right === null) {
        if (this.depth > 0) return null;
        this.at = mark;
        return null;
      }
      left = apply(left, right, (a, b) => (minus ? subtract(a, b) : add(a, b)));
    }
    return left;
  }

  private product(): Value | null {
    let left = this.signed();
    let slashes = 0;
    for (;;) {
      if (left === null) return null;
      const isWord = this.peek()?.kind === 'word' && (isTimes(this.tokens, this.at) || this.isOf());
      if (this.isOperator('*', '/') || isWord) {
        const over = this.isOperator('/');
        if (over && ++slashes > 1) this.ambiguous++;
        if (this.isOf() && !isPercentAt(this.tokens, this.at - 1)) this.ambiguous++;
        this.at++;
        this.operators++;
        const right = this.signed();
        if (right === null || (over && right.value.n === 0n)) return null;
        left = apply(left, right, (a, b) => (over ? divide(a, b) : multiply(a, b)));
      } else if (this.peek()?.kind === 'open' && this.touchesPrevious()) {
        this.operators++;
        const right = this.postfix();
        if (right === null) return null;
        left = apply(left, right, multiply);
      } else return left;
    }
  }

  private isOf(): boolean {
    const token = this.peek();
    return token?.kind === 'word' && token.text === 'of' && isPartOf(this.tokens, this.at);
  }

  private touchesPrevious(): boolean {
    const before = this.tokens[this.at - 1];
    return (before?.kind === 'number' || before?.kind === 'close') && before.end === this.peek()?.start;
  }

  private signed(): Value | null {
    if (this.isOperator('-', '+')) {
      const minus = this.isOperator('-');
      this.at++;
      const inner = this.signed();
      return inner === null || !minus ? inner : { value: negate(inner.value), plain: negate(inner.plain) };
    }
    return this.postfix();
  }

  private postfix(): Value | null {
    let value = this.atom();
    for (;;) {
      if (value === null) return null;
      if (this.isOperator('%')) {
        this.take();
        this.percents++;
        value = { value: divide(value.value, rational(100n)), plain: value.plain };
      } else if (this.isOperator('^')) {
        this.at++;
        this.operators++;
        const exponent = this.isOperator('-') ? this.signed() : this.atom();
        if (exponent === null || !isInteger(exponent.value) || absolute(exponent.value).n > 200n) return null;
        if (value.value.n === 0n && exponent.value.n <= 0n) return null;
        const e = exponent.value.n;
        value = { value: power(value.value, e), plain: power(value.plain, e) };
      } else if (this.isOperator('!') && this.isFactorial()) {
        if (!isInteger(value.value) || value.value.n < 0n || value.value.n > 60n) return null;
        this.take();
        this.operators++;
        const product = rational(factorial(value.value.n));
        value = { value: product, plain: product };
      } else break;
    }
    this.readUnits();
    return value;
  }

  /** `5!` in a calculation; an exclamation mark before a space and no operator ends a sentence. */
  private isFactorial(): boolean {
    const next = this.tokens[this.at + 1];
    return next === undefined
      ? this.at > 1 || this.tokens.length === 2
      : next.kind === 'operator' || next.kind === 'close';
  }

  private atom(): Value | null {
    const token = this.peek();
    if (token?.kind === 'currency') {
      this.units.add(conversions[token.text] ?? token.text);
      this.at++;
      return this.isOperator('-') ? this.signed() : this.atom();
    }
    if (token?.kind === 'number') {
      this.take();
      this.numbers.push(token);
      return { value: token.value, plain: token.value };
    }
    if (token?.kind !== 'open' || this.depth > 20) return null;
    this.at++;
    this.depth++;
    const inner = this.sum();
    this.depth--;
    if (inner === null || this.peek()?.kind !== 'close') return null;
    this.take();
    return inner;
  }

  /** Skips the words after a number: its unit, also as a rate ("pounds/book", "miles per hour"). */
  private readUnits(): void {
    const mark = this.at;
    const names: string[] = [];
    for (let i = 0; i < 5; i++) {
      const token = this.peek();
      if (token?.kind === 'word' && !isTimes(this.tokens, this.at) && !this.isOf()) {
        if (isNoUnit(token.text)) break;
        names.push(token.text);
        this.at++;
      } else if (names.length > 0 && this.isOperator('/') && this.tokens[this.at + 1]?.kind === 'word')
        this.at++;
      else if (token?.kind === 'currency' && this.tokens[this.at + 1]?.kind !== 'number') this.at++;
      else break;
    }
    const next = this.peek();
    const goesOn =
      next === undefined || next.kind === 'operator' || next.kind === 'close' || next.kind === 'stop';
    if (names[0] !== undefined) {
      this.words++;
      for (const name of goesOn ? names : names.slice(0, 1)) {
        const unit = conversions[name] ?? conversions[name.toLowerCase()];
        if (unit !== undefined) this.units.add(unit);
        if (scaleWords.has(name.toLowerCase())) this.scales++;
      }
    }
    if (!goesOn || next?.kind === 'stop') this.at = mark;
  }
}

function factorial(n: bigint): bigint {
  let result = 1n;
  for (let i = 2n; i <= n; i++) result *= i;
  return result;
}

function apply(a: Value, b: Value, combine: (x: Rational, y: Rational) => Rational): Value {
  return {
    value: combine(a.value, b.value),
    plain: b.plain.n === 0n && b.value.n !== 0n ? a.plain : combine(a.plain, b.plain),
  };
}

function parseOperand(tokens: readonly Token[]): Parsed | null {
  try {
    return new OperandParser(tokens).run();
  } catch (error) {
    if (error instanceof SizeLimitError || error instanceof RangeError) return null;
    throw error;
  }
}
