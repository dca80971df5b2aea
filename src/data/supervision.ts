/**
 * What a supervised run is taught: solutions to write, and solutions or their beginnings to judge. One endless stream
 * by index, from the problem families: right solutions (canonical and harmless variants), and solutions with one
 * injected error, cut at a step for the question "is every step so far right?". Knows no token and no model.
 */
import { throwIfAborted } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import { corrupt, harmlessVariant } from './families/corrupt.ts';
import type { Problem } from './families/family.ts';
import { familiesNamed, problemStream, type StreamOptions } from './generate.ts';

/** The questions of verification: `verdict` on a whole solution, `value` and `soFar` on its beginnings. */
export type JudgedQuestion = 'verdict' | 'value' | 'soFar';

/** A question about a solution (or its beginning) and its answer. */
export interface TaughtJudgement {
  readonly question: JudgedQuestion;
  readonly label: boolean;
}

/** One document of training. */
export interface SupervisedExample {
  readonly problem: string;
  /** A whole solution, or whole steps from its beginning, joined by line breaks. */
  readonly completion: string;
  /** False where the completion stops before the solution's end: then no end token follows it. */
  readonly isWhole: boolean;
  /** Characters of the completion, from its start, that are to be learnt: what lies before the first wrong step. */
  readonly taughtLength: number;
  readonly judgement: TaughtJudgement | null;
}

export interface SupervisionOptions extends StreamOptions {
  /** Share of documents that only teach judging. Default 0.3. */
  readonly judgedShare?: number;
}

/** Example `index` of a stream depends on (seed, index) and the options alone. */
export interface SupervisionStream {
  at(index: number): SupervisedExample;
  /** The examples from an index on, without end. */
  from(index: number, signal?: AbortSignal): AsyncIterableIterator<SupervisedExample>;
}

/** Throws an InputError for unknown families or an empty split, as `problemStream` does. */
export function supervisionStream(options: SupervisionOptions): SupervisionStream {
  const problems = problemStream(options);
  const judgedShare = options.judgedShare ?? 0.3;
  const at = (index: number): SupervisedExample => {
    const problem = problems.at(index);
    const random = new Random(options.seed, index).child(0x5afe);
    return random.chance(judgedShare) ? judgedExample(problem, random) : taughtExample(problem, random);
  };
  return {
    at,
    async *from(index, signal) {
      for (let i = index; ; i++) {
        throwIfAborted(signal);
        // Now and then the event loop gets its turn: a stream shares its thread with a trainer.
        if (i % 256 === 255) await new Promise((resolve) => setImmediate(resolve));
        yield at(i);
      }
    },
  };
}

/** A right solution to write. A tenth asks for its verdict too, so that Yes and No are about as frequent. */
function taughtExample(problem: Problem, random: Random): SupervisedExample {
  const steps = random.chance(0.2) ? variantOf(problem, random) : problem.steps;
  const completion = steps.join('\n');
  return {
    problem: problem.problem,
    completion,
    isWhole: true,
    taughtLength: completion.length,
    judgement: random.chance(0.1) ? { question: 'verdict', label: true } : null,
  };
}

/**
 * A solution to judge: half of them wrong, half of the wrong ones cut somewhere, right ones cut as often. What is right
 * in it is worth learning too.
 */
function judgedExample(problem: Problem, random: Random): SupervisedExample {
  const [family] = familiesNamed([problem.family]);
  const wrong = random.chance(0.7) && family !== undefined ? corrupt(family, problem, random) : null;
  const steps = wrong?.steps ?? variantOf(problem, random);
  const kept = random.chance(0.5) ? null : random.integer(1, steps.length);
  const completion = steps.slice(0, kept ?? steps.length).join('\n');
  const right = wrong === null ? completion : steps.slice(0, wrong.firstWrong).join('\n');
  const shared = {
    problem: problem.problem,
    completion,
    taughtLength: Math.min(right.length, completion.length),
  };
  if (kept === null) {
    return {
      ...shared,
      isWhole: true,
      judgement: { question: 'verdict', label: wrong === null },
    };
  }
  // Cut after a step: before the error the answer is Yes, from it on No.
  return {
    ...shared,
    isWhole: false,
    judgement: { question: 'soFar', label: wrong === null || kept <= wrong.firstWrong },
  };
}

function variantOf(problem: Problem, random: Random): readonly string[] {
  const [family] = familiesNamed([problem.family]);
  return family === undefined ? problem.steps : harmlessVariant(family, problem, random);
}
