/** Calculations as they are typed: a formula and nothing else. gcd(84, 36), 5!/3!, C(6, 2), sqrt(144) + 5, |-8| + 3. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { decimalText, grown } from '../kit/text.ts';
import { words } from '../kit/wording.ts';
import type { Result, Work } from '../kit/work.ts';

const kinds = [
  'gcd',
  'lcm',
  'factorials',
  'choose',
  'rootAnd',
  'twoRoots',
  'absolutes',
  'absoluteDifference',
  'modulo',
  'decimalTimes',
  'decimalOver',
  'powers',
  'logarithms',
  'naturalLog',
  'partOf',
] as const;

interface Calculation {
  readonly kind: (typeof kinds)[number];
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly sign: '+' | '-';
}

/** Decimals with one place, of numbers of tenths. */
const tenths = (n: number): string => decimalText(n, 1);

function sampleCalculation(random: Random, difficulty: number): Calculation {
  const kind = random.pick(kinds);
  const size = grown(difficulty, 12, 60);
  const sign = random.pick(['+', '-'] as const);
  const number = (): number => random.integer(2, size);
  switch (kind) {
    case 'gcd':
    case 'lcm': {
      const k = random.integer(2, kind === 'gcd' ? grown(difficulty, 15, 90) : 6);
      return { kind, a: k * random.integer(1, 9), b: k * random.integer(1, 9), c: 0, sign };
    }
    case 'factorials': {
      const b = random.integer(1, 6);
      return { kind, a: b + random.integer(1, 3), b, c: 0, sign };
    }
    case 'choose': {
      const a = random.integer(3, grown(difficulty, 8, 14));
      return { kind, a, b: random.integer(1, a - 1), c: 0, sign };
    }
    case 'logarithms':
      return {
        kind,
        a: random.integer(1, 5),
        b: random.integer(1, 5),
        c: random.pick([2, 2, 3, 10]),
        sign,
      };
    case 'decimalTimes':
      return { kind, a: number(), b: number(), c: 0, sign };
    case 'decimalOver': {
      const b = number();
      return { kind, a: b * random.integer(2, 12), b, c: 0, sign };
    }
    case 'modulo':
      return { kind, a: number() * 3 + 1, b: random.integer(2, 13), c: 0, sign };
    case 'powers':
      return { kind, a: random.integer(2, 9), b: random.integer(2, 9), c: random.integer(2, 3), sign };
    case 'absoluteDifference':
      return { kind, a: number(), b: number(), c: random.integer(-size, size), sign };
    case 'absolutes':
      return { kind, a: random.integer(-size, size), b: random.integer(-size, size), c: 0, sign };
    case 'rootAnd':
    case 'twoRoots':
    case 'naturalLog':
    case 'partOf':
      return { kind, a: random.integer(2, 15), b: random.integer(2, 15), c: random.integer(2, 9), sign };
  }
}

function formulaOf({ kind, a, b, c, sign }: Calculation): string {
  switch (kind) {
    case 'gcd':
    case 'lcm':
      return `${kind}(${a}, ${b})`;
    case 'factorials':
      return `${a}!/${b}!`;
    case 'choose':
      return `C(${a}, ${b})`;
    case 'rootAnd':
      return `sqrt(${a * a}) ${sign} ${b}`;
    case 'twoRoots':
      return `sqrt(${a * a}) ${sign} sqrt(${b * b})`;
    case 'absolutes':
      return `|${a}| ${sign} |${b}|`;
    case 'absoluteDifference':
      return `|${a} - ${b}| ${sign} |${c}|`;
    case 'modulo':
      return `${a} mod ${b}`;
    case 'decimalTimes':
      return `${tenths(a)} * ${tenths(b)}`;
    case 'decimalOver':
      return `${tenths(a)} / ${tenths(b)}`;
    case 'powers':
      return `${a}^${c} ${sign} ${b}^${c}`;
    case 'logarithms':
      return c === 10
        ? `log(${10 ** a}) ${sign} log(${10 ** b})`
        : `log_${c}(${c ** a}) ${sign} log_${c}(${c ** b})`;
    case 'naturalLog':
      return `ln(e^${a})`;
    case 'partOf':
      return `1/${c} of ${c * a}`;
  }
}

/** As LaTeX. */
function texOf(calculation: Calculation): string {
  const { kind, a, b, c, sign } = calculation;
  switch (kind) {
    case 'gcd':
    case 'lcm':
      return `\\${kind === 'gcd' ? 'gcd' : 'operatorname{lcm}'}(${a}, ${b})`;
    case 'factorials':
      return `\\frac{${a}!}{${b}!}`;
    case 'choose':
      return `\\binom{${a}}{${b}}`;
    case 'rootAnd':
      return `\\sqrt{${a * a}} ${sign} ${b}`;
    case 'twoRoots':
      return `\\sqrt{${a * a}} ${sign} \\sqrt{${b * b}}`;
    case 'modulo':
      return `${a} \\bmod ${b}`;
    case 'logarithms':
      return c === 10
        ? `\\log ${10 ** a} ${sign} \\log ${10 ** b}`
        : `\\log_{${c}} ${c ** a} ${sign} \\log_{${c}} ${c ** b}`;
    case 'naturalLog':
      return `\\ln e^{${a}}`;
    case 'decimalTimes':
    case 'decimalOver':
      return formulaOf(calculation).replace('*', '\\cdot').replace('/', '\\div');
    case 'partOf':
      return `\\frac{1}{${c}} \\cdot ${c * a}`;
    case 'absolutes':
    case 'absoluteDifference':
    case 'powers':
      return formulaOf(calculation);
  }
}

function combined(x: Result, sign: '+' | '-', y: Result, work: Work): Result {
  work.line(`$${x.mark}$, $${y.mark}$`);
  return sign === '+' ? work.calc`${x}+${y}` : work.calc`${x}-${y}`;
}

function valueOf({ kind, a, b, c, sign }: Calculation, work: Work): Result {
  switch (kind) {
    case 'gcd':
      return work.calc`gcd(${a},${b})`;
    case 'lcm':
      return work.calc`lcm(${a},${b})`;
    case 'factorials':
      return work.calc`${a}!/${b}!`;
    case 'choose':
      return work.calc`${a}!/(${b}!*${a - b}!)`;
    case 'rootAnd': {
      const root = work.calc`isqrt(${a * a})`;
      work.line(`$\\sqrt{${a * a}} = ${root.mark}$`);
      return sign === '+' ? work.calc`${root}+${b}` : work.calc`${root}-${b}`;
    }
    case 'twoRoots':
      return combined(work.calc`isqrt(${a * a})`, sign, work.calc`isqrt(${b * b})`, work);
    case 'absolutes': {
      const [x, y] = [work.choose(Math.abs(a), [a]), work.choose(Math.abs(b), [b])];
      return sign === '+' ? work.calc`${x}+${y}` : work.calc`${x}-${y}`;
    }
    case 'absoluteDifference': {
      const inside = work.calc`${a}-${b}`;
      work.line(`$${inside.mark}$`);
      const size = inside.value.sign() < 0 ? inside.value.negated() : inside.value;
      const [x, y] = [work.choose(size, [inside.value]), work.choose(Math.abs(c), [c])];
      return sign === '+' ? work.calc`${x}+${y}` : work.calc`${x}-${y}`;
    }
    case 'modulo':
      return work.calc`${a} mod ${b}`;
    case 'decimalTimes':
      return work.decimal`${tenths(a)}*${tenths(b)}`;
    case 'decimalOver':
      return work.decimal`${tenths(a)}/${tenths(b)}`;
    case 'powers':
      return sign === '+' ? work.calc`${a}^${c}+${b}^${c}` : work.calc`${a}^${c}-${b}^${c}`;
    case 'logarithms':
      return combined(work.calc`ilog(${c ** a},${c})`, sign, work.calc`ilog(${c ** b},${c})`, work);
    case 'naturalLog': {
      const value = work.copy(a);
      return { value, mark: `\\ln(e^${a}) = ${value.toLatex()}`, tex: value.toLatex() };
    }
    case 'partOf':
      return work.calc`${c * a}/${c}`;
  }
}

export const shortCalculations = defineFamily<Calculation>({
  name: 'short-calculations',
  topic: 'arithmetic',
  wordings: {
    train: [
      '{e}',
      '{e}',
      '{t}',
      '{e} = ?',
      'What is {e}?',
      'What is {t}?',
      '[Calculate|Compute|Evaluate|Work out|Find] {e}.',
      '[Calculate|Compute|Evaluate|Work out|Find] {t}.',
      'How much is {e}?',
      'I need {e}.',
      '[Find|Give] the value of {t}.',
    ],
    held: ['Which number is {e}?', 'What does {t} come to?'],
  },
  sample: sampleCalculation,
  ask: (calculation) => ({
    slots: { e: words(formulaOf(calculation)), t: words(`$${texOf(calculation)}$`) },
  }),
  solve(calculation, work) {
    const result = valueOf(calculation, work);
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});
