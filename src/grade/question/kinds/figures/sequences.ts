/**
 * "What is next in 2, 5, 8?", "What is the n'th term of 3, 8, 15, 24?", "Find the sum of the first 12 terms of the
 * arithmetic sequence 4, 7, 10, …": by constant differences (of the first, second or third order) or a constant ratio,
 * where the terms shown fix one of them and only one.
 */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import type { ReadKind } from '../../worked.ts';
import { answeredBy, inLetter } from './held.ts';
import { captured, counted, patterns } from './patterns.ts';
import { readList, shown } from './quantities.ts';

/** How a sequence goes on: as a polynomial in the place, or by a ratio. */
interface Rule {
  readonly term: (place: number) => Rational;
  /** The general term in x. */
  readonly formula: string | null;
}

const highestOrder = 3;

/** First entries of the rows of differences, down to a constant row of at least `shortest` entries; else null. */
function differences(terms: readonly Rational[], shortest: number): Rational[] | null {
  const heads: Rational[] = [];
  let row = terms;
  for (let order = 0; order <= highestOrder; order++) {
    const [head] = row;
    if (head === undefined || row.length < shortest) return null;
    heads.push(head);
    if (row.every((entry) => q.equals(entry, head))) return heads;
    row = row.slice(1).map((entry, i) => q.subtract(entry, row[i] ?? q.zero));
  }
  return null;
}

function byDifferences(heads: readonly Rational[]): Rule {
  const term = (place: number): Rational =>
    heads.reduce<{ sum: Rational; binomial: Rational }>(
      ({ sum, binomial }, head, k) => ({
        sum: q.add(sum, q.multiply(head, binomial)),
        binomial: q.multiply(binomial, q.rational(BigInt(place - 1 - k), BigInt(k + 1))),
      }),
      { sum: q.zero, binomial: q.one },
    ).sum;
  const steps = ['1', '(x - 1)', '(x - 1)(x - 2)/2', '(x - 1)(x - 2)(x - 3)/6'];
  return { term, formula: heads.map((head, k) => `(${shown(head)})*${steps[k]}`).join(' + ') };
}

function byRatio(terms: readonly Rational[]): Rule | null {
  const [first, second] = terms;
  if (first === undefined || second === undefined || terms.some(q.isZero)) return null;
  const ratio = q.divide(second, first);
  const isConstant = terms.every(
    (term, i) => i === 0 || q.equals(q.divide(term, terms[i - 1] ?? q.one), ratio),
  );
  if (!isConstant) return null;
  return {
    term: (place) => q.multiply(first, q.power(ratio, BigInt(place - 1))),
    formula: q.sign(ratio) > 0 ? `(${shown(first)})*(${shown(ratio)})^{x - 1}` : null,
  };
}

/** Each term the sum of the two before: another convention by which a sequence may go on. */
const isFibonacci = (terms: readonly Rational[]): boolean =>
  terms.length > 2 &&
  terms.every((term, i) => i < 2 || q.equals(term, q.add(terms[i - 1] ?? q.zero, terms[i - 2] ?? q.zero)));

/** The rule that the terms fix; null where none does, or two that differ. */
function ruleOf(terms: readonly Rational[], kind = ''): Rule | null {
  if (kind === 'arithmetic') {
    const heads = differences(terms, 1);
    return heads !== null && heads.length <= 2 && terms.length > 1 ? byDifferences(heads) : null;
  }
  if (kind === 'geometric') return terms.length > 1 ? byRatio(terms) : null;
  if (terms.length < 3) return null;
  const heads = differences(terms, 2);
  const ratio = byRatio(terms);
  if (heads !== null && heads.length > 1 && ratio !== null) return null;
  const rule = heads === null ? ratio : byDifferences(heads);
  return isFibonacci(terms) ? null : rule;
}

const named = '(?<kind>arithmetic|geometric)';
const starts = 'an? (?<kind>arithmetic|geometric) {sequence} (?:starts|begins)(?: with)?:? {list:formula}';
const nth = "the {letter:letter} ?'? ?-?th (?:term|element)";
const sentences = patterns(
  '(?:{find} )?(?:what is )?(?:the )?(?<next>next) (?:term|number|value) (?:in|of)(?: the {sequence})?:? {list:formula}',
  '(?<next>next) (?:number|term):? {list:formula}',
  'what (?:is|comes) (?<next>next)(?: in)?(?: the {sequence})?:? {list:formula}',
  'which number (?<next>follows|comes next in|continues|comes next after)(?: the {sequence})?:? {list:formula}',
  '(?<next>continue|extend) the {sequence} {list:formula} by one term',
  '{list:formula},? (?:\\.\\.\\. ?)?what is the (?<next>next) (?:number|term)',
  `{find} ${nth} (?:of|in)(?: the {sequence})?:? {list:formula}`,
  `{find} (?:a|the) (?:formula|expression|rule)(?: in [a-z])? for ${nth} of(?: the {sequence})?:? {list:formula}`,
  "the {sequence} {list:formula} continues in the same way[.,]* what is its {letter:letter} ?'? ?-?th term",
  'write the general term of {list:formula} in terms of {letter:letter}',
  '{find} (?:the )?term (?:number )?{at:integer} (?:of|in) the {sequence}:? {list:formula}',
  `{find} (?:the )?term (?:number )?{at:integer} (?:of|in) the ${named} {sequence}:? {list:formula}`,
  '{find} the {at:ordinal} term (?:of|in) the {sequence}:? {list:formula}',
  `{find} the {at:ordinal} term (?:of|in) the ${named} {sequence}:? {list:formula}`,
  `${starts}[.,]* {find} (?:its|the) {at:ordinal} term`,
  `{find} the sum of the first {many:count} terms (?:of|in) the ${named} {sequence}:? {list:formula}`,
  `{find} the sum of the first {many:count} terms of {list:formula}[,.]* \\(?(?:an )?(?<kind>arithmetic|geometric)(?: sequence)?\\)?`,
  `${starts}[.,]* what do its first {many:count} terms add up to`,
  '{find} the sum of the first {many:count} terms (?:of|in)(?: the {sequence})?:? {list:formula}',
  // The short forms stand last: a list takes what is left of the sentence.
  '{find} (?:the )?term (?:number )?{at:integer} (?:of|in):? {list:formula}',
  '(?:{find} )?(?:the )?{at:ordinal} term (?:of|in):? {list:formula}',
  'sum of the first {many:count} terms (?:of|in):? {list:formula}',
  'add the first {many:count} terms (?:of|in):? {list:formula}',
);

/** "1 + 2 + 3 + ... + 50", "the sum of the integers from 1 to 100". */
const runs = patterns(
  '(?:{find} )?(?:the )?(?:sum|value) of (?:the (?:geometric |arithmetic )?series )?{a:integer} ?\\+ ?{b:integer} ?\\+ ?{c:integer} ?\\+ ?(?:\\.\\.\\.|…|\\\\[lc]?dots) ?\\+ ?{last:integer}',
  '(?:{find} )?{a:integer} ?\\+ ?{b:integer} ?\\+ ?{c:integer} ?\\+ ?(?:\\.\\.\\.|…|\\\\[lc]?dots) ?\\+ ?{last:integer}',
  '(?:{find} )?(?:the )?sum of (?:all )?(?:the )?(?:integers|whole numbers|natural numbers|numbers) from {a:integer} to {last:integer}',
);

/** The sum of terms that grow by a whole ratio, up to the last; null where they do not, or never reach it. */
function powersUpTo([a, b, c]: readonly [bigint, bigint, bigint], last: bigint): bigint | null {
  if (a <= 0n || b <= a || b % a !== 0n || c * a !== b * b) return null;
  let [sum, term] = [0n, a];
  for (; term <= last; term = (term * b) / a) {
    sum += term;
    if (term === last) return sum;
  }
  return null;
}

export const readRun: ReadKind = (text) => {
  const found = captured(text, runs);
  if (found === null) return null;
  const [a, b, c, last] = ['a', 'b', 'c', 'last'].map((name) => BigInt(found[name] ?? 0));
  const geometric = found['b'] === undefined ? null : powersUpTo([a!, b!, c!], last!);
  if (geometric !== null) return answeredBy(geometric.toString());
  const step = found['b'] === undefined ? 1n : b! - a!;
  const isRun = found['b'] === undefined || (c! - b! === step && step > 0n);
  if (!isRun || last! <= a! || (last! - a!) % step !== 0n) return null;
  const count = (last! - a!) / step + 1n;
  return answeredBy(((count * (a! + last!)) / 2n).toString());
};

const mostTerms = 2_000;
const isPlace = (n: number | null): n is number => n !== null && n >= 1 && n <= mostTerms;

function partialSum(rule: Rule, many: number): Rational {
  let sum = q.zero;
  for (let at = 1; at <= many; at++) sum = q.add(sum, rule.term(at));
  return sum;
}

export const readSequence: ReadKind = (text) => {
  const found = captured(text, sentences);
  const terms = readList(found?.['list'] ?? '');
  if (found === null || terms === null) return null;
  const { kind, letter, next, at, many } = found;
  const rule = ruleOf(terms, kind?.toLowerCase());
  if (rule === null) return null;
  if (letter !== undefined) return rule.formula === null ? null : inLetter(rule.formula, letter);
  const place = next === undefined ? counted(at ?? many ?? '') : terms.length + 1;
  if (!isPlace(place)) return null;
  return answeredBy(shown(many === undefined ? rule.term(place) : partialSum(rule, place)));
};
