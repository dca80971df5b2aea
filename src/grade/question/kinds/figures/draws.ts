/**
 * Chances when letters, marbles, dice and coins are drawn or thrown, in the short sentences of exercises. A chance may
 * be answered as a fraction, a decimal that is exact, or a percentage.
 */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { choose } from './counting.ts';
import { answeredBy } from './held.ts';
import { type Captures, captured, counted, patterns } from './patterns.ts';
import { shown } from './quantities.ts';

const chance = '(?:the )?(?:prob|probability|chance)';
const bag = '(?<bag>[a-z]{1,40}|\\{[a-z]: ?\\d{1,3}(?:, ?[a-z]: ?\\d{1,3})*\\})';
const number = '(?<number>two|three|four|five|2|3|4|5)';
const drawn =
  '(?:are )?(?:drawn|taken|picked) (?:without replacement|one after another, without putting them back,) from';
const tell = '(?:{find}|give|calculate)';
const ordered = '(?:sequence|the sequence|drawing, in order,|getting, in order,)';
const word = '(?<word>[a-z]{2,5})';
const letters = patterns(
  `${number} letters ${drawn} ${bag}[.,]* ${tell} ${chance} of ${ordered} ${word}`,
  `${tell} ${chance} of ${ordered} ${word} when ${number} letters ${drawn} ${bag}`,
  `${tell} ${chance} that ${number} letters ${drawn} ${bag} (?:spell|are, in this order,) ${word}`,
);
const level = '(?<level>\\d [a-z](?:(?:, | and |, and )\\d [a-z])*)';
const getting = '(?:of )?(?:picking|getting|drawing)';
const levels = patterns(
  `${number} letters ${drawn} ${bag}[.,]* ${tell} ${chance} ${getting} ${level}`,
  `${tell} ${chance} ${getting} ${level} when ${number} letters ${drawn} ${bag}`,
);

const asChance = (value: Rational): WorkedQuestion => answeredBy(shown(value), { percent: true });

/** How many there are of each letter; null where one is counted twice. */
function contentsOf(written: string): Map<string, number> | null {
  const counts = new Map<string, number>();
  if (!written.startsWith('{')) {
    for (const letter of written) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    return counts;
  }
  for (const [, letter = '', many] of written.matchAll(/([a-z]): ?(\d+)/gi)) {
    if (counts.has(letter)) return null;
    counts.set(letter, Number(many));
  }
  return counts;
}

const totalOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((a, b) => a + b, 0);

function inOrder(found: Captures): WorkedQuestion | null {
  const counts = contentsOf(found['bag'] ?? '');
  const wanted = Array.from(found['word'] ?? '');
  if (counts === null || counted(found['number'] ?? '') !== wanted.length || totalOf(counts) < wanted.length)
    return null;
  let value = q.one;
  for (const letter of wanted) {
    const left = counts.get(letter) ?? 0;
    value = q.multiply(value, q.rational(left, totalOf(counts)));
    counts.set(letter, Math.max(0, left - 1));
    if (left === 0) return asChance(q.zero);
  }
  return asChance(value);
}

function inAnyOrder(found: Captures): WorkedQuestion | null {
  const counts = contentsOf(found['bag'] ?? '');
  const wanted = new Map<string, number>();
  for (const [, many, letter = ''] of (found['level'] ?? '').matchAll(/(\d) ([a-z])/gi)) {
    if (wanted.has(letter)) return null;
    wanted.set(letter, Number(many));
  }
  if (
    counts === null ||
    counted(found['number'] ?? '') !== totalOf(wanted) ||
    totalOf(counts) < totalOf(wanted)
  )
    return null;
  const ways = [...wanted].map(([letter, many]) => choose(counts.get(letter) ?? 0, many));
  return asChance(
    q.rational(
      ways.reduce((a, b) => a * b, 1n),
      choose(totalOf(counts), totalOf(wanted)),
    ),
  );
}

export const readLetters: ReadKind = (text) => {
  let found = captured(text, letters);
  if (found !== null) return inOrder(found);
  found = captured(text, levels);
  return found === null ? null : inAnyOrder(found);
};

const dice = 'two (?:fair )?(?:six-sided )?dice are (?:rolled|thrown)[.,]* {find} the (?:probability|chance)';
const sumOf = '(?:the sum is|of a (?:sum|total) of|of rolling a (?:sum|total) of)';
const diceSentences = patterns(
  `${dice} that the sum is {v:integer}`,
  `${dice} that the sum is at (?<least>least) {v:integer}`,
  `${dice} of a (?<double>double) of at least {v:integer}`,
  `{find} the (?:probability|chance) ${sumOf} {v:integer} with two (?:fair )?dice`,
  `{find} the (?:probability|chance) ${sumOf} {v:integer} or (?<least>more) with two (?:fair )?dice`,
  '{find} the probability that two (?:fair )?dice show the (?<double>same number), at least {v:integer}',
);

export const readDice: ReadKind = (text) => {
  const found = captured(text, diceSentences);
  if (found === null) return null;
  const v = Number(found['v']);
  const faces = [1, 2, 3, 4, 5, 6];
  const throws = faces.flatMap((a) => faces.map((b): readonly [number, number] => [a, b]));
  const wins = throws.filter(([a, b]) => {
    if (found['double'] !== undefined) return a === b && a >= v;
    return found['least'] === undefined ? a + b === v : a + b >= v;
  });
  return asChance(q.rational(wins.length, 36));
};

const fair = '(?:a )?(?:fair )?coin';
const coinSentences = patterns(
  `a (?:fair )?coin is (?:flipped|tossed|thrown) (?:(?<twice>twice)|{n:count} times)[.,]* (?:{find} )?(?:the )?(?:probability|chance) of (?:getting )?(?:exactly )?{k:count} heads?`,
  `a fair coin is (?:flipped|tossed) {n:count} times[.,]* {find} the (?:probability|chance) of (?:getting )?exactly {k:integer} heads?`,
  '{find} the (?:probability|chance) of (?:(?:getting|seeing) )?exactly {k:integer} heads? in {n:count} (?:flips|tosses) of a fair coin',
  '{find} the (?:probability|chance) of exactly {k:integer} heads? in {n:count} (?:fair )?coin (?:flips|tosses)',
  `if ${fair} is tossed {n:count} times, how likely are exactly {k:integer} heads`,
);

export const readCoins: ReadKind = (text) => {
  const found = captured(text, coinSentences);
  const [times, heads] = [
    found?.['twice'] === undefined ? counted(found?.['n'] ?? '') : 2,
    counted(found?.['k'] ?? ''),
  ];
  if (times === null || heads === null || heads > times || times > 200) return null;
  // "Two heads" of three throws may be two at least.
  if (heads < times && !/exactly|how likely/i.test(text.plain)) return null;
  return asChance(q.rational(choose(times, heads), 2n ** BigInt(times)));
};

const colour = '(?:red|blue|green|white|black|yellow)';
const stock = `{r:integer} (?<first>${colour}) and {b:integer} (?<second>${colour})`;
const holdsMarbles = `a (?:bag|box|jar|urn) (?:contains|holds|has) ${stock} (?:marbles|balls)`;
const pickOne = 'one is (?:drawn|picked) at random';
const pickTwo = 'two (?:are|marbles are|balls are) (?:drawn|taken|picked) without replacement';
const marbleSentences = patterns(
  `${holdsMarbles}[.,]* (?:${pickOne}[.,]* )?(?:{find} )?(?:the )?(?:probability|chance) of (?:drawing|picking|getting) (?:an? )?(?<one>${colour})(?: one| ball| marble)?`,
  `${holdsMarbles}[.,]* ${pickOne}[.,]* {find} the probability that it is (?<one>${colour})`,
  `from ${stock} (?:marbles|balls) ${pickOne}[.,]* {find} the probability of (?<one>${colour})`,
  `${holdsMarbles}[.,]* ${pickTwo}[.,]* {find} the probability that both are (?<both>${colour})`,
  `${pickTwo} from ${stock} ones[.,]* {find} the probability that both are (?<both>${colour})`,
  `${holdsMarbles}[.,]* ${pickTwo}[.,]* {find} the probability that they have (?<each>different) colou?rs`,
  `${pickTwo} from ${stock} ones[.,]* {find} the probability of (?<each>one) of each colou?r`,
);

export const readMarbles: ReadKind = (text) => {
  const found = captured(text, marbleSentences);
  if (found === null) return null;
  const { first = '', second = '', one, both } = found;
  const [r, b] = [Number(found['r']), Number(found['b'])];
  const asked = (one ?? both ?? first).toLowerCase();
  const wanted = asked === first.toLowerCase() ? r : asked === second.toLowerCase() ? b : null;
  if (wanted === null || first.toLowerCase() === second.toLowerCase() || r + b < 2 || r + b > 100_000)
    return null;
  if (one !== undefined) return asChance(q.rational(wanted, r + b));
  const ways = both === undefined ? BigInt(r) * BigInt(b) : choose(wanted, 2);
  return asChance(q.rational(ways, choose(r + b, 2)));
};
