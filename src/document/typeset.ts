/**
 * Model text as a tree of plain values that a surface can render without ever trusting it: paragraphs, lists,
 * headings, code, and TeX formulas as strings. A small subset of Markdown plus the four TeX delimiters, because that
 * is what models write; anything else stays text. It knows no HTML, no KaTeX and no editor. Calculator marks
 * (`<<48/2=24>>`, GSM8K's notation) are left out or show what was calculated (`exact/marks.ts`), half-written ones at
 * the end of a stream are left out too.
 */
import { hideMarks } from '../exact/marks.ts';

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'code'; readonly text: string }
  | { readonly kind: 'math'; readonly tex: string; readonly source: string };

export type Block =
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'item'; readonly marker: string; readonly content: readonly Inline[] }
  | { readonly kind: 'display'; readonly tex: string; readonly source: string }
  | { readonly kind: 'code'; readonly text: string };

/** Text as a reader sees it: `48/2=<<48/2=24>>24` is `48/2=24`, and `$<<8+4*5=28>>28$` shows what was calculated. */
export function hideCalculatorMarks(text: string): string {
  return hideMarks(text).replace(/<<?[^<>\n]{0,400}$/, (tail) => {
    // A comparison such as `x < 3` at the end is no half-written mark.
    return tail.startsWith('<<') ? '' : tail;
  });
}

interface Delimiter {
  readonly open: string;
  readonly close: string;
  readonly display: boolean;
}

const delimiters: readonly Delimiter[] = [
  { open: '$$', close: '$$', display: true },
  { open: '\\[', close: '\\]', display: true },
  { open: '\\(', close: '\\)', display: false },
  { open: '$', close: '$', display: false },
];

interface Formula {
  readonly start: number;
  readonly end: number;
  readonly tex: string;
  readonly display: boolean;
}

const environment =
  /^\\begin\{(equation|align|aligned|gather|alignat|eqnarray|multline|cases|[bpvV]?matrix)(\*?)\}/;

/** The formulas of a text in order, each with its range, delimiters included. */
export function formulasOf(
  text: string,
): { readonly start: number; readonly end: number; readonly tex: string }[] {
  const found: Formula[] = [];
  for (let at = 0; at < text.length;) {
    const formula = text[at] === '\\' || text[at] === '$' ? formulaAt(text, at) : null;
    if (formula !== null) found.push(formula);
    // An escaped character, a dollar above all, opens nothing.
    at = formula?.end ?? at + (text[at] === '\\' ? 2 : 1);
  }
  return found.map(({ start, end, tex }) => ({ start, end, tex }));
}

/** The formula that opens at `at`, or null: an opener without its closer is text. */
function formulaAt(text: string, at: number): Formula | null {
  const begin = environment.exec(text.slice(at, at + 40));
  if (begin !== null) {
    const close = `\\end{${begin[1] ?? ''}${begin[2] ?? ''}}`;
    const end = text.indexOf(close, at);
    if (end < 0) return null;
    return { start: at, end: end + close.length, tex: text.slice(at, end + close.length), display: true };
  }
  for (const { open, close, display } of delimiters) {
    if (!text.startsWith(open, at)) continue;
    const from = at + open.length;
    const end = closingIndex(text, from, close);
    if (end < 0) return null;
    const tex = text.slice(from, end);
    // A lone dollar is a price unless it hugs its formula, as Pandoc has it.
    if (open === '$' && (/^\s|\s$/.test(tex) || tex === '' || /^\d/.test(text.slice(end + 1)))) return null;
    if (!display && tex.includes('\n\n')) return null;
    return { start: at, end: end + close.length, tex: tex.trim(), display };
  }
  return null;
}

function closingIndex(text: string, from: number, close: string): number {
  for (let index = text.indexOf(close, from); index >= 0; index = text.indexOf(close, index + 1)) {
    let slashes = 0;
    while (text[index - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return index;
  }
  return -1;
}

/** A display's TeX as it can stand in a line: environments that only displays have become their inner forms. */
export function inlineTex(tex: string): string {
  return tex
    .replace(/\\(begin|end)\{(align|alignat|gather)\*?\}/g, '\\$1{$2ed}')
    .replace(/\\(begin|end)\{(equation|multline)\*?\}/g, '');
}

/** An answer's TeX as it is set: the names of parts, `(a) 15, (b) 5`, are words and no product. */
export function answerTex(answer: string): string {
  return answer.replace(
    /(^|, )\((\w{1,4})\) /g,
    (_, before: string, part: string) => `${before === '' ? '' : ',\\enspace '}\\text{(${part}) }`,
  );
}

/** Splits a line or paragraph into text, emphasis and formulas. */
export function parseInline(text: string): Inline[] {
  const content: Inline[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') content.push(...parseEmphasis(plain));
    plain = '';
  };
  for (let at = 0; at < text.length;) {
    const character = text[at];
    if (character === '`') {
      const end = text.indexOf('`', at + 1);
      if (end > at + 1) {
        flush();
        content.push({ kind: 'code', text: text.slice(at + 1, end) });
        at = end + 1;
        continue;
      }
    }
    const formula = character === '$' || character === '\\' ? formulaAt(text, at) : null;
    if (formula !== null) {
      flush();
      content.push({ kind: 'math', tex: formula.tex, source: text.slice(formula.start, formula.end) });
      at = formula.end;
    } else if (character === '\\' && at + 1 < text.length && text[at + 1] === '$') {
      plain += '$';
      at += 2;
    } else if (bareCommand.test(text.slice(at, at + 8))) {
      const end = bareFormulaEnd(text, at);
      flush();
      content.push({ kind: 'math', tex: text.slice(at, end), source: text.slice(at, end) });
      at = end;
    } else {
      plain += character ?? '';
      at += 1;
    }
  }
  flush();
  return content;
}

/** Models often write `\boxed{4}` or `\frac{1}{2}` without any dollars. */
const bareCommand = /^\\(boxed|fbox|d?frac|sqrt)/;

function bareFormulaEnd(text: string, at: number): number {
  let index = at + 1;
  while (index < text.length && /[a-zA-Z]/.test(text[index] ?? '')) index += 1;
  while (text[index] === '{' || text[index] === '[') {
    const close = text[index] === '{' ? '}' : ']';
    const end = matchingIndex(text, index, close);
    if (end < 0) break;
    index = end + 1;
  }
  return index;
}

function matchingIndex(text: string, open: number, close: string): number {
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === text[open]) depth += 1;
    else if (text[index] === close && (depth -= 1) === 0) return index;
  }
  return -1;
}

function parseEmphasis(text: string): Inline[] {
  const content: Inline[] = [];
  let last = 0;
  for (const match of text.matchAll(/\*\*([^*\n]+)\*\*|(?<![\w*])\*([^*\s][^*\n]*)\*(?![\w*])/g)) {
    if (match.index > last) content.push({ kind: 'text', text: text.slice(last, match.index) });
    content.push(
      match[1] === undefined
        ? { kind: 'emphasis', text: match[2] ?? '' }
        : { kind: 'strong', text: match[1] },
    );
    last = match.index + match[0].length;
  }
  if (last < text.length) content.push({ kind: 'text', text: text.slice(last) });
  return content;
}

/** Model text as blocks, in order. Pure; linear in the length of the text but for unclosed delimiters. */
export function parseTypeset(source: string): Block[] {
  const text = hideCalculatorMarks(source.replaceAll('\r\n', '\n'));
  const blocks: Block[] = [];
  let paragraph = '';
  const flush = (): void => {
    if (paragraph.trim() !== '') blocks.push(...parseLines(paragraph));
    paragraph = '';
  };
  for (let at = 0; at < text.length;) {
    if (text.startsWith('```', at) && (at === 0 || text[at - 1] === '\n')) {
      const close = text.indexOf('\n```', at + 3);
      const end = close < 0 ? text.length : close;
      const firstLine = text.indexOf('\n', at);
      flush();
      blocks.push({ kind: 'code', text: text.slice(firstLine < 0 ? at + 3 : firstLine + 1, end) });
      at = close < 0 ? text.length : end + 4;
      continue;
    }
    const formula = text[at] === '$' || text[at] === '\\' ? formulaAt(text, at) : null;
    if (formula === null) {
      paragraph += text[at] ?? '';
      at += 1;
    } else if (formula.display) {
      flush();
      blocks.push({ kind: 'display', tex: formula.tex, source: text.slice(formula.start, formula.end) });
      at = formula.end;
    } else {
      paragraph += text.slice(formula.start, formula.end);
      at = formula.end;
    }
  }
  flush();
  return blocks;
}

function parseLines(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const flush = (): void => {
    const joined = lines.join('\n').trim();
    if (joined !== '') blocks.push({ kind: 'paragraph', content: parseInline(joined) });
    lines = [];
  };
  for (const line of text.split('\n')) {
    const heading = /^\s{0,3}(#{1,6})\s+(.+)$/.exec(line);
    const item = /^\s*([-*+]|\d{1,3}[.)])\s+(.+)$/.exec(line);
    if (heading !== null) {
      flush();
      blocks.push({
        kind: 'heading',
        level: (heading[1] ?? '').length,
        content: parseInline(heading[2] ?? ''),
      });
    } else if (item !== null) {
      flush();
      blocks.push({ kind: 'item', marker: item[1] ?? '', content: parseInline(item[2] ?? '') });
    } else if (line.trim() === '') flush();
    else lines.push(line);
  }
  flush();
  return blocks;
}
