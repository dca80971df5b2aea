/**
 * Whether a predicted answer says the same as the gold answer. From the cheapest argument to the dearest: the same
 * text, the same structure with equal parts, and for parts exact algebra, enclosures, sampling. "equal" and
 * "different" are said only for a reason, which the result names; everything else is "unknown".
 */
import { SizeLimitError } from '../exact/rational.ts';
import { Budget, BudgetError, defaultTimeoutMs } from './algebra/budget.ts';
import { different, equal, unknown, type Decision } from './algebra/decide.ts';
import type { Answer, Context } from './kinds/answer.ts';
import { cleanAnswer } from './kinds/clean.ts';
import { compareAnswers } from './kinds/compare.ts';
import { formObjection } from './kinds/forms.ts';
import { saysLine } from './kinds/lines.ts';
import { looseInlineFormula } from './kinds/inline-layout.ts';
import { readInstructions, type EquivalentOptions } from './kinds/options.ts';
import { readings } from './kinds/readings.ts';
import { compareRoman } from './kinds/roman.ts';
import { compareTimes } from './kinds/times.ts';
import { statedAnswer } from './kinds/stated-answer.ts';
import { choiceLetter, choiceWithText, compareWords } from './kinds/words.ts';

export type { EquivalentOptions } from './kinds/options.ts';

/** Longer answers are not compared beyond their text. */
const maxAnswerLength = 20_000;

/** `k ∈ ℤ`, "where n is an integer": what holds for every whole number, positive or not. */
const anyInteger =
  /(?:\\in|∈|\bin)\s*(?:\{?\\mathbb\s*\{?\s*Z|\\mathbf\s*\{?\s*Z|\\Z\b|ℤ|Z\b)|\b(?:an?|any|every|all|some) (?:arbitrary )?integers?\b|\bintegers? [a-z]\b/;

/**
 * Decides whether `pred` is equivalent to `gold` under the options (defaults in docs/GRADING.md). Both may be bare
 * answers, boxed, delimited, or sentences that state the answer. Never throws; takes at most `timeoutMs`.
 */
export function equivalent(gold: string, pred: string, options: EquivalentOptions = {}): Decision {
  if (gold.length > maxAnswerLength || pred.length > maxAnswerLength)
    return unknown('limit', `longer than ${maxAnswerLength} characters`);
  const budget = new Budget(options.timeoutMs ?? defaultTimeoutMs);
  const radians = /\bradians?\b|\brad\b/i.test(gold + ' ' + pred);
  const runsThroughIntegers = [gold, pred].some((text) => anyInteger.test(text));
  const instructions = readInstructions(options.problem);
  const isLine = saysLine(gold) || saysLine(pred);
  const context: Context = { options, instructions, budget, radians, runsThroughIntegers, isLine };
  try {
    return decide(gold, pred, context);
  } catch (error) {
    if (error instanceof BudgetError || error instanceof SizeLimitError)
      return unknown('limit', error.message);
    if (error instanceof RangeError) return unknown('limit', 'too large or too deep');
    throw error;
  }
}

function decide(goldText: string, predText: string, context: Context): Decision {
  if (context.options.inlineAcrossLines !== true && [goldText, predText].some(isLoose))
    return unknown('structure', 'inline delimiters alone in their lines: a formula, or text between two');
  const [gold, pred] = lettersAsFactors(
    cleanAnswer(statedAnswer(goldText)),
    cleanAnswer(statedAnswer(predText)),
  );
  if (pred === '' || gold === '')
    return gold === pred
      ? equal('text', 'both empty')
      : different('text', 'an empty answer', 'nothing to compare');
  if (squeezed(gold) === squeezed(pred)) return equal('text', 'the same text');
  const early =
    compareTimes(gold, pred, context) ?? compareRoman(gold, pred, context) ?? compareChoices(gold, pred);
  if (early !== null) return early;
  const decision = compareReadings(gold, pred, context);
  if (decision.verdict !== 'equal') {
    const words = compareWords(gold, pred, context.options.caseSensitive === true);
    return words.verdict === 'equal' ? words : decision;
  }
  return decision;
}

/** f, g or h beside a number or under a power is an unknown: its brackets in `g(g + 11)` multiply. */
function lettersAsFactors(gold: string, pred: string): readonly [string, string] {
  const both = `${gold} ; ${pred}`;
  const isFactor = (letter: string): boolean =>
    new RegExp(
      `(?:\\d|\\})\\s*${letter}(?![A-Za-z(])|(?<![A-Za-z\\\\])${letter}\\s*(?:\\^|\\*\\*)\\s*\\{?\\d`,
    ).test(both) && !new RegExp(`${letter}\\([a-z\\d]\\)\\s*=`).test(both);
  let result: readonly [string, string] = [gold, pred];
  for (const letter of 'fghFGH') {
    if (!both.includes(`${letter}(`) || !isFactor(letter)) continue;
    const call = new RegExp(`(?<![A-Za-z\\\\])${letter}\\(`, 'g');
    result = [result[0].replace(call, `${letter} \\cdot (`), result[1].replace(call, `${letter} \\cdot (`)];
  }
  return result;
}

const isLoose = (text: string): boolean => text.includes('\n') && looseInlineFormula(text) !== null;

function squeezed(text: string): string {
  return text.replace(/(?<!\d)\s+|\s+(?!\d)/g, '');
}

/** `(C)` against `C`, and `(C)` or `C` against `(C) 12`. */
function compareChoices(gold: string, pred: string): Decision | null {
  if (gold.endsWith('!') || pred.endsWith('!')) return null;
  const letter = choiceLetter(gold);
  const full = choiceWithText(pred);
  if (letter !== null && full !== null)
    return letter === full.letter
      ? equal('text', 'the same letter')
      : different('text', 'different letters', `${letter} against ${full.letter}`);
  const other = choiceLetter(pred);
  const goldFull = choiceWithText(gold);
  if (other !== null && goldFull !== null)
    return other === goldFull.letter
      ? equal('text', 'the same letter')
      : different('text', 'different letters', `${goldFull.letter} against ${other}`);
  if (letter === null || other === null) return null;
  return compareWords(gold, pred, false);
}

/** All readings of both sides, most natural first: equal if any pair is, else what the first pair says. */
function compareReadings(gold: string, pred: string, context: Context): Decision {
  const a = readings(gold, context);
  const b = readings(pred, context);
  if (a.kind === 'unreadable' || b.kind === 'unreadable') {
    const words = compareWords(gold, pred, context.options.caseSensitive === true);
    if (words.verdict === 'equal') return words;
    const reason =
      a.kind === 'unreadable' ? `the gold answer: ${a.reason}` : b.kind === 'unreadable' ? b.reason : '';
    return unknown('structure', `cannot read ${reason}`);
  }
  let first: Decision | null = null;
  for (const [i, x] of a.answers.entries()) {
    for (const [j, y] of b.answers.entries()) {
      // The unlikely reading of one side is tried against the likely one of the other only.
      if (i > 0 && j > 0) continue;
      const decision = comparePair(x, y, context);
      if (decision.verdict === 'equal') return decision;
      first ??= decision;
    }
  }
  return first ?? unknown('structure', 'nothing to compare');
}

function comparePair(gold: Answer, pred: Answer, context: Context): Decision {
  const decision = compareAnswers(gold, pred, context);
  return decision.verdict === 'equal' ? (formObjection(gold, pred, context) ?? decision) : decision;
}
