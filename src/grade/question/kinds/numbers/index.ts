/** Questions about numbers: primes, digits, rounding, comparing, bases, units, times. */
import type { ReadKind } from '../../worked.ts';
import { readBaseConversion, readSumInBase } from './bases.ts';
import { readClosest, readRank } from './choosing.ts';
import { readClock } from './clock.ts';
import { readCommon } from './common.ts';
import { readComparison } from './comparing.ts';
import { readDivisibility } from './divisibility.ts';
import { readModularPower } from './modular-power.ts';
import { readInterest } from './interest.ts';
import { readOneStep } from './one-step.ts';
import { readPercent } from './percent-change.ts';
import { readPlaceValue } from './place-value.ts';
import { readPrimality } from './primality.ts';
import { readPrimeFactors } from './prime-factors.ts';
import { readMixedNumber, readRatioShare, readSimplifiedRatio } from './ratios.ts';
import { readScientific } from './scientific.ts';
import { readSorting } from './sorting.ts';
import { readNearestRoot, readRounding } from './rounding.ts';

import { readSum } from './sums.ts';
import { readConversion } from './units.ts';

export const numberKinds: readonly ReadKind[] = [
  readPrimality,
  readDivisibility,
  readPrimeFactors,
  readModularPower,
  readPlaceValue,
  readScientific,
  readRounding,
  readNearestRoot,
  readComparison,
  readRank,
  readClosest,
  readSorting,
  readBaseConversion,
  readSumInBase,
  readPercent,
  readInterest,
  readRatioShare,
  readSimplifiedRatio,
  readMixedNumber,
  readConversion,
  readClock,
  readCommon,
  readSum,
  readOneStep,
];
