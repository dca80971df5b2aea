/**
 * The part of a text that states its answer, where the text is more than an answer: a whole solution, a sentence,
 * several boxes. What `extract` finds in a box counts first, unless a "final answer" phrase comes after it; a closing
 * sentence ("Therefore … is 12.") counts before a formula in the middle.
 */
import { extract } from '../extract.ts';

/** What models append after they are done. */
const afterword = /(?:<\|im_(?:start|end)\|>|<\|endoftext\|>|I hope it is correct|\[?Note:)/g;
const finalPhrase = /\b(?:final answer|answer)\b\s*(?:is|:|\*\*)?\s*(?:is|:|\*\*)*\s*/gi;
const conclusion = /^(?:therefore|thus|hence|so|in conclusion|consequently|finally)\b/i;

/** Where the last "final answer" phrase ends, or -1. */
function lastPhrase(text: string): number {
  let end = -1;
  for (const match of text.matchAll(finalPhrase)) {
    const after = match.index + match[0].length;
    if (/\b(?:is|:)/.test(match[0]) && after < text.length) end = after;
  }
  return end;
}

/** Where the last afterword begins, of several that follow each other the first; 0 where there is none. */
function lastAfterword(text: string): number {
  let start = 0;
  let end = 0;
  for (const match of text.matchAll(afterword)) {
    if (match.index > end + 4) start = match.index;
    end = match.index + match[0].length;
  }
  return start;
}

/** The sentence that begins at the offset: up to a full stop outside brackets and formulas, or a line's end. */
function sentenceAt(text: string, start: number): string {
  let depth = 0;
  let formula = false;
  for (let at = start; at < text.length && at < start + 600; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '{' || character === '(') depth++;
    else if (character === '}' || character === ')') depth--;
    else if (character === '$') formula = !formula;
    else if (character === '\n' && depth <= 0 && !formula && at > start + 1) return text.slice(start, at);
    else if (
      character === '.' &&
      depth <= 0 &&
      !formula &&
      /^(?:\s|$|")/.test(text.slice(at + 1, at + 2)) &&
      at > start
    )
      return text.slice(start, at);
  }
  return text.slice(start, start + 600);
}

/** The last sentence of a text, without its full stop. */
function lastSentence(text: string): string {
  const trimmed = text.trim();
  let start = 0;
  const ends = /(?:[.!?]["”]?|\$\$|\\\])\s+(?=["“$\\A-Z])|\n+/g;
  for (const match of trimmed.matchAll(ends))
    if (match.index + match[0].length < trimmed.length - 1) start = match.index + match[0].length;
  return trimmed.slice(start);
}

/** Nothing but the answer: no box, no marker, no prose to speak of. */
function isBare(text: string): boolean {
  return text.length < 200 && !/boxed|####|\n\s*\n|\banswer\b/i.test(text);
}

/** The answer's text. Several answers that stand together become a list. */
export function statedAnswer(text: string): string {
  if (isBare(text)) return text;
  const cut = lastAfterword(text);
  const body = cut > 0 ? text.slice(0, cut) : text;
  const found = extract(body);
  const lastEnd = found.answers.at(-1)?.end ?? -1;
  const phrase = lastPhrase(body);
  const boxed = found.answers.some(({ source }) => source === 'boxed' || source === 'hashes');
  if (phrase >= 0 && (!boxed || phrase > lastEnd)) {
    const sentence = sentenceAt(body, phrase).trim();
    if (sentence.replace(/[*$\s\\[\]()"]/g, '') !== '') return sentence;
  }
  if (boxed && found.answer !== null) {
    if (found.kind === 'several' || found.kind === 'parts')
      return found.answers.map((stated) => stated.text).join(' , ');
    return found.answer;
  }
  const closing = lastSentence(body);
  if (conclusion.test(closing) && closing.length < 300) return closing;
  return found.kind === 'none' || found.answer === null ? body : found.answer;
}
