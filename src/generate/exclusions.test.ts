import { describe, expect, it } from 'vitest';
import { exclude, exclusionTree, withoutExclusions } from './exclusions.ts';

const softmax = (logits: ArrayLike<number>, temperature: number): number[] => {
  const powers = Array.from(logits, (logit) => Math.exp(logit / temperature));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
};

/** A model of two tokens a row out of three: the second one's distribution depends on the first. */
const first = [0.5, 0.3, 0.2];
const second = [
  [0.9, 0.1, 0],
  [0.2, 0.2, 0.6],
  [1 / 3, 1 / 3, 1 / 3],
];

/** The probability of a pair under the exclusions, as a sampler would draw it. */
function drawn(
  pair: readonly [number, number],
  pairs: readonly (readonly number[])[],
  temperature: number,
): number {
  const probabilities = ([a, b]: readonly number[]): number[] =>
    b === undefined ? [first[a!]!] : [first[a!]!, second[a!]![b]!];
  const root = exclusionTree(pairs.map((tokenIds) => ({ tokenIds, probabilities: probabilities(tokenIds) })));
  let at = root;
  let product = 1;
  for (const [i, id] of pair.entries()) {
    const model = i === 0 ? first : second[pair[0]]!;
    const logits = Float32Array.from(model, (p) => temperature * Math.log(Math.max(p, 1e-30)));
    if (at !== null) exclude(at, logits, 0, temperature);
    product *= softmax(logits, temperature)[id]!;
    at = at?.children.get(id) ?? null;
  }
  return product;
}

describe('what is excluded', () => {
  it.each([1, 0.6])(
    'is not drawn, and all else as often as the model would without it, at temperature %s',
    (t) => {
      const excluded = [
        [0, 0],
        [1, 2],
        [2, 1],
      ];
      const left = 1 - (0.45 + 0.18 + 0.2 / 3);
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++) {
          const isOut = excluded.some(([x, y]) => x === a && y === b);
          const expected = isOut ? 0 : (first[a]! * second[a]![b]!) / left;
          expect(drawn([a, b], excluded, t), `${a} ${b}`).toBeCloseTo(expected, 5);
        }
      }
    },
  );

  it('may be a beginning, with everything that goes on from it', () => {
    expect(drawn([0, 1], [[0]], 1)).toBeCloseTo(0, 6);
    expect(drawn([1, 2], [[0]], 1)).toBeCloseTo(0.36, 5);
    expect(drawn([1, 2], [[0], [0, 1], [0, 0]], 1)).toBeCloseTo(0.36, 5);
  });

  it('leaves greedy rows the best of what is left', () => {
    const root = exclusionTree([{ tokenIds: [0, 0], probabilities: [0.5, 0.9] }])!;
    const logits = Float32Array.from([2, 1, 0]);
    exclude(root, logits, 0, 0);
    expect([...logits]).toEqual([2, 1, 0]);
    exclude(root.children.get(0)!, logits, 0, 0);
    expect([...logits].slice(1)).toEqual([1, 0]);
    expect(logits[0]).toBeLessThan(-1e6);
  });

  it('can be taken out of a log-probability again', () => {
    const root = exclusionTree([{ tokenIds: [0, 0], probabilities: [0.5, 0.9] }])!;
    const logits = Float32Array.from(first, Math.log);
    exclude(root, logits, 0, 1);
    for (const [id, p] of softmax(logits, 1).entries())
      expect(Math.exp(Math.log(p) + withoutExclusions(root, id))).toBeCloseTo(first[id]!, 5);
    expect(withoutExclusions(root.children.get(0)!, 0)).toBe(0);
  });

  it('is nothing without a beginning', () => {
    expect(exclusionTree([])).toBeNull();
    expect(exclusionTree([{ tokenIds: [], probabilities: [] }])).toBeNull();
  });
});
