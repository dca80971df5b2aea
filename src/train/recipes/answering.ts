/**
 * Supervised training that is also judged by what it solves: at each evaluation some held-out problems are sampled,
 * graded and judged, beside the loss on held-out documents. The loss stays what decides which checkpoint is best.
 */
import { InputError } from '../../base/errors.ts';
import { hash32 } from '../../base/random.ts';
import type { DataCursor } from '../data/batches.ts';
import { dataOptions } from '../data/data-options.ts';
import { type GoldProblem, openProblems } from '../data/problems.ts';
import type { SourceReport } from '../data/row-file.ts';
import { evaluatePolicy } from '../rollouts/measures.ts';
import { RolloutSampler } from '../rollouts/sampler.ts';
import type { Evaluation, Recipe, StepOutcome } from '../run/loop.ts';
import type { OpenedRun } from '../run/open.ts';
import { SupervisedRecipe } from './supervised.ts';

export class AnsweringRecipe implements Recipe {
  readonly reports: readonly SourceReport[];
  private readonly run: OpenedRun;
  private readonly supervised: SupervisedRecipe;
  private readonly sampler: RolloutSampler;
  private readonly problems: readonly GoldProblem[];

  private constructor(run: OpenedRun, sampler: RolloutSampler, problems: readonly GoldProblem[]) {
    this.run = run;
    this.sampler = sampler;
    this.problems = problems;
    this.supervised = new SupervisedRecipe(run);
    this.reports = this.supervised.reports;
  }

  /** Throws `InputError` where the data hold out no problem with an answer. */
  static async create(run: OpenedRun): Promise<AnsweringRecipe> {
    const problems = heldOutProblems(run);
    return new AnsweringRecipe(run, await RolloutSampler.create(run), problems);
  }

  get cursor(): DataCursor {
    return this.supervised.cursor;
  }

  step(step: number, rate: number, signal: AbortSignal | undefined): Promise<StepOutcome> {
    return this.supervised.step(step, rate, signal);
  }

  async evaluate(signal: AbortSignal | undefined): Promise<Evaluation | null> {
    const loss = await this.supervised.evaluate(signal);
    const { policy, seed } = this.run.config;
    const groups = await this.sampler.sample(this.problems, {
      rows: policy.evaluateSamples,
      seed: hash32(seed, 0x6576, 0),
      temperature: policy.temperature,
      signal,
    });
    const solved = evaluatePolicy(groups, seed);
    return { loss: loss?.loss ?? solved.loss, metrics: { ...loss?.metrics, ...solved.metrics } };
  }

  async dispose(): Promise<void> {
    await this.sampler.dispose();
    await this.supervised.dispose();
  }
}

/** As many held-out problems as the run is to solve, from all sources in turns, none twice. */
function heldOutProblems({ config }: OpenedRun): readonly GoldProblem[] {
  const sources = config.data.map((spec) => openProblems(spec, dataOptions(config)).heldOut);
  const each = Math.ceil(config.evaluateAnswers / sources.length);
  const problems = sources.flatMap((source) =>
    Array.from({ length: Math.min(each, source.size ?? each) }, (_, i) => source.at(i)),
  );
  if (problems.length === 0)
    throw new InputError(
      `evaluateAnswers: expected held-out problems with answers, got none; raise heldOutShare (${config.heldOutShare}) or set it to 0`,
    );
  return problems.slice(0, config.evaluateAnswers);
}
