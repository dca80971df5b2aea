/**
 * Makes the result of a training run the default model: the model that the run began with and its checkpoint solve the
 * same held-out problems, the difference is given with a 95% interval, and on the caller's word the checkpoint is
 * copied to Vouch's own models. Taking back is `restoreDefault`. It knows no surface.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../base/errors.ts';
import { parseJsonObject } from '../base/json.ts';
import { importedModelsFolder, vouchHome } from '../checkpoint/places.ts';
import { promote, type PromotedModel } from '../checkpoint/promoted-model.ts';
import { bootstrap, type Estimate } from '../evaluate/bootstrap.ts';
import { passAtK, voteAtK } from '../evaluate/estimators.ts';
import { auroc } from '../evaluate/ranking.ts';
import type { EvaluatedProblem } from '../evaluate/report.ts';
import { type TrainConfig, trainConfig } from '../train/config.ts';
import { dataOptions } from '../train/data/data-options.ts';
import { openProblems } from '../train/data/problems.ts';
import { writeJson } from '../train/run/files.ts';
import { checkpointsOf, readJsonFile } from '../train/run/folder.ts';
import type { ModelChoice, Progress } from './contracts.ts';
import { evaluate } from './evaluate.ts';
import { type EvaluationRow, readEvaluationRows } from './evaluation-rows.ts';
import { toReported } from './evaluate-file.ts';
import { loadEngine } from './load-engine.ts';

export interface PromotionRequest {
  readonly run: string;
  /** A step, the newest checkpoint, or the best by evaluation (default, where there is one). */
  readonly checkpoint: number | 'best' | 'last';
  readonly problems: number;
  readonly samples: number;
  readonly seed: number;
  /** Problems from this file instead of the run's held-out ones. */
  readonly data?: string;
}

/** A checkpoint as a model that can be opened. */
export interface Candidate {
  readonly folder: string;
  readonly step: number;
  readonly before: ModelChoice & { readonly model: string };
  readonly after: ModelChoice & { readonly model: string };
  readonly config: TrainConfig;
}

/** One figure before and after; the difference is paired by problem. */
export interface Compared {
  readonly name: string;
  readonly before: Estimate | null;
  readonly after: Estimate | null;
  readonly difference: Estimate | null;
}

export interface PromotionReport {
  readonly version: 1;
  readonly run: string;
  readonly step: number;
  readonly problems: number;
  readonly samples: number;
  readonly figures: readonly Compared[];
}

export interface PromotionOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (phase: 'before' | 'after', progress: Progress) => void;
}

/** The checkpoint that is meant. Throws `InputError` where the run or the checkpoint is not there. */
export function findCandidate(run: string, wanted: PromotionRequest['checkpoint']): Candidate {
  const stored = readJsonFile(path.join(run, 'config.json'));
  if (stored === null) throw new InputError(`${run}: expected a run folder with config.json, got none`);
  const config = trainConfig([{ place: path.join(run, 'config.json'), changes: stored }]);
  const all = checkpointsOf(run);
  const last = all.at(-1);
  if (last === undefined) throw new InputError(`${run}: expected a checkpoint, got none; train first`);
  const state = readJsonFile(path.join(last.folder, 'training-state.json'));
  const best = (state?.['best'] as { readonly step?: number } | null | undefined)?.step;
  const step = wanted === 'last' ? last.step : wanted === 'best' ? (best ?? last.step) : wanted;
  const found = all.find((checkpoint) => checkpoint.step === step);
  if (found === undefined)
    throw new InputError(
      `${run}: expected a checkpoint of step ${step}, got those of steps ${all.map((each) => each.step).join(', ')}`,
    );
  const isAdapter = existsSync(path.join(found.folder, 'adapter_config.json'));
  return {
    ...found,
    config,
    before: { model: config.model },
    after: isAdapter ? { model: config.model, adapters: [found.folder] } : { model: found.folder },
  };
}

/** Problems with gold answers that the run has not been trained on. */
function heldOutRows({ config }: Candidate, request: PromotionRequest): readonly EvaluationRow[] {
  if (request.data !== undefined)
    return readEvaluationRows(readFileSync(request.data, 'utf8'), request.data).slice(0, request.problems);
  const sources = config.data.map((source) => openProblems(source, dataOptions(config)).heldOut);
  const rows = sources.flatMap((source) => {
    const count = Math.min(Math.ceil(request.problems / sources.length), source.size ?? Infinity);
    return Array.from({ length: count }, (_, i) => source.at(i));
  });
  if (rows.length === 0)
    throw new InputError(
      `${request.run}: expected held-out problems with answers, got none (heldOutShare is ${config.heldOutShare}); give some with --data FILE`,
    );
  return rows
    .slice(0, request.problems)
    .map(({ problem, answer }, i) => ({ id: String(i), problem, answer }));
}

/** Solves the same problems by both models. What was solved is kept in the run's `evaluation` folder. */
export async function comparePromotion(
  request: PromotionRequest,
  options: PromotionOptions = {},
): Promise<{ readonly report: PromotionReport; readonly candidate: Candidate }> {
  const candidate = findCandidate(request.run, request.checkpoint);
  const rows = heldOutRows(candidate, request);
  const solved = async (phase: 'before' | 'after'): Promise<readonly EvaluatedProblem[]> => {
    const step = phase === 'before' ? 'base' : `step-${candidate.step}`;
    const own = request.data === undefined ? '' : `-${path.basename(request.data)}`;
    const name = `${step}-${rows.length}x${request.samples}-seed${request.seed}${own}`;
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    const { engine } = await loadEngine(candidate[phase], signal);
    try {
      const { samples, seed } = request;
      const folder = path.join(request.run, 'evaluation', name);
      const results = await evaluate(
        { rows, samples, seed, folder },
        {
          engine,
          ...signal,
          onProgress: (progress) => options.onProgress?.(phase, progress),
        },
      );
      return results.map(toReported);
    } finally {
      await engine.dispose();
    }
  };
  const [before, after] = [await solved('before'), await solved('after')];
  const { run, samples, seed } = request;
  const figures = comparedFigures(before, after, seed);
  const report = { version: 1, run, step: candidate.step, problems: rows.length, samples, figures } as const;
  writeJson(path.join(run, 'evaluation', `promotion-step-${candidate.step}.json`), report);
  return { report, candidate };
}

type Solved = readonly EvaluatedProblem[];

/** Figures of both and their paired difference. Pure. */
export function comparedFigures(before: Solved, after: Solved, seed: number): readonly Compared[] {
  const pairs = before.flatMap((one, i) => {
    const other = after[i];
    return other === undefined || !one.graded || !other.graded ? [] : [{ before: one, after: other }];
  });
  const compare = (name: string, of: (solved: Solved) => number | null): Compared => {
    const side = (key: 'before' | 'after') =>
      bootstrap(pairs, (sample) => of(sample.map((pair) => pair[key])), { seed });
    const difference = bootstrap(
      pairs,
      (sample) => {
        const [low, high] = [of(sample.map((pair) => pair.before)), of(sample.map((pair) => pair.after))];
        return low === null || high === null ? null : high - low;
      },
      { seed },
    );
    return { name, before: side('before'), after: side('after'), difference };
  };
  const mean = (values: readonly number[]): number | null =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  const pass = (solved: Solved): number | null =>
    mean(
      solved.map(({ candidates }) =>
        passAtK(candidates.length, candidates.filter(({ correct }) => correct).length, 1),
      ),
    );
  const vote =
    (exponent: number) =>
    (solved: Solved): number | null =>
      mean(
        solved.flatMap(({ candidates }) => voteAtK(candidates, candidates.length, { exponent, seed }) ?? []),
      );
  const rank = (solved: Solved): number | null =>
    auroc(
      solved.flatMap(({ candidates }) =>
        candidates.flatMap(({ score, correct }) => (score === null ? [] : [{ score, correct }])),
      ),
    );
  const k = Math.min(...pairs.map(({ after: { candidates } }) => candidates.length));
  return [
    compare('pass@1', pass),
    compare(`majority@${k}`, vote(0)),
    compare(`weighted@${k}`, vote(1)),
    compare('verifier AUROC', rank),
  ];
}

/** Copies the checkpoint to Vouch's own models and makes it the default. */
export function promoteCandidate({ folder, step, after, config }: Candidate, run: string): PromotedModel {
  const isAdapter = after.adapters !== undefined;
  const name = `${path.basename(path.resolve(run)).replace(/[^\w.-]/g, '-')}-step-${step}`;
  const root = isAdapter ? path.join(vouchHome(), 'adapters') : importedModelsFolder();
  const target = path.join(root, name);
  copyForUse(folder, target);
  const promoted: PromotedModel = {
    id: name,
    folder: isAdapter ? config.model : target,
    adapters: isAdapter ? [target] : [],
    run: path.resolve(run),
    step,
    promotedAt: new Date().toISOString(),
  };
  promote(promoted);
  return promoted;
}

/** Files that only training reads. */
const trainingFiles = ['optimizer.safetensors', 'training-state.json'];

/** Copies what solving needs, whole or not at all. */
function copyForUse(from: string, to: string): void {
  const partial = `${to}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  for (const name of readdirSync(from))
    if (!trainingFiles.includes(name)) cpSync(path.join(from, name), path.join(partial, name));
  const own = path.join(partial, 'vouch.json');
  if (existsSync(own)) {
    // what was measured on other weights does not hold for these
    const kept = Object.entries(parseJsonObject(readFileSync(own, 'utf8'), own)).filter(
      ([key]) => !['calibration', 'thresholds', 'evaluation'].includes(key),
    );
    writeJson(own, Object.fromEntries(kept));
  }
  rmSync(to, { recursive: true, force: true });
  renameSync(partial, to);
}
