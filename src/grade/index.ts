/** The public face of grading: read, decide. Everything else in this folder is an inside. */
export { parse, type ParseOptions, type ParseResult } from './parse/parse.ts';
export type { Node, NodeKind, Range } from './parse/tree.ts';
export { answerEvidence, checkSolution } from './question/check-solution.ts';
export { questionTier } from './question/verdicts.ts';
export { familiarWordings } from './question/familiar.ts';
export { checkSteps, type CheckStepsOptions, type StepsCheck } from './steps/check-steps.ts';
export type { StepCheck } from './steps/step-check.ts';
export { extract, type AnswerSource, type Extraction, type StatedAnswer } from './extract.ts';
export { splitSteps, type Step } from './split-steps.ts';
export { equivalent, type EquivalentOptions } from './equivalent.ts';
export type { Decision, DecideOptions, Tier } from './algebra/decide.ts';
