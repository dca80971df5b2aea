/** The page of a webview in the editor's terms: where the built files are, and the words of its display language. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { htmlOf } from './html.ts';

export interface PageOptions {
  /** Base name of the bundle in `dist/webview`. */
  readonly bundle: string;
  readonly title: string;
  /** HTML that stands until the script shows the state. */
  readonly first?: string;
  readonly fontSize?: number;
}

/** Rules by the bundle's name: they are in each of its pages. */
const styles = new Map<string, string>();

export function webviewRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, options: PageOptions): string {
  const { bundle, title, first = '', fontSize = 0 } = options;
  const file = (name: string): vscode.Uri => vscode.Uri.joinPath(webviewRoot(extensionUri), name);
  const style = styles.get(bundle) ?? readFileSync(file(`${bundle}.css`).fsPath, 'utf8');
  styles.set(bundle, style);
  return htmlOf({
    language: vscode.env.language,
    title,
    words: vscode.l10n.bundle ?? {},
    nonce: randomBytes(16).toString('base64'),
    source: webview.cspSource,
    style,
    script: webview.asWebviewUri(file(`${bundle}.js`)).toString(),
    first,
    fontSize,
  });
}
