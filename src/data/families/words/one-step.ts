/** Stories of one step with small numbers: more, fewer, groups of, shared equally, price times count, differences. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';
import { words, type Wordings } from '../kit/wording.ts';
import { container, goodsOf, people, thing } from './cast.ts';

const kinds = ['give', 'get', 'groups', 'share', 'price', 'difference', 'unitPrice', 'missing'] as const;
type Kind = (typeof kinds)[number];

interface Story {
  readonly kind: Kind;
  readonly name: string;
  readonly other: string;
  readonly what: string;
  readonly boxes: string;
  readonly good: readonly [one: string, many: string];
  readonly a: number;
  readonly b: number;
}

const wordings: Readonly<Record<Kind, Wordings>> = {
  give: {
    train: [
      '{name} [has|had] {a} {what} and [gives away|loses|sells|uses|eats] {b}. How many [{what} |][are left|remain]?',
      '{name} has {a} {what}. {name} gives {b} [of them|{what}|] to {other}. How many {what} does {name} have [left|now]?',
      'There are {a} {what} in a box. {b} are taken out. How many [are left|{what} remain]?',
      'From {a} {what}, {b} are [sold|used|lost|taken]. How many are left?',
      '{a} {what}, {b} are gone. How many are left?',
      '{name} had {a} {what} and gave {b} to {other}. How many {what} are left?',
      '{name} had {a} dollars and spent {b}. How much is left?',
      '{name} had {a} euros and [paid|spent] {b} of them. How much money is left?',
    ],
    held: ['{b} of the {a} {what} of {name} were given away. How many {what} does {name} still have?'],
  },
  get: {
    train: [
      '{name} has {a} {what} and [gets|buys|finds] {b} more. How many {what} does {name} have [now|in all|altogether]?',
      '{name} has {a} {what} and [gets|buys|finds] {b} more. How many are there [now|in all]?',
      '{name} has {a} {what} and {other} has {b}. How many [{what} |]do they have together?',
      'There are {a} {what} in one box and {b} in another. How many {what} are there in all?',
      '{name} had {a} {what}. {other} gave {name} {b} more. How many {what} does {name} have now?',
      '{name} picked {a} {what} and then {b} more. How many is that [in all|together]?',
    ],
    held: ['After {name} found {b} {what}, besides the {a} from before, how many {what} are there?'],
  },
  groups: {
    train: [
      '{What} come in {boxes} of {b}. How many {what} are in {a} {boxes}?',
      'There are {a} {boxes} [with|of] {b} {what} each. How many {what} are there [in all|altogether]?',
      '{name} has {a} {boxes} of {b} {what}. How many {what} is that?',
      'Each of {a} {boxes} holds {b} {what}. How many {what} [are there|do they hold together]?',
      'How many {what} are in {a} {boxes} of {b}?',
      '{a} {boxes}, {b} {what} in each. How many {what}?',
    ],
    held: ['{name} fills {a} {boxes} with {b} {what} apiece. How many {what} does that take?'],
  },
  share: {
    train: [
      '{t} {what} are shared equally [among|by] {a} friends. How many does each [get|friend get]?',
      '{name} [shares|divides|splits] {t} {what} equally among {a} people. How many {what} does each [person |]get?',
      '{a} children share {t} {what} equally. How many {what} does each child get?',
      '{t} {what} go into {a} equal groups. How many are in each group?',
      '{name} reads {t} pages in {a} days, the same number each day. How many pages is that a day?',
    ],
    held: ['Split {t} {what} fairly between {a} students. What does each student get?'],
  },
  price: {
    train: [
      'A {one} costs {b} dollars. How much do {a} {many} cost?',
      '[What do|How much do] {a} {many} cost at {b} dollars each?',
      '{name} buys {a} {many} for {b} dollars each. How much does {name} pay?',
      'One {one} is ${b}. What is the price of {a} {many}?',
      '{a} {many} at ${b} each. How much is that [in total|together]?',
      'If one {one} costs {b} euros, [what do|how much do] {a} {many} cost?',
    ],
    held: ['{name} needs {a} {many} and one {one} costs {b} dollars. How many dollars does {name} spend?'],
  },
  difference: {
    train: [
      '{name} has {a} {what} and {other} has {b}. How many more {what} does {name} have[ than {other}|]?',
      '{name} is {a} years old and {other} is {b}. How many years older is {name}?',
      '{other} has {b} {what}, {name} has {a}. What is the difference?',
      'A book costs {a} dollars and a pen costs {b} dollars. How much more does the book cost?',
    ],
    held: ['By how many {what} does {name} with {a} exceed {other} with {b}?'],
  },
  unitPrice: {
    train: [
      '{a} {many} cost {t} dollars. [How much does one {one} cost|What does one {one} cost|What is the price of one]?',
      '{name} pays {t} dollars for {a} {many}. How much is one {one}?',
      'If {a} {many} cost ${t}, what does one cost?',
      '{a} {many} for {t} euros. How much is one {one}?',
    ],
    held: ['The bill for {a} equal {many} is {t} dollars. What is the price of a single one?'],
  },
  missing: {
    train: [
      '{name} has {b} {what} and wants {a}. How many more {what} does {name} need?',
      'A book has {a} pages. {name} has read {b} pages. How many pages are left?',
      '{name} has {b} dollars. A {one} costs {a} dollars. How many more dollars does {name} need?',
    ],
    held: ['{name} needs {a} {what} but has only {b}. How many {what} are missing?'],
  },
};

const labels: Readonly<Record<Kind, string>> = {
  give: 'Left',
  get: 'Together',
  groups: 'Total',
  share: 'Each',
  price: 'Cost',
  difference: 'Difference',
  unitPrice: 'One',
  missing: 'Missing',
};

function sample(random: Random, difficulty: number): Story {
  const kind = random.pick(kinds);
  const [name, other] = people(random, 2) as [string, string];
  const base = { kind, name, other, what: thing(random), boxes: container(random) };
  const good = goodsOf(random, 1)[0]!;
  if (['groups', 'share', 'price', 'unitPrice'].includes(kind)) {
    const a = random.integer(2, grown(difficulty, 9, 60));
    return { ...base, good, a, b: random.integer(2, grown(difficulty, 10, 90)) };
  }
  const b = random.integer(1, grown(difficulty, 9, 900));
  const a =
    kind === 'get'
      ? random.integer(1, grown(difficulty, 15, 900))
      : b + random.integer(1, grown(difficulty, 12, 900));
  return { ...base, good, a, b };
}

export const storyOneStep = defineFamily<Story>({
  name: 'story-one-step',
  topic: 'words',
  wordings,
  sample,
  ask({ kind, name, other, what, boxes, good, a, b }) {
    const texts = { name, other, what, boxes, a, b, one: good[0], many: good[1], t: a * b };
    const What = what[0]!.toUpperCase() + what.slice(1);
    return {
      form: kind,
      slots: Object.fromEntries(
        Object.entries({ ...texts, What }).map(([key, value]) => [key, words(String(value))]),
      ),
    };
  },
  solve({ kind, a, b }, work) {
    const isDivided = kind === 'share' || kind === 'unitPrice';
    const first = work.copy(isDivided ? a * b : a);
    const result = isDivided
      ? work.calc`${first}/${a}`
      : kind === 'groups' || kind === 'price'
        ? work.calc`${first}*${b}`
        : kind === 'get'
          ? work.calc`${first}+${b}`
          : work.calc`${first}-${b}`;
    work.line(`${labels[kind]}: $${result.mark}$`);
    return work.answer(result.tex);
  },
});
