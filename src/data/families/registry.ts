/** Every problem family, in one table. Order is the order of reports; adding a family is adding its line here. */
import type { Family } from './family.ts';
import { coefficientNamed, collect, expand } from './algebra/expand.ts';
import { addPolynomialsFamily, composeFunctions, evaluatePolynomial } from './algebra/functions.ts';
import { simplifyPowers } from './algebra/powers.ts';
import { sequenceNext, sequenceNth } from './algebra/sequence.ts';
import { addSubtract } from './arithmetic/add-subtract.ts';
import { divide } from './arithmetic/divide.ts';
import { addSubChain, mixedOperations, mulDivChain } from './arithmetic/expression.ts';
import { integerRoot } from './arithmetic/integer-root.ts';
import { multiply } from './arithmetic/multiply.ts';
import { surds } from './arithmetic/surd.ts';
import { closest, kthBiggest } from './comparison/choose.ts';
import { comparePair } from './comparison/pair.ts';
import { sortNumbers } from './comparison/sort.ts';
import { differentiate } from './calculus/differentiate.ts';
import { composedFamilies } from './composed/families.ts';
import { factorPolynomial, polynomialRoots } from './equations/polynomial-roots.ts';
import { completingSquare, quadraticFactoring, quadraticFormula } from './equations/quadratics.ts';
import { systemTwo } from './equations/system-two.ts';
import { letterCounts, letterSequence } from './statistics/letters.ts';
import { linear } from './equations/linear.ts';
import { unitConversion } from './measurement/conversion.ts';
import { clockTime } from './measurement/time.ts';
import { baseConversion, baseSum } from './numbers/bases.ts';
import { isFactor } from './numbers/divisibility.ts';
import { greatestCommonDivisor } from './numbers/gcd.ts';
import { leastCommonMultiple } from './numbers/lcm.ts';
import { placeValue } from './numbers/place-value.ts';
import { isPrime, primeFactors } from './numbers/primes.ts';
import { remainder } from './numbers/remainder.ts';
import { rounding } from './numbers/rounding.ts';

export const families: readonly Family[] = [
  addSubtract,
  multiply,
  divide,
  addSubChain,
  mulDivChain,
  mixedOperations,
  integerRoot,
  surds,
  baseSum,
  baseConversion,
  greatestCommonDivisor,
  leastCommonMultiple,
  remainder,
  isFactor,
  isPrime,
  primeFactors,
  placeValue,
  rounding,
  comparePair,
  kthBiggest,
  closest,
  sortNumbers,
  unitConversion,
  clockTime,
  linear,
  expand,
  collect,
  coefficientNamed,
  evaluatePolynomial,
  addPolynomialsFamily,
  composeFunctions,
  simplifyPowers,
  sequenceNext,
  sequenceNth,
  systemTwo,
  quadraticFactoring,
  quadraticFormula,
  completingSquare,
  polynomialRoots,
  factorPolynomial,
  differentiate,
  letterSequence,
  letterCounts,
  ...composedFamilies,
];
