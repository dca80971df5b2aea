/** Integrals: of polynomials, definite ones, by substitution of a linear inner function, by parts. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { polynomialOf, type Polynomial } from '../kit/polynomial.ts';
import { evaluateInLine } from '../kit/polynomial-lines.ts';
import { q, type Rational } from '../kit/rational.ts';
import { grown, joined, nonZero, polynomial, polynomialTex, power, scaled, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';

const indefinite = {
  train: [
    'Integrate {f}[ with respect to {x}|].',
    '[Find|Evaluate|Compute|Determine] {i}.',
    '[Find|Determine|Give] [the indefinite integral|the antiderivative|an antiderivative] of {f}.',
    'What is {i}?',
    'What is the [indefinite integral|antiderivative] of {f}?',
    'Work out [the integral of {f}|{i}].',
    'What function has [the derivative|as its derivative] {f}?',
    '{i}',
    'Integral of {f}?',
  ],
};

function slotsOf(f: string, letter: string): { slots: Record<string, string> } {
  const isSum = / [+-] /.test(f.replace(/\([^()]*\)/g, ''));
  return { slots: { f, x: letter, i: `int(${isSum ? `(${f})` : f},${letter})` } };
}

/** Writes ∫ c·x^k for every term; returns the antiderivative. */
export function integrateInLine(p: Polynomial, letter: string, work: Work): Polynomial {
  const result: Rational[] = [q(0)];
  const notes: string[] = [];
  for (let k = p.length - 1; k >= 0; k--) {
    const c = p[k]!;
    if (c.sign() === 0) continue;
    const value = k === 0 ? null : work.frac`${c}/${k + 1}`;
    if (value !== null) notes.push(`$${tex(power(letter, k + 1))}$: $${value.mark}$`);
    result[k + 1] = value?.value ?? c;
  }
  if (notes.length > 0) work.line(notes.join(', '));
  return polynomialOf(Array.from({ length: p.length + 1 }, (_, k) => result[k] ?? q(0)));
}

interface PolynomialIntegral {
  readonly p: Polynomial;
  readonly letter: string;
}

export const integratePolynomial = defineFamily<PolynomialIntegral>({
  name: 'integrate-polynomial',
  topic: 'calculus',
  wordings: {
    ...indefinite,
    held: ['Undo the differentiation: which functions have derivative {f}?', 'Antidifferentiate {f}.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 9, 60);
    const degree = random.integer(1, scaled(difficulty, 2, 5));
    const p = polynomialOf(
      Array.from({ length: degree + 1 }, (_, k) => {
        const c =
          k === degree ? nonZero(random, -size, size) : random.chance(0.6) ? random.integer(-size, size) : 0;
        return random.chance(0.6) ? c * (k + 1) : c;
      }),
    );
    return { p, letter: random.pick(['x', 'x', 'x', 't', 'y']) };
  },
  ask: ({ p, letter }) => slotsOf(polynomial(p, letter), letter),
  solve: ({ p, letter }, work) =>
    work.answer(`${polynomialTex(integrateInLine(p, letter, work), letter)} + C`),
});

interface Definite extends PolynomialIntegral {
  readonly from: number;
  readonly to: number;
}

export const definiteIntegral = defineFamily<Definite>({
  name: 'definite-integral',
  topic: 'calculus',
  wordings: {
    train: [
      '[Evaluate|Compute|Calculate|Find] {i}.',
      'What is {i}?',
      'Integrate {f} from {a} to {b}.',
      '[Find|Calculate] the [definite integral|integral] of {f} from {a} to {b}.',
      'What is the integral of {f} [from {a} to {b}|over the interval from {a} to {b}]?',
      '[Work out|Determine] [the value of|] {i}.',
      'What value does {i} have?',
      '{i}',
      'Integral of {f} from {a} to {b}?',
    ],
    held: [
      'How large is the signed area under {f} between {a} and {b}?',
      'Sum up {f} continuously from {a} to {b}: what does {i} give?',
    ],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 5, 14);
    const degree = random.integer(1, scaled(difficulty, 1, 3));
    const p = polynomialOf(
      Array.from(
        { length: degree + 1 },
        (_, k) => (k === degree ? nonZero(random, -4, size) : random.integer(-size, size)) * (k + 1),
      ),
    );
    const from = random.integer(-scaled(difficulty, 0, 4), 2);
    return {
      p,
      letter: random.pick(['x', 'x', 't']),
      from,
      to: from + random.integer(1, scaled(difficulty, 3, 6)),
    };
  },
  ask({ p, letter, from, to }) {
    const f = polynomial(p, letter);
    return { slots: { f, i: `int((${f}),${letter},${from},${to})`, a: String(from), b: String(to) } };
  },
  solve({ p, letter, from, to }, work) {
    const whole = integrateInLine(p, letter, work);
    work.line(`$F(${letter}) = ${polynomialTex(whole, letter)}$`);
    const high = evaluateInLine(whole, { name: 'F', at: to, work });
    const low = evaluateInLine(whole, { name: 'F', at: from, work });
    const result = work.frac`${high}-${low}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});

const outers = ['power', 'exp', 'sin', 'cos', 'reciprocal'] as const;

interface Substitution {
  readonly outer: (typeof outers)[number];
  readonly n: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly letter: string;
}

function outerText(outer: Substitution['outer'], inside: string, n: number): string {
  const bare = /^[a-z]$/.test(inside) ? inside : `(${inside})`;
  if (outer === 'power') return `${bare}**${n}`;
  if (outer === 'exp') return `e**${bare}`;
  if (outer === 'reciprocal') return `1/${bare}`;
  return `${outer}(${inside})`;
}

function substitutionText({ outer, n, a, b, c, letter }: Substitution): string {
  const inside = joined([term(a, letter), term(b)]);
  return outer === 'reciprocal' ? `${c}/(${inside})` : term(c, outerText(outer, inside, n));
}

export const integralSubstitution = defineFamily<Substitution>({
  name: 'integral-substitution',
  topic: 'calculus',
  wordings: {
    train: [...indefinite.train, 'Use substitution to find {i}.'],
    held: ['Substitute the inner function and integrate {f}.', 'Antidifferentiate {f}.'],
  },
  sample(random, difficulty) {
    const size = scaled(difficulty, 3, 9);
    const a = random.integer(2, scaled(difficulty, 3, 9));
    const outer = difficulty < 3 ? 'power' : random.pick(outers);
    const c = random.chance(0.5) ? a * nonZero(random, -3, 5) : nonZero(random, -size, size);
    return {
      outer,
      n: random.integer(2, scaled(difficulty, 3, 8)),
      a,
      b: nonZero(random, -size, size),
      c,
      letter: random.pick(['x', 'x', 't']),
    };
  },
  ask: (p) => slotsOf(substitutionText(p), p.letter),
  solve(p, work) {
    const { outer, n, a, b, c, letter } = p;
    const inside = joined([term(a, letter), term(b)]);
    work.line(`$u = ${tex(inside)}$, $du = ${a} \\, d${letter}$`);
    const factor = work.frac`${c}/${work.choose(a, [1])}`;
    const shown = outer === 'reciprocal' ? '\\frac{1}{u}' : tex(outerText(outer, 'u', n));
    work.line(`$${factor.mark} \\int ${shown} \\, du$`);
    if (outer === 'power') {
      const result = work.frac`${factor}/${n + 1}`;
      work.line(`$${result.mark} u^{${n + 1}}$`);
      return work.answer(`${tex(term(result.value, `(${inside})**${n + 1}`))} + C`);
    }
    const sign = outer === 'sin' ? work.choose(-1, [1]) : 1;
    const inner = {
      exp: `e**(${inside})`,
      sin: `cos(${inside})`,
      cos: `sin(${inside})`,
      reciprocal: `ln(abs(${inside}))`,
    }[outer];
    return work.answer(`${tex(term(factor.value.times(sign), inner))} + C`);
  },
});

interface Parts {
  readonly c: number;
  readonly a: number;
  readonly f: 'exp' | 'sin' | 'cos';
  readonly letter: string;
}

export const integralByParts = defineFamily<Parts>({
  name: 'integral-by-parts',
  topic: 'calculus',
  heldOut: true,
  wordings: {
    train: [...indefinite.train, 'Use integration by parts to find {i}.'],
    held: ['Integrate by parts: {f}', 'Antidifferentiate {f}.'],
  },
  sample: (random, difficulty) => ({
    c: nonZero(random, -scaled(difficulty, 2, 9), scaled(difficulty, 3, 12)),
    a: random.integer(1, scaled(difficulty, 2, 8)),
    f: random.pick(['exp', 'sin', 'cos'] as const),
    letter: random.pick(['x', 'x', 't']),
  }),
  ask({ c, a, f, letter }) {
    const inside = term(a, letter);
    const function_ = f === 'exp' ? `e**${a === 1 ? inside : `(${inside})`}` : `${f}(${inside})`;
    return slotsOf(`${term(c, letter)}*${function_}`, letter);
  },
  solve({ c, a, f, letter }, work) {
    const inside = term(a, letter);
    const [same, other] = f === 'exp' ? ['exp', 'exp'] : f === 'sin' ? ['cos', 'sin'] : ['sin', 'cos'];
    const text = (name: string): string => (name === 'exp' ? `e**(${inside})` : `${name}(${inside})`);
    const sign = f === 'sin' ? work.choose(-1, [1]) : 1;
    const v = q(sign).over(a);
    work.line(`$u = ${tex(term(c, letter))}$, $u' = ${c}$, $v = ${tex(term(v, text(same)))}$`);
    const first = work.frac`${c}*${v}`;
    work.line(`$uv$: $${first.mark}$, $${tex(term(first.value, `${letter}*${text(same)}`))}$`);
    // ∫ u'v: the second integration turns sin into −cos and cos into sin.
    const turn = f === 'exp' ? 1 : f === 'sin' ? 1 : -1;
    const second = work.frac`${first}*${turn}/${a}`;
    work.line(`$\\int u'v$: $${second.mark}$, $${tex(term(second.value, text(other)))}$`);
    return work.answer(
      `${tex(joined([term(first.value, `${letter}*${text(same)}`), term(second.value.negated(), text(other))]))} + C`,
    );
  },
});
