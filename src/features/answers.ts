/** Whether two answers to a problem are the same, as votes and evaluations ask it. Pure. */
import { decideEqual, parse } from '../grade/index.ts';

export type AnswerVerdict = 'equal' | 'different' | 'unknown';

/** Equality of two answers: the same text, or decided by the grader; never guessed. */
export function answersEqual(left: string, right: string): AnswerVerdict {
  if (left.trim() === right.trim()) return 'equal';
  const [a, b] = [parse(left), parse(right)];
  if (a.kind !== 'tree' || b.kind !== 'tree') return 'unknown';
  return decideEqual(a.root, b.root).verdict;
}
