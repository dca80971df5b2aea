/** The public face of `grade`: everything another folder may use. */
export { extract, type AnswerSource, type Extraction, type StatedAnswer } from './extract.ts';
export { splitSteps, type Step } from './split-steps.ts';
