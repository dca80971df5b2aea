/** Questions about numbers: primes, digits, rounding, comparing, bases, units, times. */
import type { ReadKind } from '../../worked.ts';
import { readClosest, readRank } from './choosing.ts';
import { readComparison } from './comparing.ts';
import { readDivisibility } from './divisibility.ts';
import { readModularPower } from './modular-power.ts';
import { readPlaceValue } from './place-value.ts';
import { readPrimality } from './primality.ts';
import { readPrimeFactors } from './prime-factors.ts';
import { readSorting } from './sorting.ts';
import { readNearestRoot, readRounding } from './rounding.ts';

export const numberKinds: readonly ReadKind[] = [
  readPrimality,
  readDivisibility,
  readPrimeFactors,
  readModularPower,
  readPlaceValue,
  readRounding,
  readNearestRoot,
  readComparison,
  readRank,
  readClosest,
  readSorting,
];
