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

/** a·x + b = target, two lines. */
function branch(p: Absolute, target: Rational, work: Work): Rational {
  work.line(`$${tex(insideText(p))} = ${target.toLatex()}$`);
  const moved = p.b === 0 ? null : work.less(target, p.b);
  const right = moved?.value ?? target;
  if (p.a === 1) {
    work.line(`$${p.letter} = ${moved?.mark ?? right.toLatex()}$`);
    return right;
  }
  if (moved !== null) work.line(`$${tex(term(p.a, p.letter))} = ${moved.mark}$`);
  const value = work.frac`${right}/${p.a}`;
  work.line(`$${p.letter} = ${value.mark}$`);
  return value.value;
}

function bothBranches(p: Absolute, work: Work): [Rational, Rational] {
  const c = p.outside === 0 ? q(p.c) : outsideMoved(p, work);
  const first = branch(p, c, work);
  const second = branch(p, work.copy(c.negated()), work);
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
    const [low, high] = bothBranches(p, work);
    const isInside = work.choose(p.relation.startsWith('<'), [!p.relation.startsWith('<')]);
    const strict = p.relation.length === 1;
    const x = p.letter;
    const [l, h] = [low.toLatex(), high.toLatex()];
    if (isInside) return work.answer(`${l} ${strict ? '<' : '\\le'} ${x} ${strict ? '<' : '\\le'} ${h}`);
    return work.answer(`${x} ${strict ? '<' : '\\le'} ${l} \\text{ or } ${x} ${strict ? '>' : '\\ge'} ${h}`);
  },
});
