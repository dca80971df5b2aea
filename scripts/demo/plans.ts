/** The runs that the demonstrations are made of, as changes of configuration. */
import path from 'node:path';
import type { JsonObject } from '../../src/base/json.ts';
import { families, isShort, optionOf, type PlannedRun, tinyFolder } from './runs.ts';

const repository = path.join(import.meta.dirname, '../..');
export const steps = Number(optionOf('steps') ?? (isShort ? 30 : 60));
export const bestLambda = 0.1;
const learningRate = Number(optionOf('rate') ?? 2e-4);

/** A tiny model, pre-trained until it solves about half of the problems. */
export function basePlan(folder: string): PlannedRun {
  return {
    name: 'base',
    changes: {
      recipe: 'pretrain',
      model: tinyFolder(folder),
      data: [families],
      seed: 1,
      steps: 900,
      rows: 12,
      length: 128,
      microBatches: 1,
      promptWeight: 0.1,
      schedule: { kind: 'wsd', warmupSteps: 50, decayShare: 0.3 },
      evaluateEvery: 0,
      saveEvery: 300,
    },
  };
}

/** A run of a method from a model. */
export function planned(
  name: string,
  model: string,
  { seed = 1, ...changes }: { readonly recipe: string; readonly policy: JsonObject; readonly seed?: number },
): PlannedRun {
  const policy = { problems: 12, group: 8, maxNewTokens: 72, evaluateProblems: 64, ...changes.policy };
  return {
    name,
    changes: {
      ...changes,
      policy,
      model,
      data: [families],
      seed,
      steps,
      rows: 8,
      length: 128,
      optimizer: { kind: 'adamw', learningRate, weightDecay: 0 },
      schedule: { kind: 'constant', warmupSteps: 3 },
      evaluateEvery: isShort ? 0 : 10,
      saveEvery: 20,
    },
  };
}

/** Where a demonstration begins: a folder that was named, or what `basePlan` makes; the short one from its result. */
export const givenBase = (): string | undefined =>
  optionOf('base') ?? (isShort ? path.join(repository, 'test/data/demo-base') : undefined);
