/** Complex numbers: the four operations, powers of i, the modulus. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import type { Rational } from '../kit/rational.ts';
import { joined, nonZero, scaled, term } from '../kit/text.ts';
import type { Result, Work } from '../kit/work.ts';
import { rootInLines } from '../geometry/shapes.ts';

type Complex = readonly [number, number];

interface Operation {
  readonly z: Complex;
  readonly w: Complex;
  readonly operator: '+' | '-' | '*' | '/';
}

function complexText([re, im]: readonly [number | Rational, number | Rational]): string {
  return joined([term(re), term(im, 'i')]);
}

function drawComplex(random: Random, difficulty: number): Complex {
  const size = scaled(difficulty, 4, 14);
  return [random.integer(-size, size), nonZero(random, -size, size)];
}

/** The line with both parts, and the answer. */
function finished(re: Result, im: Result, work: Work): string {
  work.line(`Real: $${re.mark}$, imaginary: $${im.mark}$`);
  const shown = tex(complexText([re.value, im.value]));
  work.line(`$(${re.tex}) + (${im.tex})i = ${shown}$`);
  return work.answer(shown);
}

export const complexArithmetic = defineFamily<Operation>({
  name: 'complex-arithmetic',
  topic: 'vectors',
  wordings: {
    train: [
      '[Calculate|Compute|Work out|Evaluate|Simplify] {e}.',
      'What is {e}?',
      '[Write|Express] {e} in the form a + bi.',
      '[Find|Give] {e} as a complex number a + bi.',
      '{e} = ?',
      'Simplify {e}, where i is the imaginary unit.',
    ],
    held: ['Bring {e} to standard form.', 'With i*i = -1, work out {e}.'],
  },
  sample: (random, difficulty) => ({
    z: drawComplex(random, difficulty),
    w: drawComplex(random, difficulty),
    operator: random.pick(['+', '-', '*', '*', '/'] as const),
  }),
  ask({ z, w, operator }) {
    const [a, b] = [`(${complexText(z)})`, `(${complexText(w)})`];
    return {
      slots: { e: operator === '*' || operator === '/' ? a + operator + b : `${a} ${operator} ${b}` },
    };
  },
  solve({ z, w, operator }, work) {
    const [a, b] = z;
    const [c, d] = w;
    if (operator === '+' || operator === '-') {
      const [re, im] =
        operator === '+' ? [work.more(a, c), work.more(b, d)] : [work.less(a, c), work.less(b, d)];
      return finished(re, im, work);
    }
    if (operator === '*') {
      const sign = work.choose('-', ['+']);
      const re = work.calc(['', '*', sign, '*', ''], a, c, b, d);
      const im = work.calc`${a}*${d}+${b}*${c}`;
      return finished(re, im, work);
    }
    work.line(`Multiply by the conjugate $${tex(complexText([c, -d]))}$`);
    const size = work.calc`${c}^2+${d}^2`;
    work.line(`Denominator: $${size.mark}$`);
    const re = work.frac`(${a}*${c}+${b}*${d})/${size}`;
    const im = work.frac`(${b}*${c}-${a}*${d})/${size}`;
    return finished(re, im, work);
  },
});

export const complexModulus = defineFamily<{ readonly z: Complex }>({
  name: 'complex-modulus',
  topic: 'vectors',
  wordings: {
    train: [
      '[Find|Calculate|Compute|Determine] the [modulus|absolute value] of {z}.',
      'What is the [modulus|absolute value] of [the complex number|] {z}?',
      '[Find|Calculate|Evaluate] {m}.',
      'What is {m}?',
    ],
    held: ['How far is {z} from 0 in the complex plane?', 'Give the size of the complex number {z}.'],
  },
  sample(random, difficulty) {
    if (random.chance(0.4)) {
      const [a, b] = random.pick([
        [3, 4],
        [6, 8],
        [5, 12],
        [8, 15],
        [7, 24],
      ] as const);
      return { z: [a * random.pick([1, -1]), b * random.pick([1, -1])] };
    }
    return { z: drawComplex(random, difficulty) };
  },
  ask: ({ z }) => ({ slots: { z: complexText(z), m: `abs(${complexText(z)})` } }),
  solve({ z: [a, b] }, work) {
    const square = work.calc`${a}^2+${b}^2`;
    work.line(`Square of the length: $${square.mark}$`);
    const root = rootInLines(square, work);
    return work.answer(root);
  },
});

export const powersOfI = defineFamily<{ readonly n: number; readonly c: number }>({
  name: 'powers-of-i',
  topic: 'vectors',
  wordings: {
    train: [
      '[Calculate|Compute|Work out|Evaluate|Simplify] {e}.',
      'What is {e}?',
      '[Find|Give] the value of {e}, where i is the imaginary unit.',
      '{e} = ?',
      'Simplify {e} [to|to one of] 1, -1, i or -i times a number.',
      '[Determine|Work out] {e}, where i is the imaginary unit.',
      'What is the value of {e} if i is the square root of -1?',
    ],
    held: ['Which of the powers of i is {e}?', 'Use i*i = -1 to reduce {e}.'],
  },
  sample: (random, difficulty) => ({
    n: random.integer(2, scaled(difficulty, 20, 400)),
    c: random.chance(0.3) ? nonZero(random, -9, 9) : 1,
  }),
  ask: ({ n, c }) => ({ slots: { e: term(c, `i**${n}`) } }),
  solve({ n, c }, work) {
    const rest = work.calc`${n} mod 4`;
    work.line(`$${rest.mark}$`);
    const values = [term(c), term(c, 'i'), term(-c), term(-c, 'i')];
    const right = values[Number(rest.value.n)] ?? '';
    work.line(`$i^{${rest.tex}} = ${tex(['1', 'i', '-1', '-i'][Number(rest.value.n)] ?? '1')}$`);
    const shown = tex(
      work.choose(
        right,
        values.filter((value) => value !== right),
      ),
    );
    if (c !== 1) work.line(`$${c} \\cdot i^{${rest.tex}} = ${shown}$`);
    return work.answer(shown);
  },
});
