import { describe, expect, it } from 'vitest';
import type { Relation, Voter } from './candidates.ts';
import { calibrated, confidenceOf } from './confidence.ts';
import { decide } from './decide.ts';
import type { DecisionOptions } from './decide.ts';

const equal = (x: string, y: string): Relation => (x === y ? 'same' : 'different');
const base: DecisionOptions = { rule: 'weighted', seed: 0, confidence: null };
const calibration = {
  bias: -2,
  share: 3,
  bestScore: 1,
  logCount: 0.5,
  logprob: 0,
  familiarity: 0.25,
  proven: 1,
  refuted: -1,
  answer: 0.5,
};

const voters = (...entries: readonly (readonly [string | null, number | null])[]): Voter[] =>
  entries.map(([answer, score], index) => ({ index, answer, score }));

describe('decide', () => {
  it('gives the winner its calibrated confidence', () => {
    const list = voters(['7', 0.8], ['7', 0.4], ['9', 0.3], ['9', 0.1]);
    const { winner, abstained } = decide(list, equal, { ...base, confidence: calibration });
    // share 1.2/1.6 = 0.75, best 0.8, log2 4 = 2: z = −2 + 2.25 + 0.8 + 1 = 2.05.
    expect(winner).toMatchObject({ candidate: 0, answer: '7' });
    expect(winner?.confidence).toBeCloseTo(1 / (1 + Math.exp(-2.05)), 12);
    expect(abstained).toBeNull();
  });

  it('trusts a winner more whose lines are proven, and less one with a disproved line', () => {
    const confidence = (exact: NonNullable<Voter['exact']>): number => {
      const list: Voter[] = [{ index: 0, answer: '7', score: 0.5, exact }];
      return decide(list, equal, { ...base, confidence: calibration }).winner?.confidence ?? 0;
    };
    const unknown = confidence({ proven: 0, refuted: false, answer: 0 });
    // z = −2 + 3 + 0.5 = 1.5; proven adds 1 + 0.5.
    expect(unknown).toBeCloseTo(1 / (1 + Math.exp(-1.5)), 12);
    expect(confidence({ proven: 1, refuted: false, answer: 0 })).toBeCloseTo(1 / (1 + Math.exp(-2.5)), 12);
    expect(confidence({ proven: 0.5, refuted: true, answer: 0 })).toBeLessThan(unknown);
  });

  const exactly = (answer: -1 | 0 | 1): NonNullable<Voter['exact']> => ({
    proven: 0,
    refuted: answer < 0,
    answer,
  });

  it('puts an answer that the question proves before any number of votes, and is sure of it', () => {
    const list: Voter[] = [
      ...voters(['20', 0.99], ['20', 0.99], ['20', 0.99]),
      { index: 3, answer: '5', score: 0.01, exact: exactly(1) },
    ];
    for (const rule of ['weighted', 'majority', 'best-of-n', 'pessimistic'] as const) {
      const options = { ...base, rule, confidence: calibration, minConfidence: 0.95 };
      const { winner, proven } = decide(list, equal, options);
      expect(winner).toMatchObject({ candidate: 3, answer: '5', confidence: 0.99 });
      expect(proven).toBe(true);
    }
    expect(decide(list, equal, base).winner).toMatchObject({ answer: '5', confidence: null });
  });

  it('puts forward no answer that the question disproves, and prefers any other', () => {
    const wrong: Voter[] = [
      { index: 0, answer: '20', score: 0.99, exact: exactly(-1) },
      { index: 1, answer: '20', score: 0.99, exact: exactly(-1) },
      { index: 2, answer: '6', score: 0.9, exact: exactly(-1) },
    ];
    const { winner, abstained, proven } = decide(wrong, equal, base);
    expect(winner).toBeNull();
    expect(abstained?.reason).toBe('all 2 answers are disproved by the question itself, worked out exactly');
    expect(proven).toBe(false);
    const open: Voter = { index: 3, answer: '5', score: 0.01, exact: exactly(0) };
    expect(decide([...wrong, open], equal, base).winner?.answer).toBe('5');
  });

  it('lets one sound solution outvote several with a disproved line', () => {
    const refuted = { proven: 0.5, refuted: true, answer: 0 } as const;
    const list: Voter[] = [
      { index: 0, answer: '20', score: 0.9, exact: refuted },
      { index: 1, answer: '20', score: 0.9, exact: refuted },
      { index: 2, answer: '20', score: 0.9, exact: refuted },
      { index: 3, answer: '5', score: 0.6, exact: { proven: 1, refuted: false, answer: 1 } },
    ];
    expect(decide(list, equal, base).winner?.answer).toBe('5');
  });

  it('abstains below the wanted confidence, and says both', () => {
    const list = voters(['7', 0.2], ['9', 0.15]);
    const options = { ...base, confidence: calibration, minConfidence: 0.9 };
    const { winner, abstained, groups } = decide(list, equal, options);
    expect(winner).toBeNull();
    expect(abstained?.reason).toMatch(/only \d+% likely to be right, and below 90%/);
    expect(groups).toHaveLength(2);
  });

  it('trusts answers to foreign problems less, and says so where it abstains', () => {
    const list = voters(['7', 0.8], ['7', 0.8]);
    const at = (familiarity: number): ReturnType<typeof decide> =>
      decide(list, equal, {
        ...base,
        confidence: calibration,
        minConfidence: 0.7,
        familiarity,
        minFamiliarity: -5,
      });
    // z = −2 + 3 + 0.8 + 0.5 = 2.3, less a quarter of what the familiarity lacks, at most 2.5.
    expect(at(-4).winner?.confidence).toBeCloseTo(1 / (1 + Math.exp(-1.3)), 12);
    expect(at(-8).winner).toBeNull();
    expect(at(-8).abstained?.reason).toMatch(/unlike those that the model knows/);
    expect(at(-80).abstained).toEqual(at(-10).abstained);
  });

  it('has no confidence without calibration and abstains when nobody agrees', () => {
    expect(decide(voters(['1', null], ['2', null], ['2', null]), equal, base).winner).toMatchObject({
      answer: '2',
      confidence: null,
    });
    const lonely = decide(voters(['1', null], ['2', null], ['3', null], ['4', null]), equal, base);
    expect(lonely.winner).toBeNull();
    expect(lonely.abstained?.reason).toBe('all 4 attempts end in different answers');
  });

  it('says when no attempt reached an answer', () => {
    expect(decide(voters([null, null], [null, null]), equal, base).abstained?.reason).toBe(
      'none of 2 attempts reached an answer',
    );
    expect(decide([], equal, base).abstained?.reason).toBe('no attempt was finished');
  });
});

describe('decide, part by part', () => {
  const inParts = (index: number, a: string | null, b: string | null): Voter => ({
    index,
    score: null,
    answer: [a, b].filter((x) => x !== null).join(', '),
    parts: [
      ...(a === null ? [] : [{ part: 'a', answer: a }]),
      ...(b === null ? [] : [{ part: 'b', answer: b }]),
    ],
  });

  it('votes on each part by itself and shows the candidate that agrees most', () => {
    // As wholes every answer is different; part by part the votes are clear.
    const list = [inParts(0, '1', '9'), inParts(1, '1', '5'), inParts(2, '2', '5'), inParts(3, '3', '5')];
    const result = decide(list, equal, base);
    expect(result.parts?.map(({ part, winner }) => [part, winner?.answer])).toEqual([
      ['a', '1'],
      ['b', '5'],
    ]);
    expect(result.winner).toMatchObject({ candidate: 1, answer: '(a) 1, (b) 5' });
  });

  it('abstains when one part is not agreed upon, and names it', () => {
    const list = ['1', '2', '3', '4'].map((a, i) => inParts(i, a, '5'));
    const result = decide(list, equal, base);
    expect(result.winner).toBeNull();
    expect(result.abstained?.reason).toBe('part (a): all 4 attempts end in different answers');
    expect(result.parts?.[1]?.winner?.answer).toBe('5');
  });

  it('trusts a part less that half of the attempts say nothing of', () => {
    const judged = (index: number, b: string | null): Voter => ({ ...inParts(index, '1', b), score: 0.5 });
    const confidence = (...answers: readonly (string | null)[]): number | null | undefined =>
      decide(
        answers.map((b, i) => judged(i, b)),
        equal,
        { ...base, confidence: calibration },
      ).parts?.[1]?.winner?.confidence;
    // share 1 or ½, best 0.5, log2 2: z = −2 + 3 share + 0.5 + 0.5
    expect(confidence('5', '5')).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
    expect(confidence('5', '5', null, null)).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 12);
  });

  it('treats a problem as whole when few candidates answer in parts', () => {
    const list = [
      inParts(0, '1', '5'),
      ...voters([null, null], ['8', null], ['8', null], ['8', null]).slice(1),
    ];
    expect(decide(list, equal, base).parts).toBeUndefined();
  });
});

describe('confidence', () => {
  it('interpolates a table and is constant beyond its ends', () => {
    const table = { score: [0.2, 0.6, 1], probability: [0.1, 0.3, 0.9] };
    expect(calibrated(0, table)).toBe(0.1);
    expect(calibrated(0.4, table)).toBeCloseTo(0.2, 12);
    expect(calibrated(0.8, table)).toBeCloseTo(0.6, 12);
    expect(calibrated(2, table)).toBe(0.9);
    expect(() => calibrated(0.5, { score: [], probability: [] })).toThrow(/at least one/);
  });

  it('is the logistic of the evidence', () => {
    expect(
      confidenceOf(
        { share: 0, bestScore: 0, count: 1, logprob: 0, familiarity: 0, proven: 0, refuted: 0, answer: 0 },
        { ...calibration, bias: 0 },
      ),
    ).toBe(0.5);
  });
});
