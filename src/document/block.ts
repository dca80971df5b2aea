/**
 * What a document holds for Vouch: problems, their solutions, and other text, each with its exact range in the
 * source. Types and the words that label a block in the languages at hand; the parsers are in `markdown.ts` and
 * `latex.ts`. Knows no editor: offsets are UTF-16 offsets into the text that was parsed.
 */

export type BlockKind = 'problem' | 'solution' | 'text';

export interface DocumentBlock {
  readonly kind: BlockKind;
  /** The whole block, its label or environment included. */
  readonly start: number;
  readonly end: number;
  /** What is to be solved or checked, without the label. */
  readonly contentStart: number;
  readonly contentEnd: number;
  /** "Problem 3", an environment's name; null for plain text. */
  readonly label: string | null;
  /** For a solution: the position, in the list of blocks, of the problem it answers; null if there is none. */
  readonly problem: number | null;
}

export interface ParseOptions {
  /** LaTeX environments of the user's own, by name. */
  readonly environments?: Readonly<Record<string, string>>;
}

const problemWords =
  'problem|exercise|question|example|task|quiz|challenge|aufgabe|übung|beispiel|frage|exercice|problème|ejercicio|problema|exemple|ejemplo';
const solutionWords =
  'solution|proof|answer|attempt|my solution|my attempt|worked solution|lösung|beweis|antwort|démonstration|solución|soluzione|prueba';

const label = new RegExp(`^\\s*(?:(${problemWords})(s|n|en)?|(${solutionWords})s?)(?![\\p{L}])`, 'iu');

export interface BlockLabel {
  readonly kind: 'problem' | 'solution';
  /** "Exercises": each item below is a problem of its own. */
  readonly plural: boolean;
  /** How far the label reaches in the text, its number and punctuation included. */
  readonly length: number;
  /** Whether a colon, full stop, bracket or dash ends the label. */
  readonly punctuated: boolean;
}

/** The label a text begins with, or null: "Problem 3.", "Lösung:", "Exercise (hard) —". */
export function readLabel(text: string): BlockLabel | null {
  const match = label.exec(text);
  if (match === null) return null;
  const rest = text.slice(match[0].length);
  const tail = /^(?:\s*(?:#?\d+(?:\.\d+)*[a-z]?|\([^)\n]{1,40}\)|[A-Z](?=[\s.:])))*\s*([.:)—–-]+)?\s*/u.exec(
    rest,
  );
  return {
    kind: match[1] === undefined ? 'solution' : 'problem',
    plural: match[2] !== undefined,
    length: match[0].length + (tail?.[0].length ?? 0),
    punctuated: tail?.[1] !== undefined,
  };
}

/** The range without white space at its ends. */
export function trimRange(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text[from] ?? '')) from += 1;
  while (to > from && /\s/.test(text[to - 1] ?? '')) to -= 1;
  return { start: from, end: to };
}

/** A block whose content is trimmed; null when nothing is left of it. */
export function makeBlock(
  text: string,
  block: Omit<DocumentBlock, 'problem' | 'contentStart' | 'contentEnd'> & {
    contentStart: number;
    contentEnd: number;
  },
): DocumentBlock | null {
  const content = trimRange(text, block.contentStart, block.contentEnd);
  if (content.start >= content.end) return null;
  return { ...block, contentStart: content.start, contentEnd: content.end, problem: null };
}

/** Gives each solution the nearest problem before it, or else the text right before it. */
export function linkSolutions(blocks: readonly DocumentBlock[]): DocumentBlock[] {
  let problem: number | null = null;
  return blocks.map((block, index) => {
    if (block.kind === 'problem') problem = index;
    if (block.kind !== 'solution') return block;
    const before = blocks[index - 1];
    return { ...block, problem: problem ?? (before?.kind === 'text' ? index - 1 : null) };
  });
}
