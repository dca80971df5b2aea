/** Rollouts of the embedded model: what is trained is what was sampled and what was asked. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainConfig } from '../config.ts';
import { packAll } from '../data/batches.ts';
import { openProblems } from '../data/problems.ts';
import { closeRun, type OpenedRun, startRun } from '../run/open.ts';
import type { Rollout } from './rollout.ts';
import { RolloutSampler } from './sampler.ts';

const source = 'families:linear-equation@1-2';
const folder = mkdtempSync(path.join(tmpdir(), 'vouch-rollouts-'));
const length = 160;
let run: OpenedRun;
let sampler: RolloutSampler;

beforeAll(async () => {
  const changes = {
    recipe: 'loop',
    model: path.join(import.meta.dirname, '../../../models/vouch-mini'),
    data: [source],
    steps: 1,
    rows: 2,
    length,
    threads: 1,
    policy: { maxNewTokens: 120 },
  };
  run = await startRun(trainConfig([{ place: 'test', changes }]), path.join(folder, 'run'));
  sampler = await RolloutSampler.create(run);
});
afterAll(async () => {
  await sampler.dispose();
  await closeRun(run);
  rmSync(folder, { recursive: true, force: true });
});

const sample = (rows: number, seed: number): Promise<Rollout[][]> => {
  const { train } = openProblems(source, { seed: 1, heldOutShare: 0 });
  return sampler.sample([train.at(0), train.at(1)], { rows, seed, temperature: 1, signal: undefined });
};

/** log p of every token of the documents by the trainer. */
async function trainerLogprobs(rollouts: readonly Rollout[]): Promise<Float32Array[]> {
  const result = rollouts.map(({ tokenIds }) => new Float32Array(tokenIds.length));
  const documents = rollouts.map(({ tokenIds }) => ({
    tokenIds,
    weights: new Float32Array(tokenIds.length).fill(1),
  }));
  for (const batch of packAll(documents, run.config.rows, length)) {
    const { logprobs } = await run.decoder.score(batch);
    logprobs.forEach((logprob, m) => {
      result[batch.members[m]!]![batch.places[m]!] = logprob;
    });
  }
  return result;
}

describe('rollouts', () => {
  it('train the tokens that were drawn, with the log-probabilities they were drawn with', async () => {
    const rollouts = (await sample(3, 5)).flat();
    const trained = await trainerLogprobs(rollouts);
    let [difference, count] = [0, 0];
    rollouts.forEach(({ drawn, samplerLogprobs }, i) => {
      drawn.forEach((one, t) => {
        if (one === 0) return;
        difference += Math.abs(trained[i]![t]! - samplerLogprobs[t]!);
        count++;
      });
    });
    expect(count).toBeGreaterThan(50);
    expect(difference / count).toBeLessThan(1e-4);
  });

  it('ask the verdict in training with the very tokens that the score was asked with', async () => {
    const rollouts = (await sample(3, 6)).flat();
    const trained = await trainerLogprobs(rollouts);
    const judged = rollouts.flatMap(({ verdictAt, correct, score }, i) =>
      verdictAt < 0 || score === null ? [] : [[Math.exp(trained[i]![verdictAt]!), correct, score] as const],
    );
    expect(judged.length).toBeGreaterThan(3);
    for (const [probability, correct, score] of judged)
      expect(Math.abs(probability - (correct === 1 ? score : 1 - score))).toBeLessThan(2e-3);
  });

  it('count a rollout that fills its row as cut off, with reward 0', async () => {
    const { train } = openProblems(source, { seed: 1, heldOutShare: 0 });
    let problem = train.at(0).problem;
    while (run.tokenizer.encodeText(problem).length < length - 25) problem += ' x';
    const long = { problem, answer: '1' };
    const [group] = await sampler.sample([long], { rows: 4, seed: 2, temperature: 1, signal: undefined });
    expect(group).toHaveLength(4);
    for (const { tokenIds, isFinished, reward } of group!) {
      expect(tokenIds.length).toBeLessThanOrEqual(length);
      if (!isFinished) expect(reward).toBe(0);
    }
    expect(group!.some(({ isFinished }) => !isFinished)).toBe(true);
    const endless = { problem: 'word '.repeat(200), answer: '1' };
    await expect(
      sampler.sample([endless], { rows: 1, seed: 2, temperature: 1, signal: undefined }),
    ).rejects.toThrow(/leave room for an answer/);
  });
});
