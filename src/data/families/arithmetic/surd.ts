/** Nested sums, products, quotients and squares of square roots, brought to the form a·√p + b. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { q, type Rational } from '../kit/rational.ts';
import { joined, marked, nonZero, scaled, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';

/** a + b·√p, with its text. */
type Surd =
  | { readonly kind: 'root'; readonly under: number; readonly factor: number }
  | { readonly kind: 'sum'; readonly parts: readonly { factor: number; under: number }[] }
  | { readonly kind: 'scaled'; readonly by: number; readonly of: Surd; readonly plus: number }
  | { readonly kind: 'quotient'; readonly top: Surd; readonly bottom: number }
  | { readonly kind: 'square'; readonly of: Surd };

interface Value {
  readonly a: Rational;
  readonly b: Rational;
}

interface Parameters {
  readonly p: number;
  readonly surd: Surd;
}

function rootText(factor: number, under: number): string {
  return term(factor, `sqrt(${under})`);
}

function surdText(surd: Surd): string {
  switch (surd.kind) {
    case 'root':
      return rootText(surd.factor, surd.under);
    case 'sum':
      return joined(surd.parts.map(({ factor, under }) => rootText(factor, under)));
    case 'scaled':
      return joined([
        surd.by === 1 ? surdText(surd.of) : `${surd.by}*(${surdText(surd.of)})`,
        term(surd.plus),
      ]);
    case 'quotient':
      return surd.top.kind === 'root'
        ? `${surdText(surd.top)}/sqrt(${surd.bottom})`
        : `(${surdText(surd.top)})/sqrt(${surd.bottom})`;
    case 'square':
      return `(${surdText(surd.of)})**2`;
  }
}

function valueTex({ a, b }: Value, p: number): string {
  return tex(joined([term(b, `sqrt(${p})`), term(a)]));
}

/** √(m²·p) = m√p, written as a line; returns factor·m. */
function extract(factor: number, under: number, options: { p: number; work: Work }): Rational {
  const { p, work } = options;
  if (under === p) return q(factor);
  const m = work.calc`squarefactor(${under})`;
  const inside = work.calc`${under}/${m}^2`;
  work.line(`$${under} = ${m.mark}^2 \\cdot ${inside.mark}$`);
  if (factor === 1) {
    work.line(`$\\sqrt{${under}} = ${m.tex}\\sqrt{${p}}$`);
    return m.value;
  }
  const whole = work.calc`${factor}*${m}`;
  work.line(`$${tex(rootText(factor, under))} = ${whole.mark}\\sqrt{${p}}$`);
  return whole.value;
}

/** Adds multiples of √p, one line a step. */
function addRoots(multiples: readonly Rational[], p: number, work: Work): Value {
  let total = multiples[0]!;
  for (const next of multiples.slice(1)) {
    const result = work.more(total, next);
    const sum = joined([term(total, `sqrt(${p})`), term(next, `sqrt(${p})`)]);
    work.line(`Add: $${tex(sum)} = ${marked(result, `sqrt(${p})`)}$`);
    total = result.value;
  }
  return { a: q(0), b: total };
}

function quotientInLines(surd: Extract<Surd, { kind: 'quotient' }>, p: number, work: Work): Value {
  const parts = surd.top.kind === 'sum' ? surd.top.parts : surd.top.kind === 'root' ? [surd.top] : [];
  const multiples = parts.map(({ factor, under }) => {
    const inside = work.calc`${under}/${surd.bottom}`;
    work.line(`$\\frac{\\sqrt{${under}}}{\\sqrt{${surd.bottom}}} = \\sqrt{${inside.mark}}$`);
    return extract(factor, Number(inside.value.n), { p, work });
  });
  return addRoots(multiples, p, work);
}

function simplifyInLines(surd: Surd, p: number, work: Work): Value {
  if (surd.kind === 'root') return { a: q(0), b: extract(surd.factor, surd.under, { p, work }) };
  if (surd.kind === 'sum') {
    const multiples = surd.parts.map(({ factor, under }) => extract(factor, under, { p, work }));
    return addRoots(multiples, p, work);
  }
  if (surd.kind === 'quotient') return quotientInLines(surd, p, work);
  const { a, b } = simplifyInLines(surd.of, p, work);
  if (surd.kind === 'scaled') {
    const [newB, newA] = [work.calc`${surd.by}*${b}`, work.timesPlus(surd.by, a, surd.plus)];
    const rest = newA.value.sign() < 0 ? ` - ${newA.mark.replace(/>>-/, '>>')}` : ` + ${newA.mark}`;
    const left = tex(joined([`${surd.by}*(${joined([term(b, `sqrt(${p})`), term(a)])})`, term(surd.plus)]));
    work.line(`$${left} = ${newB.mark}\\sqrt{${p}}${newA.value.sign() === 0 ? '' : rest}$`);
    return { a: newA.value, b: newB.value };
  }
  const whole = work.calc`${a}^2+${b}^2*${p}`;
  const mixed = work.calc`2*${a}*${b}`;
  work.line(
    `$(${valueTex({ a, b }, p)})^2 = ${whole.mark} + ${mixed.mark.replace(/>>-/, '>>-')}\\sqrt{${p}}$`,
  );
  return { a: whole.value, b: mixed.value };
}

function sampleSurd(random: Random, difficulty: number): Parameters {
  const p = random.pick([2, 3, 5, 6, 7, 11, 13, 17, 19]);
  const root = (): { factor: number; under: number } => ({
    factor: random.chance(0.4) ? 1 : nonZero(random, -scaled(difficulty, 3, 9), scaled(difficulty, 3, 9)),
    under: random.integer(1, scaled(difficulty, 4, 12)) ** 2 * p,
  });
  const single = root();
  let surd: Surd =
    difficulty < 2 || random.chance(0.2)
      ? { kind: 'root', factor: single.factor, under: single.under === p ? 4 * p : single.under }
      : { kind: 'sum', parts: Array.from({ length: random.integer(2, 3) }, root) };
  if (difficulty > 2 && random.chance(0.35)) {
    const bottom = random.pick([2, 3, 5, 7].filter((k) => k !== p));
    const times = (part: { factor: number; under: number }): { factor: number; under: number } => ({
      factor: part.factor,
      under: part.under * bottom,
    });
    const top: Surd =
      surd.kind === 'sum'
        ? { kind: 'sum', parts: surd.parts.map(times) }
        : { kind: 'root', ...times(single) };
    surd = { kind: 'quotient', top, bottom };
  }
  if (difficulty > 3 && random.chance(0.6))
    surd = { kind: 'scaled', by: nonZero(random, -6, 6), of: surd, plus: random.integer(-9, 9) };
  if (difficulty > 4 && random.chance(0.35)) surd = { kind: 'square', of: surd };
  return { p, surd };
}

export const surds = defineFamily<Parameters>({
  name: 'simplify-surd',
  topic: 'arithmetic',
  wordings: {
    train: [
      'Simplify {e}.',
      '[Simplify|Reduce|Evaluate] the [surd|radical expression|expression] {e}.',
      '[Write|Express|Put] {e} in [simplest|simplified] [radical|surd|] form.',
      '[What is|Give] {e} in [its|] simplest form[?|.]',
      '{e} [simplified|in simplest form]',
      'Combine the radicals: {e}',
    ],
    held: ['Tidy up {e} as far as possible.', 'What is the simplest exact form of {e}?'],
  },
  sample: sampleSurd,
  ask: ({ surd }) => ({ slots: { e: surdText(surd) } }),
  solve({ p, surd }, work) {
    return work.answer(valueTex(simplifyInLines(surd, p, work), p));
  },
});
