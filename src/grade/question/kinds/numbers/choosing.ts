/** "What is the second biggest value in 3, -1, 1/2?", "Which is closest to 2? (a) 1 (b) 5": a number or its letter. */
import * as q from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { worked } from './answers.ts';
import { plainAnswer } from './written.ts';
import { choices, type Item, itemNamed, listed } from './items.ts';
import { exactValue, ordinalOf, sentenceOf } from './wording.ts';
import { orOtherSort } from './sorts.ts';

const side = '(biggest|largest|greatest|highest|smallest|least|lowest)';
const rank = `(?:(\\w+) )?${side}`;
const thing = '(?: (?:value|number))?';
const ranked = [
  new RegExp(
    `^(?:(?:what|which) is|find|give|pick|select|choose) the ${rank}${thing} (?:in|among|of|from):? (.+)$`,
    'i',
  ),
  new RegExp(
    `^(?:(?:what|which) is|find|give|pick|select|choose) the ${rank}${thing}[?:.]? ?(\\(a\\).+)$`,
    'i',
  ),
];
const listFirst = new RegExp(`^(?:among|of) (.+?),? which is the ${rank}${thing}$`, 'i');

/** The items of the end of a question. */
const itemsIn = (text: string): readonly Item[] | null =>
  text.startsWith('(a)') || text.startsWith('(A)') ? choices(text) : listed(text);

const shown = ({ value, letter }: Item): string =>
  letter === null ? q.toDecimalText(value, 12) : `(${letter}) ${q.toDecimalText(value, 12)}`;

function askedItem(items: readonly Item[], right: Item): WorkedQuestion {
  return worked((answer) => {
    const named = itemNamed(items, plainAnswer(answer));
    if (named.kind === 'unclear')
      return orOtherSort(unknownCheck('which number the answer means is not clear'), answer, 'number');
    return named.kind === 'one' && named.item === right
      ? proven(`compared again: ${shown(right)}`)
      : refuted('compared again: another one', `it is ${shown(right)}`);
  });
}

const undecided = (reason: string): WorkedQuestion => worked(() => unknownCheck(reason));

/** The k-th of the items in an order; of equal ones it is not clear which is meant. */
function askedRank(items: readonly Item[], k: number, isBiggest: boolean): WorkedQuestion | null {
  const turn = isBiggest ? -1 : 1;
  const sorted = [...items].sort((a, b) => turn * q.compare(a.value, b.value));
  const right = sorted[k - 1];
  if (right === undefined) return null;
  const isTied = sorted.some((item, i) => i > 0 && q.equals(item.value, sorted[i - 1]?.value ?? item.value));
  return isTied ? undecided('two of the numbers are the same') : askedItem(items, right);
}

export const readRank: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const direct = ranked.map((one) => one.exec(sentence)).find((found) => found !== null);
  const turned = listFirst.exec(sentence);
  const [word = '', which = '', written = ''] =
    direct?.slice(1).map((part: string | undefined) => part ?? '') ??
    (turned === null ? [] : [turned[2] ?? '', turned[3] ?? '', turned[1] ?? '']);
  const k = word === '' ? 1 : ordinalOf(word);
  const items = itemsIn(written.trim());
  if (k === null || items === null) return null;
  return askedRank(items, k, /^(?:big|larg|great|high)/i.test(which));
};

const near = '(?:closest|nearest)';
const number = '([-+*/^(){}.,\\d ]*\\d[)} ]*)';
const nearest = [
  new RegExp(`^(?:what|which) is the ${near}${thing} to ${number} (?:in|among|of|from):? (.+)$`, 'i'),
  new RegExp(
    `^(?:(?:what|which) is|choose|pick|select|find|give) the (?:${near}|(?:value|number) ${near}) to ${number}[?:.]? ?(\\(a\\).+)$`,
    'i',
  ),
];
const nearestLast = new RegExp(
  `^(?:which(?: (?:number|value))?|(?:find|give|pick|choose) the (?:number|value)) (?:in|of|among|from) (.+?) (?:is |)${near} to ${number}$`,
  'i',
);

export const readClosest: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const direct = nearest.map((one) => one.exec(sentence)).find((found) => found !== null);
  const turned = nearestLast.exec(sentence);
  const target = exactValue(direct?.[1] ?? turned?.[2] ?? '');
  const items = itemsIn((direct?.[2] ?? turned?.[1] ?? '').trim());
  if (target === null || items === null) return null;
  const away = (item: Item): q.Rational => q.absolute(q.subtract(item.value, target));
  const [first, second] = [...items].sort((a, b) => q.compare(away(a), away(b)));
  if (first === undefined || second === undefined) return null;
  return q.equals(away(first), away(second))
    ? undecided('two of the numbers are as near')
    : askedItem(items, first);
};
