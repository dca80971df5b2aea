/**
 * Finds the final answer of a solution where its writer put it: `\boxed{…}`, `#### x`, "the answer is …", or else
 * the last result set as a formula. It reads words and braces only; whether two answers are the same value is
 * `equivalent`'s business, so "contradicting" means: stated apart from each other and not written alike.
 */
import { findSpans, type Span } from './spans.ts';

export type AnswerSource = 'boxed' | 'hashes' | 'phrase' | 'display' | 'line';

/** One stated answer: its bare text and where that stands in the solution (UTF-16 offsets, end exclusive). */
export interface StatedAnswer {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly source: AnswerSource;
  /** The part it answers, "a", "b", …; null where the solution has no parts. */
  readonly part: string | null;
}

/**
 * `none`: nothing stated; `one`; `several`: a list stated together ("x = 1 or x = 2" in two boxes); `parts`: one for
 * each of (a), (b), …; `contradicting`: different answers stated apart, of which `answer` is the last.
 */
export interface Extraction {
  readonly kind: 'none' | 'one' | 'several' | 'parts' | 'contradicting';
  readonly answer: string | null;
  readonly answers: readonly StatedAnswer[];
}

const window = 60_000;

/** The final answer(s) of a solution. Linear in the length; of a very long text only the last 60,000 characters. */
export function extract(solution: string): Extraction {
  const offset = Math.max(0, solution.length - window);
  const text = solution.slice(offset);
  const shift = (answer: StatedAnswer): StatedAnswer => ({
    ...answer,
    start: answer.start + offset,
    end: answer.end + offset,
  });
  const parts = extractParts(text);
  const stated = (parts ?? dropRepeats(statedAnswers(text))).map(withoutMark);
  const answers = stated.filter(saysSomething).map(shift);
  return summarise(answers, solution, parts !== null);
}

/** `$$`, `?` and `x =` state nothing. */
const saysSomething = ({ text }: StatedAnswer): boolean =>
  /[\p{L}\p{N}\p{Sm}\\∅∞]/u.test(text.replace(/[=<>+~|]/g, '')) && !/=\s*\$*$/.test(text);

/** An answer that a calculation stands in, from behind its mark on: `5>>5` of `$x = <<15/3=5>>5$` is 5. */
function withoutMark(answer: StatedAnswer): StatedAnswer {
  const end = answer.text.lastIndexOf('>>') + 2;
  return end < 2 || end === answer.text.length
    ? answer
    : { ...answer, text: answer.text.slice(end), start: answer.start + end };
}

function summarise(answers: readonly StatedAnswer[], solution: string, hasParts: boolean): Extraction {
  const last = answers.at(-1);
  if (last === undefined) return { kind: 'none', answer: null, answers };
  if (hasParts) {
    return { kind: 'parts', answer: answers.map((a) => `(${a.part ?? ''}) ${a.text}`).join(', '), answers };
  }
  if (answers.length === 1) return { kind: 'one', answer: last.text, answers };
  if (
    answers.every((answer, i) => i === 0 || statedTogether(solution, answers[i - 1] as StatedAnswer, answer))
  ) {
    return { kind: 'several', answer: answers.map((a) => a.text).join(', '), answers };
  }
  return { kind: 'contradicting', answer: last.text, answers };
}

/** Two answers of one list: only list words and formula signs stand between them, no end of a sentence. */
function statedTogether(solution: string, first: StatedAnswer, second: StatedAnswer): boolean {
  const between = solution
    .slice(first.end, second.start)
    .replace(/\\(?:boxed|fbox|text|quad|,|;|\)|\(|\[|\])/g, ' ');
  if (between.length > 80 || /[.!?]\s|\n\s*\n|\b(?:wait|actually|no|instead|but|correct)/i.test(between))
    return false;
  return /[,;&]|\b(?:and|or)\b/i.test(between) || between.replace(/[\s$(){}\\=A-Za-z]/g, '') === '';
}

/** Keeps the last of each run of answers written alike, in order of the text. */
function dropRepeats(answers: readonly StatedAnswer[]): StatedAnswer[] {
  const last = new Map<string, StatedAnswer>();
  for (const answer of answers) {
    const key = answerKey(answer.text);
    last.delete(key);
    last.set(key, answer);
  }
  return [...last.values()].sort((a, b) => a.start - b.start);
}

/** How an answer is written, without spacing, dollar signs, and the name of the unknown before it. */
function answerKey(text: string): string {
  return text
    .replace(/\\(?:left|right|displaystyle|[,;:! ])|[\s$]/g, '')
    .replace(/\\[dt]frac/g, '\\frac')
    .replace(/^[A-Za-z]=/, '')
    .replace(/[.,;]+$/, '');
}

function statedAnswers(text: string): StatedAnswer[] {
  const boxed = boxedAnswers(text);
  if (boxed.length > 0) return boxed;
  const hashes = hashAnswer(text);
  if (hashes !== null) return [hashes];
  const phrases = phraseAnswers(text);
  if (phrases.length > 0) return phrases;
  const shown = lastResult(text);
  return shown === null ? [] : [shown];
}

/** A trimmed answer at `[start, end)` of `text`; null where nothing is left. */
function trimmed(text: string, range: readonly [number, number], source: AnswerSource): StatedAnswer | null {
  let [start, end] = range;
  const isEdge = (c: string | undefined): boolean => c !== undefined && /[\s*_`]/.test(c);
  while (start < end && isEdge(text[start])) start++;
  while (end > start && isEdge(text[end - 1])) end--;
  return start < end ? { text: text.slice(start, end), start, end, source, part: null } : null;
}

/** Every outermost `\boxed{…}`; of nested ones (`\boxed{\boxed{3}}`, `\boxed{\text{A} = \boxed{3}}`) the innermost. */
function boxedAnswers(text: string): StatedAnswer[] {
  const answers: StatedAnswer[] = [];
  let from = 0;
  for (const match of text.matchAll(/\\(?:boxed|fbox|framebox)\s*(\{|\s\S|\d)/g)) {
    if (match.index < from) continue;
    const braced = match[1] === '{';
    const open = match.index + match[0].length;
    const construct = !braced && text[open - 1] === '\\';
    const close = braced ? closingBrace(text, open) : construct ? formulaEnd(text, open) : open;
    if (close < 0) continue;
    const inner = braced ? unwrapBox(text, open, close) : ([open - 1, close] as const);
    const answer = trimmed(text, inner, 'boxed');
    if (answer !== null) answers.push(answer);
    from = close;
  }
  return answers;
}

/** Where the formula ends that an unbraced `\boxed \frac{1}{2}` stands in. */
function formulaEnd(text: string, from: number): number {
  const length = text.slice(from, from + 400).search(/\$|\n|\\[\])]/);
  return length < 0 ? Math.min(text.length, from + 400) : from + length;
}

function unwrapBox(text: string, open: number, close: number): readonly [number, number] {
  let range: readonly [number, number] = [open, close];
  for (let depth = 0; depth < 8; depth++) {
    const inner = text.slice(range[0], range[1]);
    const match = /\\(?:boxed|fbox)\s*\{/.exec(inner);
    if (match === null) return range;
    const start = range[0] + match.index + match[0].length;
    const end = closingBrace(text, start);
    if (end < 0 || end > range[1]) return range;
    range = [start, end];
  }
  return range;
}

/** The `}` that closes a brace opened before `from`; −1 without one in the next 4,000 characters. */
function closingBrace(text: string, from: number): number {
  const limit = Math.min(text.length, from + 4000);
  let depth = 1;
  for (let i = from; i < limit; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return i;
  }
  return -1;
}

/** GSM8K's `#### 42`: the last one, unless it reads like a Markdown heading. */
function hashAnswer(text: string): StatedAnswer | null {
  const at = text.lastIndexOf('####');
  if (at < 0 || (at > 0 && !/[\s>]/.test(text[at - 1] ?? ''))) return null;
  const end = endOfLine(text, at);
  const answer = trimmed(text, [at + 4, end], 'hashes');
  if (answer === null || answer.text.startsWith('#')) return null;
  const isHeading = /[A-Za-z]{3,}.*[A-Za-z]{3,}/.test(answer.text) && text.slice(end).trim() !== '';
  return isHeading || /^step\b|:$/i.test(answer.text) ? null : answer;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

const lead = new RegExp(
  [
    String.raw`\b(?:(?:final|correct|required|desired|total|exact|numerical|simplified)\s+)?(?:answers?|ans)\b(?:\s+(?:to|for|of)\s+[^.:=\n]{1,60}?(?=\s+(?:is|are|was)\b|\s*[:=]))?`,
    String.raw`(?:\s+(?:is|are|was|must be|should be|would be|will be|comes out to(?: be)?|becomes|equals|given by|therefore|thus|then|hence|in simplest form))*\s*(?:\*\*)?\s*[:=]?\s*(?:\*\*)?\s*(?:(?:option|choice)\s+)?`,
  ].join(''),
  'gi',
);
const conclusion =
  /\b(?:therefore|thus|hence|so|in conclusion|finally|we conclude that|it follows that)\b[^.\n]{0,160}?\b(?:is|are|equals|be|has|have|get|obtain|was|were|total of)\s+(?:exactly\s+|equal to\s+)?/gi;

/** "The answer is …" in its wordings: every one, since two of them may contradict each other. */
function phraseAnswers(text: string): StatedAnswer[] {
  const spans = findSpans(text);
  const answers: StatedAnswer[] = [];
  for (const match of text.matchAll(lead)) {
    if (
      !/(?:\b(?:is|are|be|equals|becomes|by)\b|[:=])\s*(?:\*\*)?\s*(?:(?:option|choice)\s+)?$/i.test(match[0])
    )
      continue;
    const start = match.index + match[0].length;
    if (
      spans.some((span) => span.kind !== 'environment' && match.index > span.start && match.index < span.end)
    )
      continue;
    const answer = answerAt(text, start, spans);
    if (answer !== null) answers.push(answer);
  }
  return answers;
}

/** The answer that begins at `from`: to the end of its clause, a lone formula without its dollar signs. */
function answerAt(text: string, from: number, spans: readonly Span[]): StatedAnswer | null {
  let start = from;
  while (start < text.length && /[\s*_:]/.test(text[start] ?? '')) start++;
  const end = clauseEnd(text, start, spans);
  const inside = spans.filter((span) => span.start >= start && span.end <= end && span.kind !== 'code');
  const only = inside[0];
  if (inside.length === 1 && only !== undefined) {
    const around = text.slice(start, only.start) + text.slice(only.end, end);
    if (
      /^[\s*_.,]*(?:[A-Za-z]+[\s*_.,]*){0,2}$/.test(around) &&
      text.slice(start, only.start).trim() === ''
    ) {
      const answer = trimmed(text, [only.innerStart, only.innerEnd], 'phrase');
      return answer === null ? null : withoutTrailingPunctuation(answer);
    }
  }
  const answer = trimmed(text, [start, end], 'phrase');
  return answer === null || /^(?:not|the|a|as|that|correct|right|wrong|in|to)\b/i.test(answer.text)
    ? null
    : withoutTrailingPunctuation(answer);
}

function withoutTrailingPunctuation(answer: StatedAnswer): StatedAnswer {
  const text = answer.text.replace(/(?:\\?[\s.,;!*_])+$/, '');
  return { ...answer, text, end: answer.start + text.length };
}

/** An answer cut out of `$x = 3$` or `\(x = 3\)` after its opening keeps no closing. */
function withoutLoneClosing(answer: StatedAnswer): StatedAnswer {
  const text = answer.text.replace(/\s*(?:\${1,2}|\\[)\]])$/, '');
  return /\$|\\[([]/.test(text) ? answer : { ...answer, text, end: answer.start + text.length };
}

const clauseStop = /[.!?](?=[\s*"')\]]|$)|;|\n|,?\s+(?:because|since|which|where|so|as|when|for|after)\s/y;

function clauseEnd(text: string, from: number, spans: readonly Span[]): number {
  const limit = Math.min(text.length, from + 400);
  let span = spans.findIndex((candidate) => candidate.end > from);
  for (let i = from; i < limit; i++) {
    const current = spans[span];
    if (span >= 0 && current !== undefined && current.start <= i) {
      i = Math.max(i, current.end - 1);
      span++;
      continue;
    }
    clauseStop.lastIndex = i;
    if (clauseStop.test(text)) return i;
  }
  return Math.max(
    limit,
    Math.min(text.length, spans.find((s) => s.start < limit && s.end > limit)?.end ?? limit),
  );
}

/** Without any marker: the last formula, else the result of the last concluding sentence, else a bare last line. */
function lastResult(text: string): StatedAnswer | null {
  const spans = findSpans(text).filter((span) => span.kind !== 'code');
  const display = spans.filter((span) => span.kind !== 'inline').at(-1);
  const inline = spans.filter((span) => span.kind === 'inline').at(-1);
  const last =
    display !== undefined && (inline === undefined || text.slice(display.end).trim().length < 40)
      ? display
      : inline;
  if (last !== undefined && !/[=]\s*[^=]*\d/.test(text.slice(last.end))) return resultOf(text, last);
  return (
    calculated(text) ??
    concluding(text, spans) ??
    lastLine(text) ??
    (last === undefined ? null : resultOf(text, last))
  );
}

/** The right end of a chain `a = b = c`; an equation for an unknown (`x = 5`) stays whole. */
function resultOf(text: string, span: Span): StatedAnswer | null {
  const start = lastRowStart(text, span);
  const inner = text.slice(start, span.innerEnd);
  const cut = inner.lastIndexOf('=');
  const head = inner.slice(0, cut).replace(/[\s&]/g, '');
  const keepsName = cut < 0 || /^[A-Za-z](?:_\{?\w+\}?)?$/.test(head) || /[<>≤≥!\\]$/.test(head);
  const from = keepsName ? start : start + cut + 1;
  const answer = trimmed(text, [skipAlignment(text, from), span.innerEnd], 'display');
  return answer === null ? null : withoutTrailingPunctuation(answer);
}

function lastRowStart(text: string, span: Span): number {
  const inner = text.slice(span.innerStart, span.innerEnd).trimEnd().replace(/\\\\$/, '');
  const isRows =
    span.kind === 'environment' || inner.includes('\\begin{align') || inner.includes('\\begin{gather');
  const row = isRows ? inner.lastIndexOf('\\\\') : -1;
  return row < 0 ? span.innerStart : span.innerStart + row + 2;
}

function skipAlignment(text: string, from: number): number {
  let at = from;
  while (/[\s&]/.test(text[at] ?? '')) at++;
  return at;
}

/** The value of a calculator mark (`<<48+24=72>>72`) in the last line. */
function calculated(text: string): StatedAnswer | null {
  const start = text.trimEnd().lastIndexOf('\n') + 1;
  const mark = [...text.slice(start).matchAll(/<<[^<>\n]{1,200}=([^<>=\n]{1,60})>>/g)].at(-1);
  if (mark?.[1] === undefined) return null;
  const end = start + mark.index + mark[0].length - 2;
  return trimmed(text, [end - mark[1].length, end], 'line');
}

function concluding(text: string, spans: readonly Span[]): StatedAnswer | null {
  const tail = [...text.matchAll(conclusion)].at(-1);
  if (tail === undefined) return null;
  const answer = answerAt(text, tail.index + tail[0].length, spans);
  return answer !== null && /\d|\\|yes|no\b|true|false/i.test(answer.text)
    ? { ...answer, source: 'line' }
    : null;
}

function lastLine(text: string): StatedAnswer | null {
  const body = text.trimEnd();
  const start = body.lastIndexOf('\n') + 1;
  const line = body.slice(start);
  if (line.includes('\\boxed')) return null;
  const equals = line.lastIndexOf('=');
  if (equals > 0 && line.length < 400) {
    const name = /(?:^|\s)([A-Za-z])\s*$/.exec(line.slice(0, equals));
    const from = name === null ? start + equals + 1 : start + name.index;
    const answer = trimmed(text, [from, start + line.length], 'line');
    return answer === null ? null : withoutLoneClosing(withoutTrailingPunctuation(answer));
  }
  if (!/\d/.test(line) || line.length > 60 || /[A-Za-z]{3,}.*[A-Za-z]{3,}.*[A-Za-z]{3,}/.test(line))
    return null;
  const answer = trimmed(text, [start, start + line.length], 'line');
  return answer === null ? null : withoutTrailingPunctuation(answer);
}

const partLabel =
  /(?:^|\n|\.\s|,\s|;\s|\s{2})\s*(?:\*\*)?(?:part\s+)?\(([a-h])\)(?:\*\*)?|(?:^|\n)\s*(?:\*\*)?part\s+([a-h])\b/gi;

/** Answers by part where labels (a), (b), … stand in order, each with an answer after it; else null. */
function extractParts(text: string): StatedAnswer[] | null {
  const boxes = boxedAnswers(text);
  const only = boxes.length === 1 ? boxes[0] : undefined;
  if (only !== undefined && /\(a\)[\s\S]*\(b\)/.test(only.text))
    return labelled(only.text, only.start, 'boxed');
  const labels = [...text.matchAll(partLabel)].map((m) => ({
    part: (m[1] ?? m[2] ?? '').toLowerCase(),
    start: m.index,
    end: m.index + m[0].length,
  }));
  const first = labels.findLastIndex((label) => label.part === 'a');
  const chain =
    first < 0 ? [] : labels.slice(first).filter((label, i) => label.part === String.fromCharCode(97 + i));
  if (chain.length < 2) return null;
  const answers: StatedAnswer[] = [];
  for (const [i, label] of chain.entries()) {
    const segment = text.slice(label.end, chain[i + 1]?.start ?? text.length);
    const stated = statedAnswers(segment).at(-1) ?? shortSegment(segment);
    if (stated === null) return null;
    answers.push({
      ...stated,
      start: stated.start + label.end,
      end: stated.end + label.end,
      part: label.part,
    });
  }
  return answers;
}

function labelled(text: string, offset: number, source: AnswerSource): StatedAnswer[] {
  const labels = [...text.matchAll(/\\?(?:text(?:bf)?\{)?\(([a-h])\)\}?/g)];
  return labels.flatMap((label, i) => {
    const start = label.index + label[0].length;
    const answer = trimmed(text, [start, labels[i + 1]?.index ?? text.length], source);
    if (answer === null) return [];
    const clean = withoutTrailingPunctuation({
      ...answer,
      text: answer.text.replace(/(?:\\quad|\\q?quad|\\\\)\s*$/, ''),
    });
    return [{ ...clean, start: clean.start + offset, end: clean.end + offset, part: label[1] ?? null }];
  });
}

function shortSegment(segment: string): StatedAnswer | null {
  const answer = trimmed(segment, [0, segment.length], 'line');
  return answer !== null && answer.text.length <= 80 ? withoutTrailingPunctuation(answer) : null;
}
