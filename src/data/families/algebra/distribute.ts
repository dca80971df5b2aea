/** One bracket multiplied out: a(bx + c), −(bx + c), x(ax + b), and two such brackets added. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import type { Rational } from '../kit/rational.ts';
import { grown, joined, letterFor, nonZero, polynomialTex, signed, term } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';

interface Part {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

interface Distribution {
  readonly letter: string;
  readonly parts: readonly Part[];
  /** Whether the letter stands before the bracket too. */
  readonly isSquare: boolean;
}

function partText({ a, b, c }: Part, { letter, isSquare }: Distribution): string {
  const inside = joined([term(b, letter), term(c)]);
  const front = isSquare ? `${term(a, letter)}*` : a === 1 ? '' : a === -1 ? '-' : `${a}*`;
  return `${front}(${inside})`;
}

/** Multiplies one bracket out; returns the coefficients before and after. */
function openInLine(part: Part, whole: Distribution, work: Work): [Rational, Rational] {
  const { a, b, c } = part;
  const [first, last] = [work.calc`${a}*${b}`, work.calc`${a}*${c}`];
  const [high, low] = whole.isSquare ? [`${whole.letter}**2`, whole.letter] : [whole.letter, ''];
  const opened = `${tex(term(first.value, high))} ${signed(last.value, low)}`;
  work.line(`$${first.mark}$, $${last.mark}$: $${tex(partText(part, whole))} = ${opened}$`);
  return [first.value, last.value];
}

function drawPart(random: Random, difficulty: number): Part {
  const size = grown(difficulty, 5, 15);
  const isNegative = random.chance(0.05 + 0.05 * difficulty);
  return {
    a: isNegative ? -random.integer(1, size) : random.integer(2, size),
    b: random.chance(0.5) ? 1 : random.integer(1, size),
    c: nonZero(random, -grown(difficulty, 6, 20), grown(difficulty, 6, 20)),
  };
}

export const distribute = defineFamily<Distribution>({
  name: 'distribute',
  topic: 'algebra',
  wordings: {
    train: [
      'Multiply out {e}.',
      '[Expand|Multiply out|Simplify|Work out] {e}.',
      'Expand the brackets: {e}',
      '[Remove|Open] the brackets in {e}.',
      'What is {e} without brackets?',
      '[Write|Express] {e} without brackets.',
      'What is {e} expanded?',
      'I need {e} without brackets.',
    ],
    held: ['Use the distributive law on {e}.', 'What does {e} become without its brackets?'],
  },
  sample(random, difficulty) {
    const count = random.chance(0.05 + 0.06 * difficulty) ? 2 : 1;
    return {
      letter: letterFor(random),
      parts: Array.from({ length: count }, () => drawPart(random, difficulty)),
      isSquare: random.chance(0.2),
    };
  },
  ask: (p) => ({ slots: { e: joined(p.parts.map((part) => partText(part, p))) } }),
  solve(p, work) {
    const opened = p.parts.map((part) => openInLine(part, p, work));
    let [first, last] = opened[0]!;
    const second = opened[1];
    if (second !== undefined) {
      const [high, low] = [work.more(first, second[0]), work.more(last, second[1])];
      work.line(`Collect: $${high.mark}$, $${low.mark}$`);
      [first, last] = [high.value, low.value];
    }
    return work.answer(polynomialTex(p.isSquare ? [0, last, first] : [last, first], p.letter));
  },
});
