/**
 * The ^V of every method: which questions a step asks and what they weigh. Verdicts on rollouts, `value` and `soFar` on
 * their beginnings, injected errors, human labels. One implementation for every engine; it knows no model.
 */
import { hash32, Random } from '../../base/random.ts';
import { emptyLesson, type Lesson } from '../lessons/lesson.ts';
import { type JudgedExample, lambdaAt, weighVerdicts } from '../lessons/verification.ts';
import { annotationQuestions } from '../rollouts/annotation-questions.ts';
import type { RolloutDesk } from '../rollouts/desk.ts';
import {
  type AskedDocument,
  checkedQuestions,
  estimateQuestions,
  injectedQuestions,
  outcomeQuestions,
  type ValueEstimate,
} from '../rollouts/prefix-questions.ts';
import type { PreparedRun } from '../run/open.ts';
import type { Taught } from './step.ts';

type VerdictRun = Omit<PreparedRun, 'folder'>;

export interface VerdictsAt {
  readonly step: number;
  /** VinePPO's values of beginnings. */
  readonly estimates: readonly ValueEstimate[];
  /** LaSeR's zero. */
  readonly laserReference: number;
}

export class VerdictLessons {
  private readonly run: VerdictRun;
  private readonly desk: RolloutDesk;
  private readonly annotations: readonly AskedDocument[];

  /** Throws `InputError` for annotation logs that cannot be used. */
  constructor(run: VerdictRun, desk: RolloutDesk) {
    this.run = run;
    this.desk = desk;
    const { policy, length } = run.config;
    this.annotations = policy.annotations.flatMap((file) =>
      annotationQuestions(file, {
        tokenizer: run.tokenizer,
        verdicts: desk.verdicts,
        length,
        hasWords: policy.verifier === 'generative',
        ask: (problem) => desk.ask({ problem, answer: null }),
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
    { step, estimates, laserReference }: VerdictsAt,
  ): readonly Lesson[] {
    const { policy, steps } = this.run.config;
    const { verifyData } = policy;
    const own = taught.filter(
      (_, i) => verifyData === 'on-policy' || (verifyData === 'mixed' && i % 2 === 0),
    );
    const extra = this.prefixQuestions(taught, step, estimates).map(judgedDocument);
    const examples = [...[...own, ...stale].flatMap(judgedRollout), ...extra];
    const options = { policy, laserReference };
    weighVerdicts(examples, { ...options, lambda: lambdaAt(policy, step, steps) });
    const human = this.drawAnnotations(step).map(judgedDocument);
    weighVerdicts(human, { ...options, lambda: policy.annotationWeight });
    return [...stale, ...extra, ...human].map(({ lesson }) => lesson);
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
    const context = { tokenizer, verdicts: this.desk.verdicts, length, random };
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
            { tokenizer, vouch, promptWeight: 0, judgementWeight: 1 },
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
