/** The prime factors of a number, its factorization, its greatest and least prime factor, and how many divisors it has. */
import { unknownCheck } from '../../../steps/step-check.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { askedWhole, worked } from './answers.ts';
import { listParts, numberIn, plainAnswer } from './written.ts';
import { filled, sentenceOf, template, wholeNumber } from './wording.ts';
import { orOtherSort } from './sorts.ts';

/** Numbers above this are not tried: trial division must stay short. */
const largest = 1_000_000_000_000n;

/** Each prime with its exponent, from the least. */
export function primePowers(n: bigint): readonly (readonly [prime: bigint, exponent: number])[] {
  const powers: [bigint, number][] = [];
  let rest = Number(n);
  for (let d = 2; d * d <= rest; d++) {
    let exponent = 0;
    for (; rest % d === 0; rest /= d) exponent++;
    if (exponent > 0) powers.push([BigInt(d), exponent]);
  }
  if (rest > 1) powers.push([BigInt(rest), 1]);
  return powers;
}

const factorList = [
  template(
    '[what are|list|find|give|name|determine|state] [all|all the|all of the|the|] [distinct|] prime [factors|divisors] of #',
  ),
  template('which [primes|prime numbers] divide #'),
];
const factorization = [
  template('[what is|find|give|determine|write|state] the prime [factorization|factorisation] of #'),
  template('[write|express] # as a product of [primes|prime numbers|prime factors|its prime factors]'),
];
const extremes = [
  template(
    '[what is|find|give|determine|calculate] the <greatest|largest|biggest|highest|smallest|least|lowest> prime [factor|divisor] of #',
  ),
];
const positive = '[distinct,|distinct|] [positive|natural-number|] [integer|]';
const divisorCount = [
  template(`how many ${positive} [divisors|factors] does # have`),
  template(
    `[find|determine|give|calculate|compute|what is] the number of ${positive} [divisors|factors] of #`,
  ),
  template('how many [positive integers|whole numbers] divide #'),
  template('count the [positive|] [divisors|factors] of #'),
];
const divisorSum = [
  template(
    '[find|determine|give|calculate|compute|what is] the sum of [all|all of|] [the|] positive [integer|] [divisors|factors] of #',
  ),
];

/** A list of the primes that divide n: in any order, each once. */
function askedList(n: bigint): WorkedQuestion {
  const primes = primePowers(n);
  return worked((answer) => {
    const numbers = listParts(plainAnswer(answer))?.map((part) => numberIn(part));
    if (numbers === undefined || numbers.length === 0 || !numbers.every((one) => one?.notation === 'integer'))
      return orOtherSort(unknownCheck('the answer is not a list of whole numbers'), answer, 'numbers');
    const given = numbers.map((one) => one?.value.n ?? 0n);
    const distinct = new Set(given);
    const isWhole = distinct.size === primes.length && primes.every(([prime]) => distinct.has(prime));
    const shown = `they are ${primes.map(([prime]) => prime).join(', ')}`;
    if (!isWhole) return refuted('worked out again: not the same', shown);
    return given.length === distinct.size
      ? proven(`worked out again: ${shown}`)
      : unknownCheck('a prime factor is named twice');
  });
}

/** A product of primes that makes n. */
function askedProduct(n: bigint): WorkedQuestion {
  return worked((answer) => {
    const factors = plainAnswer(answer)
      .split('*')
      .map((factor) => /^\s*\(?(\d{1,13})(?:\s*\^\s*(\d{1,2}))?\)?\s*$/.exec(factor));
    if (factors.includes(null))
      return orOtherSort(unknownCheck('the answer is not a product of whole numbers'), answer, 'number');
    let product = 1n;
    let arePrimes = true;
    for (const factor of factors) {
      const base = BigInt(factor?.[1] ?? '0');
      if (base < 1n || base > largest) return unknownCheck('a factor is not in the range that is tried');
      product *= base ** BigInt(factor?.[2] ?? '1');
      const powers = primePowers(base);
      arePrimes &&= powers.length === 1 && powers[0]?.[1] === 1;
    }
    const powers = primePowers(n);
    const shown = powers
      .map(([prime, times]) => (times === 1 ? `${prime}` : `${prime}^${times}`))
      .join(' * ');
    if (product !== n) return refuted('multiplied out: another number', `it is ${shown}`);
    return arePrimes ? proven(`multiplied out: ${n}`) : unknownCheck('a factor is not prime');
  });
}

/** The sum of the divisors: the product of 1 + p + … + p^k over the prime powers. */
function divisorSumOf(n: bigint): bigint {
  return primePowers(n).reduce(
    (product, [prime, exponent]) => product * ((prime ** BigInt(exponent + 1) - 1n) / (prime - 1n)),
    1n,
  );
}

export const readPrimeFactors: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const numberFor = (parts: readonly string[] | null): bigint | null => {
    const n = wholeNumber(parts?.at(-1) ?? '');
    return n !== null && n > 1n && n <= largest ? n : null;
  };
  const listed = numberFor(filled(sentence, factorList));
  if (listed !== null) return askedList(listed);
  const factored = numberFor(filled(sentence, factorization));
  if (factored !== null) return askedProduct(factored);
  const counted = numberFor(filled(sentence, divisorCount));
  if (counted !== null)
    return askedWhole(
      BigInt(primePowers(counted).reduce((count, [, exponent]) => count * (exponent + 1), 1)),
    );
  const summed = numberFor(filled(sentence, divisorSum));
  if (summed !== null) return askedWhole(divisorSumOf(summed));
  const extreme = filled(sentence, extremes);
  const n = numberFor(extreme);
  if (n === null) return null;
  const primes = primePowers(n).map(([prime]) => prime);
  const asked = /^(?:small|least|low)/i.test(extreme?.[0] ?? '') ? primes[0] : primes.at(-1);
  return asked === undefined ? null : askedWhole(asked);
};
