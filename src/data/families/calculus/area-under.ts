/** The area between a curve above the x-axis and that axis, as a definite integral. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { polynomialOf, evaluate, type Polynomial } from '../kit/polynomial.ts';
import { evaluateInLine } from '../kit/polynomial-lines.ts';
import { grown, polynomial, polynomialTex } from '../kit/text.ts';
import { tex } from '../kit/notation.ts';
import { integrateInLine } from './integrals.ts';

interface Area {
  readonly p: Polynomial;
  readonly from: number;
  readonly to: number;
}

function drawCurve(random: Random, difficulty: number): Polynomial {
  const size = grown(difficulty, 5, 15);
  const c = random.integer(1, size);
  const kind = random.integer(0, difficulty < 3 ? 3 : 6);
  if (kind === 0) return polynomialOf([0, 0, random.chance(0.5) ? 1 : 3]);
  if (kind === 1) return polynomialOf([c, 0, 1]);
  if (kind === 2) return polynomialOf([random.integer(0, size), random.integer(1, 4)]);
  if (kind === 3) return polynomialOf([0, 0, random.integer(1, 6)]);
  if (kind === 4) return polynomialOf([c, random.integer(1, 6), 1]);
  if (kind === 5) return polynomialOf([0, 0, 0, random.integer(1, 4)]);
  return polynomialOf([c * c, 0, -1]);
}

export const areaUnder = defineFamily<Area>({
  name: 'area-under-curve',
  topic: 'calculus',
  wordings: {
    train: [
      '[Find|Calculate|Compute|Determine] the area under {y} from {a} to {b}.',
      'What is the area under {y} [from {a} to {b}|between {a} and {b}]?',
      '[Find|Calculate] the area under the [curve|graph of] {y} [from {xa} to {xb}|between {xa} and {xb}].',
      'Area under {y} from {a} to {b}?',
      'How large is the area under {y} between {xa} and {xb}?',
      '[Find|What is] the area [enclosed by|between] {y} and the x-axis from {xa} to {xb}[.|?]',
    ],
    held: [
      'Which area lies below {y} and above the x-axis for x from {a} to {b}?',
      'How much area does the curve {y} cover from {a} to {b}?',
    ],
  },
  sample(random, difficulty) {
    for (;;) {
      const p = drawCurve(random, difficulty);
      const from = random.chance(0.6) ? 0 : random.integer(0, grown(difficulty, 2, 4));
      const to = from + random.integer(1, grown(difficulty, 3, 6));
      if (evaluate(p, from).sign() >= 0 && evaluate(p, to).sign() >= 0) return { p, from, to };
    }
  },
  ask: ({ p, from, to }) => ({
    slots: {
      y: `y = ${polynomial(p, 'x')}`,
      a: String(from),
      b: String(to),
      xa: `x = ${from}`,
      xb: `x = ${to}`,
    },
  }),
  solve({ p, from, to }, work) {
    const f = polynomial(p, 'x');
    const integral = tex(`int(${/ [+-] /.test(f) ? `(${f})` : f},x)`);
    const whole = integrateInLine(p, 'x', work);
    work.line(`$${integral} = ${polynomialTex(whole, 'x')} + C$`);
    const high = evaluateInLine(whole, { name: `At $x = ${to}$`, at: to, work });
    if (from === 0) return work.answer(high.value.toLatex());
    const low = evaluateInLine(whole, { name: `At $x = ${from}$`, at: from, work });
    const result = work.frac`${high}-${low}`;
    work.line(`Area: $${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});
