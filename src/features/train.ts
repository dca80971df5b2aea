/**
 * Training as a feature: a request, a signal and a progress callback in, the run's last status out. What happens in
 * between is written to the run's folder; whoever wants to watch reads that. It knows no surface.
 */
import type { TrainConfig } from '../train/config.ts';
import type { SourceReport } from '../train/data/source.ts';
import { PolicyRecipe } from '../train/recipes/policy.ts';
import { SupervisedRecipe } from '../train/recipes/supervised.ts';
import type { RunStatus } from '../train/run/folder.ts';
import { type Recipe, runLoop, type RunOutcome, type TrainHooks } from '../train/run/loop.ts';
import { closeRun, type OpenedRun, resumeRun, startRun } from '../train/run/open.ts';

export type TrainRequest =
  | { readonly kind: 'start'; readonly config: TrainConfig; readonly out: string }
  | { readonly kind: 'resume'; readonly out: string };

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
  const opened: OpenedRun =
    request.kind === 'start' ? await startRun(request.config, request.out) : await resumeRun(request.out);
  let status: RunStatus | null = null;
  let recipe: Recipe | undefined;
  try {
    recipe = await recipeOf(opened);
    listeners.onOpened?.(summaryOf(opened, recipe));
    const outcome = await runLoop(opened, recipe, {
      ...listeners,
      onStatus: (now) => {
        status = now;
        listeners.onStatus?.(now);
      },
    });
    return { version: 1, outcome, out: request.out, status };
  } finally {
    await recipe?.dispose();
    await closeRun(opened);
  }
}

async function recipeOf(opened: OpenedRun): Promise<Recipe> {
  switch (opened.config.recipe) {
    case 'pretrain':
    case 'sft':
      return new SupervisedRecipe(opened);
    case 'grpo':
    case 'loop':
      return PolicyRecipe.create(opened);
  }
}

function summaryOf({ config, decoder, state }: OpenedRun, { reports }: Recipe): OpenedSummary {
  return {
    parameters: decoder.weights.length,
    tokensPerUpdate: config.rows * config.length * config.microBatches,
    resumedAt: state.step,
    sources: reports,
  };
}
