/** "Sort 3, -1, 1/2 in descending order." An answer without an order that was asked for is ascending. */
import * as q from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { ReadKind } from '../../worked.ts';
import { worked } from './answers.ts';
import { listParts, plainAnswer } from './written.ts';
import { choices, type Item, itemNamed, listed } from './items.ts';
import { sentenceOf } from './wording.ts';
import { orOtherSort } from './sorts.ts';

const sorted =
  /^(?:sort|put|arrange|list|write|order)(?: the)?(?: numbers| values)?:? (.+?)(?: (?:in|into) (ascending|increasing|descending|decreasing) order| from (smallest to largest|least to greatest|largest to smallest|greatest to least|lowest to highest|highest to lowest))?$/i;

/** The parts of `a < b < c` as well, in the order that the signs say; null where they disagree with it. */
function partsOf(answer: string, isDown: boolean): readonly string[] | null {
  if (!/[<>]/.test(answer)) return listParts(answer);
  const sign = isDown ? '>' : '<';
  const isPlain = !/[=,;]/.test(answer) && !answer.includes(isDown ? '<' : '>');
  return isPlain ? answer.split(sign).map((part) => part.trim()) : null;
}

/** The answer's numbers in its own order; null where one is not understood. */
function namedItems(
  items: readonly Item[],
  parts: readonly string[],
): readonly (q.Rational | 'none')[] | null {
  const result: (q.Rational | 'none')[] = [];
  for (const part of parts) {
    const same = itemNamed(items, part);
    if (same.kind === 'unclear') return null;
    result.push(same.kind === 'one' ? same.item.value : 'none');
  }
  return result;
}

export const readSorting: ReadKind = (text) => {
  const [, written = '', named, ends] = sorted.exec(sentenceOf(text)) ?? [];
  const order = named ?? ends;
  const isSort = /^(?:sort|order|arrange)/i.test(sentenceOf(text));
  const items = written.startsWith('(a)') ? choices(written) : listed(written);
  if (items === null || (order === undefined && !isSort)) return null;
  // Of equal numbers a list of letters has several right orders.
  const isRepeated = items.some((a, i) => items.some((b, j) => j < i && q.equals(a.value, b.value)));
  const isDown = order !== undefined && /^(?:de|larg|great|high)/i.test(order);
  const right = [...items].sort((a, b) => (isDown ? -1 : 1) * q.compare(a.value, b.value));
  const shown = right.map(({ value }) => q.toDecimalText(value, 12)).join(', ');
  return worked((answer) => {
    const parts = partsOf(plainAnswer(answer), isDown);
    const given = parts === null || isRepeated ? null : namedItems(items, parts);
    if (given === null)
      return orOtherSort(unknownCheck('the answer is not a plain list of these numbers'), answer, 'numbers');
    const agrees = (list: readonly Item[]): boolean =>
      given.length === list.length &&
      given.every((value, i) => value !== 'none' && q.equals(value, list[i]?.value ?? q.zero));
    if (agrees(right)) return proven(`sorted again: ${shown}`);
    if (order === undefined && agrees([...right].reverse()))
      return unknownCheck('sorted the other way round; no order was asked for');
    return refuted('sorted again: another order', `it is ${shown}`);
  });
};
