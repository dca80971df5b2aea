/** Short stories with one to four steps about things: shopping, gains and losses, packing, shares of what is left. */
import { defineFamily } from '../family.ts';
import { grown, scaled } from '../kit/text.ts';
import { words } from '../kit/wording.ts';
import { container, goodsOf, people, thing } from './cast.ts';

interface Shopping {
  readonly name: string;
  readonly goods: readonly (readonly [one: string, many: string])[];
  readonly counts: readonly number[];
  readonly prices: readonly number[];
  readonly paid: number;
  readonly asked: 'total' | 'change';
}

export const shopping = defineFamily<Shopping>({
  name: 'shopping',
  topic: 'words',
  wordings: {
    total: {
      train: [
        '{name} [buys|bought|gets] {n1} {g1} at {p1} dollars each and {n2} {g2} at {p2} dollars each. How much does {name} [pay|spend] [in total|altogether]?',
        'A {o1} costs ${p1} and a {o2} costs ${p2}. {name} [buys|takes] {n1} {g1} and {n2} {g2}. [What is the total cost|How much is that in all]?',
        '[What do|How much do] {n1} {g1} for {p1} dollars each and {n2} {g2} for {p2} dollars each cost together?',
        'At the shop {g1} cost {p1} dollars apiece and {g2} cost {p2} dollars apiece. {name} wants {n1} {g1} and {n2} {g2}. How much money does {name} need?',
      ],
      held: [
        "{name}'s basket holds {n1} {g1} ({p1} dollars each) and {n2} {g2} ({p2} dollars each). What does the bill come to?",
      ],
    },
    change: {
      train: [
        '{name} [buys|bought] {n1} {g1} at {p1} dollars each and {n2} {g2} at {p2} dollars each and pays with {paid} dollars. How much change does {name} get?',
        'A {o1} costs ${p1} and a {o2} costs ${p2}. {name} has ${paid} and buys {n1} {g1} and {n2} {g2}. How much money is left?',
        '{name} had {paid} dollars. After buying {n1} {g1} for {p1} dollars each and {n2} {g2} for {p2} dollars each, how many dollars remain?',
      ],
      held: [
        'Out of {paid} dollars {name} pays for {n1} {g1} at {p1} each and {n2} {g2} at {p2} each. What is kept?',
      ],
    },
  },
  sample(random, difficulty) {
    const counts = [random.integer(2, grown(difficulty, 5, 40)), random.integer(2, grown(difficulty, 5, 40))];
    const prices = [random.integer(1, grown(difficulty, 9, 60)), random.integer(1, grown(difficulty, 9, 60))];
    const cost = counts.reduce((sum, n, i) => sum + n * prices[i]!, 0);
    return {
      name: people(random, 1)[0]!,
      goods: goodsOf(random, 2),
      counts,
      prices,
      paid: cost + random.integer(1, grown(difficulty, 20, 200)),
      asked: random.pick(['total', 'change'] as const),
    };
  },
  ask({ name, goods, counts, prices, paid, asked }) {
    const [[o1, g1], [o2, g2]] = goods as [readonly [string, string], readonly [string, string]];
    const texts = {
      name,
      o1,
      g1,
      o2,
      g2,
      n1: counts[0]!,
      n2: counts[1]!,
      p1: prices[0]!,
      p2: prices[1]!,
      paid,
    };
    return {
      form: asked,
      slots: Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, words(String(value))])),
    };
  },
  solve({ goods, counts, prices, paid, asked }, work) {
    const parts = work.anyOrder([0, 1]).map((i) => {
      const cost = work.calc`${counts[i]!}*${prices[i]!}`;
      work.line(`${goods[i]![1]}: $${cost.mark}$`);
      return cost;
    });
    const total = work.calc`${parts[0]!}+${parts[1]!}`;
    work.line(`Total: $${total.mark}$`);
    if (asked === 'total') return work.answer(total.tex);
    const change = work.calc`${paid}-${total}`;
    work.line(`Left: $${change.mark}$`);
    return work.answer(change.tex);
  },
});

interface Changes {
  readonly name: string;
  readonly other: string;
  readonly what: string;
  readonly start: number;
  /** Positive: got; negative: gave. */
  readonly moves: readonly number[];
  /** What is unknown: the end, or the start. */
  readonly asked: 'end' | 'start';
}

const gains = ['found', 'bought', 'got', 'picked up', 'received'];
const losses = ['gave away', 'lost', 'used', 'sold', 'gave to a friend'];

export const changes = defineFamily<Changes>({
  name: 'story-changes',
  topic: 'words',
  wordings: {
    end: {
      train: [
        '{name} [had|has] {start} {what}. [Then|Later] {name} {moves}. How many {what} does {name} have [now|in the end|left]?',
        '{name} started with {start} {what} and {moves}. [How many {what} are there now|How many {what} remain]?',
        '[At first|In the morning|On Monday] {name} had {start} {what}. During the day {name} {moves}. How many {what} are there [at the end|now]?',
      ],
      held: [
        "{name}'s collection counted {start} {what}; since then {name} {moves}. What is the count today?",
      ],
    },
    start: {
      train: [
        '{name} had some {what}. [Then|Later] {name} {moves}. Now there are {end} {what}. How many {what} did {name} have at [first|the start]?',
        'After {name} {moves}, {end} {what} are left. How many {what} were there [before|in the beginning]?',
      ],
      held: ['{name} {moves} and now owns {end} {what}. What was the number at the outset?'],
    },
  },
  sample(random, difficulty) {
    const [name, other] = people(random, 2) as [string, string];
    const size = grown(difficulty, 9, 400);
    const moves: number[] = [];
    let left = random.integer(size, size * 2);
    const start = left;
    for (let i = random.integer(1, scaled(difficulty, 2, 4)); i > 0; i--) {
      const move = random.chance(0.5) && left > 1 ? -random.integer(1, left - 1) : random.integer(1, size);
      moves.push(move);
      left += move;
    }
    return { name, other, what: thing(random), start, moves, asked: random.chance(0.7) ? 'end' : 'start' };
  },
  ask({ name, what, start, moves, asked }) {
    const parts = moves.map(
      (move, i) =>
        `${(move > 0 ? gains : losses)[(start + i) % 5]!} ${Math.abs(move)}${i === 0 ? '' : ' more'}`,
    );
    const text =
      parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(', ')} and then ${parts.at(-1)!}`;
    const end = moves.reduce((sum, move) => sum + move, start);
    const slots = { name, what, start, end, moves: text.replaceAll(' more', '') };
    return {
      form: asked,
      slots: Object.fromEntries(Object.entries(slots).map(([key, value]) => [key, words(String(value))])),
    };
  },
  solve({ start, moves, asked }, work) {
    const end = moves.reduce((sum, move) => sum + move, start);
    const steps = asked === 'end' ? moves : [...moves].reverse().map((move) => -move);
    let value = work.copy(asked === 'end' ? start : end);
    for (const move of steps) {
      const next = work.more(value, move);
      work.line(`$${next.mark}$`);
      value = next.value;
    }
    return work.answer(value.toLatex());
  },
});

interface Packing {
  readonly name: string;
  readonly what: string;
  readonly boxes: string;
  readonly count: number;
  readonly each: number;
  readonly extra: number;
  readonly asked: 'total' | 'perBox' | 'boxes';
}

export const packing = defineFamily<Packing>({
  name: 'story-packing',
  topic: 'words',
  wordings: {
    total: {
      train: [
        '{name} has {n} {boxes} with {k} {what} in each and {e} {what} [more|loose]. How many {what} [are there|does {name} have] [in all|altogether]?',
        'There are {n} {boxes} of {k} {what} and {e} single {what}. What is the total number of {what}?',
        'Each of {n} {boxes} holds {k} {what}. {e} {what} are left over. How many {what} are there?',
      ],
      held: ['{name} counts {n} {boxes} ({k} {what} apiece) plus {e} spare ones. How many {what}?'],
    },
    perBox: {
      train: [
        '{name} puts {t} {what} [equally|evenly] into {n} {boxes}. How many {what} are in each?',
        '{t} {what} are [shared|divided] equally among {n} {boxes}. How many go into each one?',
        'If {n} {boxes} hold {t} {what} in all, with the same number in each, how many are in one?',
      ],
      held: ['Splitting {t} {what} fairly over {n} {boxes} gives how many apiece?'],
    },
    boxes: {
      train: [
        '{name} has {t} {what} and puts {k} into each of the {boxes}. How many {boxes} [are needed|can be filled]?',
        '{k} {what} go into each of the {boxes}. How many {boxes} do {t} {what} fill?',
        'How many {boxes} of {k} can be made from {t} {what}?',
      ],
      held: ['{t} {what} are bundled by {k}. How many bundles arise?'],
    },
  },
  sample(random, difficulty) {
    return {
      name: people(random, 1)[0]!,
      what: thing(random),
      boxes: container(random),
      count: random.integer(2, grown(difficulty, 9, 90)),
      each: random.integer(2, grown(difficulty, 9, 60)),
      extra: random.integer(1, grown(difficulty, 9, 90)),
      asked: random.pick(['total', 'perBox', 'boxes'] as const),
    };
  },
  ask({ name, what, boxes, count, each, extra, asked }) {
    const slots = { name, what, boxes, n: count, k: each, e: extra, t: count * each };
    return {
      form: asked,
      slots: Object.fromEntries(Object.entries(slots).map(([key, value]) => [key, words(String(value))])),
    };
  },
  solve({ what, count, each, extra, asked }, work) {
    if (asked !== 'total') {
      const divisor = asked === 'perBox' ? count : each;
      const result = work.calc`${count * each}/${divisor}`;
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    const packed = work.calc`${count}*${each}`;
    work.line(`Packed ${what}: $${packed.mark}$`);
    const total = work.calc`${packed}+${extra}`;
    work.line(`Total: $${total.mark}$`);
    return work.answer(total.tex);
  },
});

interface FractionStory {
  readonly name: string;
  readonly what: string;
  readonly total: number;
  readonly shares: readonly (readonly [number, number])[];
}

const sharesOf = ['read', 'sold', 'gave away', 'ate', 'used'];

export const fractionStory = defineFamily<FractionStory>({
  name: 'story-fractions',
  topic: 'words',
  wordings: {
    one: {
      train: [
        '{name} [had|owned|started with] {t} {what} and {verb} {f} of them. How many {what} [are left|remain|does {name} still have]?',
        'Of {t} {what}, {name} {verb} {f}. How many remain?',
        '{name} {verb} {f} of {t} {what}. How many {what} does {name} still have?',
      ],
      held: ['From {t} {what} the fraction {f} is gone. What is left of them?'],
    },
    two: {
      train: [
        '{name} [had|owned|started with] {t} {what}. First {name} {verb} {f} of them, then {g} of the [rest|remaining {what}]. How many {what} [are left|remain]?',
        '{name} {verb} {f} of {t} {what} and later {g} of what was left. How many remain?',
      ],
      held: ['{t} {what}: {f} go on the first day, {g} of the remaining ones on the second. What stays?'],
    },
  },
  sample(random, difficulty) {
    const draw = (): [number, number] => {
      const d = random.integer(2, scaled(difficulty, 4, 8));
      return [random.integer(1, d - 1), d];
    };
    const shares = difficulty > 3 && random.chance(0.6) ? [draw(), draw()] : [draw()];
    const unit = shares.reduce((product, [, d]) => product * d, 1);
    return {
      name: people(random, 1)[0]!,
      what: thing(random),
      total: unit * random.integer(1, grown(difficulty, 9, 40)),
      shares,
    };
  },
  ask({ name, what, total, shares }) {
    const text = ([n, d]: readonly [number, number]): string => (n === 1 && d === 2 ? 'half' : `${n}/${d}`);
    const slots = {
      name,
      what,
      t: total,
      f: text(shares[0]!),
      g: text(shares[1] ?? [1, 2]),
      verb: sharesOf[total % 5]!,
    };
    return {
      form: shares.length === 1 ? 'one' : 'two',
      slots: Object.fromEntries(Object.entries(slots).map(([key, value]) => [key, words(String(value))])),
    };
  },
  solve({ total, shares }, work) {
    let left = work.copy(total);
    for (const [n, d] of shares) {
      const gone = work.frac`${left}*${n}/${d}`;
      work.line(`Gone: $${gone.mark}$`);
      const rest = work.frac`${left}-${gone}`;
      work.line(`Left: $${rest.mark}$`);
      left = rest.value;
    }
    return work.answer(left.toLatex());
  },
});
