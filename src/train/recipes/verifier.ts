/**
 * The ^V of every method: which questions a step asks, what they weigh, and what a verifier without words says of
 * rollouts. Verdicts on rollouts, `value` and `soFar` on their beginnings, injected errors, human labels. It owns
 * nothing: sampler and learner are the cycle's.
 */
import { hash32, Random } from '../../base/random.ts';
import type { GoldProblem } from '../data/problems.ts';
import type { Learner } from '../lessons/learner.ts';
import { emptyLesson, type Lesson } from '../lessons/lesson.ts';
import { type JudgedExample, lambdaAt, scoreFrom, weighVerdicts } from '../lessons/verification.ts';
import { annotationQuestions } from '../rollouts/annotation-questions.ts';
import {
  type AskedDocument,
  checkedQuestions,
  estimateQuestions,
  injectedQuestions,
  outcomeQuestions,
  type ValueEstimate,
} from '../rollouts/prefix-questions.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import type { RolloutSampler } from '../rollouts/sampler.ts';
import type { OpenedRun } from '../run/open.ts';
import type { Taught } from './step.ts';

export class RolloutVerifier {
  private readonly run: OpenedRun;
  private readonly sampler: RolloutSampler;
  private readonly learner: Learner;
  private readonly annotations: readonly AskedDocument[];
  private laserReference = 0;

  /** Throws `InputError` for annotation logs that cannot be used. */
  constructor(run: OpenedRun, sampler: RolloutSampler, learner: Learner) {
    this.run = run;
    this.sampler = sampler;
    this.learner = learner;
    const { policy, length } = run.config;
    this.annotations = policy.annotations.flatMap((file) =>
      annotationQuestions(file, {
        tokenizer: run.tokenizer,
        verdicts: sampler.verdicts,
        length,
        hasWords: policy.verifier === 'generative',
        ask: (problem) => sampler.ask({ problem, answer: null }),
      }),
    );
  }

  /**
   * Weighs the verdicts on rollouts of the policy and of the one it began as, by the run's choice of data, and returns
   * the lessons that were not there before.
   */
  lessons(
    taught: readonly Taught[],
    stale: readonly Taught[],
    { step, estimates }: { readonly step: number; readonly estimates: readonly ValueEstimate[] },
  ): readonly Lesson[] {
    const { policy, steps } = this.run.config;
    const { verifyData } = policy;
    const own = taught.filter(
      (_, i) => verifyData === 'on-policy' || (verifyData === 'mixed' && i % 2 === 0),
    );
    const extra = this.prefixQuestions(taught, step, estimates).map(judgedDocument);
    const examples = [...[...own, ...stale].flatMap(judgedRollout), ...extra];
    const options = { policy, laserReference: this.laserReference };
    weighVerdicts(examples, { ...options, lambda: lambdaAt(policy, step, steps) });
    const human = this.drawAnnotations(step).map(judgedDocument);
    weighVerdicts(human, { ...options, lambda: policy.annotationWeight });
    return [...stale, ...extra, ...human].map(({ lesson }) => lesson);
  }

  /** The scores of verifiers without words: a head, an unused token, or PPO's values where nobody else judges. */
  async scores(taught: readonly Taught[], signal: AbortSignal | undefined): Promise<Map<Rollout, number>> {
    const { policy, recipe } = this.run.config;
    const scores = new Map<Rollout, number>();
    const byLesson = new Map(taught.map(({ rollout, lesson }) => [lesson, rollout]));
    const lessons = [...byLesson.keys()];
    if (policy.verifier === 'none' && recipe === 'ppo') {
      const sums = new Map<Rollout, number>();
      const isDrawn = (lesson: Lesson, t: number): boolean => byLesson.get(lesson)!.drawn[t] === 1;
      const add = (lesson: Lesson, value: number): void => {
        const rollout = byLesson.get(lesson)!;
        sums.set(rollout, (sums.get(rollout) ?? 0) + value / rollout.drawnTokens);
      };
      await this.learner.score(
        lessons,
        isDrawn,
        (l, _t, { values }, m) => {
          add(l, values![m]!);
        },
        signal,
      );
      for (const [rollout, sum] of sums) scores.set(rollout, Math.min(1, Math.max(0, sum)));
    }
    if (policy.verifier === 'none' || policy.verifier === 'generative') return scores;
    const options = { policy, laserReference: this.laserReference };
    await this.learner.score(
      lessons,
      (lesson, t) => t === byLesson.get(lesson)!.verdictAt,
      (lesson, _t, { scores: raw }, m) => {
        scores.set(byLesson.get(lesson)!, scoreFrom(raw![m]!, options));
      },
      signal,
    );
    return scores;
  }

  /** LaSeR's zero: what the model the run began with gives its unused token behind right answers, on average. */
  async measureZero(problems: readonly GoldProblem[], beginning: Float32Array): Promise<void> {
    const { verdicts } = this.sampler;
    const lessons = problems.flatMap((problem) => {
      const ids = verdicts.laserDocument(this.sampler.ask(problem).promptIds, problem.answer ?? '');
      return ids.length > this.run.config.length ? [] : [emptyLesson(Int32Array.from(ids))];
    });
    let sum = 0;
    await this.learner.under(beginning, () =>
      this.learner.score(
        lessons,
        (lesson, t) => t === lesson.tokenIds.length - 1,
        (_lesson, _t, { logprobs }, m) => {
          sum += logprobs[m]!;
        },
      ),
    );
    this.laserReference = sum / Math.max(1, lessons.length);
  }
  private prefixQuestions(
    taught: readonly Taught[],
    step: number,
    estimates: readonly ValueEstimate[],
  ): AskedDocument[] {
    const { policy, seed, length, data } = this.run.config;
    if (policy.verifier !== 'generative') return [];
    const { tokenizer, vouch } = this.run;
    const rollouts = taught.map(({ rollout }) => rollout);
    const random = new Random(seed, hash32(seed, 0x7175, step));
    const context = { tokenizer, verdicts: this.sampler.verdicts, length, random };
    const wanted = (share: number): number => Math.round(share * rollouts.length);
    const values = wanted(policy.valueShare);
    const soFar = wanted(policy.soFarShare);
    const family = data.find((spec) => spec.startsWith('families:'));
    const injected =
      family === undefined
        ? []
        : injectedQuestions(
            family.slice('families:'.length),
            { count: Math.ceil(soFar / 2), seed: hash32(seed, 0x696e, step), maxTokens: length },
            { tokenizer, vouch, promptWeight: 0 },
          );
    return [
      ...(estimates.length > 0
        ? estimateQuestions(estimates, values, context)
        : outcomeQuestions(rollouts, values, context)),
      ...injected,
      ...checkedQuestions(rollouts, soFar - injected.length, context),
    ];
  }

  private drawAnnotations(step: number): readonly AskedDocument[] {
    const { annotationsPerStep, annotationWeight } = this.run.config.policy;
    if (annotationWeight === 0) return [];
    const random = new Random(this.run.config.seed, hash32(0x616e, step, 0));
    return random.shuffled(this.annotations).slice(0, annotationsPerStep);
  }
}

function judgedRollout({ rollout, lesson }: Taught): JudgedExample[] {
  const { verdictAt: place, correct } = rollout;
  return place < 0 || correct === null ? [] : [{ lesson, place, question: 'verdict', label: correct === 1 }];
}

function judgedDocument({ tokenIds, question, label }: AskedDocument): JudgedExample {
  return { lesson: emptyLesson(tokenIds), place: tokenIds.length - 1, question, label };
}
