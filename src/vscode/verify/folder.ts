/**
 * `Vouch: Verify Folder…`: the solutions of a folder's files as one table, opened as a preview that asks
 * nobody to save it; on request it goes to a file of either format. The table itself is `features/check-folder`'s, the
 * same that `vouch check --files` prints.
 */
import * as vscode from 'vscode';
import { checkFolder, type FolderFile, type JudgeRows } from '../../features/check-folder.ts';
import { fileMacros } from '../../features/file-problems.ts';
import { renderReport, summarise } from '../../features/folder-report.ts';
import { signalOf, type Models } from '../models.ts';
import { confirmQuietly, inform, offer } from '../notify.ts';
import { latexEnvironments, modelChoice, verifySettings } from '../settings.ts';

const proseFiles = '**/*.{md,markdown,qmd,Rmd,rmd,tex,ltx,txt,ipynb}';
const excluded = '**/{node_modules,.git,.vouch}/**';
/** A larger file is no solution; it is listed as not judged. */
const largestFileBytes = 5_000_000;
const mostFiles = 5000;

export const reportScheme = 'vouch-report';

/** The tables made in this window, for as long as it lives; read-only, so that closing one loses nothing that counts. */
export class FolderReports implements vscode.TextDocumentContentProvider {
  readonly #texts: string[] = [];

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts[Number(uri.query)] ?? '';
  }

  async show(text: string): Promise<void> {
    const index = this.#texts.push(text) - 1;
    const path = `/${vscode.l10n.t('Checked folder')}.md`;
    const uri = vscode.Uri.from({ scheme: reportScheme, path, query: String(index) });
    try {
      // A table is read rendered.
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await vscode.window.showTextDocument(uri);
    }
  }
}

/** Asks for what is missing (a folder, the problem of all solutions), checks, shows the table. */
export async function verifyFolder(
  models: Models,
  reports: FolderReports,
  given?: vscode.Uri,
): Promise<void> {
  const folder = given ?? (await askForFolder());
  if (folder === undefined) return;
  const problem = await vscode.window.showInputBox({
    title: vscode.l10n.t('Problem of every solution in the folder'),
    prompt: vscode.l10n.t('Leave it empty where the files state their own problems.'),
  });
  if (problem === undefined) return;
  const uris = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, proseFiles),
    excluded,
    mostFiles,
  );
  if (uris.length === 0) {
    inform(vscode.l10n.t('There are no Markdown, LaTeX or text files in this folder.'));
    return;
  }
  const rows = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Vouch: checking {0} files', uris.length),
      cancellable: true,
    },
    async (_progress, token) => {
      const files = await readFiles(folder, uris);
      const judge: JudgeRows = (batch) =>
        models.checkBatch(
          { ...modelChoice(), rows: batch, exactOnly: !verifySettings(folder).useModel },
          { signal: signalOf(token) },
        );
      return checkFolder(files, judge, {
        environments: latexEnvironments(folder),
        ...(problem.trim() === '' ? {} : { problem }),
      });
    },
  );
  await reports.show(renderReport(rows, 'md'));
  if (await offer(summarise(rows), vscode.l10n.t('Save as…'))) await save(folder, rows);
}

async function askForFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0]?.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  const chosen = await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false });
  return chosen?.[0];
}

async function readFiles(folder: vscode.Uri, uris: readonly vscode.Uri[]): Promise<FolderFile[]> {
  const root = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  const files = await Promise.all(
    uris.map(async (uri): Promise<FolderFile> => {
      const path = uri.path.startsWith(root) ? uri.path.slice(root.length) : uri.path;
      try {
        const bytes = await vscode.workspace.fs.readFile(uri);
        if (bytes.length > largestFileBytes) return { path, text: null };
        const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        const macros = await fileMacros(text, uri.path, async (name) =>
          new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(uri, '..', name))),
        );
        return { path, text, macros };
      } catch {
        return { path, text: null };
      }
    }),
  );
  return files.sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

async function save(folder: vscode.Uri, rows: Parameters<typeof renderReport>[0]): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, 'report.csv'),
    filters: { CSV: ['csv'], Markdown: ['md'] },
  });
  if (target === undefined) return;
  const format = target.path.toLowerCase().endsWith('.md') ? 'md' : 'csv';
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(renderReport(rows, format)));
  confirmQuietly(vscode.l10n.t('Saved'));
}
