/** Two equations in two unknowns as people first meet them: x + y = 7 and x − y = 1, small and in order. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { q } from '../kit/rational.ts';
import { grown, nonZero } from '../kit/text.ts';
import { solveRows, twoSidedText, type SystemTwo, type TwoSided } from './system-two.ts';

function rowOf([a, b, c]: readonly [number, number, number], letters: readonly [string, string]): TwoSided {
  const terms = [
    { coefficient: a, letter: letters[0] },
    { coefficient: b, letter: letters[1] },
  ].filter(({ coefficient }) => coefficient !== 0);
  return { left: terms, right: [{ coefficient: c, letter: '' }] };
}

function drawCoefficients(random: Random, difficulty: number): [number, number, number, number] {
  if (random.chance(difficulty < 3 ? 0.4 : 0.15)) return [1, 1, 1, -1];
  const size = grown(difficulty, 3, 12);
  for (;;) {
    const a = random.integer(1, size);
    const d = random.chance(0.12) ? 0 : nonZero(random, -size, size);
    const [b, c] = [nonZero(random, -size, size), random.integer(1, size)];
    if (a * d !== b * c) return [a, b, c, d];
  }
}

export const simpleSystem = defineFamily<SystemTwo>({
  name: 'simple-system',
  topic: 'equations',
  wordings: {
    both: {
      train: [
        'Solve {p} and {q}.',
        'Solve {both}.',
        '[Find|Determine] {x} and {y} [such that|if|when|with] {p} and {q}.',
        '[Solve the system|Solve the simultaneous equations] {p} and {q}.',
        '{p} and {q}. [Find|What are] {x} and {y}[.|?]',
        'I need {x} and {y} with {p} and {q}.',
        'If {p} and {q}, what are {x} and {y}?',
        '{both}',
        '@let {p} and {q}. What are {x} and {y}?',
      ],
      held: ['Which {x} and {y} fit {p} and {q}?', 'Two numbers satisfy {p} and {q}. What are {x} and {y}?'],
    },
    one: {
      train: [
        'If {p} and {q}, [what is|find] {x}[?|.]',
        'Solve {p} and {q} for {x}.',
        '[Find|Work out] {x} [if|when] {p} and {q}.',
        '{p} and {q}. What is {x}?',
        'I need {x} with {p} and {q}.',
      ],
      held: ['{p} and {q} both hold. Which number is {x}?'],
    },
  },
  sample(random, difficulty) {
    const letters = random.pick([
      ['x', 'y'],
      ['x', 'y'],
      ['x', 'y'],
      ['s', 't'],
      ['m', 'n'],
      ['p', 'q'],
      ['u', 'v'],
    ] as const);
    const [a, b, c, d] = drawCoefficients(random, difficulty);
    const low = random.chance(0.1 * (difficulty - 1)) ? -9 : 0;
    const [x, y] = [
      random.integer(low, grown(difficulty, 8, 30)),
      random.integer(low, grown(difficulty, 8, 30)),
    ];
    const equations = [rowOf([a, b, a * x + b * y], letters), rowOf([c, d, c * x + d * y], letters)] as const;
    return { letters, equations, asked: random.chance(0.75) ? 2 : random.integer(0, 1) };
  },
  ask({ equations, letters, asked }) {
    const [first, second] = equations.map(twoSidedText) as [string, string];
    if (asked === 2)
      return {
        form: 'both',
        slots: { p: first, q: second, both: `${first}, ${second}`, x: letters[0], y: letters[1] },
      };
    return { form: 'one', slots: { p: first, q: second, x: letters[asked]!, y: letters[1 - asked]! } };
  },
  solve(p, work) {
    const rows = p.equations.map(({ left, right }) => [
      ...p.letters.map((letter) => q(left.find((part) => part.letter === letter)?.coefficient ?? 0)),
      q(right[0]?.coefficient ?? 0),
    ]);
    const values = solveRows(rows, p, work);
    if (p.asked !== 2) return work.answer(values[0]!.toLatex());
    return work.answer(values.map((value, i) => `${p.letters[i]!} = ${value.toLatex()}`).join(', '));
  },
});
