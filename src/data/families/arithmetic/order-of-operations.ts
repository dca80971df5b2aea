/** Small whole-number expressions with brackets, products and powers, worked out in the order of operations. */
import { defineFamily } from '../family.ts';
import { grown, scaled } from '../kit/text.ts';
import type { Result, Work } from '../kit/work.ts';

const shapes = [
  'a*(b - c) + d',
  'a + b*c',
  'a - b*c',
  '(a + b)*c',
  '(a + b)*c - d',
  'a*b + c*d',
  'a*b - c*d',
  'a*(b + c)',
  'a - (b - c)',
  'p/b + c',
  'p/b - c',
  'p/b*c',
  'a + p/b',
  '(a + b)*(c + d)',
  'a**2 + b',
  'a**2 - b*c',
  'a + b**2',
  'a*b**2',
  '(a - b)**2',
  'a**2 + b**2',
  'a*b + c',
  'a + b - c',
  'a*b*c',
  '(a + b)**2 - c*d',
  'a*(b + c*d)',
  '(a*b - c)*d + e',
  'a**2 - (b - c)*d',
] as const;

interface Expression {
  /** With digits for letters. */
  readonly text: string;
}

/** What may be done next outside brackets: powers, then products, then sums from the left. */
const operations = [/(\d+)\*\*(\d+)/, /(\d+)[*/](\d+)/, /(?<![\d*/])(-?\d+) [+-] (\d+)(?![\d*/])/] as const;

function calculated(text: string, work: Work): Result {
  const power = /^(\d+)\*\*(\d+)$/.exec(text);
  if (power !== null) return work.calc(['', `^${power[2]!}`], power[1]!);
  const [, a = '', operator = '', b = ''] = /^(-?\d+) ?([-+*/]) ?(\d+)$/.exec(text) ?? [];
  const result = work.calc(['', operator, ''], Number(a), Number(b));
  if (!result.value.isInteger()) throw new RangeError('order of operations: expected a whole number');
  return result;
}

/** Replaces one operation in `text` that may be done now; null when a number is left. */
function oneStep(text: string, work: Work): string | null {
  const inner = /\(([^()]*)\)(\*\*2)?/.exec(text);
  if (inner !== null) {
    const [whole, inside = '', square = ''] = inner;
    if (/^-?\d+$/.test(inside)) {
      const value = square === '' ? inside : String(Math.abs(Number(inside)));
      return text.replace(whole, `${value}${square}`);
    }
    const next = oneStep(inside, work);
    return next === null ? null : text.replace(whole, `(${next})${square}`);
  }
  for (const pattern of operations) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const result = calculated(match[0], work);
    work.line(`$${result.mark}$`);
    return text.replace(match[0], result.value.toString());
  }
  return null;
}

function evaluateInLines(text: string, work: Work): string {
  let current = text;
  for (let i = 0; i < 20 && !/^-?\d+$/.test(current); i++) {
    const next = oneStep(current, work);
    if (next === null) throw new RangeError(`order of operations: cannot go on with "${current}"`);
    current = next.replace(/\+ -/g, '- ').replace(/- -/g, '+ ');
  }
  return work.answer(current);
}

export const orderOfOperations = defineFamily<Expression>({
  name: 'order-of-operations',
  topic: 'arithmetic',
  wordings: {
    train: [
      '{e}',
      '{e}',
      '{e} = ?',
      '{spaced}',
      '[What is|How much is] {spaced}?',
      '[Calculate|Work out] {spaced}.',
      '{cross}',
      'What is {cross}?',
      '[Calculate|Evaluate|Work out|Compute] {e}.',
      'What is {e}?',
      'How much is {e}?',
      'I need {e}.',
      '[Find|Give] the value of {e}.',
      'What does {e} equal?',
    ],
    held: ['Which number is {e}?', 'Mind the order of operations: {e}'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 10, 30);
    for (;;) {
      const shape = random.pick(shapes.slice(0, scaled(difficulty, 23, shapes.length)));
      const values: Record<string, number> = {};
      for (const name of ['a', 'b', 'c', 'd', 'e']) values[name] = random.integer(2, size);
      values['p'] = values['b']! * random.integer(1, size);
      if (/\(\w - \w/.test(shape) && values['a']! < values['b']! && shape.startsWith('(')) continue;
      if (/\(b - c\)/.test(shape) && values['b']! <= values['c']!) continue;
      const text = shape.replace(/[a-ep]/g, (name) => String(values[name]));
      return { text };
    }
  },
  ask: ({ text }) => {
    const spaced = text.replace(/\*\*/g, '^').replace(/[*/]/g, ' $& ');
    return { slots: { e: text }, blocks: { spaced, cross: spaced.replaceAll('*', '×') } };
  },
  solve: ({ text }, work) => evaluateInLines(text, work),
});
