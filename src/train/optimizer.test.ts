/** Rates of an update: what a head learns with, and what everything else does. */
import { describe, expect, it } from 'vitest';
import { readConfig } from '../checkpoint/config.ts';
import { defaultOptimizer, Optimizer } from './optimizer.ts';
import { ParameterLayout } from './parameters.ts';

const folder = `${import.meta.dirname}/../../test/data/demo-base`;

/** How far one update with equal gradients moves each weight, by its name. */
async function moved(headLearningRate: number, share: number): Promise<Map<string, number>> {
  const layout = ParameterLayout.full(readConfig(folder), ['value', 'score']);
  const settings = {
    ...defaultOptimizer,
    learningRate: 1e-4,
    headLearningRate,
    weightDecay: 0,
    maxGradNorm: 0,
  };
  const optimizer = await Optimizer.create(settings, layout);
  const weights = new Float32Array(layout.size);
  await optimizer.update(weights, new Float32Array(layout.size).fill(1e-3), share);
  await optimizer.dispose();
  return new Map(layout.weights.map(({ name }) => [name, -layout.view(weights, name)[0]!]));
}

describe('rates', () => {
  it('are a head’s own for value and score, and the run’s for everything else', async () => {
    const steps = await moved(3e-3, 0.5);
    const heads = ['value_head.weight', 'value_head.bias', 'score_head.weight', 'score_head.bias'];
    for (const name of heads) expect(steps.get(name)! / 1.5e-3).toBeCloseTo(1, 3);
    const others = [...steps].filter(([name]) => !heads.includes(name));
    expect(others.length).toBeGreaterThan(10);
    for (const [, step] of others) expect(step / 5e-5).toBeCloseTo(1, 3);
  });

  it('leave everything but the heads as it is where theirs changes', async () => {
    const [slow, fast] = [await moved(1e-4, 1), await moved(1e-2, 1)];
    const changed = [...slow].filter(([name, step]) => fast.get(name) !== step).map(([name]) => name);
    expect(changed.every((name) => name.includes('_head.'))).toBe(true);
    expect(changed.length).toBe(4);
  });
});
