/**
 * Where inline delimiters stand alone in their lines: `$`, line break, text, line break, `$`. Markdown takes no such
 * pair for a formula (Pandoc wants a non-space inside both dollars, VS Code too; `\(` is an escaped bracket there),
 * TeX does; so what stands between may be the formula or the prose between two stray signs. Blanks within a line are
 * let pass. It knows delimiters and line breaks only.
 */

const delimiter = /\\\\|\\[()$]|\$\$?/g;

/** The offset of the first inline formula whose delimiters both stand alone in their lines, or null. */
export function looseInlineFormula(text: string): number | null {
  let open: { readonly sign: string; readonly at: number; readonly end: number } | null = null;
  for (const match of text.matchAll(delimiter)) {
    const [sign] = match;
    const end = match.index + sign.length;
    if (open === null) {
      if (sign === '$' || sign === '$$' || sign === '\\(') open = { sign, at: match.index, end };
      continue;
    }
    if (sign !== (open.sign === '\\(' ? '\\)' : open.sign)) continue;
    const alone = breakFollows(text, open.end) && breakPrecedes(text, match.index);
    if (alone && open.sign !== '$$') return open.at;
    open = null;
  }
  return null;
}

function breakFollows(text: string, from: number): boolean {
  let at = from;
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at++;
  return text.charAt(at) === '\n';
}

function breakPrecedes(text: string, to: number): boolean {
  let at = to - 1;
  while (at >= 0 && (text.charAt(at) === ' ' || text.charAt(at) === '\t')) at--;
  return text.charAt(at) === '\n';
}
