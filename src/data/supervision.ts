/**
 * What a supervised run is taught: solutions to write, and solutions to judge, as a whole and at the ends of their
 * steps ("is every step so far right?"). One endless stream by index, from the problem families: right solutions
 * (canonical and harmless variants), and solutions with one injected error. Knows no token and no model.
 */
import { throwIfAborted } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import { corrupt, harmlessVariant } from './families/corrupt.ts';
import type { Problem } from './families/family.ts';
import { familiesNamed, problemStream, type StreamOptions } from './generate.ts';

/** The questions of verification: `verdict` on a whole solution, `value` and `soFar` on its beginnings. */
export type JudgedQuestion = 'verdict' | 'value' | 'soFar';

/** A question about a solution, or its beginning, and its answer. */
export interface TaughtJudgement {
  readonly question: JudgedQuestion;
  readonly label: boolean;
  /** Characters of the completion that it is asked about: whole steps, the line break behind them left out. */
  readonly end: number;
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
  /** Asked in passing: what is written goes on as if nothing had been asked. A `verdict` is on the whole completion. */
  readonly judgements: readonly TaughtJudgement[];
}

export interface SupervisionOptions extends StreamOptions {
  /** Share of documents that are there for judging, most of them with an error. Default 0.3. */
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

/** A right solution to write. A few of its steps are asked about too, so that Yes and No are about as frequent. */
function taughtExample(problem: Problem, random: Random): SupervisedExample {
  const steps = random.chance(0.2) ? variantOf(problem, random) : problem.steps;
  const completion = steps.join('\n');
  const asked = judgementsOf(steps, null, () => random.chance(0.15));
  return {
    problem: problem.problem,
    completion,
    isWhole: true,
    taughtLength: completion.length,
    judgements: random.chance(0.1) ? [...asked, wholeVerdict(completion, true)] : asked,
  };
}

/**
 * A solution to judge: seven in ten wrong, half of those cut somewhere behind the error. What is right in it is worth
 * learning too. Every step of a wrong one is asked about, half of those of a right one.
 */
function judgedExample(problem: Problem, random: Random): SupervisedExample {
  const [family] = familiesNamed([problem.family]);
  const wrong = random.chance(0.7) && family !== undefined ? corrupt(family, problem, random) : null;
  const whole = wrong?.steps ?? variantOf(problem, random);
  const kept =
    wrong === null || random.chance(0.5) ? whole.length : random.integer(wrong.firstWrong + 1, whole.length);
  const steps = whole.slice(0, kept);
  const completion = steps.join('\n');
  const firstWrong = wrong?.firstWrong ?? null;
  const isWhole = kept === whole.length;
  const asked = judgementsOf(steps, firstWrong, () => firstWrong !== null || random.chance(0.5));
  return {
    problem: problem.problem,
    completion,
    isWhole,
    taughtLength: wrong === null ? completion.length : lengthOf(steps, wrong.firstWrong),
    judgements: isWhole ? [...asked, wholeVerdict(completion, wrong === null)] : asked,
  };
}

const wholeVerdict = (completion: string, label: boolean): TaughtJudgement => ({
  question: 'verdict',
  label,
  end: completion.length,
});

/** Characters of the first `count` steps. */
const lengthOf = (steps: readonly string[], count: number): number => steps.slice(0, count).join('\n').length;

/**
 * "Is every step so far right?" behind each step that `isAsked` picks (by its index): Yes before the first wrong step,
 * No from it on.
 */
export function judgementsOf(
  steps: readonly string[],
  firstWrong: number | null,
  isAsked: (step: number) => boolean,
): TaughtJudgement[] {
  return steps.flatMap((_, step) => {
    if (!isAsked(step)) return [];
    const label = firstWrong === null || step < firstWrong;
    return [{ question: 'soFar' as const, label, end: lengthOf(steps, step + 1) }];
  });
}

function variantOf(problem: Problem, random: Random): readonly string[] {
  const [family] = familiesNamed([problem.family]);
  return family === undefined ? problem.steps : harmlessVariant(family, problem, random);
}
