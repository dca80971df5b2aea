import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { drawFeeds, drawFetches, drawnBlocks, drawOutputs, type DrawRequest } from '../model/drawing.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { createSession, type Session } from '../runtime/session.ts';
import { tensor } from '../runtime/tensor.ts';
import { loadTokenizer } from '../tokenizer/load.ts';
import type { ChatTokenizer } from '../tokenizer/tokenizer.ts';
import { choose, drawWithin, type Position } from './choices.ts';
import { DistributionSession } from './distributionSession.ts';
import { plainSampling, type Sampling } from './options.ts';
import { Row, type RowOptions } from './row.ts';

const drawingSession = (vocabulary: number): Promise<Session> => {
  const b = new GraphBuilder('draws');
  drawOutputs(b, b.input('logits', 'float32', ['M', vocabulary]), vocabulary);
  return createSession(b.finish(), { threads: 1 });
};

const run = (session: Session, logits: Float32Array, rows: number, request: DrawRequest | null) => {
  const feeds = { logits: tensor('float32', [rows, logits.length / rows], logits) };
  return session.run({ ...feeds, ...drawFeeds(request, rows) }, drawFetches).then(drawnBlocks);
};

let tokenizer: ChatTokenizer;
beforeAll(async () => {
  tokenizer = await loadTokenizer(new URL('../../test/data/tokenizers/llama', import.meta.url).pathname);
});

const positionOf = (index: number, more: Partial<RowOptions>, drafted: readonly number[] = []): Position => ({
  drafted,
  row: new Row({
    tokenizer,
    promptIds: [1],
    sampling: plainSampling,
    maxNewTokens: 50,
    stopIds: new Set(),
    stopStrings: [],
    evaluate: null,
    thinking: null,
    seed: 3,
    index,
    ...more,
  }),
});

// One block, whole blocks, blocks with a remainder.
describe.each([40, 640, 1000])('draws from %i ids inside the graph', (vocabulary) => {
  let session: Session;
  let distribution: DistributionSession;
  beforeAll(async () => {
    [session, distribution] = [
      await drawingSession(vocabulary),
      await DistributionSession.create(vocabulary, 1),
    ];
  });
  afterAll(async () => {
    await session.dispose();
    await distribution.dispose();
  });

  it('take the very tokens, with the log-probabilities, that copied logits give', async () => {
    const random = new Random(5);
    const samplings: Sampling[] = [1, 0.6, 0, 1.7, 1].map((temperature) => ({
      ...plainSampling,
      temperature,
    }));
    samplings.push({ ...plainSampling, topK: 1 });
    let differing = 0;
    for (let round = 0; round < 40; round++) {
      const positions = samplings.map((sampling, i) => positionOf(100 * round + i, { sampling }));
      const rows = positions.length;
      const logits = Float32Array.from({ length: rows * vocabulary }, () => random.normal() * 4);
      const within = await drawWithin(positions, (request) => run(session, logits, rows, request));
      const copied = await choose(distribution, positions, logits.slice());
      expect(within?.map(({ id }) => id)).toEqual(copied.map(({ id }) => id));
      for (const [i, { id, logprob, drawLogprob }] of (within ?? []).entries()) {
        expect(logprob(id)).toBeCloseTo(copied[i]!.logprob(id), 4);
        expect(drawLogprob(id)).toBeCloseTo(copied[i]!.drawLogprob(id), 4);
        const { temperature } = samplings[i]!;
        if (temperature > 0 && id !== copied[2]!.id) differing += 1;
      }
    }
    expect(differing).toBeGreaterThan(20);
  });

  it('stay possible where a uniform number is as near to 1 as can be', async () => {
    const logits = new Float32Array(vocabulary).fill(-200);
    logits[7] = 0;
    const drawn = await run(session, logits, 1, { scales: [1], uniforms: [1 - 2 ** -53], plainAt: [] });
    expect([drawn.blocks[0], drawn.probs[7]]).toEqual([0, 1]);
  });

  it('draw nothing where nothing is asked, and say so where logits are no numbers', async () => {
    const logits = new Float32Array(2 * vocabulary);
    const none = await run(session, logits, 2, null);
    expect([none.blocks.length, none.probs.length, none.plainProbs.length]).toEqual([0, 0, 0]);
    logits[3] = NaN;
    const positions = [positionOf(0, {}), positionOf(1, {})];
    await expect(drawWithin(positions, (request) => run(session, logits, 2, request))).rejects.toThrow(
      'expected probabilities that sum to 1, got NaN',
    );
  });
});

describe('draws inside the graph are not taken', () => {
  const refused = (position: Position): Promise<unknown> =>
    drawWithin([positionOf(0, {}), position], () => Promise.reject(new Error('expected no run')));

  it('with filters that read other blocks', async () => {
    for (const more of [{ topK: 5 }, { topP: 0.9 }, { minP: 0.1 }]) {
      await expect(refused(positionOf(1, { sampling: { ...plainSampling, ...more } }))).resolves.toBeNull();
    }
  });

  it('with penalties and exclusions', async () => {
    const sampling = { ...plainSampling, repetitionPenalty: 1.1 };
    await expect(refused(positionOf(1, { sampling }))).resolves.toBeNull();
  });

  it('behind drafted tokens after which something may be forced, but without them', async () => {
    const calculating = { evaluate: () => '7' };
    await expect(refused(positionOf(1, calculating, [5]))).resolves.toBeNull();
    await expect(refused(positionOf(1, { thinking: { maxTokens: 3 } }, [5]))).resolves.toBeNull();
    await expect(refused(positionOf(1, calculating))).rejects.toThrow('expected no run');
  });
});
