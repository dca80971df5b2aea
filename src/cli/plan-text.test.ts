/** What a plan says of the device that computes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomCheckpoint } from '../../test/support/random-checkpoint.ts';
import { planTraining, type TrainingPlan } from '../features/train-plan.ts';
import { planText } from './plan-text.ts';

let [model, folder] = ['', ''];
let plan: TrainingPlan;
beforeAll(async () => {
  model = randomCheckpoint({});
  folder = mkdtempSync(path.join(tmpdir(), 'vouch-plan-text-'));
  const file = path.join(folder, 'data.jsonl');
  writeFileSync(
    file,
    Array.from({ length: 9 }, (_, i) => JSON.stringify({ text: `${i} apples` })).join('\n'),
  );
  const changes = { model, data: [file], recipe: 'sft', steps: 1 };
  plan = await planTraining([{ place: 'test', changes }], {
    ...{ out: path.join(folder, 'run'), probeSeconds: 0, availableBytes: 1e12 },
  });
});
afterAll(() => {
  for (const made of [model, folder]) rmSync(made, { recursive: true, force: true });
});

const need = { weights: 3e9, gradients: 1e9, optimizer: 2e9, activations: 5e8, working: 0, total: 6.5e9 };

describe('the text of a plan', () => {
  it('has no line of a device where the processor computes', () => {
    expect(planText(plan)).not.toMatch(/on the device/);
  });

  it.each([
    [{ kind: 'own', bytes: 8e9, source: 'the driver' }, '8.00 GB free by the driver'],
    [{ kind: 'shared' }, "of the machine's memory, in addition to the above"],
    [{ kind: 'unknown' }, 'what the GPU has is not told here: give it with --gpu-memory GB'],
  ] as const)('says what a GPU needs and has: %j', (memory, room) => {
    const lines = planText({ ...plan, device: { name: 'webgpu', need, memory } }).split('\n');
    const at = lines.findIndex((line) => line.startsWith('webgpu'));
    expect(lines[at]).toBe(`webgpu      6.50 GB at most on the device, ${room}`);
    expect(lines[at + 1]).toBe(
      '            weights 3.00 GB, gradients 1.00 GB, optimizer 2.00 GB, activations 500 MB',
    );
  });

  it('names what a variant takes of either', () => {
    const variants = [{ name: 'all weights', bytes: 1e9, deviceBytes: 2e9, fits: true }];
    expect(planText({ ...plan, variants })).toContain("all weights: 1.00 GB, 2.00 GB of the GPU's, fits");
  });
});
