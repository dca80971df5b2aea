/**
 * Where a text holds mathematics and code: fenced code, `[asy]` pictures, LaTeX environments, display and inline formulas, with their
 * ranges. One pass, linear in the length whatever the input; what is opened and never closed is plain text. It does
 * not read the formulas and knows nothing of Markdown beyond fences.
 */

export type SpanKind = 'code' | 'environment' | 'display' | 'inline';

/** A region of a text; `start`/`end` include the delimiters, `innerStart`/`innerEnd` do not. */
export interface Span {
  readonly kind: SpanKind;
  readonly start: number;
  readonly end: number;
  readonly innerStart: number;
  readonly innerEnd: number;
}

const token =
  /^[ \t]*(?:```|~~~)|\[\/?asy\]|\\begin\{([A-Za-z]+\*?)\}|\\end\{([A-Za-z]+\*?)\}|\\[[\]()]|\\.|\$\$?/gm;

interface Open {
  readonly kind: SpanKind;
  readonly closer: string;
  readonly start: number;
  readonly innerStart: number;
}

interface Environment {
  readonly name: string;
  readonly start: number;
  readonly innerStart: number;
}

/**
 * The outermost regions of `text`, in order and disjoint. A `$` opens a formula only where a closing `$` stands in
 * the same paragraph and no space follows the opening one before a digit (so that "$5 and $7" stays currency).
 */
export function findSpans(text: string): Span[] {
  const spans: Span[] = [];
  const environments: Environment[] = [];
  const openNames = new Map<string, number>();
  let open: Open | null = null;
  let resume = 0;
  for (const match of text.matchAll(token)) {
    const at = match.index;
    const found = match[0].trimStart();
    if (open !== null) {
      const blank = open.kind === 'inline' && hasBlankLine(text, Math.max(open.innerStart, resume), at);
      resume = at;
      if (!blank) {
        if (found === open.closer) {
          pushSpan(spans, open, at, at + match[0].length);
          open = null;
          continue;
        }
        continue;
      }
      open = null;
    }
    if (match[1] !== undefined) {
      environments.push({ name: match[1], start: at, innerStart: at + found.length });
      openNames.set(match[1], (openNames.get(match[1]) ?? 0) + 1);
    } else if (match[2] !== undefined) {
      closeEnvironment(match[2], { environments, openNames, spans, at, end: at + found.length });
    } else {
      open = opening(text, found, at, at + match[0].length);
      resume = at;
    }
  }
  return outermost(spans);
}

function opening(text: string, found: string, start: number, innerStart: number): Open | null {
  if (found === '```' || found === '~~~') return { kind: 'code', closer: found, start, innerStart };
  if (found === '[asy]') return closable(text, '[/asy]', innerStart, 'code', start);
  if (found === '$$') return closable(text, '$$', innerStart, 'display', start);
  if (found === '\\[') return closable(text, '\\]', innerStart, 'display', start);
  if (found === '\\(') return closable(text, '\\)', innerStart, 'inline', start);
  if (found === '$')
    return opensInline(text, innerStart) ? { kind: 'inline', closer: '$', start, innerStart } : null;
  return null;
}

function closable(text: string, closer: string, from: number, kind: SpanKind, start: number): Open | null {
  return text.lastIndexOf(closer) >= from ? { kind, closer, start, innerStart: from } : null;
}

/** A dollar before an amount of money is not a formula unless a closing dollar follows a formula's character. */
function opensInline(text: string, from: number): boolean {
  const limit = Math.min(text.length, from + 2000);
  for (let i = from; i < limit; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '\n' && text[i + 1] === '\n') return false;
    else if (c === '$') return !isCurrencyPair(text, from, i);
  }
  return false;
}

function isCurrencyPair(text: string, from: number, close: number): boolean {
  const inner = text.slice(from, close);
  if (!/^\d/.test(inner)) return inner.trim() === '' || inner.startsWith('<<');
  const nextIsDigit = /^\d/.test(text.slice(close + 1, close + 2));
  const wordy = /[a-z]{3,} +[a-z]{2,}/i.test(inner.replace(/\\[a-z]+/gi, ''));
  return nextIsDigit || wordy || /[\s(=*+/-]$/.test(inner);
}

function hasBlankLine(text: string, from: number, to: number): boolean {
  const at = text.indexOf('\n', from);
  return at >= 0 && at < to && /\n[ \t]*\n/.test(text.slice(from, to));
}

function pushSpan(spans: Span[], open: Open, innerEnd: number, end: number): void {
  spans.push({ kind: open.kind, start: open.start, end, innerStart: open.innerStart, innerEnd });
}

interface EnvironmentState {
  readonly environments: Environment[];
  readonly openNames: Map<string, number>;
  readonly spans: Span[];
  readonly at: number;
  readonly end: number;
}

function closeEnvironment(name: string, state: EnvironmentState): void {
  const { environments, openNames, spans, at, end } = state;
  if ((openNames.get(name) ?? 0) === 0) return;
  for (let top = environments.pop(); top !== undefined; top = environments.pop()) {
    openNames.set(top.name, (openNames.get(top.name) ?? 1) - 1);
    if (top.name !== name) continue;
    spans.push({ kind: 'environment', start: top.start, end, innerStart: top.innerStart, innerEnd: at });
    return;
  }
}

/** Drops spans that lie inside another; keeps order of the text. */
function outermost(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Span[] = [];
  for (const span of sorted) {
    const last = kept.at(-1);
    if (last === undefined || span.start >= last.end) kept.push(span);
  }
  return kept;
}
