/** Small whole-number expressions with brackets, products and powers, worked out in the order of operations. */
import { defineFamily } from '../family.ts';
import { grown, scaled } from '../kit/text.ts';
import { evaluateInLines } from './expression.ts';

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
  solve: ({ text }, work) =>
    work.answer(evaluateInLines(text.replace(/\s/g, '').replaceAll('**', '^'), work).value.toLatex()),
});
