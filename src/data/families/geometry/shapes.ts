/** Areas, perimeters and volumes, Pythagoras, angles of polygons, special-angle trigonometry. */
import { defineFamily } from '../family.ts';
import { grown, scaled } from '../kit/text.ts';
import { squareParts } from '../equations/quadratics.ts';
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
  const { m, k } = squareParts(n);
  if (k === 1) {
    const root = work.calc`isqrt(${square})`;
    work.line(`$${root.mark}$`);
    return root.tex;
  }
  if (m === 1) return `\\sqrt{${n}}`;
  const inside = work.calc`${square}/${m * m}`;
  work.line(`$\\sqrt{${n}} = \\sqrt{${m * m} \\cdot ${inside.mark}}$`);
  return `${m}\\sqrt{${inside.tex}}`;
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

interface Angles {
  readonly kind: 'triangle' | 'quadrilateral' | 'polygonSum' | 'regular';
  readonly given: readonly number[];
  readonly n: number;
}

export const polygonAngles = defineFamily<Angles>({
  name: 'polygon-angles',
  topic: 'geometry',
  wordings: {
    triangle: {
      train: [
        'Two angles of a triangle are {p} and {q}. [Find|What is] the third [angle|][.|?]',
        'A triangle has angles {p} and {q}. How large is the third angle?',
      ],
      held: ['In a triangle, {p} and {q} are known angles. Which angle is missing?'],
    },
    quadrilateral: {
      train: [
        'Three angles of a quadrilateral are {p}, {q} and {r}. [Find|What is] the fourth[.|?]',
        'A quadrilateral has angles {p}, {q} and {r}. How large is the remaining angle?',
      ],
      held: ['Which fourth angle completes a quadrilateral with {p}, {q} and {r}?'],
    },
    polygonSum: {
      train: [
        'What is the sum of the interior angles of a polygon with {n} sides?',
        '[Find|Calculate] the sum of the interior angles of a {n}-sided polygon.',
      ],
      held: ['Add all inner angles of a polygon with {n} corners. What do you get?'],
    },
    regular: {
      train: [
        '[Find|Calculate] each interior angle of a regular polygon with {n} sides.',
        'How large is an interior angle of a regular {n}-gon?',
      ],
      held: ['All {n} angles of a polygon are equal. How large is one?'],
    },
  },
  sample(random, difficulty) {
    const kind = random.pick(['triangle', 'quadrilateral', 'polygonSum', 'regular'] as const);
    const n =
      kind === 'regular'
        ? random.pick(
            [3, 4, 5, 6, 8, 9, 10, 12, 15, 18, 20, 24, 30, 36, 40, 45].slice(0, scaled(difficulty, 6, 16)),
          )
        : random.integer(3, grown(difficulty, 9, 60));
    const given =
      kind === 'triangle'
        ? [random.integer(10, 85), random.integer(10, 85)]
        : [random.integer(40, 110), random.integer(40, 110), random.integer(40, 110)];
    return { kind, n, given };
  },
  ask: ({ kind, given, n }) => ({
    form: kind,
    slots: {
      p: `deg(${given[0] ?? 0})`,
      q: `deg(${given[1] ?? 0})`,
      r: `deg(${given[2] ?? 0})`,
      n: words(String(n)),
    },
  }),
  solve({ kind, given, n }, work) {
    if (kind === 'triangle' || kind === 'quadrilateral') {
      const total = work.choose(kind === 'triangle' ? 180 : 360, [kind === 'triangle' ? 360 : 180]);
      const result = work.calc(['', ...given.map(() => '-'), ''], total, ...given);
      work.line(
        `$${total}^\\circ - ${given.map((angle) => `${angle}^\\circ`).join(' - ')} = ${result.mark}^\\circ$`,
      );
      return work.answer(`${result.tex}^\\circ`);
    }
    const sum = work.calc`(${n}-2)*180`;
    work.line(`Sum: $(${n} - 2) \\cdot 180^\\circ = ${sum.mark}^\\circ$`);
    if (kind === 'polygonSum') return work.answer(`${sum.tex}^\\circ`);
    const each = work.decimal`${sum}/${n}`;
    work.line(`$${sum.tex}^\\circ / ${n} = ${each.mark}^\\circ$`);
    return work.answer(`${each.tex}^\\circ`);
  },
});

const exactValues: Readonly<Record<number, readonly [string, string, string]>> = {
  0: ['0', '1', '0'],
  30: ['\\frac{1}{2}', '\\frac{\\sqrt{3}}{2}', '\\frac{\\sqrt{3}}{3}'],
  45: ['\\frac{\\sqrt{2}}{2}', '\\frac{\\sqrt{2}}{2}', '1'],
  60: ['\\frac{\\sqrt{3}}{2}', '\\frac{1}{2}', '\\sqrt{3}'],
  90: ['1', '0', ''],
};

interface SpecialAngle {
  readonly f: 'sin' | 'cos' | 'tan';
  readonly angle: number;
  readonly isRadian: boolean;
}

/** The angle between 0 and 90 with the same value up to sign, and the sign of each function there. */
function reference(angle: number): {
  acute: number;
  signs: readonly [number, number, number];
  quadrant: number;
} {
  const turned = ((angle % 360) + 360) % 360;
  const quadrant = Math.floor(turned / 90) % 4;
  const acute = [turned, 180 - turned, turned - 180, 360 - turned][quadrant]!;
  const signs = (
    [
      [1, 1, 1],
      [1, -1, -1],
      [-1, -1, 1],
      [-1, 1, -1],
    ] as const
  )[quadrant]!;
  return { acute, signs, quadrant };
}

function radianText(angle: number): string {
  const g = ((a: number, b: number): number => {
    let [x, y] = [Math.abs(a), b];
    while (y > 0) [x, y] = [y, x % y];
    return x;
  })(angle, 180);
  const [n, d] = [angle / g, 180 / g];
  const top = n === 1 ? 'pi' : n === -1 ? '-pi' : `${n}*pi`;
  return d === 1 ? top : `${top}/${d}`;
}

export const specialAngles = defineFamily<SpecialAngle>({
  name: 'special-angles',
  topic: 'geometry',
  wordings: {
    train: [
      '[Find|Give|State|Determine] the exact value of {e}.',
      'What is {e}?',
      '[Evaluate|Calculate|Compute|Simplify] {e}[ exactly|].',
      'What is the exact value of {e}?',
      '{e} = ?',
    ],
    held: ['Without a calculator, find {e}.', 'Use the unit circle to get {e}.'],
  },
  sample(random, difficulty) {
    for (;;) {
      const f = random.pick(['sin', 'cos', 'tan'] as const);
      const angle = random.pick(
        [30, 45, 60, 90, 0, 120, 135, 150, 210, 225, 240, 300, 315, 330, 180, 270].slice(
          0,
          scaled(difficulty, 5, 16),
        ),
      );
      const turned = difficulty > 6 && random.chance(0.5) ? angle + random.pick([-1, 1, 2]) * 360 : angle;
      if (f !== 'tan' || angle % 180 !== 90) return { f, angle: turned, isRadian: random.chance(0.5) };
    }
  },
  ask: ({ f, angle, isRadian }) => ({
    slots: { e: `${f}(${isRadian ? (angle === 0 ? '0' : radianText(angle)) : `deg(${angle})`})` },
  }),
  solve({ f, angle, isRadian }, work) {
    if (isRadian && angle !== 0) work.line(`The angle is ${angle} degrees`);
    if (angle < 0 || angle >= 360) {
      const turned = angle < 0 ? work.calc`${angle}+360` : work.calc`${angle} mod 360`;
      work.line(`Turned: ${turned.mark} degrees`);
    }
    const { acute, signs, quadrant } = reference(angle);
    const which = f === 'sin' ? 0 : f === 'cos' ? 1 : 2;
    const value = exactValues[acute]?.[which] ?? '';
    if (value === '0') return work.answer('0');
    const sign = work.choose(signs[which], [-signs[which]]);
    const place = acute % 90 === 0 ? '' : `Quadrant ${quadrant + 1}, `;
    work.line(`${place}reference angle ${acute} degrees: $${sign < 0 ? '-' : ''}${value}$`);
    return work.answer(`${sign < 0 ? '-' : ''}${value}`);
  },
});

interface Sector {
  readonly r: number;
  readonly angle: number;
  readonly asked: 'area' | 'arc length';
}

export const sector = defineFamily<Sector>({
  name: 'circle-sector',
  topic: 'geometry',
  heldOut: true,
  wordings: {
    train: [
      '[Find|Calculate|Determine] the [exact|] {asked} of a [sector|circular sector] with radius {r} and [central angle|angle] {t}.',
      'What is the {asked} of a sector of radius {r} and central angle {t}?',
      'A sector has radius {r} and angle {t}. [Find|What is] its {asked} in terms of pi[.|?]',
    ],
    held: [
      'A slice of a disc with radius {r} opens by {t}. Give its {asked}.',
      'As a multiple of pi: the {asked} of a sector with radius {r}, angle {t}.',
    ],
  },
  sample: (random, difficulty) => ({
    r: random.integer(2, grown(difficulty, 9, 60)),
    angle: random.pick([30, 36, 40, 45, 60, 72, 80, 90, 120, 135, 144, 150, 210, 240, 270]),
    asked: random.pick(['area', 'arc length'] as const),
  }),
  ask: ({ r, angle, asked }) => ({ slots: { r: String(r), t: `deg(${angle})`, asked: words(asked) } }),
  solve({ r, angle, asked }, work) {
    const share = work.frac`${angle}/360`;
    work.line(`Share of the circle: $${share.mark}$`);
    const whole = asked === 'area' ? work.calc`${r}^2` : work.calc`2*${r}`;
    const result = work.frac`${share}*${whole}`;
    work.line(`$${whole.mark}$, $${result.mark}$`);
    return work.answer(result.value.equals(1) ? '\\pi' : `${result.value.toLatex()}\\pi`);
  },
});
