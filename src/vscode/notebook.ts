/**
 * Notebooks: which cell is meant, the problem that a Markdown cell states, and the solution that a cell holds with
 * the problem of an earlier one. A cell's own labels count first; a cell without labels is taken whole.
 */
import * as vscode from 'vscode';
import { blocksOf, problemIn, type FoundProblem } from './problem.ts';

/**
 * The first selected cell of the notebook in front, while none of its text editors has the focus. An editor that has
 * not told which cell is selected means none: the first one would be a guess.
 */
export function selectedCell(): vscode.NotebookCell | undefined {
  const editor = vscode.window.activeNotebookEditor;
  const selected = editor?.selections[0];
  if (editor === undefined || selected === undefined || selected.isEmpty) return undefined;
  return selected.start < editor.notebook.cellCount ? editor.notebook.cellAt(selected.start) : undefined;
}

/** The notebook cell whose text a document is. */
export function cellOf(document: vscode.TextDocument | undefined): vscode.NotebookCell | undefined {
  if (document?.uri.scheme !== 'vscode-notebook-cell') return undefined;
  return vscode.workspace.notebookDocuments
    .flatMap((notebook) => notebook.getCells())
    .find((cell) => cell.document === document);
}

/** The problem of a Markdown cell: its labelled problem, or all of it. Null for code and for empty cells. */
export async function problemOfCell(cell: vscode.NotebookCell): Promise<FoundProblem | null> {
  if (cell.kind !== vscode.NotebookCellKind.Markup) return null;
  const { document } = cell;
  const labelled = (await blocksOf(document)).find((block) => block.kind === 'problem');
  const range =
    labelled === undefined
      ? { start: 0, end: document.getText().length }
      : { start: labelled.contentStart, end: labelled.contentEnd };
  return problemIn(document, range);
}

export interface CellSolution {
  readonly problem: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The solution in a Markdown cell, with the problem it answers: the one of its own cell, else the labelled problem of
 * the nearest earlier cell, else the text of the Markdown cell before it.
 */
export async function solutionOfCell(cell: vscode.NotebookCell): Promise<CellSolution | null> {
  if (cell.kind !== vscode.NotebookCellKind.Markup) return null;
  const { document } = cell;
  const blocks = await blocksOf(document);
  const text = document.getText();
  if (text.trim() === '') return null;
  const solution = blocks.find((block) => block.kind === 'solution');
  const range =
    solution === undefined
      ? { start: 0, end: text.length }
      : { start: solution.contentStart, end: solution.contentEnd };
  const own = solution?.problem == null ? undefined : blocks[solution.problem];
  const problem =
    own === undefined ? await problemBefore(cell) : text.slice(own.contentStart, own.contentEnd);
  return { problem, ...range };
}

async function problemBefore(cell: vscode.NotebookCell): Promise<string> {
  const before = cell.notebook
    .getCells()
    .slice(0, cell.index)
    .filter(({ kind }) => kind === vscode.NotebookCellKind.Markup)
    .reverse();
  for (const { document } of before) {
    const problem = (await blocksOf(document)).findLast((block) => block.kind === 'problem');
    if (problem !== undefined) return document.getText().slice(problem.contentStart, problem.contentEnd);
  }
  return before[0]?.document.getText().trim() ?? '';
}
