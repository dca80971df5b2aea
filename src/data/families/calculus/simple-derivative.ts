/** Derivatives of two or three plain terms: powers, sin, cos, e^x, ln, each on its own. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { grown, joined, power, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';
import { askDerivative, derivativeWordings } from './rules.ts';

const named = ['sin', 'cos', 'exp', 'ln'] as const;

interface Term {
  readonly c: number;
  readonly f: (typeof named)[number] | 'power';
  /** Of a power. */
  readonly n: number;
}

interface Terms {
  readonly terms: readonly Term[];
  readonly letter: string;
}

function monomial({ f, n }: Term, letter: string): string {
  if (f === 'power') return power(letter, n);
  return f === 'exp' ? `e**${letter}` : `${f}(${letter})`;
}

function drawTerm(random: Random, difficulty: number, isNamed: boolean): Term {
  const c = random.chance(difficulty < 3 ? 0.8 : 0.4) ? 1 : random.integer(2, grown(difficulty, 5, 12));
  if (isNamed) return { c, f: random.pick(named), n: 0 };
  return { c, f: 'power', n: random.integer(1, grown(difficulty, 3, 7)) };
}

/** The derivative of one term: in ASCII with its sign, and as it is written. */
function derived(part: Term, letter: string, work: Work): { readonly text: string; readonly shown: string } {
  const { f, n } = part;
  const shown = tex(term(part.c, monomial(part, letter)));
  const head = `$\\frac{d}{d${letter}}(${shown}) = `;
  if (f === 'power') {
    if (n === 1) {
      return { text: String(part.c), shown: `${head}${part.c}$` };
    }
    const front = work.calc`${n}*${part.c}`;
    const hidden = front.mark.slice(0, front.mark.length - front.tex.length);
    const text = term(front.value, power(letter, n - 1));
    return { text, shown: `${head}${hidden}${tex(text)}$` };
  }
  const sign = f === 'cos' ? work.choose(-1, [1]) : 1;
  const slope = { sin: `cos(${letter})`, cos: `sin(${letter})`, exp: `e**${letter}`, ln: '' }[f];
  const text = f === 'ln' ? `${part.c}/${letter}` : term(sign * part.c, slope);
  return { text, shown: `${head}${tex(text)}$` };
}

export const simpleDerivative = defineFamily<Terms>({
  name: 'simple-derivative',
  topic: 'calculus',
  wordings: {
    train: [...derivativeWordings, 'Differentiate: {e}'],
    held: ['Which function gives the slope of {e}?', 'Differentiate term by term: {e}'],
  },
  sample(random, difficulty) {
    const count = random.pick(difficulty < 3 ? [1, 2, 2] : [2, 2, 3]);
    for (;;) {
      const first = random.integer(0, count - 1);
      const terms = Array.from({ length: count }, (_, i) =>
        drawTerm(random, difficulty, i === first || random.chance(0.4)),
      );
      const kinds = terms.map((part) => `${part.f}${part.n}`);
      if (new Set(kinds).size === count) return { terms, letter: random.pick(['x', 'x', 'x', 't']) };
    }
  },
  ask: ({ terms, letter }) =>
    askDerivative(joined(terms.map((part) => term(part.c, monomial(part, letter)))), letter),
  solve({ terms, letter }, work) {
    const parts = terms.map((part) => derived(part, letter, work));
    work.line(parts.map(({ shown }) => shown).join(', '));
    return work.answer(tex(joined(parts.map(({ text }) => text))));
  },
});
