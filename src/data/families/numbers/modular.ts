/** Modular arithmetic: powers, linear congruences; divisor counts and sums. */
import { defineFamily } from '../family.ts';
import { gcd, q, type Rational } from '../kit/rational.ts';
import { grown, scaled } from '../kit/text.ts';
import { factorise, primePowersTex } from './primes.ts';

export const modularPower = defineFamily<{ readonly a: number; readonly n: number; readonly m: number }>({
  name: 'modular-power',
  topic: 'numbers',
  wordings: {
    train: [
      'What is the remainder when {e} is divided by {m}?',
      '[Find|Calculate|Compute|Determine] {e} [mod|modulo] {m}.',
      '[Find|Give] the remainder of {e} on division by {m}.',
      'What is {e} [mod|modulo] {m}?',
    ],
    held: ['Divide {e} by {m}: what is left?', 'To which number from 0 up is {e} congruent modulo {m}?'],
  },
  sample: (random, difficulty) => ({
    a: random.integer(2, scaled(difficulty, 9, 40)),
    n: random.integer(2, grown(difficulty, 9, 90)),
    m: random.integer(3, scaled(difficulty, 12, 100)),
  }),
  ask: ({ a, n, m }) => ({ slots: { e: `${a}**${n}`, m: String(m) } }),
  solve({ a, n, m }, work) {
    // Square and multiply: the powers a^1, a^2, a^4, … and the product of those that n needs.
    let square = a >= m ? reducedBase(a, m, work) : q(a);
    let result: Rational | null = null;
    for (let k = n, power = 1; k > 0; k = Math.floor(k / 2), power *= 2) {
      if (k % 2 === 1) {
        if (result === null) result = square;
        else {
          const product = work.calc(['', '*', ` mod ${m}`], result, square);
          work.line(`Multiply by $${a}^{${power}}$: $${product.mark}$`);
          result = product.value;
        }
      }
      if (k > 1) {
        const next = work.calc(['', '*', ` mod ${m}`], square, square);
        work.line(`$${a}^{${power * 2}}$: $${next.mark}$`);
        square = next.value;
      }
    }
    return work.answer((result ?? q(1)).toLatex());
  },
});

function reducedBase(
  a: number,
  m: number,
  work: {
    calc: (parts: readonly string[], ...values: number[]) => { mark: string; value: Rational };
    line: (text: string) => void;
  },
): Rational {
  const result = work.calc(['', ` mod ${m}`], a);
  work.line(`$${result.mark}$`);
  return result.value;
}

interface Congruence {
  readonly a: number;
  readonly b: number;
  readonly m: number;
}

function inverseOf(a: number, m: number): number {
  for (let x = 1; x < m; x++) if ((a * x) % m === 1) return x;
  throw new RangeError('congruence: no inverse');
}

export const linearCongruence = defineFamily<Congruence>({
  name: 'linear-congruence',
  topic: 'numbers',
  heldOut: true,
  wordings: {
    train: [
      '[Solve|Find x:|Find x with] {a}x = {b} (mod {m}).',
      '[Find|Determine] the [smallest|least] non-negative x [with|such that] {a}x [congruent|is congruent] to {b} modulo {m}.',
      '[Solve|Work out] the congruence {a}x = {b} mod {m}, 0 <= x < {m}.',
      'Which x from 0 to {l} [satisfies|solves] {a}x = {b} (mod {m})?',
    ],
    held: [
      'When {a} times x is divided by {m}, {b} remains. What is the least such x?',
      'Modulo {m}, divide {b} by {a}.',
    ],
  },
  sample(random, difficulty) {
    for (;;) {
      const m = random.integer(5, grown(difficulty, 15, 150));
      const a = random.integer(2, m - 1);
      if (gcd(a, m) === 1) return { a, b: random.integer(0, m - 1), m };
    }
  },
  ask({ a, b, m }) {
    const plain = (n: number): { words: string } => ({ words: String(n) });
    return { slots: { a: plain(a), b: plain(b), m: plain(m), l: plain(m - 1) } };
  },
  solve({ a, b, m }, work) {
    const inverse = work.choose(inverseOf(a, m), [inverseOf(a, m) + 1]);
    const check = work.calc(['', '*', ` mod ${m}`], a, inverse);
    work.line(`Inverse of $${a}$: $${check.mark}$`);
    const x = work.calc(['', '*', ` mod ${m}`], b, inverse);
    work.line(`$${x.mark}$`);
    return work.answer(x.tex);
  },
});

export const divisorCount = defineFamily<{ readonly n: number }>({
  name: 'divisor-count',
  topic: 'numbers',
  wordings: {
    train: [
      'How many [positive divisors|divisors|factors] does {n} have?',
      '[Find|Determine|Give] the number of [positive divisors|divisors|factors] of {n}.',
      'How many [positive integers|whole numbers] divide {n}?',
      'Count the [divisors|factors] of {n}.',
    ],
    held: [
      'In how many ways can {n} tiles form a rectangle, turned ones counted apart?',
      'By how many positive integers is {n} divisible?',
    ],
  },
  sample(random, difficulty) {
    const primes = [2, 3, 5, 7, 11, 13].slice(0, scaled(difficulty, 3, 6));
    let n = 1;
    const count = random.integer(2, scaled(difficulty, 4, 9));
    for (let i = 0; i < count; i++) n *= random.pick(primes);
    return { n };
  },
  ask: ({ n }) => ({ slots: { n: String(n) } }),
  solve({ n }, work) {
    const powers = factorise(n, work);
    const exponents = powers.map(({ exponent }) => exponent);
    work.line(`$${n} = ${primePowersTex(powers)}$`);
    const more = work.choose('+1', ['']);
    const result = work.calc(['(', ...exponents.slice(1).map(() => `${more})*(`), `${more})`], ...exponents);
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});
