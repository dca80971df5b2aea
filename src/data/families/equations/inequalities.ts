/** Linear and quadratic inequalities in one unknown. */
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { withRoots } from '../kit/polynomial.ts';
import { q } from '../kit/rational.ts';
import { grown, joined, letterFor, marked, nonZero, polynomial, sumTex, term } from '../kit/text.ts';
import { quadraticInLines } from './roots.ts';

const relations = ['<', '<=', '>', '>='] as const;
type Relation = (typeof relations)[number];

const signs: Readonly<Record<Relation, string>> = { '<': '<', '<=': '\\le', '>': '>', '>=': '\\ge' };
const turned: Readonly<Record<Relation, Relation>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

const wordings = {
  train: [
    'Solve {eq}[ for {x}|].',
    'Solve the inequality {eq}.',
    '[Find|Determine|Give] [all {x} with|the solution set of|the solutions of] {eq}.',
    'For which [values of {x}|{x}] is {eq}?',
    '[When|For what {x}] does {eq} hold?',
    '@let {eq}. What can be said of {x}?',
    '{eq}',
    'I need {x} in {eq}.',
    'For which {x} is {eq}?',
    'Solve this: {eq}',
    'Find all {x}: {eq}',
    'What is {x} if {eq}?',
  ],
};

interface LinearInequality {
  readonly letter: string;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly relation: Relation;
  /** `5 - x` instead of `-x + 5`. */
  readonly isTurned: boolean;
}

export const linearInequality = defineFamily<LinearInequality>({
  name: 'linear-inequality',
  topic: 'equations',
  wordings: { ...wordings, held: ['Which numbers {x} satisfy {eq}?', 'Isolate {x}: {eq}'] },
  sample(random, difficulty) {
    const size = grown(difficulty, 5, 80);
    const root = random.integer(-size, size);
    const a = nonZero(random, -size, size);
    let c = random.chance(0.06 * difficulty) ? nonZero(random, -size, size) : 0;
    if (c === a) c = 0;
    const b = random.integer(-size * 3, size * 3);
    const isExact = random.chance(0.8);
    const d = isExact ? (a - c) * root + b : random.integer(-size * 3, size * 3);
    const isTurned = b > 0 && random.chance(0.3);
    return { letter: letterFor(random), a, b, c, d, relation: random.pick(relations), isTurned };
  },
  ask({ letter, a, b, c, d, relation, isTurned }) {
    const terms = [term(a, letter), term(b)];
    const left = joined(isTurned ? terms.reverse() : terms);
    const right = joined([term(c, letter), term(d)]);
    return { slots: { eq: `${left} ${relation} ${right}`, x: letter } };
  },
  solve({ letter, a, b, c, d, relation }, work) {
    let sign: Relation = relation;
    let front = q(a);
    if (c !== 0) {
      const result = work.less(a, c);
      front = result.value;
      const left = [marked(result, letter), ...(b === 0 ? [] : [String(b)])];
      work.line(
        `${c > 0 ? 'Subtract' : 'Add'} $${tex(term(Math.abs(c), letter))}$: $${sumTex(left)} ${signs[sign]} ${d}$`,
      );
    }
    let right = q(d);
    if (b !== 0) {
      const result = work.less(d, b);
      right = result.value;
      work.line(
        `${b > 0 ? 'Subtract' : 'Add'} $${Math.abs(b)}$: $${tex(term(front, letter))} ${signs[sign]} ${result.mark}$`,
      );
    }
    if (front.equals(1)) return work.answer(`${letter} ${signs[sign]} ${right.toLatex()}`);
    const isNegative = front.sign() < 0;
    if (isNegative) sign = work.choose(turned[sign], [sign]);
    const value = work.frac`${right}/${front}`;
    work.line(
      `Divide by $${front.toLatex()}$${isNegative ? ', turn the sign' : ''}: $${letter} ${signs[sign]} ${value.mark}$`,
    );
    return work.answer(`${letter} ${signs[sign]} ${value.value.toLatex()}`);
  },
});

interface QuadraticInequality {
  readonly letter: string;
  readonly roots: readonly [number, number];
  readonly scale: number;
  readonly relation: Relation;
}

export const quadraticInequality = defineFamily<QuadraticInequality>({
  name: 'quadratic-inequality',
  topic: 'equations',
  wordings: {
    ...wordings,
    held: ['On which set of numbers {x} is {eq}?', 'Find the roots and then solve {eq}.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 5, 20);
    const low = random.integer(-size, size - 1);
    const high = low + random.integer(1, size);
    const scale = difficulty < 4 ? 1 : nonZero(random, -2, 3);
    return { letter: letterFor(random), roots: [low, high], scale, relation: random.pick(relations) };
  },
  ask: ({ letter, roots, scale, relation }) => ({
    slots: { eq: `${polynomial(withRoots(roots, scale), letter)} ${relation} 0`, x: letter },
  }),
  solve({ letter, roots, scale, relation }, work) {
    const found = quadraticInLines(withRoots(roots, scale), work);
    const [low, high] = [...found].sort((x, y) => x.compare(y));
    if (low === undefined || high === undefined)
      throw new RangeError('quadratic inequality: two roots expected');
    const opensUp = scale > 0;
    const isInside = work.choose(opensUp === relation.startsWith('<'), [
      opensUp !== relation.startsWith('<'),
    ]);
    work.line(`The parabola opens ${opensUp ? 'up' : 'down'}: ${isInside ? 'between' : 'outside'} the roots`);
    const strict = relation.length === 1;
    const [below, above] = [strict ? '<' : '\\le', strict ? '>' : '\\ge'];
    const [l, h] = [low.toLatex(), high.toLatex()];
    if (isInside) return work.answer(`${l} ${below} ${letter} ${below} ${h}`);
    return work.answer(`${letter} ${below} ${l} \\text{ or } ${letter} ${above} ${h}`);
  },
});
