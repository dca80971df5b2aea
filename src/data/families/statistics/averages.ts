/** Mean, median, mode, range and variance of short lists. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { q, type Rational } from '../kit/rational.ts';
import { grown, scaled } from '../kit/text.ts';
import type { Ask } from '../kit/wording.ts';
import type { Result, Work } from '../kit/work.ts';

interface Data {
  readonly values: readonly number[];
}

function drawData(random: Random, difficulty: number): Data {
  const size = grown(difficulty, 9, 90);
  const count = random.integer(scaled(difficulty, 3, 5), scaled(difficulty, 4, 9));
  return { values: Array.from({ length: count }, () => random.integer(0, size)) };
}

const askList = ({ values }: Data): Pick<Ask, 'slots' | 'blocks'> => ({
  slots: { s: values.join(', ') },
  blocks: { and: `${values.slice(0, -1).join(', ')} and ${values.at(-1) ?? ''}` },
});

/** `min(3,5,9)` of a list. */
const over = (name: string, values: readonly number[], work: Work): Result =>
  work.calc([`${name}(`, ...values.slice(1).map(() => ','), ')'], ...values);

function sumInLine(values: readonly number[], work: Work): Result {
  const sum = work.calc(['', ...values.slice(1).map(() => '+'), ''], ...values);
  work.line(`Sum: $${sum.mark}$`);
  return sum;
}

/** How many there are: what a small model does not see at a glance. */
function countInLine(values: readonly number[], work: Work): Result {
  const count = over('count', values, work);
  work.line(`Count: $${count.mark}$`);
  return count;
}

export const mean = defineFamily<Data>({
  name: 'mean',
  topic: 'statistics',
  wordings: {
    train: [
      '[Find|Calculate|Compute|Determine] the [mean|average|arithmetic mean] of {s}.',
      'What is the [mean|average] of {s}?',
      'What is the [mean|average] of the [numbers|values|data] {s}?',
      'A student scored {s}. What is the average score?',
      'The data are {s}. Find the mean.',
      '[Average|Mean] of {and}?',
      '[Average|Mean] of {s}',
      'What is the [average|mean] of {and}?',
      '[Find|Calculate] the [average|mean] of {and}.',
      'I need the [average|mean] of {s}.',
    ],
    held: ['If {s} were all made equal with the same total, how large would each be?', 'Average out {s}.'],
  },
  sample: drawData,
  ask: askList,
  solve({ values }, work) {
    const sum = sumInLine(values, work);
    const count = countInLine(values, work);
    const result = work.frac`${sum}/${count}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});

/** A line picks the least of what is left. Throws a RangeError where an injected error names a number that is none of it. */
function inOrder(values: readonly number[], work: Work): readonly number[] {
  let left = [...values];
  const sorted: number[] = [];
  const marks: string[] = [];
  while (left.length > 1) {
    const least = over('min', left, work);
    const at = left.findIndex((value) => least.value.equals(q(value)));
    if (at < 0) throw new RangeError('inOrder: none of the numbers');
    sorted.push(left[at]!);
    marks.push(least.mark);
    left = left.filter((_, i) => i !== at);
  }
  work.line(`In order: $${[...marks, ...left].join(', ')}$`);
  return [...sorted, ...left];
}

export const median = defineFamily<Data>({
  name: 'median',
  topic: 'statistics',
  wordings: {
    train: [
      'Median of {and}?',
      'Median of {s}',
      '[Find|Calculate|Determine|Give] the median of {s}.',
      'What is the median of [the numbers|the values|the data|] {s}?',
      'The data are {s}. [What is|Find] the median[?|.]',
      'Which number is the median of {s}?',
    ],
    held: [
      'Which value lies in the middle of {s} once they are sorted?',
      'Half of {s} lie below it, half above: what is it?',
    ],
  },
  sample: drawData,
  ask: askList,
  solve({ values }, work) {
    const sorted = inOrder(values, work);
    const half = Math.floor(sorted.length / 2);
    if (sorted.length % 2 === 1) return work.answer(work.copy(sorted[half]!).toLatex());
    const [a, b] = [sorted[half - 1]!, sorted[half]!];
    const result = work.frac`(${a}+${b})/2`;
    work.line(`Middle: $${a}, ${b}$, $${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});

export const modeAndRange = defineFamily<Data & { readonly asked: 'mode' | 'range' }>({
  name: 'mode-range',
  topic: 'statistics',
  wordings: {
    mode: {
      train: [
        '[Find|Determine|Give] the mode of {s}.',
        '[Mode|The mode] of {s}',
        'What is the mode of [the numbers|the data|] {s}?',
        'Which value [occurs|appears] most often in {s}?',
      ],
      held: ['Which of {s} is the most frequent?'],
    },
    range: {
      train: [
        '[Find|Determine|Give] the range of {s}.',
        '[Range|The range] of {s}',
        'What is the range of [the numbers|the data|] {s}?',
        'How large is the range of {s}?',
      ],
      held: ['How far apart are the extremes of {s}?'],
    },
  },
  sample(random, difficulty) {
    const { values } = drawData(random, difficulty);
    const asked = random.pick(['mode', 'range'] as const);
    if (asked === 'range') return { values, asked };
    const distinct = [...new Set(values)];
    const often = random.pick(distinct);
    return { asked, values: random.shuffled([...distinct, often, ...(random.chance(0.5) ? [often] : [])]) };
  },
  ask: ({ values, asked }) => ({ form: asked, slots: { s: values.join(', ') } }),
  solve({ values, asked }, work) {
    if (asked === 'range') {
      const [largest, least] = [over('max', values, work), over('min', values, work)];
      work.line(`Largest: $${largest.mark}$, least: $${least.mark}$`);
      const result = work.calc`${largest}-${least}`;
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    const sorted = inOrder(values, work);
    const countOf = (value: number): number => sorted.filter((other) => other === value).length;
    const often = sorted.reduce((best, value) => (countOf(value) > countOf(best) ? value : best));
    work.line(`$${often}$ stands $${countOf(often)}$ times`);
    return work.answer(work.copy(often).toLatex());
  },
});

export const variance = defineFamily<Data>({
  name: 'variance',
  topic: 'statistics',
  wordings: {
    train: [
      '[Find|Calculate|Compute|Determine] the [population variance|variance] of {s}.',
      'What is the [population variance|variance] of [the numbers|the data|] {s}?',
      'The data are {s}. [What is|Find] the variance (as a population)[?|.]',
    ],
    held: [
      'What is the mean squared distance of {s} from their mean?',
      'How spread out are {s}, measured by the population variance?',
    ],
  },
  sample(random, difficulty) {
    const count = random.integer(3, scaled(difficulty, 4, 6));
    const centre = random.integer(1, grown(difficulty, 9, 60));
    for (;;) {
      const offsets = Array.from({ length: count - 1 }, () =>
        random.integer(-scaled(difficulty, 3, 9), scaled(difficulty, 3, 9)),
      );
      const values = [...offsets, -offsets.reduce((sum, x) => sum + x, 0)].map((x) => x + centre);
      if (values.every((value) => value >= 0) && new Set(values).size > 1) return { values };
    }
  },
  ask: askList,
  solve({ values }, work) {
    const sum = sumInLine(values, work);
    const count = countInLine(values, work);
    const average = work.frac`${sum}/${count}`;
    work.line(`Mean: $${average.mark}$`);
    const squares = values.map((value) => work.frac`(${value}-${average})^2`);
    work.line(`Squares: ${squares.map((square) => `$${square.mark}$`).join(', ')}`);
    const total = work.frac(
      ['(', ...squares.slice(1).map(() => '+'), ')/', ''],
      ...squares.map(({ value }): Rational => value),
      count,
    );
    work.line(`$${total.mark}$`);
    return work.answer(q(total.value).toLatex());
  },
});
