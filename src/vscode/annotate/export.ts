/**
 * `Vouch: Export Labels…`: the labels of a JSONL file, as its log tells them now, in the exact fields of the formats
 * others read. The formats are `data/annotation-export`'s, the same that `vouch data export` writes.
 */
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { exportFormats, exportLabels } from '../../data/annotation-export.ts';
import { currentLabels, readAnnotations } from '../../data/annotation-log.ts';
import { confirmQuietly, inform } from '../notify.ts';

/** The log of the person at this machine, beside the file that is labelled. */
export function logFileFor(file: string): string {
  const name = userInfo().username.replace(/[^\w.-]/g, '_');
  const folder = dirname(file);
  // What was collected lies in that folder already.
  const place = basename(folder) === '.vouch' ? folder : join(folder, '.vouch');
  return join(place, `${basename(file)}.${name}.labels.jsonl`);
}

/** Asks for the format and the place; says so where nothing is labelled yet. */
export async function exportAnnotations(file: vscode.Uri): Promise<void> {
  const labels = [...currentLabels(readAnnotations(logFileFor(file.fsPath))).values()];
  if (labels.length === 0) {
    inform(
      vscode.l10n.t(
        'Nothing is labelled in {0} yet: use “Vouch: Annotate File…” first.',
        basename(file.path),
      ),
    );
    return;
  }
  const format = await vscode.window.showQuickPick([...exportFormats], {
    title: vscode.l10n.t('Format of the export'),
  });
  const chosen = exportFormats.find((known) => known === format);
  if (chosen === undefined) return;
  const target = await vscode.window.showSaveDialog({
    defaultUri: file.with({ path: file.path.replace(/(\.jsonl)?$/, `.${chosen}.jsonl`) }),
  });
  if (target === undefined) return;
  const rows = exportLabels(labels, chosen);
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  confirmQuietly(vscode.l10n.t('{0} rows written', rows.length));
}
