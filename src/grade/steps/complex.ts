/**
 * Terms as functions of complex numbers, principal branches throughout; used only where the imaginary unit occurs or
 * where an equation has no real solution. Undefined values have NaN parts.
 */
import { children, type Term } from './term.ts';

export interface Complex {
  readonly re: number;
  readonly im: number;
}

export type ComplexFunction = (values: readonly Complex[]) => Complex;

const nan: Complex = { re: NaN, im: NaN };

function times(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

function inverse(a: Complex): Complex {
  const size = a.re * a.re + a.im * a.im;
  return size === 0 ? nan : { re: a.re / size, im: -a.im / size };
}

function exponential(a: Complex): Complex {
  const size = Math.exp(a.re);
  return { re: size * Math.cos(a.im), im: size * Math.sin(a.im) };
}

function logarithm(a: Complex): Complex {
  const size = Math.hypot(a.re, a.im);
  return size === 0 ? nan : { re: Math.log(size), im: Math.atan2(a.im, a.re) };
}

function powerOf(base: Complex, exponent: Complex): Complex {
  if (exponent.im === 0 && Number.isInteger(exponent.re) && Math.abs(exponent.re) <= 64) {
    let result: Complex = { re: 1, im: 0 };
    for (let i = 0; i < Math.abs(exponent.re); i++) result = times(result, base);
    return exponent.re < 0 ? inverse(result) : result;
  }
  if (base.re === 0 && base.im === 0) return exponent.re > 0 ? base : nan;
  return exponential(times(exponent, logarithm(base)));
}

const functions: Readonly<Record<string, (a: Complex) => Complex>> = {
  exp: exponential,
  ln: logarithm,
  sin: (a) => ({ re: Math.sin(a.re) * Math.cosh(a.im), im: Math.cos(a.re) * Math.sinh(a.im) }),
  cos: (a) => ({ re: Math.cos(a.re) * Math.cosh(a.im), im: -Math.sin(a.re) * Math.sinh(a.im) }),
  abs: (a) => ({ re: Math.hypot(a.re, a.im), im: 0 }),
  re: (a) => ({ re: a.re, im: 0 }),
  im: (a) => ({ re: a.im, im: 0 }),
  conjugate: (a) => ({ re: a.re, im: -a.im }),
};

/** Compiles a term over the complex numbers; null where it holds something without a value there. */
export function compileComplex(term: Term, places: ReadonlyMap<string, number>): ComplexFunction | null {
  const compiled = children(term).map((child) => compileComplex(child, places));
  const parts = compiled.filter((part) => part !== null);
  if (parts.length < compiled.length) return null;
  switch (term.kind) {
    case 'number': {
      const value = { re: Number(term.numerator) / Number(term.denominator), im: 0 };
      return () => value;
    }
    case 'float':
      return () => ({ re: term.value, im: 0 });
    case 'constant':
      return term.name === 'infinity' ? null : constantFunction(term.name);
    case 'symbol': {
      const place = places.get(term.name);
      return place === undefined ? null : (values) => values[place] ?? nan;
    }
    case 'add':
      return (values) =>
        parts.reduce<Complex>(
          (sum, part) => {
            const value = part(values);
            return { re: sum.re + value.re, im: sum.im + value.im };
          },
          { re: 0, im: 0 },
        );
    case 'multiply':
      return (values) =>
        parts.reduce<Complex>((result, part) => times(result, part(values)), { re: 1, im: 0 });
    case 'power': {
      const [base, exponent] = parts as [ComplexFunction, ComplexFunction];
      return (values) => powerOf(base(values), exponent(values));
    }
    case 'call': {
      const apply = Object.hasOwn(functions, term.name) ? functions[term.name] : undefined;
      const [input] = parts;
      return apply === undefined || input === undefined || parts.length !== 1
        ? null
        : (values) => apply(input(values));
    }
    default:
      return null;
  }
}

function constantFunction(name: 'pi' | 'e' | 'i'): ComplexFunction {
  const value = name === 'i' ? { re: 0, im: 1 } : { re: name === 'pi' ? Math.PI : Math.E, im: 0 };
  return () => value;
}

/** All complex roots of a polynomial with the given double coefficients, constant first (Durand–Kerner). */
export function complexRoots(coefficients: readonly number[]): Complex[] {
  const n = coefficients.length - 1;
  const lead = coefficients[n] ?? 1;
  const monic = coefficients.map((c) => c / lead);
  const radius = 1 + Math.max(...monic.slice(0, -1).map(Math.abs), 0);
  let roots = Array.from({ length: Math.max(0, n) }, (_, k): Complex => {
    const angle = (2 * Math.PI * k) / n + 0.4;
    return { re: Math.min(radius, 2) * Math.cos(angle), im: Math.min(radius, 2) * Math.sin(angle) };
  });
  const value = (x: Complex): Complex =>
    monic.reduceRight<Complex>(
      (sum, c) => {
        const next = times(sum, x);
        return { re: next.re + c, im: next.im };
      },
      { re: 0, im: 0 },
    );
  for (let step = 0; step < 300; step++) {
    let moved = 0;
    roots = roots.map((x, i) => {
      let divisor: Complex = { re: 1, im: 0 };
      for (const [j, y] of roots.entries())
        if (j !== i) divisor = times(divisor, { re: x.re - y.re, im: x.im - y.im });
      const move = times(value(x), inverse(divisor));
      moved = Math.max(moved, Math.hypot(move.re, move.im));
      return { re: x.re - move.re, im: x.im - move.im };
    });
    if (moved < 1e-14) break;
  }
  return roots;
}
