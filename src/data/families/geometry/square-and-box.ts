/** Squares and boxes with whole sides: area, perimeter, side from the area or the perimeter, volume. */
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';

const kinds = ['area', 'perimeter', 'sideOfArea', 'sideOfPerimeter', 'box', 'cube'] as const;

interface Shape {
  readonly kind: (typeof kinds)[number];
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export const squareAndBox = defineFamily<Shape>({
  name: 'square-and-box',
  topic: 'geometry',
  wordings: {
    area: {
      train: [
        'Area of a square [with|of] side {a}',
        '[What is|Find] the area of a square [with side|with sides of|of side] {a}[?|.]',
        'A square has side {a}. [What is|Find] its area[?|.]',
      ],
      held: ['How much does a square of side {a} cover?'],
    },
    perimeter: {
      train: [
        'Perimeter of a square [with|of] side {a}',
        '[What is|Find] the perimeter of a square [with side|with sides of|of side] {a}[?|.]',
        'A square has side {a}. [What is|Find] its perimeter[?|.]',
      ],
      held: ['How long is the way round a square of side {a}?'],
    },
    sideOfArea: {
      train: [
        'The area of a square is {s}. [How long is|What is|Find] its side[?|.]',
        'A square has area {s}. [How long is|What is|Find] one side[?|.]',
        'Side of a square with area {s}',
      ],
      held: ['Which side has a square that covers {s}?'],
    },
    sideOfPerimeter: {
      train: [
        'The perimeter of a square is {p}. [How long is|What is|Find] its side[?|.]',
        'A square has perimeter {p}. [How long is|What is|Find] one side[?|.]',
        'Side of a square with perimeter {p}',
      ],
      held: ['The way round a square is {p}. Which side has it?'],
    },
    box: {
      train: [
        'Volume of a box {a} by {b} by {c}',
        '[What is|Find] the volume of a box [that is|measuring|with sides] {a} by {b} by {c}[?|.]',
        'A box is {a} cm by {b} cm by {c} cm. [What is|Find] its volume[?|.]',
      ],
      held: ['How much fits into a box of {a} by {b} by {c}?'],
    },
    cube: {
      train: [
        'Volume of a cube [with|of] side {a}',
        '[What is|Find] the volume of a cube [with side|with edge|of side] {a}[?|.]',
        'A cube has side {a}. [What is|Find] its volume[?|.]',
      ],
      held: ['How much does a cube of side {a} hold?'],
    },
  },
  sample: (random, difficulty) => ({
    kind: random.pick(kinds),
    a: random.integer(2, grown(difficulty, 10, 60)),
    b: random.integer(2, grown(difficulty, 9, 30)),
    c: random.integer(2, grown(difficulty, 9, 30)),
  }),
  ask: ({ kind, a, b, c }) => ({
    form: kind,
    slots: { a: String(a), b: String(b), c: String(c), s: String(a * a), p: String(4 * a) },
  }),
  solve({ kind, a, b, c }, work) {
    const result = {
      area: () => work.calc`${a}^2`,
      perimeter: () => work.calc`4*${a}`,
      sideOfArea: () => work.calc`isqrt(${a * a})`,
      sideOfPerimeter: () => work.calc`${4 * a}/4`,
      box: () => work.calc`${a}*${b}*${c}`,
      cube: () => work.calc`${a}^3`,
    }[kind]();
    work.line(
      `${kind.startsWith('side') ? 'Side' : kind === 'area' ? 'Area' : kind === 'perimeter' ? 'Perimeter' : 'Volume'}: $${result.mark}$`,
    );
    return work.answer(result.tex);
  },
});
