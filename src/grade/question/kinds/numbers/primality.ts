/** "Is 51 prime?", "Is 739 a composite number?": answered by true or false, yes or no. */
import type { ReadKind } from '../../worked.ts';
import { askedTruth } from './answers.ts';
import { claims, filled, sentenceOf, template, wholeNumber } from './wording.ts';

const sort = '<prime|composite>';
const asked = [
  template(`is [the number|] # [a|] ${sort} [number|]`),
  template(`${claims} [the number|] # is [a|] ${sort} [number|]`),
];

/** Numbers above this are not tried: trial division must stay short. */
const largest = 1_000_000_000_000n;

export function isPrime(n: number): boolean {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

export const readPrimality: ReadKind = (text) => {
  const [written = '', word = ''] = filled(sentenceOf(text), asked) ?? [];
  const n = wholeNumber(written);
  // 0, 1 and negative numbers are neither prime nor composite.
  if (n === null || n < 2n || n > largest) return null;
  return askedTruth(isPrime(Number(n)) === (word.toLowerCase() === 'prime'));
};
