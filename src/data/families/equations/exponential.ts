/** Exponential equations with a common base, and logarithmic equations; logarithms of powers too. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { q, ratio, type Rational } from '../kit/rational.ts';
import { grown, joined, letterFor, nonZero, scaled, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';
import { finishLinear } from './linear.ts';

interface Exponential {
  readonly letter: string;
  readonly base: number;
  /** base^(a·x + b) = (base^m) */
  readonly a: number;
  readonly b: number;
  readonly m: number;
}

function powerValue(base: number, m: number): Rational {
  return q(base).power(m);
}

const equationWordings = {
  train: [
    'Solve {eq}[ for {x}|].',
    '@solve {eq}.',
    '[Find|Determine|Calculate|Work out] {x} [if|given that|when] {eq}.',
    '@let {eq}. What is {x}?',
    'What is {x} in {eq}?',
    'For which {x} is {eq}?',
  ],
};

export const exponentialEquation = defineFamily<Exponential>({
  name: 'exponential-equation',
  topic: 'equations',
  wordings: {
    train: [...equationWordings.train, 'Solve the exponential equation {eq}.'],
    held: ['Compare exponents to solve {eq}.', 'Which exponent {x} makes {eq} true?'],
  },
  sample(random, difficulty) {
    const base = random.pick([2, 3, 5, 7, 10, 4, 6]);
    const limit = base === 2 ? 10 : base === 3 ? 7 : base === 10 ? 6 : 4;
    const m = nonZero(random, difficulty < 4 ? 1 : -3, limit);
    const a = random.integer(1, scaled(difficulty, 1, 4)) * (difficulty > 5 && random.chance(0.3) ? -1 : 1);
    const root = random.integer(-scaled(difficulty, 3, 9), scaled(difficulty, 4, 9));
    const b = difficulty < 3 && random.chance(0.5) ? 0 : m - a * root;
    return { letter: letterFor(random), base, a, b, m };
  },
  ask({ letter, base, a, b, m }) {
    const exponent = joined([term(a, letter), term(b)]);
    const left = `${base}**${exponent === letter ? letter : `(${exponent})`}`;
    return { slots: { eq: `${left} = ${powerValue(base, m).toString()}`, x: letter } };
  },
  solve({ letter, base, a, b, m }, work) {
    const n = exponentOf(m, base, work);
    const check = work.frac`${base}^${n}`;
    work.line(`$${check.mark}$`);
    work.line(`Exponents: $${tex(joined([term(a, letter), term(b)]))} = ${n.toLatex()}$`);
    const root = finishLinear({ a: q(a), b: q(b), c: q(0), d: n }, letter, work);
    return work.answer(root.toLatex());
  },
});

/** m with base^m as given: by the calculator where m is positive. */
function exponentOf(m: number, base: number, work: Work): Rational {
  if (m < 1) return q(work.choose(m, [m + 1, m - 1]));
  const found = work.calc`ilog(${base ** m},${base})`;
  work.line(`Exponent of $${base}$: $${found.mark}$`);
  return found.value;
}

interface Logarithmic extends Exponential {
  readonly c: number;
}

export const logarithmicEquation = defineFamily<Logarithmic>({
  name: 'logarithmic-equation',
  topic: 'equations',
  wordings: {
    train: [...equationWordings.train, 'Solve the logarithmic equation {eq}.'],
    held: ['Write {eq} in exponential form and find {x}.', 'Which {x} satisfies {eq}?'],
  },
  sample(random, difficulty) {
    const base = random.pick([2, 3, 4, 5, 10]);
    const m = random.integer(1, base === 2 ? 7 : base === 10 ? 4 : 4);
    const a = random.integer(1, scaled(difficulty, 1, 9));
    const target = base ** m;
    const b = difficulty < 3 ? 0 : random.integer(-grown(difficulty, 5, 60), grown(difficulty, 5, 60));
    return { letter: letterFor(random), base, a, b, m, c: target };
  },
  ask: ({ letter, base, a, b, m }) => ({
    slots: { eq: `log(${base}, ${joined([term(a, letter), term(b)])}) = ${m}`, x: letter },
  }),
  solve({ letter, base, a, b, m }, work) {
    const power = work.calc`${base}^${m}`;
    work.line(`$${tex(joined([term(a, letter), term(b)]))} = ${base}^{${m}} = ${power.mark}$`);
    const root = finishLinear({ a: q(a), b: q(b), c: q(0), d: power.value }, letter, work);
    return work.answer(root.toLatex());
  },
});

interface Logarithm {
  readonly base: number;
  readonly m: Rational;
  readonly value: Rational;
}

export const evaluateLogarithm = defineFamily<Logarithm>({
  name: 'evaluate-logarithm',
  topic: 'algebra',
  wordings: {
    train: [
      '[Evaluate|Calculate|Find|Compute|Determine|Simplify] {e}.',
      'What is {e}?',
      '[Find|Give|State] the [exact value|value] of {e}.',
      '{e} = ?',
      '{e}',
      'I need {e}.',
      'The logarithm {e} equals what number?',
    ],
    held: ['To which power must {b} be raised to give {v}?', 'Which number is {e}?'],
  },
  sample(random, difficulty) {
    const root = random.pick([2, 3, 5, 7, 10]);
    const k = difficulty < 4 ? 1 : random.integer(1, 3);
    const m = nonZero(random, difficulty < 3 ? 1 : -3, root === 2 ? 9 : 5);
    const base = root ** k;
    return { base, m: ratio(m, k), value: powerValue(root, m) };
  },
  ask: ({ base, value }) => ({
    slots: { e: `log(${base}, ${value.toString()})`, b: String(base), v: value.toString() },
  }),
  solve({ base, m, value }, work) {
    const log = `\\log_{${base}}(${value.toLatex()})`;
    if (m.isInteger() && m.sign() > 0) {
      const n = work.calc`ilog(${value},${base})`;
      const power = work.calc`${base}^${n}`;
      work.line(`Exponent: $${n.mark}$, $${power.mark}$`);
      work.line(`$${log} = ${n.tex}$`);
      return work.answer(n.tex);
    }
    if (m.isInteger()) {
      const n = work.choose(Number(m.n), [Number(m.n) + 1, -Number(m.n)]);
      const power = work.frac`${base}^${n}`;
      work.line(`$${power.mark}$`);
      work.line(`$${log} = ${n}$`);
      return work.answer(String(n));
    }
    const [k, n] = [Number(m.d), Number(m.n)];
    const root = work.calc`iroot(${base},${k})`;
    work.line(`$${base} = ${root.tex}^{${k}}$: $${root.mark}$`);
    const power = work.frac`${root}^${n}`;
    work.line(`$${power.mark}$`);
    const result = work.frac`${n}/${k}`;
    work.line(`$${log} = ${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});
