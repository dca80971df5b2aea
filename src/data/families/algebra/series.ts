/** Arithmetic and geometric sequences and series. */
import { defineFamily } from '../family.ts';
import { q } from '../kit/rational.ts';
import { grown, nonZero, numeralOrdinal, scaled } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

interface Arithmetic {
  readonly first: number;
  readonly step: number;
  readonly n: number;
  readonly asked: 'term' | 'sum';
}

const shown = (values: readonly number[]): string => values.join(', ');

export const arithmeticSeries = defineFamily<Arithmetic>({
  name: 'arithmetic-series',
  topic: 'algebra',
  wordings: {
    term: {
      train: [
        '[Find|Determine|Calculate] term number {n} of the arithmetic sequence {s}, ...',
        'What is the {nth} term of the arithmetic [sequence|progression] {s}, ...?',
        'Find the {nth} term of {short}, ...',
        'What is the {nth} term of {short}, ...?',
        'What is term number {n} of {short}, ...?',
        '{nth} term of {short}, ...?',
        'An arithmetic sequence starts {s}, ... [Find|What is] its {nth} term[.|?]',
      ],
      held: ['Counting on {s}, ... in equal steps, which number is in place {n}?'],
    },
    sum: {
      train: [
        '[Find|Calculate|Determine] the sum of the first {n} terms of {s}, ... [(arithmetic)|, an arithmetic sequence].',
        'What is the sum of the first {n} terms of the arithmetic [sequence|progression] {s}, ...?',
        'What is the sum of the first {n} terms of {short}, ...?',
        '[Find|Calculate] the sum of the first {n} terms of {short}, ...',
        'Sum of the first {n} terms of {short}, ...?',
        'Add the first {n} terms of {short}, ...',
        'An arithmetic sequence starts {s}, ... What do its first {n} terms add up to?',
      ],
      held: ['Add the first {n} numbers of the evenly spaced list {s}, ...'],
    },
  },
  sample: (random, difficulty) => ({
    first: random.integer(-grown(difficulty, 6, 60), grown(difficulty, 9, 90)),
    step: nonZero(random, -grown(difficulty, 3, 20), grown(difficulty, 6, 30)),
    n: random.integer(6, grown(difficulty, 15, 200)),
    asked: random.pick(['term', 'sum'] as const),
  }),
  ask: ({ first, step, n, asked }) => ({
    form: asked,
    slots: { s: shown([0, 1, 2, 3].map((k) => first + k * step)), n: words(String(n)) },
    blocks: { short: shown([0, 1, 2].map((k) => first + k * step)), nth: numeralOrdinal(n) },
  }),
  solve({ first, step, n, asked }, work) {
    const d = work.less(first + step, first);
    work.line(`$d = ${d.mark}$`);
    const count = work.choose(n - 1, [n]);
    const last = work.calc`${first}+${count}*${d}`;
    work.line(`$a_{${n}} = ${last.mark}$`);
    if (asked === 'term') return work.answer(last.tex);
    const sum =
      last.value.sign() < 0
        ? work.frac`${n}*(${first}-${last.value.negated()})/2`
        : work.frac`${n}*(${first}+${last})/2`;
    work.line(`$${sum.mark}$`);
    return work.answer(sum.value.toLatex());
  },
});

interface Geometric {
  readonly first: number;
  readonly ratio: number;
  readonly n: number;
  readonly asked: 'term' | 'sum';
}

export const geometricSequence = defineFamily<Geometric>({
  name: 'geometric-sequence',
  topic: 'algebra',
  wordings: {
    train: [
      '[Find|Determine|Calculate] [term number {n}|term {n}] of the geometric [sequence|progression] {s}, ...',
      'What is the {nth} term of the geometric [sequence|progression] {s}, ...?',
      'Find the {nth} term of {s}, ...',
      'What is the {nth} term of {s}, ...?',
      'What is term number {n} of {s}, ...?',
      'A geometric sequence starts {s}, ... [Find|What is] its {nth} term[.|?]',
    ],
    held: [
      'Each number is the same multiple of the one before: {s}, ... Which is number {n}?',
      'Continue the geometric pattern {s}, ... up to place {n}.',
    ],
  },
  sample: (random, difficulty) => ({
    first: nonZero(random, -5, grown(difficulty, 5, 20)),
    ratio: random.pick([2, 3, -2, 4, 5, -3, 10]),
    n: random.integer(5, scaled(difficulty, 6, 12)),
    asked: 'term',
  }),
  ask: ({ first, ratio, n }) => ({
    slots: { s: shown([0, 1, 2].map((k) => first * ratio ** k)), n: words(String(n)) },
    blocks: { nth: numeralOrdinal(n) },
  }),
  solve({ first, ratio, n }, work) {
    const r = work.calc`${first * ratio}/${first}`;
    work.line(`$r = ${r.mark}$`);
    const power = work.choose(n - 1, [n]);
    const value = work.calc`${first}*${r}^${power}`;
    work.line(`$a_{${n}} = ${value.mark}$`);
    return work.answer(value.tex);
  },
});

export const geometricSeries = defineFamily<Geometric>({
  name: 'geometric-series',
  topic: 'algebra',
  heldOut: true,
  wordings: {
    train: [
      '[Find|Determine|Calculate] the sum of the first {n} terms of the geometric [sequence|series|progression] {s}, ...',
      'What is the sum of the first {n} terms of the geometric [sequence|progression] {s}, ...?',
      'A geometric sequence starts {s}, ... What do its first {n} terms add up to?',
    ],
    held: [
      'Add the first {n} numbers of the geometric list {s}, ...',
      'How large is the geometric sum {s}, ... with {n} terms?',
    ],
  },
  sample: (random, difficulty) => ({
    first: nonZero(random, -5, grown(difficulty, 5, 20)),
    ratio: random.pick([2, 3, -2, 4, 5, -3]),
    n: random.integer(4, scaled(difficulty, 5, 9)),
    asked: 'sum',
  }),
  ask: ({ first, ratio, n }) => ({
    slots: { s: shown([0, 1, 2].map((k) => first * ratio ** k)), n: words(String(n)) },
  }),
  solve({ first, ratio, n }, work) {
    const r = work.calc`${first * ratio}/${first}`;
    work.line(`$r = ${r.mark}$`);
    const power = work.calc`${r}^${n}`;
    work.line(`$${power.mark}$`);
    const sum = work.frac`${first}*(${power}-1)/(${r}-1)`;
    work.line(`$${sum.mark}$`);
    return work.answer(q(sum.value).toLatex());
  },
});
