/** Sharing in a ratio, a ratio in lowest terms, and fractions as mixed numbers and back, in the form that is asked for. */
import * as q from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { ReadKind } from '../../worked.ts';
import { askedNumber, holdNumber, worked } from './answers.ts';
import { numberIn, plainAnswer } from './written.ts';
import { filled, sentenceOf, template, wholeNumber } from './wording.ts';

const ratio = '(\\d{1,9}(?: ?: ?\\d{1,9})+)';
const asked = '(largest|biggest|greatest|smallest|least)';
const things = '(?: (?:marbles|coins|stickers|sweets|pounds|dollars|euros|cents))?';
const shared = [
  new RegExp(
    `^(?:divide|share|split) (\\d{1,12})${things} in(?:to)? the ratio ${ratio}\\. (?:what is|find) the ${asked} (?:share|part)$`,
    'i',
  ),
  new RegExp(
    `^(\\d{1,12})${things} (?:is|are) (?:divided|shared|split) in(?:to)? the ratio ${ratio}\\. (?:how (?:large|big) is|how many are in|what is) the ${asked} (?:share|part)$`,
    'i',
  ),
];
const partFirst = new RegExp(
  `^(?:find|calculate|what is) the ${asked} (?:share|part) when (\\d{1,12})${things} is (?:split|shared|divided) in the ratio ${ratio}$`,
  'i',
);

/** All parts are asked for where none is named. */
const inFull = [
  new RegExp(
    `^(?:divide|share|split) (\\d{1,12})${things}(?: in(?:to)? parts)? in(?:to)? the ratio ${ratio}$`,
    'i',
  ),
  new RegExp(
    `^(\\d{1,12})${things} (?:is|are) (?:divided|shared|split) in(?:to)? the ratio ${ratio}\\. (?:what are|find) the (?:shares|parts)$`,
    'i',
  ),
  new RegExp(`^two parts of (\\d{1,12}) are in the ratio ${ratio}\\. what are they$`, 'i'),
];

const partsOf = (written: string): readonly bigint[] => written.split(':').map((part) => BigInt(part.trim()));

export const readRatioShare: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const direct = shared.map((one) => one.exec(sentence)).find((found) => found !== null);
  const turned = partFirst.exec(sentence);
  const [total = '', written = '', which = ''] =
    direct?.slice(1) ?? (turned === null ? [] : [turned[2] ?? '', turned[3] ?? '', turned[1] ?? '']);
  if (total === '') return readAllShares(sentence);
  const parts = [...partsOf(written)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const part = /^(?:sm|le)/i.test(which) ? parts[0] : parts.at(-1);
  const sum = parts.reduce((all, one) => all + one, 0n);
  if (part === undefined || parts[0] === 0n) return null;
  return askedNumber(q.rational(BigInt(total) * part, sum));
};

/** Every share, in the order of the ratio; the same shares in another order are neither right nor wrong. */
function readAllShares(sentence: string): ReturnType<ReadKind> {
  const [, total = '', written = ''] =
    inFull.map((one) => one.exec(sentence)).find((found) => found !== null) ?? [];
  const parts = total === '' ? [] : partsOf(written);
  const sum = parts.reduce((all, one) => all + one, 0n);
  if (sum === 0n || parts.some((part) => part === 0n)) return null;
  const shares = parts.map((part) => q.rational(BigInt(total) * part, sum));
  return worked((answer) => {
    const given = plainAnswer(answer)
      .split(/,|:| and /)
      .map((one) => numberIn(one.trim())?.value ?? null);
    if (given.length !== shares.length || given.includes(null)) return unknownCheck('not read as shares');
    const isSame = (order: readonly q.Rational[]): boolean =>
      order.every((share, i) => q.equals(share, given[i]!));
    const shown = shares.map((share) => q.toFractionText(share)).join(', ');
    if (isSame(shares)) return proven(`worked out again: ${shown}`);
    const isTurned = isSame([...shares].reverse());
    return isTurned
      ? unknownCheck('the same shares in another order')
      : refuted('worked out again: other shares', `they are ${shown}`);
  });
}

const simplified = [
  new RegExp(
    `^(?:simplify|reduce) (?:the ratio )?${ratio}(?: as far as possible| to lowest terms| to simplest form)?$`,
    'i',
  ),
  new RegExp(
    `^(?:write|express|give|what is) (?:the ratio )?${ratio} in (?:its )?(?:simplest form|lowest terms)$`,
    'i',
  ),
];
const ofTo =
  /^(?:simplify|reduce|write|express|give) the ratio (?:of )?(\d{1,9}) to (\d{1,9})(?: as far as possible| to lowest terms| in (?:its )?(?:simplest form|lowest terms))?$/i;

export const readSimplifiedRatio: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const found = simplified.map((one) => one.exec(sentence)).find((one) => one !== null)?.[1];
  const spoken = ofTo.exec(sentence);
  const written = found ?? (spoken === null ? '' : `${spoken[1] ?? ''}:${spoken[2] ?? ''}`);
  const parts = written === '' ? [] : partsOf(written);
  const common = parts.reduce(q.gcd, 0n);
  if (parts.length < 2 || parts.includes(0n) || common === 0n) return null;
  const right = parts.map((part) => part / common);
  return worked((answer) => {
    const bare = plainAnswer(answer).replace(/ to /g, ':');
    if (!/^\d{1,12}(?: ?: ?\d{1,12})+$/.test(bare))
      return unknownCheck('the answer is not written as a ratio');
    const given = partsOf(bare);
    const shown = `it is ${right.join(':')}`;
    const isSame =
      given.length === right.length &&
      given.every((part, i) => part * (right[0] ?? 0n) === (right[i] ?? 0n) * (given[0] ?? 0n));
    if (!isSame || given[0] === 0n) return refuted('simplified again: another ratio', shown);
    return given[0] === right[0]
      ? proven(`simplified again: ${shown}`)
      : unknownCheck('the same ratio, but not in lowest terms');
  });
};

const turn = '[turn|change|write|express|convert|what is|give|rewrite]';
const mixed = '(\\d{1,9}) (\\d{1,9}) ?/ ?(\\d{1,9})';
const toMixed = [template(`${turn} [the improper fraction|] # [into|to|as] a mixed [number|fraction]`)];
const toImproper = new RegExp(
  `^(?:turn|change|write|express|convert|what is|give|rewrite) (?:the mixed (?:number|fraction) )?${mixed} (?:into|to|as) (?:an improper|a single) fraction$`,
  'i',
);

export const readMixedNumber: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const [written = ''] = filled(sentence, toMixed) ?? [];
  const [, n = '', d = ''] = /^(\d{1,12}) ?\/ ?(\d{1,12})$/.exec(written) ?? [];
  if (n !== '' && wholeNumber(d) !== 0n) {
    const value = q.rational(BigInt(n), BigInt(d));
    return worked((answer) => {
      const bare = plainAnswer(answer);
      const check = holdNumber(value, bare, [q.isInteger(value) ? 'integer' : 'mixed']);
      const rest = /(\d+)\/(\d+)$/.exec(bare);
      const isReduced = rest === null || q.gcd(BigInt(rest[1] ?? '1'), BigInt(rest[2] ?? '1')) === 1n;
      return check.verdict === 'correct' && !isReduced ? unknownCheck('not in lowest terms') : check;
    });
  }
  const [, whole = '', top = '', bottom = ''] = toImproper.exec(sentence) ?? [];
  const part = numberIn(`${whole} ${top}/${bottom}`);
  return part === null ? null : askedNumber(part.value, ['fraction']);
};
