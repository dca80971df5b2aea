/**
 * Training as a feature: a request, a signal and a progress callback in, the run's last status out. What happens in
 * between is written to the run's folder; whoever wants to watch reads that. It knows no surface.
 */
import { readConfig } from '../checkpoint/config.ts';
import { announceLoadedModels } from '../runtime/loaded-models.ts';
import type { TrainConfig } from '../train/config.ts';
import type { SourceReport } from '../train/data/row-file.ts';
import { precisions, type TorchHooks, type TorchOutcome, vllmModes } from '../train/engines/python.ts';
import { type RecordedRows, RolloutService } from '../train/engines/rollout-service.ts';
import { checkTorch, learnsFromRollouts } from '../train/engines/torch-limits.ts';
import { runTorchPolicy } from '../train/engines/torch-policy.ts';
import { runTorch } from '../train/engines/torch.ts';
import { ParameterLayout } from '../train/parameters.ts';
import { memoryNeed } from '../train/plan/memory.ts';
import { AnsweringRecipe } from '../train/recipes/answering.ts';
import { PolicyRecipe } from '../train/recipes/policy.ts';
import { openBatches, SupervisedRecipe } from '../train/recipes/supervised.ts';
import { WarmUpRecipe } from '../train/recipes/warm-up.ts';
import type { RunStatus } from '../train/run/folder.ts';
import { type Recipe, runLoop, type RunOutcome, type TrainHooks } from '../train/run/loop.ts';
import {
  closeRun,
  type OpenedRun,
  type PreparedRun,
  prepareResume,
  prepareStart,
  resumeRun,
  startRun,
} from '../train/run/open.ts';
import type { TrainingDevice } from '../train/run/placed.ts';
import { waitReasons } from '../train/run/waits.ts';

export const engines = ['onnxruntime', 'torch'] as const;
export { precisions, vllmModes };

/** Where the arithmetic runs; the run's folder is the same. */
export type EngineChoice =
  | { readonly kind: 'onnxruntime'; readonly device?: TrainingDevice }
  /** `recorded`: completions to learn from instead of sampling. */
  | ({ readonly kind: 'torch'; readonly recorded?: RecordedRows } & Pick<
      TorchHooks,
      'launch' | 'precision' | 'vllm'
    >);

export type TrainRequest = (
  | { readonly kind: 'start'; readonly config: TrainConfig; readonly out: string }
  | { readonly kind: 'resume'; readonly out: string }
) & { readonly engine?: EngineChoice };

export interface TrainResult {
  readonly version: 1;
  readonly outcome: RunOutcome;
  readonly out: string;
  readonly status: RunStatus | null;
}

export interface TrainListeners extends TrainHooks {
  /** Once, before the first step: what the run is made of. */
  readonly onOpened?: (opened: OpenedSummary) => void;
}

export interface OpenedSummary {
  readonly parameters: number;
  readonly tokensPerUpdate: number;
  readonly resumedAt: number;
  readonly sources: readonly SourceReport[];
}

/** Runs or resumes a training run to its end. */
export async function train(request: TrainRequest, listeners: TrainListeners = {}): Promise<TrainResult> {
  return request.engine?.kind === 'torch'
    ? trainOnTorch(request, request.engine, listeners)
    : trainHere(request, listeners);
}

async function trainOnTorch(
  request: TrainRequest,
  engine: Extract<EngineChoice, { readonly kind: 'torch' }>,
  listeners: TrainListeners,
): Promise<TrainResult> {
  if (request.kind === 'start') checkTorch(request.config);
  const { out } = request;
  const prepared =
    request.kind === 'start' ? await prepareStart(request.config, out) : await prepareResume(out);
  try {
    checkTorch(prepared.config);
    const opened = (sources: readonly SourceReport[]): void => {
      const { rows, length, microBatches, model } = prepared.config;
      listeners.onOpened?.({
        parameters: ParameterLayout.full(readConfig(model)).size,
        tokensPerUpdate: rows * length * microBatches,
        resumedAt: prepared.state.step,
        sources,
      });
    };
    const { outcome, status } = await runOnTorch(prepared, engine, { listeners, opened });
    return { version: 1, outcome, out, status };
  } finally {
    prepared.folder.close();
  }
}

function runOnTorch(
  prepared: PreparedRun,
  { launch, precision, vllm, recorded }: Extract<EngineChoice, { readonly kind: 'torch' }>,
  by: {
    readonly listeners: TrainListeners;
    readonly opened: (sources: readonly SourceReport[]) => void;
  },
): Promise<TorchOutcome> {
  const hooks = { ...by.listeners, launch, precision, vllm };
  if (learnsFromRollouts(prepared.config)) {
    const service = new RolloutService(prepared, recorded);
    by.opened(service.reports);
    return runTorchPolicy(prepared, service, hooks);
  }
  const data = openBatches(prepared);
  by.opened(data.reports);
  return runTorch(prepared, data, hooks);
}

async function trainHere(request: TrainRequest, listeners: TrainListeners): Promise<TrainResult> {
  const { engine, out } = request;
  const device = engine?.kind === 'onnxruntime' ? engine.device : undefined;
  const opened: OpenedRun =
    request.kind === 'start' ? await startRun(request.config, out, device) : await resumeRun(out, device);
  let status: RunStatus | null = null;
  let recipe: Recipe | undefined;
  try {
    recipe = await recipeOf(opened);
    listeners.onOpened?.(summaryOf(opened, recipe));
    announceTraining(opened);
    const outcome = await runLoop(opened, recipe, {
      waitReason: waitReasons(opened.config.pauseOnBattery),
      ...listeners,
      onStatus: (now) => {
        status = now;
        listeners.onStatus?.(now);
      },
    });
    return { version: 1, outcome, out: request.out, status };
  } finally {
    announceLoadedModels([]);
    await recipe?.dispose();
    await closeRun(opened);
  }
}

/** Tells other Vouch processes of the memory that the run takes. */
function announceTraining({ config, decoder }: OpenedRun): void {
  announceLoadedModels([
    {
      model: config.model,
      bytes: memoryNeed(config, decoder.config).total,
      purpose: 'train',
      busy: true,
      since: new Date().toISOString(),
    },
  ]);
}

async function recipeOf(opened: OpenedRun): Promise<Recipe> {
  const { recipe, supervisedSteps } = opened.config;
  if (recipe === 'pretrain' || recipe === 'sft')
    return opened.config.evaluateAnswers > 0 ? AnsweringRecipe.create(opened) : new SupervisedRecipe(opened);
  return supervisedSteps > 0
    ? WarmUpRecipe.create(opened, (run) => PolicyRecipe.create(run, recipe))
    : PolicyRecipe.create(opened, recipe);
}

function summaryOf({ config, decoder, state }: OpenedRun, { reports }: Recipe): OpenedSummary {
  return {
    parameters: decoder.weights.length,
    tokensPerUpdate: config.rows * config.length * config.microBatches,
    resumedAt: state.step,
    sources: reports,
  };
}
