/** Questions about numbers: primes, digits, rounding, comparing, bases, units, times. */
import type { ReadKind } from '../../worked.ts';
import { readPrimality } from './primality.ts';

export const numberKinds: readonly ReadKind[] = [readPrimality];
