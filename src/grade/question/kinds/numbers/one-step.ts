/**
 * Stories of one step: more, fewer, groups of, shared equally, price times count. Whole sentences only, and what is
 * asked for must be what was told of: "gives away 5 bags" says nothing of the 12 apples.
 */
import * as q from '../../../../exact/rational.ts';
import type { ReadKind } from '../../worked.ts';
import { holdNumber, worked } from './answers.ts';
import { plainAnswer } from './written.ts';
import { exactValue, sentenceOf } from './wording.ts';

type Operation = (a: q.Rational, b: q.Rational, c: q.Rational) => q.Rational;

interface Story {
  readonly pattern: RegExp;
  readonly value: Operation;
  /** Things come in whole numbers; lengths, prices and times do not. */
  readonly isCount: boolean;
}

/** What the words in braces of a pattern stand for. */
const parts: Readonly<Record<string, string>> = {
  who: '[a-z]+',
  // Whose things are asked for: those that were told of, and nobody else's.
  asker: String.raw`(?:\k<teller>|he|she|they|it)`,
  things: '[a-z]+(?: [a-z]+)?',
  place: '(?:in|on|at) (?:a|the|one) [a-z]+',
  has: '(?:has|have|had)',
  money: '(?:dollars?|euros?|pounds?|cents?)',
  total: '(?: now| in all| in total| altogether| together)?',
  gets: '(?:gets?|got|buys?|bought|finds?|found|receives?|received|collects?|collected|picks?|picked|makes?|made|earns?|earned|is given|was given)',
  loses:
    '(?:gives|gave|gives away|gave away|loses|lost|sells|sold|uses|used|eats|ate|spends|spent|breaks|broke)',
  left: String.raw`(?:are left|is left|remain|remains|(?:does|do|did) (?:\k<teller>|he|she|they|it) (?:still )?have(?: left| now)?)`,
  // "She" may be the one who was given something: then only what is left is the teller's.
  kept: String.raw`(?:are left|is left|remain|remains|(?:does|do|did) (?:\k<teller> (?:still )?have(?: left| now)?|(?:he|she|they) (?:still have|have left)))`,
  length: '(?:km|kilometers|kilometres|miles|m|meters|metres)',
};

function story(source: string, value: Operation, isCount = true): Story {
  const filled = source
    .replace(/#([abc])/g, String.raw`(?<$1>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)`)
    .replace(/\{([a-z]+):([a-z]+)\}/g, (_, name: string, part: string) => `(?<${name}>${parts[part]})`)
    .replace(/\{([a-z]+)\}/g, (_, part: string) => parts[part] ?? part);
  return { pattern: new RegExp(`^${filled}$`, 'i'), value, isCount };
}

const product: Operation = (a, b) => q.multiply(a, b);
const asked = String.raw`how many(?: \k<what>)?`;
const rest = String.raw`how (?:many|much)(?: \k<what>| money)?`;
const groups = String.raw`how many \k<what>(?: are there| is that| do they hold)?{total}`;
const share = String.raw`(?:by|among|between) #b [a-z]+(?: equally)?[.,] how many(?: \k<what>)? does each(?: [a-z]+)? (?:get|receive)`;

const stories: readonly Story[] = [
  story(`{teller:who} {has} #a {what:things},? and(?: then)? {gets} #b more(?: \\k<what>)?\\. ${asked} (?:does|do|did) {asker} have{total}`, q.add),
  story(`{teller:who} {has} #a {what:things}\\. {asker} {gets} #b more(?: \\k<what>)?\\. ${asked} (?:does|do|did) {asker} have{total}`, q.add),
  story(`{who} has #a {what:things},? and {who} has #b(?: \\k<what>)?\\. ${asked} do they have{total}`, q.add),
  story(`there are #a {what:things} {place} and #b in another(?: one)?\\. ${asked} are there{total}`, q.add),
  story(`{teller:who} {has} #a {what:things}(?:,? and|\\. {asker}) {loses} #b(?: of them| \\k<what>)?(?: away)?\\. ${rest} {left}`, q.subtract),
  story(`{teller:who} {has} #a {what:things}(?:,? and|\\. {asker}) {loses} #b(?: of them| \\k<what>)? to [a-z]+\\. ${rest} {kept}`, q.subtract),
  story(`there (?:are|were) #a {what:things} {place}\\. #b (?:of them )?(?:are|were) (?:taken out|taken|removed|sold|eaten|lost)\\. ${asked} (?:are left|remain)`, q.subtract),
  story(`there are #a [a-z]+ (?:of|with) #b {what:things}(?: each| in each| per [a-z]+)?\\. ${groups}`, product),
  story(`{who} {has} #a [a-z]+ (?:of|with) #b {what:things}(?: each| in each)?\\. ${groups}`, product),
  story(`(?:each of|every one of) #a [a-z]+ (?:holds|has|contains) #b {what:things}\\. ${groups}`, product),
  story('{what:things} come in (?<box>[a-z]+) of #a[.,] how many \\k<what> are(?: there)? in #b \\k<box>', product),
  story('(?:if )?(?:an?|one|each) (?<what>[a-z]+) costs #a {money}[.,] (?:how much|what) (?:do|would|will|does) #b \\k<what>e?s cost{total}', product, false),
  story('(?:how much|what) (?:do|would|will) #a [a-z]+ cost at #b {money} each', product, false),
  story('{teller:who} buys #a [a-z]+ (?:for|at) #b {money} each[.,] how much does {asker} (?:pay|spend){total}', product, false),
  story(`#a {what:things} are (?:shared|divided|split)(?: equally| evenly)? ${share}`, q.divide),
  story(`{who} (?:shares|divides|splits) #a {what:things}(?: equally| evenly)? ${share}`, q.divide),
  story('#a (?<what>[a-z]+) cost #b {money}[.,] (?:how much|what) (?:do|would|will) #c \\k<what> cost', (a, b, c) => q.divide(q.multiply(b, c), a), false),
  story('#a (?<what>[a-z]+?)e?s cost #b {money}[.,] (?:how much|what) does one(?: \\k<what>)? cost', (a, b) => q.divide(b, a), false),
  story('(?:a|an|the) [a-z]+ (?:goes|drives|travels|runs|covers|rides|flies|went|drove|travelled|traveled) #a {length} in #b hours?[.,] (?:what is|find|calculate) (?:its|the)(?: average)? speed', q.divide, false),
  story('how long does an? #a {length} [a-z]+ take at #b (?:km/h|kmh|kph|mph|(?:kilometers|kilometres|miles) (?:an|per) hour)', q.divide, false),
  story('(?:a|an|the) [a-z]+ costs #a {money} and is #b ?% off[.,] what is (?:the|its)(?: new| sale| reduced)? price', (a, b) => q.divide(q.multiply(a, q.subtract(q.rational(100), b)), q.rational(100)), false),
]; // prettier-ignore

/** A unit or the things behind the number, as the question names them. */
function withoutNoun(answer: string, what: string | undefined): string {
  const noun = /^(.*\d) ?((?:[a-z]+ ?)+)\.?$/i.exec(plainAnswer(answer));
  const isNamed =
    noun !== null && new RegExp(`^(?:${what ?? ''}|${parts['money']}|hours?)$`, 'i').test(noun[2] ?? '');
  return isNamed ? (noun[1] ?? '') : answer.replace(/^\s*\\?\$(?=\d)/, '');
}

export const readOneStep: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  for (const { pattern, value, isCount } of stories) {
    const found = pattern.exec(sentence)?.groups;
    if (found === undefined) continue;
    const [a, b, c] = (['a', 'b', 'c'] as const).map((place) => exactValue(found[place] ?? '1'));
    if (a == null || b == null || c == null || [a, b, c].some((one) => q.sign(one) <= 0)) return null;
    const result = value(a, b, c);
    if (q.sign(result) < 0 || (isCount && !q.isInteger(result))) return null;
    return worked((answer) => holdNumber(result, plainAnswer(withoutNoun(answer, found['what']))));
  }
  return null;
};
