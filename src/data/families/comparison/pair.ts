/** Comparing two numbers: which is bigger or smaller, or whether a stated relation holds. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { grown, nonZero } from '../kit/text.ts';
import { truth } from '../numbers/divisibility.ts';
import { drawItem, gapOf, itemOf, labelTex, type Item } from './items.ts';

const forms = ['bigger', 'smaller', 'less', 'greater', 'atLeast', 'atMost', 'equal', 'unequal'] as const;
type Form = (typeof forms)[number];

export interface Comparison {
  readonly a: Item;
  readonly b: Item;
  readonly form: Form;
}

const holds: Readonly<Record<Exclude<Form, 'bigger' | 'smaller'>, (order: number) => boolean>> = {
  less: (order) => order < 0,
  greater: (order) => order > 0,
  atLeast: (order) => order >= 0,
  atMost: (order) => order <= 0,
  equal: (order) => order === 0,
  unequal: (order) => order !== 0,
};

function drawPair(random: Random, difficulty: number): [Item, Item] {
  const a = random.chance(0.4)
    ? itemOf(String(nonZero(random, -grown(difficulty, 60, 9_000_000), grown(difficulty, 60, 9_000_000))))
    : drawItem(random, difficulty);
  if (a.value.isInteger() && random.chance(0.4))
    return [a, itemOf(a.value.plus(random.integer(-2, 2)).toString())];
  return [a, drawItem(random, difficulty)];
}

export const comparePair = defineFamily<Comparison>({
  name: 'compare-pair',
  topic: 'numbers',
  wordings: {
    bigger: {
      train: [
        'Which is [bigger|greater|larger]: {a} or {b}?',
        '[What|Which number] is [bigger|larger], {a} or {b}?',
      ],
      held: ['Name the larger of {a} and {b}.'],
    },
    smaller: {
      train: ['Which is [smaller|less]: {a} or {b}?', 'Which number is smaller, {a} or {b}?'],
      held: ['Name the smaller of {a} and {b}.'],
    },
    less: { train: ['Is {a} [less|smaller] than {b}?', 'Is {less}?'], held: ['Does {a} lie below {b}?'] },
    greater: {
      train: ['Is {a} [greater|bigger] than {b}?', 'Is {greater}?'],
      held: ['Does {a} lie above {b}?'],
    },
    atLeast: {
      train: ['Is {a} [at least|at least as big as|greater than or equal to] {b}?', 'Is {atLeast}?'],
      held: ['Is {a} not less than {b}?'],
    },
    atMost: {
      train: ['Is {a} [at most|at most as big as|less than or equal to] {b}?', 'Is {atMost}?'],
      held: ['Is {a} not more than {b}?'],
    },
    equal: {
      train: [
        '[Are {a} and {b} equal|Do {a} and {b} have the same value|Is {a} equal to {b}]?',
        'Does {equal}?',
      ],
      held: ['Is {a} the same number as {b}?'],
    },
    unequal: {
      train: [
        'Are {a} and {b} [unequal|nonequal|different]?',
        'Do {a} and {b} have different values?',
        'Is {a} not equal to {b}?',
      ],
      held: ['Is there any difference between {a} and {b}?'],
    },
  },
  sample(random, difficulty) {
    const form = random.chance(0.5) ? random.pick(['bigger', 'smaller'] as const) : random.pick(forms);
    for (;;) {
      const [a, b] = drawPair(random, difficulty);
      if (!a.value.equals(b.value) || (form !== 'bigger' && form !== 'smaller')) return { a, b, form };
    }
  },
  ask({ a, b, form }) {
    const [x, y] = [a.label, b.label];
    return {
      form,
      slots: {
        a: x,
        b: y,
        less: `${x} < ${y}`,
        greater: `${x} > ${y}`,
        atLeast: `${x} >= ${y}`,
        atMost: `${x} <= ${y}`,
        equal: `${x} = ${y}`,
      },
    };
  },
  solve({ a, b, form }, work) {
    const gap = gapOf(a, b, work);
    work.line(`$${gap.mark}$`);
    const seen = gap.value.sign();
    const order = work.choose(seen, seen === 0 ? [1] : [-seen]);
    work.line(`$${labelTex(a)} ${order < 0 ? '<' : order > 0 ? '>' : '='} ${labelTex(b)}$`);
    if (form === 'bigger' || form === 'smaller')
      return work.answer(labelTex(order > 0 === (form === 'bigger') ? a : b));
    return work.answer(truth(holds[form](order)));
  },
});
