/**
 * The blocks of a document by its language, and the block that a position means: the entry of this folder for
 * editors and for the command line.
 */
import { trimRange, type DocumentBlock, type ParseOptions } from './block.ts';
import { plainBlocks } from './plain.ts';

export type DocumentLanguage = 'markdown' | 'latex' | 'plain';

/** The language of an editor's language id or of a file name's ending. */
export function documentLanguage(idOrName: string): DocumentLanguage {
  if (/(^|\.)(markdown|md|mdx|qmd|rmd|quarto)$/i.test(idOrName)) return 'markdown';
  return /(^|\.)(latex|tex|ltx|rsweave)$/i.test(idOrName) ? 'latex' : 'plain';
}

/** A parser is read when a document first needs it: LaTeX's is larger than all else that an editor waits for. */
export async function documentBlocks(
  text: string,
  language: DocumentLanguage,
  options: ParseOptions = {},
): Promise<DocumentBlock[]> {
  if (language === 'markdown') return (await import('./markdown.ts')).markdownBlocks(text);
  return language === 'latex' ? (await import('./latex.ts')).latexBlocks(text, options) : plainBlocks(text);
}

/**
 * What a cursor at `offset` means: the smallest block around it; between blocks, the line. A solution stands for the
 * problem it answers when `wanted` is a problem, and a problem for the solution after it when that is wanted.
 */
export function blockAt(
  blocks: readonly DocumentBlock[],
  offset: number,
  wanted: 'problem' | 'solution',
): DocumentBlock | null {
  let found: DocumentBlock | null = null;
  for (const block of blocks) {
    if (offset < block.start || offset > block.end) continue;
    if (found === null || block.end - block.start <= found.end - found.start) found = block;
  }
  if (found === null) return null;
  if (wanted === 'problem' && found.kind === 'solution' && found.problem !== null) {
    return blocks[found.problem] ?? found;
  }
  if (wanted === 'solution' && found.kind !== 'solution') {
    const at = blocks.indexOf(found);
    return blocks.find((block) => block.kind === 'solution' && block.problem === at) ?? null;
  }
  return found;
}

/** The line around an offset without its white space; null for an empty line. */
export function lineAt(
  text: string,
  offset: number,
): { readonly start: number; readonly end: number } | null {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  const range = trimRange(text, lineStart, next < 0 ? text.length : next);
  return range.start < range.end ? range : null;
}
