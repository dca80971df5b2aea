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
  #hashes: Set<string> | null = null;

  async load(document: vscode.Uri): Promise<ReadonlySet<string>> {
    if (this.#hashes !== null) return this.#hashes;
    this.#hashes = new Set();
    const file = fileFor(document);
    if (file === null) return this.#hashes;
    try {
      const parsed: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
      if (
        typeof parsed === 'object' &&
        parsed !== null &&
        'findings' in parsed &&
        Array.isArray(parsed.findings)
      ) {
        for (const hash of parsed.findings) if (typeof hash === 'string') this.#hashes.add(hash);
      }
    } catch {
      // No file yet, or not ours: nothing is dismissed.
    }
    return this.#hashes;
  }

  async add(document: vscode.Uri, hash: string): Promise<void> {
    await this.load(document);
    this.#hashes?.add(hash);
    const file = fileFor(document);
    if (file === null) return;
    const content: DismissedFile = { version: 1, findings: [...(this.#hashes ?? [])].sort() };
    await vscode.workspace.fs.writeFile(
      file,
      new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`),
    );
  }
}

function fileFor(document: vscode.Uri): vscode.Uri | null {
  const folder = vscode.workspace.getWorkspaceFolder(document);
  return folder === undefined ? null : vscode.Uri.joinPath(folder.uri, '.vouch', 'dismissed.json');
}
