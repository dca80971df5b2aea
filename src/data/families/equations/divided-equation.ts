/** One-step and two-step equations with a division: the unknown divided, a sum divided, or divided by the unknown. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { q, type Rational } from '../kit/rational.ts';
import { enclosed, grown, joined, letterFor, nonZero, signed, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';
import { everydayEquation } from './everyday.ts';

type Shape = 'over' | 'sumOver' | 'under' | 'share';

/** over: x/a + b = c; sumOver: (x + b)/a = c; under: a/x + b = c; share: k·x/a = c. */
interface Divided {
  readonly letter: string;
  readonly shape: Shape;
  readonly a: number;
  readonly b: number;
  readonly k: number;
  readonly root: number;
  readonly isTurned: boolean;
}

/** The right side. */
function valueOf({ shape, a, b, k, root }: Divided): number {
  switch (shape) {
    case 'over':
      return root / a + b;
    case 'sumOver':
      return (root + b) / a;
    case 'under':
      return a / root + b;
    case 'share':
      return (k * root) / a;
  }
}

function leftText({ letter, shape, a, b, k }: Divided): string {
  switch (shape) {
    case 'over':
      return joined([`${letter}/${a}`, term(b)]);
    case 'sumOver':
      return `(${joined([letter, term(b)])})/${a}`;
    case 'under':
      return joined([`${a}/${letter}`, term(b)]);
    case 'share':
      return `${k}*${letter}/${a}`;
  }
}

/** Takes `b` to the other side of `left + b = c`. */
function moveOver(left: string, b: number, { value, work }: { value: Rational; work: Work }): Rational {
  if (b === 0) return value;
  const moved = work.less(value, b);
  work.line(`${b > 0 ? 'Subtract' : 'Add'} $${Math.abs(b)}$: $${tex(left)} = ${moved.mark}$`);
  return moved.value;
}

function solveDivided(p: Divided, work: Work): Rational {
  const { letter, shape, a, b, k } = p;
  const c = work.copy(valueOf(p));
  if (shape === 'over') {
    const inner = moveOver(`${letter}/${a}`, b, { value: c, work });
    const root = work.calc`${inner}*${a}`;
    work.line(`Multiply by $${a}$: $${letter} = ${root.mark}$`);
    return root.value;
  }
  if (shape === 'sumOver') {
    const inner = work.calc`${c}*${a}`;
    work.line(`Multiply by $${a}$: $${letter} ${signed(b)} = ${inner.mark}$`);
    return moveOver(letter, b, { value: inner.value, work });
  }
  if (shape === 'under') {
    const inner = moveOver(`${a}/${letter}`, b, { value: c, work });
    work.line(`Multiply by $${letter}$: $${a} = ${tex(term(inner, letter))}$`);
    const root = work.frac`${a}/${inner}`;
    work.line(`Divide by $${inner.toLatex()}$: $${letter} = ${root.mark}$`);
    return root.value;
  }
  const inner = work.calc`${c}*${a}`;
  work.line(`Multiply by $${a}$: $${tex(term(k, letter))} = ${inner.mark}$`);
  const root = work.frac`${inner}/${k}`;
  work.line(`Divide by $${k}$: $${letter} = ${root.mark}$`);
  return root.value;
}

export const dividedEquation = defineFamily<Divided>({
  name: 'divided-equation',
  topic: 'equations',
  wordings: {
    train: [
      'Solve {eq}.',
      '@solve {eq}[ for {x}|].',
      '[Find|Determine|Work out] {x} [if|given that|such that] {eq}.',
      '[What is|What is the value of] {x} [if|when] {eq}?',
      'If {eq}, [then what is {x}?|find {x}.]',
      'Solve for {x}: {eq}',
      ...everydayEquation,
    ],
    held: ['Which {x} satisfies {eq}?', '{eq}: undo the steps and give {x}.'],
  },
  sample(random, difficulty) {
    const shape = random.pick(['over', 'over', 'sumOver', 'under', 'share'] as const);
    const letter = letterFor(random);
    const isTurned = random.chance(0.15);
    const size = grown(difficulty, 6, 40);
    const divisor = random.integer(2, grown(difficulty, 6, 25));
    const isPlain = random.chance(difficulty < 4 ? 0.3 : 0.1);
    const b = isPlain && shape !== 'sumOver' ? 0 : nonZero(random, -size, size);
    const quotient = random.chance(0.08 * (difficulty - 1))
      ? -random.integer(1, size)
      : random.integer(1, size);
    const base = { letter, shape, isTurned, k: 1 };
    if (shape === 'over') return { ...base, a: divisor, b, root: divisor * quotient };
    if (shape === 'sumOver') return { ...base, a: divisor, b, root: divisor * quotient - b };
    if (shape === 'under') return { ...base, a: divisor * Math.abs(quotient), b, root: quotient };
    const k = random.pick([2, 3, 4, 5, 7].filter((factor) => divisor % factor !== 0 && factor !== divisor));
    return { ...base, a: divisor, b: 0, k, root: divisor * quotient };
  },
  ask(p) {
    const sides = [leftText(p), String(valueOf(p))];
    return { slots: { eq: (p.isTurned ? sides.reverse() : sides).join(' = '), x: p.letter } };
  },
  solve(p, work) {
    const root = solveDivided(p, work);
    if (p.shape === 'over' && p.b !== 0)
      work.check(() => {
        const back = p.b < 0 ? work.calc`${root}/${p.a}-${-p.b}` : work.calc`${root}/${p.a}+${p.b}`;
        return `Check: $${tex(`(${root.toString()})/${p.a}`)} ${signed(p.b)} = ${back.mark}$`;
      });
    if (p.shape === 'under' && p.b === 0)
      work.check(() => `Check: $${p.a} / ${enclosed(root)} = ${work.calc`${p.a}/${q(root)}`.mark}$`);
    return work.answer(root.toLatex());
  },
});
