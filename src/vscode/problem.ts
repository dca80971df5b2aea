/**
 * What the cursor of an editor means: the selection, else the Markdown or LaTeX block, paragraph or line around it,
 * with the macros its formulas may use. Reads the document and, for `\input`, files of its own folder; changes
 * nothing. Parsing is done once a version of a document.
 */
import * as vscode from 'vscode';
import type { DocumentBlock } from '../document/block.ts';
import { blockAt, documentBlocks, documentLanguage, lineAt } from '../document/blocks.ts';
import { fileMacros, fileProblems, type FileProblem } from '../features/file-problems.ts';
import type { RunSource } from '../host/protocol-panel.ts';
import { latexEnvironments } from './settings.ts';

export interface FoundProblem {
  readonly text: string;
  readonly source: RunSource;
  readonly macros: Readonly<Record<string, string>>;
}

interface Parsed {
  readonly version: number;
  readonly blocks: Promise<readonly DocumentBlock[]>;
}
const parsed = new WeakMap<vscode.TextDocument, Parsed>();

/** The blocks of a document as it stands when they are handed over, parsed at most once a version. */
export async function blocksOf(document: vscode.TextDocument): Promise<readonly DocumentBlock[]> {
  for (;;) {
    const { version } = document;
    const known = parsed.get(document);
    const blocks = known?.version === version ? known.blocks : parse(document);
    parsed.set(document, { version, blocks });
    const found = await blocks;
    // It may have been typed in while the parser was read.
    if (document.version === version) return found;
  }
}

function parse(document: vscode.TextDocument): Promise<readonly DocumentBlock[]> {
  return documentBlocks(document.getText(), documentLanguage(document.languageId), {
    environments: latexEnvironments(document),
  });
}

/** The problem that a selection or a cursor means; null on an empty line of an empty place. */
export async function problemAt(
  document: vscode.TextDocument,
  selection: vscode.Selection,
): Promise<FoundProblem | null> {
  const range = selection.isEmpty
    ? await rangeAtCursor(document, selection.active)
    : { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
  return range === null ? null : problemIn(document, range);
}

/** The problem that stands in a range of a document; null for nothing but white space. */
export async function problemIn(
  document: vscode.TextDocument,
  range: { readonly start: number; readonly end: number },
): Promise<FoundProblem | null> {
  const text = document.getText().slice(range.start, range.end).trim();
  if (text === '') return null;
  return {
    text,
    source: { uri: document.uri.toString(), languageId: document.languageId, ...range, text },
    macros: await macrosOf(document),
  };
}

/** All labelled problems of a document in order. */
export async function problemsOf(
  document: vscode.TextDocument,
): Promise<(FoundProblem & Pick<FileProblem, 'line' | 'declined'>)[]> {
  const macros = await macrosOf(document);
  const { languageId } = document;
  const blocks = await blocksOf(document);
  return fileProblems(document.getText(), blocks).map(({ start, end, text, line, declined }) => ({
    text,
    source: { uri: document.uri.toString(), languageId, start, end, text },
    macros,
    line,
    declined,
  }));
}

async function rangeAtCursor(
  document: vscode.TextDocument,
  cursor: vscode.Position,
): Promise<{ readonly start: number; readonly end: number } | null> {
  const blocks = await blocksOf(document);
  const offset = document.offsetAt(cursor);
  const block = blockAt(blocks, offset, 'problem');
  if (block !== null) return { start: block.contentStart, end: block.contentEnd };
  return lineAt(document.getText(), offset);
}

/** The document's own macros and those of the files it takes in from its own folder. */
export async function macrosOf(document: vscode.TextDocument): Promise<Readonly<Record<string, string>>> {
  return fileMacros(document.getText(), document.languageId, async (name) => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(document.uri, '..', name));
    return new TextDecoder().decode(bytes);
  });
}
