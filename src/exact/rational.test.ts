import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as q from './rational.ts';

const arbitrary = fc
  .tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.bigInt({ min: 1n, max: 10n ** 25n }))
  .map(([n, d]) => q.rational(n, d));

describe('rational', () => {
  it('is a field on samples', () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, arbitrary, (a, b, c) => {
        expect(q.multiply(a, q.add(b, c))).toEqual(q.add(q.multiply(a, b), q.multiply(a, c)));
        expect(q.add(q.subtract(a, b), b)).toEqual(a);
        if (!q.isZero(b)) expect(q.multiply(q.divide(a, b), b)).toEqual(a);
        expect(q.gcd(a.n, a.d)).toBe(1n);
      }),
    );
  });

  it('finds the greatest common divisor of long numbers', () => {
    const long = fc.bigInt({ min: 1n, max: 2n ** 700n });
    fc.assert(
      fc.property(long, long, long, (a, b, c) => {
        const divisor = q.gcd(a * c, -b * c);
        expect(divisor % c).toBe(0n);
        expect((a * c) % divisor).toBe(0n);
        expect((b * c) % divisor).toBe(0n);
        let [x, y] = [a, b];
        while (y !== 0n) [x, y] = [y, x % y];
        expect(divisor).toBe(x * c);
      }),
    );
    expect(q.gcd(0n, -12n)).toBe(12n);
    expect(q.gcd(7n ** 900n, 7n ** 400n)).toBe(7n ** 400n);
  });

  it('finds exact roots and only those', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n, max: 10n ** 20n }), fc.integer({ min: 2, max: 7 }), (a, k) => {
        const full = a ** BigInt(k);
        expect(q.integerRoot(full, k)).toBe(a);
        expect(q.integerRoot(full - 1n, k)).toBe(a - 1n);
        expect(q.exactRoot(q.rational(full + 1n), k)).toBeNull();
        expect(q.exactRoot(q.rational(full, 2n ** BigInt(k)), k)).toEqual(q.rational(a, 2n));
      }),
    );
    const long = 123_456_789n ** 40n;
    for (const k of [2, 3, 5, 8]) {
      expect(q.integerRoot(long ** BigInt(k), k)).toBe(long);
      expect(q.integerRoot(long ** BigInt(k) - 1n, k)).toBe(long - 1n);
      expect(q.integerRoot((long + 1n) ** BigInt(k) - 1n, k)).toBe(long);
    }
    expect(q.exactRoot(q.rational(-8n), 3)).toEqual(q.rational(-2n));
    expect(q.exactRoot(q.rational(-4n), 2)).toBeNull();
  });

  it('reads and writes decimals', () => {
    for (const [text, written] of [
      ['.5', '0.5'],
      ['-3.', '-3'],
      ['12.340', '12.34'],
      ['-0.05', '-0.05'],
    ] as const)
      expect(q.toDecimalText(q.parseDecimal(text)!, 6)).toBe(written);
    expect(q.parseDecimal('.')).toBeNull();
    expect(q.parseDecimal('1e5')).toBeNull();
    expect(q.toDecimalText(q.rational(-7, 3), 6)).toBe('-7/3');
  });

  it('refuses what would fill the memory', () => {
    expect(() => q.power(q.rational(9n), 10n ** 9n)).toThrow(q.SizeLimitError);
    expect(q.power(q.rational(-1n), 10n ** 9n)).toEqual(q.one);
  });

  it('turns huge fractions into doubles', () => {
    const huge = 10n ** 400n;
    expect(q.toNumber(q.rational(huge * 3n + 1n, huge))).toBeCloseTo(3, 12);
    expect(q.toNumber(q.rational(1n, 3n))).toBe(1 / 3);
    expect(q.floor(q.rational(-7, 2))).toBe(-4n);
  });
});
