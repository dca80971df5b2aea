/** Matrices: products, determinants of size 2 and 3, inverses of size 2. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { scaled } from '../kit/text.ts';

type Matrix = readonly (readonly number[])[];

function matrixText(m: Matrix): string {
  return `mat(${m.map((row) => `row(${row.join(',')})`).join(',')})`;
}

function matrixTex(rows: readonly (readonly string[])[]): string {
  return `\\begin{pmatrix} ${rows.map((row) => row.join(' & ')).join(' \\\\ ')} \\end{pmatrix}`;
}

function drawMatrix(random: Random, size: number, limit: number): Matrix {
  return Array.from({ length: size }, () =>
    Array.from({ length: size }, () => random.integer(-limit, limit)),
  );
}

export const matrixProduct = defineFamily<{ readonly a: Matrix; readonly b: Matrix }>({
  name: 'matrix-product',
  topic: 'vectors',
  wordings: {
    train: [
      '[Calculate|Find|Compute|Determine] the [product|matrix product] of {a} and {b}.',
      'Multiply [the matrices|] {a} and {b}.',
      'What is the [product|matrix product] of {a} and {b}?',
      'For A = {a} and B = {b}, [find|compute|what is] AB[.|?]',
    ],
    held: ['Which matrix do you get from {a} times {b}?', 'Rows times columns: {a} by {b}.'],
  },
  sample: (random, difficulty) => ({
    a: drawMatrix(random, 2, scaled(difficulty, 3, 12)),
    b: drawMatrix(random, 2, scaled(difficulty, 3, 12)),
  }),
  ask: ({ a, b }) => ({ slots: { a: matrixText(a), b: matrixText(b) } }),
  solve({ a, b }, work) {
    const rows = [0, 1].map((i) => {
      const row = [0, 1].map((j) => work.calc`${a[i]![0]!}*${b[0]![j]!}+${a[i]![1]!}*${b[1]![j]!}`);
      work.line(`Row ${i + 1}: ${row.map(({ mark }) => `$${mark}$`).join(', ')}`);
      return row.map(({ tex }) => tex);
    });
    return work.answer(matrixTex(rows));
  },
});

export const determinant = defineFamily<{ readonly m: Matrix }>({
  name: 'determinant',
  topic: 'vectors',
  wordings: {
    train: [
      '[Calculate|Find|Compute|Determine|Evaluate] the determinant of {m}.',
      'What is the determinant of [the matrix|] {m}?',
      'For A = {m}, [find|compute|what is] det A[.|?]',
      'det {m} = ?',
      '[Determinant|The determinant] of {m}[|?]',
    ],
    held: ['By which factor does {m} scale volumes, sign included?', 'Find the determinant: {m}'],
  },
  sample(random, difficulty) {
    const size = difficulty > 3 && random.chance(0.5) ? 3 : 2;
    return { m: drawMatrix(random, size, size === 3 ? scaled(difficulty, 2, 7) : scaled(difficulty, 4, 30)) };
  },
  ask: ({ m }) => ({ slots: { m: matrixText(m) } }),
  solve({ m }, work) {
    if (m.length === 2) {
      const result = work.calc`${m[0]![0]!}*${m[1]![1]!}-${m[0]![1]!}*${m[1]![0]!}`;
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    const minors = [0, 1, 2].map((column) => {
      const [i, j] = [0, 1, 2].filter((other) => other !== column) as [number, number];
      return work.calc`${m[1]![i]!}*${m[2]![j]!}-${m[1]![j]!}*${m[2]![i]!}`;
    });
    work.line(`Minors: ${minors.map(({ mark }) => `$${mark}$`).join(', ')}`);
    const [a, b, c] = m[0]! as [number, number, number];
    const sign = work.choose('-', ['+']);
    const result = work.calc(['', '*', sign, '*', '+', '*', ''], a, minors[0]!, b, minors[1]!, c, minors[2]!);
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});

export const matrixInverse = defineFamily<{ readonly m: Matrix }>({
  name: 'matrix-inverse',
  topic: 'vectors',
  heldOut: true,
  wordings: {
    train: [
      '[Calculate|Find|Compute|Determine] the inverse of {m}.',
      'What is the inverse of [the matrix|] {m}?',
      'Invert [the matrix|] {m}.',
      'For A = {m}, [find|compute] the inverse matrix.',
      'Work out the inverse matrix of {m}.',
      '@let A = {m}. What is [the inverse of A|A inverse]?',
    ],
    held: ['Which matrix undoes {m}?', 'Solve AX = I for A = {m}.'],
  },
  sample(random, difficulty) {
    for (;;) {
      const m = drawMatrix(random, 2, scaled(difficulty, 3, 9));
      const d = m[0]![0]! * m[1]![1]! - m[0]![1]! * m[1]![0]!;
      if (d !== 0 && Math.abs(d) <= scaled(difficulty, 4, 60)) return { m };
    }
  },
  ask: ({ m }) => ({ slots: { m: matrixText(m) } }),
  solve({ m }, work) {
    const [[a, b], [c, d]] = m as [[number, number], [number, number]];
    const det = work.calc`${a}*${d}-${b}*${c}`;
    work.line(`$\\det = ${det.mark}$`);
    const swapped = work.choose(
      [
        [d, -b],
        [-c, a],
      ],
      [
        [
          [d, b],
          [c, a],
        ],
        [
          [a, -b],
          [-c, d],
        ],
      ],
    );
    work.line(`Swap and negate: $${matrixTex(swapped.map((row) => row.map(String)))}$`);
    const shown = swapped.map((row) => row.map((x) => work.frac`${x}/${det}`));
    work.line(
      shown
        .flat()
        .map(({ mark }) => `$${mark}$`)
        .join(', '),
    );
    return work.answer(matrixTex(shown.map((row) => row.map(({ value }) => value.toLatex()))));
  },
});
