/**
 * Powers, roots, exponentials and special angles of fractions in normal form. Real conventions: an odd
 * root of a negative number is real, √(x²) = |x|, variables are real, and logarithms and roots of products are
 * split as for positive factors; whoever compares on other domains samples them.
 */
import * as q from '../../exact/rational.ts';
import type { Rational } from '../../exact/rational.ts';
import * as f from './fraction.ts';
import type { Fraction } from './fraction.ts';
import * as g from './generators.ts';
import * as p from './polynomial.ts';
import type { Generator, Polynomial } from './polynomial.ts';
import { splitImaginary } from './imaginary.ts';
import { natureOf, of, type Ring } from './ring.ts';

const half: Rational = { n: 1n, d: 2n };

/** base^exponent for fractions in normal form. */
export function raise(base: Fraction, exponent: Fraction, ring: Ring): Fraction {
  const value = f.rationalValue(exponent);
  if (value !== null)
    return value.d === 1n ? f.power(base, value.n, ring.budget) : rationalRaise(base, value, ring);
  if (isEuler(base)) return exponential(exponent, ring);
  const rational = f.rationalValue(base);
  if (rational !== null && rational.n > 0n) return numericBase(rational, exponent, ring);
  return eachTerm(`y:{${f.keyOf(base)}}`, exponent, ring, (constant) =>
    raise(base, f.fromRational(constant), ring),
  );
}

function isEuler(base: Fraction): boolean {
  if (base.numerator.size !== 1 || base.denominator.size !== 1) return false;
  const [term] = base.numerator.values();
  const [below] = base.denominator.values();
  return (
    term!.factors.length === 1 &&
    term!.factors[0]!.generator.key === 'x:e:{}' &&
    q.equals(term!.factors[0]!.exponent, q.one) &&
    q.equals(term!.coefficient, q.one) &&
    below!.factors.length === 0
  );
}

/** e^u: one generator a monomial of u, its coefficient as exponent; imaginary parts become cos + i sin. */
export function exponential(exponent: Fraction, ring: Ring): Fraction {
  const { real, imaginary } = splitImaginary(exponent, ring);
  const magnitude = eachTerm('x:e', real, ring, (constant) =>
    signedPower({ key: 'x:e:{}', nature: 'constant' }, constant, ring),
  );
  if (p.isZero(imaginary.numerator)) return magnitude;
  const turned = f.add(
    cosine(imaginary, ring),
    f.multiply(of(g.imaginaryUnit, ring), sine(imaginary, ring), ring.budget),
    ring.budget,
  );
  return f.multiply(magnitude, turned, ring.budget);
}

function numericBase(base: Rational, exponent: Fraction, ring: Ring): Fraction {
  let product = f.oneFraction;
  for (const [value, direction] of [
    [base.n, 1n],
    [base.d, -1n],
  ] as const) {
    if (value === 1n) continue;
    for (const [prime, times] of g.factorise(value, ring.budget)) {
      const scaled = f.multiply(exponent, f.fromRational(q.rational(BigInt(times) * direction)), ring.budget);
      const factor = eachTerm(`x:${prime}`, scaled, ring, (constant) =>
        rationalRaise(f.fromRational({ n: prime, d: 1n }), constant, ring),
      );
      product = f.multiply(product, factor, ring.budget);
    }
  }
  return product;
}

/** b^(Σ c·m) = Π (b^m)^c, with a generator for each b^m. A denominator with generators stays one whole. */
function eachTerm(
  prefix: string,
  exponent: Fraction,
  ring: Ring,
  constantPower: (value: Rational) => Fraction,
): Fraction {
  const below = p.constantValue(exponent.denominator);
  let product = f.oneFraction;
  if (below === null) {
    const size = p.content(exponent.numerator, ring.budget);
    const unit: Fraction = {
      numerator: p.scale(exponent.numerator, q.divide(q.one, size), ring.budget),
      denominator: exponent.denominator,
    };
    return signedPower(g.exponentialBase(`${prefix}:{${f.keyOf(unit)}}`, natureOf(exponent)), size, ring);
  }
  for (const [key, term] of exponent.numerator) {
    const coefficient = q.divide(term.coefficient, below);
    const nature: Generator['nature'] = term.factors.every(({ generator }) => generator.nature === 'constant')
      ? 'constant'
      : 'function';
    const factor =
      key === ''
        ? constantPower(coefficient)
        : signedPower(g.exponentialBase(`${prefix}:{${key}}`, nature), coefficient, ring);
    product = f.multiply(product, factor, ring.budget);
  }
  return product;
}

function signedPower(generator: Generator, exponent: Rational, ring: Ring): Fraction {
  const positive = f.fromPolynomial(p.generatorPower(generator, q.absolute(exponent), ring.budget));
  return exponent.n >= 0n ? positive : f.divide(f.oneFraction, positive, ring.budget);
}

/** base to a rational exponent that is not whole. */
export function rationalRaise(base: Fraction, exponent: Rational, ring: Ring): Fraction {
  if (exponent.d === 1n) return f.power(base, exponent.n, ring.budget);
  if (exponent.n < 0n)
    return f.divide(f.oneFraction, rationalRaise(base, q.negate(exponent), ring), ring.budget);
  if (p.isZero(base.numerator)) return f.zeroFraction;
  const { numerator, denominator } = base;
  const above = polynomialRoot(numerator, exponent, ring);
  const below =
    p.constantValue(denominator)?.n === 1n ? f.oneFraction : polynomialRoot(denominator, exponent, ring);
  return f.divide(above, below, ring.budget);
}

function polynomialRoot(base: Polynomial, exponent: Rational, ring: Ring): Fraction {
  const value = p.constantValue(base);
  if (value !== null) return numberRoot(value, exponent, ring);
  const size = p.content(base, ring.budget);
  const primitive = p.scale(base, q.divide(q.one, size), ring.budget);
  const scaled = f.fromPolynomial(g.rationalPower(size, exponent, ring.budget));
  const odd = exponent.d % 2n === 1n;
  const [term] = primitive.values();
  if (primitive.size === 1 && (term!.coefficient.n > 0n || odd)) {
    const sign = term!.coefficient.n < 0n && exponent.n % 2n !== 0n ? -1n : 1n;
    let product = f.multiply(scaled, f.fromRational({ n: sign, d: 1n }), ring.budget);
    for (const factor of term!.factors)
      product = f.multiply(product, factorRoot(factor, exponent, ring), ring.budget);
    return product;
  }
  return f.multiply(scaled, radicandPower(primitive, exponent, ring), ring.budget);
}

function radicandPower(base: Polynomial, exponent: Rational, ring: Ring): Fraction {
  const common = p.commonFactors(base).filter(({ generator }) => generator.key !== 'i');
  if (common.length > 0 && exponent.d % 2n === 1n) {
    let product = radicandPower(p.divideByFactors(base, common), exponent, ring);
    for (const factor of common)
      product = f.multiply(product, factorRoot(factor, exponent, ring), ring.budget);
    return product;
  }
  const nature = natureOf(f.fromPolynomial(base));
  return f.fromPolynomial(p.generatorPower(g.radicand(base, nature), exponent, ring.budget));
}

function factorRoot(factor: p.Factor, exponent: Rational, ring: Ring): Fraction {
  const { generator } = factor;
  const product = q.multiply(factor.exponent, exponent);
  if (generator.key === 'i') {
    const base = p.generatorPower(generator, factor.exponent, ring.budget);
    return f.fromPolynomial(p.generatorPower(g.radicand(base, 'constant'), exponent, ring.budget));
  }
  const evenPower = factor.exponent.d === 1n && factor.exponent.n % 2n === 0n && exponent.d % 2n === 0n;
  const positive =
    generator.key.startsWith('x:') ||
    generator.key.startsWith('p:') ||
    generator.key.startsWith('abs:') ||
    generator.key === 'pi' ||
    ring.assumptions.positive === true;
  if (!evenPower || positive) return f.fromPolynomial(p.generatorPower(generator, product, ring.budget));
  const base = p.generatorPower(generator, q.one, ring.budget);
  const magnitude = g.absolute(base, generator.nature, ring.budget);
  return f.fromPolynomial(p.generatorPower(magnitude, product, ring.budget));
}

function numberRoot(value: Rational, exponent: Rational, ring: Ring): Fraction {
  if (value.n > 0n) return f.fromPolynomial(g.rationalPower(value, exponent, ring.budget));
  const magnitude = f.fromPolynomial(g.rationalPower(q.negate(value), exponent, ring.budget));
  if (exponent.d % 2n === 1n) return exponent.n % 2n === 0n ? magnitude : f.negate(magnitude);
  if (exponent.d === 2n)
    return f.multiply(f.power(of(g.imaginaryUnit, ring), exponent.n, ring.budget), magnitude, ring.budget);
  const angle = f.multiply(f.fromRational(exponent), of(g.piGenerator, ring), ring.budget);
  const i = of(g.imaginaryUnit, ring);
  return f.multiply(
    magnitude,
    f.add(cosine(angle, ring), f.multiply(i, sine(angle, ring), ring.budget), ring.budget),
    ring.budget,
  );
}

/** sin u: odd, exact at rational multiples of π where radicals of low degree exist. */
export function sine(argument: Fraction, ring: Ring): Fraction {
  if (p.isZero(argument.numerator)) return f.zeroFraction;
  if (p.leadingCoefficient(argument.numerator).n < 0n) return f.negate(sine(f.negate(argument), ring));
  const turns = multipleOfPi(argument);
  if (turns !== null) return sineOfTurns(turns, ring);
  return of(g.sine(f.keyOf(argument), natureOf(argument)), ring);
}

export function cosine(argument: Fraction, ring: Ring): Fraction {
  if (p.isZero(argument.numerator)) return f.oneFraction;
  if (p.leadingCoefficient(argument.numerator).n < 0n) return cosine(f.negate(argument), ring);
  const turns = multipleOfPi(argument);
  if (turns !== null) return sineOfTurns(q.subtract(half, turns), ring);
  return of(g.cosine(f.keyOf(argument), natureOf(argument), ring.budget), ring);
}

/** c where u = c·π for a rational c, else null. */
export function multipleOfPi(argument: Fraction): Rational | null {
  const below = p.constantValue(argument.denominator);
  if (below === null || argument.numerator.size !== 1) return null;
  const [term] = argument.numerator.values();
  const [factor, other] = term!.factors;
  if (factor?.generator.key !== 'pi' || other !== undefined || !q.equals(factor.exponent, q.one)) return null;
  return q.divide(term!.coefficient, below);
}

/** sin(cπ), with c brought into [0, 1/2] by symmetry. */
export function sineOfTurns(turns: Rational, ring: Ring): Fraction {
  const reduced = q.subtract(turns, q.rational(2n * q.floor(q.divide(turns, { n: 2n, d: 1n }))));
  if (q.compare(reduced, q.one) >= 0) return f.negate(sineOfTurns(q.subtract(reduced, q.one), ring));
  const c = q.compare(reduced, half) > 0 ? q.subtract(q.one, reduced) : reduced;
  return exactSine(c, ring) ?? of(g.sine(`${c.n}/${c.d} pi`, 'constant'), ring);
}

const squareRoot = (value: Fraction, ring: Ring): Fraction => rationalRaise(value, half, ring);

/** sin(cπ) for 0 ≤ c ≤ 1/2 with denominators 1, 2, 3, 4, 5, 6, 8, 10, 12. */
export function exactSine(c: Rational, ring: Ring): Fraction | null {
  const n = (value: number): Fraction => f.fromRational(q.rational(value));
  const root = (value: number): Fraction => squareRoot(n(value), ring);
  const over = (value: Fraction, divisor: number): Fraction => f.divide(value, n(divisor), ring.budget);
  const plus = (a: Fraction, b: Fraction): Fraction => f.add(a, b, ring.budget);
  const minus = (a: Fraction, b: Fraction): Fraction => f.add(a, f.negate(b), ring.budget);
  switch (`${c.n}/${c.d}`) {
    case '0/1':
      return f.zeroFraction;
    case '1/2':
      return f.oneFraction;
    case '1/6':
      return f.fromRational(half);
    case '1/4':
      return over(root(2), 2);
    case '1/3':
      return over(root(3), 2);
    case '1/12':
      return over(minus(root(6), root(2)), 4);
    case '5/12':
      return over(plus(root(6), root(2)), 4);
    case '1/10':
      return over(minus(root(5), n(1)), 4);
    case '3/10':
      return over(plus(root(5), n(1)), 4);
    case '1/5':
      return over(squareRoot(minus(n(10), f.multiply(n(2), root(5), ring.budget)), ring), 4);
    case '2/5':
      return over(squareRoot(plus(n(10), f.multiply(n(2), root(5), ring.budget)), ring), 4);
    case '1/8':
      return over(squareRoot(minus(n(2), root(2)), ring), 2);
    case '3/8':
      return over(squareRoot(plus(n(2), root(2)), ring), 2);
    default:
      return null;
  }
}
