/** Equations that a square root solves: x² = n, x² − n = 0, a·x² = n, x² + b = c, (x + b)² = n. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import type { Rational } from '../kit/rational.ts';
import { grown, joined, letterFor, nonZero, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';
import { everydayEquation } from './everyday.ts';
import { squareParts } from './quadratics.ts';
import { rootsTex } from './roots.ts';

/** a·(x + h)² + b = c, where (c − b)/a = n. */
interface Squared {
  readonly letter: string;
  readonly a: number;
  readonly h: number;
  readonly b: number;
  readonly c: number;
}

function squareText({ letter, a, h }: Squared): string {
  return term(a, h === 0 ? `${letter}**2` : `(${joined([letter, term(h)])})**2`);
}

/** ± the root of n on the right of `base = …`; a surd stays one. */
function takeRoot(n: Rational, base: string, work: Work): readonly Rational[] | string {
  if (n.sign() < 0) {
    work.line('A square is not negative');
    return '\\text{no real solution}';
  }
  if (n.sign() === 0) throw new RangeError('square equation: expected a number other than 0 under the root');
  const { m, k } = squareParts(Number(n.n));
  if (k === 1) {
    const root = work.calc`isqrt(${n})`;
    work.line(`$${base} = \\pm \\sqrt{${n.toLatex()}}$, $${root.mark}$`);
    return work.choose([root.value.negated(), root.value], [[root.value]]);
  }
  const text = tex(term(m, `sqrt(${k})`));
  work.line(`$${base} = \\pm \\sqrt{${n.toLatex()}} = \\pm ${text}$`);
  return `-${text}, ${text}`;
}

function solveSquared(p: Squared, work: Work): string {
  const { letter, a, h, b } = p;
  let n = work.copy(p.c);
  if (b !== 0) {
    const moved = work.less(n, b);
    work.line(`${b > 0 ? 'Subtract' : 'Add'} $${Math.abs(b)}$: $${tex(squareText(p))} = ${moved.mark}$`);
    n = moved.value;
  }
  if (a !== 1) {
    const divided = work.calc`${n}/${a}`;
    work.line(`Divide by $${a}$: $${tex(squareText({ ...p, a: 1 }))} = ${divided.mark}$`);
    n = divided.value;
  }
  const base = h === 0 ? letter : tex(joined([letter, term(h)]));
  if (!n.isInteger()) throw new RangeError('square equation: expected an integer under the root');
  const roots = takeRoot(n, base, work);
  if (typeof roots === 'string') return work.answer(roots);
  if (h === 0) {
    if (roots.length > 1 && n.sign() > 0)
      work.line(roots.map((root) => `$${letter} = ${root.toLatex()}$`).join(' or '));
    return work.answer(rootsTex(roots));
  }
  const shifted = roots.map((root) => work.less(root, h));
  work.line(shifted.map((root) => `$${letter} = ${root.mark}$`).join(' or '));
  return work.answer(rootsTex(shifted.map(({ value }) => value)));
}

export const squareEquation = defineFamily<Squared>({
  name: 'square-equation',
  topic: 'equations',
  wordings: {
    train: [
      'Solve {eq}[ for {x}|].',
      '@solve {eq}.',
      '[Find|Determine|Give] all [{x} with|solutions of|real solutions of] {eq}.',
      'What are the [solutions|roots] of {eq}?',
      '[Which numbers {x}|Which values of {x}] [solve|satisfy] {eq}?',
      'Solve for {x}: {eq}',
      '@let {eq}. What is {x}?',
      ...everydayEquation,
    ],
    held: ['Take square roots to solve {eq}.', 'Which {x} satisfies {eq}?'],
  },
  sample(random, difficulty) {
    const letter = letterFor(random);
    const root = random.integer(1, grown(difficulty, 10, 40));
    const isSurd = random.chance(difficulty < 3 ? 0.08 : 0.25);
    const isShifted = !isSurd && random.chance(0.3);
    const h = isShifted ? nonZero(random, -grown(difficulty, 5, 20), grown(difficulty, 5, 20)) : 0;
    const a = random.chance(0.1 + 0.05 * difficulty) ? random.integer(2, grown(difficulty, 4, 9)) : 1;
    const n = isSurd ? random.integer(2, grown(difficulty, 20, 200)) : root * root;
    const isNegative = !isShifted && random.chance(0.03);
    const right = a * (isNegative ? -n : n);
    const draw = random.next();
    // c on the right, or everything on the left, or a number on both sides.
    const b =
      draw < 0.5
        ? 0
        : draw < 0.75
          ? -right
          : nonZero(random, -grown(difficulty, 9, 50), grown(difficulty, 9, 50));
    return { letter, a, h, b, c: right + b };
  },
  ask: (p) => ({ slots: { eq: `${joined([squareText(p), term(p.b)])} = ${p.c}`, x: p.letter } }),
  solve: solveSquared,
});
