/** Numbers to be compared: integers, fractions and decimals with the text they are shown by. */
import type { Random } from '../../../base/random.ts';
import { tex } from '../kit/notation.ts';
import { parseRational, ratio, type Rational } from '../kit/rational.ts';
import { decimalText, grown, nonZero } from '../kit/text.ts';
import type { Result, Work } from '../kit/work.ts';

export interface Item {
  /** ASCII as it stands in the problem: a numeral, or a letter where a clause defined it. */
  readonly label: string;
  readonly value: Rational;
}

export function itemOf(label: string): Item {
  return { label, value: parseRational(label) };
}

/** A number to compare: half of them small integers. */
export function drawItem(random: Random, difficulty: number): Item {
  const size = random.chance(0.3) ? grown(difficulty, 30, 9000) : 6;
  const draw = random.next();
  if (draw < 0.5) return itemOf(String(random.integer(-size, size)));
  if (draw < 0.75)
    return itemOf(
      ratio(nonZero(random, -size, size), random.integer(2, grown(difficulty, 6, 60))).toString(),
    );
  return itemOf(decimalText(nonZero(random, -size * 10, size * 10), random.integer(1, 2)));
}

/** Items of different values. */
export function drawItems(random: Random, difficulty: number, count: number): Item[] {
  const items: Item[] = [];
  while (items.length < count) {
    const next = drawItem(random, difficulty);
    if (items.every(({ value }) => !value.equals(next.value))) items.push(next);
  }
  return items;
}

/** LaTeX of an item's label. */
export function labelTex(item: Item): string {
  return tex(item.label);
}

/** The item as the calculator reads it: its numeral, or the value behind its letter. */
export function operandOf({ label, value }: Item): string {
  return /^[a-z]/.test(label) ? value.toString() : label;
}

/** `a − b` of two items: its sign tells which is larger. */
export function gapOf(a: Item, b: Item, work: Work): Result {
  const [x, y] = [operandOf(a), operandOf(b)];
  if (`${x}${y}`.includes('/')) return work.frac`${x}-${y}`;
  return y.startsWith('-') ? work.calc`${x}+${y.slice(1)}` : work.calc`${x}-${y}`;
}

/** The items as decimals to compare by; a line shows every fraction's. */
export function asDecimals(
  items: readonly Item[],
  work: Work,
): { item: Item; size: Rational; shown: string }[] {
  const notes: string[] = [];
  const rows = items.map((item) => {
    if (!/[/]|^[a-z]/.test(item.label)) return { item, size: item.value, shown: item.label };
    const decimal = item.value.toDecimal();
    if (/^[a-z]/.test(item.label) && decimal !== null && decimal.length < 9)
      return { item, size: item.value, shown: decimal };
    const result = work.calc`round(${item.value},6)`;
    notes.push(`$${item.value.toLatex()} \\approx ${result.mark}$`);
    return { item, size: result.value, shown: result.tex };
  });
  if (notes.length > 0) work.line(notes.join(', '));
  return rows;
}

/**
 * The first `count` of the rows in order, the largest or the smallest first: a line picks each from what is left. Throws
 * a RangeError where an injected error names a number that is none of them.
 */
export function inOrder<T extends { readonly size: Rational; readonly shown: string }>(
  rows: readonly T[],
  options: { readonly isDescending: boolean; readonly count: number; readonly work: Work },
): T[] {
  const { isDescending, count, work } = options;
  const name = isDescending ? 'max(' : 'min(';
  let left = [...rows];
  const sorted: T[] = [];
  const marks: string[] = [];
  // one more than is asked for: a line compares
  while (sorted.length < Math.max(count, 2) && left.length > 1) {
    const commas = left.slice(1).map(() => ',');
    const found = work.calc([name, ...commas, ')'], ...left.map(({ shown }) => shown));
    const next = left.find(({ size }) => size.equals(found.value));
    if (next === undefined) throw new RangeError('inOrder: none of the numbers');
    sorted.push(next);
    marks.push(found.mark);
    left = left.filter((row) => row !== next);
  }
  if (left.length === 1 && sorted.length < Math.max(count, 2)) {
    sorted.push(...left);
    marks.push(...left.map(({ shown }) => shown));
  }
  work.line(`$${marks.join(isDescending ? ' > ' : ' < ')}$`);
  return sorted;
}
