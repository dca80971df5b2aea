/** Three linear equations in three unknowns, by elimination. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { q, type Rational } from '../kit/rational.ts';
import { joined, scaled, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';

interface SystemThree {
  readonly letters: readonly [string, string, string];
  /** Rows of a, b, c, right side; the first row's first coefficient is 1. */
  readonly rows: readonly (readonly number[])[];
}

function rowText(row: readonly (number | Rational)[], letters: readonly string[]): string {
  return `${joined(letters.map((letter, i) => term(row[i]!, letter)))} = ${q(row.at(-1)!).toString()}`;
}

/** `row − factor·pivot`, one calculation a column. */
function eliminate(
  row: readonly Rational[],
  pivot: readonly Rational[],
  options: { column: number; letters: readonly string[]; label: string; work: Work },
): Rational[] {
  const { column, letters, label, work } = options;
  const [a, b] = [row[column]!, pivot[column]!];
  const notes: string[] = [];
  const next = row.map((value, i) => {
    if (i <= column) return q(0);
    const result = work.calc`${b}*${value}-${a}*${pivot[i]!}`;
    notes.push(`$${result.mark}$`);
    return result.value;
  });
  work.line(`${label}: ${notes.join(', ')}`);
  work.line(`$${tex(rowText(next, letters))}$`);
  return next;
}

export const systemThree = defineFamily<SystemThree>({
  name: 'system-three',
  topic: 'equations',
  wordings: {
    train: [
      'Solve {eq}.',
      'Solve [the system|the system of equations|the simultaneous equations] {eq}.',
      '[Find|Determine] {x}, {y} and {z} [if|given that|such that] {eq}.',
      '@let {eq}. What are {x}, {y} and {z}?',
      '[Find|Give] the solution of the [linear system|3 by 3 system] {eq}.',
    ],
    held: ['Eliminate step by step: {eq}', 'Which triple {x}, {y}, {z} satisfies {eq}?'],
  },
  sample(random, difficulty) {
    const size = scaled(difficulty, 2, 5);
    const range = scaled(difficulty, 3, 9);
    for (;;) {
      const solution = [0, 1, 2].map(() => random.integer(-range, range));
      const rows = [0, 1, 2].map((i) => {
        const row = [
          i === 0 ? 1 : random.integer(-size, size),
          random.integer(-size, size),
          random.integer(-size, size),
        ];
        return [...row, row.reduce((sum, c, k) => sum + c * solution[k]!, 0)];
      });
      const [[a, b, c], [d, e, f], [g, h, i]] = rows as [number[], number[], number[]];
      const det = a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!);
      const pivot = e! - d! * b!;
      const isDull = d === 0 && g === 0;
      if (det !== 0 && pivot !== 0 && !isDull)
        return { letters: random.chance(0.7) ? ['x', 'y', 'z'] : ['a', 'b', 'c'], rows };
    }
  },
  ask: ({ letters, rows }) => ({
    slots: {
      eq: rows.map((row) => rowText(row, letters)).join(', '),
      x: letters[0],
      y: letters[1],
      z: letters[2],
    },
  }),
  solve({ letters, rows }, work) {
    const [first, second, third] = rows.map((row) => row.map(q)) as [Rational[], Rational[], Rational[]];
    const two = eliminate(second, first, { column: 0, letters, label: '(2)', work });
    const three = eliminate(third, first, { column: 0, letters, label: '(3)', work });
    const last =
      three[1]!.sign() === 0 ? three : eliminate(three, two, { column: 1, letters, label: '(3)', work });
    const z = work.frac`${last[3]!}/${last[2]!}`;
    work.line(`$${letters[2]} = ${z.mark}$`);
    const y = work.frac`(${two[3]!}-${two[2]!}*${z})/${two[1]!}`;
    work.line(`$${letters[1]} = ${y.mark}$`);
    const x = work.frac`${first[3]!}-${first[1]!}*${y}-${first[2]!}*${z}`;
    work.line(`$${letters[0]} = ${x.mark}$`);
    const values = [x, y, z].map(({ value }, i) => `${letters[i]!} = ${value.toLatex()}`);
    return work.answer(values.join(', '));
  },
});
