/** Linear equations in one unknown, on one or both sides, with terms to collect first. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { q, type Rational } from '../kit/rational.ts';
import { enclosed, grown, joined, letterFor, marked, nonZero, signed, sumTex, term } from '../kit/text.ts';
import type { Result, Work } from '../kit/work.ts';
import { everydayEquation } from './everyday.ts';

/** One side: coefficients of the unknown and constants, in the order written. */
export interface Side {
  readonly unknowns: readonly number[];
  readonly constants: readonly number[];
  /** `7 + 2x`, `5 - x`: the numbers stand before the unknown. */
  readonly isTurned?: boolean;
}

export interface LinearEquation {
  readonly letter: string;
  readonly left: Side;
  readonly right: Side;
}

/** ASCII of a side; a side without terms is 0. */
export function sideText(side: Side, letter: string): string {
  const unknowns = side.unknowns.map((c) => term(c, letter));
  const constants = side.constants.map((c) => term(c));
  return joined(side.isTurned === true ? [...constants, ...unknowns] : [...unknowns, ...constants]);
}

export function equationText({ left, right, letter }: LinearEquation): string {
  return `${sideText(left, letter)} = ${sideText(right, letter)}`;
}

function split(total: number, random: Random, size: number): number[] {
  const part = nonZero(random, -size, size);
  return part === total ? [total] : [part, total - part];
}

function sampleLinear(random: Random, difficulty: number): LinearEquation {
  const size = grown(difficulty, 6, 900);
  const root = random.integer(-grown(difficulty, 5, 110), grown(difficulty, 9, 110));
  const letter = letterFor(random);
  const a = nonZero(random, -size, size);
  const onBoth = random.chance(0.2 + difficulty * 0.04);
  let c = onBoth ? nonZero(random, -size, size) : 0;
  if (c === a) c = 0;
  const b = a === 1 || a === -1 || random.chance(0.85) ? random.integer(-size * 9, size * 9) : 0;
  const d = a * root + b - c * root;
  const many = random.chance(0.15 + difficulty * 0.05);
  const left: Side = {
    unknowns: many && random.chance(0.5) ? split(a, random, size) : [a],
    constants: b === 0 ? [] : [b],
    isTurned: b > 0 && random.chance(0.25),
  };
  const right: Side = {
    unknowns: c === 0 ? [] : [c],
    constants: d === 0 ? [] : many && random.chance(0.5) ? split(d, random, size * 5) : [d],
  };
  return random.chance(0.25) ? { letter, left: right, right: left } : { letter, left, right };
}

function collected(values: readonly number[], work: Work): { value: Rational; mark: Result | null } {
  if (values.length === 0) return { value: q(0), mark: null };
  if (values.length === 1) return { value: q(values[0]!), mark: null };
  const result = work.more(values[0]!, values[1]!);
  return { value: result.value, mark: result };
}

function sideTex(unknown: Rational | Result, constant: Rational | Result, letter: string): string {
  const show = (part: Rational | Result, monomial: string): string =>
    'mark' in part ? marked(part, monomial) : tex(term(part, monomial));
  const parts = [show(unknown, letter), show(constant, '')].filter((text) => text !== '0');
  return parts.length === 0 ? '0' : sumTex(parts);
}

/** Writes the lines from the equation to `letter = value`; returns the value. */
export function solveLinear({ left, right, letter }: LinearEquation, work: Work): Rational {
  const parts = [left.unknowns, left.constants, right.unknowns, right.constants];
  const [a, b, c, d] = parts.map((values) => collected(values, work)) as [
    ReturnType<typeof collected>,
    ReturnType<typeof collected>,
    ReturnType<typeof collected>,
    ReturnType<typeof collected>,
  ];
  if (parts.some((values) => values.length > 1)) {
    const sides = [sideTex(a.mark ?? a.value, b.value, letter), sideTex(c.value, d.value, letter)];
    if (b.mark !== null) sides[0] = sideTex(a.value, b.value, letter);
    const notes = [b, c, d].flatMap(({ mark }) => (mark === null ? [] : [`$${mark.mark}$`]));
    work.line(`Collect${notes.length > 0 ? ` (${notes.join(', ')})` : ''}: $${sides.join(' = ')}$`);
  }
  return finishLinear({ a: a.value, b: b.value, c: c.value, d: d.value }, letter, work);
}

/** a·x + b = c·x + d, already collected. */
export function finishLinear(
  equation: { a: Rational; b: Rational; c: Rational; d: Rational },
  letter: string,
  work: Work,
): Rational {
  let { a, b, c, d } = equation;
  if (a.sign() === 0) [a, b, c, d] = [c, d, a, b];
  if (c.sign() !== 0) {
    const result = work.less(a, c);
    const verb = c.sign() > 0 ? 'Subtract' : 'Add';
    const left = [marked(result, letter), ...(b.sign() === 0 ? [] : [b.toLatex()])];
    work.line(`${verb} $${tex(term(c.abs(), letter))}$: $${sumTex(left)} = ${d.toLatex()}$`);
    a = result.value;
  }
  if (b.sign() !== 0) {
    const result = work.less(d, b);
    const verb = b.sign() > 0 ? 'Subtract' : 'Add';
    work.line(`${verb} $${b.abs().toLatex()}$: $${tex(term(a, letter))} = ${result.mark}$`);
    d = result.value;
  }
  if (a.equals(1)) {
    if (b.sign() === 0) work.line(`$${letter} = ${d.toLatex()}$`);
    return d;
  }
  const result = work.calc`${d}/${a}`;
  work.line(`Divide by $${a.toLatex()}$: $${letter} = ${result.mark}$`);
  return result.value;
}

export const linear = defineFamily<LinearEquation>({
  name: 'linear-equation',
  topic: 'equations',
  wordings: {
    train: [
      'Solve {eq} for {x}.',
      '@solve {eq}.',
      '[Find|Determine|Calculate|Work out] {x} [if|given|when|such that] {eq}.',
      '[What is|What is the value of|Find the value of] {x} [if|in|given that] {eq}?',
      '{eq}. [What is|Find|Solve for|Calculate] {x}.',
      '@let {eq}. [What is|What must be|What is the value of] {x}?',
      '[For what|For which] [value|number] {x} [is|does one have] {eq}?',
      '[Find|Determine] the [solution|root] of [the equation|the linear equation|] {eq}.',
      'Isolate {x}: {eq}',
      'Work out the value of {x}[ if {eq}.|: {eq}]',
      'If {eq}, [then what is {x}?|find {x}.|what does {x} equal?]',
      'Solve for {x}: {eq}',
      ...everydayEquation,
    ],
    held: ['Make {x} the subject and give its value: {eq}', 'Which {x} satisfies {eq}?'],
  },
  sample: sampleLinear,
  ask: (p) => ({ slots: { eq: equationText(p), x: p.letter } }),
  solve(p, work) {
    const root = solveLinear(p, work);
    const [left, right] = [p.left, p.right];
    if (left.unknowns.length === 1 && left.constants.length === 1 && right.unknowns.length === 0) {
      work.check(() => {
        const [c, d] = [left.unknowns[0]!, left.constants[0]!];
        const back = work.timesPlus(c, root, d);
        return `Check: $${c} \\cdot ${enclosed(root)} ${signed(d)} = ${back.mark}$`;
      });
    }
    return work.answer(root.toLatex());
  },
});
