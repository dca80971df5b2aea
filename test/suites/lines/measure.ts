/** Measures the checker on written pairs: decided, right, and the two mistakes that must not happen, by kind. */
import { checkSteps, type StepCheck } from '../../../src/grade/index.ts';
import { type WrittenPair } from './table.ts';

export interface Tally {
  pairs: number;
  decided: number;
  right: number;
  /** "Equivalent" said of lines that are different. */
  falseEquivalent: number;
  /** A line that follows, or follows one way, called wrong. */
  rightCalledWrong: number;
}

export interface Outcome {
  readonly pair: WrittenPair;
  readonly check: StepCheck;
  readonly isDecided: boolean;
  readonly isRight: boolean;
}

export function freshTally(): Tally {
  return { pairs: 0, decided: 0, right: 0, falseEquivalent: 0, rightCalledWrong: 0 };
}

/** What the checker says of the pair's later line. */
export function measurePair(pair: WrittenPair, timeLimitMs: number): Outcome {
  const check = checkSteps([pair.from, pair.to], { timeLimitMs }).steps[1];
  if (check === undefined) throw new Error('measurePair: expected a check for the second line, got none');
  const said = pair.relation === 'correct' && check.verdict === 'correct' ? 'correct' : check.relation;
  return { pair, check, isDecided: said !== 'unknown', isRight: said === pair.relation };
}

/** Adds one outcome to a tally. */
export function count(tally: Tally, { pair, check, isDecided, isRight }: Outcome): void {
  tally.pairs++;
  if (isDecided) tally.decided++;
  if (isRight) tally.right++;
  if (pair.relation === 'different' && check.relation === 'equivalent') tally.falseEquivalent++;
  if (pair.relation !== 'different' && check.verdict === 'wrong') tally.rightCalledWrong++;
}
