/** Letters drawn without replacement from a bag: the probability of a sequence, or of given counts. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { q, type Rational } from '../kit/rational.ts';
import { scaled } from '../kit/text.ts';
import { words } from '../kit/wording.ts';
import type { Work } from '../kit/work.ts';

export interface Bag {
  readonly counts: readonly (readonly [string, number])[];
  /** As a string of letters in mixed order, or null for `{a: 3, b: 2}`. */
  readonly mixed: string | null;
}

export interface LetterDraw {
  readonly bag: Bag;
  readonly drawn: string;
}

const numberWords = ['zero', 'one', 'two', 'three', 'four', 'five'];
const alphabet = 'abcdefghijklmnopqrstuvwxyz';

function drawBag(random: Random, difficulty: number): Bag {
  const kinds = random.integer(1, scaled(difficulty, 3, 6));
  const letters = random.shuffled(Array.from(alphabet)).slice(0, kinds);
  const limit = random.integer(Math.max(5, kinds), 20);
  const counts = letters.map((letter): [string, number] => [letter, 1]);
  for (let left = limit - kinds; left > 0; left--) random.pick(counts)[1]++;
  if (random.chance(0.5)) return { counts, mixed: null };
  return {
    counts,
    mixed: random.shuffled(counts.flatMap(([letter, n]) => Array.from({ length: n }, () => letter))).join(''),
  };
}

function drawLetters(random: Random, difficulty: number): LetterDraw {
  const bag = drawBag(random, difficulty);
  const count = random.integer(2, Math.min(scaled(difficulty, 2, 4), 4));
  const pool = random.shuffled(bag.counts.flatMap(([letter, n]) => Array.from({ length: n }, () => letter)));
  return { bag, drawn: pool.slice(0, count).join('') };
}

export function bagText({ counts, mixed }: Bag): string {
  return mixed ?? `{${counts.map(([letter, n]) => `${letter}: ${n}`).join(', ')}}`;
}

function countsInLines(bag: Bag, letters: readonly string[], work: Work): Map<string, Rational> {
  const found = new Map<string, Rational>();
  for (const letter of new Set(letters))
    found.set(letter, work.copy(bag.counts.find(([name]) => name === letter)?.[1] ?? 0));
  const total = bag.counts.reduce((sum, [, n]) => sum + n, 0);
  work.line(`${[...found].map(([letter, n]) => `${letter}: $${n.toLatex()}$`).join(', ')}, all: $${total}$`);
  return found;
}

/** The product of the draws' chances, in one line a draw and one for the product. */
function sequenceInLines({ bag, drawn }: LetterDraw, work: Work): Rational {
  const letters = Array.from(drawn);
  const counts = countsInLines(bag, letters, work);
  let total = q(bag.counts.reduce((sum, [, n]) => sum + n, 0));
  const chances = letters.map((letter) => {
    const left = counts.get(letter)!;
    if (left.sign() <= 0) throw new RangeError('letters: none left');
    const chance = [left, total] as const;
    counts.set(letter, left.minus(1));
    total = total.minus(1);
    return chance;
  });
  const parts = ['', ...chances.flatMap((_, i) => ['/', i + 1 < chances.length ? '*' : ''])];
  const result = work.frac(parts, ...chances.flat());
  const shown = chances.map(([n, d]) => `\\frac{${n.toLatex()}}{${d.toLatex()}}`).join(' \\cdot ');
  work.line(`$${shown} = ${result.mark}$`);
  return result.value;
}

export const letterSequence = defineFamily<LetterDraw>({
  name: 'letter-sequence-probability',
  topic: 'statistics',
  wordings: {
    train: [
      '{Number} letters picked without replacement from {bag}. [What is|Give|Calculate] prob of sequence {s}[?|.]',
      'What is prob of sequence {s} when {number} letters picked without replacement from {bag}?',
      'Calculate prob of sequence {s} when {number} letters picked without replacement from {bag}.',
      '{Number} letters are [drawn|taken|picked] [without replacement|one after another, without putting them back,] from {bag}. [Find|What is] the probability of [the sequence|drawing, in order,] {s}[?|.]',
      '[Find|Determine] the [probability|chance] that {number} letters drawn without replacement from {bag} [spell|are, in this order,] {s}.',
    ],
    held: [
      'From the letters {bag}, {number} are taken in turn and kept. How likely is the order {s}?',
      'With what probability does drawing {number} times from {bag} without returning give {s}?',
    ],
  },
  sample: drawLetters,
  ask: ({ bag, drawn }) => ({ slots: drawSlots(bag, drawn) }),
  solve: (p, work) => work.answer(sequenceInLines(p, work).toLatex()),
});

function drawSlots(bag: Bag, drawn: string): Record<string, ReturnType<typeof words>> {
  const number = numberWords[drawn.length]!;
  return {
    bag: words(bagText(bag)),
    s: words(drawn),
    number: words(number),
    Number: words(number[0]!.toUpperCase() + number.slice(1)),
  };
}

function levelsOf(drawn: string): [string, number][] {
  const letters = Array.from(drawn);
  return [...new Set(letters)].map((letter) => [letter, letters.filter((other) => other === letter).length]);
}

function levelText(drawn: string): string {
  const parts = levelsOf(drawn).map(([letter, n]) => `${n} ${letter}`);
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}

/** n·(n−1)⋯ over k!, as one calculation. */
function chooseInLine(n: Rational, k: number, work: Work): { value: Rational; mark: string } {
  if (n.compare(k) < 0) throw new RangeError('letters: too few to choose');
  if (k === 1) return { value: n, mark: n.toLatex() };
  const falling = Array.from({ length: k }, (_, i) => n.minus(i));
  const result = work.calc(['', ...falling.slice(1).map(() => '*'), `/${k}!`], ...falling);
  return { value: result.value, mark: result.mark };
}

export const letterCounts = defineFamily<LetterDraw>({
  name: 'letter-counts-probability',
  topic: 'statistics',
  wordings: {
    train: [
      '{Number} letters picked without replacement from {bag}. [What is|Give|Calculate] prob of picking {s}[?|.]',
      'What is prob of picking {s} when {number} letters picked without replacement from {bag}?',
      'Calculate prob of picking {s} when {number} letters picked without replacement from {bag}.',
      '{Number} letters are [drawn|taken|picked] without replacement from {bag}. [Find|What is] the probability of [getting|drawing|picking] {s}[?|.]',
      '[Find|Determine] the [probability|chance] [of getting|of drawing] {s} when {number} letters are drawn without replacement from {bag}.',
    ],
    held: [
      '{Number} letters are taken at once from {bag}. How likely is it to get {s}?',
      'With what probability do {number} letters from {bag}, not returned, contain {s}?',
    ],
  },
  sample: drawLetters,
  ask: ({ bag, drawn }) => ({ slots: { ...drawSlots(bag, drawn), s: words(levelText(drawn)) } }),
  solve({ bag, drawn }, work) {
    const levels = levelsOf(drawn);
    const counts = countsInLines(
      bag,
      levels.map(([letter]) => letter),
      work,
    );
    const ways = levels.map(([letter, k]) => ({ letter, k, ...chooseInLine(counts.get(letter)!, k, work) }));
    work.line(ways.map(({ letter, k, mark }) => `${k} ${letter}: $${mark}$`).join(', '));
    const total = q(bag.counts.reduce((sum, [, n]) => sum + n, 0));
    const all = chooseInLine(total, drawn.length, work);
    work.line(`All: $${all.mark}$`);
    const parts = ['', ...ways.slice(1).map(() => '*'), '/', ''];
    const result = work.frac(parts, ...ways.map(({ value }) => value), all.value);
    work.line(`$${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});
