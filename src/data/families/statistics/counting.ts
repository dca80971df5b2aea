/** Counting and chance: permutations, combinations, dice, coins, draws, sets and inclusion–exclusion. */
import { defineFamily } from '../family.ts';
import { grown, scaled } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

interface Counting {
  readonly kind: 'choose' | 'arrange' | 'order';
  readonly n: number;
  readonly k: number;
}

export const countingWays = defineFamily<Counting>({
  name: 'counting-ways',
  topic: 'statistics',
  wordings: {
    choose: {
      train: [
        'In how many ways can {k} [people|students|books|cards] be chosen from {n}?',
        'How many [committees|teams|groups] of {k} can be formed from {n} people?',
        '[Find|Compute|Evaluate] {c}.',
        'How many ways are there to [choose|select|pick] {k} of {n} [objects|items] if order does not matter?',
      ],
      held: ['A bag holds {n} different balls. How many handfuls of {k} are there?'],
    },
    arrange: {
      train: [
        'In how many ways can {k} of {n} [people|books] be arranged in a row?',
        'How many ways are there to award {k} different prizes to {n} runners, at most one each?',
        'How many ordered selections of {k} out of {n} [objects|items] are there?',
      ],
      held: ['{n} runners compete for places 1 to {k}. How many results are possible?'],
    },
    order: {
      train: [
        'In how many ways can {n} [people|books|students] [stand|be arranged] in a row?',
        'How many ways are there to order {n} different [objects|letters]?',
        '[Compute|Find|Evaluate] {f}.',
      ],
      held: ['How many different queues can {n} people form?'],
    },
  },
  sample(random, difficulty) {
    const kind = random.pick(['choose', 'choose', 'arrange', 'order'] as const);
    const n =
      kind === 'order'
        ? random.integer(3, scaled(difficulty, 6, 12))
        : random.integer(4, scaled(difficulty, 8, 24));
    return { kind, n, k: random.integer(2, Math.min(n - 1, scaled(difficulty, 2, 6))) };
  },
  ask: ({ kind, n, k }) => ({
    form: kind,
    slots: { n: words(String(n)), k: words(String(k)), c: `C(${n},${k})`, f: `fact(${n})` },
  }),
  solve({ kind, n, k }, work) {
    if (kind === 'order') {
      const result = work.calc`${n}!`;
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    const falling = Array.from({ length: k }, (_, i) => n - i);
    const divides = work.choose(kind === 'choose', [kind !== 'choose']);
    const result = work.calc(['', ...falling.slice(1).map(() => '*'), divides ? `/${k}!` : ''], ...falling);
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});

interface Dice {
  readonly kind: 'sum' | 'atLeast' | 'both';
  readonly value: number;
}

function waysFor({ kind, value }: Dice): number {
  let count = 0;
  for (let a = 1; a <= 6; a++)
    for (let b = 1; b <= 6; b++)
      if (kind === 'sum' ? a + b === value : kind === 'atLeast' ? a + b >= value : a === b && a >= value)
        count++;
  return count;
}

export const twoDice = defineFamily<Dice>({
  name: 'two-dice',
  topic: 'statistics',
  wordings: {
    sum: {
      train: [
        'Two [fair|] dice are [rolled|thrown]. What is the probability that the sum is {v}?',
        '[Find|Calculate] the probability of rolling a [total|sum] of {v} with two dice.',
        'What is the chance of a sum of {v} with two fair dice?',
      ],
      held: ['You throw a pair of dice. How likely is a total of exactly {v}?'],
    },
    atLeast: {
      train: [
        'Two [fair|] dice are [rolled|thrown]. What is the probability that the sum is at least {v}?',
        '[Find|Calculate] the probability of rolling a [total|sum] of {v} or more with two dice.',
      ],
      held: ['How likely is a total of {v} or higher with a pair of dice?'],
    },
    both: {
      train: [
        'Two [fair|] dice are [rolled|thrown]. What is the probability of a double of at least {v}?',
        '[Find|Calculate] the probability that two dice show the same number, at least {v}.',
      ],
      held: ['How likely is it that both dice agree and show {v} or more?'],
    },
  },
  sample(random) {
    const kind = random.pick(['sum', 'atLeast', 'both'] as const);
    return { kind, value: kind === 'both' ? random.integer(1, 6) : random.integer(2, 12) };
  },
  ask: ({ kind, value }) => ({ form: kind, slots: { v: words(String(value)) } }),
  solve({ kind, value }, work) {
    let count = work.copy(waysFor({ kind, value }));
    if (kind === 'atLeast' && value < 12) {
      const each = Array.from({ length: 13 - value }, (_, i) => waysFor({ kind: 'sum', value: value + i }));
      const sum = work.calc(['', ...each.slice(1).map(() => '+'), ''], ...each);
      work.line(`Sums ${value} to 12: $${sum.mark}$ ways`);
      count = sum.value;
    } else work.line(`$${count.toLatex()}$ of $36$ ways`);
    const result = work.frac`${count}/36`;
    work.line(`$${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});

interface Marbles {
  readonly red: number;
  readonly blue: number;
  readonly kind: 'one' | 'both' | 'different';
}

export const marbles = defineFamily<Marbles>({
  name: 'marble-probability',
  topic: 'statistics',
  wordings: {
    one: {
      train: [
        'A [bag|box|jar] [contains|holds] {r} red and {b} blue [marbles|balls]. One is drawn at random. What is the probability that it is red?',
        'From {r} red and {b} blue [marbles|balls] one is [picked|drawn] at random. [Find|What is] the probability of red[.|?]',
      ],
      held: ['{r} red and {b} blue beads lie in a cup. How likely is a blind pick to be red?'],
    },
    both: {
      train: [
        'A [bag|box|jar] [contains|holds] {r} red and {b} blue [marbles|balls]. Two are drawn without replacement. What is the probability that both are red?',
        'Two [marbles|balls] are [taken|drawn] without replacement from {r} red and {b} blue ones. [Find|What is] the probability that both are red[.|?]',
      ],
      held: ['{r} red and {b} blue beads: two are kept, blindly. How likely are two red ones?'],
    },
    different: {
      train: [
        'A [bag|box|jar] [contains|holds] {r} red and {b} blue [marbles|balls]. Two are drawn without replacement. What is the probability that they have different colours?',
        'Two [marbles|balls] are [taken|drawn] without replacement from {r} red and {b} blue ones. [Find|What is] the probability of one of each colour[.|?]',
      ],
      held: ['{r} red and {b} blue beads: two are kept, blindly. How likely is one of each?'],
    },
  },
  sample: (random, difficulty) => ({
    red: random.integer(2, grown(difficulty, 6, 30)),
    blue: random.integer(2, grown(difficulty, 6, 30)),
    kind: random.pick(['one', 'both', 'different'] as const),
  }),
  ask: ({ red, blue, kind }) => ({ form: kind, slots: { r: String(red), b: String(blue) } }),
  solve({ red, blue, kind }, work) {
    const all = work.calc`${red}+${blue}`;
    work.line(`All: $${all.mark}$`);
    const less = work.choose(all.value.minus(1), [all.value]);
    const result =
      kind === 'one'
        ? work.frac`${red}/${all}`
        : kind === 'both'
          ? work.frac`${red}/${all}*${red - 1}/${less}`
          : work.frac`2*${red}/${all}*${blue}/${less}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});

interface Coins {
  readonly n: number;
  readonly k: number;
}

export const binomialProbability = defineFamily<Coins>({
  name: 'coin-flips',
  topic: 'statistics',
  heldOut: true,
  wordings: {
    train: [
      'A fair coin is [flipped|tossed] {n} times. What is the probability of exactly {k} heads?',
      '[Find|Calculate|Determine] the probability of [getting|seeing] exactly {k} heads in {n} [flips|tosses] of a fair coin.',
      'What is the chance of exactly {k} heads in {n} coin [flips|tosses]?',
      'If a fair coin is tossed {n} times, how likely are exactly {k} heads?',
    ],
    held: [
      'Of {n} fair coin throws, with what probability do {k} land heads up?',
      '{n} fair coins are thrown at once. How likely are {k} heads?',
    ],
  },
  sample(random, difficulty) {
    const n = random.integer(2, scaled(difficulty, 4, 14));
    return { n, k: random.integer(0, n) };
  },
  ask: ({ n, k }) => ({ slots: { n: words(String(n)), k: words(String(k)) } }),
  solve({ n, k }, work) {
    const ways = work.calc`${n}!/(${k}!*${n - k}!)`;
    work.line(`Ways: $${ways.mark}$`);
    const all = work.calc`2^${n}`;
    work.line(`All: $${all.mark}$`);
    const result = work.frac`${ways}/${all}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.value.toLatex());
  },
});

interface TwoSets {
  readonly a: number;
  readonly b: number;
  readonly both: number;
  readonly neither: number;
  readonly asked: 'union' | 'neither' | 'onlyA';
}

export const inclusionExclusion = defineFamily<TwoSets>({
  name: 'inclusion-exclusion',
  topic: 'statistics',
  wordings: {
    union: {
      train: [
        'In a [class|club], {a} [students|people] [play|like] football, {b} [play|like] tennis and {c} [play|like] both. How many [play|like] at least one?',
        '{a} people speak French, {b} speak German and {c} speak both. How many speak at least one of the two?',
        'If |A| = {a}, |B| = {b} and |A and B| = {c}, [find|what is] the size of the union of A and B[.|?]',
      ],
      held: ['{a} have a cat, {b} a dog, {c} have both. How many have a pet?'],
    },
    neither: {
      train: [
        'Of {t} [students|people], {a} [play|like] football, {b} [play|like] tennis and {c} [play|like] both. How many [play|like] neither?',
        'Among {t} people {a} speak French, {b} speak German and {c} speak both. How many speak neither?',
      ],
      held: ['There are {t} families: {a} have a cat, {b} a dog, {c} both. How many have none?'],
    },
    onlyA: {
      train: [
        'In a [class|club], {a} [students|people] [play|like] football and {c} of them also [play|like] tennis, which {b} do in all. How many [play|like] only football?',
        '{a} people speak French, {b} speak German and {c} speak both. How many speak French only?',
      ],
      held: ['{a} have a cat, {b} a dog, {c} have both. How many have just a cat?'],
    },
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 12, 400);
    const both = random.integer(1, size);
    return {
      both,
      a: both + random.integer(1, size),
      b: both + random.integer(1, size),
      neither: random.integer(0, size),
      asked: random.pick(['union', 'neither', 'onlyA'] as const),
    };
  },
  ask: ({ a, b, both, neither, asked }) => ({
    form: asked,
    slots: { a: String(a), b: String(b), c: String(both), t: String(a + b - both + neither) },
  }),
  solve({ a, b, both, neither, asked }, work) {
    if (asked === 'onlyA') {
      const only = work.calc`${a}-${both}`;
      work.line(`$${only.mark}$`);
      return work.answer(only.tex);
    }
    const removed = work.choose(both, [0]);
    const union = work.calc`${a}+${b}-${removed}`;
    work.line(`At least one: $${union.mark}$`);
    if (asked === 'union') return work.answer(union.tex);
    const rest = work.calc`${a + b - both + neither}-${union}`;
    work.line(`Neither: $${rest.mark}$`);
    return work.answer(rest.tex);
  },
});

interface SetOperation {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly kind: 'union' | 'intersection' | 'difference';
}

export const setOperations = defineFamily<SetOperation>({
  name: 'set-operations',
  topic: 'statistics',
  wordings: {
    union: {
      train: [
        '[Find|Determine|Give] the union of {a} and {b}.',
        'What is the union of the sets {a} and {b}?',
        'If A = {a} and B = {b}, what is A union B?',
      ],
      held: ['Which numbers are in {a} or in {b}?'],
    },
    intersection: {
      train: [
        '[Find|Determine|Give] the intersection of {a} and {b}.',
        'What is the intersection of the sets {a} and {b}?',
        'If A = {a} and B = {b}, what is A intersect B?',
      ],
      held: ['Which numbers are in both {a} and {b}?'],
    },
    difference: {
      train: [
        '[Find|Determine|Give] the set difference {a} minus {b}.',
        'If A = {a} and B = {b}, what is A without B?',
        'Which elements of {a} are not in {b}?',
      ],
      held: ['Remove from {a} everything that is in {b}.'],
    },
  },
  sample(random, difficulty) {
    const size = scaled(difficulty, 9, 40);
    const draw = (): number[] => {
      const pool = random.shuffled(Array.from({ length: size }, (_, i) => i + 1));
      return pool.slice(0, random.integer(3, scaled(difficulty, 4, 8))).sort((x, y) => x - y);
    };
    return { a: draw(), b: draw(), kind: random.pick(['union', 'intersection', 'difference'] as const) };
  },
  ask({ a, b, kind }) {
    const text = (set: readonly number[]): { words: string } => ({ words: `{${set.join(', ')}}` });
    return { form: kind, slots: { a: text(a), b: text(b) } };
  },
  solve({ a, b, kind }, work) {
    const common = a.filter((x) => b.includes(x));
    work.line(`Common: ${common.length === 0 ? 'none' : `$${common.join(', ')}$`}`);
    const right =
      kind === 'intersection'
        ? common
        : kind === 'union'
          ? [...new Set([...a, ...b])].sort((x, y) => x - y)
          : a.filter((x) => !b.includes(x));
    const wrong = kind === 'difference' ? b.filter((x) => !a.includes(x)) : right.slice(0, -1);
    const result = work.choose(right, [wrong.length === right.length ? [...right, 0] : wrong]);
    return work.answer(result.length === 0 ? '\\emptyset' : `\\{${result.join(', ')}\\}`);
  },
});
