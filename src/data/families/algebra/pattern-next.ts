/** Short patterns with small numbers: add, subtract, multiply, halve, squares, sums of the two before. */
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';

type Kind = 'plus' | 'times' | 'over' | 'sums' | 'growing';

interface Pattern {
  readonly kind: Kind;
  readonly terms: readonly number[];
}

function grow(kind: Kind, options: { first: number; second: number; step: number; count: number }): number[] {
  const { first, second, step, count } = options;
  if (kind === 'sums') {
    const terms = [first, second];
    while (terms.length < count) terms.push(terms.at(-1)! + terms.at(-2)!);
    return terms;
  }
  if (kind === 'over') return Array.from({ length: count }, (_, i) => first * step ** (count - i));
  return Array.from({ length: count }, (_, i) =>
    kind === 'plus'
      ? first + i * step
      : kind === 'times'
        ? first * step ** i
        : first + i * step + (i * (i - 1)) / 2,
  );
}

export const patternNext = defineFamily<Pattern>({
  name: 'pattern-next-term',
  topic: 'algebra',
  wordings: {
    train: [
      '[What|Which] number comes next: {s}?',
      'What comes next: {s}, ...?',
      'Next number: {s}, ...',
      '{s}, ... What is next?',
      'What is the next [number|term]: {s}?',
      'What is the next [number|term] in {s}, ...?',
      '[Find|Give] the next number: {s}, ...',
      'Continue: {s}, ...',
      'Which number follows {s}?',
      'What is the next term of the sequence {s}, ...?',
    ],
    held: ['How does the pattern {s} go on?', 'Give the number after {s}.'],
  },
  sample(random, difficulty) {
    const kind = random.pick(['plus', 'times', 'times', 'over', 'sums', 'growing'] as const);
    const count = random.integer(4, kind === 'sums' ? 6 : 5);
    const small = grown(difficulty, 4, 20);
    const step =
      kind === 'plus'
        ? random.pick([-1, 1, 1]) * random.integer(2, grown(difficulty, 9, 60))
        : random.integer(2, kind === 'growing' ? small + 1 : grown(difficulty, 3, 7));
    const first = random.integer(
      1,
      kind === 'plus' || kind === 'growing' ? grown(difficulty, 15, 90) : small,
    );
    return { kind, terms: grow(kind, { first, second: first + random.integer(0, small), step, count }) };
  },
  ask: ({ terms }) => ({ slots: { s: terms.join(', ') } }),
  solve({ kind, terms }, work) {
    const last = terms.at(-1)!;
    const pairs = terms.slice(1).map((value, i) => [value, terms[i]!] as const);
    if (kind === 'times') {
      const ratios = pairs.map(([next, before]) => work.calc`${next}/${before}`);
      work.line(
        `Ratio: ${ratios
          .slice(0, 2)
          .map(({ mark }) => `$${mark}$`)
          .join(', ')}`,
      );
      const next = work.calc`${last}*${ratios[0]!}`;
      work.line(`Next: $${next.mark}$`);
      return work.answer(next.tex);
    }
    if (kind === 'over') {
      const ratios = pairs.map(([next, before]) => work.calc`${before}/${next}`);
      work.line(
        `Divided by: ${ratios
          .slice(0, 2)
          .map(({ mark }) => `$${mark}$`)
          .join(', ')}`,
      );
      const next = work.frac`${last}/${ratios[0]!}`;
      work.line(`Next: $${next.mark}$`);
      return work.answer(next.value.toLatex());
    }
    if (kind === 'sums') {
      const sums = terms.slice(2).map((_, i) => work.calc`${terms[i]!}+${terms[i + 1]!}`);
      work.line(
        `Sums: ${sums
          .slice(0, 2)
          .map(({ mark }) => `$${mark}$`)
          .join(', ')}`,
      );
      const next = work.calc`${terms.at(-2)!}+${last}`;
      work.line(`Next: $${next.mark}$`);
      return work.answer(next.tex);
    }
    const differences = pairs.map(([next, before]) => work.less(next, before));
    work.line(`Differences: ${differences.map(({ mark }) => `$${mark}$`).join(', ')}`);
    const step = kind === 'plus' ? differences.at(-1)! : work.calc`${differences.at(-1)!}+1`;
    if (kind === 'growing') work.line(`Next difference: $${step.mark}$`);
    const next = work.more(last, step);
    work.line(`Next: $${next.mark}$`);
    return work.answer(next.tex);
  },
});
