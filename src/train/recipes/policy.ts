/**
 * The recipes that learn from rollouts, RL^V each of them: `J = J_RL + λ E log π(z | x, y, I)`. One table, one file a
 * method; this one makes a method's step into an update of a run, with its figures and samples. Sareen et al., arXiv
 * 2505.04842.
 */
import type { RecipeName } from '../config.ts';
import type { DataCursor } from '../data/batches.ts';
import type { SourceReport } from '../data/row-file.ts';
import { updateMetrics } from '../lessons/learner.ts';
import { evaluatePolicy, rolloutMetrics } from '../rollouts/measures.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import type { Evaluation, Recipe, StepOutcome } from '../run/loop.ts';
import type { OpenedRun } from '../run/open.ts';
import { type PolicyStep, RolloutCycle } from './cycle.ts';
import { dpoStep } from './dpo.ts';
import { grpoStep } from './grpo.ts';
import { loopStep } from './loop.ts';
import { ppoStep } from './ppo.ts';
import { rejectStep } from './reject.ts';
import { sampleLines } from './samples.ts';
import { vinePpoStep } from './vineppo.ts';

/** The recipes that learn from rollouts. */
export type PolicyRecipeName = Exclude<RecipeName, 'pretrain' | 'sft'>;

const steps: Readonly<Record<PolicyRecipeName, PolicyStep>> = {
  grpo: grpoStep,
  loop: loopStep,
  vineppo: vinePpoStep,
  ppo: ppoStep,
  reject: rejectStep,
  dpo: dpoStep,
};

export type RolloutListener = (step: number, groups: readonly (readonly Rollout[])[]) => void;

interface RecipeParts {
  readonly takeStep: PolicyStep;
  readonly onRollouts: RolloutListener | undefined;
}

export class PolicyRecipe implements Recipe {
  private readonly run: OpenedRun;
  private readonly cycle: RolloutCycle;
  private readonly takeStep: PolicyStep;

  private readonly onRollouts: RolloutListener | undefined;

  private constructor(run: OpenedRun, cycle: RolloutCycle, by: RecipeParts) {
    this.run = run;
    this.cycle = cycle;
    this.takeStep = by.takeStep;
    this.onRollouts = by.onRollouts;
  }

  /** `onRollouts` is told what each step learnt from. */
  static async create(
    run: OpenedRun,
    name: PolicyRecipeName,
    onRollouts?: RolloutListener,
  ): Promise<PolicyRecipe> {
    return new PolicyRecipe(run, await RolloutCycle.create(run), { takeStep: steps[name], onRollouts });
  }

  get cursor(): DataCursor {
    return this.cycle.queue.cursor;
  }

  get reports(): readonly SourceReport[] {
    return this.cycle.queue.reports;
  }

  get reference(): Float32Array | null {
    const { policy, supervisedSteps } = this.cycle.config;
    return policy.referenceEvery > 0 || supervisedSteps > 0 ? this.cycle.reference : null;
  }

  dispose(): Promise<void> {
    return this.cycle.dispose();
  }

  async step(step: number, rate: number, signal: AbortSignal | undefined): Promise<StepOutcome> {
    const { cycle } = this;
    cycle.beginStep();
    const { groups, sums, metrics } = await this.takeStep(cycle, { step, rate, signal });
    this.onRollouts?.(step, groups);
    for (const line of sampleLines(step + 1, groups)) this.run.folder.samples.append(line);
    const updates = Math.max(1, sums.updates);
    return {
      loss: sums.loss / updates,
      gradNorm: sums.gradNorm / updates,
      tokens: sums.tokens,
      metrics: {
        ...rolloutMetrics(groups),
        ...updateMetrics(sums, cycle.config.recipe === 'ppo'),
        ...metrics,
        'sampling/logprob_difference': cycle.drift,
        ...cycle.figures(step),
        ...Object.fromEntries(Object.entries(cycle.times).map(([part, time]) => [`${part}_time`, time])),
      },
    };
  }

  async evaluate(signal: AbortSignal | undefined): Promise<Evaluation | null> {
    const groups = await this.cycle.heldOutGroups(signal);
    return groups === null ? null : evaluatePolicy(groups, this.run.config.seed);
  }
}
