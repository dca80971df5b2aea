/**
 * Supervised training, read from top to bottom: pack documents, add up the gradients of the micro-batches, update,
 * log, evaluate, save. `pretrain` and `sft` are this loop with other defaults. It knows the run's folder and model,
 * neither terminal nor editor.
 */
import { CancelledError, throwIfAborted } from '../../base/errors.ts';
import { restoreCheckpoint, saveCheckpoint } from '../checkpoint.ts';
import { BatchMaker, packAll } from '../data/batches.ts';
import type { PackedBatch, TrainingDocument } from '../packing.ts';
import { checkpointsOf, type RunPhase, type RunState, type RunStatus } from '../run/folder.ts';
import type { OpenedRun } from '../run/open.ts';
import { rateAt } from '../schedules.ts';

export interface TrainHooks {
  /** Stops at once; what was not saved is lost. */
  readonly signal?: AbortSignal;
  /** Asked after each update: true ends the run in good order, with a checkpoint. */
  readonly wantsStop?: () => boolean;
  readonly onStatus?: (status: RunStatus) => void;
}

export type RunOutcome = 'done' | 'stopped';

const pauseMs = 500;
const maxSkipsInARow = 3;

/** Trains until the run's limit, a stop, or an error that cannot be helped. Ends with a checkpoint. */
export async function trainSupervised(run: OpenedRun, hooks: TrainHooks = {}): Promise<RunOutcome> {
  const loop = new SupervisedLoop(run, hooks);
  try {
    return await loop.run();
  } catch (error) {
    if (!(error instanceof CancelledError)) loop.fail(error);
    throw error;
  }
}

class SupervisedLoop {
  private readonly opened: OpenedRun;
  private readonly hooks: TrainHooks;
  private readonly heldOut: readonly TrainingDocument[];
  private batches: BatchMaker;
  private state: RunState;
  private savedStep: number;
  private skipsInARow = 0;
  private loss: number | null = null;
  private evaluationLoss: number | null = null;
  private tokensPerSecond = 0;

  constructor(opened: OpenedRun, hooks: TrainHooks) {
    this.opened = opened;
    this.hooks = hooks;
    this.state = opened.state;
    this.savedStep = opened.state.step;
    this.batches = new BatchMaker(opened.train, opened.config, opened.state.data);
    this.heldOut = heldOutDocuments(opened);
  }

  async run(): Promise<RunOutcome> {
    const { config } = this.opened;
    for (;;) {
      throwIfAborted(this.hooks.signal);
      if (this.isOver()) break;
      if (await this.shouldStop()) return this.finish('stopped');
      await this.step();
      const { step } = this.state;
      if (config.evaluateEvery > 0 && step % config.evaluateEvery === 0) await this.evaluate();
      if (config.saveEvery > 0 && step % config.saveEvery === 0) await this.save();
      this.report('training');
    }
    if (config.evaluateEvery > 0 && this.state.step % config.evaluateEvery !== 0) await this.evaluate();
    return this.finish('done');
  }

  fail(error: unknown): void {
    this.report('failed', error instanceof Error ? error.message : String(error));
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
    const { decoder, optimizer, config, folder } = this.opened;
    const started = performance.now();
    const share = this.rate();
    const packed = this.batches.take();
    const { loss, tokens, counted } = await this.gradients(packed);
    const gradNorm = await optimizer.update(decoder.weights, decoder.gradients, share);
    const isFinite = Number.isFinite(gradNorm) && Number.isFinite(loss);
    if (isFinite) this.average();
    const ms = performance.now() - started;
    this.skipsInARow = isFinite ? 0 : this.skipsInARow + 1;
    this.loss = isFinite ? loss : this.loss;
    this.tokensPerSecond = (tokens / ms) * 1000;
    const before = this.state;
    this.state = {
      ...before,
      step: before.step + 1,
      tokens: before.tokens + tokens,
      elapsedMs: before.elapsedMs + ms,
      skippedSteps: before.skippedSteps + (isFinite ? 0 : 1),
      data: this.batches.cursor,
    };
    folder.metrics.append({
      step: this.state.step,
      loss: isFinite ? loss : null,
      grad_norm: isFinite ? gradNorm : null,
      learning_rate:
        share *
        (config.optimizer.kind === 'muon'
          ? config.optimizer.muonLearningRate
          : config.optimizer.learningRate),
      num_tokens: this.state.tokens,
      counted_tokens: counted,
      epoch: this.batches.epoch,
      skipped_steps: this.state.skippedSteps,
      step_time: ms / 1000,
      tokens_per_second: this.tokensPerSecond,
    });
    if (this.skipsInARow >= maxSkipsInARow) this.rollBack();
  }

  /** Sums the gradients of the micro-batches; the loss is the mean over counted tokens. */
  private async gradients(
    packed: readonly PackedBatch[],
  ): Promise<{ readonly loss: number; readonly tokens: number; readonly counted: number }> {
    const { decoder } = this.opened;
    decoder.zeroGradients();
    let [loss, tokens, counted] = [0, 0, 0];
    for (const batch of packed) {
      throwIfAborted(this.hooks.signal);
      const { logprobs } = await decoder.accumulate(batch);
      loss += meanLoss(logprobs, batch);
      tokens += batch.usedTokens;
      counted += batch.sources.length;
    }
    return { loss, tokens, counted };
  }

  private average(): void {
    const { average, config, decoder } = this.opened;
    if (average === null) return;
    // early on the average follows faster, or it would remember the beginning
    const keep = Math.min(config.ema, (this.state.step + 1) / (this.state.step + 10));
    for (let i = 0; i < average.length; i++) average[i]! += (1 - keep) * (decoder.weights[i]! - average[i]!);
  }

  /** Back to the last checkpoint with half the rates, after several gradients that were not finite. */
  private rollBack(): void {
    const { decoder, optimizer, average, folder } = this.opened;
    const last = checkpointsOf(folder.folder).at(-1);
    if (last === undefined)
      throw new Error(
        `training: expected finite gradients, got ${maxSkipsInARow} others in a row before the first checkpoint; lower the learning rate`,
      );
    const restored = restoreCheckpoint(last.folder, decoder.layout);
    decoder.weights.set(restored.weights);
    optimizer.state.first.set(restored.optimizer.first);
    optimizer.state.second.set(restored.optimizer.second);
    optimizer.state.step = restored.optimizer.step;
    if (average !== null && restored.average !== null) average.set(restored.average);
    this.skipsInARow = 0;
    this.state = { ...this.state, rateFactor: this.state.rateFactor / 2 };
    folder.metrics.append({
      step: this.state.step,
      event: 'rollback',
      to_step: last.step,
      rate_factor: this.state.rateFactor,
    });
  }

  private async evaluate(): Promise<void> {
    const { decoder, folder, average, config } = this.opened;
    if (this.heldOut.length === 0) return;
    this.report('evaluating');
    const started = performance.now();
    const current = average === null ? null : decoder.weights.slice();
    if (average !== null) decoder.weights.set(average);
    let [loss, weight] = [0, 0];
    try {
      for (const batch of packAll(this.heldOut, config.rows, config.length)) {
        const { logprobs } = await decoder.score(batch);
        loss += meanLoss(logprobs, batch);
        for (const one of batch.weights) weight += one;
      }
    } finally {
      if (current !== null) decoder.weights.set(current);
    }
    this.evaluationLoss = loss / weight;
    const { best, step } = this.state;
    const isBest = best === null || this.evaluationLoss < best.loss;
    this.state = {
      ...this.state,
      elapsedMs: this.state.elapsedMs + performance.now() - started,
      best: isBest ? { step, loss: this.evaluationLoss } : best,
    };
    folder.metrics.append({ step, eval_loss: this.evaluationLoss, eval_documents: this.heldOut.length });
    if (isBest) await this.save();
  }

  private async save(): Promise<void> {
    const { decoder, optimizer, config, folder, average } = this.opened;
    this.report('saving');
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
        optimizer: optimizer.state,
        state: this.state,
        type: config.saveType,
      }),
    );
    this.savedStep = this.state.step;
    folder.prune(config.keepLast, this.state.best?.step ?? null);
  }

  /** Hears `control.json` and the caller; a pause lasts until it is taken back. */
  private async shouldStop(): Promise<boolean> {
    const { folder } = this.opened;
    for (;;) {
      throwIfAborted(this.hooks.signal);
      if (this.hooks.wantsStop?.() === true) return true;
      const control = folder.readControl();
      if (control === 'run') return false;
      if (control === 'stop') {
        folder.clearControl();
        return true;
      }
      this.report('paused');
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  private report(phase: RunPhase, error: string | null = null): void {
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
      skippedSteps,
      pid: process.pid,
      lastError: error,
      updatedAt: new Date().toISOString(),
    };
    folder.writeStatus(status);
    this.hooks.onStatus?.(status);
  }
}

/** −Σ w log p. */
function meanLoss(logprobs: Float32Array, batch: PackedBatch): number {
  let loss = 0;
  for (let i = 0; i < logprobs.length; i++) loss -= batch.weights[i]! * logprobs[i]!;
  return loss;
}

/** The first held-out documents that fit. */
function heldOutDocuments({ heldOut, config }: OpenedRun): readonly TrainingDocument[] {
  const documents: TrainingDocument[] = [];
  const limit = heldOut.size ?? config.evaluateDocuments * 20;
  for (let i = 0; i < limit && documents.length < config.evaluateDocuments; i++) {
    const document = heldOut.at(i);
    if (document?.weights.some((weight) => weight > 0) === true) documents.push(document);
  }
  return documents;
}
