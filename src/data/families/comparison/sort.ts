/** Putting a list of numbers in order. */
import { defineFamily } from '../family.ts';
import { scaled } from '../kit/text.ts';
import { words } from '../kit/wording.ts';
import { asDecimals, drawItems, inOrder, labelTex, type Item } from './items.ts';

export interface Sorting {
  readonly items: readonly Item[];
  readonly isDescending: boolean;
  /** Ascending because nothing else was said. */
  readonly isUnsaid: boolean;
}

export const sortNumbers = defineFamily<Sorting>({
  name: 'sort-numbers',
  topic: 'numbers',
  wordings: {
    said: {
      train: [
        '[Sort|Put|Arrange|Order] {list} in {direction} order.',
        '[Sort|Arrange] the [numbers|values] {list} in {direction} order.',
        '[Write|List] {list} in {direction} order.',
      ],
      held: ['Rank {list} so that they stand in {direction} order.', 'What is {list} in {direction} order?'],
    },
    unsaid: {
      train: [
        'Sort {list}.',
        '[Sort|Order] the [numbers|values] {list}.',
        'Sort {list} [from smallest to largest|from least to greatest].',
      ],
      held: ['Line up {list} by size, smallest first.'],
    },
  },
  sample(random, difficulty) {
    const isUnsaid = random.chance(0.25);
    const items = drawItems(random, difficulty, random.integer(3, scaled(difficulty, 3, 7)));
    return { items, isUnsaid, isDescending: !isUnsaid && random.chance(0.5) };
  },
  ask({ items, isDescending, isUnsaid }) {
    const list = items.map(({ label }) => label).join(', ');
    const pool = isDescending ? ['descending', 'decreasing'] : ['ascending', 'increasing'];
    return {
      form: isUnsaid ? 'unsaid' : 'said',
      slots: { list, direction: words(pool[list.length % 2]!) },
    };
  },
  solve({ items, isDescending }, work) {
    const rows = asDecimals(items, work);
    const sorted = inOrder(rows, {
      isDescending: work.choose(isDescending, [!isDescending]),
      count: rows.length,
      work,
    });
    return work.answer(sorted.map(({ item }) => labelTex(item)).join(', '));
  },
});
