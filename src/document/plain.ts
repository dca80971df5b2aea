/** Problems and solutions in plain text: paragraphs and their labels, and no parser. */
import { linkSolutions, makeBlock, readLabel, type DocumentBlock } from './block.ts';

/** Paragraphs between blank lines, labels honoured: for plain text, and for LaTeX that cannot be parsed. */
export function plainBlocks(text: string): DocumentBlock[] {
  const blocks: DocumentBlock[] = [];
  for (const match of text.matchAll(/\S[^\n]*(?:\n(?!\s*\n)[^\n]*)*/g)) {
    const start = match.index;
    const end = start + match[0].length;
    const found = readLabel(match[0]);
    const labelled = found?.punctuated === true;
    const block = makeBlock(text, {
      kind: labelled ? found.kind : 'text',
      label: labelled ? match[0].slice(0, found.length).trim() : null,
      start,
      end,
      contentStart: labelled ? start + found.length : start,
      contentEnd: end,
    });
    if (block !== null) blocks.push(block);
    else if (labelled)
      blocks.push({
        kind: found.kind,
        label: match[0].trim(),
        start,
        end,
        contentStart: end,
        contentEnd: end,
        problem: null,
      });
  }
  return linkSolutions(joinLabels(text, blocks));
}

/** "Solution:" on a line of its own takes the paragraphs after it, up to the next label. */
function joinLabels(text: string, blocks: readonly DocumentBlock[]): DocumentBlock[] {
  const joined: DocumentBlock[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    const goesOn = last !== undefined && last.kind !== 'text' && block.kind === 'text';
    if (!goesOn) {
      joined.push(block);
      continue;
    }
    const contentStart = last.contentStart === last.contentEnd ? block.contentStart : last.contentStart;
    joined[joined.length - 1] = { ...last, end: block.end, contentStart, contentEnd: block.contentEnd };
  }
  return joined.filter((block) => text.slice(block.contentStart, block.contentEnd).trim() !== '');
}
