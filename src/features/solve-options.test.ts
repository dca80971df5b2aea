/** What a solve may be told beyond its problem: reasoned judgements, budgets of thinking, lengths, the vote's exponents. */
import { renameSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomCheckpoint } from '../../test/support/random-checkpoint.ts';
import type { SolveRequest, SolveResult } from './contracts.ts';
import { EnginePool } from './engine-pool.ts';
import { loadEngine } from './load-engine.ts';
import { solve } from './solve.ts';

const home = mkdtempSync(path.join(tmpdir(), 'vouch-options-'));
const engines = new EnginePool({ load: loadEngine });
const model = path.join(home, 'model');

function solved(options: Partial<SolveRequest>): Promise<SolveResult> {
  const request = { problem: 'What is 2 + 2?', samples: 2, temperature: 1, device: 'cpu', model } as const;
  return solve({ ...request, adaptive: false, ...options }, { engines });
}

beforeAll(() => {
  const calibration = { verdict: { score: [0, 1], probability: [0, 1] } };
  renameSync(randomCheckpoint({ vouch: { calibration } }), model);
  renameSync(randomCheckpoint({ seed: 9 }), path.join(home, 'judge'));
});

afterAll(async () => {
  await engines.unloadIdle();
  rmSync(home, { recursive: true });
});

describe('a solve', () => {
  it('ends the thinking of every attempt at its budget', async () => {
    const { candidates } = await solved({ thinkingTokens: 6, maxNewTokens: 80 });
    for (const { text, finish } of candidates) {
      if (finish === 'stop') continue;
      expect(text).toContain('I have to give the final answer now');
      expect(text.indexOf('Time is up')).toBeLessThan(60);
    }
    expect(candidates.some(({ text }) => text.includes('Time is up'))).toBe(true);
  });

  it('raises the length of thinking until the confidence is enough', async () => {
    const sure = await solved({ lengths: [3, 9], lengthThreshold: 0, maxNewTokens: 40 });
    const unsure = await solved({ lengths: [3, 9], lengthThreshold: 1, maxNewTokens: 40 });
    const [first] = sure.candidates;
    expect(first?.text).not.toBe(unsure.candidates[0]?.text);
    expect(unsure.usage.generatedTokens).toBeGreaterThan(sure.usage.generatedTokens);
  });

  const refused: readonly [string, Partial<SolveRequest>, RegExp][] = [
    ['no lengths', { lengths: [] }, /lengths: expected rising whole numbers/],
    ['falling lengths', { lengths: [9, 3] }, /rising whole numbers of tokens, got 9,3/],
    ['a half length', { lengths: [1.5] }, /rising whole numbers of tokens, got 1.5/],
    ['lengths and one budget', { lengths: [3, 9], thinkingTokens: 4 }, /one length or several/],
  ];
  for (const [name, options, message] of refused) {
    it(`refuses ${name}`, async () => {
      await expect(solved(options)).rejects.toThrow(message);
    });
  }

  it('asks for reasoned judgements where a number of them is given', async () => {
    const plain = await solved({ maxNewTokens: 24 });
    const reasoned = await solved({ maxNewTokens: 24, judgements: 2 });
    expect(reasoned.candidates.map(({ text }) => text)).toEqual(plain.candidates.map(({ text }) => text));
    expect(plain.candidates.every(({ score }) => score !== null)).toBe(true);
    // A random model states no verdict in words: its judgements count for nothing, and they were paid for.
    expect(reasoned.candidates.every(({ score }) => score === null)).toBe(true);
    expect(reasoned.usage.verifyTokens).toBeGreaterThan(plain.usage.verifyTokens);
  });

  it("gives no confidence by its own calibration for another judge's scores", async () => {
    const own = await solved({ maxNewTokens: 24 });
    const other = await solved({ maxNewTokens: 24, verifier: path.join(home, 'judge') });
    expect(own.model.calibrated).toBe(true);
    expect(other.model.calibrated).toBe(false);
    expect(other.candidates.map(({ text }) => text)).toEqual(own.candidates.map(({ text }) => text));
    expect(other.candidates.map(({ score }) => score)).not.toEqual(own.candidates.map(({ score }) => score));
    expect(other.winner?.confidence ?? null).toBeNull();
  });
});
