/** Fractions: the four operations, simplification, mixed numbers. */
import { defineFamily } from '../family.ts';
import { q, ratio, type Rational } from '../kit/rational.ts';
import { grown, nonZero, scaled } from '../kit/text.ts';
import type { Work } from '../kit/work.ts';

interface Fraction {
  readonly n: number;
  readonly d: number;
}

export function reduceInLines(n: Rational, d: Rational, work: Work): string {
  const common = work.calc`gcd(${n.abs()},${d})`;
  if (common.value.equals(1)) {
    const shown = finished(n, d);
    work.line(`$${common.mark}$`);
    work.line(`Lowest terms: $\\frac{${n.toLatex()}}{${d.toLatex()}} = ${shown}$`);
    return shown;
  }
  const [top, bottom] = [work.calc`${n}/${common}`, work.calc`${d}/${common}`];
  work.line(`$${common.mark}$: $${top.mark}$, $${bottom.mark}$`);
  return finished(top.value, bottom.value);
}

function finished(n: Rational, d: Rational): string {
  if (d.equals(1)) return n.toLatex();
  if (!n.isInteger() || !d.isInteger() || d.sign() <= 0) throw new RangeError('fractions: expected integers');
  return `${n.sign() < 0 ? '-' : ''}\\frac{${n.abs().toLatex()}}{${d.toLatex()}}`;
}

export const simplifyFraction = defineFamily<Fraction>({
  name: 'simplify-fraction',
  topic: 'arithmetic',
  wordings: {
    train: [
      'Simplify {f}.',
      '[Simplify|Reduce|Cancel] the fraction {f}.',
      '[Write|Express|Give] {f} in [lowest terms|simplest form].',
      'Reduce {f} to [lowest terms|its simplest form].',
      'What is {f} in [lowest terms|simplest form]?',
      'Put {f} in its simplest form.',
      'What does {f} simplify to?',
    ],
    held: ['Cancel {f} as far as it goes.', 'Which fraction in lowest terms equals {f}?'],
  },
  sample(random, difficulty) {
    const k = random.integer(2, grown(difficulty, 6, 80));
    return {
      n: k * nonZero(random, -grown(difficulty, 6, 90), grown(difficulty, 9, 90)),
      d: k * random.integer(2, grown(difficulty, 9, 120)),
    };
  },
  ask: ({ n, d }) => ({ slots: { f: `${n}/${d}` } }),
  solve: ({ n, d }, work) => work.answer(reduceInLines(q(n), q(d), work)),
});

interface Operation {
  readonly a: Fraction;
  readonly b: Fraction;
  readonly operator: '+' | '-' | '*' | '/';
}

function fractionText({ n, d }: Fraction, isFirst: boolean): string {
  return isFirst || n >= 0 ? `${n}/${d}` : `(${n}/${d})`;
}

/** `Add 1/2 and 1/3`, `2/3 times 9/4`: not in the slots, by which problems are kept apart. */
function inWords({ a, b, operator }: Operation): Readonly<Record<'told' | 'asked' | 'said', string>> {
  const [x, y] = [a, b].map(({ n, d }) => `${n}/${d}`) as [string, string];
  const told = {
    '+': `Add ${x} and ${y}`,
    '-': `Subtract ${y} from ${x}`,
    '*': `Multiply ${x} by ${y}`,
    '/': `Divide ${x} by ${y}`,
  }[operator];
  const said = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'divided by' }[operator];
  return { told, asked: told[0]!.toLowerCase() + told.slice(1), said: `${x} ${said} ${y}` };
}

function operate({ a, b, operator }: Operation, work: Work): string {
  if (operator === '*' || operator === '/') {
    const [x, y] = operator === '*' ? [b.n, b.d] : work.choose([b.d, b.n], [[b.n, b.d]]);
    const product = work.frac`${a.n}/${a.d}*${x}/${y}`;
    work.line(`${operator === '/' ? 'Multiply by the reciprocal: ' : ''}$${product.mark}$`);
    return product.value.toLatex();
  }
  const common = work.calc`lcm(${a.d},${b.d})`;
  work.line(`Common denominator: $${common.mark}$`);
  const sum = work.frac(['', '/', operator, '/', ''], a.n, a.d, b.n, b.d);
  work.line(`$${sum.mark}$`);
  return sum.value.toLatex();
}

export const fractionArithmetic = defineFamily<Operation>({
  name: 'fraction-arithmetic',
  topic: 'arithmetic',
  wordings: {
    train: [
      '{e}',
      '[Calculate|Compute|Work out|Evaluate|Simplify] {e}.',
      'What is {e}?',
      '[Find|Give] {e} [as a fraction|in lowest terms|as a single fraction].',
      '[Write|Express] {e} as a [single fraction|fraction in lowest terms].',
      'How much is {e}?',
      'I need {e}.',
      '{told}.',
      '{told}',
      '{said}',
      'What is {said}?',
      '[Compute|Calculate] {said}.',
      '{told} and simplify.',
      'What do you get when you {asked}?',
    ],
    held: ['Combine {e} into one fraction.', 'Do the fractions: {e}'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 6, 50);
    const draw = (isSigned: boolean): Fraction => {
      for (;;) {
        const f = {
          n: isSigned ? nonZero(random, -size, size) : random.integer(1, size),
          d: random.integer(2, size),
        };
        if (ratio(f.n, f.d).d === BigInt(f.d)) return f;
      }
    };
    return {
      a: draw(difficulty > 4),
      b: draw(difficulty > 6),
      operator: random.pick(['+', '-', '*', '/'] as const),
    };
  },
  ask({ a, b, operator }) {
    const right = operator === '/' ? `(${b.n}/${b.d})` : fractionText(b, false);
    const left = operator === '/' ? `(${a.n}/${a.d})` : fractionText(a, true);
    const e = operator === '*' ? `${left}*${right}` : `${left} ${operator} ${right}`;
    return { slots: { e }, blocks: inWords({ a, b, operator }) };
  },
  solve: (p, work) => work.answer(operate(p, work)),
});

interface Mixed {
  readonly whole: number;
  readonly n: number;
  readonly d: number;
  readonly toMixed: boolean;
}

export const mixedNumber = defineFamily<Mixed>({
  name: 'mixed-number',
  topic: 'arithmetic',
  wordings: {
    toMixed: {
      train: [
        '[Write|Express|Convert] {f} [as a mixed number|to a mixed number].',
        'What is {f} as a mixed number?',
        '[Turn|Change] the improper fraction {f} into a mixed number.',
      ],
      held: ['How many wholes and what fraction are in {f}?'],
    },
    toImproper: {
      train: [
        '[Write|Express|Convert] {m} [as an improper fraction|to an improper fraction].',
        'What is {m} as [an improper fraction|a single fraction]?',
        '[Turn|Change] the mixed number {m} into an improper fraction.',
      ],
      held: ['Which single fraction is the same as {m}?'],
    },
  },
  sample(random, difficulty) {
    const d = random.integer(2, scaled(difficulty, 6, 60));
    for (;;) {
      const n = random.integer(1, d - 1);
      if (ratio(n, d).d === BigInt(d))
        return { whole: random.integer(1, grown(difficulty, 6, 200)), n, d, toMixed: random.chance(0.5) };
    }
  },
  ask({ whole, n, d, toMixed }) {
    return {
      form: toMixed ? 'toMixed' : 'toImproper',
      slots: { f: `${whole * d + n}/${d}`, m: `mixed(${whole},${n},${d})` },
    };
  },
  solve({ whole, n, d, toMixed }, work) {
    if (!toMixed) {
      const top = work.calc`${whole}*${d}+${n}`;
      work.line(`$${top.mark}$`);
      work.line(`$${whole} + \\frac{${n}}{${d}} = \\frac{${top.tex}}{${d}}$`);
      return work.answer(`\\frac{${top.tex}}{${d}}`);
    }
    const top = work.copy(whole * d + n);
    const rest = work.calc`${top} mod ${d}`;
    const count = work.calc`(${top}-${rest})/${d}`;
    work.line(`$${rest.mark}$, $${count.mark}$`);
    return work.answer(`${count.tex}\\frac{${rest.tex}}{${d}}`);
  },
});
