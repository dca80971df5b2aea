/**
 * Questions about numbers as templates: the whole of the sentence must be one that is known, with numbers at its open
 * places, so that "not", a unit or a second question more makes it none.
 */
import { SizeLimitError } from '../../../../exact/rational.ts';
import * as q from '../../../../exact/rational.ts';
import { Budget, BudgetError } from '../../../algebra/budget.ts';
import { rationalValue, UndefinedError } from '../../../algebra/fraction.ts';
import { normalise, NotAnExpressionError } from '../../../algebra/normal.ts';
import { numberFromWords } from '../../../kinds/number-words.ts';
import type { QuestionText } from '../../read-text.ts';
import { treeOf } from '../../read-text.ts';

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** What stands for the same in TeX and in plain text: fractions, powers, signs, texts. */
const plainForms: readonly (readonly [RegExp, string])[] = [
  [/\\(?:text|mathrm|mathbf|operatorname)\s*\{([^{}]*)\}/g, '$1'],
  [/\\(?:left|right)(?=\s*[([\])])/g, ''],
  [/\\[ ,;:!]|~/g, ' '],
  [/\{,\}/g, ','],
  [/\\(?:times|cdot|ast)(?![a-z])/g, '*'],
  [/[×·∙]/g, '*'],
  // A fraction behind ÷ is one operand.
  [/(?:\\div(?![a-z])|÷)\s*(\d+\/\d+)(?![\d.])/g, '/($1)'],
  [/\\div(?![a-z])|÷/g, '/'],
  [/\\(?:leq?|leqslant)(?![a-z])|≤/g, '<='],
  [/\\(?:geq?|geqslant)(?![a-z])|≥/g, '>='],
  [/\\(?:neq?)(?![a-z])|≠|=\/=/g, '!='],
  [/\\lt(?![a-z])/g, '<'],
  [/\\gt(?![a-z])/g, '>'],
  [/\\pmod\s*\{?(\d+)\}?/g, 'mod $1'],
  [/\\b?mod(?![a-z])/g, 'mod'],
  [/\\%/g, '%'],
  [/[−–]/g, '-'],
  // A fraction behind a digit is the rest of a mixed number.
  [/(?<=\d)\s*\\[dt]?frac\s*\{\s*(\d+)\s*\}\s*\{\s*(\d+)\s*\}/g, ' $1/$2'],
  [/\\[dt]?frac\s*\{\s*(-?\d+)\s*\}\s*\{\s*(\d+)\s*\}(?!\s*\^)/g, '$1/$2'],
  [/\\[dt]?frac\s*(\d)\s*(\d)(?!\s*[\d^])/g, '$1/$2'],
  [/\s+/g, ' '],
];

/** A formula or an answer in plain text; what is not known stays as it is, and no template knows it. */
export function plainForm(text: string): string {
  const raised = text.replace(
    /[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g,
    (digits) => `^${Array.from(digits, (digit) => superscripts.indexOf(digit)).join('')}`,
  );
  return plainForms
    .reduce((result, [form, plain]) => result.replace(form, plain), raised)
    .replace(/\^\s*\{\s*(-?\d+)\s*\}/g, '^$1')
    .trim();
}

const openings =
  /^(?:(?:question|problem|exercise|q|task|please help|homework)(?: \d+)?: |please |(?:can|could) you (?:please )?)/i;
const closings =
  /[.?!]?\s+(?:show (?:your work|the steps|your steps|all steps)|explain each step|thanks|thank you|give an exact answer|write down your reasoning)[.!]?$/i;

/** The sentence of a question without politeness and the sign at its end. */
export function sentenceOf({ plain }: QuestionText): string {
  const whole = plainForm(plain)
    .replace(/ +(?=[.,?:;](?!\d))/g, '')
    .replace(openings, '');
  return (whole.replace(closings, '') || whole).replace(/[\s.?!]+$/, '').trim();
}

const slot = String.raw`([-+*/^(){}.,\d ]*\d[)} ]*)`;

const word = String.raw`([a-z\d]+)`;
const name = String.raw`([a-z]+(?:[- ][a-z]+){0,2})`;

/**
 * A template as an expression: `#` is an open place for a number, `@` one for a name,
 * `~` one for a word, `[a|b]` one of several wordings,
 * `[a|]` one that may be missing, `<a|b>` one of several that is asked back. Other signs stand for themselves.
 */
export function template(pattern: string): RegExp {
  const source = pattern
    .replace(/[.?*+^$()/{}]/g, '\\$&')
    .replace(/\[([^\]]*)\]/g, (_, words: string) => `(?:${words})`)
    .replace(/<(?=[#@\w])([^<>]*)>/g, (_, words: string) => `(${words})`)
    .replace(/ +/g, ' *')
    .replaceAll('#', slot)
    .replaceAll('@', name)
    .replaceAll('~', word);
  return new RegExp(`^${source}$`, 'i');
}

/** What stands before a claim that is to be judged, as a part of a template. */
export const claims =
  '[true or false:|check whether|check if|decide whether|decide if|determine whether|determine if]';

/** The first of several templates that a sentence is, as what stands at its open places; null where it is none. */
export function filled(sentence: string, templates: readonly RegExp[]): readonly string[] | null {
  // A bare name of what is wanted ("Prime factors of 90") asks for it.
  for (const asked of [sentence, `find the ${sentence}`]) {
    for (const one of templates) {
      const found = one.exec(asked);
      if (found !== null) return found.slice(1).map((part) => part.trim());
    }
  }
  return null;
}

/** The same for expressions that are written out; groups that took no part are left out. */
export function groupsIn(sentence: string, patterns: readonly RegExp[]): readonly string[] | null {
  for (const one of patterns) {
    const found: readonly (string | undefined)[] | null = one.exec(sentence);
    if (found !== null) return found.slice(1).filter((part) => part !== undefined);
  }
  return null;
}

const numeral = /^[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$|^[-+]?\.\d+$/;

/** Milliseconds for one written number: it is a small one. */
const budgetMs = 200;

/** The exact value of a number as it is written: `-3`, `1,200`, `0.5`, `3/4`, `(2 + 3)*4`; null for anything else. */
export function exactValue(written: string): q.Rational | null {
  const text = written.trim();
  if (text.length > 200) return null;
  try {
    if (numeral.test(text)) return q.parseDecimal(text.replaceAll(',', ''));
    const [, n, b] = /^(-?\d+) ?\/ ?(\d+)$/.exec(text) ?? [];
    if (n !== undefined && b !== undefined) return q.rational(BigInt(n), BigInt(b));
    // `2 1/3` and `2(3)` may be meant in two ways.
    if (!/^[-+*/^(){}.\d ]+$/.test(text) || /\d\s+[\d.]|[\d)}]\s*\(|\)\s*\d/.test(text)) return null;
    // The dash of "Which is bigger - 5 or 3?" is no sign.
    if (/^[-+]\s/.test(text)) return null;
    const tree = treeOf(text.replace(/\^(-?\d+)/g, '^{$1}'));
    if (tree === null) return null;
    return rationalValue(normalise(tree, { budget: new Budget(budgetMs), assumptions: {} }));
  } catch (error) {
    const isKnown =
      error instanceof SizeLimitError ||
      error instanceof BudgetError ||
      error instanceof UndefinedError ||
      error instanceof NotAnExpressionError ||
      error instanceof RangeError;
    if (isKnown) return null;
    throw error;
  }
}

/** The value of a number that stands beside a word for a sign: "3 times 5 + 2" may be meant in two ways. */
export function plainValue(written: string): q.Rational | null {
  const isPlain = /^-?[\d.,]+(?: ?\/ ?\d+)?$|^\([^()]*\)$/.test(written);
  return isPlain ? exactValue(written) : null;
}

export function plainValues(written: readonly string[]): readonly q.Rational[] | null {
  const values = written.map(plainValue);
  return values.every((value) => value !== null) ? values : null;
}

/** All of these as exact values; null where one of them is none. */
export function exactValues(written: readonly string[]): readonly q.Rational[] | null {
  const values = written.map(exactValue);
  return values.every((value) => value !== null) ? values : null;
}

/** A whole number as it is written or worked out; null for anything else. */
export function wholeNumber(written: string): bigint | null {
  const value = exactValue(written);
  return value !== null && q.isInteger(value) ? value.n : null;
}

/** "Half", "a third", "seventy-nine halves": one number and one part, nothing more; null for anything else. */
export function partInWords(written: string): q.Rational | null {
  const words = written.toLowerCase().replace(/^an? /, 'one ').replace('fourty', 'forty');
  if (/^(?:one )?half$/.test(words)) return q.rational(1, 2);
  const [, count = '', part = ''] = /^([a-z]+(?:-[a-z]+)?) ([a-z]+)$/.exec(words) ?? [];
  const isCounted = count !== '' && numberFromWords(count) !== null;
  const value = isCounted ? exactValue(numberFromWords(`${count} ${part}`) ?? '') : null;
  return value === null || q.isInteger(value) ? null : value;
}

const counts = 'zero one two three four five six seven eight nine ten'.split(' ');
const ordinals = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');

/** `3` and `three`. */
export function countOf(word: string): number | null {
  const at = counts.indexOf(word.toLowerCase());
  return at >= 0 ? at : /^\d{1,3}$/.test(word) ? Number(word) : null;
}

/** `third` and `3rd`. */
export function ordinalOf(word: string): number | null {
  const at = ordinals.indexOf(word.toLowerCase());
  const digits = /^(\d{1,3})(?:st|nd|rd|th)$/i.exec(word);
  return at >= 0 ? at : digits === null ? null : Number(digits[1]);
}
