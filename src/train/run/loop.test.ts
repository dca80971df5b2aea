import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { randomCheckpoint } from '../../../test/support/random-checkpoint.ts';
import type { JsonObject } from '../../base/json.ts';
import { trainConfig } from '../config.ts';
import { SupervisedRecipe } from '../recipes/supervised.ts';
import { linuxOnBattery, batteryWatch } from './battery.ts';
import { checkpointsOf, readJsonFile, type RunStatus } from './folder.ts';
import { type Recipe, runLoop, type RunOutcome, type TrainHooks } from './loop.ts';
import { closeRun, type OpenedRun, resumeRun, startRun } from './open.ts';
import { trainingThreads } from './threads.ts';
import { waitReasons } from './waits.ts';

let model: string;
let folder: string;
let data: string;
beforeAll(() => {
  model = randomCheckpoint({});
});
afterAll(() => {
  rmSync(model, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vouch-loop-'));
  data = path.join(folder, 'data.jsonl');
  const rows = Array.from({ length: 40 }, (_, i) =>
    JSON.stringify({ problem: `What is ${i} + 1?`, solution: `${i} + 1 = ${i + 1}`, answer: i + 1 }),
  );
  writeFileSync(data, rows.join('\n'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const out = (): string => path.join(folder, 'run');
const settings = (changes: JsonObject) =>
  trainConfig([
    {
      place: 'test',
      changes: {
        ...{ model, data: [data], rows: 1, length: 96, microBatches: 1, threads: 1, steps: 8, saveEvery: 2 },
        ...{ evaluateEvery: 0, heldOutShare: 0.2, evaluateDocuments: 2, ...changes },
      },
    },
  ]);

/** Runs to the end; `wrap` may stand between the loop and the recipe. */
async function finish(
  run: OpenedRun,
  hooks: TrainHooks = {},
  wrap: (recipe: Recipe) => Recipe = (recipe) => recipe,
): Promise<RunOutcome> {
  try {
    return await runLoop(run, wrap(new SupervisedRecipe(run)), hooks);
  } finally {
    await closeRun(run);
  }
}

const start = async (
  changes: JsonObject,
  hooks?: TrainHooks,
  wrap?: (recipe: Recipe, run: OpenedRun) => Recipe,
): Promise<RunOutcome> => {
  const run = await startRun(settings(changes), out());
  return finish(run, hooks, (recipe) => wrap?.(recipe, run) ?? recipe);
};

const lines = (): readonly JsonObject[] =>
  readFileSync(path.join(out(), 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);
const status = (): JsonObject => readJsonFile(path.join(out(), 'status.json'))!;

/** The recipe with something done before and after some of its updates. */
function disturbed(
  recipe: Recipe,
  disturb: {
    readonly before: (step: number) => void;
    readonly after?: (step: number) => void;
    readonly evaluating?: () => void;
  },
): Recipe {
  return {
    reports: recipe.reports,
    get cursor() {
      return recipe.cursor;
    },
    step: async (step, rate, signal) => {
      disturb.before(step);
      try {
        return await recipe.step(step, rate, signal);
      } finally {
        disturb.after?.(step);
      }
    },
    evaluate: (signal) => {
      disturb.evaluating?.();
      return recipe.evaluate(signal);
    },
    dispose: () => recipe.dispose(),
  };
}

describe('gradients that are not finite', () => {
  it('are skipped, counted and reported, and change no weight', async () => {
    const seen: number[] = [];
    await start({ steps: 4 }, {}, (recipe, { decoder }) => {
      let kept = 0;
      return disturbed(recipe, {
        before: (step) => {
          kept = decoder.weights[0]!;
          if (step === 1) decoder.weights[0] = Number.NaN;
        },
        after: (step) => {
          if (step !== 1) return;
          decoder.weights[0] = kept;
          seen.push(decoder.weights.findIndex((weight) => !Number.isFinite(weight)));
        },
      });
    });
    expect(lines().map(({ step, loss, skipped_steps }) => [step, loss === null, skipped_steps])).toEqual([
      [1, false, 0],
      [2, true, 1],
      [3, false, 1],
      [4, false, 1],
    ]);
    expect(seen).toEqual([-1]);
    expect(status()['skippedSteps']).toBe(1);
  });

  it('three times in a row: back to the last checkpoint with half the rate, and on from there', async () => {
    const events: string[] = [];
    const outcome = await start(
      { steps: 8, optimizer: { learningRate: 1e-3 }, schedule: { kind: 'constant', warmupSteps: 0 } },
      { onEvent: (text) => events.push(text) },
      (recipe, { decoder }) =>
        disturbed(recipe, {
          before: (step) => {
            // stays broken until something else is loaded
            if (step === 2) decoder.weights.fill(Number.NaN, 0, 10);
          },
        }),
    );
    expect(outcome).toBe('done');
    const rollback = lines().find(({ event }) => event === 'rollback');
    // the weights of step 4 were spoilt already and have not been kept
    expect(rollback).toMatchObject({ step: 5, to_step: 2, rate_factor: 0.5 });
    const after = lines().filter(({ step, event }) => Number(step) > 5 && event === undefined);
    const good = after.filter(({ loss }) => loss !== null);
    expect(good.map(({ step, learning_rate }) => [step, learning_rate])).toEqual([
      [6, 0.5e-3],
      [7, 0.5e-3],
      [8, 0.5e-3],
    ]);
    expect(events).toEqual([expect.stringMatching(/back to the weights of step 2, rates × 0.5/)]);
  });

  it('for good: the run ends and says so instead of going round in circles', async () => {
    const broken = start({ steps: 500 }, {}, (recipe, { decoder }) =>
      disturbed(recipe, {
        before: (step) => {
          if (step >= 3) decoder.weights[0] = Number.NaN;
        },
      }),
    );
    await expect(broken).rejects.toThrow(
      /expected finite gradients, got \d+ others in a row.*lower the learning rate/,
    );
    expect(status()).toMatchObject({ phase: 'failed' });
    expect(lines().filter(({ event }) => event === 'rollback')).toHaveLength(6);
  });
});

describe('evaluation inside a run', () => {
  it('ends the run early, keeps the best checkpoint and says which it was', async () => {
    const outcome = await start({
      ...{ steps: 50, evaluateEvery: 2, patience: 2, keepLast: 1, saveEvery: 1 },
      optimizer: { learningRate: 0 },
    });
    expect(outcome).toBe('done');
    expect(lines().at(-1)).toEqual({ step: 6, event: 'early_stop', best_step: 2 });
    expect(checkpointsOf(out()).map(({ step }) => step)).toEqual([2, 6]);
  });
});

describe('a run that slept', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('counts none of that as work: speed, time left and the limit of minutes go on from before', async () => {
    const hour = 3_600_000;
    const clock = performance.now.bind(performance);
    let slept = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => clock() + slept);
    const left: (number | null)[] = [];
    const outcome = await start(
      { steps: 8, minutes: 30, evaluateEvery: 2 },
      { onStatus: ({ phase, remainingMs }) => phase === 'training' && left.push(remainingMs) },
      (recipe) =>
        disturbed(recipe, {
          // in the middle of an update, later in the middle of an evaluation
          before: (step) => (slept += step === 3 ? hour : 0),
          evaluating: () => (slept += slept === hour ? hour : 0),
        }),
    );
    expect([outcome, slept]).toEqual(['done', 2 * hour]);
    expect(lines().flatMap(({ step, loss }) => (loss === undefined ? [] : [step]))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(status()['elapsedMs']).toBeLessThan(hour / 2);
    for (const ms of left) expect(ms).toBeLessThan(hour / 2);
    const times = lines().flatMap(({ step_time }) => (step_time === undefined ? [] : [Number(step_time)]));
    // an interrupted update counts as the longest one before it
    expect(times[3]).toBe(Math.max(...times.slice(0, 3)));
  });
});

describe('others on the machine', () => {
  it('go first: the run waits between two steps and goes on', async () => {
    const answers = ['solve', 'solve', null, 'battery'] as const;
    let asked = 0;
    const phases: string[] = [];
    const note = ({ phase, waitingFor }: RunStatus): void => {
      const text = waitingFor === null ? phase : `${phase} ${waitingFor}`;
      if (phases.at(-1) !== text) phases.push(text);
    };
    await start({ steps: 2 }, { waitReason: () => answers[asked++] ?? null, onStatus: note });
    expect(phases).toEqual([
      'starting',
      'waiting solve',
      'training',
      'waiting battery',
      'saving',
      'training',
      'done',
    ]);
  });

  it('a battery is one that discharges while nothing is plugged in, and is asked now and then', () => {
    const supply = (name: string, files: Readonly<Record<string, string>>): void => {
      mkdirSync(path.join(folder, 'power', name), { recursive: true });
      for (const [file, text] of Object.entries(files))
        writeFileSync(path.join(folder, 'power', name, file), `${text}\n`);
    };
    const root = path.join(folder, 'power');
    expect(linuxOnBattery(root)).toBe(false);
    supply('mouse', { type: 'Battery', scope: 'Device', status: 'Discharging' });
    expect(linuxOnBattery(root)).toBe(false);
    supply('BAT0', { type: 'Battery', status: 'Discharging' });
    expect(linuxOnBattery(root)).toBe(true);
    supply('AC', { type: 'Mains', online: '1' });
    expect(linuxOnBattery(root)).toBe(false);
    let [time, asked] = [0, 0];
    const watch = batteryWatch(
      () => time,
      () => ++asked > 1,
    );
    expect([watch(), watch()]).toEqual([false, false]);
    time = 30_000;
    expect([watch(), asked]).toEqual([true, 2]);
  });

  it('a battery pauses a run that was told so, until it is on mains again, and no other run', async () => {
    const root = path.join(folder, 'power');
    const supply = (name: string, files: Readonly<Record<string, string>>): void => {
      mkdirSync(path.join(root, name), { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(path.join(root, name, file), text);
    };
    supply('BAT0', { type: 'Battery', status: 'Discharging' });
    supply('AC', { type: 'Mains', online: '0' });
    const sources = { onBattery: () => linuxOnBattery(root), isSolving: () => false };
    let polls = 0;
    const waits: number[] = [];
    await start(
      { steps: 3, pauseOnBattery: true },
      {
        waitReason: () => {
          // plugged in when the run has asked a few times
          if (++polls === 4) supply('AC', { type: 'Mains', online: '1' });
          return waitReasons(true, sources)();
        },
        onStatus: ({ step, waitingFor }) => waitingFor === 'battery' && waits.push(step),
      },
    );
    expect(waits).toEqual([0]);
    expect(lines().map(({ step }) => step)).toEqual([1, 2, 3]);
    supply('AC', { type: 'Mains', online: '0' });
    expect([waitReasons(true, sources)(), waitReasons(false, sources)()]).toEqual(['battery', null]);
    const both = { ...sources, isSolving: () => true };
    expect([waitReasons(true, both)(), waitReasons(false, both)()]).toEqual(['battery', 'solve']);
  });

  it('keep one core: a run takes all but one where nobody says how many', async () => {
    expect(trainingThreads(0)).toBe(Math.max(1, availableParallelism() - 1));
    expect(trainingThreads(3)).toBe(3);
    const run = await startRun(settings({ threads: 0 }), out());
    try {
      expect(run.decoder.options.threads).toBe(Math.max(1, availableParallelism() - 1));
    } finally {
      await closeRun(run);
    }
  });
});

describe('a run whose files are touched', () => {
  const atStep = (step: number, act: () => void): TrainHooks => ({
    onStatus: (now) => {
      if (now.phase === 'training' && now.step === step) act();
    },
  });

  it('stops clearly when its checkpoints are removed, and does not begin anew in silence', async () => {
    const remove = (): void => {
      rmSync(path.join(out(), 'checkpoints'), { recursive: true });
    };
    await expect(start({}, atStep(3, remove))).rejects.toThrow(/expected the folder checkpoints, got none/);
    expect(status()).toMatchObject({ phase: 'failed', savedStep: 2 });
    expect(lines().map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    await expect(resumeRun(out())).rejects.toThrow(/expected the checkpoint of step 2, got no checkpoints/);
  });

  it('stops clearly when a data file changes, and refuses to go on with other data', async () => {
    const before = readFileSync(data);
    const change = (): void => {
      appendFileSync(data, '\n{"problem":"What is 1 + 1?","answer":2}');
    };
    await expect(start({}, atStep(3, change))).rejects.toThrow(
      /data\.jsonl: expected the data.*got changed contents/,
    );
    expect(checkpointsOf(out()).map(({ step }) => step)).toEqual([2]);
    await expect(resumeRun(out())).rejects.toThrow(/got changed contents/);
    rmSync(data);
    await expect(resumeRun(out())).rejects.toThrow(/got no file/);
    writeFileSync(data, before);
    expect(await finish(await resumeRun(out()))).toBe('done');
    expect(lines().map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('clears what an earlier attempt left where a checkpoint goes', async () => {
    const block = (): void => {
      writeFileSync(path.join(out(), 'checkpoints', 'step-00000004.partial'), '');
    };
    await start({ steps: 4 }, atStep(3, block));
    expect(readdirSync(path.join(out(), 'checkpoints')).sort()).toEqual(['step-00000002', 'step-00000004']);
    expect(existsSync(path.join(out(), 'run.lock'))).toBe(false);
  });
});
