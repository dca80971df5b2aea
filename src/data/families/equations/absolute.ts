/** Absolute values: equations |ax + b| = c and inequalities |ax + b| < c or > c. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { q, type Rational } from '../kit/rational.ts';
import { grown, joined, letterFor, nonZero, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';
import { rootsTex } from './roots.ts';

interface Absolute {
  readonly letter: string;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Added outside the bars. */
  readonly outside: number;
  readonly relation: '=' | '<' | '<=' | '>' | '>=';
}

function insideText({ a, b, letter }: Absolute): string {
  return joined([term(a, letter), term(b)]);
}

function text(p: Absolute): string {
  return `${joined([`abs(${insideText(p)})`, term(p.outside)])} ${p.relation} ${p.c + p.outside}`;
}

/** The two branches side by side, a line a step; the roots in ascending order. */
function bothBranches(p: Absolute, work: Work): [Rational, Rational] {
  const c = p.outside === 0 ? q(p.c) : outsideMoved(p, work);
  const either = (left: string, rights: readonly string[]): void => {
    work.line(rights.map((right) => `$${left} = ${right}$`).join(' or '));
  };
  const targets = [c, work.copy(c.negated())] as const;
  either(
    tex(insideText(p)),
    targets.map((target) => target.toLatex()),
  );
  let rights: readonly Rational[] = targets;
  if (p.b !== 0) {
    const moved = targets.map((target) => work.less(target, p.b));
    either(
      tex(term(p.a, p.letter)),
      moved.map(({ mark }) => mark),
    );
    rights = moved.map(({ value }) => value);
  }
  if (p.a !== 1) {
    const values = rights.map((right) => work.frac`${right}/${p.a}`);
    either(
      p.letter,
      values.map(({ mark }) => mark),
    );
    rights = values.map(({ value }) => value);
  }
  const [first, second] = rights as [Rational, Rational];
  return first.compare(second) <= 0 ? [first, second] : [second, first];
}

function outsideMoved(p: Absolute, work: Work): Rational {
  const moved = work.less(p.c + p.outside, p.outside);
  work.line(
    `$${tex(`abs(${insideText(p)})`)} ${tex('x ' + p.relation + ' 0')
      .slice(2, -2)
      .trim()} ${moved.mark}$`,
  );
  return moved.value;
}

function sampleAbsolute(
  relation: Absolute['relation'],
  letter: string,
  numbers: { a: number; b: number; c: number; outside: number },
): Absolute {
  return { relation, letter, ...numbers };
}

export const absoluteEquation = defineFamily<Absolute>({
  name: 'absolute-value-equation',
  topic: 'equations',
  wordings: {
    train: [
      'Solve {eq}[ for {x}|].',
      '@solve {eq}.',
      '[Find|Determine|Give] all [solutions|roots] of {eq}.',
      '[Find|Determine] {x} [if|given that|when] {eq}.',
      '@let {eq}. What is {x}?',
      'For which [values of {x}|{x}] is {eq}?',
    ],
    held: ['Which two numbers {x} satisfy {eq}?', 'Remove the absolute value and solve {eq}.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 5, 30);
    const a = difficulty < 3 ? 1 : nonZero(random, -Math.ceil(size / 2), size);
    const k = random.integer(1, size);
    const c = random.chance(0.7) ? Math.abs(a) * k : random.integer(1, size * 2);
    const outside = random.chance(0.05 * difficulty) ? nonZero(random, -size, size) : 0;
    const b = random.chance(0.7) ? a * random.integer(-size, size) : random.integer(-size, size);
    return sampleAbsolute('=', letterFor(random), { a, b, c, outside });
  },
  ask: (p) => ({ slots: { eq: text(p), x: p.letter } }),
  solve(p, work) {
    const roots = bothBranches(p, work);
    return work.answer(rootsTex(work.choose<Rational[]>(roots, [[roots[1]]])));
  },
});

export const absoluteInequality = defineFamily<Absolute>({
  name: 'absolute-value-inequality',
  topic: 'equations',
  heldOut: true,
  wordings: {
    train: [
      'Solve {eq}[ for {x}|].',
      'Solve the inequality {eq}.',
      '[Find|Determine|Give] [all {x} with|the solution set of] {eq}.',
      'For which [values of {x}|{x}] is {eq}?',
      '[When|For what {x}] does {eq} hold?',
    ],
    held: ['Which numbers {x} satisfy {eq}?', 'Describe all {x} for which {eq}.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 5, 25);
    const a = difficulty < 3 ? 1 : random.integer(1, Math.ceil(size / 2));
    const relation = random.pick(['<', '<=', '>', '>='] as const);
    const numbers = { a, b: random.integer(-size, size), c: a * random.integer(1, size), outside: 0 };
    return sampleAbsolute(relation, letterFor(random), numbers);
  },
  ask: (p) => ({ slots: { eq: text(p), x: p.letter } }),
  solve(p, work) {
    const isInside = work.choose(p.relation.startsWith('<'), [!p.relation.startsWith('<')]);
    const [below, above] = p.relation.length === 1 ? ['<', '>'] : ['\\le', '\\ge'];
    const show = (middle: string, low: string, high: string): string =>
      isInside
        ? `$${low} ${below} ${middle} ${below} ${high}$`
        : `$${middle} ${below} ${low}$ or $${middle} ${above} ${high}$`;
    const c = q(p.c);
    work.line(show(tex(insideText(p)), c.negated().toLatex(), c.toLatex()));
    let [low, high] = [c.negated(), c];
    if (p.b !== 0) {
      const [l, h] = [work.less(low, p.b), work.less(high, p.b)];
      work.line(show(tex(term(p.a, p.letter)), l.mark, h.mark));
      [low, high] = [l.value, h.value];
    }
    if (p.a !== 1) {
      const [l, h] = [work.frac`${low}/${p.a}`, work.frac`${high}/${p.a}`];
      work.line(show(p.letter, l.mark, h.mark));
      [low, high] = [l.value, h.value];
    }
    return work.answer(
      show(p.letter, low.toLatex(), high.toLatex())
        .replaceAll('$ or $', ' \\text{ or } ')
        .replaceAll('$', ''),
    );
  },
});
