/** Numbers in a question that one is chosen from: `1, 2/3, -5` or `(a) 1 (b) 2/3 (c) -5`, and how an answer names one. */
import * as q from '../../../../exact/rational.ts';
import { listParts, numberIn } from './written.ts';
import { exactValue, exactValues } from './wording.ts';

export interface Item {
  readonly value: q.Rational;
  /** The letter of a choice; null in a list. */
  readonly letter: string | null;
}

/** The numbers of a list; null where one is not understood. */
export function listed(text: string): readonly Item[] | null {
  const values = exactValues(listParts(text.replace(/,? (?:and|or) /g, ', ')) ?? ['']);
  return values === null || values.length < 2 ? null : values.map((value) => ({ value, letter: null }));
}

/** `(a) 5 (b) -1/2`; null where a choice is no number, or the letters do not run from a. */
export function choices(text: string): readonly Item[] | null {
  const split: readonly (string | undefined)[] = text.split(/\(([a-z])\)|(?<![a-z\d])([a-z])\)/i);
  const parts = split.filter((part) => part !== undefined);
  if (parts.length < 5 || parts[0]?.trim() !== '') return null;
  const items: Item[] = [];
  for (let at = 1; at + 1 < parts.length; at += 2) {
    const letter = (parts[at] ?? '').toLowerCase();
    const value = exactValue((parts[at + 1] ?? '').trim().replace(/[,;]$/, ''));
    if (value === null || letter !== String.fromCharCode(97 + items.length)) return null;
    items.push({ value, letter });
  }
  return items;
}

export type Named =
  | { readonly kind: 'one'; readonly item: Item }
  /** A number or letter that is none of the items. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unclear' };

const unclear: Named = { kind: 'unclear' };

/** The item that `b`, `(b)`, `(b) -1/2` or `-0.5` names. */
export function itemNamed(items: readonly Item[], text: string): Named {
  const [, first, second, rest = ''] =
    /^(?:\(([a-z])\)|([a-z])\)?(?![a-z]))[:.]?\s*(.*)$/i.exec(text.trim()) ?? [];
  const letter = (first ?? second)?.toLowerCase();
  if (letter === undefined) {
    const value = numberIn(text)?.value;
    if (value === undefined) return unclear;
    const same = items.filter((item) => q.equals(item.value, value));
    const [item] = same;
    return item === undefined ? { kind: 'none' } : same.length === 1 ? { kind: 'one', item } : unclear;
  }
  const item = items.find((one) => one.letter === letter);
  if (item === undefined) return unclear;
  const value = rest === '' ? item.value : numberIn(rest)?.value;
  return value !== undefined && q.equals(value, item.value) ? { kind: 'one', item } : unclear;
}
