/** Polynomials of degree 2 to 5 with rational roots: solve p = 0, or factor p. */
import type { Random } from '../../../base/random.ts';
import { defineFamily, type FamilySpec } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { withRoots, type Polynomial } from '../kit/polynomial.ts';
import { q, ratio, type Rational } from '../kit/rational.ts';
import { grown, letterFor, nonZero, polynomial } from '../kit/text.ts';
import { factoredText, findRoots, rootsTex } from './roots.ts';

export interface RootProblem {
  readonly letter: string;
  readonly roots: readonly Rational[];
  readonly scale: Rational;
  readonly p: Polynomial;
}

function drawRoots(random: Random, difficulty: number): Rational[] {
  const degree = difficulty < 3 ? 2 : random.integer(2, difficulty < 6 ? 3 : 5);
  const small = grown(difficulty, 5, 14);
  const roots: Rational[] = [];
  while (roots.length < degree) {
    const last = roots.at(-1);
    if (last !== undefined && random.chance(0.2)) roots.push(last);
    else if (random.chance(0.1) && difficulty > 2)
      roots.push(ratio(nonZero(random, -9, 9), random.integer(2, 7)));
    else if (roots.length === 0 && random.chance(0.06 * difficulty))
      roots.push(q(nonZero(random, -grown(difficulty, 9, 9000), grown(difficulty, 9, 9000))));
    else roots.push(q(random.integer(-small, small)));
  }
  return roots;
}

export function drawRootProblem(random: Random, difficulty: number): RootProblem {
  const roots = drawRoots(random, difficulty);
  const whole = roots.reduce((all, root) => all.times(root.d), q(1));
  const draw = random.next();
  const scale =
    draw < 0.4
      ? whole
      : draw < 0.75
        ? whole.times(nonZero(random, -5, 5))
        : whole.times(nonZero(random, -4, 4)).over(random.integer(2, 7));
  return { letter: letterFor(random), roots, scale, p: withRoots(roots, scale) };
}

export const polynomialRootsSpec: FamilySpec<RootProblem> = {
  name: 'polynomial-roots',
  topic: 'equations',
  wordings: {
    train: [
      'Suppose {eq}. [What is|Calculate] {x}[?|.]',
      'Let {eq}. [What is|Calculate] {x}[?|.]',
      'Solve {eq} for {x}.',
      'Solve {eq}.',
      'Find {x} such that {eq}.',
      'Find {x}, given that {eq}.',
      'Determine {x} so that {eq}.',
      'Determine {x}, given that {eq}.',
      'What is {x} in {eq}?',
      '[Find|Give|Determine] all [solutions|roots] of {eq}.',
      'For which [values of {x}|{x}] is {eq}?',
      'Find the [zeros|roots] of {p}.',
    ],
    held: ['Where does {p} vanish?', 'Which numbers {x} make {eq} true?'],
  },
  sample: drawRootProblem,
  ask: ({ p, letter }) => ({
    slots: { eq: `${polynomial(p, letter)} = 0`, p: polynomial(p, letter), x: letter },
  }),
  solve({ p, roots, letter }, work) {
    const found = findRoots(p, roots, { letter, work, isEquation: true });
    return work.answer(rootsTex(found.roots));
  },
};
export const polynomialRoots = defineFamily(polynomialRootsSpec);

export const factorPolynomial = defineFamily<RootProblem>({
  name: 'factor-polynomial',
  topic: 'algebra',
  wordings: {
    train: [
      'Factor {p}.',
      '[Factorise|Factorize|Factor] {p} [completely|fully|].',
      '[Factor|Factorise] the polynomial {p}.',
      '[Write|Express] {p} as a product [of linear factors|of factors|].',
      'What are the [factors|linear factors] of {p}?',
      'Put {p} into factored form.',
    ],
    held: ['Split {p} into linear factors.', 'Find the factorised form of {p}.'],
  },
  sample: drawRootProblem,
  ask: ({ p, letter }) => ({ slots: { p: polynomial(p, letter) } }),
  solve({ p, roots, letter }, work) {
    const found = findRoots(p, roots, { letter, work, isEquation: false });
    if (found.roots.length < p.length - 1) throw new RangeError('factor: a root is missing');
    return work.answer(
      tex(factoredText(found.roots, work.choose(found.scale, found.scale.equals(1) ? [] : [q(1)]), letter)),
    );
  },
});
