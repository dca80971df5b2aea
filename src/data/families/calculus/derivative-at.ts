/** The derivative of a polynomial at a point, asked as f'(2), as a slope or as a rate of change. */
import { defineFamily } from '../family.ts';
import { polynomialOf, type Polynomial } from '../kit/polynomial.ts';
import { evaluateInLine } from '../kit/polynomial-lines.ts';
import { grown, nonZero, polynomial, scaled } from '../kit/text.ts';
import { q, type Rational } from '../kit/rational.ts';
import { words } from '../kit/wording.ts';
import { differentiateInLines } from './differentiate.ts';

interface AtPoint {
  readonly name: string;
  readonly p: Polynomial;
  readonly at: number;
  readonly isDollar: boolean;
}

export const derivativeAt = defineFamily<AtPoint>({
  name: 'derivative-at-point',
  topic: 'calculus',
  wordings: {
    train: [
      '{f}. [Find|Compute|Calculate|What is|Determine] {fp}[.|?]',
      '@let {f}. [Find|What is|Compute] {fp}[.|?]',
      '[If|For] {f}, [what is|find|compute] {fp}[?|.]',
      '[Find|Compute|Calculate] {fp} [for|if|where] {f}.',
      'What is {fp} if {f}?',
      'What is the derivative of {e} at {x}?',
      '[Find|Calculate|Evaluate] the derivative of {e} at {x}.',
      '[Find|What is] the slope of {y} at {x}[.|?]',
      'What is the slope of the [curve|graph|tangent to the curve] {y} at {x}?',
      'Differentiate {e} and put in {x}.',
    ],
    held: ['How steep is {y} at {x}?', 'At what rate does {y} change at {x}?'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 5, 20);
    const degree = random.chance(0.65) ? 2 : random.integer(2, scaled(difficulty, 3, 5));
    const p = polynomialOf(
      Array.from({ length: degree + 1 }, (_, k) => {
        if (k === degree) return random.chance(0.5) ? 1 : nonZero(random, -2, Math.min(size, 6));
        return random.chance(0.6) ? random.integer(-size, size) : 0;
      }),
    );
    const at = random.integer(difficulty < 3 ? 0 : -4, grown(difficulty, 4, 6));
    return { name: random.pick(['f', 'f', 'f', 'g', 'h']), p, at, isDollar: random.chance(0.4) };
  },
  ask({ name, p, at, isDollar }) {
    const e = polynomial(p, 'x');
    const asked = `${name}'(${at})`;
    return {
      slots: {
        f: `${name}(x) = ${e}`,
        fp: words(isDollar ? `$${asked}$` : asked),
        e,
        x: `x = ${at}`,
        y: `y = ${e}`,
      },
    };
  },
  solve({ p, at }, work) {
    const terms = p
      .flatMap((coefficient, k) => (coefficient.sign() === 0 ? [] : [{ coefficient, exponents: { x: k } }]))
      .reverse();
    const derived = differentiateInLines({ terms, by: 'x', order: 1 }, work);
    const slopes: Rational[] = p.slice(1).map(() => q(0));
    for (const { coefficient, exponents } of derived) slopes[exponents['x'] ?? 0] = coefficient;
    const result = evaluateInLine(polynomialOf(slopes), { name: `At $x = ${at}$`, at, work });
    return work.answer(result.value.toLatex());
  },
});
