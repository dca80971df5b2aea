/**
 * Text → the answers it may be, the most natural reading first. A second reading exists where notation is truly
 * ambiguous: `1,22` is a list or a decimal comma, `120,240` a number or a list.
 */
import { parse } from '../parse/parse.ts';
import { constantNames, functionNames, greekNames } from '../parse/words.ts';
import type { Answer, Context } from './answer.ts';
import { cleanAnswer } from './clean.ts';
import { recognise } from './recognise.ts';
import { fromProse } from './prose.ts';
import { isUnitWord } from './units.ts';

export type Readings =
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

const decimalComma = /^[-−]?\d+\{?,\}?\d+$/;
const grouped = /^[-−]?\d{1,3}(?:,\d{3})+$/;
/** `C(10, 3)`: a number of choices or a point. */
const choices = /^\$?([CP])\(([a-z\d+-]{1,6}),\s*([a-z\d+-]{1,6})\)\$?$|^\$?(\d+|[nmN])([CP])(\d+|[krm])\$?$/;
/** `B_{16}`: a digit of base sixteen, or a variable with an index. */
const hexadecimal = /^\$?([A-F])_\{?16\}?\$?$/;
/** "is not 42": what the answer is not. */
const denied = /(?<![A-Za-z\\])not (?:\$[^$]+\$|[-−]?\d[\d,.]*)(?=[\s.,;]|$)/gi;
const negation = /(?<![A-Za-z\\{])(?:not|never|neither|nor|cannot)(?![A-Za-z])|n't\b/i;

/** A sentence without what it denies; null where it denies and states nothing else. Wordings keep their "not". */
function withoutNegated(text: string): string | null {
  if (!negation.test(text) || !/[\d$\\]/.test(text) || fromProse(text) !== null) return text;
  const rest = text.replace(denied, ' ');
  return rest === text || !/\d/.test(rest) ? null : rest;
}

/** `… = 5`, `… is 5 meters`: what a sentence ends on, after its last verb or equals sign. */
const sentenceEnd =
  /^.*(?:\b(?:is|are|equals?|be|was|were|to|by|gives?|get|yields|of|at)|=|:|'s)\s+(\S[^=:]*)$/is;
const formula = /\$\$?([^$]+)\$\$?|\\\(([\s\S]+?)\\\)|\\\[([\s\S]+?)\\\]/g;
const plainNumber = /(?<![\w.])[-−]?\$?\d[\d,]*(?:\.\d+)?(?:\s?%)?(?!\w)/g;

/** The places in a sentence where its answer may stand: its only formula, what follows its last verb, its only number. */
function inSentence(text: string): string[] {
  const found: string[] = [];
  const formulas = [...text.matchAll(formula)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
  if (formulas.length === 1) found.push(formulas[0]!);
  const end = sentenceEnd.exec(text)?.[1];
  if (end !== undefined) found.push(cleanAnswer(end));
  const numbers = [...text.matchAll(plainNumber)];
  const [only] = numbers;
  if (formulas.length === 0 && only !== undefined && numbers.length === 1)
    found.push(only[0] + unitAfter(text.slice(only.index + only[0].length)));
  return found;
}

/** The unit words that follow a number in a sentence, as far as they are units. */
function unitAfter(text: string): string {
  const words = /^[^.!?]*/.exec(text)![0].split(/(?<=\S)(?=\s)/);
  let end = 0;
  while (end < words.length && end < 6 && isUnitWord(words[end]!.trim())) end++;
  return words.slice(0, end).join('');
}

export function readings(source: string, context: Context): Readings {
  const { macros, decimalComma: comma } = context.options;
  const options = {
    ...(macros === undefined ? {} : { macros }),
    ...(comma === undefined ? {} : { decimalComma: comma }),
  };
  const answers: Answer[] = [];
  const text = withoutNegated(source);
  if (text === null) return { kind: 'unreadable', reason: 'a negated sentence' };
  const add = (formula: string, asComma = false): string | null => {
    const result = parse(formula, asComma ? { ...options, decimalComma: true } : options);
    if (result.kind === 'unreadable') return `${result.reason} (at ${result.at})`;
    answers.push(recognise(result.root, context));
    return null;
  };
  const written = fromProse(text);
  const problem = add(written ?? text);
  if (written !== null && answers.length === 0) add(text);
  if (decimalComma.test(text) && !/^[-−]?[1-9]\d{0,2},\d{3}$/.test(text)) add(text, true);
  if (grouped.test(text)) add(text.replaceAll(',', ', '));
  const chosen = choices.exec(text);
  if (chosen !== null) {
    const [n, k] = [chosen[2] ?? chosen[4]!, chosen[3] ?? chosen[6]!];
    add((chosen[1] ?? chosen[5]) === 'C' ? `\\binom{${n}}{${k}}` : `\\frac{${n}!}{(${n}-${k})!}`);
  }
  const digit = hexadecimal.exec(text);
  if (digit !== null) add(`0${digit[1]!}_{16}`);
  if (written === null && isSentence(text)) {
    for (const part of inSentence(text)) add(part);
  }
  return answers.length > 0
    ? { kind: 'answers', answers }
    : { kind: 'unreadable', reason: problem ?? 'nothing there' };
}

const mathematical = new Set(
  [...functionNames.keys(), ...constantNames.keys(), ...greekNames].map((name) => name.toLowerCase()),
);

/** Two words of plain prose or more: those of `tan(pi/4)` are none. */
function isSentence(text: string): boolean {
  if (text.length >= 2_000) return false;
  const words = text.match(/(?<![\\A-Za-z])[A-Za-z]{2,}(?![A-Za-z{])/g) ?? [];
  return words.filter((word) => !mathematical.has(word.toLowerCase())).length >= 2;
}
