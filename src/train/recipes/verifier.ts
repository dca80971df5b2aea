/**
 * What a verifier without words says of rollouts: a score head, one unused token (LaSeR), or PPO's values where nobody
 * else judges. It owns nothing: desk and learner are the cycle's.
 */
import type { GoldProblem } from '../data/problems.ts';
import type { Learner } from '../lessons/learner.ts';
import { emptyLesson, type Lesson } from '../lessons/lesson.ts';
import { scoreFrom } from '../lessons/verification.ts';
import type { RolloutDesk } from '../rollouts/desk.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import type { OpenedRun } from '../run/open.ts';
import type { Taught } from './step.ts';

export class RolloutVerifier {
  /** LaSeR's zero. */
  laserReference = 0;
  private readonly run: OpenedRun;
  private readonly desk: RolloutDesk;
  private readonly learner: Learner;

  constructor(run: OpenedRun, desk: RolloutDesk, learner: Learner) {
    this.run = run;
    this.desk = desk;
    this.learner = learner;
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
    const { verdicts } = this.desk;
    const lessons = problems.flatMap((problem) => {
      const ids = verdicts.laserDocument(this.desk.ask(problem).promptIds, problem.answer ?? '');
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
}
