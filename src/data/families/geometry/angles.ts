/** Angles of polygons, special-angle trigonometry, arcs and sectors. */
import { defineFamily } from '../family.ts';
import { grown, scaled } from '../kit/text.ts';
import { tex } from '../kit/notation.ts';
import { words } from '../kit/wording.ts';

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
        'Two angles of a triangle are {a} and {b} degrees. [What is|Find] the third[?|.]',
        'Two angles of a triangle [are|measure] {a} degrees and {b} degrees. How large is the third?',
        'A triangle has angles of {a} and {b} degrees. What is the third angle?',
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
    blocks: { a: String(given[0] ?? 0), b: String(given[1] ?? 0) },
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
  /** In words or without brackets: `sin 30°`. */
  readonly isSpoken: boolean;
}

/** The angle between 0 and 90 with the same value up to sign, and the sign of each function there. */
function reference(angle: number): { acute: number; signs: readonly [number, number, number] } {
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
  return { acute, signs };
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
    written: {
      train: [
        '[Find|Give|State|Determine] the exact value of {e}.',
        'What is {e}?',
        '[Evaluate|Calculate|Compute|Simplify] {e}[ exactly|].',
        'What is the exact value of {e}?',
        '{e} = ?',
      ],
      held: ['Without a calculator, find {e}.', 'Use the unit circle to get {e}.'],
    },
    spoken: {
      train: [
        'What is {s}?',
        '{s}',
        '[Find|Calculate|Give] {s}.',
        '[The |]{name} of {a} degrees',
        'What is the {name} of {a} degrees?',
      ],
      held: ['Which number is {s}?'],
    },
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
      const isRadian = random.chance(0.5);
      const isSpoken = !isRadian && random.chance(0.4);
      if (f !== 'tan' || angle % 180 !== 90) return { f, angle: turned, isRadian, isSpoken };
    }
  },
  ask: ({ f, angle, isRadian, isSpoken }) => ({
    form: isSpoken ? 'spoken' : 'written',
    slots: {
      e: `${f}(${isRadian ? (angle === 0 ? '0' : radianText(angle)) : `deg(${angle})`})`,
      s: words(`${f} ${angle}°`),
      name: words({ sin: 'sine', cos: 'cosine', tan: 'tangent' }[f]),
      a: words(String(angle)),
    },
  }),
  solve({ f, angle, isRadian }, work) {
    if (isRadian && angle !== 0) work.line(`$${tex(radianText(angle))} = ${angle}^\\circ$`);
    if (angle < 0 || angle >= 360) {
      const turned = angle < 0 ? work.calc`${angle}+360` : work.calc`${angle} mod 360`;
      work.line(`Turned: ${turned.mark} degrees`);
    }
    const { acute, signs } = reference(angle);
    const which = f === 'sin' ? 0 : f === 'cos' ? 1 : 2;
    const value = exactValues[acute]?.[which] ?? '';
    if (value === '0') return work.answer('0');
    const sign = work.choose(signs[which], [-signs[which]]);
    const turned = ((angle % 360) + 360) % 360;
    const signed = `${sign < 0 ? '-' : ''}${value}`;
    const acutely = turned === acute ? '' : ` = ${sign < 0 ? '-' : ''}\\${f}(${acute}^\\circ)`;
    work.line(`$\\${f}(${turned}^\\circ)${acutely} = ${signed}$`);
    return work.answer(signed);
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
