/** Every recipe that learns from rollouts, for real: two updates of the embedded model, and what must hold of them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../base/json.ts';
import { createSession, createSessionFromBytes } from '../../runtime/session.ts';
import { trainConfig } from '../config.ts';
import type { PolicyConfig } from '../policy-config.ts';
import { type Recipe, runLoop } from '../run/loop.ts';
import { closeRun, type OpenedRun, resumeRun, startRun } from '../run/open.ts';
import { RolloutSampler } from '../rollouts/sampler.ts';
import { RolloutCycle } from './cycle.ts';
import { PolicyRecipe, type PolicyRecipeName } from './policy.ts';
import { weighTokens } from './teaching.ts';

// real training on machines of any speed
vi.setConfig({ testTimeout: 120_000 });
// the real functions, counted
vi.mock('../../runtime/session.ts', { spy: true });

const folder = mkdtempSync(path.join(tmpdir(), 'vouch-recipes-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;

interface Changes extends JsonObject {
  readonly recipe: PolicyRecipeName;
}

function configOf({ policy, ...changes }: Changes & { readonly policy?: Partial<PolicyConfig> }) {
  const common = {
    model: path.join(import.meta.dirname, '../../../models/vouch-mini'),
    data: ['families:linear-equation,percent-of@1-3'],
    steps: 2,
    rows: 2,
    length: 128,
    threads: 1,
    evaluateEvery: 0,
    saveEvery: 0,
    optimizer: { learningRate: 1e-4 },
    policy: { problems: 2, group: 4, maxNewTokens: 80, ...policy },
  };
  return trainConfig([{ place: 'test', changes: { ...common, ...changes } }]);
}

interface Finished {
  readonly metrics: readonly Readonly<Record<string, number>>[];
  readonly samples: readonly JsonObject[];
  readonly weights: Float32Array;
}

async function finish(run: OpenedRun, name: PolicyRecipeName, out: string): Promise<Finished> {
  let recipe: Recipe | undefined;
  try {
    recipe = await PolicyRecipe.create(run, name);
    await runLoop(run, recipe);
  } finally {
    await recipe?.dispose();
    await closeRun(run);
  }
  return {
    metrics: metricsOf(out),
    samples: linesOf(path.join(out, 'samples.jsonl')) as JsonObject[],
    weights: run.decoder.weights,
  };
}

const linesOf = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

const metricsOf = (out: string): Finished['metrics'] =>
  linesOf(path.join(out, 'metrics.jsonl')) as Record<string, number>[];

/** The memory that a tensor's numbers lie in. */
const bufferOf = (data: object): unknown => ('buffer' in data ? data.buffer : data);

async function train(changes: Parameters<typeof configOf>[0]): Promise<Finished> {
  const out = path.join(folder, String(count++));
  return finish(await startRun(configOf(changes), out), changes.recipe, out);
}

const untimed = (metrics: Finished['metrics']): object[] =>
  metrics.map((line) =>
    Object.fromEntries(Object.entries(line).filter(([name]) => !/_time$|_per_second$/.test(name))),
  );

const recipes: readonly (readonly [name: PolicyRecipeName, policy: Partial<PolicyConfig>])[] = [
  ['grpo', { klCoeff: 0.01, clipHigh: 0.28, updates: 2, temperature: 0.8 }],
  ['loop', { epochs: 2, curriculum: true }],
  ['vineppo', { vineCompletions: 2 }],
  ['ppo', { verifier: 'none' }],
  ['reject', {}],
  ['dpo', { updates: 2 }],
  ['loop', { verifier: 'bce' }],
  ['loop', { verifier: 'regression' }],
  ['loop', { verifier: 'laser' }],
  ['loop', { verifyData: 'mixed', sampleRounds: 2, overlong: 'masked' }],
];

describe('recipes', () => {
  it.each(recipes)('%s %j trains, with figures that mean something', async (recipe, policy) => {
    const { metrics, samples } = await train({ recipe, policy });
    expect(metrics).toHaveLength(2);
    for (const line of metrics) {
      expect(line['skipped_steps']).toBe(0);
      expect(line['reward']).toBeGreaterThanOrEqual(0);
      expect(line['reward']).toBeLessThanOrEqual(1);
      expect(line['sampling/logprob_difference']).toBeLessThan(1e-4);
      expect(line['grad_norm']).toBeGreaterThan(0);
    }
    expect(samples.length).toBeGreaterThanOrEqual(2 * 2 * 4);
    for (const { score, correct } of samples) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect([0, 1]).toContain(correct);
    }
  });

  it('is exactly the base method where λ is 0', async () => {
    const base = await train({ recipe: 'loop', policy: { verifier: 'none' } });
    const zero = await train({ recipe: 'loop', policy: { verifier: 'generative', lambda: 0 } });
    expect(zero.weights).toEqual(base.weights);
    const verified = await train({ recipe: 'loop', policy: { lambda: 0.1 } });
    expect(verified.weights).not.toEqual(base.weights);
  });

  it('trains adapters: the sampler writes with what is trained, the base is the reference', async () => {
    const lora = { rank: 4 };
    // so large a step that the adapter of the step before would be seen in the figures of the next
    const fast = { optimizer: { learningRate: 0.01 }, schedule: { kind: 'constant', warmupSteps: 0 } };
    const { metrics } = await train({ recipe: 'grpo', lora, ...fast, policy: { klCoeff: 0.1, updates: 2 } });
    expect(metrics[0]!['kl']).toBeGreaterThanOrEqual(0);
    expect(metrics[1]!['kl']).toBeGreaterThan(0);
    for (const line of metrics) expect(line['sampling/logprob_difference']).toBeLessThan(1e-4);
  });

  it('samples from a base in 8 bits as it trains on it, within 0.05', async () => {
    const { metrics } = await train({ recipe: 'loop', lora: { rank: 4, base: 'int8' }, steps: 1 });
    expect(metrics[0]!['sampling/logprob_difference']).toBeLessThanOrEqual(0.05);
    expect(metrics[0]!['grad_norm']).toBeGreaterThan(0);
  });

  it('learns preferences from a file of pairs', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({
      prompt: `Add ${i} and 1.`,
      chosen: `$\\boxed{${i + 1}}$`,
      rejected: `$\\boxed{${i + 2}}$`,
    }));
    const file = path.join(folder, 'pairs.jsonl');
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    const policy = { problems: 6, verifier: 'none', dpoBeta: 0.5 } as const;
    const { metrics } = await train({ recipe: 'dpo', data: [file], heldOutShare: 0, steps: 6, policy });
    // nothing is preferred at first: log 2 a pair
    expect(metrics[0]!['dpo/loss']).toBeCloseTo(Math.LN2, 5);
    expect(metrics[0]!['dpo/pairs']).toBe(6);
    expect(metrics.at(-1)!['dpo/loss']).toBeLessThan(metrics[0]!['dpo/loss']!);
    expect(metrics.at(-1)!['rewards/accuracies']).toBeGreaterThan(0.5);
  });

  it('lets human labels join at their weight', async () => {
    const file = path.join(folder, 'labels.jsonl');
    const label = { verdict: 'wrong', firstError: 1 };
    const content = { id: 'a', problem: 'Solve 2x = 6.', steps: ['x = 6/2', 'x = 4', '\\boxed{4}'] };
    const shown = { score: false, exact: false };
    const head = { version: 1, type: 'label', at: 1, labeller: 'me', item: 'a', timeMs: 1 };
    writeFileSync(file, JSON.stringify({ ...head, label, shown, content }));
    const common = { recipe: 'loop', steps: 1 } as const;
    const without = await train(common);
    const ignored = await train({ ...common, policy: { annotations: [file], annotationWeight: 0 } });
    const heard = await train({ ...common, policy: { annotations: [file], annotationWeight: 1 } });
    expect(ignored.weights).toEqual(without.weights);
    expect(heard.weights).not.toEqual(without.weights);
    const empty = path.join(folder, 'nothing.jsonl');
    writeFileSync(empty, '');
    await expect(train({ ...common, policy: { annotations: [empty] } })).rejects.toThrow(
      /annotation log with/,
    );
  });

  it('learns without gold answers where it is told to, and says so of every sample', async () => {
    const file = path.join(folder, 'unanswered.jsonl');
    const rows = Array.from({ length: 6 }, (_, i) => ({ problem: `Find ${i} + ${i + 1}.` }));
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    const common = { recipe: 'grpo', data: [file], heldOutShare: 0, steps: 1 } as const;
    const { metrics, samples } = await train({ ...common, policy: { majorityLabels: true } });
    expect(metrics[0]!['majority_labels']).toBe(8);
    for (const { label } of samples) expect(label).toBe('majority');
    await expect(train({ ...common })).rejects.toThrow(/expected an answer, or a solution that states it/);
  });

  const switches: readonly (readonly [string, Parameters<typeof configOf>[0], copies: number])[] = [
    ['all weights', { recipe: 'loop' }, 0],
    ['an adapter', { recipe: 'loop', lora: { rank: 4 } }, 0],
    ['an adapter on a base in 8 bits', { recipe: 'loop', lora: { rank: 4, base: 'int8' } }, 0],
    // put in place and taken away again
    ['all weights beside a reference', { recipe: 'loop', policy: { klCoeff: 0.1 } }, 2],
    ['verdicts on what the first policy wrote', { recipe: 'loop', policy: { verifyData: 'stale' } }, 2],
  ];

  it.each(switches)('switches weights without a copy or a new session: %s', async (_, changes, copies) => {
    const out = path.join(folder, String(count++));
    const run = await startRun(configOf(changes), out);
    const { base, weights, options } = run.decoder;
    const frozen = [...(options.adapter?.frozen?.tensors.values() ?? [])].map(({ data }) => data);
    const own = new Set([base.weights, weights, ...frozen].map((data) => bufferOf(data)));
    const sampler = await RolloutSampler.create(run);
    const fed = Object.entries(sampler.weights);
    await sampler.dispose();
    expect(fed.length).toBeGreaterThan(80);
    expect(fed.flatMap(([name, { data }]) => (own.has(bufferOf(data)) ? [] : [name]))).toEqual([]);
    const made = [vi.mocked(createSession), vi.mocked(createSessionFromBytes)];
    const recipe = await PolicyRecipe.create(run, 'loop');
    expect(made[0]).toHaveBeenCalled();
    for (const one of made) one.mockClear();
    try {
      await runLoop(run, recipe);
      for (const one of made) expect(one).not.toHaveBeenCalled();
    } finally {
      await recipe.dispose();
      await closeRun(run);
    }
    const metrics = metricsOf(out);
    expect(metrics).toHaveLength(2);
    for (const line of metrics) {
      expect(line['sampling/weight_bytes_copied']).toBe(copies * weights.byteLength);
      // nothing to copy, nothing to wait for
      if (copies === 0) expect(line['switch_time']).toBe(0);
      else expect(line['switch_time']).toBeGreaterThan(0);
    }
  });

  it('stops where a wrong adapter is in the sampler', async () => {
    const out = path.join(folder, 'wrong-adapter');
    const run = await startRun(configOf({ recipe: 'loop', lora: { rank: 4 } }), out);
    const cycle = await RolloutCycle.create(run);
    try {
      const at = { step: 0, rate: 1, signal: undefined };
      const taught = (await cycle.sample(at)).flat().map((rollout) => cycle.taught(rollout, 1));
      weighTokens(run.config.policy, taught);
      await cycle.record(taught, at);
      expect(cycle.drift).toBeLessThan(1e-4);
      // the trainer goes on with other matrices than those that wrote
      run.decoder.weights.forEach((_, i) => {
        run.decoder.weights[i] = 0.3 * Math.sin(i);
      });
      await expect(cycle.record(taught, at)).rejects.toThrow(/something else was sampled from/);
    } finally {
      await cycle.dispose();
      await closeRun(run);
    }
  });

  it('goes on exactly after a stop, curriculum and moving reference included', async () => {
    const policy = { curriculum: true, klCoeff: 0.05, referenceEvery: 1, updates: 2 };
    const changes = { recipe: 'grpo', policy, schedule: { kind: 'constant' } } as const;
    const whole = await train({ ...changes, steps: 4 });
    const out = path.join(folder, 'resumed');
    const first = await startRun(configOf({ ...changes, steps: 4 }), out);
    const recipe = await PolicyRecipe.create(first, 'grpo');
    let asked = 0;
    await runLoop(first, recipe, { wantsStop: () => ++asked > 2 });
    await recipe.dispose();
    await closeRun(first);
    const resumed = await finish(await resumeRun(out), 'grpo', out);
    expect(untimed(resumed.metrics)).toEqual(untimed(whole.metrics));
    expect(resumed.weights).toEqual(whole.weights);
  });
});
