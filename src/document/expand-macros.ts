/**
 * A text with the document's own macros written out, for readers who do not know them (the exact checks, the model),
 * and the way back from its offsets to the source's. Expansion is bounded in depth and length; a macro that would
 * pass a bound stays as it stands.
 */

export interface ExpandedText {
  readonly text: string;
  /** The source offset of an offset in the expanded text; inside a macro's replacement, the macro's start or end. */
  readonly toSource: (offset: number, side: 'start' | 'end') => number;
}

type Macros = Readonly<Record<string, string>>;

/** A stretch of the expanded text that replaces a stretch of the source. */
interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly sourceStart: number;
  readonly sourceEnd: number;
}

const deepest = 8;
const longest = 200_000;

export function expandMacros(source: string, macros: Macros): ExpandedText {
  const replacements: Replacement[] = [];
  let text = '';
  let at = 0;
  for (const match of source.matchAll(/\\(?:[a-zA-Z@]+|[^a-zA-Z@])/g)) {
    if (match.index < at || !Object.hasOwn(macros, match[0])) continue;
    const call = readCall(source, match.index, match[0], macros[match[0]] ?? '');
    const written = call === null ? null : expand(call.body, macros, deepest);
    if (call === null || written === null || text.length + written.length > longest) continue;
    text += source.slice(at, match.index);
    const start = text.length;
    text += written;
    replacements.push({ start, end: text.length, sourceStart: match.index, sourceEnd: call.end });
    at = call.end;
  }
  text += source.slice(at);
  return { text, toSource: (offset, side) => toSource(replacements, offset, side) };
}

function toSource(replacements: readonly Replacement[], offset: number, side: 'start' | 'end'): number {
  let shift = 0;
  for (const { start, end, sourceStart, sourceEnd } of replacements) {
    if (offset <= start) break;
    if (offset < end) return side === 'start' ? sourceStart : sourceEnd;
    shift = sourceEnd - end;
  }
  return offset + shift;
}

/** The replacement with its arguments put in, and where the call ends in the source; null where arguments are missing. */
function readCall(
  source: string,
  start: number,
  name: string,
  replacement: string,
): { readonly body: string; readonly end: number } | null {
  const count = Math.max(0, ...[...replacement.matchAll(/#([1-9])/g)].map((match) => Number(match[1])));
  const values: string[] = [];
  let at = start + name.length;
  while (values.length < count) {
    while (/\s/.test(source[at] ?? '')) at += 1;
    const end = argumentEnd(source, at);
    if (end === null) return null;
    const value = source.slice(at, end);
    values.push(value.startsWith('{') ? value.slice(1, -1) : value);
    at = end;
  }
  const body = replacement.replace(/#([1-9])/g, (_, place: string) => values[Number(place) - 1] ?? '');
  // `\half x` must not become `\fracx`: a name that ended at a letter still does.
  const glued = /\\[a-zA-Z@]+$/.test(body) && /[a-zA-Z]/.test(source[at] ?? '');
  return { body: glued ? `${body} ` : body, end: at };
}

/** The end of a braced group, a command or one character. */
function argumentEnd(source: string, at: number): number | null {
  if (at >= source.length) return null;
  if (source[at] === '\\') return at + (/^\\(?:[a-zA-Z@]+|.)/s.exec(source.slice(at))?.[0].length ?? 1);
  if (source[at] !== '{') return at + 1;
  let depth = 0;
  for (let index = at; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1;
    else if (source[index] === '{') depth += 1;
    else if (source[index] === '}' && (depth -= 1) === 0) return index + 1;
  }
  return null;
}

/** A replacement with the macros in it written out; null where that does not end. */
function expand(text: string, macros: Macros, depth: number): string | null {
  if (depth === 0 || text.length > longest) return null;
  let written = '';
  let at = 0;
  for (const match of text.matchAll(/\\(?:[a-zA-Z@]+|[^a-zA-Z@])/g)) {
    if (match.index < at || !Object.hasOwn(macros, match[0])) continue;
    const call = readCall(text, match.index, match[0], macros[match[0]] ?? '');
    if (call === null) continue;
    const inner = expand(call.body, macros, depth - 1);
    if (inner === null || written.length + inner.length > longest) return null;
    written += text.slice(at, match.index) + inner;
    at = call.end;
  }
  return written + text.slice(at);
}
