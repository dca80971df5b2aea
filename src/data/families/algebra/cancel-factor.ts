/** Fractions in which one factor cancels: (x² − 9)/(x − 3), (x² + 5x + 6)/(x + 2), (2x + 6)/2, 6x²/(3x), (x² + 4x)/x. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { withRoots } from '../kit/polynomial.ts';
import { q } from '../kit/rational.ts';
import { grown, joined, letterFor, nonZero, polynomial, polynomialTex, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';

type Kind = 'quotient' | 'turned' | 'number' | 'monomial' | 'letter';

interface Cancel {
  readonly kind: Kind;
  readonly letter: string;
  /** Roots of the quadratic; the first one cancels. Or a, b of a·(x + b). */
  readonly r: number;
  readonly s: number;
  readonly k: number;
}

const factor = (letter: string, root: number): string => joined([letter, term(-root)]);

function fractionText({ kind, letter, r, s, k }: Cancel): string {
  const quadratic = polynomial(withRoots([r, s]), letter);
  switch (kind) {
    case 'quotient':
      return `(${quadratic})/(${factor(letter, r)})`;
    case 'turned':
      return `(${factor(letter, r)})/(${quadratic})`;
    case 'number':
      return `(${polynomial([k * s, k * r], letter)})/${k}`;
    case 'monomial':
      return `${k * r}*${letter}**${s}/(${k === 1 ? letter : `${k}*${letter}`})`;
    case 'letter':
      return `(${polynomial([0, s, r], letter)})/${letter}`;
  }
}

/** The quadratic's factors by product and sum; returns the root that stays. */
function factorInLines({ letter, r, s, kind }: Cancel, work: Work): number {
  const p = withRoots([r, s]);
  const left = work.choose(s, [-s]);
  const [product, sum] = [work.calc`${-r}*${-left}`, work.more(-r, -left)];
  work.line(`Product $${p[0]!.toLatex()}$ and sum $${p[1]!.toLatex()}$: $${product.mark}$, $${sum.mark}$`);
  const split = `(${factor(letter, r)})*(${factor(letter, left)})`;
  const whole = kind === 'turned' ? `(${factor(letter, r)})/(${split})` : `(${split})/(${factor(letter, r)})`;
  work.line(`Factor: $${tex(whole)}$`);
  return left;
}

export const cancelFactor = defineFamily<Cancel>({
  name: 'cancel-factor',
  topic: 'algebra',
  wordings: {
    train: [
      'Simplify {e}.',
      '[Simplify|Reduce|Cancel] [the fraction |the expression |]{e}.',
      'What is {e} [simplified|in simplest form]?',
      '{e} simplified',
      '[Factor and cancel|Simplify by cancelling]: {e}',
      '[Write|Give] {e} in simplest form.',
      'Divide and simplify: {e}',
    ],
    held: ['Cancel what you can in {e}.', 'Which simpler expression equals {e}?'],
  },
  sample(random, difficulty) {
    const kind = random.pick([
      'quotient',
      'quotient',
      'quotient',
      'turned',
      'number',
      'monomial',
      'letter',
    ] as const);
    const letter = letterFor(random);
    const size = grown(difficulty, 6, 20);
    if (kind === 'quotient' || kind === 'turned') {
      const r = nonZero(random, -size, size);
      return { kind, letter, r, s: random.chance(0.4) ? -r : nonZero(random, -size, size), k: 1 };
    }
    const k = random.integer(2, grown(difficulty, 6, 20));
    if (kind === 'monomial')
      return { kind, letter, r: random.integer(2, size), s: random.integer(2, grown(difficulty, 4, 9)), k };
    return { kind, letter, r: random.integer(1, size), s: nonZero(random, -size, size), k };
  },
  ask: (p) => ({ slots: { e: fractionText(p) } }),
  solve(p, work) {
    const { kind, letter, r, s, k } = p;
    if (kind === 'quotient') return work.answer(tex(factor(letter, factorInLines(p, work))));
    if (kind === 'turned') return work.answer(`\\frac{1}{${tex(factor(letter, factorInLines(p, work)))}}`);
    if (kind === 'number') {
      const [a, b] = [work.calc`${k * r}/${k}`, work.calc`${k * s}/${k}`];
      work.line(`Divide each term by $${k}$: $${a.mark}$, $${b.mark}$`);
      return work.answer(polynomialTex([b.value, a.value], letter));
    }
    if (kind === 'monomial') {
      const [a, n] = [work.calc`${k * r}/${k}`, work.calc`${s}-1`];
      work.line(`Numbers: $${a.mark}$; powers: $${n.mark}$`);
      return work.answer(tex(term(a.value, n.value.equals(1) ? letter : `${letter}**${n.tex}`)));
    }
    const apart = joined([`${term(r, `${letter}**2`)}/${letter}`, `${term(s, letter)}/${letter}`]);
    work.line(`Divide each term: $${tex(apart)}$`);
    const [a, b] = work.choose<[number, number]>([r, s], [[r, -s]]);
    return work.answer(polynomialTex([q(b), q(a)], letter));
  },
});
