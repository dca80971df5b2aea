/** The control tokens of vouch-mini. Each verification question is one token, so that judging costs one position. */
export const padding = '<|pad|>';
export const beginOfProblem = '<|problem|>';
export const beginOfSolution = '<|solution|>';
export const endOfSolution = '<|end|>';
/** Will this end right? On a whole solution: is it correct? */
export const valueQuestion = '<|value?|>';
/** Is every step so far right? */
export const soFarQuestion = '<|sofar?|>';
export const verdictYes = '<|yes|>';
export const verdictNo = '<|no|>';
