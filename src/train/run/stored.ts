/**
 * Reading back what a run has written about itself, field by field: `status.json`, and the state in a checkpoint.
 * Folders are copied, edited and cut off; what is not as it was written is named with its place instead of being
 * computed with. It knows no numbers of the model.
 */
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import {
  asList,
  asNumber,
  asObject,
  asString,
  describeValue,
  isObject,
  type JsonObject,
} from '../../base/json.ts';
import type { DataCursor } from '../data/batches.ts';
import { readJsonFile, runPhases, type RunState, type RunStatus, waits } from './folder.ts';

/** A number that is not finite was written as null. */
const finiteOr = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
const finiteOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
const count = (value: unknown, place: string): number => asNumber(value, place, 0);

/** The status of a run, or null before its first; fields that its engine does not know are null. */
export function readStatus(folder: string): RunStatus | null {
  const place = join(folder, 'status.json');
  const stored = readJsonFile(place);
  return stored === null ? null : statusOf(stored, place);
}

function statusOf(stored: JsonObject, place: string): RunStatus {
  const number = (name: keyof RunStatus): number => count(stored[name], `${place}: ${name}`);
  const phase = runPhases.find((known) => known === stored['phase']);
  if (phase === undefined)
    throw new InputError(
      `${place}: phase: expected one of ${runPhases.join(', ')}, got ${describeValue(stored['phase'])}`,
    );
  const text = (name: keyof RunStatus): string => asString(stored[name], `${place}: ${name}`);
  return {
    version: 1,
    phase,
    recipe: text('recipe'),
    step: number('step'),
    steps: finiteOrNull(stored['steps']),
    tokens: number('tokens'),
    tokensPerSecond: finiteOr(stored['tokensPerSecond'], 0),
    elapsedMs: number('elapsedMs'),
    remainingMs: finiteOrNull(stored['remainingMs']),
    loss: finiteOrNull(stored['loss']),
    evaluationLoss: finiteOrNull(stored['evaluationLoss']),
    reward: finiteOrNull(stored['reward']),
    auroc: finiteOrNull(stored['auroc']),
    skippedSteps: finiteOr(stored['skippedSteps'], 0),
    savedStep: finiteOrNull(stored['savedStep']),
    waitingFor: waits.find((known) => known === stored['waitingFor']) ?? null,
    pid: number('pid'),
    lastError: typeof stored['lastError'] === 'string' ? stored['lastError'] : null,
    updatedAt: text('updatedAt'),
  };
}

/** The state of a run as a checkpoint keeps it. Throws `InputError` naming the field that is not one. */
export function runState(stored: JsonObject, place: string): RunState {
  const number = (name: keyof RunState): number => count(stored[name], `${place}: ${name}`);
  const logs = asObject(stored['logs'], `${place}: logs`);
  return {
    version: 1,
    step: number('step'),
    tokens: number('tokens'),
    elapsedMs: number('elapsedMs'),
    skippedSteps: number('skippedSteps'),
    rateFactor: number('rateFactor'),
    optimizerStep: number('optimizerStep'),
    data: cursorOf(stored['data'], `${place}: data`),
    best: bestOf(stored['best']),
    // states of older runs do not count evaluations
    sinceBest: finiteOr(stored['sinceBest'], 0),
    logs: {
      metrics: count(logs['metrics'], `${place}: logs.metrics`),
      samples: count(logs['samples'], `${place}: logs.samples`),
    },
  };
}

function cursorOf(value: unknown, place: string): DataCursor {
  const cursor = asObject(value, place);
  const { levels } = cursor;
  return {
    next: count(cursor['next'], `${place}.next`),
    pending: asList(cursor['pending'], `${place}.pending`, count),
    ...(levels === undefined ? {} : { levels: levelsOf(levels, `${place}.levels`) }),
  };
}

function levelsOf(value: unknown, place: string): Readonly<Record<string, number>> {
  const levels = Object.entries(asObject(value, place));
  return Object.fromEntries(levels.map(([family, level]) => [family, asNumber(level, `${place}.${family}`)]));
}

/** None where its loss was not a number: anything is better. */
function bestOf(value: unknown): RunState['best'] {
  if (!isObject(value)) return null;
  const [step, loss] = [finiteOrNull(value['step']), finiteOrNull(value['loss'])];
  return step === null || loss === null ? null : { step, loss };
}
