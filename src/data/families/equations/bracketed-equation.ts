/**
 * Linear equations in one unknown with brackets: a(x + b) = c, with a number or a term outside, and with two
 * brackets. They are multiplied out and then solved like any other; a lone bracket may also be divided by its factor.
 */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { q, type Rational } from '../kit/rational.ts';
import { enclosed, grown, joined, letterFor, marked, nonZero, signed, sumTex, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';
import { everydayEquation } from './everyday.ts';
import { finishLinear, solveLinear } from './linear.ts';

/** a·(m·x + b) */
interface Bracket {
  readonly a: number;
  readonly m: number;
  readonly b: number;
}

interface BracketSide {
  readonly brackets: readonly Bracket[];
  /** Coefficient of a lone unknown, and the lone number; 0 for none. */
  readonly unknown: number;
  readonly constant: number;
}

interface Bracketed {
  readonly letter: string;
  readonly root: number;
  readonly left: BracketSide;
  readonly right: BracketSide;
  readonly isTurned: boolean;
}

function bracketText({ a, m, b }: Bracket, letter: string): string {
  const inside = joined([term(m, letter), term(b)]);
  return a === 1 ? `(${inside})` : a === -1 ? `-(${inside})` : `${a}*(${inside})`;
}

function sideText({ brackets, unknown, constant }: BracketSide, letter: string): string {
  return joined([...brackets.map((p) => bracketText(p, letter)), term(unknown, letter), term(constant)]);
}

const equationText = ({ left, right, letter, isTurned }: Bracketed): string =>
  (isTurned ? [right, left] : [left, right]).map((side) => sideText(side, letter)).join(' = ');

function drawBracket(random: Random, difficulty: number): Bracket {
  const size = grown(difficulty, 5, 15);
  const isSigned = random.chance(0.06 * difficulty);
  const a = isSigned ? -random.integer(1, size) : random.integer(2, size);
  const m = difficulty > 2 && random.chance(0.4) ? random.integer(2, grown(difficulty, 3, 9)) : 1;
  return { a, m, b: nonZero(random, -grown(difficulty, 6, 30), grown(difficulty, 6, 30)) };
}

const at = ({ a, m, b }: Bracket, x: number): number => a * (m * x + b);
const none: BracketSide = { brackets: [], unknown: 0, constant: 0 };

function sample(random: Random, difficulty: number): Bracketed {
  const letter = letterFor(random);
  const isTurned = random.chance(0.2);
  for (;;) {
    const root = random.integer(-grown(difficulty, 3, 30), grown(difficulty, 9, 40));
    const first = drawBracket(random, difficulty);
    const number = nonZero(random, -grown(difficulty, 9, 60), grown(difficulty, 9, 60));
    const value = at(first, root);
    const base = { letter, root, isTurned };
    const draw = random.next() + 0.03 * (difficulty - 1);
    if (draw < 0.45)
      return { ...base, left: { ...none, brackets: [first] }, right: { ...none, constant: value } };
    if (draw < 0.65) {
      const left = { ...none, brackets: [first], constant: number };
      return { ...base, left, right: { ...none, constant: value + number } };
    }
    const slope = nonZero(random, -grown(difficulty, 3, 12), grown(difficulty, 5, 12));
    if (draw < 0.85 && slope !== first.a * first.m) {
      const right = { ...none, unknown: slope, constant: value - slope * root };
      return { ...base, left: { ...none, brackets: [first] }, right };
    }
    const second = drawBracket(random, difficulty);
    const rest = value - second.a * second.m * root;
    const slopes = [first.a * first.m, second.a * second.m] as const;
    if (random.chance(0.5) && slopes[0] !== -slopes[1]) {
      const left = { ...none, brackets: [first, second] };
      return { ...base, left, right: { ...none, constant: value + at(second, root) } };
    }
    if (slopes[0] === slopes[1] || rest % second.a !== 0) continue;
    const right = { ...none, brackets: [{ ...second, b: rest / second.a }] };
    if (rest !== 0) return { ...base, left: { ...none, brackets: [first] }, right };
  }
}

interface Opened {
  readonly unknowns: readonly number[];
  readonly constants: readonly number[];
  readonly tex: string;
}

/** The side without its brackets: `2x - <<2*3=6>>6 + 5`. */
function opened({ brackets, unknown, constant }: BracketSide, letter: string, work: Work): Opened {
  const unknowns: number[] = [];
  const constants: number[] = [];
  let text = '';
  for (const { a, m, b } of brackets) {
    const front = Math.abs(a) === 1 || m === 1 ? null : work.calc`${a}*${m}`;
    const slope = front?.value ?? q(a * m);
    const part = front === null ? tex(term(slope, letter)) : marked(front, letter);
    text = text === '' ? part : `${text} ${slope.sign() < 0 ? '-' : '+'} ${unsigned(part, slope)}`;
    const sign = work.choose(Math.sign(a * b), [-Math.sign(a * b)]);
    const size = Math.abs(a) === 1 ? null : work.calc`${Math.abs(a)}*${Math.abs(b)}`;
    text += ` ${sign < 0 ? '-' : '+'} ${size?.mark ?? String(Math.abs(b))}`;
    unknowns.push(slope.toNumber());
    constants.push(sign * (size?.value.toNumber() ?? Math.abs(b)));
  }
  const rest = [tex(term(unknown, letter)), tex(term(constant))].filter((part) => part !== '0');
  if (unknown !== 0) unknowns.push(unknown);
  if (constant !== 0) constants.push(constant);
  const whole = sumTex([text, ...rest].filter((part) => part !== ''));
  return { unknowns, constants, tex: whole === '' ? '0' : whole };
}

/** The term without its minus sign; the calculator's mark keeps it. */
function unsigned(part: string, value: Rational): string {
  return value.sign() < 0 ? part.replace(/-(?=[^-]*$)/, '') : part;
}

/** a(mx + b) = c, divided by a first. */
function divideFirst(
  bracket: Bracket,
  right: number,
  { letter, work }: { letter: string; work: Work },
): Rational {
  const value = work.calc`${right}/${bracket.a}`;
  const inside = tex(joined([term(bracket.m, letter), term(bracket.b)]));
  work.line(`Divide by $${bracket.a}$: $${inside} = ${value.mark}$`);
  return finishLinear({ a: q(bracket.m), b: q(bracket.b), c: q(0), d: value.value }, letter, work);
}

function solveBracketed(p: Bracketed, work: Work): Rational {
  const { letter } = p;
  const [only, other] = p.left.brackets;
  const isLone = only !== undefined && other === undefined && p.right.brackets.length === 0;
  if (isLone && p.left.constant === 0 && p.right.unknown === 0 && work.way([false, true]))
    return divideFirst(only, p.right.constant, { letter, work });
  const [left, right] = [opened(p.left, letter, work), opened(p.right, letter, work)];
  const [first, second] = p.isTurned ? [right, left] : [left, right];
  work.line(`Expand: $${first.tex} = ${second.tex}$`);
  return solveLinear({ letter, left, right }, work);
}

export const bracketedEquation = defineFamily<Bracketed>({
  name: 'bracketed-equation',
  topic: 'equations',
  wordings: {
    train: [
      'Solve {eq}.',
      '@solve {eq}[ for {x}|].',
      '[Find|Determine|Work out] {x} [if|given that|such that] {eq}.',
      '[What is|What is the value of] {x} [if|in] {eq}?',
      'Expand the brackets and solve {eq}.',
      'If {eq}, [then what is {x}?|find {x}.]',
      'Solve for {x}: {eq}',
      ...everydayEquation,
    ],
    held: ['Which {x} satisfies {eq}?', 'Remove the brackets and find {x}: {eq}'],
  },
  sample,
  ask: (p) => ({ slots: { eq: equationText(p), x: p.letter } }),
  solve(p, work) {
    const root = solveBracketed(p, work);
    const [only, other] = p.left.brackets;
    if (only !== undefined && other === undefined && p.left.constant === 0) {
      const { a, m, b } = only;
      work.check(() => {
        const sum = b < 0 ? `-${-b}` : `+${b}`;
        const value =
          m === 1 ? work.calc([`${a}*(`, `${sum})`], root) : work.calc([`${a}*(${m}*`, `${sum})`], root);
        const inside = m === 1 ? enclosed(root) : `${m} \\cdot ${enclosed(root)}`;
        return `Check: $${a}(${inside} ${signed(b)}) = ${value.mark}$`;
      });
    }
    return work.answer(root.toLatex());
  },
});
