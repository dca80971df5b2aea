/**
 * One side of an equality of numbers: recursive descent over arithmetic with units skipped, exact rationals throughout,
 * percent kept in both of its readings. It reads from the first token on and says how far it came.
 */
import { absolute, add, divide, isInteger, multiply, negate, power, rational } from '../../exact/rational.ts';
import { SizeLimitError, subtract, toNumber, type Rational } from '../../exact/rational.ts';
import { type Token } from './arithmetic-tokens.ts';
import { conversions, isNoUnit, isPartOf, isPercentAt, isTimes, scaleWords } from './arithmetic-words.ts';

export interface Operand {
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

export interface Parsed {
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

export function parseOperand(tokens: readonly Token[]): Parsed | null {
  try {
    return new OperandParser(tokens).run();
  } catch (error) {
    if (error instanceof SizeLimitError || error instanceof RangeError) return null;
    throw error;
  }
}
