/** Two linear equations in two unknowns, in any arrangement; one unknown or both are asked for. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { q, type Rational } from '../kit/rational.ts';
import { grown, joined, letterFor, nonZero, term } from '../kit/text.ts';
import { tex } from '../kit/notation.ts';
import type { Work } from '../kit/work.ts';

export interface LinearTerm {
  readonly coefficient: number;
  /** Empty for a constant. */
  readonly letter: string;
}

export interface TwoSided {
  readonly left: readonly LinearTerm[];
  readonly right: readonly LinearTerm[];
}

export interface SystemTwo {
  readonly equations: readonly [TwoSided, TwoSided];
  readonly letters: readonly [string, string];
  /** 0 or 1 for one unknown, 2 for both. */
  readonly asked: number;
}

function sideText(terms: readonly LinearTerm[]): string {
  return joined(
    terms.map(({ coefficient, letter }) =>
      coefficient === 0 && letter !== '' ? `0*${letter}` : term(coefficient, letter),
    ),
  );
}

export function twoSidedText({ left, right }: TwoSided): string {
  return `${sideText(left)} = ${sideText(right)}`;
}

/** a·x + b·y = c with its terms spread over both sides, some of them split. */
export function spreadOut(
  [a, b, c]: readonly [number, number, number],
  letters: readonly [string, string],
  options: { readonly random: Random; readonly difficulty: number },
): TwoSided {
  const { random, difficulty } = options;
  const sides: [LinearTerm[], LinearTerm[]] = [[], []];
  const splits = (value: number): number[] => {
    if (!random.chance(0.05 * difficulty)) return [value];
    const part = nonZero(random, -grown(difficulty, 5, 60), grown(difficulty, 5, 60));
    return [part, value - part];
  };
  const place = (value: number, letter: string, wanted: number): void => {
    for (const part of splits(value)) {
      if (part === 0 && !random.chance(0.2)) continue;
      const side = random.chance(0.2) ? 1 - wanted : wanted;
      sides[side]!.push({ coefficient: side === wanted ? part : -part, letter });
    }
  };
  place(a, letters[0], 0);
  place(b, letters[1], 0);
  place(c, '', 1);
  const [left, right] = sides.map((terms) => random.shuffled(terms)) as [LinearTerm[], LinearTerm[]];
  return random.chance(0.3) ? { left: right, right: left } : { left, right };
}

function standardForm(
  { left, right }: TwoSided,
  options: { letters: readonly [string, string]; label: string; work: Work },
): Rational[] {
  const { letters, label, work } = options;
  const notes: string[] = [];
  const gather = (letter: string, isConstant: boolean): Rational => {
    const sign = isConstant ? -1 : 1;
    const values = [...left.map((t) => ({ ...t, sign })), ...right.map((t) => ({ ...t, sign: -sign }))]
      .filter((t) => t.letter === letter && t.coefficient !== 0)
      .map((t) => t.coefficient * t.sign);
    if (values.length === 0) return q(0);
    if (values.length === 1) return q(values[0]!);
    const parts = ['', ...values.slice(1).map((value) => (value < 0 ? '-' : '+')), ''];
    const result = work.calc(parts, values[0]!, ...values.slice(1).map(Math.abs));
    notes.push(`$${letter === '' ? '1' : letter}$: $${result.mark}$`);
    return result.value;
  };
  const [a, b, c] = [gather(letters[0], false), gather(letters[1], false), gather('', true)];
  const text = `${joined([term(a, letters[0]), term(b, letters[1])])} = ${c.toString()}`;
  work.line(`${label}: ${notes.length > 0 ? `${notes.join(', ')}: ` : ''}$${tex(text)}$`);
  return [a, b, c];
}

/** Writes Cramer's rule for one unknown (0 or 1); returns its value. */
function oneUnknown(
  rows: readonly Rational[][],
  which: number,
  options: { letter: string; d: Rational; work: Work },
): Rational {
  const [[a1, b1, c1], [a2, b2, c2]] = rows as [
    [Rational, Rational, Rational],
    [Rational, Rational, Rational],
  ];
  const { letter, d, work } = options;
  const top = which === 0 ? work.calc`${c1}*${b2}-${c2}*${b1}` : work.calc`${a1}*${c2}-${a2}*${c1}`;
  work.line(`For $${letter}$: $${top.mark}$`);
  const value = work.frac`${top}/${d}`;
  work.line(`$${letter} = ${value.mark}$`);
  return value.value;
}

/** Writes the solution of the system for the asked unknowns; returns their values in order. */
export function solveSystem({ equations, letters, asked }: SystemTwo, work: Work): Rational[] {
  const rows = equations.map((equation, i) => standardForm(equation, { letters, label: `(${i + 1})`, work }));
  return solveRows(rows, { letters, asked }, work);
}

/** The same for rows a, b, c of a·x + b·y = c. */
export function solveRows(
  rows: readonly Rational[][],
  { letters, asked }: Pick<SystemTwo, 'letters' | 'asked'>,
  work: Work,
): Rational[] {
  const [[a1, b1], [a2, b2]] = rows as [[Rational, Rational], [Rational, Rational]];
  const d = work.calc`${a1}*${b2}-${a2}*${b1}`;
  if (d.value.sign() === 0) throw new RangeError('system: no single solution');
  work.line(`Determinant: $${d.mark}$`);
  const wanted = asked === 2 ? [0, 1] : [asked];
  return wanted.map((which) => oneUnknown(rows, which, { letter: letters[which]!, d: d.value, work }));
}

/** Coefficients of two independent equations with the given solution. */
export function drawRows(
  random: Random,
  size: number,
  solution: readonly [number, number],
): [number, number, number][] {
  for (;;) {
    const rows = [0, 1].map((): [number, number, number] => {
      const [a, b] = [random.integer(-size, size), random.integer(-size, size)];
      return [a, b, a * solution[0] + b * solution[1]];
    });
    const [[a1, b1], [a2, b2]] = rows as [[number, number, number], [number, number, number]];
    if (a1 * b2 !== a2 * b1 && (a1 !== 0 || b1 !== 0) && (a2 !== 0 || b2 !== 0)) return rows;
  }
}

export function drawSystem(random: Random, difficulty: number): SystemTwo {
  const size = grown(difficulty, 4, 40);
  const range = grown(difficulty, 5, 45);
  const x = letterFor(random);
  const letters = [x, letterFor(random, [x])] as const;
  const rows = drawRows(random, size, [random.integer(-range, range), random.integer(-range, range)]);
  const [first, second] = rows.map((row) => spreadOut(row, letters, { random, difficulty }));
  return { letters, equations: [first!, second!], asked: 2 };
}

export const systemTwo = defineFamily<SystemTwo>({
  name: 'system-two',
  topic: 'equations',
  wordings: {
    one: {
      train: [
        'Solve {eq} for {x}.',
        '[Find|Determine|Calculate|Work out] {x} [if|given that|when] {eq}.',
        '@let {eq}. What is {x}?',
        '[Solve the system|Solve the simultaneous equations] {eq} [for|and give] {x}.',
        'What is {x} in the system {eq}?',
        'If {eq}, [what is|find] {x}[?|.]',
        'Work out [the value of|] {x} from [the two equations|the pair of equations|] {eq}.',
      ],
      held: ['{eq}: eliminate {y} and find {x}.', 'Both {eq} hold. Which value has {x}?'],
    },
    both: {
      train: [
        'Solve {eq}.',
        'Solve [the system|the simultaneous equations|the system of equations] {eq}.',
        '[Find|Determine] {x} and {y} [if|given that|such that] {eq}.',
        '@let {eq}. What are {x} and {y}?',
        'Work out [the values of|] {x} and {y}: {eq}',
        'Find the [solution|pair ({x}, {y})] of {eq}.',
        'What values of {x} and {y} satisfy {eq}?',
      ],
      held: [
        'Which pair of numbers {x}, {y} fits {eq}?',
        'Find the intersection of the lines {eq} in {x} and {y}.',
      ],
    },
  },
  sample(random, difficulty) {
    return { ...drawSystem(random, difficulty), asked: random.chance(0.6) ? random.integer(0, 1) : 2 };
  },
  ask({ equations, letters, asked }) {
    const eq = equations.map(twoSidedText).join(', ');
    if (asked === 2) return { form: 'both', slots: { eq, x: letters[0], y: letters[1] } };
    return { form: 'one', slots: { eq, x: letters[asked]!, y: letters[1 - asked]! } };
  },
  solve(p, work) {
    const values = solveSystem(p, work);
    if (p.asked !== 2) return work.answer(values[0]!.toLatex());
    return work.answer(values.map((value, i) => `${p.letters[i]!} = ${value.toLatex()}`).join(', '));
  },
});
