/** Vectors in two and three dimensions: linear combinations, dot and cross products, lengths. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { joined, nonZero, scaled } from '../kit/text.ts';
import { rootInLines } from '../geometry/shapes.ts';
import type { Work } from '../kit/work.ts';

type Vector = readonly number[];

interface TwoVectors {
  readonly a: Vector;
  readonly b: Vector;
  readonly weights: readonly [number, number];
}

function vectorText(v: Vector): string {
  return `vec(${v.join(',')})`;
}

function drawVector(random: Random, difficulty: number, dimension: number): Vector {
  const size = scaled(difficulty, 4, 20);
  return Array.from({ length: dimension }, () => random.integer(-size, size));
}

function drawTwo(random: Random, difficulty: number): TwoVectors {
  const dimension = random.chance(difficulty < 3 ? 0.3 : 0.5) ? 3 : 2;
  return {
    a: drawVector(random, difficulty, dimension),
    b: drawVector(random, difficulty, dimension),
    weights: [nonZero(random, -5, 5), nonZero(random, -5, 5)],
  };
}

export const vectorSum = defineFamily<TwoVectors>({
  name: 'vector-combination',
  topic: 'vectors',
  wordings: {
    train: [
      '[Calculate|Find|Compute|Work out] {e} for {va} and {vb}.',
      '@let {va} and {vb}. [Find|What is|Compute] {e}[.|?]',
      'What is {e} if {va} and {vb}?',
      'The vectors {va} and {vb} are given. [Find|Compute] {e}.',
    ],
    held: ['Form {e} from the vectors {va} and {vb}.', 'Combine {va} and {vb} to {e}.'],
  },
  sample: drawTwo,
  ask({ a, b, weights }) {
    const part = (k: number, name: string): string =>
      k === 1 ? name : k === -1 ? `-${name}` : `${k}*${name}`;
    return {
      slots: {
        va: `u = ${vectorText(a)}`,
        vb: `v = ${vectorText(b)}`,
        e: joined([part(weights[0], 'u'), part(weights[1], 'v')]),
      },
    };
  },
  solve({ a, b, weights }, work) {
    const entries = a.map((x, i) => work.calc`${weights[0]}*${x}+${weights[1]}*${b[i]!}`);
    work.line(entries.map(({ mark }) => `$${mark}$`).join(', '));
    return work.answer(`\\begin{pmatrix} ${entries.map(({ tex }) => tex).join(' \\\\ ')} \\end{pmatrix}`);
  },
});

export const dotProduct = defineFamily<TwoVectors>({
  name: 'dot-product',
  topic: 'vectors',
  wordings: {
    train: [
      'Dot product of {a} and {b}',
      'I need the dot product of {a} and {b}.',
      '[Calculate|Find|Compute|Determine] the [dot product|scalar product] of {a} and {b}.',
      'What is the [dot product|scalar product|inner product] of {a} and {b}?',
      'For u = {a} and v = {b}, [find|what is|compute] u dot v[.|?]',
    ],
    held: [
      'Multiply the vectors {a} and {b} entry by entry and add.',
      'Which number is the inner product of {a} with {b}?',
    ],
  },
  sample: drawTwo,
  ask: ({ a, b }) => ({ slots: { a: vectorText(a), b: vectorText(b) } }),
  solve({ a, b }, work) {
    const parts = ['', ...a.flatMap((_, i) => ['*', i + 1 < a.length ? '+' : ''])];
    const result = work.calc(parts, ...a.flatMap((x, i) => [x, b[i]!]));
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});

export const crossProduct = defineFamily<TwoVectors>({
  name: 'cross-product',
  topic: 'vectors',
  wordings: {
    train: [
      '[Calculate|Find|Compute|Determine] the [cross product|vector product] of {a} and {b}.',
      'What is the [cross product|vector product] of {a} and {b}?',
      'For u = {a} and v = {b}, [find|what is|compute] u cross v[.|?]',
    ],
    held: ['Which vector is {a} cross {b}?', 'Find the vector product of {a} with {b}.'],
  },
  sample: (random, difficulty) => ({
    a: drawVector(random, Math.ceil(difficulty / 2), 3),
    b: drawVector(random, Math.ceil(difficulty / 2), 3),
    weights: [1, 1],
  }),
  ask: ({ a, b }) => ({ slots: { a: vectorText(a), b: vectorText(b) } }),
  solve({ a, b }, work) {
    const entries = [
      [1, 2],
      [2, 0],
      [0, 1],
    ].map(([i, j]) => work.calc`${a[i!]!}*${b[j!]!}-${a[j!]!}*${b[i!]!}`);
    work.line(entries.map(({ mark }) => `$${mark}$`).join(', '));
    return work.answer(`\\begin{pmatrix} ${entries.map(({ tex }) => tex).join(' \\\\ ')} \\end{pmatrix}`);
  },
});

function squaredLength(v: Vector, work: Work): ReturnType<Work['calc']> {
  const parts = ['', ...v.map((_, i) => (i + 1 < v.length ? '^2+' : '^2'))];
  return work.calc(parts, ...v);
}

export const vectorLength = defineFamily<{ readonly v: Vector }>({
  name: 'vector-length',
  topic: 'vectors',
  wordings: {
    train: [
      '[Calculate|Find|Compute|Determine] the [length|magnitude|norm] of [the vector|] {v}.',
      'What is the [length|magnitude|norm] of [the vector|] {v}?',
      'How long is the vector {v}?',
    ],
    held: ['How far from the origin does {v} point?', 'Give the Euclidean norm of {v}.'],
  },
  sample(random, difficulty) {
    for (;;) {
      const v = random.chance(0.4)
        ? random
            .shuffled(
              random.pick([
                [3, 4],
                [6, 8],
                [5, 12],
                [1, 2, 2],
                [2, 3, 6],
                [4, 4, 7],
                [8, 15],
              ]),
            )
            .map((x) => x * random.pick([1, -1]))
        : drawVector(random, difficulty, random.integer(2, 3));
      if (v.some((x) => x !== 0)) return { v };
    }
  },
  ask: ({ v }) => ({ slots: { v: vectorText(v) } }),
  solve({ v }, work) {
    const square = squaredLength(v, work);
    work.line(`Square of the length: $${square.mark}$`);
    const root = rootInLines(square, work);
    return work.answer(root);
  },
});
