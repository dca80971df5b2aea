/** Areas, perimeters and volumes, Pythagoras. */
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';
import { words } from '../kit/wording.ts';
import type { Result, Work } from '../kit/work.ts';

interface Sides {
  readonly a: number;
  readonly b: number;
  readonly asked: 'area' | 'perimeter';
}

export const rectangle = defineFamily<Sides>({
  name: 'rectangle',
  topic: 'geometry',
  wordings: {
    train: [
      '[Find|Calculate|Work out] the {asked} of a rectangle with [sides|length and width] {a} and {b}.',
      'What is the {asked} of a rectangle [measuring|with sides] {a} [by|and] {b}?',
      'A rectangle is {a} [long|cm long] and {b} [wide|cm wide]. [What is|Find] its {asked}[?|.]',
      'A [garden|field|room] is {a} m by {b} m. [What is|Find] its {asked}[?|.]',
    ],
    held: [
      'A rectangular sheet has edges {a} and {b}. Give its {asked}.',
      'Sides {a} and {b}, four right angles: what is the {asked}?',
    ],
  },
  sample: (random, difficulty) => ({
    a: random.integer(2, grown(difficulty, 15, 900)),
    b: random.integer(2, grown(difficulty, 15, 600)),
    asked: random.pick(['area', 'perimeter'] as const),
  }),
  ask: ({ a, b, asked }) => ({ slots: { a: String(a), b: String(b), asked: words(asked) } }),
  solve({ a, b, asked }, work) {
    const isArea = work.choose(asked === 'area', [asked !== 'area']);
    const result = isArea ? work.calc`${a}*${b}` : work.calc`2*(${a}+${b})`;
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});

interface Triangle {
  readonly base: number;
  readonly height: number;
  readonly kind: 'triangle' | 'trapezoid';
  readonly other: number;
}

export const triangleArea = defineFamily<Triangle>({
  name: 'triangle-trapezoid-area',
  topic: 'geometry',
  wordings: {
    triangle: {
      train: [
        '[Find|Calculate] the area of a triangle with base {b} and height {h}.',
        'What is the area of a triangle [of|with] base {b} and height {h}?',
        'A triangle has base {b} and height {h}. [Find|What is] its area[.|?]',
      ],
      held: ['A triangle stands on a side of {b} and is {h} high. How much area does it cover?'],
    },
    trapezoid: {
      train: [
        '[Find|Calculate] the area of a [trapezoid|trapezium] with parallel sides {b} and {c} and height {h}.',
        'A [trapezoid|trapezium] has parallel sides {b} and {c}, and height {h}. What is its area?',
      ],
      held: ['Two parallel sides {b} and {c} lie {h} apart. What area lies in the trapezoid?'],
    },
  },
  sample: (random, difficulty) => ({
    base: random.integer(2, grown(difficulty, 14, 300)),
    height: random.integer(2, grown(difficulty, 12, 200)),
    other: random.integer(2, grown(difficulty, 14, 300)),
    kind: random.pick(['triangle', 'trapezoid'] as const),
  }),
  ask: ({ base, height, kind, other }) => ({
    form: kind,
    slots: { b: String(base), h: String(height), c: String(other) },
  }),
  solve({ base, height, kind, other }, work) {
    const half = work.choose('/2', ['']);
    const result =
      kind === 'triangle'
        ? work.decimal(['', '*', half], base, height)
        : work.decimal(['(', '+', ')*', half], base, other, height);
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});

interface Circle {
  readonly r: number;
  readonly asked: 'area' | 'circumference';
  readonly given: 'radius' | 'diameter';
}

export const circle = defineFamily<Circle>({
  name: 'circle',
  topic: 'geometry',
  wordings: {
    train: [
      '[Find|Calculate] the {asked} of a circle with {given} {g}[ in terms of pi| (exact)|].',
      'What is the {asked} of a circle [of|with] {given} {g}?',
      'A circle has {given} {g}. [Find|What is] its [exact|] {asked}[.|?]',
      '[Give|State] the exact {asked} of a circle whose {given} is {g}.',
    ],
    held: [
      'A round table has {given} {g}. Give its {asked} as a multiple of pi.',
      'In terms of pi, how large is the {asked} of a disc with {given} {g}?',
    ],
  },
  sample: (random, difficulty) => ({
    r: random.integer(1, grown(difficulty, 9, 150)),
    asked: random.pick(['area', 'circumference'] as const),
    given: random.pick(['radius', 'radius', 'diameter'] as const),
  }),
  ask: ({ r, asked, given }) => ({
    slots: { g: String(given === 'radius' ? r : 2 * r), asked: words(asked), given: words(given) },
  }),
  solve({ r, asked, given }, work) {
    let radius = work.copy(r);
    if (given === 'diameter') {
      const half = work.calc`${radius.times(2)}/2`;
      work.line(`$r = ${half.mark}$`);
      radius = half.value;
    }
    const result = asked === 'area' ? work.calc`${radius}^2` : work.calc`2*${radius}`;
    const shown =
      asked === 'area' ? `\\pi \\cdot ${radius.toLatex()}^2` : `2 \\pi \\cdot ${radius.toLatex()}`;
    work.line(`$${shown} = ${result.mark}\\pi$`);
    return work.answer(result.value.equals(1) ? '\\pi' : `${result.tex}\\pi`);
  },
});

interface Right {
  readonly a: number;
  readonly b: number;
  readonly missing: 'hypotenuse' | 'leg';
}

/** √n simplified, in at most one line. */
export function rootInLines(square: Result, work: Work): string {
  const n = Number(square.value.n);
  if (n <= 0) throw new RangeError('root: expected a positive number');
  const m = work.calc`squarefactor(${square})`;
  const inside = work.calc`${square}/${m}^2`;
  work.line(`$${square.tex} = ${m.mark}^2 \\cdot ${inside.mark}$`);
  const rest = inside.value.equals(1) ? '' : `\\sqrt{${inside.tex}}`;
  const root = m.value.equals(1) && rest !== '' ? rest : m.tex + rest;
  work.line(`$\\sqrt{${square.tex}} = ${root}$`);
  return root;
}

export const pythagoras = defineFamily<Right>({
  name: 'pythagoras',
  topic: 'geometry',
  wordings: {
    hypotenuse: {
      train: [
        'A right triangle has legs {a} and {b}. [Find|What is] the hypotenuse[.|?]',
        '[Find|Calculate] the hypotenuse of a right triangle with legs {a} and {b}.',
        'How long is the hypotenuse [of|in] a right triangle with legs {a} and {b}?',
      ],
      held: ['How long is the diagonal of a rectangle with sides {a} and {b}?'],
    },
    leg: {
      train: [
        'A right triangle has hypotenuse {c} and one leg {a}. [Find|What is] the other leg[.|?]',
        '[Find|Calculate] the missing leg of a right triangle with hypotenuse {c} and leg {a}.',
        'The hypotenuse of a right triangle is {c} and one leg is {a}. How long is the other leg?',
      ],
      held: ['A ladder of length {c} stands {a} from a wall. How high does it reach?'],
    },
  },
  sample(random, difficulty) {
    const k = random.integer(1, grown(difficulty, 3, 25));
    const [a, b] = random.pick([
      [3, 4],
      [5, 12],
      [8, 15],
      [7, 24],
      [20, 21],
      [9, 40],
    ] as const);
    const missing = random.pick(['hypotenuse', 'leg'] as const);
    if (random.chance(0.6) || missing === 'leg') return { a: a * k, b: b * k, missing };
    return {
      a: random.integer(1, grown(difficulty, 9, 40)),
      b: random.integer(1, grown(difficulty, 9, 40)),
      missing,
    };
  },
  ask({ a, b, missing }) {
    return { form: missing, slots: { a: String(a), b: String(b), c: String(Math.round(Math.hypot(a, b))) } };
  },
  solve({ a, b, missing }, work) {
    if (missing === 'hypotenuse') {
      const sum = work.calc`${a}^2+${b}^2`;
      work.line(`$c^2 = ${sum.mark}$`);
      return work.answer(rootInLines(sum, work));
    }
    const c = Math.round(Math.hypot(a, b));
    const rest = work.calc`${c}^2-${a}^2`;
    work.line(`$b^2 = ${rest.mark}$`);
    return work.answer(rootInLines(rest, work));
  },
});

interface Solid {
  readonly kind: 'box' | 'cylinder' | 'sphere' | 'pyramid' | 'cube';
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export const volume = defineFamily<Solid>({
  name: 'volume',
  topic: 'geometry',
  wordings: {
    box: {
      train: [
        '[Find|Calculate] the volume of a box [measuring|with edges] {a}, {b} and {c}.',
        'What is the volume of a cuboid with sides {a}, {b} and {c}?',
        'A tank is {a} long, {b} wide and {c} high. [Find|What is] its volume[.|?]',
      ],
      held: ['How much space is in a crate of {a} by {b} by {c}?'],
    },
    cube: {
      train: [
        '[Find|Calculate] the volume of a cube with edge {a}.',
        'What is the volume of a cube of side {a}?',
      ],
      held: ['Every edge of a cube measures {a}. How much does it hold?'],
    },
    cylinder: {
      train: [
        '[Find|Calculate] the [exact|] volume of a cylinder with radius {a} and height {b}.',
        'A cylinder has radius {a} and height {b}. What is its volume in terms of pi?',
      ],
      held: ['A can has radius {a} and is {b} high. Give its volume as a multiple of pi.'],
    },
    sphere: {
      train: [
        '[Find|Calculate] the [exact|] volume of a [sphere|ball] with radius {a}.',
        'A sphere has radius {a}. What is its volume in terms of pi?',
      ],
      held: ['How much space, as a multiple of pi, does a ball of radius {a} take?'],
    },
    pyramid: {
      train: [
        '[Find|Calculate] the volume of a pyramid with a rectangular base {a} by {b} and height {c}.',
        'A pyramid has a base of {a} by {b} and height {c}. What is its volume?',
      ],
      held: ['Over a rectangle {a} by {b} rises a pyramid {c} high. What is its volume?'],
    },
  },
  sample: (random, difficulty) => ({
    kind: random.pick(['box', 'cube', 'cylinder', 'sphere', 'pyramid'] as const),
    a: random.integer(2, grown(difficulty, 8, 60)),
    b: random.integer(2, grown(difficulty, 8, 60)),
    c: random.integer(2, grown(difficulty, 8, 60)),
  }),
  ask: ({ kind, a, b, c }) => ({ form: kind, slots: { a: String(a), b: String(b), c: String(c) } }),
  solve({ kind, a, b, c }, work) {
    if (kind === 'box' || kind === 'cube') {
      const result = kind === 'box' ? work.calc`${a}*${b}*${c}` : work.calc`${a}^3`;
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    if (kind === 'pyramid') {
      const base = work.calc`${a}*${b}`;
      work.line(`Base: $${base.mark}$`);
      const result = work.frac(['', '*', work.choose('/3', ['/2', ''])], base, c);
      work.line(`$${result.mark}$`);
      return work.answer(result.value.toLatex());
    }
    const result = kind === 'cylinder' ? work.calc`${a}^2*${b}` : work.frac`4/3*${a}^3`;
    const shown = kind === 'cylinder' ? `\\pi \\cdot ${a}^2 \\cdot ${b}` : `\\frac{4}{3} \\pi \\cdot ${a}^3`;
    work.line(`$${shown} = ${result.mark}\\pi$`);
    return work.answer(`${result.value.toLatex()}\\pi`);
  },
});
