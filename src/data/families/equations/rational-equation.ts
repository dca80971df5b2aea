/** Equations with the unknown in denominators, cleared by multiplying across, and proportions. */
import { defineFamily } from '../family.ts';
import { q } from '../kit/rational.ts';
import { grown, letterFor, nonZero, joined, term } from '../kit/text.ts';
import { tex } from '../kit/notation.ts';
import { finishLinear } from './linear.ts';

interface RationalEquation {
  readonly letter: string;
  /** a/(x + p) = b/(x + r) */
  readonly a: number;
  readonly p: number;
  readonly b: number;
  readonly r: number;
}

function shifted(letter: string, by: number): string {
  return by === 0 ? letter : `(${joined([letter, term(by)])})`;
}

export const rationalEquation = defineFamily<RationalEquation>({
  name: 'rational-equation',
  topic: 'equations',
  wordings: {
    train: [
      'Solve {eq}[ for {x}|].',
      '@solve {eq}.',
      'Solve the [rational|fractional] equation {eq}.',
      '[Find|Determine] {x} [if|given that|when] {eq}.',
      '@let {eq}. What is {x}?',
      'For which {x} is {eq}?',
    ],
    held: ['Clear the denominators and solve {eq}.', 'Cross-multiply to find {x}: {eq}'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 5, 40);
    for (;;) {
      const [p, r] = [random.integer(-size, size), random.chance(0.3) ? 0 : random.integer(-size, size)];
      const root = random.integer(-size, size);
      const k = nonZero(random, -5, 5);
      const [u, v] = [root + p, root + r];
      if (u === 0 || v === 0 || p === r) continue;
      return { letter: letterFor(random), a: u * k, p, b: v * k, r };
    }
  },
  ask({ letter, a, p, b, r }) {
    return { slots: { eq: `${a}/${shifted(letter, p)} = ${b}/${shifted(letter, r)}`, x: letter } };
  },
  solve({ letter, a, p, b, r }, work) {
    const [u, v] = work.choose<[number, number]>([r, p], [[p, r]]);
    work.line(`Multiply across: $${tex(`${a}*${shifted(letter, u)} = ${b}*${shifted(letter, v)}`)}$`);
    const [c, d] = [work.calc`${a}*${u}`, work.calc`${b}*${v}`];
    work.line(
      `$${c.mark}$, $${d.mark}$: $${tex(`${joined([term(a, letter), term(c.value)])} = ${joined([term(b, letter), term(d.value)])}`)}$`,
    );
    const root = finishLinear({ a: q(a), b: c.value, c: q(b), d: d.value }, letter, work);
    return work.answer(root.toLatex());
  },
});

interface Proportion {
  readonly letter: string;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly unknownFirst: boolean;
}

export const proportion = defineFamily<Proportion>({
  name: 'proportion',
  topic: 'equations',
  wordings: {
    train: [
      'Solve the proportion {eq}.',
      'Solve {eq} [for {x}|].',
      '[Find|Determine|Calculate] {x} [if|when|given that] {eq}.',
      'What is {x} in the proportion {eq}?',
      'Find the missing number {x}: {eq}',
    ],
    held: ['The two ratios in {eq} are equal. What is {x}?', 'Which {x} makes the fractions in {eq} equal?'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 9, 60);
    const k = random.integer(1, grown(difficulty, 6, 40));
    const [a, b] = [random.integer(1, size), random.integer(2, size)];
    const c = random.chance(0.2 + difficulty * 0.03) ? random.integer(1, size) : a * k;
    return { letter: letterFor(random), a, b, c, unknownFirst: random.chance(0.5) };
  },
  ask({ letter, a, b, c, unknownFirst }) {
    const [known, open] = [`${a}/${b}`, `${c}/${letter}`];
    return { slots: { eq: unknownFirst ? `${open} = ${known}` : `${known} = ${open}`, x: letter } };
  },
  solve({ letter, a, b, c }, work) {
    const [m, n] = work.choose<[number, number]>([b, c], [[a, c]]);
    const product = work.calc`${m}*${n}`;
    work.line(`Cross multiply: $${tex(term(a, letter))} = ${product.mark}$`);
    const value = work.frac`${product}/${a}`;
    work.line(`$${letter} = ${value.mark}$`);
    return work.answer(value.value.toLatex());
  },
});
