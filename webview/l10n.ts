/**
 * Words of the webviews: English text is the key, as in the extension's `vscode.l10n.t`. The extension writes the
 * bundle of the display language into the page; without one the English stands.
 */
let bundle: Readonly<Record<string, string>> = {};

export function loadWords(json: string | undefined): void {
  if (json === undefined || json === '') return;
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed === 'object' && parsed !== null) bundle = parsed as Record<string, string>;
}

/** `words('Step {0} of {1}', 2, 5)`; the places are replaced once, from left to right. */
export function words(text: string, ...values: readonly (string | number)[]): string {
  return (bundle[text] ?? text).replace(/\{(\d)\}/g, (_, place: string) =>
    String(values[Number(place)] ?? ''),
  );
}
