/** Short stories with one to four steps about rates: speed, ages, recipes, work done together. */
import { defineFamily } from '../family.ts';
import { grown, scaled } from '../kit/text.ts';
import { words } from '../kit/wording.ts';
import { people, thing } from './cast.ts';

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
        'How far does a {v} go in {h} hours at {s} km/h?',
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
        'A {v} goes {d} km in {h} hours. [What is its speed|How fast is it]?',
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
