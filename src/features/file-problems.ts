/**
 * All problems of a document as one batch: the texts a model is given, where each stands, and which are declined in
 * words. The editor and the command line both start from here. Reads text that is handed over; knows no file system,
 * no editor and no terminal.
 */
import type { DocumentBlock } from '../document/block.ts';
import { documentLanguage } from '../document/blocks.ts';
import { declineReason, type DeclineReason } from '../document/decline.ts';
import { documentMacros, inputFiles } from '../document/macros.ts';

export interface FileProblem {
  /** "Problem 3." as it stands in the document; null for an environment without a name of its own. */
  readonly label: string | null;
  /** UTF-16 offsets of the problem without its label, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  /** As it stands in the document, macros and all. */
  readonly text: string;
  /** Why no model is asked; null where one is. */
  readonly declined: DeclineReason | null;
}

/** The labelled problems of a document in order. */
export function fileProblems(text: string, blocks: readonly DocumentBlock[]): FileProblem[] {
  let line = 1;
  let counted = 0;
  return blocks
    .filter(({ kind }) => kind === 'problem')
    .sort((left, right) => left.contentStart - right.contentStart)
    .map(({ label, contentStart: start, contentEnd: end }) => {
      line += [...text.slice(counted, start).matchAll(/\r\n|\n|\r/g)].length;
      counted = start;
      const problem = text.slice(start, end);
      return {
        label: label === null ? null : label.replace(/\s+/g, ' ').trim(),
        start,
        end,
        line,
        text: problem,
        declined: declineReason(problem),
      };
    });
}

/** As many files as a document takes in are read. */
const mostInputs = 20;
/** Definitions stand at a file's beginning; characters of it that are read. */
const longestInput = 200_000;

/**
 * The document's own macros and those of the files it takes in by name. `read` answers with a file of the document's
 * own folder; one that is not there defines nothing, as LaTeX itself will say.
 */
export async function fileMacros(
  text: string,
  idOrName: string,
  read: (name: string) => Promise<string>,
): Promise<Readonly<Record<string, string>>> {
  const macros = documentMacros(text);
  if (documentLanguage(idOrName) !== 'latex') return macros;
  for (const name of inputFiles(text).slice(0, mostInputs)) {
    try {
      Object.assign(macros, documentMacros((await read(name)).slice(0, longestInput)));
    } catch {
      continue;
    }
  }
  return macros;
}
