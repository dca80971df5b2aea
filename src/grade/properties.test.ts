import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Random } from '../base/random.ts';
import { changed, randomExpression, rewritten } from '../../test/random/expressions.ts';
import { Budget } from './algebra/budget.ts';
import * as c from './algebra/complex.ts';
import { evaluateAt } from './algebra/evaluate.ts';
import { equivalent } from './equivalent.ts';
import { parse } from './parse/parse.ts';
import { printNode } from './parse/print.ts';
import type { Node } from './parse/tree.ts';

const patient = { timeoutMs: 20_000 };
const seeds = fc.integer({ min: 0, max: 1_000_000 });
const verdict = (a: string, b: string): string => equivalent(a, b, patient).verdict;

/** The LaTeX as people would type it without LaTeX, or with other spacing and brackets. */
const notations: readonly ((latex: string) => string)[] = [
  (latex) => latex.replaceAll('\\cdot', '\\times').replaceAll('\\left', '').replaceAll('\\right', ''),
  (latex) => latex.replaceAll('\\frac', '\\dfrac').replaceAll(' ', '\\,'),
  (latex) => `$${latex.replaceAll('\\cdot', '*').replaceAll('-', '−')}$`,
  (latex) => `\\boxed{${latex.replaceAll('\\left(', '\\bigl(').replaceAll('\\right)', '\\bigr)')}}.`,
];

/** The tree without source ranges, brackets around one item taken off. */
function bare(node: unknown): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) =>
      key === 'start' || key === 'end' ? undefined : typeof value === 'bigint' ? value.toString() : value,
    ),
  );
}

function valueAt(tree: Node, x: number, y: number): number {
  const point = new Map([
    ['x', c.real(x)],
    ['y', c.real(y)],
  ]);
  return evaluateAt(tree, point, new Budget(10_000))?.re ?? Number.NaN;
}

describe('random expressions', () => {
  it('are equal to their rewritings in every notation, both ways', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed, 1);
        const tree = randomExpression(random, 3);
        const text = printNode(tree);
        const other = random.pick(notations)(printNode(rewritten(tree, random)));
        expect([text, other, verdict(text, other)]).toEqual([text, other, 'equal']);
        expect(verdict(other, text)).toBe('equal');
      }),
      { numRuns: 120 },
    );
  });

  it('are not equal when one number, sign or factor is changed, both ways', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed, 2);
        const tree = randomExpression(random, 3);
        const other = changed(tree, random);
        fc.pre(Math.abs(valueAt(tree, 1.3718, -0.6143) - valueAt(other, 1.3718, -0.6143)) > 1e-9);
        const [a, b] = [printNode(tree), printNode(other)];
        expect([a, b, verdict(a, b)]).not.toEqual([a, b, 'equal']);
        expect(verdict(b, a)).not.toBe('equal');
      }),
      { numRuns: 120 },
    );
  });

  it('are transitively equal on samples', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed, 3);
        const tree = randomExpression(random, 2);
        const twice = rewritten(rewritten(tree, random), random);
        const [a, b, third] = [tree, rewritten(tree, random), twice].map(printNode) as [
          string,
          string,
          string,
        ];
        expect([verdict(a, b), verdict(b, third), verdict(a, third)]).toEqual(['equal', 'equal', 'equal']);
      }),
      { numRuns: 60 },
    );
  });

  it('read back as they were printed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const printed = printNode(randomExpression(new Random(seed, 4), 4));
        const first = parse(printed);
        if (first.kind !== 'tree') throw new Error(`cannot read ${printed}: ${first.reason}`);
        const again = parse(printNode(first.root));
        expect(again.kind === 'tree' ? bare(again.root) : again).toEqual(bare(first.root));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    '\\frac{-b\\pm\\sqrt{b^2-4ac}}{2a}',
    '(-\\infty, 3]',
    '\\{1, 2, 3\\}',
    '\\begin{pmatrix} 1 & 2 \\\\ 3 & x \\end{pmatrix}',
    'x \\le \\sqrt[3]{5}',
    '\\log_{2}(x+1) + |x-3| - 0.25',
    '\\binom{n}{2} \\cdot n!',
    'x_1 = 2, x_2 = -3',
    '2^{x+1} - (-x)^3',
    '\\lfloor \\pi \\rfloor e^{i x}',
  ])('%s reads back as it was printed', (text) => {
    const first = parse(text);
    if (first.kind !== 'tree') throw new Error(`cannot read ${text}`);
    const again = parse(printNode(first.root));
    expect(again.kind === 'tree' ? bare(again.root) : again).toEqual(bare(first.root));
  });
});
