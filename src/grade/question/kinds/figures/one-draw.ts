/**
 * Chances of one draw: a die, a card, a coin, a marble of several colours, a number from 1 to n. Each outcome is as
 * likely as any other, so that the good ones are counted.
 */
import * as q from '../../../../exact/rational.ts';
import { numberFromWords } from '../../../kinds/number-words.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { isPrime } from '../numbers/primality.ts';
import { answeredBy } from './held.ts';
import { type Captures, captured, patterns } from './patterns.ts';
import { shown } from './quantities.ts';

const chance = '(?:the )?(?:probability|chance)';
const what = `(?:{find} ${chance} (?:of|that)|how likely is(?: it(?: to be| that it is)?)?|how probable is)`;
const event = '(?<event>[a-z\\d ]+)';
const thrown = '(?:rolled|thrown|tossed|cast)(?: once)?';
const die =
  '(?:an? |one |one roll of an? )?(?:fair |standard |normal |ordinary )?(?:(?<sides>\\d{1,3}|six|ten|twelve)-sided )?(?:die|dice)';
const dice = patterns(
  `${die} is ${thrown}[.,]* ${what} ${event}`,
  `(?:you |i |we |if you )?(?:roll|throw) ${die}(?: once)?[.,]* ${what} ${event}`,
  `(?:{find} ${chance} (?:of|that)|how likely is|how probable is) ${event} (?:with|on|when rolling|in one roll of) ${die}`,
  `${what} ${event} (?:with|on|when rolling|in one roll of) ${die}`,
  `${chance} of ${event} (?:with|on) ${die}`,
);

const deck =
  '(?:a |the )?(?:standard |normal |ordinary |full |shuffled )*(?:deck|pack)(?: of)?(?: 52)?(?: playing)?(?: cards)?';
const from = `(?:${deck}|52 cards)`;
const cards = patterns(
  `(?:a|one) card is (?:drawn|taken|picked|chosen)(?: at random)? from ${from}[.,]* ${what} ${event}`,
  `${what} ${event} (?:from|when one card is drawn from) ${from}`,
  `${what} ${event} when one of 52 cards is (?:taken|drawn)`,
);

const coins = patterns(
  `(?:a|one) (?:fair )?coin is (?:flipped|tossed|thrown)(?: once)?[.,]* ${what} (?<side>heads?|tails?)`,
  `${what} (?<side>heads?|tails?) (?:when one|when a|with one|with a|on a) (?:fair )?coin(?: is (?:tossed|flipped))?`,
);

const upTo = '(?:1|one) (?:to|and) {n:integer}';
const chosen = '(?:is )?(?:picked|chosen|drawn|selected)(?: at random)?';
const numbers = patterns(
  `a (?:whole |random )?(?:number|integer) (?:from|between) ${upTo} ${chosen}[.,]* ${what} ${event}`,
  `(?:one|a number) of the numbers (?:from )?${upTo} ${chosen}[.,]* ${what} ${event}`,
  `(?:cards|tickets|balls) (?:are )?numbered (?:from )?${upTo}[.:,]* one is drawn(?: at random)?[.,]* ${what} ${event}`,
  `picking from ${upTo} at random, ${what} ${event}`,
);

const things = '(?:marbles|balls|beads|counters|sweets|socks)';
const stock = '(?<stock>\\d{1,4} [a-z]+(?:(?:, and |, | and )\\d{1,4} [a-z]+)+)';
const one = '(?:one|a marble|a ball|one marble|one ball)';
const taken = `${one} is (?:drawn|picked|taken|chosen|selected)(?: at random| blindly| without looking)?`;
const marbles = patterns(
  `an? [a-z]+ (?:contains|holds|has) ${stock} ${things}[.,]* ${taken}[.,]* ${what} (?:it is |that it is |drawing |picking |getting )?(?<asked>[a-z ]+)`,
  `there are ${stock} ${things} in an? [a-z]+[.,]* ${taken}[.,]* ${what} (?:it is |drawing |picking |getting )?(?<asked>[a-z ]+)`,
  `an? [a-z]+ (?:contains|holds|has) ${stock} ${things}[.,]* ${what} (?:drawing|picking|getting|choosing|selecting) (?<asked>[a-z ]+)`,
  `from ${stock} ${things} one is picked[.,]* ${what} (?<asked>[a-z ]+)`,
);

/** What an event says of a number; null where it is not understood. */
function fits(written: string): ((n: number) => boolean) | null {
  const said = written
    .toLowerCase()
    .replace(
      /^(?:(?:of )?(?:getting|rolling|throwing|drawing|picking)|it is|it shows|the (?:result|number|outcome) is|you get|you roll) /,
      '',
    )
    .replace(/\b[a-z]+\b/g, (word) => numberFromWords(word) ?? word)
    .replace(/^(?:an?|the) /, '')
    .replace(/^(?:number|score)(?: that is)? /, '')
    .trim();
  const not = /^not (.+)$/.exec(said)?.[1];
  if (not !== undefined) {
    const inner = fits(not);
    return inner === null ? null : (n) => !inner(n);
  }
  const named: Readonly<Record<string, (n: number) => boolean>> = {
    even: (n) => n % 2 === 0,
    odd: (n) => n % 2 === 1,
    prime: isPrime,
  };
  const kind = /^(even|odd|prime)(?: number| result| score)?$/.exec(said)?.[1];
  if (kind !== undefined) return named[kind] ?? null;
  const compared: readonly (readonly [RegExp, (n: number, k: number) => boolean])[] = [
    [/^(?:greater|more|larger|higher|bigger|above|over)(?: than)? (\d+)$/, (n, k) => n > k],
    [/^(?:less|smaller|lower|below|under)(?: than)? (\d+)$/, (n, k) => n < k],
    [/^(?:at least (\d+))$/, (n, k) => n >= k],
    [/^(\d+) or (?:more|higher|greater|above)$/, (n, k) => n >= k],
    [/^(?:at most (\d+))$/, (n, k) => n <= k],
    [/^(\d+) or (?:less|lower|fewer|below)$/, (n, k) => n <= k],
    [/^(?:multiple of|divisible by) (\d+)$/, (n, k) => k > 0 && n % k === 0],
    [/^(\d+)$/, (n, k) => n === k],
  ];
  for (const [pattern, holds] of compared) {
    const k = pattern.exec(said)?.[1];
    if (k !== undefined) return (n) => holds(n, Number(k));
  }
  const either = /^(\d+) or (?:an? )?(\d+)$/.exec(said);
  return either === null ? null : (n) => n === Number(either[1]) || n === Number(either[2]);
}

function amongNumbers(count: number, written: string): WorkedQuestion | null {
  const holds = fits(written);
  if (holds === null || count < 2 || count > 1000) return null;
  const good = Array.from({ length: count }, (_, i) => i + 1).filter(holds).length;
  return asChance(good, count);
}

const asChance = (good: number, all: number): WorkedQuestion =>
  answeredBy(shown(q.rational(good, all)), { percent: true });

/** How many of 52 cards are of a kind. */
const kindsOfCards: readonly (readonly [RegExp, number])[] = [
  [/^(?:ace|king|queen|jack)$/, 4],
  [/^(?:heart|spade|club|diamond)$/, 13],
  [/^(?:red|black)(?: card)?$/, 26],
  [/^(?:face|picture|court)(?: card)$/, 12],
  [/^(?:red|black) (?:ace|king|queen|jack)$/, 2],
  [/^(?:ace|king|queen|jack) of (?:hearts|spades|clubs|diamonds)$/, 1],
  [/^(?:ace|king|queen|jack) or (?:an? )?(?:ace|king|queen|jack)$/, 8],
];

function amongCards(written: string): WorkedQuestion | null {
  const said = written
    .toLowerCase()
    .replace(/^(?:(?:of )?(?:getting|drawing|picking)|it is|you (?:get|draw)) /, '')
    .replace(/^(?:an?|the) /, '');
  const [first, second] = said.split(/ or (?:an? )?/);
  if (first === second) return null;
  const count = kindsOfCards.find(([pattern]) => pattern.test(said))?.[1];
  return count === undefined ? null : asChance(count, 52);
}

function amongMarbles(found: Captures): WorkedQuestion | null {
  const counts = new Map<string, number>();
  for (const [, many, colour = ''] of (found['stock'] ?? '').matchAll(/(\d+) ([a-z]+)/gi)) {
    if (counts.has(colour.toLowerCase())) return null;
    counts.set(colour.toLowerCase(), Number(many));
  }
  const all = [...counts.values()].reduce((a, b) => a + b, 0);
  const said = (found['asked'] ?? '')
    .toLowerCase()
    .replace(/^(?:an?|one)(?: that is)? /, '')
    .replace(/ (?:one|ball|marble|bead|counter|sweet|sock)$/, '');
  const [, not, colour = '', other] = /^(not )?([a-z]+)(?: or (?:an? )?([a-z]+))?$/.exec(said) ?? [];
  const wanted = [colour, ...(other === undefined ? [] : [other])].map((name) => counts.get(name));
  if (all < 1 || wanted.includes(undefined) || colour === other || (not !== undefined && other !== undefined))
    return null;
  const good = wanted.reduce<number>((sum, many) => sum + (many ?? 0), 0);
  return asChance(not === undefined ? good : all - good, all);
}

export const readOneDraw: ReadKind = (text) => {
  let found = captured(text, dice);
  if (found !== null) {
    const sides = found['sides']?.toLowerCase() ?? '6';
    return amongNumbers(Number(numberFromWords(sides) ?? sides), found['event'] ?? '');
  }
  found = captured(text, cards);
  if (found !== null) return amongCards(found['event'] ?? '');
  if (captured(text, coins) !== null) return asChance(1, 2);
  found = captured(text, numbers);
  if (found !== null) return amongNumbers(Number(found['n']), found['event'] ?? '');
  found = captured(text, marbles);
  return found === null ? null : amongMarbles(found);
};
