/** One rule of exponents at a time: products, quotients and powers of powers, of a letter, of two or of a number. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { grown, letterFor, power, term } from '../kit/text.ts';
import type { Result, Work } from '../kit/work.ts';

const kinds = ['product', 'product', 'quotient', 'powerOfPower', 'scaledProduct', 'scaledQuotient', 'scaledPower', 'pairProduct', 'pairQuotient'] as const; // prettier-ignore
const numberKinds = ['product', 'quotient', 'powerOfPower'] as const;

interface Rule {
  readonly kind: (typeof kinds)[number];
  /** A letter, or a number of which a single power is asked for. */
  readonly base: string;
  /** A second letter, of pairs. */
  readonly other: string;
  readonly a: number;
  readonly b: number;
  /** Coefficients, 1 where there are none. */
  readonly c: number;
  readonly d: number;
}

const isNumber = (base: string): boolean => /^\d/.test(base);
const powerText = (base: string, exponent: number): string =>
  isNumber(base) ? `${base}**${exponent}` : power(base, exponent);

function formulaOf({ kind, base, other, a, b, c, d }: Rule): string {
  const [x, y] = [powerText(base, a), powerText(base, b)];
  switch (kind) {
    case 'product':
      return `${x}*${y}`;
    case 'quotient':
      return `${x}/${y}`;
    case 'powerOfPower':
      return `(${x})**${b}`;
    case 'scaledProduct':
      return `${c}*${x}*${d}*${y}`;
    case 'scaledQuotient':
      return `(${c}*${x})/(${d}*${y})`;
    case 'scaledPower':
      return `(${c}*${x})**${b}`;
    case 'pairProduct':
      return `${x}*${power(other, c)}*${y}*${power(other, d)}`;
    case 'pairQuotient':
      return `(${x}*${power(other, c)})/(${y}*${power(other, d)})`;
  }
}

function sampleRule(random: Random, difficulty: number): Rule {
  const isOfNumber = random.chance(0.25);
  const kind = isOfNumber ? random.pick(numberKinds) : random.pick(kinds);
  const size = grown(difficulty, 6, 14);
  const isPower = kind === 'powerOfPower' || kind === 'scaledPower';
  const least = isOfNumber ? 2 : 1;
  const b = isPower ? random.integer(2, difficulty < 3 ? 4 : 7) : random.integer(least, size);
  const isQuotient = /quotient/i.test(kind);
  const a = isQuotient ? b + random.integer(difficulty < 3 ? 1 : 0, size) : random.integer(least, size);
  const d = random.integer(kind.startsWith('pair') ? 1 : 2, 6);
  const base = isOfNumber ? String(random.pick([2, 3, 5, 7, 10])) : letterFor(random);
  const other = kind.startsWith('pair') ? letterFor(random, [base]) : '';
  if (kind === 'pairProduct') return { kind, base, other, a, b, c: random.integer(1, size), d };
  if (kind === 'pairQuotient')
    return { kind, base, other, a: Math.max(a, b + 1), b, c: d + random.integer(1, size), d };
  const c = kind === 'scaledQuotient' ? d * random.integer(1, 6) : random.integer(2, kind === 'scaledPower' ? 4 : 9); // prettier-ignore
  return { kind, base, other, a, b, c, d };
}

/** What becomes of the coefficients; null where there are none. */
function coefficientOf({ kind, b, c, d }: Rule, work: Work): Result | null {
  if (kind === 'scaledProduct') return work.calc`${c}*${d}`;
  if (kind === 'scaledQuotient') return work.frac`${c}/${d}`;
  return kind === 'scaledPower' ? work.calc`${c}^${b}` : null;
}

/** Each letter's exponents by themselves. */
function solvePair({ kind, base, other, a, b, c, d }: Rule, work: Work): string {
  const isProduct = kind === 'pairProduct';
  const [first, second] = isProduct
    ? [work.calc`${a}+${b}`, work.calc`${c}+${d}`]
    : [work.calc`${a}-${b}`, work.calc`${c}-${d}`];
  work.line(`$${base}$: $${base}^{${first.mark}}$, $${other}$: $${other}^{${second.mark}}$`);
  const [m, n] = [Number(first.value.n), Number(second.value.n)];
  return work.answer(tex(`${power(base, m)}*${power(other, n)}`));
}

export const exponentRules = defineFamily<Rule>({
  name: 'exponent-rules',
  topic: 'algebra',
  wordings: {
    letter: {
      train: [
        'Simplify {e}.',
        'Simplify: {e}',
        '[Write|Express] {e} as [simply|short] as possible.',
        'What is {e}[| simplified]?',
        '{e}',
        'Use the [laws|rules] of exponents to simplify {e}.',
        '[Write|Give] {e} with one power of {x}.',
        '{e} = ?',
        'I need {e} simplified.',
      ],
      held: ['Put together the powers of {x} in {e}.', 'Shorten {e} by the rules of exponents.'],
    },
    number: {
      train: [
        '[Write|Express|Give] {e} as a [single |]power of {x}.',
        'What is {e} as a power of {x}?',
        'Simplify {e}. Leave the answer as a power of {x}.',
        '{e} as a power of {x}',
        'Which power of {x} is {e}?',
      ],
      held: ['{e} is one power of {x}. Which one?'],
    },
  },
  sample: sampleRule,
  ask: (rule) => ({
    form: isNumber(rule.base) ? 'number' : 'letter',
    slots: { e: formulaOf(rule), x: rule.base },
  }),
  solve(rule, work) {
    const { kind, base, a, b } = rule;
    if (kind === 'pairProduct' || kind === 'pairQuotient') return solvePair(rule, work);
    const isPower = kind === 'powerOfPower' || kind === 'scaledPower';
    const isProduct = kind === 'product' || kind === 'scaledProduct';
    const exponent = isPower ? work.calc`${a}*${b}` : isProduct ? work.calc`${a}+${b}` : work.calc`${a}-${b}`;
    const what = isPower ? 'Multiply' : isProduct ? 'Add' : 'Subtract';
    const coefficient = coefficientOf(rule, work);
    work.line(`${what} the exponents: $${coefficient?.mark ?? ''}${base}^{${exponent.mark}}$`);
    const n = Number(exponent.value.n);
    if (isNumber(base)) return work.answer(`${base}^{${n}}`.replace(/\{(\d)\}/, '$1'));
    if (n === 0) return work.answer(coefficient?.tex ?? '1');
    const written = tex(power(base, n));
    if (coefficient === null) return work.answer(written);
    return work.answer(
      coefficient.value.isInteger()
        ? tex(term(coefficient.value, power(base, n)))
        : coefficient.tex + written,
    );
  },
});
