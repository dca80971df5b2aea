/** Quadratic equations as taught: by factoring, by the formula with square roots, by completing the square. */
import { defineFamily, type FamilySpec } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { polynomialOf, withRoots } from '../kit/polynomial.ts';
import { q, ratio, type Rational } from '../kit/rational.ts';
import { grown, joined, letterFor, nonZero, polynomial, polynomialTex, signed, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';
import { everydayEquation } from './everyday.ts';
import { quadraticInLines, rootsTex } from './roots.ts';

const solveWordings = {
  train: [
    'Solve {eq}[ for {x}|].',
    'Solve the quadratic equation {eq}.',
    '[Find|Determine|Give] [the roots|all solutions|the solutions] of {eq}.',
    '[Find|Determine] {x} [if|given that|such that] {eq}.',
    'What are the [solutions|roots] of {eq}?',
    '@let {eq}. What is {x}?',
    'For which {x} is {eq}?',
    'Work out [the solutions|all solutions|the roots] of {eq}.',
    'Which [values|numbers] {x} [solve|satisfy] {eq}?',
    'Solve for {x}: {eq}',
    ...everydayEquation,
  ],
};

interface Factoring {
  readonly letter: string;
  readonly r: number;
  readonly s: number;
  readonly shift: number;
}

/** ASCII (x − r) */
function factor(letter: string, root: Rational): string {
  return root.sign() === 0 ? letter : `(${joined([letter, term(root.negated())])})`;
}

export const quadraticFactoring = defineFamily<Factoring>({
  name: 'quadratic-factoring',
  topic: 'equations',
  wordings: {
    train: [...solveWordings.train, 'Solve by factoring: {eq}', 'Use factoring to solve {eq}.'],
    held: ['Factor and solve {eq}.', 'Which values of {x} satisfy the quadratic {eq}?'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 6, 30);
    const shift = random.chance(0.3) ? nonZero(random, -size, size) : 0;
    return {
      letter: letterFor(random),
      r: nonZero(random, -size, size),
      s: random.integer(-size, size),
      shift,
    };
  },
  ask({ letter, r, s, shift }) {
    const p = withRoots([r, s]);
    const eq =
      shift === 0
        ? `${polynomial(p, letter)} = 0`
        : `${polynomial([p[0]!.plus(shift), p[1]!, p[2]!], letter)} = ${shift}`;
    return { slots: { eq, x: letter } };
  },
  solve({ letter, r, s, shift }, work) {
    const p = withRoots([r, s]);
    let c = p[0]!;
    if (shift !== 0) {
      const moved = work.less(c.plus(shift), shift);
      c = moved.value;
      work.line(`Subtract $${shift}$ ($${moved.mark}$): $${polynomialTex([c, p[1]!, p[2]!], letter)} = 0$`);
    }
    if (c.sign() === 0) {
      const other = p[1]!.negated();
      work.line(`Factor out $${letter}$: $${letter}${tex(factor(letter, other))} = 0$`);
      const roots = work.choose([q(0), other], [[other]]);
      work.line(roots.map((root) => `$${letter} = ${root.toLatex()}$`).join(' or '));
      return work.answer(rootsTex(roots));
    }
    const roots = quadraticInLines(polynomialOf([c, p[1]!, 1]), work);
    const factors = roots.map((root) => tex(factor(letter, root)));
    const isDouble = roots.length > 1 && roots[0]!.equals(roots[1]!);
    if (roots.length > 1) work.line(`$${isDouble ? `${factors[0]!}^2` : factors.join('')} = 0$`);
    return work.answer(rootsTex(isDouble ? [roots[0]!] : roots));
  },
});

interface Formula {
  readonly letter: string;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** √n = m√k with k free of squares. */
export function squareParts(n: number): { readonly m: number; readonly k: number } {
  let m = 1;
  for (let d = 2; d * d <= n; d++) while (n % (m * d * (m * d)) === 0) m *= d;
  return { m, k: n / (m * m) };
}

/** ASCII of (p ± m√k)/d in lowest terms. */
export function surdRoots(
  p: Rational,
  m: Rational,
  options: { k: Rational; d: Rational },
): { text: string; pair: [string, string] } {
  const { k, d } = options;
  const [first, second] = [p.over(d), m.over(d).abs()];
  const root = `sqrt(${k.toString()})`;
  const shared = first.d > second.d ? first.d : second.d;
  if (first.times(shared).isInteger() && second.times(shared).isInteger() && shared > 1n) {
    const [x, y] = [first.times(shared), second.times(shared)];
    const write = (sign: 1 | -1): string => `(${joined([term(x), term(y.times(sign), root)])})/${shared}`;
    return { text: write(1), pair: [write(-1), write(1)] };
  }
  const write = (sign: 1 | -1): string => joined([term(first), term(second.times(sign), root)]);
  return { text: write(1), pair: [write(-1), write(1)] };
}

function solveByFormula({ letter, a, b, c }: Formula, work: Work): string {
  const d = work.calc`${b}^2-4*${a}*${c}`;
  work.line(`Discriminant: $${d.mark}$`);
  if (d.value.sign() < 0) return work.answer('\\text{no real solution}');
  if (d.value.sign() === 0) throw new RangeError('formula: expected an irrational root');
  const root = work.calc`squarefactor(${d})`;
  const inside = work.calc`${d}/${root}^2`;
  work.line(`$${d.tex} = ${root.mark}^2 \\cdot ${inside.mark}$`);
  const [m, k] = [Number(root.value.n), Number(inside.value.n)];
  if (k === 1) throw new RangeError('formula: expected an irrational root');
  const [top, bottom] = [work.calc`-${b}`, work.calc`2*${a}`];
  work.line(`$${letter} = \\frac{${top.mark} \\pm ${tex(term(m, `sqrt(${k})`))}}{${bottom.mark}}$`);
  const { pair } = surdRoots(top.value, q(m), { k: q(k), d: bottom.value });
  return work.answer(pair.map(tex).join(', '));
}

export const quadraticFormula = defineFamily<Formula>({
  name: 'quadratic-formula',
  topic: 'equations',
  wordings: {
    train: [...solveWordings.train, 'Use the quadratic formula to solve {eq}.', 'Solve {eq} exactly.'],
    held: ['Apply the quadratic formula to {eq}.', 'Give the exact real solutions of {eq}.'],
  },
  sample(random, difficulty) {
    for (;;) {
      const a = difficulty < 4 ? 1 : nonZero(random, -3, grown(difficulty, 2, 9));
      const [b, c] = [
        random.integer(-grown(difficulty, 6, 24), grown(difficulty, 6, 24)),
        nonZero(random, -grown(difficulty, 9, 60), grown(difficulty, 9, 60)),
      ];
      const d = b * b - 4 * a * c;
      if (d === 0 || (d > 0 && squareParts(d).k === 1) || (d < 0 && !random.chance(0.15))) continue;
      return { letter: letterFor(random), a, b, c };
    }
  },
  ask: ({ letter, a, b, c }) => ({ slots: { eq: `${polynomial([c, b, a], letter)} = 0`, x: letter } }),
  solve: solveByFormula,
});

interface Square {
  readonly letter: string;
  readonly half: Rational;
  readonly rest: Rational;
}

const squareSpec: FamilySpec<Square> = {
  name: 'completing-the-square',
  topic: 'algebra',
  wordings: {
    train: [
      'Complete the square: {p}',
      'Complete the square [for|in] {p}.',
      '[Write|Express|Rewrite|Put] {p} in the form {form}.',
      '[Write|Express] {p} in [completed square form|vertex form].',
      '[Find|Determine|Give] the vertex form of {p}.',
      'What is {p} in the form {form}?',
    ],
    held: ['Turn {p} into a square plus a number.', 'Bring {p} to the shape {form}.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 4, 16);
    const half = random.chance(difficulty / 20)
      ? ratio(2 * random.integer(-size, size) + 1, 2)
      : q(nonZero(random, -size, size));
    const c = random.integer(-size * 4, size * 4);
    return { letter: letterFor(random), half, rest: q(c).minus(half.times(half)) };
  },
  ask({ letter, half, rest }) {
    const p = polynomialOf([rest.plus(half.times(half)), half.times(2), 1]);
    return { slots: { p: polynomial(p, letter), form: `(${letter} + h)**2 + k` } };
  },
  solve({ letter, half, rest }, work) {
    const [b, c] = [half.times(2), rest.plus(half.times(half))];
    const h = work.frac`${b}/2`;
    const squared = work.frac`${h}^2`;
    work.line(`Half of $${b.toLatex()}$: $${h.mark}$; squared: $${squared.mark}$`);
    const k = work.frac`${c}-${squared}`;
    work.line(`$(${letter} ${signed(h.value)})^2 + ${c.toLatex()} - ${squared.tex}$, $${k.mark}$`);
    return work.answer(tex(joined([`(${joined([letter, term(h.value)])})**2`, term(k.value)])));
  },
};
export const completingSquare = defineFamily(squareSpec);
