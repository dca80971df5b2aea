/**
 * The HTML page of a webview as text. It stands on the screen before anything else has come: its style is in it, what
 * it says first is in it, and nothing that has to be fetched holds it up. A nonce for the one line of script, which asks
 * for the page's own, and a policy that lets in nothing but the built files. KaTeX positions by inline styles, hence
 * the one relaxed directive. Knows no editor.
 */
export interface Page {
  readonly language: string;
  readonly title: string;
  /** The display language's words, by their English. */
  readonly words: Readonly<Record<string, unknown>>;
  readonly nonce: string;
  /** What the editor calls the place of the built files in a policy. */
  readonly source: string;
  /** The rules of our own style sheet. */
  readonly style: string;
  /** The address of the page's script, a module. */
  readonly script: string;
  /** HTML that stands until the script shows the state. */
  readonly first: string;
  /** Pixels; 0 follows the editor. */
  readonly fontSize: number;
}

export function htmlOf(page: Page): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.source} 'unsafe-inline'`,
    `font-src ${page.source}`,
    `img-src ${page.source} data:`,
  ].join('; ');
  const size = page.fontSize > 0 ? ` style="--panel-font-size: ${page.fontSize}px"` : '';
  return `<!DOCTYPE html>
<html lang="${escaped(page.language)}"${size}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(page.title)}</title>
<style>${page.style}</style>
</head>
<body>
<div id="root" data-words="${escaped(JSON.stringify(page.words))}">${page.first}</div>
<script nonce="${page.nonce}">import(${JSON.stringify(page.script).replaceAll('<', '\\u003c')});</script>
</body>
</html>`;
}

/** Text as it stands in an element or between the quotes of an attribute. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
