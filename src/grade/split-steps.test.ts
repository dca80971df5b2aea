import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSteps } from './split-steps.ts';

const texts = (solution: string): string[] => splitSteps(solution).map((step) => step.text);

describe('splitSteps', () => {
  const rows: { name: string; solution: string; steps: string[] }[] = [
    { name: 'blank text', solution: ' \n \n', steps: [] },
    {
      name: 'one idea a line',
      solution: '3x + 5 = 20\n3x = 15\nx = 5',
      steps: ['3x + 5 = 20', '3x = 15', 'x = 5'],
    },
    {
      name: 'GSM8K: a sentence a line, then the answer',
      solution: 'He sold 48/2 = <<48/2=24>>24 clips.\nIn all 48+24 = <<48+24=72>>72.\n#### 72',
      steps: ['He sold 48/2 = <<48/2=24>>24 clips.', 'In all 48+24 = <<48+24=72>>72.', '#### 72'],
    },
    {
      name: 'a displayed formula belongs to the sentence around it',
      solution: 'Expanding, we get\n\\[\nx^2 + 2x = 3\n\\]\nwhich factors.\nSo $x = 1$.',
      steps: ['Expanding, we get\n\\[\nx^2 + 2x = 3\n\\]\nwhich factors.', 'So $x = 1$.'],
    },
    {
      name: 'also across a blank line after a colon',
      solution: 'We have:\n\n$$a = b$$\n\nThus $b = a$.',
      steps: ['We have:\n\n$$a = b$$', 'Thus $b = a$.'],
    },
    {
      name: 'environments are whole',
      solution: '\\begin{align*}\nx &= 1 \\\\\n\n y &= 2\n\\end{align*}\nDone.',
      steps: ['\\begin{align*}\nx &= 1 \\\\\n\n y &= 2\n\\end{align*}', 'Done.'],
    },
    {
      name: 'code is whole',
      solution: 'Run it:\n```python\na = 1\n\nprint(a)\n```\nIt prints 1.',
      steps: ['Run it:\n```python\na = 1\n\nprint(a)\n```', 'It prints 1.'],
    },
    {
      name: 'bullets are whole with their introduction',
      solution: 'We know:\n- a is 2\n- b is 3\n\nSo the sum is 5.',
      steps: ['We know:\n- a is 2\n- b is 3', 'So the sum is 5.'],
    },
    {
      name: 'numbered items are steps, with what is under them',
      solution: '1. Subtract 5:\n   3x = 15\n2. Divide by 3:\n   - x = 5',
      steps: ['1. Subtract 5:\n   3x = 15', '2. Divide by 3:\n   - x = 5'],
    },
    {
      name: 'headings open the step below',
      solution: '## Step 1\nExpand.\n\n## Step 2\nCollect.',
      steps: ['## Step 1\nExpand.', '## Step 2\nCollect.'],
    },
    {
      name: 'hard-wrapped prose is one step',
      solution:
        'Since the angles of every triangle in the plane add up to exactly\n180 degrees, the third one is 60.\nHence it is equilateral.',
      steps: [
        'Since the angles of every triangle in the plane add up to exactly\n180 degrees, the third one is 60.',
        'Hence it is equilateral.',
      ],
    },
    {
      name: 'a single paragraph is split at its sentences, decimals and abbreviations uncut',
      solution: 'He pays $3.50 for it, i.e. Too much. Then $x. Y$ holds. So 4.',
      steps: ['He pays $3.50 for it, i.e. Too much.', 'Then $x. Y$ holds.', 'So 4.'],
    },
  ];
  for (const { name, solution, steps } of rows)
    it(name, () => {
      expect(texts(solution)).toEqual(steps);
    });

  it('gives steps that are in order, disjoint, not empty, exact, and hold every visible character', () => {
    const piece = fc.constantFrom(
      ...[
        'x = 1',
        'So ',
        '\n',
        '\n\n',
        '- a',
        '1. b',
        '$',
        '$$',
        '\\[',
        '\\]',
        '\\begin{align}',
        '\\end{align}',
      ],
      ...[
        '```',
        'We get:',
        '. ',
        'Then it goes on and on with words',
        '  ',
        '\\',
        '\u202e',
        '\u0000',
        '\ufeff',
        'é',
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
        const solution = pieces.join('');
        const steps = splitSteps(solution);
        let end = 0;
        for (const [index, step] of steps.entries()) {
          expect(step.index).toBe(index);
          expect(step.start).toBeGreaterThanOrEqual(end);
          expect(step.text.trim()).not.toBe('');
          expect(step.text).toBe(solution.slice(step.start, step.end));
          end = step.end;
        }
        expect(
          steps
            .map((step) => step.text)
            .join('')
            .replace(/\s/g, ''),
        ).toBe(solution.replace(/\s/g, ''));
      }),
      { numRuns: 500 },
    );
  });

  it('is linear on hostile input', () => {
    for (const unit of ['\\begin{a}', '$', '\\(', '\n- ', '1. x\n', '```', 'a. B']) {
      expect(splitSteps(unit.repeat(20_000)).length).toBeGreaterThan(0);
    }
  });
});
