/** Chances of one draw: a die, a card, a coin, a marble of several colours, a number from 1 to n. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { grown, scaled } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

interface Chance {
  readonly kind: 'die' | 'card' | 'coin' | 'marble' | 'number';
  /** What is asked for: "an even number". */
  readonly event: string;
  readonly good: number;
  readonly all: number;
  /** The good outcomes, or null where there are too many to list. */
  readonly listed: readonly number[] | null;
  readonly counts: readonly number[];
  readonly colours: readonly string[];
}

const cardEvents: readonly (readonly [string, number])[] = [
  ['a king', 4],
  ['an ace', 4],
  ['a queen', 4],
  ['a heart', 13],
  ['a spade', 13],
  ['a red card', 26],
  ['a black card', 26],
  ['a king or a queen', 8],
  ['a red king', 2],
  ['the ace of hearts', 1],
];

interface NumberEvent {
  readonly text: string;
  readonly fits: (n: number) => boolean;
}

const isPrime = (n: number): boolean => n > 1 && [2, 3, 5, 7].every((d) => n === d || n % d !== 0);

function numberEvent(random: Random, limit: number): NumberEvent {
  const k = random.integer(2, limit - 1);
  const d = random.integer(3, Math.max(3, Math.floor(limit / 2)));
  return random.pick<NumberEvent>([
    { text: 'an even number', fits: (n) => n % 2 === 0 },
    { text: 'an odd number', fits: (n) => n % 2 === 1 },
    { text: 'a prime number', fits: isPrime },
    { text: `a number greater than ${k}`, fits: (n) => n > k },
    { text: `a number less than ${k}`, fits: (n) => n < k },
    { text: `a multiple of ${d}`, fits: (n) => n % d === 0 },
    { text: `${[8, 11, 18].includes(k) ? 'an' : 'a'} ${k}`, fits: (n) => n === k },
    { text: `at least ${k}`, fits: (n) => n >= k },
  ]);
}

const colours = ['red', 'blue', 'green', 'white', 'black', 'yellow'];

function drawMarbles(random: Random, difficulty: number): Chance {
  const chosen = random.shuffled(colours).slice(0, random.integer(2, 3));
  const counts = chosen.map(() => random.integer(1, grown(difficulty, 6, 30)));
  const all = counts.reduce((sum, count) => sum + count, 0);
  const isNot = random.chance(0.2);
  const good = isNot ? all - counts[0]! : counts[0]!;
  const event = `${isNot ? 'not ' : ''}${chosen[0]!}`;
  return { kind: 'marble', event, good, all, listed: null, counts, colours: chosen };
}

function sample(random: Random, difficulty: number): Chance {
  const kind = random.pick(['die', 'die', 'card', 'coin', 'marble', 'marble', 'number', 'number'] as const);
  const base = { kind, counts: [], colours: [] };
  if (kind === 'marble') return drawMarbles(random, difficulty);
  if (kind === 'card') {
    const [event, good] = random.pick(cardEvents);
    return { ...base, event, good, all: 52, listed: null };
  }
  if (kind === 'coin' && difficulty < 4)
    return { ...base, event: random.pick(['heads', 'tails']), good: 1, all: 2, listed: null };
  const sides = difficulty < 3 ? 6 : random.pick([6, 6, 10, 12, 20]);
  const isDie = kind !== 'number';
  const all = isDie ? sides : random.pick([10, 10, 12, 20, 30, 50].slice(0, scaled(difficulty, 4, 6)));
  for (;;) {
    const { text, fits } = numberEvent(random, all);
    const outcomes = Array.from({ length: all }, (_, i) => i + 1).filter(fits);
    if (outcomes.length === 0) continue;
    const listed = outcomes.length <= 10 ? outcomes : null;
    return { ...base, kind: isDie ? 'die' : 'number', event: text, good: outcomes.length, all, listed };
  }
}

function contents({ counts, colours: names }: Chance): string {
  const parts = counts.map((count, i) => `${count} ${names[i]!}`);
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

export const simpleChance = defineFamily<Chance>({
  name: 'simple-chance',
  topic: 'statistics',
  wordings: {
    die: {
      train: [
        'A fair {die} is rolled. What is the [probability|chance] of [getting |rolling |]{event}?',
        'A {die} is [rolled|thrown]. [Find|What is] the probability of {event}[.|?]',
        'You roll a fair {die}. What is the [chance|probability] of {event}?',
        'Probability of {event} with one {die}?',
        'What is the probability of rolling {event} with a fair {die}?',
      ],
      held: ['One {die} is thrown. How likely is {event}?', 'How probable is {event} on a {die}?'],
    },
    card: {
      train: [
        'A card is drawn from a [standard |]deck of 52 cards. What is the probability that it is {event}?',
        'One card is drawn at random from 52 cards. [Find|What is] the [chance|probability] of {event}[.|?]',
        'What is the probability of drawing {event} from a deck of 52 cards?',
      ],
      held: ['How likely is {event} when one of 52 cards is taken?'],
    },
    coin: {
      train: [
        'A fair coin is [flipped|tossed] once. What is the [probability|chance] of {event}?',
        'What is the probability of {event} when one fair coin is tossed?',
      ],
      held: ['How likely is {event} with one coin?'],
    },
    marble: {
      train: [
        'A [bag|box] [holds|contains|has] {contents} [marbles|balls]. One is drawn at random. What is the probability that it is {event}?',
        'There are {contents} [marbles|balls] in a [bag|box]. One is taken at random. [Find|What is] the [chance|probability] that it is {event}[.|?]',
        'A [bag|box] has {contents} [marbles|balls]. What is the probability of drawing one that is {event}?',
      ],
      held: ['From {contents} balls one is picked. How likely is it that it is {event}?'],
    },
    number: {
      train: [
        'A number from 1 to {n} is picked at random. What is the probability of {event}?',
        'One of the numbers 1 to {n} is chosen at random. What is the [chance|probability] of [getting |]{event}?',
        'Cards numbered 1 to {n}: one is drawn. What is the probability of {event}?',
      ],
      held: ['Picking from 1 to {n} at random, how likely is {event}?'],
    },
  },
  sample,
  ask(p) {
    const die = p.all === 6 ? 'die' : `${p.all}-sided die`;
    return {
      form: p.kind,
      slots: {
        event: words(p.event),
        die: words(die),
        n: words(String(p.all)),
        contents: words(p.kind === 'marble' ? contents(p) : ''),
      },
    };
  },
  solve({ event, good, all, listed, counts }, work) {
    if (counts.length > 0) {
      const total = work.calc(['', ...counts.slice(1).map(() => '+'), ''], ...counts);
      work.line(`Total: $${total.mark}$`);
      const wanted = event.startsWith('not ') ? work.calc`${total}-${counts[0]!}` : null;
      if (wanted !== null) work.line(`Of these ${event}: $${wanted.mark}$`);
      const share = work.frac`${wanted ?? good}/${total}`;
      work.line(`$${share.mark}$`);
      return work.answer(share.value.toLatex());
    }
    const count = work.choose(good, [good + 1, ...(good > 1 ? [good - 1] : [])]);
    const shown = listed === null ? '' : ` ($${listed.join(', ')}$)`;
    const share = work.frac`${count}/${all}`;
    work.line(`${count} of ${all}${shown}: $${share.mark}$`);
    return work.answer(share.value.toLatex());
  },
});
