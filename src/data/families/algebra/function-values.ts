/** Values of a function, alone and put together: f(4), f(3) + f(2), f(5) − f(1), 2f(4), f(f(2)). */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { polynomialOf, type Polynomial } from '../kit/polynomial.ts';
import { evaluateInLine } from '../kit/polynomial-lines.ts';
import { grown, nonZero, polynomial } from '../kit/text.ts';

type Kind = 'single' | 'sum' | 'difference' | 'multiple' | 'nested' | 'product';

interface Values {
  readonly name: string;
  readonly p: Polynomial;
  readonly kind: Kind;
  readonly a: number;
  readonly b: number;
}

const kinds = ['sum', 'sum', 'difference', 'multiple', 'nested', 'product'] as const;

function drawFunction(random: Random, difficulty: number): Polynomial {
  const size = grown(difficulty, 4, 12);
  if (random.chance(0.3)) return polynomialOf([random.integer(-size, size), 0, 1]);
  if (random.chance(0.6)) return polynomialOf([random.integer(-size, size), nonZero(random, -2, size)]);
  return polynomialOf([random.integer(-size, size), random.integer(-size, size), 1]);
}

function asked({ name: f, kind, a, b }: Values): string {
  switch (kind) {
    case 'single':
      return `${f}(${a})`;
    case 'sum':
      return `${f}(${a}) + ${f}(${b})`;
    case 'difference':
      return `${f}(${a}) - ${f}(${b})`;
    case 'multiple':
      return `${b}*${f}(${a})`;
    case 'nested':
      return `${f}(${f}(${a}))`;
    case 'product':
      return `${f}(${a})*${f}(${b})`;
  }
}

export const functionValues = defineFamily<Values>({
  name: 'function-values',
  topic: 'algebra',
  wordings: {
    train: [
      '@let {f}. [Compute|Find|Calculate|What is|Determine] {e}[.|?]',
      '{f}. [Compute|Find|What is|Calculate] {e}[.|?]',
      '[If|For|Given] {f}, [find|what is|calculate|compute] {e}[.|?]',
      '[Find|Compute|Work out|Calculate] {e} [if|where|for|when] {f}.',
      'What is {e} if {f}?',
      'I need {e} for {f}.',
    ],
    held: ['With {f}, which number is {e}?', 'The function {f} is given. Evaluate {e}.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 4, 12);
    const low = difficulty < 3 ? 0 : -size;
    const kind = random.pick(
      difficulty < 3 ? (['single', 'single', ...kinds] as const) : (['single', ...kinds] as const),
    );
    const a = random.integer(low, size);
    let b = kind === 'multiple' ? random.integer(2, 6) : random.integer(low, size);
    if (b === a) b += 1;
    return { name: random.pick(['f', 'f', 'g', 'h']), p: drawFunction(random, difficulty), kind, a, b };
  },
  ask: (p) => ({ slots: { f: `${p.name}(x) = ${polynomial(p.p, 'x')}`, e: asked(p) } }),
  solve({ name, p, kind, a, b }, work) {
    const first = evaluateInLine(p, { name, at: a, work });
    if (kind === 'single') return work.answer(first.value.toLatex());
    if (kind === 'nested') return work.answer(evaluateInLine(p, { name, at: first, work }).value.toLatex());
    if (kind === 'multiple') {
      const value = work.calc`${b}*${first}`;
      work.line(`$${value.mark}$`);
      return work.answer(value.tex);
    }
    const second = evaluateInLine(p, { name, at: b, work });
    const value =
      kind === 'sum'
        ? work.more(first, second)
        : kind === 'difference'
          ? work.less(first, second)
          : work.calc`${first}*${second}`;
    work.line(`$${value.mark}$`);
    return work.answer(value.tex);
  },
});
