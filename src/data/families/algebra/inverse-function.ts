/** The inverse of a linear function: solve y = mx + b for x. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { grown, joined, nonZero, polynomial, term } from '../kit/text.ts';

interface Linear {
  readonly name: string;
  readonly m: number;
  readonly b: number;
}

export const inverseFunction = defineFamily<Linear>({
  name: 'inverse-function',
  topic: 'algebra',
  wordings: {
    train: [
      '[Find|Determine|Give|What is] the inverse of {f}[.|?]',
      '[Find|Determine|Give] the inverse function of {f}.',
      '{f}. [Find|What is] the inverse function[.|?]',
      'What is the inverse of the function {f}?',
      'Inverse of {f}',
      'Find the inverse of {y}.',
      'What is the inverse function of {y}?',
      '[Invert|Find the inverse function for] {f}.',
    ],
    held: ['Which function undoes {f}?', 'Solve {y} for x and swap the letters.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 6, 20);
    for (;;) {
      const m = nonZero(random, difficulty < 3 ? 1 : -size, size);
      const b = random.integer(-size, size);
      if (m !== 1 || b !== 0) return { name: random.pick(['f', 'f', 'f', 'g', 'h']), m, b };
    }
  },
  ask: ({ name, m, b }) => {
    const rule = polynomial([b, m], 'x');
    return { slots: { f: `${name}(x) = ${rule}`, y: `y = ${rule}` } };
  },
  solve({ m, b }, work) {
    work.line(`$y = ${tex(polynomial([b, m], 'x'))}$`);
    const away = work.choose(-b, [b]);
    const moved = tex(joined(['y', term(away)]));
    if (m === 1 || m === -1) {
      const [sign, rest] = m === 1 ? ['x', away] : ['-x', -away];
      if (b !== 0) work.line(`$${moved} = ${sign}$`);
      return work.answer(tex(joined([sign, term(rest)])));
    }
    if (b !== 0) work.line(`$${moved} = ${m}x$`);
    const [top, bottom] = m > 0 ? [joined(['x', term(away)]), m] : [joined(['-x', term(-away)]), -m];
    return work.answer(`\\frac{${tex(top)}}{${bottom}}`);
  },
});
