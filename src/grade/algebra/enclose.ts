/**
 * Rigorous enclosures of constant trees: a rectangle in the complex plane that contains the value, at any number of
 * bits. Null where a construct has no enclosure here (unknown functions, variables), and where the interval cannot
 * tell the branch.
 */
import type { Node } from '../parse/tree.ts';
import type { Budget } from './budget.ts';
import { IntervalArithmetic, StraddleError, type Interval } from './interval.ts';
import { valueOfDigits } from './normal.ts';

export interface Rectangle {
  readonly re: Interval;
  readonly im: Interval;
}

class NotEnclosedError extends Error {}

class Encloser {
  private readonly a: IntervalArithmetic;
  private readonly budget: Budget;
  private readonly zero: Interval = { lo: 0n, hi: 0n };

  constructor(bits: number, budget: Budget) {
    this.a = new IntervalArithmetic(bits, budget);
    this.budget = budget;
  }

  private real(re: Interval): Rectangle {
    return { re, im: this.zero };
  }

  private integer(value: bigint): Rectangle {
    return this.real(this.a.fromInteger(value));
  }

  private isReal(value: Rectangle): boolean {
    return value.im.lo === 0n && value.im.hi === 0n;
  }

  private add(x: Rectangle, y: Rectangle): Rectangle {
    return { re: this.a.add(x.re, y.re), im: this.a.add(x.im, y.im) };
  }

  private negate(x: Rectangle): Rectangle {
    return { re: this.a.negate(x.re), im: this.a.negate(x.im) };
  }

  private multiply(x: Rectangle, y: Rectangle): Rectangle {
    this.budget.check();
    if (this.isReal(x) && this.isReal(y)) return this.real(this.a.multiply(x.re, y.re));
    return {
      re: this.a.subtract(this.a.multiply(x.re, y.re), this.a.multiply(x.im, y.im)),
      im: this.a.add(this.a.multiply(x.re, y.im), this.a.multiply(x.im, y.re)),
    };
  }

  private divide(x: Rectangle, y: Rectangle): Rectangle {
    if (this.isReal(x) && this.isReal(y)) return this.real(this.a.divide(x.re, y.re));
    const size = this.a.add(this.a.multiply(y.re, y.re), this.a.multiply(y.im, y.im));
    const product = this.multiply(x, { re: y.re, im: this.a.negate(y.im) });
    return { re: this.a.divide(product.re, size), im: this.a.divide(product.im, size) };
  }

  private exp(x: Rectangle): Rectangle {
    const size = this.a.exp(x.re);
    if (this.isReal(x)) return this.real(size);
    const { sin, cos } = this.a.sinCos(x.im);
    return { re: this.a.multiply(size, cos), im: this.a.multiply(size, sin) };
  }

  private sqrt(x: Rectangle): Rectangle {
    if (this.isReal(x)) {
      if (x.re.hi < 0n) return { re: this.zero, im: this.a.root(this.a.negate(x.re), 2) };
      if (x.re.lo < 0n) throw new StraddleError('a square root around zero');
      return this.real(this.a.root(x.re, 2));
    }
    // √z = (√((|z|+re)/2), sign(im)·√((|z|−re)/2))
    if (x.im.lo <= 0n && x.im.hi >= 0n) throw new StraddleError('a square root on its branch cut');
    const size = this.modulus(x);
    const half = (value: Interval): Interval => ({ lo: value.lo >> 1n, hi: (value.hi >> 1n) + 1n });
    const re = this.a.root(half(this.a.add(size, x.re)), 2);
    const im = this.a.root(half(this.a.subtract(size, x.re)), 2);
    return { re, im: x.im.lo > 0n ? im : this.a.negate(im) };
  }

  private modulus(x: Rectangle): Interval {
    if (this.isReal(x)) {
      if (x.re.lo >= 0n) return x.re;
      if (x.re.hi <= 0n) return this.a.negate(x.re);
      return { lo: 0n, hi: x.re.hi > -x.re.lo ? x.re.hi : -x.re.lo };
    }
    return this.a.root(this.a.add(this.square(x.re), this.square(x.im)), 2);
  }

  private square(x: Interval): Interval {
    const product = this.a.multiply(x, x);
    return product.lo < 0n ? { lo: 0n, hi: product.hi } : product;
  }

  private ln(x: Rectangle): Rectangle {
    if (this.isReal(x) && x.re.lo > 0n) return this.real(this.a.ln(x.re));
    if (this.isReal(x) && x.re.hi < 0n) return { re: this.a.ln(this.a.negate(x.re)), im: this.a.pi() };
    return { re: this.a.ln(this.modulus(x)), im: this.argument(x) };
  }

  private argument(x: Rectangle): Interval {
    if (x.re.lo > 0n) return this.a.atan(this.a.divide(x.im, x.re));
    const quarter = this.a.pi();
    const half: Interval = { lo: quarter.lo >> 1n, hi: (quarter.hi >> 1n) + 1n };
    if (x.im.lo > 0n) return this.a.subtract(half, this.a.atan(this.a.divide(x.re, x.im)));
    if (x.im.hi < 0n) return this.a.subtract(this.a.negate(half), this.a.atan(this.a.divide(x.re, x.im)));
    throw new StraddleError('an argument on its branch cut');
  }

  private power(base: Rectangle, exponent: Node): Rectangle {
    const ratio = wholeRatio(exponent);
    if (ratio !== null && ratio[1] === 1n && ratio[0] > -20_000n && ratio[0] < 20_000n)
      return this.wholePower(base, ratio[0]);
    if (ratio !== null && ratio[1] <= 64n && ratio[0] > -2_000n && ratio[0] < 2_000n)
      return this.wholePower(this.root(base, Number(ratio[1])), ratio[0]);
    return this.exp(this.multiply(this.enclose(exponent), this.ln(base)));
  }

  private wholePower(base: Rectangle, exponent: bigint): Rectangle {
    if (exponent < 0n) return this.divide(this.integer(1n), this.wholePower(base, -exponent));
    let result = this.integer(1n);
    let square = base;
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if (rest & 1n) result = this.multiply(result, square);
      if (rest > 1n) square = this.multiply(square, square);
    }
    return result;
  }

  private root(x: Rectangle, index: number): Rectangle {
    if (index === 2) return this.sqrt(x);
    if (this.isReal(x) && x.re.lo >= 0n) return this.real(this.positiveRoot(x.re, index));
    if (this.isReal(x) && x.re.hi <= 0n && index % 2 === 1)
      return this.negate(this.real(this.positiveRoot(this.a.negate(x.re), index)));
    return this.exp(this.divide(this.ln(x), this.integer(BigInt(index))));
  }

  /** Whole-number roots hold index times the digits: high ones are cheaper through the logarithm. */
  private positiveRoot(x: Interval, index: number): Interval {
    if (index <= 8 || x.lo <= 0n) return this.a.root(x, index);
    return this.a.exp(this.a.divide(this.a.ln(x), this.a.fromInteger(BigInt(index))));
  }

  enclose(node: Node): Rectangle {
    this.budget.check();
    switch (node.kind) {
      case 'number':
        return this.real(this.a.fromRational(node.value));
      case 'based':
        return this.integer(valueOfDigits(node.digits, BigInt(node.base)));
      case 'constant':
        return this.constant(node.name);
      case 'add':
        return node.args.map((arg) => this.enclose(arg)).reduce((x, y) => this.add(x, y));
      case 'multiply':
        return node.args.map((arg) => this.enclose(arg)).reduce((x, y) => this.multiply(x, y));
      case 'mixed':
        return this.add(this.enclose(node.whole), this.enclose(node.fraction));
      case 'negate':
        return this.negate(this.enclose(node.arg));
      case 'divide':
        return this.divide(this.enclose(node.numerator), this.enclose(node.denominator));
      case 'percent':
        return this.divide(this.enclose(node.arg), this.integer(100n));
      case 'power':
        return this.power(this.enclose(node.base), node.exponent);
      case 'root':
        return this.power(this.enclose(node.radicand), {
          kind: 'divide',
          numerator: one,
          denominator: node.index ?? two,
          start: 0,
          end: 0,
        });
      case 'degree':
        if (node.minutes !== undefined) throw new NotEnclosedError();
        return this.divide(this.multiply(this.enclose(node.arg), this.real(this.a.pi())), this.integer(180n));
      case 'fence':
        if (node.items.length === 1) return this.enclose(node.items[0]!);
        throw new NotEnclosedError();
      case 'call':
        return this.call(node);
      default:
        throw new NotEnclosedError();
    }
  }

  private constant(name: string): Rectangle {
    if (name === 'pi') return this.real(this.a.pi());
    if (name === 'e') return this.exp(this.integer(1n));
    if (name === 'i') return { re: this.zero, im: this.a.fromInteger(1n) };
    throw new NotEnclosedError();
  }

  private call(node: Extract<Node, { kind: 'call' }>): Rectangle {
    const args = node.args.map((arg) => this.enclose(arg));
    const [u, v] = args as [Rectangle, Rectangle | undefined];
    switch (node.name) {
      case 'ln':
        return this.ln(u);
      case 'log':
        return this.divide(this.ln(u), this.ln(v ?? this.integer(10n)));
      case 'abs':
      case 'norm':
        return this.real(this.modulus(u));
      case 'sin':
        return this.trigonometric(u).sin;
      case 'cos':
        return this.trigonometric(u).cos;
      case 'tan':
        return this.divide(this.trigonometric(u).sin, this.trigonometric(u).cos);
      case 'cot':
        return this.divide(this.trigonometric(u).cos, this.trigonometric(u).sin);
      case 'sec':
        return this.divide(this.integer(1n), this.trigonometric(u).cos);
      case 'csc':
        return this.divide(this.integer(1n), this.trigonometric(u).sin);
      case 'arctan':
        if (!this.isReal(u)) throw new NotEnclosedError();
        return this.real(this.a.atan(u.re));
      case 'arcsin':
      case 'arccos':
        return this.arcsine(u, node.name);
      case 'sinh':
      case 'cosh':
      case 'tanh':
        return this.hyperbolic(u, node.name);
      default:
        throw new NotEnclosedError();
    }
  }

  private trigonometric(u: Rectangle): { sin: Rectangle; cos: Rectangle } {
    if (this.isReal(u)) {
      const { sin, cos } = this.a.sinCos(u.re);
      return { sin: this.real(sin), cos: this.real(cos) };
    }
    throw new NotEnclosedError();
  }

  /** arcsin u = artan(u/√(1−u²)) for |u| < 1. */
  private arcsine(u: Rectangle, name: 'arcsin' | 'arccos'): Rectangle {
    if (!this.isReal(u)) throw new NotEnclosedError();
    const cosine = this.sqrt(this.add(this.integer(1n), this.negate(this.multiply(u, u))));
    const angle = this.a.atan(this.a.divide(u.re, cosine.re));
    if (name === 'arcsin') return this.real(angle);
    const pi = this.a.pi();
    return this.real(this.a.subtract({ lo: pi.lo >> 1n, hi: (pi.hi >> 1n) + 1n }, angle));
  }

  private hyperbolic(u: Rectangle, name: 'sinh' | 'cosh' | 'tanh'): Rectangle {
    const up = this.exp(u);
    const down = this.exp(this.negate(u));
    const difference = this.add(up, this.negate(down));
    const sum = this.add(up, down);
    if (name === 'tanh') return this.divide(difference, sum);
    return this.divide(name === 'sinh' ? difference : sum, this.integer(2n));
  }
}

const one: Node = { kind: 'number', value: { n: 1n, d: 1n }, places: 0, start: 0, end: 0 };
const two: Node = { kind: 'number', value: { n: 2n, d: 1n }, places: 0, start: 0, end: 0 };

function wholeRatio(node: Node): readonly [bigint, bigint] | null {
  if (node.kind === 'number') return [node.value.n, node.value.d];
  if (node.kind === 'negate') {
    const ratio = wholeRatio(node.arg);
    return ratio === null ? null : [-ratio[0], ratio[1]];
  }
  if (node.kind !== 'divide') return null;
  const above = wholeRatio(node.numerator);
  const below = wholeRatio(node.denominator);
  if (above === null || below === null || below[0] <= 0n || above[1] !== 1n || below[1] !== 1n) return null;
  return [above[0], below[0]];
}

/** A rectangle around the value at the given precision, or null where there is none. Throws BudgetError. */
export function enclose(node: Node, bits: number, budget: Budget): Rectangle | null {
  try {
    return new Encloser(bits, budget).enclose(node);
  } catch (error) {
    if (error instanceof NotEnclosedError || error instanceof StraddleError) return null;
    throw error;
  }
}

/** Whether the rectangle excludes zero: a proof that the value is not zero. */
export function excludesZero(value: Rectangle): boolean {
  return value.re.lo > 0n || value.re.hi < 0n || value.im.lo > 0n || value.im.hi < 0n;
}
