/** Sequences given by a polynomial of degree 1 to 3: the next term and the general term, by differences. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { evaluate, polynomialOf, type Polynomial } from '../kit/polynomial.ts';
import { q, type Rational } from '../kit/rational.ts';
import { grown, letterFor, nonZero, polynomialTex } from '../kit/text.ts';
import { words } from '../kit/wording.ts';
import type { Work } from '../kit/work.ts';

interface Sequence {
  readonly terms: readonly Rational[];
  readonly p: Polynomial;
  readonly letter: string;
}

function drawSequence(random: Random, difficulty: number): Sequence {
  const degree = difficulty < 3 ? random.integer(1, 2) : random.integer(1, 3);
  const size = grown(difficulty, 9, degree === 1 ? 900_000 : 9000);
  const p = polynomialOf([
    random.integer(-size, size),
    ...Array.from({ length: degree - 1 }, () => random.integer(-Math.ceil(size / 4), Math.ceil(size / 4))),
    nonZero(
      random,
      -grown(difficulty, 4, degree === 1 ? 90_000 : 60),
      grown(difficulty, 6, degree === 1 ? 90_000 : 60),
    ),
  ]);
  const count = degree + random.integer(2, 5);
  return { p, letter: letterFor(random), terms: Array.from({ length: count }, (_, i) => evaluate(p, i + 1)) };
}

/** Rows of differences until a row is constant, one line a row. */
function differencesInLines(terms: readonly Rational[], work: Work): Rational[][] {
  const rows = [[...terms]];
  for (;;) {
    const row = rows.at(-1)!;
    if (row.every((value) => value.equals(row[0]!)) && row.length < terms.length) return rows;
    if (row.length < 2) throw new RangeError('sequence: the differences do not settle');
    const next = row.slice(1).map((value, i) => work.less(value, row[i]!));
    work.line(`Differences: ${next.map((result) => `$${result.mark}$`).join(', ')}`);
    rows.push(next.map(({ value }) => value));
  }
}

const list = (terms: readonly Rational[]): string => terms.map(String).join(', ');

export const sequenceNext = defineFamily<Sequence>({
  name: 'sequence-next-term',
  topic: 'algebra',
  wordings: {
    train: [
      'What is the next term in {s}?',
      'What comes next: {s}?',
      'What is next in {s}?',
      '[Find|Give|Determine] the next [term|number] [in|of] the sequence {s}.',
      '[Continue|Extend] the sequence {s} by one term.',
      'Which number [follows|comes next in|continues] {s}?',
      '{s}, ... What is the next number?',
    ],
    held: ['A pattern begins {s}. Which number comes after these?', 'Carry on: {s}'],
  },
  sample: drawSequence,
  ask: ({ terms }) => ({ slots: { s: list(terms) } }),
  solve({ terms }, work) {
    const rows = differencesInLines(terms.slice(-5), work);
    let step = rows.at(-1)!.at(-1)!;
    for (const row of rows.slice(0, -1).reverse()) {
      const next = work.more(row.at(-1)!, step);
      work.line(`Next: $${next.mark}$`);
      step = next.value;
    }
    return work.answer(step.toLatex());
  },
});

export const sequenceNth = defineFamily<Sequence>({
  name: 'sequence-nth-term',
  topic: 'algebra',
  wordings: {
    train: [
      "What is the {n}'th term of {s}?",
      '[Find|Give|Determine] the {n}th term of [the sequence|] {s}.',
      '[Find|Give] a formula [in {n}|] for the {n}th term of {s}.',
      'The sequence {s} continues in the same way. What is its {n}th term?',
      'Write the general term of {s} in terms of {n}.',
    ],
    held: ['Express term number {n} of {s} by {n}.', 'Which polynomial in {n} gives {s}?'],
  },
  sample: drawSequence,
  ask: ({ terms, letter }) => ({ slots: { s: list(terms), n: words(letter) } }),
  solve({ terms, letter }, work) {
    const rows = differencesInLines(terms.slice(0, 5), work);
    const [first, d1, d2, d3] = [0, 1, 2, 3].map((i) => rows[i]?.[0] ?? q(0)) as [
      Rational,
      Rational,
      Rational,
      Rational,
    ];
    // f(n) = a·n³ + b·n² + c·n + d has f(2) − f(1) = 7a + 3b + c, second difference 12a + 2b, third 6a.
    let [a, b] = [q(0), q(0)];
    let c = d1;
    if (rows.length > 3) {
      const result = work.frac`${d3}/6`;
      work.line(`$a = ${result.mark}$`);
      a = result.value;
    }
    if (rows.length > 2) {
      const result = a.sign() === 0 ? work.frac`${d2}/2` : work.frac`(${d2}-12*${a})/2`;
      work.line(`$b = ${result.mark}$`);
      b = result.value;
    }
    if (rows.length > 2) {
      const result = a.sign() === 0 ? work.frac`${d1}-3*${b}` : work.frac`${d1}-7*${a}-3*${b}`;
      work.line(`$c = ${result.mark}$`);
      c = result.value;
    }
    const parts = [a, b, c].filter((value) => value.sign() !== 0);
    const last = work.frac(['', ...parts.map(() => '-'), ''], first, ...parts);
    work.line(`$d = ${last.mark}$`);
    return work.answer(polynomialTex([last.value, c, b, a], letter));
  },
});
