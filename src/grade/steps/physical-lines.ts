/**
 * A step's text as lines: displayed formulas whole, the rows of an alignment one by one and joined where one goes on
 * with the row before, inline formulas never cut. Knows nothing of what the lines say.
 */
import { findSpans } from '../spans.ts';

/** A sign by which a formula says something rather than names something. */
export const relationSign = /[=<>≤≥≠≈]|\\(?:leq?|geq?|neq?|approx|lt|gt)\b/;

/** Environments that stand inside a formula; all others are displayed. */
const inlineEnvironment = /^\\begin\{(?:cases|array|(?:[bpvVB]|small)?matrix)\*?\}/;

export interface PhysicalLine {
  readonly text: string;
  /** A displayed formula or a row of one: mathematics, whatever words stand in it. */
  readonly displayed: boolean;
}

/** Lines of the step, displayed formulas whole, rows of alignments apart. */
export function physicalLines(text: string): PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  const prose = (part: string): void => {
    for (const line of part.split('\n')) lines.push({ text: line.trim(), displayed: false });
  };
  let open = '';
  let at = 0;
  for (const span of findSpans(text)) {
    const isInline = inlineEnvironment.test(text.slice(span.start, span.innerStart));
    if (span.kind === 'inline' || isInline) {
      // Line breaks inside it are no line breaks of the step.
      open += text.slice(at, span.start) + text.slice(span.start, span.end).replace(/\n/g, ' ');
    } else {
      prose(open + text.slice(at, span.start));
      open = '';
      const opening = text.slice(span.start, span.innerStart);
      if (span.kind !== 'code' && !/^\\begin\{(?:tabular|tikz\w*|asy|figure|table|verbatim)/.test(opening))
        for (const row of rowsOf(text.slice(span.innerStart, span.innerEnd), opening))
          lines.push({ text: row.trim(), displayed: true });
    }
    at = span.end;
  }
  prose(open + text.slice(at));
  return lines.filter((line) => line.text !== '');
}

const alignment =
  /\\begin\{(?:align|aligned|alignat|gather|gathered|eqnarray|split|multline)\*?\}|\\end\{(?:align|aligned|alignat|gather|gathered|eqnarray|split|multline)\*?\}/g;

/** A displayed formula as lines: the rows of an alignment one by one, a system or matrix whole. */
function rowsOf(inner: string, opening: string): string[] {
  const environment = /\\begin\{([A-Za-z]+)\*?\}/.exec(opening)?.[1];
  if (
    environment !== undefined &&
    !/^(?:align|gather|eqnarray|split|multline|equation|math|displaymath)/.test(environment)
  ) {
    return inner.split('\n');
  }
  const bare = inner.replace(alignment, '');
  if (/\\begin\{(?:cases|array|(?:[bpvVB]|small)?matrix)\}/.test(bare)) return [bare.replace(/\n/g, ' ')];
  const rows = joinedRows(
    bare.split('\\\\').map((row) => row.replace(/&/g, ' ').replace(/^\s*\[-?[\d.]+\s*[a-z]{0,2}\]/, '')),
  );
  const signs = rows.filter((row) => relationSign.test(row));
  // One sign in all the rows: an equation broken over lines, not a chain of rewritings.
  const isBroken = signs.length === 1 && rows.length > 1 && /^\s*(?:\\q?quad\s*)*=/.test(signs[0] ?? '');
  return isBroken ? [rows.join(' ')] : rows;
}

const spacing = /^(?:\\q?quad|\\[,;: ]|\s|\\phantom\{[^{}]*\})+/;

/** Rows that go on with the row before: a further term, or the next of a list of conditions. */
function joinedRows(rows: readonly string[]): string[] {
  const joined: string[] = [];
  for (const row of rows) {
    const bare = row.replace(spacing, '');
    const before = joined[joined.length - 1];
    const isTerm = /^(?:[-+]|\\pm|\\cdot|\\times)/.test(bare) && !relationSign.test(bare);
    const isListed =
      before !== undefined &&
      /,\s*$/.test(before) &&
      relationSign.test(before) &&
      /^[^=<>≤≥]+\S/.test(bare) &&
      !/^\\(?:leq?|geq?)\b/.test(bare);
    if (before !== undefined && (isTerm || isListed)) joined[joined.length - 1] = `${before} ${bare}`;
    else joined.push(row);
  }
  return joined;
}
