/** First to third derivatives of polynomials in one or more letters. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { q, type Rational } from '../kit/rational.ts';
import { grown, joined, letterFor, nonZero, ordinal, power, scaled, term } from '../kit/text.ts';
import { words } from '../kit/wording.ts';
import type { Work } from '../kit/work.ts';

export interface Term {
  readonly coefficient: Rational;
  /** Exponents by letter; letters with exponent 0 are left out. */
  readonly exponents: Readonly<Record<string, number>>;
}

export interface Differentiation {
  readonly terms: readonly Term[];
  readonly by: string;
  readonly order: number;
}

function monomial(exponents: Term['exponents']): string {
  return Object.entries(exponents)
    .filter(([, k]) => k > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([letter, k]) => power(letter, k))
    .join('*');
}

/** ASCII of a sum of terms. */
export function termsText(terms: readonly Term[]): string {
  return joined(terms.map(({ coefficient, exponents }) => term(coefficient, monomial(exponents))));
}

/** LaTeX of terms with computed coefficients: `- <<3*2=6>>6x + …`, the sign taken from the term above. */
function derivedLine(terms: readonly Term[], by: string, work: Work): { line: string; terms: Term[] } {
  const derived: Term[] = [];
  const shown: string[] = [];
  for (const { coefficient, exponents } of terms) {
    const k = exponents[by] ?? 0;
    if (k === 0) continue;
    const lower = { ...exponents, [by]: k - 1 };
    const sign = coefficient.sign() < 0 ? -1 : 1;
    const name = monomial(lower);
    if (k === 1) {
      derived.push({ coefficient, exponents: lower });
      shown.push(`${sign < 0 ? '-' : '+'} ${tex(term(coefficient.abs(), name))}`);
      continue;
    }
    const result = work.frac`${k}*${coefficient.abs()}`;
    derived.push({ coefficient: result.value.times(sign), exponents: lower });
    const hidden = result.mark.slice(0, result.mark.length - result.tex.length);
    shown.push(`${sign < 0 ? '-' : '+'} ${hidden}${tex(term(result.value, name))}`);
  }
  const line = shown.length === 0 ? '0' : shown.join(' ').replace(/^\+ /, '').replace(/^- /, '-');
  return { line, terms: derived };
}

/** Writes one line a derivative; returns the last one's terms. */
export function differentiateInLines({ terms, by, order }: Differentiation, work: Work): readonly Term[] {
  let current = terms;
  for (let i = 1; i <= order; i++) {
    const { line, terms: derived } = derivedLine(current, by, work);
    work.line(`${'I'.repeat(i)}: $${line}$`);
    current = derived;
  }
  return current;
}

function drawTerms(random: Random, difficulty: number, letters: readonly string[]): Term[] {
  const count = random.integer(1, scaled(difficulty, 3, 5));
  const seen = new Set<string>();
  const terms: Term[] = [];
  for (let i = 0; i < count; i++) {
    const exponents = Object.fromEntries(
      letters.map((letter): [string, number] => [
        letter,
        random.integer(0, i === 0 && letter === letters[0] ? 5 : 3),
      ]),
    );
    const key = monomial(exponents);
    if (seen.has(key)) continue;
    seen.add(key);
    const size = random.chance(0.4) ? 6 : grown(difficulty, 9, 90_000);
    terms.push({ coefficient: q(nonZero(random, -size, size)), exponents });
  }
  return terms.sort((a, b) => (b.exponents[letters[0]!] ?? 0) - (a.exponents[letters[0]!] ?? 0));
}

const byLetter = '[with respect to|wrt] {x}';

export const differentiate = defineFamily<Differentiation>({
  name: 'differentiate',
  topic: 'calculus',
  wordings: {
    first: {
      train: [
        `Differentiate {e} ${byLetter}.`,
        `[What is|Find] the [derivative|first derivative] of {e} ${byLetter}[?|.]`,
        '[Find|Compute|Calculate|Determine] the derivative of {e} [in {x}|with respect to {x}].',
        '[Find|Compute] {d}.',
        'What is {d}?',
        'Work out {d}.',
        `[Determine|Work out] the derivative of {e} ${byLetter}.`,
        `What do you get when you differentiate {e} ${byLetter}?`,
      ],
      held: ['At what rate does {e} change as {x} varies?', 'Give the slope function of {e} in {x}.'],
    },
    plain: {
      train: [
        'Differentiate {e}.',
        '[What is|Find] the [derivative|first derivative] of {e}[?|.]',
        '[Compute|Calculate|Determine] the derivative of {e}.',
        'If f({x}) = {e}, what is the derivative of f?',
        'Derivative of {e}?',
        'Derivative of {e}',
        '{d}',
        'I need the derivative of {e}.',
      ],
      held: ['Give the slope function of {e}.', 'Work out d/d{x} for {e}.'],
    },
    higher: {
      train: [
        `[What is|Find] the {kth} derivative of {e} ${byLetter}[?|.]`,
        '[Compute|Calculate|Determine] the {kth} derivative of {e} with respect to {x}.',
      ],
      held: ['Differentiate {e} in {x} until you have the {kth} derivative.'],
    },
    higherPlain: {
      train: [
        '[What is|Find] the {kth} derivative of {e}[?|.]',
        '[Compute|Calculate|Determine] the {kth} derivative of {e}.',
      ],
      held: ['Give the {kth} derivative of {e}.'],
    },
  },
  sample(random, difficulty) {
    for (;;) {
      const by = letterFor(random);
      const letters = difficulty > 2 && random.chance(0.4) ? [by, letterFor(random, [by])] : [by];
      const terms = drawTerms(random, difficulty, letters);
      const order = random.integer(1, difficulty < 3 ? 1 : 3);
      if (terms.some(({ exponents }) => (exponents[by] ?? 0) >= order)) return { terms, by, order };
    }
  },
  ask({ terms, by, order }) {
    const isSingle = terms.every(({ exponents }) =>
      Object.entries(exponents).every(([letter, k]) => letter === by || k === 0),
    );
    const isPlain = isSingle && terms.length % 2 === 0;
    const form = order === 1 ? (isPlain ? 'plain' : 'first') : isPlain ? 'higherPlain' : 'higher';
    const e = termsText(terms);
    return { form, slots: { e, x: by, kth: words(ordinal(order)), d: `diff(${e},${by})` } };
  },
  solve: (p, work) => work.answer(tex(termsText(differentiateInLines(p, work)))),
});
