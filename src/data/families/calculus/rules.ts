/** Derivatives by the product, quotient and chain rules, with powers, trigonometric and exponential functions. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { derivative, polynomialOf, scalePolynomial, type Polynomial } from '../kit/polynomial.ts';
import { combineInLines, multiplyInLines } from '../kit/polynomial-lines.ts';
import { grown, joined, nonZero, polynomial, polynomialTex, scaled, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';

export const derivativeWordings: readonly string[] = [
  'Differentiate {e}[ with respect to {x}| wrt {x}|].',
  '[Find|Compute|Calculate|Determine] the derivative of {e}.',
  'What is the derivative of {e}?',
  '[Find|Compute|Evaluate] {d}.',
  'If {f}, find {fp}.',
  '@let {f}. [Find|What is|Determine] {fp}[.|?]',
  'Work out the derivative of {e}[ with respect to {x}|].',
  'What do you get when you differentiate {e}?',
  'Derivative of {e}?',
  'Derivative of {e}',
  '{d}',
  'I need the derivative of {e}.',
];

export function askDerivative(e: string, letter: string): { slots: Record<string, string> } {
  return {
    slots: {
      e,
      x: letter,
      d: `diff(${e},${letter})`,
      f: `f(${letter}) = ${e}`,
      fp: `diff(f(${letter}),${letter})`,
    },
  };
}

function linearFactor(random: Random, size: number): Polynomial {
  return polynomialOf([nonZero(random, -size, size), nonZero(random, -Math.ceil(size / 2), size)]);
}

interface TwoPolynomials {
  readonly u: Polynomial;
  readonly v: Polynomial;
  readonly letter: string;
}

export const productRule = defineFamily<TwoPolynomials>({
  name: 'product-rule',
  topic: 'calculus',
  wordings: {
    train: [...derivativeWordings, 'Use the product rule to differentiate {e}.'],
    held: ['Apply the product rule: {e}', 'How fast does the product {e} grow in {x}?'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 4, 12);
    const u =
      difficulty > 3 && random.chance(0.5)
        ? polynomialOf([random.integer(-size, size), 0, nonZero(random, -size, size)])
        : linearFactor(random, size);
    return { u, v: linearFactor(random, size), letter: random.pick(['x', 'x', 't', 'y']) };
  },
  ask: ({ u, v, letter }) => askDerivative(`(${polynomial(u, letter)})*(${polynomial(v, letter)})`, letter),
  solve({ u, v, letter }, work) {
    const [du, dv] = [work.choose(derivative(u), [scalePolynomial(derivative(u), -1)]), derivative(v)];
    work.line(
      `$u = ${polynomialTex(u, letter)}$, $u' = ${polynomialTex(du, letter)}$, $v = ${polynomialTex(v, letter)}$, $v' = ${polynomialTex(dv, letter)}$`,
    );
    work.line(
      `$u'v + uv' = (${polynomialTex(du, letter)})(${polynomialTex(v, letter)}) + (${polynomialTex(u, letter)})(${polynomialTex(dv, letter)})$`,
    );
    const first = multiplyInLines(du, v, letter, work);
    const second = multiplyInLines(u, dv, letter, work);
    const total = combineInLines(
      [
        { weight: 1, of: first },
        { weight: 1, of: second },
      ],
      letter,
      work,
    );
    return work.answer(polynomialTex(total, letter));
  },
});

export const quotientRule = defineFamily<TwoPolynomials>({
  name: 'quotient-rule',
  topic: 'calculus',
  wordings: {
    train: [...derivativeWordings, 'Use the quotient rule to differentiate {e}.'],
    held: ['Apply the quotient rule: {e}', 'Which function is the slope of {e}?'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 4, 12);
    for (;;) {
      const u =
        difficulty > 4 && random.chance(0.4)
          ? polynomialOf([random.integer(-size, size), random.integer(-size, size), nonZero(random, 1, 4)])
          : linearFactor(random, size);
      const v = linearFactor(random, size);
      const isSame = u.length === 2 && u[0]!.times(v[1]!).equals(u[1]!.times(v[0]!));
      if (!isSame) return { u, v, letter: random.pick(['x', 'x', 't', 'y']) };
    }
  },
  ask: ({ u, v, letter }) => askDerivative(`(${polynomial(u, letter)})/(${polynomial(v, letter)})`, letter),
  solve({ u, v, letter }, work) {
    const [du, dv] = [derivative(u), derivative(v)];
    work.line(`$u' = ${polynomialTex(du, letter)}$, $v' = ${polynomialTex(dv, letter)}$`);
    work.line(
      `$u'v - uv' = (${polynomialTex(du, letter)})(${polynomialTex(v, letter)}) - (${polynomialTex(u, letter)})(${polynomialTex(dv, letter)})$`,
    );
    const first = multiplyInLines(du, v, letter, work);
    const second = multiplyInLines(u, dv, letter, work);
    const sign = work.choose(-1, [1]);
    const top = combineInLines(
      [
        { weight: 1, of: first },
        { weight: sign, of: second },
      ],
      letter,
      work,
    );
    return work.answer(`\\frac{${polynomialTex(top, letter)}}{(${polynomialTex(v, letter)})^2}`);
  },
});

interface Chain {
  readonly inner: Polynomial;
  readonly n: number;
  readonly c: number;
  readonly letter: string;
}

export const chainRule = defineFamily<Chain>({
  name: 'chain-rule',
  topic: 'calculus',
  wordings: {
    train: [...derivativeWordings, 'Use the chain rule to differentiate {e}.'],
    held: ['Apply the chain rule: {e}', 'Which function is the slope of {e}?'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 4, 12);
    const inner =
      difficulty > 4 && random.chance(0.5)
        ? polynomialOf([nonZero(random, -size, size), 0, nonZero(random, -size, size)])
        : linearFactor(random, size);
    return {
      inner,
      n: random.integer(3, scaled(difficulty, 4, 9)),
      c: difficulty > 3 ? nonZero(random, -3, 6) : 1,
      letter: random.pick(['x', 'x', 't', 'y']),
    };
  },
  ask: ({ inner, n, c, letter }) => askDerivative(term(c, `(${polynomial(inner, letter)})**${n}`), letter),
  solve({ inner, n, c, letter }, work) {
    const dv = work.choose(derivative(inner), [polynomialOf([1])]);
    work.line(`Inner: $u = ${polynomialTex(inner, letter)}$, $u' = ${polynomialTex(dv, letter)}$`);
    const outer = work.calc`${n}*${c}`;
    const rest = work.calc`${n}-1`;
    work.line(`Outer: $${outer.mark}u^{${rest.mark}}$`);
    const slope = dv.at(-1)!;
    const factor = work.calc`${outer}*${slope}`;
    work.line(`$${factor.mark}$`);
    const letterPower = dv.length === 2 ? `*${letter}` : '';
    const front = term(factor.value, '');
    return work.answer(
      tex(
        `${front === '1' ? '' : `${front}*`}${letterPower === '' ? '' : `${letter}*`}(${polynomial(inner, letter)})**${rest.tex}`,
      ),
    );
  },
});

/** Functions whose derivative is known, with inner a·x. */
const known = ['sin', 'cos', 'exp', 'ln'] as const;
type Known = (typeof known)[number];

interface Combination {
  readonly parts: readonly { readonly c: number; readonly f: Known; readonly a: number }[];
  readonly p: Polynomial;
  readonly letter: string;
}

function knownText(f: Known, a: number, letter: string): string {
  const inside = term(a, letter);
  return f === 'exp' ? `e**${inside === letter ? letter : `(${inside})`}` : `${f}(${inside})`;
}

/** ASCII of the derivative's factor beside the constant, and the sign it brings. */
function derivedText(
  f: Known,
  a: number,
  letter: string,
): { text: string; sign: number; usesInner: boolean } {
  if (f === 'sin') return { text: knownText('cos', a, letter), sign: 1, usesInner: true };
  if (f === 'cos') return { text: knownText('sin', a, letter), sign: -1, usesInner: true };
  if (f === 'exp') return { text: knownText('exp', a, letter), sign: 1, usesInner: true };
  return { text: `1/${letter}`, sign: 1, usesInner: false };
}

function derivativeParts({ parts, letter }: Combination, work: Work): string[] {
  return parts.map(({ c, f, a }) => {
    const { text, sign, usesInner } = derivedText(f, a, letter);
    const turn = work.choose(sign, [-sign]);
    if (!usesInner) {
      const shown = `${c * turn}/${letter}`;
      work.line(`$\\frac{d}{d${letter}}(${tex(term(c, knownText(f, a, letter)))}) = ${tex(shown)}$`);
      return shown;
    }
    const factor = turn < 0 ? work.calc`-${c}*${a}` : work.calc`${c}*${a}`;
    const shown = term(factor.value, text);
    work.line(
      `$${factor.mark}$: $\\frac{d}{d${letter}}(${tex(term(c, knownText(f, a, letter)))}) = ${tex(shown)}$`,
    );
    return shown;
  });
}

export const trigDerivative = defineFamily<Combination>({
  name: 'trig-exp-derivative',
  topic: 'calculus',
  wordings: {
    train: derivativeWordings,
    held: ['Give the slope function of {e}.', 'At what rate does {e} change in {x}?'],
  },
  sample(random, difficulty) {
    const size = scaled(difficulty, 3, 12);
    const chosen = random.shuffled(known).slice(0, difficulty < 3 ? 1 : random.integer(1, 2));
    const parts = chosen.map((f) => ({
      f,
      c: difficulty < 4 && random.chance(0.4) ? 1 : nonZero(random, -size, size),
      a: f === 'ln' ? 1 : random.integer(1, scaled(difficulty, 2, 7)),
    }));
    const p = random.chance(0.5)
      ? polynomialOf([0, random.integer(-size, size), random.chance(0.5) ? random.integer(-size, size) : 0])
      : polynomialOf([0]);
    return { parts, p, letter: random.pick(['x', 'x', 't']) };
  },
  ask(p) {
    const e = joined([
      ...p.parts.map(({ c, f, a }) => term(c, knownText(f, a, p.letter))),
      ...(p.p.length > 1 ? [polynomial(p.p, p.letter)] : []),
    ]);
    return askDerivative(e, p.letter);
  },
  solve(p, work) {
    const parts = derivativeParts(p, work);
    if (p.p.length > 1) {
      const slope = derivative(p.p);
      const shown = polynomial(slope, p.letter);
      work.line(`$\\frac{d}{d${p.letter}}(${polynomialTex(p.p, p.letter)}) = ${tex(shown)}$`);
      parts.push(shown);
    }
    const whole = joined([
      ...p.parts.map(({ c, f, a }) => term(c, knownText(f, a, p.letter))),
      ...(p.p.length > 1 ? [polynomial(p.p, p.letter)] : []),
    ]);
    if (parts.length > 1) work.line(`$\\frac{d}{d${p.letter}}(${tex(whole)}) = ${tex(joined(parts))}$`);
    return work.answer(tex(joined(parts)));
  },
});
