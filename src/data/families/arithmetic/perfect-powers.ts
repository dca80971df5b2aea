/** Squares, cubes and powers of small numbers, and the roots that undo them. */
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';

const kinds = ['square', 'cube', 'power', 'root', 'root', 'cubeRoot'] as const;

interface PerfectPower {
  readonly kind: (typeof kinds)[number];
  readonly a: number;
  readonly k: number;
}

export const perfectPowers = defineFamily<PerfectPower>({
  name: 'perfect-powers',
  topic: 'arithmetic',
  wordings: {
    square: {
      train: [
        'What is the square of {a}?',
        '[Square|Find the square of] {a}.',
        '{a} squared',
        'What is {a} squared?',
        '{p}',
        '[What is|How much is] {p}?',
        '[Work out|Calculate|Compute|Evaluate] {p}.',
      ],
      held: ['Multiply {a} by itself.'],
    },
    cube: {
      train: [
        'What is the cube of {a}?',
        '[Cube|Find the cube of] {a}.',
        '{a} cubed',
        'What is {a} cubed?',
        '{p}',
        '[Work out|Calculate|Compute|Evaluate] {p}.',
      ],
      held: ['Use {a} three times as a factor. What is the product?'],
    },
    power: {
      train: [
        '{p}',
        '[What is|How much is] {p}?',
        '[Work out|Calculate|Compute|Evaluate] {p}.',
        '{a} to the power of {k}',
        'What is {a} to the power of {k}?',
        'Raise {a} to the power of {k}.',
      ],
      held: ['Which number is {p}?'],
    },
    root: {
      train: [
        'What is the square root of {n}?',
        '[Find|Calculate|Give] the square root of {n}.',
        'square root of {n}',
        '{r}',
        '[What is|How much is] {r}?',
        '[Work out|Calculate|Compute|Evaluate|Simplify] {r}.',
      ],
      held: ['Which positive number has the square {n}?'],
    },
    cubeRoot: {
      train: [
        'What is the cube root of {n}?',
        '[Find|Calculate|Give] the cube root of {n}.',
        'cube root of {n}',
        '[Work out|Calculate] the third root of {n}.',
      ],
      held: ['Which number has the cube {n}?'],
    },
  },
  sample(random, difficulty) {
    const kind = random.pick(kinds);
    const largest = { square: 90, cube: 30, power: 8, root: 90, cubeRoot: 20 }[kind];
    const a = random.integer(2, Math.min(largest, grown(difficulty, kind === 'power' ? 4 : 12, largest)));
    const k =
      kind === 'power' ? random.integer(2, a > 4 ? 4 : 6) : kind === 'cube' || kind === 'cubeRoot' ? 3 : 2;
    return { kind, a, k };
  },
  ask({ kind, a, k }) {
    const n = String(a ** k);
    return { form: kind, slots: { a: String(a), k: String(k), n, p: `${a}**${k}`, r: `sqrt(${n})` } };
  },
  solve({ kind, a, k }, work) {
    const result =
      kind === 'root'
        ? work.calc`isqrt(${a ** 2})`
        : kind === 'cubeRoot'
          ? work.calc`iroot(${a ** 3},3)`
          : work.calc`${a}^${k}`;
    const head =
      kind === 'root' ? `\\sqrt{${a ** 2}} = ` : kind === 'cubeRoot' ? `\\sqrt[3]{${a ** 3}} = ` : '';
    work.line(`$${head}${result.mark}$`);
    return work.answer(result.tex);
  },
});
