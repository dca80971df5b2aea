/**
 * Imitation first, then rollouts: the first updates of a run are supervised ones at their own rate, and another recipe
 * goes on from there. Each reads the data from its own beginning, so the cursor belongs to whoever's turn it is.
 */
import type { DataCursor } from '../data/batches.ts';
import type { SourceReport } from '../data/row-file.ts';
import type { Evaluation, Recipe, StepOutcome } from '../run/loop.ts';
import type { OpenedRun } from '../run/open.ts';
import { SupervisedRecipe } from './supervised.ts';

export class WarmUpRecipe implements Recipe {
  readonly reports: readonly SourceReport[];
  private readonly steps: number;
  /** The supervised rate as a multiple of the run's. */
  private readonly rateRatio: number;
  private readonly first: SupervisedRecipe;
  private readonly then: Recipe;
  private done: number;

  private constructor(run: OpenedRun, first: SupervisedRecipe, then: Recipe) {
    const { supervisedSteps, supervisedLearningRate, optimizer } = run.config;
    this.steps = supervisedSteps;
    this.rateRatio = supervisedLearningRate / optimizer.learningRate;
    this.first = first;
    this.then = then;
    this.reports = first.reports;
    this.done = run.state.step;
  }

  /** `open` makes the recipe that follows; it is opened as a run that has just begun until its turn has come. */
  static async create(run: OpenedRun, open: (run: OpenedRun) => Promise<Recipe>): Promise<WarmUpRecipe> {
    const fresh = { ...run, state: { ...run.state, data: { next: 0, pending: [] } } };
    const isSupervised = run.state.step < run.config.supervisedSteps;
    const first = new SupervisedRecipe(isSupervised ? run : fresh);
    return new WarmUpRecipe(run, first, await open(isSupervised ? fresh : run));
  }

  get cursor(): DataCursor {
    if (this.done < this.steps) return this.first.cursor;
    return this.then.cursor;
  }

  get reference(): Float32Array | null {
    return this.done < this.steps ? null : (this.then.reference ?? null);
  }

  async step(step: number, rate: number, signal: AbortSignal | undefined): Promise<StepOutcome> {
    const isSupervised = step < this.steps;
    const outcome = isSupervised
      ? await this.first.step(step, rate * this.rateRatio, signal)
      : await this.then.step(step, rate, signal);
    this.done = step + 1;
    return { ...outcome, metrics: { ...outcome.metrics, supervised: isSupervised ? 1 : 0 } };
  }

  /** Always by the recipe that follows: one measure for the whole run. */
  evaluate(signal: AbortSignal | undefined): Promise<Evaluation | null> {
    return this.then.evaluate(signal);
  }

  async dispose(): Promise<void> {
    await this.first.dispose();
    await this.then.dispose();
  }
}
