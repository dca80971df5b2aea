/** Short stories with one to four steps: shopping, changes, packing, sharing, speed, wages, ages, recipes, work. */
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

interface Travel {
  readonly name: string;
  readonly speed: number;
  readonly hours: number;
  readonly asked: 'distance' | 'time' | 'speed';
  readonly vehicle: string;
}

export const travel = defineFamily<Travel>({
  name: 'speed-distance-time',
  topic: 'words',
  wordings: {
    distance: {
      train: [
        'A {v} travels at {s} km/h for {h} hours. How far does it [go|travel]?',
        '{name} drives a {v} at {s} kilometers per hour for {h} hours. What distance is covered?',
        'How many kilometers does a {v} cover in {h} hours at {s} km/h?',
      ],
      held: ['At a steady {s} km/h, where is the {v} after {h} hours, measured from the start?'],
    },
    time: {
      train: [
        'A {v} travels {d} km at {s} km/h. How many hours does [it|the trip] take?',
        'How long does a {v} need for {d} kilometers at {s} kilometers per hour?',
        '{name} drives {d} km at {s} km/h. How many hours does that take?',
      ],
      held: ['After how many hours has a {v} at {s} km/h put {d} km behind it?'],
    },
    speed: {
      train: [
        'A {v} covers {d} km in {h} hours. What is its [average|] speed in km/h?',
        '{name} drives {d} kilometers in {h} hours. How fast is that in km/h?',
        'What is the speed of a {v} that needs {h} hours for {d} km?',
      ],
      held: ['{d} km in {h} hours: how many kilometers is that each hour?'],
    },
  },
  sample: (random, difficulty) => ({
    name: people(random, 1)[0]!,
    speed: 5 * random.integer(2, scaled(difficulty, 12, 60)) + (difficulty > 5 ? random.integer(0, 4) : 0),
    hours: random.integer(2, scaled(difficulty, 5, 14)),
    asked: random.pick(['distance', 'time', 'speed'] as const),
    vehicle: random.pick(['car', 'train', 'bus', 'truck', 'ship', 'bike']),
  }),
  ask({ name, speed, hours, asked, vehicle }) {
    const slots = { name, v: vehicle, s: speed, h: hours, d: speed * hours };
    return {
      form: asked,
      slots: Object.fromEntries(Object.entries(slots).map(([key, value]) => [key, words(String(value))])),
    };
  },
  solve({ speed, hours, asked }, work) {
    const distance = speed * hours;
    const result =
      asked === 'distance'
        ? work.calc`${speed}*${hours}`
        : asked === 'time'
          ? work.calc`${distance}/${speed}`
          : work.calc`${distance}/${hours}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});

interface Ages {
  readonly first: string;
  readonly second: string;
  readonly gap: number;
  readonly factor: number;
  readonly young: number;
  readonly asked: 'sum' | 'times';
}

export const ages = defineFamily<Ages>({
  name: 'ages',
  topic: 'words',
  wordings: {
    sum: {
      train: [
        '{a} is {g} years older than {b}. Together they are {t} years old. How old is {b}?',
        'The ages of {a} and {b} [add up to|sum to|total] {t}. {a} is {g} years older[| than {b}]. [How old is {b}|What is the age of {b}|What age has {b}]?',
        '{b} is {g} years younger than {a}, and the sum of their ages is {t}. What is the age of {b}?',
      ],
      held: ['{a} and {b} have lived {t} years between them, {a} {g} more than {b}. What age is {b}?'],
    },
    times: {
      train: [
        '{a} is {f} times as old as {b}. Together they are {t} years old. How old is {b}?',
        'The ages of {a} and {b} [add up to|sum to|total] {t}. {a} is {f} times as old as {b}. [How old is {b}|What is the age of {b}|What age has {b}]?',
        '{a} has {f} times the age of {b}, and the sum of their ages is {t}. What is the age of {b}?',
      ],
      held: [
        'Together {a} and {b} count {t} years, and {a} counts {f} times as many as {b}. What age is {b}?',
      ],
    },
  },
  sample(random, difficulty) {
    const [first, second] = people(random, 2) as [string, string];
    return {
      first,
      second,
      gap: random.integer(2, scaled(difficulty, 9, 40)),
      factor: random.integer(2, scaled(difficulty, 3, 7)),
      young: random.integer(3, scaled(difficulty, 12, 45)),
      asked: random.pick(['sum', 'times'] as const),
    };
  },
  ask({ first, second, gap, factor, young, asked }) {
    const total = asked === 'sum' ? 2 * young + gap : young * (factor + 1);
    const slots = { a: first, b: second, g: gap, f: factor, t: total };
    return {
      form: asked,
      slots: Object.fromEntries(Object.entries(slots).map(([key, value]) => [key, words(String(value))])),
    };
  },
  solve({ second, gap, factor, young, asked }, work) {
    if (asked === 'sum') {
      const twice = work.calc`${2 * young + gap}-${gap}`;
      work.line(`Twice ${second}: $${twice.mark}$`);
      const one = work.frac`${twice}/2`;
      work.line(`${second}: $${one.mark}$`);
      return work.answer(one.value.toLatex());
    }
    const parts = work.calc`${factor}+1`;
    work.line(`Parts: $${parts.mark}$`);
    const one = work.frac`${young * (factor + 1)}/${parts}`;
    work.line(`${second}: $${one.mark}$`);
    return work.answer(one.value.toLatex());
  },
});

interface Recipe {
  readonly name: string;
  readonly what: string;
  readonly base: number;
  readonly amount: number;
  readonly wanted: number;
}

export const proportionStory = defineFamily<Recipe>({
  name: 'story-proportion',
  topic: 'words',
  wordings: {
    train: [
      '{b} {what} cost {m} dollars. [How many dollars|How much] do {w} {what} cost?',
      'At the same price, what do {w} {what} cost [if|when] {b} [of them|{what}] cost {m} dollars?',
      'If {b} {what} weigh {m} grams, how many grams do {w} [of them|{what}] weigh?',
      'A recipe for {b} people needs {m} grams of flour. How many grams are needed for {w} people?',
      '{name} [reads|types] {m} [pages|lines] in {b} minutes. How many in {w} minutes at the same rate?',
      '{b} machines make {m} parts an hour. How many parts do {w} such machines make in an hour?',
    ],
    held: [
      'For {b} {what} one pays {m}. What is due for {w} of them?',
      '{m} liters of paint cover {b} walls. How many liters are needed for {w} walls?',
    ],
  },
  sample(random, difficulty) {
    const unit = random.integer(2, grown(difficulty, 9, 60));
    const base = random.integer(2, scaled(difficulty, 6, 25));
    let wanted = random.integer(2, scaled(difficulty, 9, 60));
    if (wanted === base) wanted++;
    return { name: people(random, 1)[0]!, what: thing(random), base, amount: unit * base, wanted };
  },
  ask({ name, what, base, amount, wanted }) {
    const slots = { name, what, b: base, m: amount, w: wanted };
    return {
      slots: Object.fromEntries(Object.entries(slots).map(([key, value]) => [key, words(String(value))])),
    };
  },
  solve({ base, amount, wanted }, work) {
    const one = work.frac`${amount}/${base}`;
    work.line(`For one: $${one.mark}$`);
    const result = work.frac`${one}*${wanted}`;
    work.line(`$${result.mark}$`);
    return work.answer(result.value.toLatex());
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

interface WorkRate {
  readonly first: string;
  readonly second: string;
  readonly a: number;
  readonly b: number;
}

export const workRate = defineFamily<WorkRate>({
  name: 'work-rate',
  topic: 'words',
  heldOut: true,
  wordings: {
    train: [
      '{x} can [paint|clean] a [house|room] in {a} hours and {y} in {b} hours. How many hours do they need together?',
      'One pipe fills a tank in {a} hours, another in {b} hours. How long do both together take, in hours?',
      '{x} [finishes|does] a job in {a} hours, {y} needs {b} hours. How [long|many hours] does the job take if they work [together|side by side]?',
      'Working alone, {x} needs {a} hours and {y} {b} hours. In how many hours do they finish together?',
    ],
    held: [
      'Two printers need {a} and {b} hours for the same order. How many hours if both run at once?',
      '{x} does all of it in {a} hours, {y} in {b}. Jointly, how many hours?',
    ],
  },
  sample(random, difficulty) {
    const [first, second] = people(random, 2) as [string, string];
    const [a, b] =
      difficulty < 5
        ? random.pick([
            [3, 6],
            [2, 2],
            [4, 12],
            [6, 12],
            [10, 15],
            [5, 20],
            [6, 3],
            [20, 30],
          ] as const)
        : [random.integer(2, 30), random.integer(2, 30)];
    return { first, second, a, b };
  },
  ask({ first, second, a, b }) {
    return { slots: { x: words(first), y: words(second), a: words(String(a)), b: words(String(b)) } };
  },
  solve({ a, b }, work) {
    const rate = work.frac`1/${a}+1/${b}`;
    work.line(`In one hour: $${rate.mark}$`);
    const time = work.frac`1/${rate}`;
    work.line(`$${time.mark}$`);
    return work.answer(time.value.toLatex());
  },
});
