/**
 * The calculator: exact values of the expressions that a solution hands to code while it is being written,
 * `<<48/2=24>>` in GSM8K's notation (Cobbe et al. 2021). Integers, decimals, fractions, + − × ÷, powers, brackets,
 * percent, mod, gcd, lcm, factorial, isqrt, min, max, count(a, b, …), iroot(n, k) = ⌊n^(1/k)⌋, ilog(n, b) = ⌊log_b n⌋, lpf(n) = the least
 * prime factor, squarefactor(n) = the largest m whose square divides n, valuation(n, p) = how often p divides n; rationals
 * throughout, bounded size, no `eval`.
 * It deliberately knows no variables and no irrational numbers: what it cannot do exactly is `malformed`, and the
 * caller leaves the line to the model.
 *
 * Text of a value: an integer; a terminating decimal of at most six places (`12/60` → `0.2`); else `p/q` (`1/3`).
 * `round(x, k)` rounds to k decimal places (negative: tens, hundreds …), halves away from zero.
 * A literal decimal in the expression allows up to 18 places. `frac(…)` at the beginning asks for `p/q` always
 * (`frac(2/8)` → `1/4`), `tobase(n, b)` for the numeral of an integer in a base up to 16.
 */
import {
  add,
  compare,
  divide,
  exactRoot,
  floor,
  gcd,
  integerRoot,
  integerSquareRoot,
  isInteger,
  multiply,
  negate,
  power,
  rational,
  SizeLimitError,
  subtract,
  toDecimalText,
  toFractionText,
  type Rational,
} from './rational.ts';
import { MalformedError, tokenize, words, type Token } from './calculator-tokens.ts';

export type Evaluation =
  | { readonly kind: 'value'; readonly value: Rational; readonly text: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Longest expression, deepest nesting, largest factorial, largest number to factor, longest result that the calculator accepts. */
const maxLength = 400;
const maxDepth = 40;
const maxFactorial = 200n;
const maxFactored = 10_000_000_000_000n;
const maxResultLength = 400;
const maxDecimalPlaces = 6;
const maxLiteralPlaces = 18;

/** Recursive descent over the tokens: sum → product → sign → power → postfix → atom. */
class Calculation {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  run(): Rational {
    const value = this.sum();
    if (this.at < this.tokens.length) throw new MalformedError('something follows the expression');
    return value;
  }

  private symbol(): string | undefined {
    const token = this.tokens[this.at];
    return token?.kind === 'symbol' ? token.text : undefined;
  }

  private take(text: string): boolean {
    if (this.symbol() !== text) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new MalformedError(`expected ${text}`);
  }

  private sum(): Rational {
    if (++this.depth > maxDepth) throw new MalformedError('nested too deeply');
    let value = this.product();
    for (;;) {
      if (this.take('+')) value = add(value, this.product());
      else if (this.take('-')) value = subtract(value, this.product());
      else break;
    }
    this.depth--;
    return value;
  }

  private product(): Rational {
    let value = this.signed();
    for (;;) {
      if (this.take('*')) value = multiply(value, this.signed());
      else if (this.take('/')) value = quotient(value, this.signed());
      else if (this.take('mod')) value = modulo(value, this.signed());
      else if (this.symbol() === '(') value = multiply(value, this.signed());
      else return value;
    }
  }

  private signed(): Rational {
    if (++this.depth > maxDepth) throw new MalformedError('nested too deeply');
    const negative = this.take('-');
    const value = negative || this.take('+') ? this.signed() : this.powered();
    this.depth--;
    return negative ? negate(value) : value;
  }

  private powered(): Rational {
    const base = this.postfixed();
    return this.take('^') ? raise(base, this.signed()) : base;
  }

  private postfixed(): Rational {
    let value = this.atom();
    for (;;) {
      if (this.take('!')) value = factorial(value);
      else if (this.take('%')) {
        if (this.tokens[this.at]?.kind === 'number')
          throw new MalformedError('% means percent; write mod for remainders');
        value = divide(value, rational(100n));
      } else return value;
    }
  }

  private atom(): Rational {
    const token = this.tokens[this.at];
    if (token === undefined) throw new MalformedError('the expression ends too early');
    this.at++;
    if (token.kind === 'number') return token.value;
    if (token.text === '(') {
      const value = this.sum();
      this.expect(')');
      return value;
    }
    return this.call(token.text);
  }

  private call(name: string): Rational {
    if (!words.has(name)) throw new MalformedError(`unexpected ${name}`);
    this.expect('(');
    const first = this.sum();
    const others: Rational[] = [];
    while (this.take(',')) others.push(this.sum());
    this.expect(')');
    if (name === 'gcd' || name === 'lcm') return others.reduce(name === 'gcd' ? gcdOf : lcmOf, first);
    if (name === 'count') return rational(BigInt(others.length + 1));
    if (name === 'min' || name === 'max') {
      const side = name === 'min' ? -1 : 1;
      return others.reduce((best, one) => (Math.sign(compare(one, best)) === side ? one : best), first);
    }
    const [second] = others;
    if (name === 'mod' && second !== undefined && others.length === 1) return modulo(first, second);
    if (name === 'tobase') return first;
    if (name === 'round') return rounded(first, second ?? rational(0n));
    if (name === 'iroot') return rational(kthRoot(first, second));
    if (name === 'valuation') return rational(valuation(first, second));
    if (name === 'ilog') return rational(floorLog(first, second));
    if (name === 'mod') throw new MalformedError('mod takes two numbers');
    if (second !== undefined) throw new MalformedError(`${name} takes one number`);
    if (name === 'factorial') return factorial(first);
    if (name === 'lpf') return rational(leastPrimeFactor(first));
    if (name === 'squarefactor') return rational(largestSquareFactor(first));
    return name === 'isqrt' ? rational(integerSquareRoot(rootable(first))) : first;
  }
}

function rootable(a: Rational): bigint {
  if (!isInteger(a) || a.n < 0n) throw new MalformedError('isqrt takes an integer >= 0');
  return a.n;
}

function kthRoot(a: Rational, k: Rational | undefined): bigint {
  if (k === undefined || !isInteger(k) || k.n < 1n || k.n > 64n || !isInteger(a) || a.n < 0n)
    throw new MalformedError('iroot takes an integer >= 0 and a degree from 1 to 64');
  return integerRoot(a.n, Number(k.n));
}

/** The largest k with b^k ≤ n. */
function floorLog(n: Rational, base: Rational | undefined): bigint {
  if (base === undefined || !isInteger(base) || base.n < 2n || !isInteger(n) || n.n < 1n)
    throw new MalformedError('ilog takes an integer >= 1 and a base >= 2');
  let exponent = 0n;
  for (let rest = n.n / base.n; rest >= 1n; rest /= base.n) exponent++;
  return exponent;
}

/** The largest k with p^k | n. */
function valuation(n: Rational, p: Rational | undefined): bigint {
  if (p === undefined || !isInteger(p) || p.n < 2n || !isInteger(n) || n.n < 1n)
    throw new MalformedError('valuation takes an integer >= 1 and a divisor >= 2');
  let exponent = 0n;
  for (let rest = n.n; rest % p.n === 0n; rest /= p.n) exponent++;
  return exponent;
}

/** To k decimal places, halves away from zero. */
function rounded(a: Rational, places: Rational): Rational {
  if (!isInteger(places) || places.n > 18n || places.n < -18n)
    throw new MalformedError('round takes a number and -18 to 18 places');
  const unit = power(rational(10n), -places.n);
  const half = rational(1n, 2n);
  const size = floor(add(divide(a.n < 0n ? negate(a) : a, unit), half));
  return multiply(rational(a.n < 0n ? -size : size), unit);
}

/** By trial division; numbers above 10^13 are refused, so that it stays within milliseconds. */
function leastPrimeFactor(a: Rational): bigint {
  if (!isInteger(a) || a.n < 2n || a.n > maxFactored)
    throw new MalformedError(`lpf takes an integer from 2 to ${maxFactored}`);
  const n = Number(a.n);
  if (n % 2 === 0) return 2n;
  for (let divisor = 3; divisor * divisor <= n; divisor += 2) if (n % divisor === 0) return BigInt(divisor);
  return a.n;
}

/** The largest m with m² | n, by trial division as far as the cube root: what is left is a prime's square or has none. */
function largestSquareFactor(a: Rational): bigint {
  if (!isInteger(a) || a.n < 1n || a.n > maxFactored)
    throw new MalformedError(`squarefactor takes an integer from 1 to ${maxFactored}`);
  let rest = Number(a.n);
  let found = 1n;
  for (let divisor = 2; divisor ** 3 <= rest; divisor += divisor === 2 ? 1 : 2) {
    for (; rest % divisor ** 2 === 0; rest /= divisor ** 2) found *= BigInt(divisor);
    if (rest % divisor === 0) rest /= divisor;
  }
  const root = integerSquareRoot(BigInt(rest));
  return root * root === BigInt(rest) ? found * root : found;
}

function quotient(a: Rational, b: Rational): Rational {
  if (b.n === 0n) throw new MalformedError('division by zero');
  return divide(a, b);
}

/** a − b⌊a/b⌋: in [0, b) for positive b, for rationals too. */
function modulo(a: Rational, b: Rational): Rational {
  if (b.n === 0n) throw new MalformedError('remainder by zero');
  return subtract(a, multiply(b, rational(floor(divide(a, b)))));
}

function integerOf(a: Rational, place: string): bigint {
  if (!isInteger(a)) throw new MalformedError(`${place} takes integers`);
  return a.n;
}

function gcdOf(a: Rational, b: Rational): Rational {
  return rational(gcd(integerOf(a, 'gcd'), integerOf(b, 'gcd')));
}

function lcmOf(a: Rational, b: Rational): Rational {
  const x = integerOf(a, 'lcm');
  const y = integerOf(b, 'lcm');
  if (x === 0n || y === 0n) return rational(0n);
  const product = (x / gcd(x, y)) * y;
  return rational(product < 0n ? -product : product);
}

function factorial(a: Rational): Rational {
  const n = integerOf(a, 'factorial');
  if (n < 0n || n > maxFactorial) throw new MalformedError(`factorial takes 0 to ${maxFactorial}`);
  let product = 1n;
  for (let i = 2n; i <= n; i++) product *= i;
  return rational(product);
}

function raise(base: Rational, exponent: Rational): Rational {
  if (base.n === 0n && exponent.n < 0n) throw new MalformedError('zero to a negative power');
  if (isInteger(exponent)) return power(base, exponent.n);
  // An even root of a negative number is not real, an odd one of it is ambiguous in this notation.
  const root = exponent.d <= 64n && base.n >= 0n ? exactRoot(base, Number(exponent.d)) : null;
  if (root === null) throw new MalformedError('the power is not rational');
  return power(root, exponent.n);
}

/** The numeral of `tobase(n, base)`, which must be the whole expression with a literal base. */
function numeral(value: Rational, tokens: readonly Token[]): string {
  const [comma, base, close] = tokens.slice(-3);
  const isForm =
    comma?.kind === 'symbol' && comma.text === ',' && close?.kind === 'symbol' && close.text === ')';
  if (!isForm || base?.kind !== 'number' || !isInteger(value) || !isInteger(base.value))
    throw new MalformedError('tobase takes an integer and a base');
  if (base.value.n < 2n || base.value.n > 16n) throw new MalformedError('tobase takes bases from 2 to 16');
  return value.n.toString(Number(base.value.n));
}

/** The exact value of a calculator expression, or why there is none. Never throws. */
export function evaluateExpression(text: string): Evaluation {
  if (text.length > maxLength) return { kind: 'malformed', reason: `longer than ${maxLength} characters` };
  try {
    const tokens = tokenize(text);
    const [first] = tokens;
    const value = new Calculation(tokens).run();
    const form = first?.kind === 'symbol' ? first.text : '';
    const places = text.includes('.') || form === 'round' ? maxLiteralPlaces : maxDecimalPlaces;
    const written =
      form === 'tobase'
        ? numeral(value, tokens)
        : form === 'frac'
          ? toFractionText(value)
          : toDecimalText(value, places);
    if (written.length > maxResultLength) return { kind: 'malformed', reason: 'the result is too long' };
    return { kind: 'value', value, text: written };
  } catch (error) {
    if (error instanceof MalformedError || error instanceof SizeLimitError)
      return { kind: 'malformed', reason: error.message };
    throw error;
  }
}
