/** Questions about polynomials, sequences, points, vectors, matrices, sets and chances. */
import type { ReadKind } from '../../worked.ts';

export const figureKinds: readonly ReadKind[] = [];
