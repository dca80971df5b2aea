/** The one table of gradient rules, typed over every operator of `src/onnx`: a missing rule does not compile. */
import type { RuleTable } from '../rule.ts';
import { elementwiseRules } from './elementwise.ts';
import { matrixRules } from './matrix.ts';
import { reductionRules } from './reduction.ts';
import { shapingRules } from './shaping.ts';

export const rules: RuleTable = {
  ...elementwiseRules,
  ...matrixRules,
  ...reductionRules,
  ...shapingRules,
};
