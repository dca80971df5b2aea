/** Limits of rational functions at a point and at infinity, and tangent lines. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { derivative, evaluate, polynomialOf, withRoots, type Polynomial } from '../kit/polynomial.ts';
import { evaluateInLine } from '../kit/polynomial-lines.ts';
import { q } from '../kit/rational.ts';
import { grown, joined, nonZero, polynomial, polynomialTex, power, scaled, term } from '../kit/text.ts';

interface Removable {
  readonly letter: string;
  readonly at: number;
  readonly other: number;
  readonly scale: number;
  /** The second factor of the denominator, x − bottom, or none. */
  readonly bottom: number | null;
}

const wordings = {
  train: [
    '[Find|Evaluate|Compute|Calculate|Determine] {l}.',
    'What is {l}?',
    '{l}',
    'Limit of {f} as {x} goes to {a}?',
    '[Find|Determine] the limit of {f} as {x} [approaches|goes to|tends to] {a}.',
    'What does {f} [approach|tend to] as {x} [approaches|goes to] {a}?',
    '[Evaluate|Compute] the limit {l}.',
  ],
};

export const limitAtPoint = defineFamily<Removable>({
  name: 'limit-at-point',
  topic: 'calculus',
  wordings: {
    ...wordings,
    held: ['Near {x} = {a}, which value does {f} get close to?', 'Cancel the common factor and find {l}.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 4, 15);
    for (;;) {
      const [at, other] = [random.integer(-size, size), random.integer(-size, size)];
      const bottom = difficulty > 4 && random.chance(0.5) ? random.integer(-size, size) : null;
      if (bottom !== at && bottom !== other)
        return {
          letter: random.pick(['x', 'x', 't', 'h']),
          at,
          other,
          scale: difficulty > 5 ? nonZero(random, -2, 3) : 1,
          bottom,
        };
    }
  },
  ask({ letter, at, other, scale, bottom }) {
    const top = polynomial(withRoots([at, other], scale), letter);
    const below = polynomial(withRoots(bottom === null ? [at] : [at, bottom]), letter);
    const f = `(${top})/${below === letter ? letter : `(${below})`}`;
    return { slots: { l: `lim(${f},${letter},${at})`, f, x: letter, a: String(at) } };
  },
  solve({ letter, at, other, scale, bottom }, work) {
    const factor = (root: number): string => (root === 0 ? letter : `(${joined([letter, term(-root)])})`);
    const kept = work.choose(other, [-other === other ? other + 1 : -other]);
    const top = `${term(scale, factor(at))}*${factor(kept)}`;
    const below = bottom === null ? factor(at) : `${factor(at)}*${factor(bottom)}`;
    const whole = `(${polynomial(withRoots([at, other], scale), letter)})/(${polynomial(withRoots(bottom === null ? [at] : [at, bottom]), letter)})`;
    work.line(`Factor: $${tex(whole)} = ${tex(`(${top})/(${below})`)}$`);
    const left = scale === 1 ? factor(kept).replace(/^\((.*)\)$/, '$1') : term(scale, factor(kept));
    work.line(
      `Cancel: $${tex(bottom === null ? left : `(${left})/(${factor(bottom).replace(/^\((.*)\)$/, '$1')})`)}$`,
    );
    const value =
      bottom === null
        ? scale === 1
          ? work.less(at, kept)
          : work.calc`${scale}*(${at}-${kept})`
        : scale === 1
          ? work.frac`(${at}-${kept})/(${at}-${bottom})`
          : work.frac`${scale}*(${at}-${kept})/(${at}-${bottom})`;
    work.line(`$${letter} = ${at}$: $${value.mark}$`);
    return work.answer(value.value.toLatex());
  },
});

interface AtInfinity {
  readonly top: Polynomial;
  readonly bottom: Polynomial;
  readonly letter: string;
}

export const limitAtInfinity = defineFamily<AtInfinity>({
  name: 'limit-at-infinity',
  topic: 'calculus',
  wordings: {
    train: [...wordings.train],
    held: ['For very large {x}, which value does {f} settle at?', 'Compare the leading terms to find {l}.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 6, 30);
    const degree = random.integer(1, scaled(difficulty, 2, 4));
    const draw = (d: number): Polynomial =>
      polynomialOf(
        Array.from({ length: d + 1 }, (_, k) =>
          k === d ? nonZero(random, -size, size) : random.integer(-size, size),
        ),
      );
    return {
      top: draw(random.chance(0.3) ? degree - 1 : degree),
      bottom: draw(degree),
      letter: random.pick(['x', 'x', 'n', 't']),
    };
  },
  ask({ top, bottom, letter }) {
    const f = `(${polynomial(top, letter)})/(${polynomial(bottom, letter)})`;
    return { slots: { l: `lim(${f},${letter},inf)`, f, x: letter, a: 'inf' } };
  },
  solve({ top, bottom, letter }, work) {
    const [m, n] = [top.length - 1, bottom.length - 1];
    work.line(`Degrees: $${m}$ and $${n}$`);
    if (m < n) return work.answer(work.choose('0', ['1']));
    const value = work.frac`${top.at(-1)!}/${bottom.at(-1)!}`;
    work.line(`Leading coefficients of $${tex(power(letter, n))}$: $${value.mark}$`);
    return work.answer(value.value.toLatex());
  },
});

interface Tangent {
  readonly p: Polynomial;
  readonly at: number;
}

export const tangentLine = defineFamily<Tangent>({
  name: 'tangent-line',
  topic: 'calculus',
  wordings: {
    train: [
      '[Find|Determine|Give] the [equation of the tangent|tangent line] to {f} at {p}.',
      'What is the [tangent line|equation of the tangent] to {f} at {p}?',
      '[Find|Write] the equation of the line tangent to [the graph of|the curve] {f} at {p}.',
      'The curve {f} has which tangent at {p}?',
    ],
    held: ['Which line touches {f} at {p}?', 'Approximate {f} near {p} by a line.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 4, 12);
    const degree = difficulty > 4 && random.chance(0.4) ? 3 : 2;
    const p = polynomialOf(
      Array.from({ length: degree + 1 }, (_, k) =>
        k === degree ? nonZero(random, -3, 4) : random.integer(-size, size),
      ),
    );
    return { p, at: random.integer(-scaled(difficulty, 2, 6), scaled(difficulty, 3, 6)) };
  },
  ask: ({ p, at }) => ({ slots: { f: `y = ${polynomial(p, 'x')}`, p: `x = ${at}` } }),
  solve({ p, at }, work) {
    const value = evaluateInLine(p, { name: 'Height', at, work });
    const slope = work.choose(derivative(p), [scaleFirst(p)]);
    work.line(`Derivative: $${polynomialTex(slope, 'x')}$`);
    const m = evaluateInLine(slope, { name: 'Slope', at, work });
    const b = work.calc`${value}-${m}*${at}`;
    work.line(`Intercept: $${b.mark}$`);
    return work.answer(`y = ${tex(joined([term(m.value, 'x'), term(b.value)]))}`);
  },
});

/** The power rule without its factor: a common mistake. */
function scaleFirst(p: Polynomial): Polynomial {
  const wrong = polynomialOf(p.slice(1));
  return evaluate(wrong, 1).equals(evaluate(derivative(p), 1)) ? polynomialOf([q(1), ...wrong]) : wrong;
}

interface Stationary {
  readonly roots: readonly [number, number];
  readonly c: number;
  readonly degree: 2 | 3;
}

export const stationaryPoints = defineFamily<Stationary>({
  name: 'stationary-points',
  topic: 'calculus',
  wordings: {
    train: [
      '[Find|Determine] [the x-values of the stationary points of {f}|where {f} has stationary points].',
      '[At|For] which {x} is the derivative of {f} zero?',
      '[Find|Give] the critical points of {f} (values of {x}).',
      'Where is the tangent to {f} horizontal?',
      '[Find|Determine|Give] all {x} [where|at which] {f} is stationary.',
    ],
    held: ['For which {x} does {f} have slope 0?', 'Find all {x} where {f} is stationary.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 3, 12);
    const degree = difficulty < 3 ? 2 : random.pick([2, 3] as const);
    const low = random.integer(-size, size);
    return {
      roots: [low, low + 2 * random.integer(1, Math.ceil(size / 2))],
      c: random.integer(-size, size),
      degree,
    };
  },
  ask(p) {
    return { slots: { f: `f(x) = ${polynomial(stationaryPolynomial(p), 'x')}`, x: 'x' } };
  },
  solve(p, work) {
    const slope = derivative(stationaryPolynomial(p));
    work.line(`$f'(x) = ${polynomialTex(slope, 'x')}$`);
    work.line(`Set to zero: $${polynomialTex(slope, 'x')} = 0$`);
    if (p.degree === 2) {
      const root = work.frac`${slope[0]!.negated()}/${slope[1]!}`;
      work.line(`$x = ${root.mark}$`);
      return work.answer(root.value.toLatex());
    }
    const sum = work.calc`${slope[1]!}/${slope[2]!}`;
    const product = work.calc`${slope[0]!}/${slope[2]!}`;
    work.line(
      `Divide: $${sum.mark}$, $${product.mark}$: $${polynomialTex([product.value, sum.value, 1], 'x')} = 0$`,
    );
    const d = work.calc`${sum}^2-4*${product}`;
    const s = work.calc`isqrt(${d})`;
    work.line(`Discriminant: $${d.mark}$, root: $${s.mark}$`);
    const [low, high] = [
      work.frac`(${sum.value.negated()}-${s})/2`,
      work.frac`(${sum.value.negated()}+${s})/2`,
    ];
    work.line(`$x = ${low.mark}$ or $x = ${high.mark}$`);
    return work.answer(`${low.value.toLatex()}, ${high.value.toLatex()}`);
  },
});

/** A polynomial whose derivative has the given roots: 3·scale·(x − r)(x − s), or one root for degree 2. */
function stationaryPolynomial({ roots, c, degree }: Stationary): Polynomial {
  const [r, s] = roots;
  if (degree === 2) return polynomialOf([c, -2 * r, 1]);
  // ∫ 6(x − r)(x − s) = 2x³ − 3(r + s)x² + 6rs·x
  return polynomialOf([c, 6 * r * s, -3 * (r + s), 2]);
}
