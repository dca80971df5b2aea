/** In how many ways: choosing, arranging, ordering; and people who do one thing, both or neither. */
import type { ReadKind } from '../../worked.ts';
import { answeredBy } from './held.ts';
import { captured, counted, patterns } from './patterns.ts';

/** n! / (n - k)!, 0 where k is more than n. */
export function arrange(n: number, k: number): bigint {
  let product = 1n;
  for (let i = 0; i < k; i++) product *= BigInt(Math.max(0, n - i));
  return product;
}

export const choose = (n: number, k: number): bigint => arrange(n, k) / arrange(k, k);

const people = '(?:people|students|books|cards)';
const choices = patterns(
  `in how many ways can {k:count} ${people} be chosen from {n:count}(?: ${people})?`,
  'how many ways (?:are there )?to (?:choose|select|pick) {k:count}(?: (?:objects|items|people))? from {n:count}(?: (?:objects|items|people))?',
  'how many (?:committees|teams|groups) of {k:count} can be formed from {n:count} people',
  'how many ways are there to (?:choose|select|pick) {k:count} of {n:count} (?:objects|items) if order does not matter',
);
const binomial = patterns(
  '{find} C\\({n:integer}, ?{k:integer}\\)',
  '{find} \\\\d?binom\\{{n:integer}\\}\\{{k:integer}\\}',
);
const arrangements = patterns(
  'in how many ways can {k:count} of {n:count} (?:people|books) be arranged in a row',
  'how many ways are there to award {k:count} different prizes to {n:count} runners, at most one each',
  'how many ordered selections of {k:count} out of {n:count} (?:objects|items) are there',
);
const orders = patterns(
  '(?:in )?how many ways can {n:count} (?:people|students|children|books) (?:stand|sit|line up|be arranged|be lined up)(?: in a (?:line|row|queue))?',
  'in how many ways can {n:count} (?:people|students|different books|books) (?:stand|be arranged) in a row',
  'how many ways are there to order {n:count} different (?:objects|letters)',
);

const letters = patterns(
  'in how many (?:different )?ways can the letters (?:of|in) (?:the word )?(?<word>[a-z]{2,15}) be arranged',
  'how many (?:distinct |different )?(?:arrangements|permutations) of the letters (?:of|in) (?:the word )?(?<word>[a-z]{2,15}) are there',
  '{find} the number of (?:distinct |different )?(?:arrangements|permutations) of the letters (?:of|in) the word (?<word>[a-z]{2,15})',
);

/** The orders of the letters of a word; letters that are the same are not told apart. */
export const readArrangement: ReadKind = (text) => {
  const word = captured(text, letters)?.['word']?.toLowerCase();
  if (word === undefined) return null;
  const counts = new Map<string, number>();
  for (const letter of word) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const same = [...counts.values()].reduce((product, many) => product * arrange(many, many), 1n);
  return answeredBy((arrange(word.length, word.length) / same).toString());
};

export const readCounting: ReadKind = (text) => {
  const chosen = captured(text, choices) ?? captured(text, binomial);
  const found = chosen ?? captured(text, arrangements) ?? captured(text, orders);
  const n = counted(found?.['n'] ?? '');
  const k = found?.['k'] === undefined ? n : counted(found['k']);
  if (n === null || k === null || k > n || n > 300) return null;
  return answeredBy((chosen === null ? arrange(n, k) : choose(n, k)).toString());
};

const does = '(?:play|like)';
const of = '(?:students|people)';
const speak = '{a:integer}(?: people)? speak french, {b:integer} speak german and {c:integer} speak both';
const play = `{a:integer} ${of} ${does} football, {b:integer} ${does} tennis and {c:integer} ${does} both`;
const overlaps = patterns(
  `in a (?:class|club), ${play}[.,]* how many ${does} (?<what>at least one)`,
  `${speak}[.,]* how many speak (?<what>at least one) of the two`,
  'if \\|A\\| = {a:integer}, \\|B\\| = {b:integer} and \\|A and B\\| = {c:integer},? {find} the size of the (?<what>union) of A and B',
  `of {t:integer} ${of}, {a:integer} ${does} football, {b:integer} ${does} tennis and {c:integer} ${does} both[.,]* how many ${does} (?<what>neither)`,
  `among {t:integer} people,? ${speak}[.,]* how many speak (?<what>neither)`,
  `in a (?:class|club), {a:integer} ${of} ${does} football and {c:integer} of them also ${does} tennis, which {b:integer} do in all[.,]* how many ${does} (?<what>only) football`,
  `${speak}[.,]* how many speak french (?<what>only)`,
);

export const readOverlap: ReadKind = (text) => {
  const found = captured(text, overlaps);
  if (found === null) return null;
  const [a, b, c] = [Number(found['a']), Number(found['b']), Number(found['c'])];
  const union = a + b - c;
  const what = found['what']?.toLowerCase();
  const value = what === 'only' ? a - c : what === 'neither' ? Number(found['t']) - union : union;
  return c > Math.min(a, b) || value < 0 ? null : answeredBy(value.toString());
};
