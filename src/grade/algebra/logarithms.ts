/** Logarithms and absolute values of fractions in normal form, split over products and powers as for real variables. */
import * as q from '../../exact/rational.ts';
import type { Rational } from '../../exact/rational.ts';
import * as f from './fraction.ts';
import type { Fraction } from './fraction.ts';
import * as g from './generators.ts';
import { hasImaginary, realDenominator, splitImaginary } from './imaginary.ts';
import * as p from './polynomial.ts';
import type { Polynomial } from './polynomial.ts';
import { rationalRaise } from './powers.ts';
import { natureOf, of, type Ring } from './ring.ts';

/** ln u, split over products and powers. */
export function logarithm(value: Fraction, ring: Ring): Fraction {
  if (p.isZero(value.numerator)) throw new f.UndefinedError('the logarithm of zero');
  const above = polynomialLogarithm(value.numerator, ring);
  const below =
    p.constantValue(value.denominator)?.n === 1n
      ? f.zeroFraction
      : polynomialLogarithm(value.denominator, ring);
  return f.add(above, f.negate(below), ring.budget);
}

function polynomialLogarithm(value: Polynomial, ring: Ring): Fraction {
  const size = p.content(value, ring.budget);
  const primitive = p.scale(value, q.divide(q.one, size), ring.budget);
  let sum = numberLogarithm(size, ring);
  const [term] = primitive.values();
  const single = primitive.size === 1 && q.equals(term!.coefficient, q.one);
  if (!single)
    return f.add(
      sum,
      of(g.opaque(`ln{${p.keyOf(primitive)}}`, natureOf(f.fromPolynomial(primitive))), ring),
      ring.budget,
    );
  for (const factor of term!.factors) sum = f.add(sum, factorLogarithm(factor, ring), ring.budget);
  return sum;
}

function factorLogarithm({ generator, exponent }: p.Factor, ring: Ring): Fraction {
  let inner: Fraction;
  if (generator.key === 'x:e:{}') inner = f.oneFraction;
  else {
    const even =
      exponent.d === 1n &&
      exponent.n % 2n === 0n &&
      generator.nature !== 'constant' &&
      !generator.key.startsWith('x:') &&
      !generator.key.startsWith('abs:') &&
      ring.assumptions.positive !== true;
    const base = p.generatorPower(generator, q.one, ring.budget);
    const argument = even
      ? p.keyOf(p.generatorPower(g.absolute(base, generator.nature, ring.budget), q.one, ring.budget))
      : p.keyOf(base);
    if (generator.key.startsWith('p:'))
      inner = of(g.opaque(`ln:${generator.key.slice(2)}`, 'constant'), ring);
    else
      inner = of(
        g.opaque(`ln{${argument}}`, generator.nature === 'constant' ? 'constant' : 'function'),
        ring,
      );
  }
  return f.multiply(f.fromRational(exponent), inner, ring.budget);
}

function numberLogarithm(value: Rational, ring: Ring): Fraction {
  let sum = f.zeroFraction;
  for (const [number, direction] of [
    [value.n, 1n],
    [value.d, -1n],
  ] as const) {
    if (number === 1n) continue;
    for (const [prime, times] of g.factorise(number, ring.budget)) {
      const part = of(g.opaque(`ln:${prime}`, 'constant'), ring);
      sum = f.add(
        sum,
        f.multiply(f.fromRational(q.rational(BigInt(times) * direction)), part, ring.budget),
        ring.budget,
      );
    }
  }
  return sum;
}

/** |u|; for a complex constant the modulus. */
export function magnitude(value: Fraction, ring: Ring): Fraction {
  const rational = f.rationalValue(value);
  if (rational !== null) return f.fromRational(q.absolute(rational));
  if (hasImaginary(value.numerator) || hasImaginary(value.denominator)) {
    const { real, imaginary } = splitImaginary(realDenominator(value, ring), ring);
    const squares = f.add(
      f.multiply(real, real, ring.budget),
      f.multiply(imaginary, imaginary, ring.budget),
      ring.budget,
    );
    return rationalRaise(squares, q.rational(1, 2), ring);
  }
  return f.divide(
    polynomialMagnitude(value.numerator, ring),
    polynomialMagnitude(value.denominator, ring),
    ring.budget,
  );
}

function polynomialMagnitude(value: Polynomial, ring: Ring): Fraction {
  const size = p.content(value, ring.budget);
  const signed = p.leadingCoefficient(value).n < 0n ? q.negate(size) : size;
  const primitive = p.scale(value, q.divide(q.one, signed), ring.budget);
  let product = f.fromRational(size);
  const [term] = primitive.values();
  if (primitive.size > 1) {
    const nature = natureOf(f.fromPolynomial(primitive));
    return f.multiply(product, of(g.absolute(primitive, nature, ring.budget), ring), ring.budget);
  }
  for (const { generator, exponent } of term!.factors) {
    const positive =
      generator.key.startsWith('x:') ||
      generator.key.startsWith('p:') ||
      generator.key.startsWith('abs:') ||
      generator.key === 'pi' ||
      ring.assumptions.positive === true ||
      exponent.d % 2n === 0n;
    const base = p.generatorPower(generator, q.one, ring.budget);
    const used = positive ? generator : g.absolute(base, generator.nature, ring.budget);
    product = f.multiply(
      product,
      f.fromPolynomial(p.generatorPower(used, exponent, ring.budget)),
      ring.budget,
    );
  }
  return product;
}
