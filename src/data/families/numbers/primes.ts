/** Prime numbers: whether a number is one, and the distinct primes that divide a number. */
import { defineFamily } from '../family.ts';
import { q, type Rational } from '../kit/rational.ts';
import type { Work } from '../kit/work.ts';
import { grown } from '../kit/text.ts';
import { truth } from './divisibility.ts';

function isPrimeNumber(n: number): boolean {
  if (n < 2) return false;
  for (let k = 2; k * k <= n; k++) if (n % k === 0) return false;
  return true;
}

/** The next prime from n on. */
export function nextPrime(n: number): number {
  let k = Math.max(2, n);
  while (!isPrimeNumber(k)) k++;
  return k;
}

export const isPrime = defineFamily<{ n: number; asksComposite: boolean }>({
  name: 'is-prime',
  topic: 'numbers',
  wordings: {
    prime: {
      train: [
        'Is {n} [prime|a prime number|a prime]?',
        '[Determine|Decide|Check] [whether|if] {n} is [prime|a prime number].',
        'True or false: {n} is [prime|a prime number].',
        'Is the number {n} [prime|a prime]?',
      ],
      held: ['Does {n} have no divisors but 1 and itself?'],
    },
    composite: {
      train: [
        'Is {n} [composite|a composite number]?',
        '[Determine|Decide] [whether|if] {n} is [composite|a composite number].',
      ],
      held: ['Can {n} be written as a product of two smaller whole numbers?'],
    },
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 30, 300_000);
    const asksComposite = random.chance(0.5);
    if (random.chance(0.5)) return { n: nextPrime(random.integer(size, size * 30)), asksComposite };
    const p = nextPrime(random.integer(2, Math.max(5, Math.round(Math.sqrt(size * 8)))));
    return {
      n: p * nextPrime(random.integer(p, Math.max(p + 1, Math.round((size * 20) / p)))),
      asksComposite,
    };
  },
  ask: ({ n, asksComposite }) => ({ form: asksComposite ? 'composite' : 'prime', slots: { n: String(n) } }),
  solve({ n, asksComposite }, work) {
    const factor = work.calc`lpf(${n})`;
    work.line(`Least prime factor: $${factor.mark}$`);
    const isOne = factor.value.equals(n);
    if (isOne) work.line(`It is $${n}$ itself: prime`);
    else work.line(`$${n} = ${factor.tex} \\cdot ${work.calc`${n}/${factor}`.mark}$: composite`);
    const answer = isOne !== asksComposite;
    return work.answer(truth(work.choose(answer, [!answer])));
  },
});

/** A prime and how often it divides. */
export interface PrimePower {
  readonly prime: Rational;
  readonly exponent: Rational;
}

/** Divides the powers of the least prime factors out until nothing is left, a line each; the primes in order. */
export function factorise(n: number, work: Work): PrimePower[] {
  const found: PrimePower[] = [];
  let rest = q(n);
  while (rest.compare(1) > 0) {
    const prime = work.calc`lpf(${rest})`;
    const exponent = work.calc`valuation(${rest},${prime})`;
    const left = work.calc`${rest}/${prime}^${exponent}`;
    work.line(`$${rest.toLatex()} = ${prime.mark}^${exponent.mark} \\cdot ${left.mark}$`);
    if (prime.value.compare(2) < 0 || !left.value.isInteger() || found.length > 40)
      throw new RangeError('factorise: expected a prime factor');
    found.push({ prime: prime.value, exponent: exponent.value });
    rest = left.value;
  }
  return found;
}

/** `2^2 \\cdot 3`; exponents of more than one digit in braces. */
export function primePowersTex(powers: readonly PrimePower[]): string {
  return powers
    .map(({ prime, exponent }) => {
      const k = exponent.toString();
      if (k === '1') return prime.toString();
      return `${prime.toString()}^${k.length === 1 ? k : `{${k}}`}`;
    })
    .join(' \\cdot ');
}

export const primeFactors = defineFamily<{ n: number }>({
  name: 'prime-factors',
  topic: 'numbers',
  wordings: {
    train: [
      'What are the prime factors of {n}?',
      'List the [prime factors|prime divisors|distinct prime factors] of {n}.',
      '[Find|Give|Name|Determine] [all|the] [prime factors|distinct prime factors|prime divisors] of {n}.',
      'Which [primes|prime numbers] divide {n}?',
    ],
    held: ['Break {n} into primes. Which primes occur?', 'Name every prime that {n} is a multiple of.'],
  },
  sample(random, difficulty) {
    const limit = grown(difficulty, 60, 40_000_000);
    let n = 1;
    while (n < limit / 40) {
      const prime = nextPrime(random.integer(2, random.chance(0.7) ? 12 : grown(difficulty, 20, 4000)));
      if (n * prime > limit) break;
      n *= prime;
    }
    return { n: n < 4 ? nextPrime(random.integer(2, limit)) : n };
  },
  ask: ({ n }) => ({ slots: { n: String(n) } }),
  solve({ n }, work) {
    const powers = factorise(n, work);
    return work.answer(powers.map(({ prime }) => prime.toString()).join(', '));
  },
});
