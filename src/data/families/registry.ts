/** Every problem family, in one table. Order is the order of reports; adding a family is adding its line here. */
import type { Family } from './family.ts';
import { coefficientNamed, collect, expand } from './algebra/expand.ts';
import { addPolynomialsFamily, composeFunctions, evaluatePolynomial } from './algebra/functions.ts';
import { simplifyPowers } from './algebra/powers.ts';
import { sequenceNext, sequenceNth } from './algebra/sequence.ts';
import {
  addRational,
  binomialFormulas,
  simplifyRational,
  substitute,
} from './algebra/rational-expressions.ts';
import { arithmeticSeries, geometricSequence, geometricSeries } from './algebra/series.ts';
import {
  definiteIntegral,
  integralByParts,
  integralSubstitution,
  integratePolynomial,
} from './calculus/integrals.ts';
import { limitAtInfinity, limitAtPoint, stationaryPoints, tangentLine } from './calculus/limits.ts';
import { chainRule, productRule, quotientRule, trigDerivative } from './calculus/rules.ts';
import { distance, lineThroughPoints, midpoint, slope } from './geometry/coordinates.ts';
import { polygonAngles, sector, specialAngles } from './geometry/angles.ts';
import { circle, pythagoras, rectangle, triangleArea, volume } from './geometry/shapes.ts';
import { divisorCount, linearCongruence, modularPower } from './numbers/modular.ts';
import { mean, median, modeAndRange, variance } from './statistics/averages.ts';
import {
  binomialProbability,
  countingWays,
  inclusionExclusion,
  marbles,
  setOperations,
  twoDice,
} from './statistics/counting.ts';
import { complexArithmetic, complexModulus, powersOfI } from './vectors/complex.ts';
import { determinant, matrixInverse, matrixProduct } from './vectors/matrices.ts';
import { crossProduct, dotProduct, vectorLength, vectorSum } from './vectors/vectors.ts';
import { fractionOf } from './arithmetic/fraction-of.ts';
import { exponentRules } from './algebra/exponent-rules.ts';
import { inverseFunction } from './algebra/inverse-function.ts';
import { rationalise } from './arithmetic/rationalise.ts';
import { shortCalculations } from './arithmetic/short-calculations.ts';
import { complexConjugate } from './vectors/conjugate.ts';
import { numberRiddle } from './words/number-riddle.ts';
import { numberForms } from './numbers/number-forms.ts';
import { parabolaAndLine } from './algebra/parabola-and-line.ts';
import { smallChoices } from './statistics/choices.ts';
import { perfectPowers } from './arithmetic/perfect-powers.ts';
import { likeTerms } from './algebra/like-terms.ts';
import { simpleDerivative } from './calculus/simple-derivative.ts';
import { factoredEquation } from './equations/factored-equation.ts';
import { squareAndBox } from './geometry/square-and-box.ts';
import { orderOfOperations } from './arithmetic/order-of-operations.ts';
import { rootsSum } from './equations/roots-sum.ts';
import { patternNext } from './algebra/pattern-next.ts';
import { sumOfIntegers } from './algebra/sum-of-integers.ts';
import { functionValues } from './algebra/function-values.ts';
import { areaUnder } from './calculus/area-under.ts';
import { derivativeAt } from './calculus/derivative-at.ts';
import { knownLimit } from './calculus/known-limits.ts';
import { simpleChance } from './statistics/simple-chance.ts';
import { cancelFactor } from './algebra/cancel-factor.ts';
import { distribute } from './algebra/distribute.ts';
import { decimalFraction } from './arithmetic/decimal-fraction.ts';
import { simpleSystem } from './equations/simple-system.ts';
import { everydayUnits } from './measurement/everyday-units.ts';
import { primeFactorization } from './numbers/prime-factorization.ts';
import { storyOneStep } from './words/one-step.ts';
import { storyGraph, storyInventory } from './words/graph.ts';
import { changes, fractionStory, packing, shopping } from './words/goods.ts';
import { ages, proportionStory, travel, workRate } from './words/rates.ts';
import { fractionArithmetic, mixedNumber, simplifyFraction } from './arithmetic/fractions.ts';
import { interest, percentChange, percentOf } from './arithmetic/percent.ts';
import { ratioShare, simplifyRatio } from './arithmetic/ratio.ts';
import { bracketedEquation } from './equations/bracketed-equation.ts';
import { dividedEquation } from './equations/divided-equation.ts';
import { squareEquation } from './equations/square-equation.ts';
import { absoluteEquation, absoluteInequality } from './equations/absolute.ts';
import { evaluateLogarithm, exponentialEquation, logarithmicEquation } from './equations/exponential.ts';
import { linearInequality, quadraticInequality } from './equations/inequalities.ts';
import { proportion, rationalEquation } from './equations/rational-equation.ts';
import { systemThree } from './equations/system-three.ts';
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
  rationalEquation,
  proportion,
  absoluteEquation,
  absoluteInequality,
  exponentialEquation,
  logarithmicEquation,
  evaluateLogarithm,
  linearInequality,
  quadraticInequality,
  systemThree,
  simplifyFraction,
  fractionArithmetic,
  mixedNumber,
  percentOf,
  percentChange,
  interest,
  ratioShare,
  simplifyRatio,
  addRational,
  binomialFormulas,
  simplifyRational,
  substitute,
  arithmeticSeries,
  geometricSequence,
  geometricSeries,
  definiteIntegral,
  integralByParts,
  integralSubstitution,
  integratePolynomial,
  limitAtInfinity,
  limitAtPoint,
  stationaryPoints,
  tangentLine,
  chainRule,
  productRule,
  quotientRule,
  trigDerivative,
  distance,
  lineThroughPoints,
  midpoint,
  slope,
  circle,
  polygonAngles,
  pythagoras,
  rectangle,
  sector,
  specialAngles,
  triangleArea,
  volume,
  divisorCount,
  linearCongruence,
  modularPower,
  mean,
  median,
  modeAndRange,
  variance,
  binomialProbability,
  countingWays,
  inclusionExclusion,
  marbles,
  setOperations,
  twoDice,
  complexArithmetic,
  complexModulus,
  powersOfI,
  determinant,
  matrixInverse,
  matrixProduct,
  crossProduct,
  dotProduct,
  vectorLength,
  vectorSum,
  storyGraph,
  storyInventory,
  ages,
  changes,
  fractionStory,
  packing,
  proportionStory,
  shopping,
  travel,
  workRate,
  bracketedEquation,
  dividedEquation,
  squareEquation,
  storyOneStep,
  fractionOf,
  orderOfOperations,
  rootsSum,
  patternNext,
  sumOfIntegers,
  functionValues,
  areaUnder,
  derivativeAt,
  knownLimit,
  simpleChance,
  cancelFactor,
  distribute,
  decimalFraction,
  simpleSystem,
  everydayUnits,
  numberRiddle,
  numberForms,
  parabolaAndLine,
  smallChoices,
  perfectPowers,
  likeTerms,
  simpleDerivative,
  factoredEquation,
  squareAndBox,
  primeFactorization,
  shortCalculations,
  exponentRules,
  rationalise,
  inverseFunction,
  complexConjugate,
  ...composedFamilies,
];
