/**
 * The one rule by which a solution becomes steps. A step is what an annotator judges at once:
 *
 * 1. A blank line ends a step, and so does a line's end, unless the next line plainly continues the sentence (it
 *    begins in lower case or with closing punctuation, or the line is hard-wrapped prose that stops in mid-sentence).
 * 2. Code fences, LaTeX environments, `$$…$$`, `\[…\]` and inline formulas are never cut. A displayed formula belongs
 *    to the sentence that leads into it (one that ends in a colon, a comma or no mark at all), and a line that goes
 *    on in lower case after it belongs to it too.
 * 3. A bullet list is one step, with the line that introduces it. Numbered items (`1.`, `(2)`, `Step 3:`) are steps,
 *    each whole with the lines and bullets under it.
 * 4. A text that would be one single step of several sentences is split at its sentences.
 *
 * Ranges are exact: steps are in order, disjoint, not empty, and hold every character that is not white space.
 */
import { findSpans, type Span } from './spans.ts';

/** A step of a solution with its range in the solution's text (UTF-16 offsets, end exclusive). */
export interface Step {
  readonly index: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A line of the text that is not inside a formula, an environment or code: a candidate to begin a step. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly afterBlank: boolean;
  readonly text: string;
}

const bullet = /^\s*(?:[-*+•‣▪–]|\\item\b)\s+/u;
const numbered =
  /^\s*(?:\*\*|#{1,6}\s*)?(?:(?:step|case|part)\s+(?:\d{1,3}|[ivx]{1,4}|[a-z])\b|\(?\d{1,3}[.)](?=\s|$)|\([a-zivx]{1,3}\)\s)/i;
const heading = /^\s*(?:#{1,6}\s|\*\*[^*]{1,80}\*\*:?\s*$|step \d{1,3}\b[^.=\n]{0,80}$)/i;
const displayed = /^\s*(?:\\\[|\$\$|\\begin\{|```|~~~)/;
const leadsIn = /[:,]\s*(?:\$|\\\))?\s*(?:\*\*)?\s*$/;
const endsSentence = /[.!?:;]["'”’)\]}*$\s]*$|\\\]\s*$|\$\$\s*$/;
const continues = /^\s*(?:[a-z]{2,}|a |and |or |[,;.)\]](?!\.))/;

/** Splits a solution into its steps. Linear in the length; an empty or blank text has none. */
export function splitSteps(text: string): Step[] {
  const spans = findSpans(text);
  const lines = findLines(text, spans);
  const groups: [number, number][] = [];
  let state = fresh();
  let previous: Line | null = null;
  for (const line of lines) {
    const current = groups.at(-1);
    if (current !== undefined && previous !== null && belongs(line, previous, state)) current[1] = line.end;
    else {
      groups.push([line.start, line.end]);
      state = fresh();
    }
    state = advance(state, line);
    previous = line;
  }
  const only = groups[0];
  const ranges = groups.length === 1 && only !== undefined ? splitSentences(text, only, spans) : groups;
  return ranges.map(([start, end], index) => ({ index, text: text.slice(start, end), start, end }));
}

interface GroupState {
  readonly inBullets: boolean;
  readonly inNumbered: boolean;
}

function fresh(): GroupState {
  return { inBullets: false, inNumbered: false };
}

function advance(state: GroupState, line: Line): GroupState {
  return {
    inBullets: bullet.test(line.text) || (state.inBullets && isIndented(line.text)),
    inNumbered: state.inNumbered || numbered.test(line.text),
  };
}

function isIndented(line: string): boolean {
  return /^(?: {2,}|\t)\S/.test(line);
}

/** Whether `line` goes on with the step that `previous` belongs to. */
function belongs(line: Line, previous: Line, state: GroupState): boolean {
  const isBullet = bullet.test(line.text);
  if (numbered.test(line.text) && !isIndented(line.text)) return false;
  if (heading.test(previous.text) && !heading.test(line.text)) return true;
  if (isBullet && state.inBullets) return true;
  if (isBullet) return leadsIn.test(previous.text) || (state.inNumbered && !line.afterBlank);
  if (isIndented(line.text) && (state.inBullets || state.inNumbered)) return true;
  if (displayed.test(line.text)) return leadsIn.test(previous.text) || isOpenProse(previous, line.afterBlank);
  if (line.afterBlank) return endsWithDisplay(previous.text) && continues.test(line.text);
  if (state.inNumbered) return true;
  if (state.inBullets) return false;
  return continues.test(line.text) ? !isFormulaLine(line.text) : isWrapped(previous.text);
}

/** A line of prose that stops without a mark, right before a displayed formula. */
function isOpenProse(previous: Line, afterBlank: boolean): boolean {
  if (displayed.test(previous.text) || isFormulaLine(previous.text)) return false;
  return !afterBlank && !endsSentence.test(previous.text);
}

function endsWithDisplay(line: string): boolean {
  return /(?:\\\]|\$\$|\\end\{[A-Za-z]+\*?\})[.,;]?\s*$/.test(line);
}

/** Hard-wrapped prose: long, made of words, stopping in mid-sentence. */
function isWrapped(line: string): boolean {
  return line.length >= 60 && !endsSentence.test(line) && !isFormulaLine(line) && words(line) >= 6;
}

/** A line that is a formula rather than a sentence: an equals sign or operator, and next to no words. */
function isFormulaLine(line: string): boolean {
  return words(line) <= 2 && /[=<>≤≥≈+*/^\\]|\d/.test(line);
}

function words(line: string): number {
  return (line.replace(/\\[A-Za-z]+/g, ' ').match(/[A-Za-z]{3,}/g) ?? []).length;
}

function findLines(text: string, spans: readonly Span[]): Line[] {
  const lines: Line[] = [];
  let at = 0;
  let span = 0;
  let afterBlank = false;
  while (at < text.length) {
    let stop = text.indexOf('\n', at);
    if (stop < 0) stop = text.length;
    for (; span < spans.length; span++) {
      const current = spans[span];
      if (current === undefined || current.start >= stop) break;
      if (current.end > stop) {
        stop = text.indexOf('\n', current.end);
        if (stop < 0) stop = text.length;
      }
    }
    const line = text.slice(at, stop);
    const trimmed = line.trim();
    if (trimmed === '') afterBlank = true;
    else {
      const start = at + line.indexOf(trimmed);
      const indent = line.slice(0, line.indexOf(trimmed));
      lines.push({ start, end: start + trimmed.length, afterBlank, text: lastRow(indent) + trimmed });
      afterBlank = false;
    }
    at = stop + 1;
  }
  return lines;
}

/** Indentation counts from the last line break: white space is all that stands before it. */
function lastRow(indent: string): string {
  return indent.slice(indent.lastIndexOf('\n') + 1);
}

const sentenceEnd = /[.!?]["'”’)*]*\s+(?=["'“‘(*]*[A-Z\\$0-9])/g;
const abbreviation =
  /(?:\b(?:e\.g|i\.e|etc|cf|vs|approx|Eq|Eqs|Fig|Dr|Mr|Mrs|Ms|St|No|Thm|resp|w\.r\.t|a\.m|p\.m)|\b[A-Z])\.$/;

/** The sentences of one range, formulas uncut. */
function splitSentences(
  text: string,
  range: readonly [number, number],
  spans: readonly Span[],
): [number, number][] {
  const [from, to] = range;
  const ranges: [number, number][] = [];
  const body = text.slice(from, to);
  if (bullet.test(body) || /^(?:```|~~~)/.test(body)) return [[from, to]];
  let start = from;
  let span = 0;
  for (const match of body.matchAll(sentenceEnd)) {
    const stop = from + match.index + match[0].trimEnd().length;
    while (span < spans.length && (spans[span]?.end ?? 0) <= stop - 1) span++;
    const current = spans[span];
    if (current !== undefined && current.start < stop && stop < current.end) continue;
    if (
      abbreviation.test(text.slice(Math.max(start, stop - 12), stop)) ||
      /^\d{1,3}\.$/.test(text.slice(start, stop))
    )
      continue;
    ranges.push([start, stop]);
    start = from + match.index + match[0].length;
  }
  ranges.push([start, to]);
  return ranges;
}
