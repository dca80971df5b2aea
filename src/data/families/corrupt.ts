/**
 * Solutions for the verifier: the same problem solved with one realistic error carried through to its end, labelled
 * with its first wrong line; and right solutions that differ harmlessly (order, method, no check). Both come from
 * writing the derivation again with one hook turned; what cannot be carried through is tried elsewhere.
 */
import type { Random } from '../../base/random.ts';
import type { Family, Problem } from './family.ts';
import type { FaultKind } from './kit/faults.ts';
import { visible } from './kit/render.ts';
import { Work } from './kit/work.ts';

/** A solution with one injected error. */
export interface WrongSolution {
  readonly steps: readonly string[];
  readonly answer: string;
  /** Index of the first wrong line. */
  readonly firstWrong: number;
  readonly kind: FaultKind;
}

function attempt(family: Family, problem: Problem, errAt: number, random: Random): WrongSolution | null {
  const work = new Work({ errAt, errRandom: random });
  let answer: string;
  try {
    answer = family.rewrite(problem, work);
  } catch (error) {
    // A wrong value may lead nowhere: no divisor, no root, division by zero.
    if (error instanceof RangeError) return null;
    throw error;
  }
  const { fault, steps } = work;
  if (fault === null || answer === problem.answer || steps.length > problem.steps.length * 2 + 3) return null;
  const shownWrong = visible(steps[fault.step] ?? '');
  const isLater = problem.steps
    .slice(0, fault.step)
    .every((line, index) => visible(line) === visible(steps[index] ?? ''));
  if (!isLater || shownWrong === '' || shownWrong === visible(problem.steps[fault.step] ?? '')) return null;
  return { steps, answer, firstWrong: fault.step, kind: fault.kind };
}

/**
 * The problem solved with one error, or null where no place was found whose error changes the answer. Same
 * arguments, same result.
 */
export function corrupt(family: Family, problem: Problem, random: Random): WrongSolution | null {
  const plain = new Work();
  family.rewrite(problem, plain);
  const places = random.shuffled(Array.from({ length: plain.hooks }, (_, k) => k));
  for (const place of places.slice(0, 8)) {
    for (let tries = 0; tries < 3; tries++) {
      const found = attempt(family, problem, place, random.child(place * 8 + tries));
      if (found !== null) return found;
    }
  }
  return null;
}

/** A right solution in another order, by another method or without its check; may equal the canonical one. */
export function harmlessVariant(family: Family, problem: Problem, random: Random): readonly string[] {
  const work = new Work({ style: random });
  family.rewrite(problem, work);
  return work.steps;
}
