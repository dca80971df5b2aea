/** The verdict on one step: plain data, shared by everything that checks a part of it. */

/** What exact algebra says of one step. `counterexample` stands wherever the verdict is `wrong`. */
export interface StepCheck {
  readonly verdict: 'correct' | 'one-way' | 'wrong' | 'unknown';
  readonly relation: 'equivalent' | 'implies' | 'implied-by' | 'different' | 'unknown';
  readonly tier: string;
  readonly reason: string;
  readonly counterexample?: string;
}

/** The reason where the time was over: the same check, given more of it, may decide. */
export const outOfTimeReason = 'time limit reached';

/** "Could not tell", with the reason. */
export function unknownCheck(reason: string): StepCheck {
  return { verdict: 'unknown', relation: 'unknown', tier: 'none', reason };
}
