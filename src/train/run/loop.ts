/**
 * The loop that all recipes share: rates, updates, logs, evaluations, checkpoints, stop and pause, skipped and rolled
 * back steps. What an update is, a recipe says. It knows the run's folder and model, neither terminal nor editor.
 */
import { CancelledError, InputError, messageOf, throwIfAborted } from '../../base/errors.ts';
import { hash32 } from '../../base/random.ts';
import { restoreCheckpoint, saveCheckpoint } from '../checkpoint.ts';
import type { DataCursor } from '../data/batches.ts';
import type { SourceReport } from '../data/row-file.ts';
import { rateAt } from '../schedules.ts';
import { requireSameData } from './data-files.ts';
import { checkpointsOf, type RunPhase, type RunState, type RunStatus, type WaitReason } from './folder.ts';
import type { OpenedRun } from './open.ts';
import { WakingTime } from './waking.ts';

/** What one update came to. */
export interface StepOutcome {
  readonly loss: number;
  /** Norm of the gradients before clipping; not finite where the update was skipped. */
  readonly gradNorm: number;
  /** Tokens that were trained on, tails of rows excluded. */
  readonly tokens: number;
  /** Further figures for the log. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What an evaluation came to: the lowest `loss` decides which checkpoint is the best one. */
export interface Evaluation {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** A way to train: how to make one update and how to judge the result. */
export interface Recipe {
  /** Update number `step` (from 0) with `rate` of the peak learning rates. */
  step(step: number, rate: number, signal: AbortSignal | undefined): Promise<StepOutcome>;
  /** Null where there is nothing to evaluate on. */
  evaluate(signal: AbortSignal | undefined): Promise<Evaluation | null>;
  /** Where in the data the next update begins. */
  readonly cursor: DataCursor;
  /** Weights that resuming needs beside those trained: the reference of a KL that has moved on. */
  readonly reference?: Float32Array | null;
  /** What became of the rows of each source. */
  readonly reports: readonly SourceReport[];
  /** Releases what the recipe itself made. */
  dispose(): Promise<void>;
}

export interface TrainHooks {
  /** Stops at once; what was not saved is lost. */
  readonly signal?: AbortSignal;
  /** Asked after each update: true ends the run in good order, with a checkpoint. */
  readonly wantsStop?: () => boolean;
  /** Asked between updates: a reason lets the run wait until there is none. */
  readonly waitReason?: () => WaitReason | null;
  readonly onStatus?: (status: RunStatus) => void;
  /** Told what a user should know beyond the figures: a rollback, an early end. */
  readonly onEvent?: (text: string) => void;
}

export type RunOutcome = 'done' | 'stopped';

const pauseMs = 500;
const waitMs = 100;
const maxSkipsInARow = 3;
/** Rollbacks without a good step between them: then no smaller rate will help. */
const maxRollbacksInARow = 6;
/** Longest wait for others before one more step is made. */
const patienceMs = 5 * 60_000;

/** Trains until the run's limit, a stop, or an error that cannot be helped. Ends with a checkpoint. */
export async function runLoop(
  opened: OpenedRun,
  recipe: Recipe,
  hooks: TrainHooks = {},
): Promise<RunOutcome> {
  const loop = new Loop(opened, recipe, hooks);
  try {
    return await loop.run();
  } catch (error) {
    if (!(error instanceof CancelledError)) await loop.fail(error);
    throw error;
  }
}

/** Whether every number is finite: others stay visible in a sum. */
function isFinite(numbers: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]!;
  return Number.isFinite(sum);
}

class Loop {
  private readonly opened: OpenedRun;
  private readonly recipe: Recipe;
  private readonly hooks: TrainHooks;
  private state: RunState;
  /** Null before the first checkpoint. */
  private savedStep: number | null;
  private skipsInARow = 0;
  private rollbacksInARow = 0;
  private readonly steps = new WakingTime();
  private readonly evaluations = new WakingTime();
  private waitingFor: WaitReason | null = null;
  private loss: number | null = null;
  private evaluationLoss: number | null = null;
  private tokensPerSecond = 0;
  /** Of the last update. */
  private figures: Readonly<Record<string, number>> = {};

  constructor(opened: OpenedRun, recipe: Recipe, hooks: TrainHooks) {
    this.opened = opened;
    this.recipe = recipe;
    this.hooks = hooks;
    this.state = opened.state;
    this.savedStep = checkpointsOf(opened.folder.folder).at(-1)?.step ?? null;
  }

  async run(): Promise<RunOutcome> {
    const { config, folder } = this.opened;
    const isDue = (every: number): boolean => every > 0 && this.state.step % every === 0;
    this.report('starting');
    while (!this.isOver()) {
      throwIfAborted(this.hooks.signal);
      if (await this.shouldStop()) return this.finish('stopped');
      await this.step();
      if (isDue(config.evaluateEvery)) await this.evaluate();
      if (isDue(config.saveEvery)) await this.save();
      this.report('training');
      if (config.patience > 0 && this.state.sinceBest >= config.patience) {
        folder.metrics.append({
          step: this.state.step,
          event: 'early_stop',
          best_step: this.state.best?.step,
        });
        return this.finish('done');
      }
    }
    if (config.evaluateEvery > 0 && !isDue(config.evaluateEvery)) await this.evaluate();
    return this.finish('done');
  }

  /** Keeps what was reached so far, if it can be kept, and says what happened. */
  async fail(error: unknown): Promise<void> {
    const attempts = [
      async (): Promise<void> => {
        if (this.savedStep !== this.state.step) await this.save();
      },
      (): Promise<void> => {
        this.report('failed', messageOf(error));
        return Promise.resolve();
      },
    ];
    for (const attempt of attempts) {
      // the error that is under way says what to do; a second one, on a full disk, would hide it
      await attempt().catch(() => undefined);
    }
  }

  report(phase: RunPhase, error: string | null = null): void {
    const { config, folder } = this.opened;
    const { step, tokens, elapsedMs, skippedSteps } = this.state;
    const done = this.progress();
    const status: RunStatus = {
      version: 1,
      phase,
      recipe: config.recipe,
      step,
      steps: config.steps > 0 ? config.steps : null,
      tokens,
      tokensPerSecond: this.tokensPerSecond,
      elapsedMs,
      remainingMs: done > 0 ? (elapsedMs * (1 - done)) / done : null,
      loss: this.loss,
      evaluationLoss: this.evaluationLoss,
      reward: this.figures['reward'] ?? null,
      auroc: this.figures['verify/auroc'] ?? null,
      skippedSteps,
      savedStep: this.savedStep,
      waitingFor: this.waitingFor,
      pid: process.pid,
      lastError: error,
      updatedAt: new Date().toISOString(),
    };
    folder.writeStatus(status);
    this.hooks.onStatus?.(status);
  }

  private isOver(): boolean {
    const { steps, minutes } = this.opened.config;
    if (steps > 0 && this.state.step >= steps) return true;
    return minutes > 0 && this.state.elapsedMs >= minutes * 60_000;
  }

  private async finish(outcome: RunOutcome): Promise<RunOutcome> {
    if (this.savedStep !== this.state.step || this.state.step === 0) await this.save();
    this.report(outcome);
    return outcome;
  }

  /** Share of the run that is done, by its first limit; time does not wait for the last step. */
  private progress(): number {
    const { steps, minutes } = this.opened.config;
    const byTime = minutes > 0 ? this.state.elapsedMs / (minutes * 60_000) : 0;
    return Math.min(1, Math.max(byTime, steps > 0 ? this.state.step / steps : 0));
  }

  /** Share of the peak learning rate: warm-up by steps, decay by progress, halved by rollbacks. */
  private rate(): number {
    const { schedule } = this.opened.config;
    const { step, rateFactor } = this.state;
    const warmUp = Math.min(1, (step + 1) / Math.max(1, schedule.warmupSteps));
    const fine = 1_000_000;
    const decay = rateAt({ ...schedule, warmupSteps: 0, totalSteps: fine }, this.progress() * fine);
    return warmUp * decay * rateFactor;
  }

  private async step(): Promise<void> {
    const { config, folder } = this.opened;
    const started = performance.now();
    const rate = this.rate();
    this.opened.decoder.beginStep(hash32(config.seed, 0x64726f70, this.state.step));
    const { loss, gradNorm, tokens, metrics } = await this.recipe.step(
      this.state.step,
      rate,
      this.hooks.signal,
    );
    const isGood = Number.isFinite(gradNorm) && Number.isFinite(loss);
    if (isGood) await this.average();
    const ms = this.steps.counted(performance.now() - started);
    this.skipsInARow = isGood ? 0 : this.skipsInARow + 1;
    if (isGood) this.rollbacksInARow = 0;
    this.loss = isGood ? loss : this.loss;
    this.tokensPerSecond = (tokens / ms) * 1000;
    this.figures = metrics;
    const before = this.state;
    this.state = {
      ...before,
      step: before.step + 1,
      tokens: before.tokens + tokens,
      elapsedMs: before.elapsedMs + ms,
      skippedSteps: before.skippedSteps + (isGood ? 0 : 1),
      data: this.recipe.cursor,
    };
    const { kind, learningRate, muonLearningRate } = config.optimizer;
    folder.metrics.append({
      step: this.state.step,
      loss: isGood ? loss : null,
      grad_norm: isGood ? gradNorm : null,
      learning_rate: rate * (kind === 'muon' ? muonLearningRate : learningRate),
      num_tokens: this.state.tokens,
      skipped_steps: this.state.skippedSteps,
      ...metrics,
      step_time: ms / 1000,
      tokens_per_second: this.tokensPerSecond,
    });
    if (this.skipsInARow >= maxSkipsInARow) await this.rollBack();
  }

  private async average(): Promise<void> {
    const { average, config, decoder } = this.opened;
    if (average === null) return;
    await decoder.toHost();
    // early on the average follows faster, or it would remember the beginning
    const keep = Math.min(config.ema, (this.state.step + 1) / (this.state.step + 10));
    for (let i = 0; i < average.length; i++) average[i]! += (1 - keep) * (decoder.weights[i]! - average[i]!);
  }

  /**
   * Back to the last checkpoint with half the rates, after several gradients that were not finite; to an earlier one
   * where that did not help, as weights may have been spoilt before they were saved.
   */
  private async rollBack(): Promise<void> {
    const { decoder, optimizer, average, folder } = this.opened;
    const checkpoints = checkpointsOf(folder.folder);
    const last = checkpoints.at(-1 - Math.min(this.rollbacksInARow, checkpoints.length - 1));
    const skipped = maxSkipsInARow * (this.rollbacksInARow + 1);
    if (last === undefined || this.rollbacksInARow >= maxRollbacksInARow)
      throw new InputError(
        `training: expected finite gradients, got ${skipped} others in a row ` +
          `${last === undefined ? 'before the first checkpoint' : `and ${this.rollbacksInARow} rollbacks`}; ` +
          'lower the learning rate, or look for broken values in model and data',
      );
    this.rollbacksInARow++;
    const restored = restoreCheckpoint(last.folder, decoder.layout);
    decoder.weights.set(restored.weights);
    optimizer.state.first.set(restored.optimizer.first);
    optimizer.state.second.set(restored.optimizer.second);
    optimizer.state.step = restored.optimizer.step;
    await decoder.toDevice();
    await optimizer.toDevice();
    if (average !== null && restored.average !== null) average.set(restored.average);
    this.skipsInARow = 0;
    this.state = { ...this.state, rateFactor: this.state.rateFactor / 2 };
    const { step, rateFactor } = this.state;
    folder.metrics.append({ step, event: 'rollback', to_step: last.step, rate_factor: rateFactor });
    this.hooks.onEvent?.(
      `${maxSkipsInARow} gradients in a row were not finite: back to the weights of step ${last.step}, rates × ${rateFactor}`,
    );
  }

  private async evaluate(): Promise<void> {
    const { folder } = this.opened;
    this.report('evaluating');
    const started = performance.now();
    const evaluation = await this.withAverage(() => this.recipe.evaluate(this.hooks.signal));
    if (evaluation === null) return;
    const ms = this.evaluations.counted(performance.now() - started);
    this.evaluationLoss = evaluation.loss;
    const { best, step } = this.state;
    const isBest = best === null || evaluation.loss < best.loss;
    this.state = {
      ...this.state,
      elapsedMs: this.state.elapsedMs + ms,
      best: isBest ? { step, loss: evaluation.loss } : best,
      sinceBest: isBest ? 0 : this.state.sinceBest + 1,
    };
    folder.metrics.append({ step, eval_loss: evaluation.loss, ...evaluation.metrics });
    if (isBest) await this.save();
  }

  /** Runs `body` with the averaged weights in place, where there are any. */
  private async withAverage<T>(body: () => Promise<T>): Promise<T> {
    const { decoder, average } = this.opened;
    if (average === null) return body();
    await decoder.toHost();
    const current = decoder.weights.slice();
    decoder.weights.set(average);
    await decoder.toDevice();
    try {
      return await body();
    } finally {
      decoder.weights.set(current);
      await decoder.toDevice();
    }
  }

  /** Makes a checkpoint; weights that are not finite are never kept. */
  private async save(): Promise<void> {
    const { decoder, optimizer, config, folder, average } = this.opened;
    await decoder.toHost();
    if (!isFinite(decoder.weights)) return;
    await optimizer.toHost();
    this.report('saving');
    requireSameData(folder.folder);
    this.state = {
      ...this.state,
      optimizerStep: optimizer.state.step,
      logs: { metrics: folder.metrics.sync(), samples: folder.samples.sync() },
    };
    await folder.checkpoint(this.state.step, (to) =>
      saveCheckpoint(to, {
        model: config.model,
        layout: decoder.layout,
        weights: decoder.weights,
        average,
        reference: this.recipe.reference ?? null,
        optimizer: optimizer.state,
        state: this.state,
        type: config.saveType,
        lora: config.lora.rank > 0 ? config.lora : null,
      }),
    );
    this.savedStep = this.state.step;
    folder.prune(config.keepLast, this.state.best?.step ?? null);
  }

  /**
   * Hears `control.json` and the caller; a pause lasts until it is taken back, waiting for others until they are done
   * or have had a few minutes.
   */
  private async shouldStop(): Promise<boolean> {
    const { folder } = this.opened;
    const started = Date.now();
    for (;;) {
      throwIfAborted(this.hooks.signal);
      if (this.hooks.wantsStop?.() === true) return true;
      const control = folder.readControl();
      if (control === 'stop') {
        folder.clearControl();
        return true;
      }
      const reason = this.hooks.waitReason?.() ?? null;
      const mayWait = reason === 'battery' || Date.now() - started < patienceMs;
      if (control === 'run' && (reason === null || !mayWait)) {
        this.waitingFor = null;
        return false;
      }
      this.reportWait(control === 'pause' ? null : reason);
      await new Promise((resolve) => setTimeout(resolve, control === 'pause' ? pauseMs : waitMs));
    }
  }

  /** Says why nothing happens: once for a wait, again and again for a pause, whose time shows that the run lives. */
  private reportWait(reason: WaitReason | null): void {
    if (reason !== null && reason === this.waitingFor) return;
    this.waitingFor = reason;
    this.report(reason === null ? 'paused' : 'waiting');
  }
}
