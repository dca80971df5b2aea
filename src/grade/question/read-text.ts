/**
 * Parts a question into its words and its formulas. It decides nothing: which words may stand around which formulas is
 * the reader's business.
 */
import { withoutLabel } from './labels.ts';
import { parse } from '../parse/parse.ts';
import { inKnownWords } from './paraphrases.ts';
import { withKnownSpelling } from './spelling.ts';
import { type Node, symbolsOf } from '../parse/tree.ts';

export interface QuestionText {
  /** In lower case, in order. */
  readonly words: readonly string[];
  /** What stands between the words, in order, without punctuation around it. */
  readonly formulas: readonly string[];
  /** The text itself, without delimiters and labels. */
  readonly plain: string;
}

const functionNames = new Set(
  'sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp sqrt cbrt abs pi infinity dx dy dt du dz'.split(
    ' ',
  ),
);

/** Powers as `^{…}`, which every reader of formulas knows. */
export function withCarets(text: string): string {
  let result = text.replace(/\*\*\s*(-?(?:\d+|[a-z]))/gi, '^{$1}');
  for (let at = result.indexOf('**('); at >= 0; at = result.indexOf('**(')) {
    let depth = 0;
    let end = at + 2;
    for (; end < result.length; end++) {
      if (result[end] === '(') depth++;
      if (result[end] === ')' && --depth === 0) break;
    }
    result = `${result.slice(0, at)}^{${result.slice(at + 3, end)}}${result.slice(end + 1)}`;
  }
  return result;
}

const formulaRegion =
  /\$\$?[^$]+\$\$?|\\\([^]*?\\\)|\\\[[^]*?\\\]|\\begin\{(?:equation|align)\*?\}[^]*?\\end\{(?:equation|align)\*?\}/g;
const twoLetters = /(?<![\\A-Za-z])(?!d[a-z](?![a-z])|ln|lg|pi|or|if|to|at)([a-z])([a-z])(?![A-Za-z])/g;

/** Products of two letters inside formulas, set apart: `tl` is no word there. */
const withProductsApart = (text: string): string =>
  text.replace(formulaRegion, (formula) =>
    /\\(?:text|mathrm|operatorname)/.test(formula) ? formula : formula.replace(twoLetters, '$1 $2'),
  );

/** Without delimiters of formulas and labels of exercises. */
export function plainQuestion(text: string): string {
  return withKnownSpelling(
    withCarets(
      withProductsApart(withoutLabel(text))
        // an amount of money: no delimiter of a formula
        .replace(/\\\$(?=\s?\d)/g, '')
        .replace(/\\(?:begin|end)\{(?![a-z]*matrix)[a-z]+\*?\}|\\[[\]()]|\${1,2}/g, ' ')
        .replace(/[−–]/g, '-')
        .replace(/(?<!\\)\\[,;:! ]/g, ' ')
        .replace(/\s+/g, ' ')
        // Where a formula's mark stood before a stop.
        .replace(/(?<=[^=\s]) (?=[.,;?](?:\s|$))/g, '')
        .trim()
        .replace(/^(?:\(?[a-h]\)|\d{1,3}[.)])\s+/i, '')
        .replace(/\b(what|it)'s\b/gi, '$1 is')
        .replace(/∫(?! ?from)/g, '\\int ')
        // "0.5x + 1.5 = 4, x = ?"
        .replace(/(?<==[^=?]*)(?:[,;] ?|(?<=[\d)]) )([a-z]) ?= ?\?$/i, ', what is $1?')
        .replace(/^(?:question|problem|exercise|q|task|homework|please help): /i, ''),
    ),
  );
}

/** Words are runs of two letters or more that name no function; a lone "a" before a word is the article. */
const wordPattern =
  /(?<![\\A-Za-z\d{_^])(?:[A-Za-z]{2,}(?:-[a-z]{2,})*|a(?= (?!(?:if|when|given|where|in|from|such)\b)[a-z]{2}))(?:'s)?(?![A-Za-z])/gi;

export function questionText(problem: string): QuestionText {
  const text = inKnownWords(plainQuestion(problem));
  const words: string[] = [];
  const formulas: string[] = [];
  let from = 0;
  const piece = (to: number): void => {
    // An exclamation mark behind a number is a factorial.
    const formula = text.slice(from, to).replace(/^[\s.,;:?!]+|(?:[\s.,;:?]|(?<=\s)!)+$/g, '');
    formulas.push(
      ...formula
        .split(/:\s/)
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    );
  };
  for (const found of text.matchAll(wordPattern)) {
    const word = found[0].toLowerCase();
    if (functionNames.has(word)) continue;
    piece(found.index);
    from = found.index + found[0].length;
    words.push(word);
  }
  piece(text.length);
  return { words, formulas, plain: text };
}

/** The tree of a formula; null for what cannot be read. */
export function treeOf(formula: string): Node | null {
  // In TeX `5^65^w` is a power of 6 and a power of w, in plain text a tower.
  if (formula.includes('\\text') || /\^\d{2,}\s*\^/.test(formula)) return null;
  const result = parse(formula);
  return result.kind === 'tree' ? result.root : null;
}

/** The unknowns of a formula, each once; none where it cannot be read. */
export function lettersOf(formula: string): string[] {
  const root = treeOf(formula);
  return root === null ? [] : [...new Set(symbolsOf(root))];
}

/** The imaginary unit, which is read as a number and not as an unknown. */
export const holdsImaginaryUnit = (formula: string): boolean => /(?<![A-Za-z\\])i(?![A-Za-z])/.test(formula);

const relationSign = /[<>≤≥]|\\(?:leq?|geq?)\b|(?<![<>=!])=(?!=)/;

/** The sign below a sum, `k = 1`, makes no equation of it. */
export const isRelation = (formula: string): boolean =>
  relationSign.test(formula.replace(/\\(?:sum|prod)\s*_\s*\{[^{}]*\}/g, ''));

/** `A = B, C = D` and rows of a system as single relations. */
export function relationsIn(formula: string): string[] {
  return formula
    .split(/,(?![^(]*\)) |;|\\\\/)
    .map((part) => part.replace(/&/g, ' ').trim())
    .filter((part) => part !== '');
}

/** A formula with numbers in brackets for letters. */
export function withNumbers(formula: string, numbers: ReadonlyMap<string, string>): string {
  return formula.replace(/(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])/g, (letter) => {
    const number = numbers.get(letter);
    return number === undefined ? letter : `(${number})`;
  });
}

/** `f^{-1}(58)`: the inverse function, not a power of the value. */
export const inverseFunction = /\b[fgh]\s*\^\s*\{?\s*-\s*1\s*\}?\s*(?:\\left)?\(/;
