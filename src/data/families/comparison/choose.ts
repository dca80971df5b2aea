/** Picking from a list or from lettered choices: the k-th largest or smallest, or the one nearest to a number. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { ordinal, scaled } from '../kit/text.ts';
import { words, type Slots } from '../kit/wording.ts';
import {
  asDecimals,
  drawItem,
  drawItems,
  gapOf,
  inOrder,
  itemOf,
  labelTex,
  operandOf,
  type Item,
} from './items.ts';

const letters = 'abcdefgh';

/** `(a) 5  (b) -1/2` as slots and the template that shows them. */
function choiceSlots(items: readonly Item[]): { template: string; slots: Slots } {
  return {
    template: ` ${items.map((_, i) => `(${letters[i]!}) {c${i}}`).join('  ')}`,
    slots: Object.fromEntries(items.map(({ label }, i) => [`c${i}`, label])),
  };
}

function answerOf(index: number, items: readonly Item[], isLettered: boolean): string {
  return isLettered ? `\\text{${letters[index]!}}` : labelTex(items[index]!);
}

export interface Ranking {
  readonly items: readonly Item[];
  readonly k: number;
  readonly isBiggest: boolean;
  readonly isLettered: boolean;
}

export const kthBiggest = defineFamily<Ranking>({
  name: 'kth-biggest',
  topic: 'numbers',
  wordings: {
    list: {
      train: [
        'What is the {rank} value in {list}?',
        '[Which is|Find|Give] the {rank} [value|number] [in|among|of] {list}[.|?]',
        '[Among|Of] {list}, which is the {rank}?',
      ],
      held: ['Take {list}: which one is the {rank}?', 'Pick the {rank} number out of {list}.'],
    },
    choices: {
      train: [
        'Which is the {rank} value?  {choices}',
        '[Choose|Select|Pick] the {rank} [value|number]:  {choices}',
      ],
      held: ['One of these is the {rank} value. Which letter?  {choices}'],
    },
  },
  sample(random, difficulty) {
    const items = drawItems(random, difficulty, random.integer(3, scaled(difficulty, 3, 7)));
    const k = random.integer(1, items.length);
    return { items, k, isBiggest: random.chance(0.5), isLettered: random.chance(0.5) };
  },
  ask({ items, k, isBiggest, isLettered }) {
    const side = isBiggest ? 'biggest' : 'smallest';
    const rank = words(k === 1 ? side : `${ordinal(k)} ${side}`);
    const list = items.map(({ label }) => label).join(', ');
    const { template, slots } = choiceSlots(items);
    return {
      form: isLettered ? 'choices' : 'list',
      slots: { rank, list, ...slots },
      blocks: { choices: template },
    };
  },
  solve({ items, k, isBiggest, isLettered }, work) {
    const rows = asDecimals(items, work).map((row, index) => ({ ...row, index }));
    const isDescending = work.choose(isBiggest, [!isBiggest]);
    const at = work.choose(k, k < items.length ? [k + 1] : [k - 1]);
    const sorted = inOrder(rows, { isDescending, count: at, work });
    return work.answer(answerOf(sorted[at - 1]!.index, items, isLettered));
  },
});

export interface Nearness {
  readonly items: readonly Item[];
  readonly target: Item;
  readonly isLettered: boolean;
}

function drawNearness(random: Random, difficulty: number): Nearness {
  for (;;) {
    const items = drawItems(random, difficulty, random.integer(3, scaled(difficulty, 3, 6)));
    const target = random.chance(0.5) ? itemOf(String(random.integer(-3, 3))) : drawItem(random, difficulty);
    const distances = items.map(({ value }) => value.minus(target.value).abs());
    const isClear = distances.every((a, i) => distances.every((b, j) => i === j || !a.equals(b)));
    if (isClear) return { items, target, isLettered: random.chance(0.5) };
  }
}

export const closest = defineFamily<Nearness>({
  name: 'closest',
  topic: 'numbers',
  wordings: {
    list: {
      train: [
        'What is the [closest|nearest] to {t} in {list}?',
        'Which [number|value] [in|of|among] {list} is [closest|nearest] to {t}?',
        '[Find|Give] the [number|value] in {list} [closest|nearest] to {t}.',
      ],
      held: [
        'From {list}, pick the one with the smallest distance to {t}.',
        'Which of {list} lies nearest {t}?',
      ],
    },
    choices: {
      train: [
        'Which is the [closest|nearest] to {t}?  {choices}',
        '[Choose|Pick] the [value|number] [closest|nearest] to {t}:  {choices}',
      ],
      held: ['Which letter marks the value nearest to {t}?  {choices}'],
    },
  },
  sample: drawNearness,
  ask({ items, target, isLettered }) {
    const list = items.map(({ label }) => label).join(', ');
    const { template, slots } = choiceSlots(items);
    return {
      form: isLettered ? 'choices' : 'list',
      slots: { t: target.label, list, ...slots },
      blocks: { choices: template },
    };
  },
  solve({ items, target, isLettered }, work) {
    const distances = items.map((item, index) => {
      const isAbove = item.value.compare(target.value) >= 0;
      const [a, b] = isAbove ? [item, target] : [target, item];
      const [x, y] = [operandOf(a), operandOf(b)];
      const isFraction = `${x}${y}`.includes('/');
      const gap = isFraction ? work.calc`round(${x}-${y},6)` : gapOf(a, b, work);
      work.line(`$${labelTex(item)}$: $${gap.mark}$`);
      return { gap: gap.value, index };
    });
    const best = distances.reduce((x, y) => (y.gap.compare(x.gap) < 0 ? y : x));
    work.line(
      isLettered ? `Nearest: (${letters[best.index]!})` : `Nearest: $n = ${labelTex(items[best.index]!)}$`,
    );
    return work.answer(answerOf(best.index, items, isLettered));
  },
});
