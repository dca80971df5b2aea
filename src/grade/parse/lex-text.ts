/** Looking ahead in a text without making tokens: sticky matches, closing braces, blanks, doubled backslashes. */
import { isBlank } from './unicode.ts';

/** What a sticky pattern matches at an offset, or null. */
export function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

export function skipBlanks(text: string, at: number): number {
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The offset of the `}` that closes the `{` at `open`, or the text's end where it is missing. */
export function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
  }
  return text.length;
}

export function isDoubled(text: string): boolean {
  let doubled = false;
  for (let at = 0; at < text.length; at++) {
    if (text.charAt(at) !== '\\') continue;
    let run = 1;
    while (text.charAt(at + run) === '\\') run++;
    if (/[A-Za-z]/.test(text.charAt(at + run))) {
      if (run % 2 === 1) return false;
      doubled = true;
    }
    at += run;
  }
  return doubled;
}

export function countDollars(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === '$') count++;
  }
  return count;
}

/** The text in a text font is no text: no letters, a formula inside, or numbers with "and" between. */
export function isFormula(inner: string): boolean {
  return (
    !/[A-Za-z\u00c0-\uffff]/.test(inner) ||
    inner.includes('$') ||
    inner.includes('\\') ||
    /^(?=.*\d)(?:[\d\s.,;()+−/-]|\band\b|\bor\b)+$/.test(inner)
  );
}
