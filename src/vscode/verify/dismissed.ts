/**
 * Findings that people dismissed, by content hash in `.vouch/dismissed.json` of the workspace, so that they stay
 * dismissed when lines move and can be shared through version control. A file that cannot be read dismisses nothing.
 */
import * as vscode from 'vscode';

interface DismissedFile {
  readonly version: 1;
  readonly findings: readonly string[];
}

export class Dismissed {
  readonly #byFile = new Map<string, Set<string>>();

  /** The file of some folder was changed from outside: it is read again when it is next asked for. */
  forget(): void {
    this.#byFile.clear();
  }

  /** What is known of a document's folder without reading its file again. */
  known(document: vscode.Uri): ReadonlySet<string> {
    return this.#byFile.get(keyOf(document)) ?? new Set();
  }

  async load(document: vscode.Uri): Promise<ReadonlySet<string>> {
    return this.#hashes(document);
  }

  async add(document: vscode.Uri, hash: string): Promise<void> {
    const hashes = await this.#hashes(document);
    hashes.add(hash);
    const file = fileFor(document);
    if (file === null) return;
    const content: DismissedFile = { version: 1, findings: [...hashes].sort() };
    await vscode.workspace.fs.writeFile(
      file,
      new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`),
    );
  }

  async #hashes(document: vscode.Uri): Promise<Set<string>> {
    const file = fileFor(document);
    const key = keyOf(document);
    const known = this.#byFile.get(key) ?? new Set(file === null ? [] : await readHashes(file));
    this.#byFile.set(key, known);
    return known;
  }
}

async function readHashes(file: vscode.Uri): Promise<string[]> {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
    const findings =
      typeof parsed === 'object' && parsed !== null && 'findings' in parsed ? parsed.findings : [];
    return Array.isArray(findings) ? findings.filter((hash) => typeof hash === 'string') : [];
  } catch {
    // No file yet, or not ours: nothing is dismissed.
    return [];
  }
}

function keyOf(document: vscode.Uri): string {
  return fileFor(document)?.toString() ?? '';
}

function fileFor(document: vscode.Uri): vscode.Uri | null {
  const folder = vscode.workspace.getWorkspaceFolder(notebookOf(document) ?? document);
  return folder === undefined ? null : vscode.Uri.joinPath(folder.uri, '.vouch', 'dismissed.json');
}

/** A cell's own address names no folder; its notebook's does. */
function notebookOf(document: vscode.Uri): vscode.Uri | undefined {
  if (document.scheme !== 'vscode-notebook-cell') return undefined;
  const name = document.toString();
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some((cell) => cell.document.uri.toString() === name),
  )?.uri;
}
