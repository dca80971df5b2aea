/** A number as a product of powers of primes. */
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';
import { factorise, primePowersTex } from './primes.ts';

export const primeFactorization = defineFamily<{ readonly n: number }>({
  name: 'prime-factorization',
  topic: 'numbers',
  wordings: {
    train: [
      'Prime factorization of {n}',
      'What is the prime factorization of {n}?',
      '[Find|Give|Write|Determine] the prime [factorization|factorisation] of {n}.',
      '[Write|Express] {n} as a product of [primes|prime numbers|prime factors|powers of primes].',
      '[Factor|Factorise|Split] {n} into primes.',
      '{n} as a product of primes',
    ],
    held: ['Break {n} up into a product of primes.', 'Which product of prime powers is {n}?'],
  },
  sample(random, difficulty) {
    const limit = grown(difficulty, 100, 100_000);
    for (;;) {
      let n = 1;
      while (n * 2 <= limit && (n === 1 || random.chance(0.8))) {
        const prime = random.pick([2, 2, 2, 3, 3, 5, 7, 11, 13, ...(difficulty > 4 ? [17, 19, 23] : [])]);
        if (n * prime > limit) break;
        n *= prime;
      }
      if (n > 3) return { n };
    }
  },
  ask: ({ n }) => ({ slots: { n: String(n) } }),
  solve({ n }, work) {
    const product = primePowersTex(factorise(n, work));
    work.line(`$${n} = ${product}$`);
    return work.answer(product);
  },
});
