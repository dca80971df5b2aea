/** Points in the plane: distance, midpoint, slope, and the line through two points. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { grown, joined, term } from '../kit/text.ts';
import { squareParts } from '../equations/quadratics.ts';

interface TwoPoints {
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

function pointText([x, y]: readonly [number, number]): string {
  return `point(${x},${y})`;
}

function askPoints({ a, b }: TwoPoints): { slots: Record<string, string> } {
  return { slots: { a: pointText(a), b: pointText(b) } };
}

function drawPoints(random: Random, difficulty: number): TwoPoints {
  const size = grown(difficulty, 6, 60);
  const low = difficulty < 4 && random.chance(0.5) ? 0 : -size;
  const draw = (): [number, number] => [random.integer(low, size), random.integer(low, size)];
  for (;;) {
    const [a, b] = [draw(), draw()];
    if (a[0] !== b[0] && a[1] !== b[1]) return { a, b };
  }
}

export const distance = defineFamily<TwoPoints>({
  name: 'point-distance',
  topic: 'geometry',
  wordings: {
    train: [
      '[Find|Calculate|Compute|Determine] the distance [between|from] {a} and {b}.',
      'What is the distance between [the points|] {a} and {b}?',
      'How far [is it from|apart are] {a} and {b}?',
      '[Find|Calculate] the length of the segment [from|joining] {a} and {b}.',
      '[Distance|The distance] [between|from] {a} and {b}[|?]',
    ],
    held: [
      'How long is the straight path connecting {a} and {b}?',
      'Two points are {a} and {b}. Give the length between them.',
    ],
  },
  sample(random, difficulty) {
    if (random.chance(0.4)) {
      const [u, v] = random.pick([
        [3, 4],
        [6, 8],
        [5, 12],
        [8, 15],
        [9, 12],
        [7, 24],
      ] as const);
      const a: [number, number] = [random.integer(-9, 9), random.integer(-9, 9)];
      return { a, b: [a[0] + u * random.pick([1, -1]), a[1] + v * random.pick([1, -1])] };
    }
    return drawPoints(random, Math.min(difficulty, 6));
  },
  ask: askPoints,
  solve({ a, b }, work) {
    const [dx, dy] = [work.calc`${b[0]}-${a[0]}`, work.calc`${b[1]}-${a[1]}`];
    work.line(`Run: $${dx.mark}$, rise: $${dy.mark}$`);
    const sum = work.calc`${dx}^2+${dy}^2`;
    work.line(`$d^2 = ${sum.mark}$`);
    const { m, k } = squareParts(Number(sum.value.n));
    if (k === 1) return work.answer(String(m));
    if (m === 1) return work.answer(`\\sqrt{${sum.tex}}`);
    const inside = work.calc`${sum}/${m * m}`;
    work.line(`$\\sqrt{${sum.tex}} = \\sqrt{${m * m} \\cdot ${inside.mark}}$`);
    return work.answer(`${m}\\sqrt{${inside.tex}}`);
  },
});

export const midpoint = defineFamily<TwoPoints>({
  name: 'midpoint',
  topic: 'geometry',
  wordings: {
    train: [
      '[Find|Calculate|Compute|Determine] the midpoint [of|between] {a} and {b}.',
      'What is the midpoint of the segment [from|joining|between] {a} and {b}?',
      'Which point is halfway between {a} and {b}?',
      '[Find|Give] the [middle|midpoint] of the line segment with endpoints {a} and {b}.',
      '[Midpoint|The midpoint] of {a} and {b}[|?]',
    ],
    held: ['A segment ends at {a} and {b}. Where is its centre?', 'Average the points {a} and {b}.'],
  },
  sample: drawPoints,
  ask: askPoints,
  solve({ a, b }, work) {
    const [x, y] = [work.frac`(${a[0]}+${b[0]})/2`, work.frac`(${a[1]}+${b[1]})/2`];
    work.line(`$x$: $${x.mark}$, $y$: $${y.mark}$`);
    return work.answer(`(${x.tex}, ${y.tex})`);
  },
});

export const lineThroughPoints = defineFamily<TwoPoints>({
  name: 'line-through-points',
  topic: 'geometry',
  wordings: {
    train: [
      '[Find|Determine|Give|Write] the equation of the line through {a} and {b}.',
      'What is the equation of the line [through|passing through|containing] {a} and {b}?',
      'A line passes through {a} and {b}. [Find|What is] its equation[.|?]',
      'Which [line|straight line] goes through {a} and {b}?',
    ],
    held: [
      'Join {a} and {b} by a line and write it as y = mx + b.',
      'Two points of a line are {a} and {b}. Describe the line by an equation.',
    ],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 4, 20);
    const m = random.integer(-Math.ceil(size / 2), Math.ceil(size / 2));
    const [x, y] = [random.integer(-size, size), random.integer(-size, size)];
    const step = random.integer(1, 6);
    return random.chance(0.7)
      ? { a: [x, y], b: [x + step, y + m * step] }
      : drawPoints(random, Math.min(difficulty, 5));
  },
  ask: askPoints,
  solve({ a, b }, work) {
    const [dx, dy] = [work.calc`${b[0]}-${a[0]}`, work.calc`${b[1]}-${a[1]}`];
    work.line(`Run: $${dx.mark}$, rise: $${dy.mark}$`);
    const m = work.frac`${dy}/${dx}`;
    work.line(`Slope: $${m.mark}$`);
    const c = work.frac`${a[1]}-${m}*${a[0]}`;
    work.line(`Intercept: $${c.mark}$`);
    return work.answer(`y = ${tex(joined([term(m.value, 'x'), term(c.value)]))}`);
  },
});

export const slope = defineFamily<TwoPoints>({
  name: 'slope',
  topic: 'geometry',
  wordings: {
    train: [
      '[Find|Calculate|Determine] the [slope|gradient] of the line through {a} and {b}.',
      'What is the [slope|gradient] of the line [through|passing through|containing] {a} and {b}?',
      'A line passes through {a} and {b}. [Find|What is] its [slope|gradient][.|?]',
      '[Slope|Gradient|The slope] of the line [through|between] {a} and {b}[|?]',
      '[Slope|Gradient] [from|between] {a} [to|and] {b}',
    ],
    held: [
      'How steep is the line from {a} to {b}?',
      'By how much does a line through {a} and {b} rise per unit of x?',
    ],
  },
  sample: drawPoints,
  ask: askPoints,
  solve({ a, b }, work) {
    const [dx, dy] = [work.calc`${b[0]}-${a[0]}`, work.calc`${b[1]}-${a[1]}`];
    work.line(`Run: $${dx.mark}$, rise: $${dy.mark}$`);
    const [top, bottom] = work.choose([dy, dx], [[dx, dy]]);
    const m = work.frac`${top}/${bottom}`;
    work.line(`Slope: $${m.mark}$`);
    return work.answer(m.value.toLatex());
  },
});
