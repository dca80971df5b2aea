/** Questions about polynomials, sequences, points, vectors, matrices, sets and chances. */
import type { ReadKind } from '../../worked.ts';
import { readAngle, readRadians, readSector } from './angles.ts';
import { readAverage } from './averages.ts';
import { readCoefficient } from './coefficient.ts';
import { readCollect } from './collect.ts';
import { readComplex, readModulus } from './complex.ts';
import { readArrangement, readCounting, readOverlap } from './counting.ts';
import { readCurve } from './curves.ts';
import { readCoins, readDice, readLetters, readMarbles } from './draws.ts';
import { readExactValue } from './exact-value.ts';
import { readFunctions } from './functions.ts';
import { readInverse } from './inverse.ts';
import { readIntegral } from './integrals.ts';
import { readOneDraw } from './one-draw.ts';
import { readMatrices } from './matrices.ts';
import { readPoints } from './points.ts';
import { readPowers } from './powers.ts';
import { readRun, readSequence } from './sequences.ts';
import { readSets } from './sets.ts';
import { readDiscriminant, readRootCount } from './discriminant.ts';
import { readRootSum } from './root-sums.ts';
import { readShape } from './shapes.ts';
import { readSquare } from './square.ts';
import { readSum } from './sums.ts';
import { readVertex } from './vertex.ts';

export const figureKinds: readonly ReadKind[] = [
  readSequence,
  readRun,
  readFunctions,
  readCoefficient,
  readPowers,
  readSquare,
  readVertex,
  readInverse,
  readSum,
  readCollect,
  readAverage,
  readPoints,
  readShape,
  readAngle,
  readSector,
  readRadians,
  readCurve,
  readExactValue,
  readDiscriminant,
  readRootCount,
  readRootSum,
  readIntegral,
  readMatrices,
  readModulus,
  readComplex,
  readSets,
  readLetters,
  readDice,
  readCoins,
  readMarbles,
  readOneDraw,
  readCounting,
  readArrangement,
  readOverlap,
];
