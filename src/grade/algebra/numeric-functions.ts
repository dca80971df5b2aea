/** Known functions in complex doubles with error bounds: principal branches. A table; null where undefined. */
import * as c from './complex.ts';
import type { Approximation } from './complex.ts';

type Numeric = (args: readonly Approximation[]) => Approximation | null;

const i = c.complex(0, 1);
const one = c.real(1);
const minusI = c.complex(0, -1);

const unary =
  (rule: (u: Approximation) => Approximation | null): Numeric =>
  ([u, ...rest]) =>
    u === undefined || rest.length > 0 ? null : rule(u);
const chain = (
  a: Approximation | null,
  next: (a: Approximation) => Approximation | null,
): Approximation | null => (a === null ? null : next(a));
const quotient = (a: Approximation | null, b: Approximation | null): Approximation | null =>
  a === null || b === null ? null : c.divide(a, b);

/** −i·ln(iu + √(1 − u²)). */
function arcsine(u: Approximation): Approximation | null {
  const log = c.logarithm(c.add(c.multiply(i, u), c.squareRoot(c.add(one, c.negate(c.multiply(u, u))))));
  return chain(log, (value) => c.multiply(minusI, value));
}

function arccosine(u: Approximation): Approximation | null {
  return chain(arcsine(u), (value) => c.add(c.real(Math.PI / 2), c.negate(value)));
}

/** (i/2)·(ln(1 − iu) − ln(1 + iu)). */
function arctangent(u: Approximation): Approximation | null {
  const iu = c.multiply(i, u);
  const a = c.logarithm(c.add(one, c.negate(iu)));
  const b = c.logarithm(c.add(one, iu));
  return a === null || b === null ? null : c.multiply(c.complex(0, 0.5), c.add(a, c.negate(b)));
}

function hyperbolicSine(u: Approximation): Approximation | null {
  return chain(c.sine(c.multiply(i, u)), (value) => c.multiply(minusI, value));
}

const hyperbolicCosine = (u: Approximation): Approximation | null => c.cosine(c.multiply(i, u));
const inverse = (value: Approximation | null): Approximation | null => quotient(one, value);
const arccot = (u: Approximation): Approximation | null =>
  chain(arctangent(u), (value) => c.add(c.real(Math.PI / 2), c.negate(value)));

function whole(u: Approximation | undefined): number | null {
  return u !== undefined && c.isReal(u) && Math.abs(u.re - Math.round(u.re)) < 1e-9 ? Math.round(u.re) : null;
}

function factorial(u: Approximation, step: number): Approximation | null {
  const n = whole(u);
  if (n === null || n < 0 || n > 170) return null;
  let product = one;
  for (let k = n; k > 1; k -= step) product = c.multiply(product, c.real(k));
  return product;
}

function binomial([n, k]: readonly Approximation[], ordered: boolean): Approximation | null {
  const count = whole(k);
  if (n === undefined || count === null || count < 0 || count > 300) return null;
  let product: Approximation | null = one;
  for (let j = 0; j < count && product !== null; j++)
    product = chain(c.multiply(product, c.add(n, c.real(-j))), (value) =>
      ordered ? value : c.divide(value, c.real(j + 1)),
    );
  return product;
}

/** Steps are undefined next to a step: rounding would decide. */
function step(rule: (value: number) => number): Numeric {
  return unary((u) => {
    if (!c.isReal(u)) return null;
    const near = Math.abs(u.re - Math.round(u.re));
    if (near < 1e-9 && near > 0) return c.real(rule(Math.round(u.re)));
    return c.real(rule(u.re));
  });
}

function extreme(direction: 1 | -1): Numeric {
  return (args) => {
    if (args.length === 0 || !args.every(c.isReal)) return null;
    return args.reduce((a, b) => (a.re * direction >= b.re * direction ? a : b));
  };
}

function integers(args: readonly Approximation[]): number[] | null {
  const values = args.map(whole);
  return values.every((value) => value !== null && Math.abs(value) < 2 ** 50) ? (values as number[]) : null;
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return Math.abs(a);
}

function log([u, base]: readonly Approximation[]): Approximation | null {
  if (u === undefined) return null;
  return quotient(c.logarithm(u), c.logarithm(base ?? c.real(10)));
}

export const numericFunctions: ReadonlyMap<string, Numeric> = new Map<string, Numeric>([
  ['sin', unary(c.sine)],
  ['cos', unary(c.cosine)],
  ['tan', unary((u) => quotient(c.sine(u), c.cosine(u)))],
  ['cot', unary((u) => quotient(c.cosine(u), c.sine(u)))],
  ['sec', unary((u) => inverse(c.cosine(u)))],
  ['csc', unary((u) => inverse(c.sine(u)))],
  ['arcsin', unary(arcsine)],
  ['arccos', unary(arccosine)],
  ['arctan', unary(arctangent)],
  ['arccot', unary(arccot)],
  ['arcsec', unary((u) => chain(inverse(u), arccosine))],
  ['arccsc', unary((u) => chain(inverse(u), arcsine))],
  ['sinh', unary(hyperbolicSine)],
  ['cosh', unary(hyperbolicCosine)],
  ['tanh', unary((u) => quotient(hyperbolicSine(u), hyperbolicCosine(u)))],
  ['coth', unary((u) => quotient(hyperbolicCosine(u), hyperbolicSine(u)))],
  ['sech', unary((u) => inverse(hyperbolicCosine(u)))],
  ['csch', unary((u) => inverse(hyperbolicSine(u)))],
  ['arcsinh', unary((u) => c.logarithm(c.add(u, c.squareRoot(c.add(c.multiply(u, u), one)))))],
  [
    'arccosh',
    unary((u) =>
      c.logarithm(c.add(u, c.multiply(c.squareRoot(c.add(u, c.real(-1))), c.squareRoot(c.add(u, one))))),
    ),
  ],
  [
    'arctanh',
    unary((u) =>
      chain(chain(quotient(c.add(one, u), c.add(one, c.negate(u))), c.logarithm), (value) =>
        c.multiply(value, c.real(0.5)),
      ),
    ),
  ],
  ['ln', unary(c.logarithm)],
  ['log', log],
  ['cis', unary((u) => c.exponential(c.multiply(i, u)))],
  ['abs', unary((u) => ({ re: c.modulus(u), im: 0, error: u.error }))],
  ['norm', unary((u) => ({ re: c.modulus(u), im: 0, error: u.error }))],
  ['conjugate', unary((u) => ({ ...u, im: -u.im }))],
  ['re', unary((u) => ({ re: u.re, im: 0, error: u.error }))],
  ['im', unary((u) => ({ re: u.im, im: 0, error: u.error }))],
  ['arg', unary((u) => chain(c.logarithm(u), (value) => ({ re: value.im, im: 0, error: value.error })))],
  ['factorial', unary((u) => factorial(u, 1))],
  ['doubleFactorial', unary((u) => factorial(u, 2))],
  ['binomial', (args) => binomial(args, false)],
  ['permutations', (args) => binomial(args, true)],
  ['floor', step(Math.floor)],
  ['ceil', step(Math.ceil)],
  ['sign', unary((u) => (c.isReal(u) ? c.real(Math.sign(u.re)) : null))],
  ['max', extreme(1)],
  ['min', extreme(-1)],
  ['gcd', (args) => chainIntegers(args, (values) => values.reduce(gcd))],
  [
    'lcm',
    (args) => chainIntegers(args, (values) => values.reduce((a, b) => Math.abs(a * b) / (gcd(a, b) || 1))),
  ],
  [
    'mod',
    (args) => {
      const [a, b] = args;
      if (a === undefined || b === undefined || !c.isReal(a) || !c.isReal(b) || b.re === 0) return null;
      return c.real(a.re - b.re * Math.floor(a.re / b.re));
    },
  ],
]);

function chainIntegers(
  args: readonly Approximation[],
  rule: (values: number[]) => number,
): Approximation | null {
  const values = integers(args);
  return values === null ? null : c.real(rule(values));
}
