/**
 * The macros that a document defines: `\newcommand`, `\renewcommand`, `\providecommand`, `\def` without patterns and
 * `\DeclareMathOperator`, as KaTeX takes them (name with backslash → replacement with `#1` … `#9`). Definitions are
 * read, never run; one that could not end is left out by KaTeX's own bound on expansion.
 */

const definition =
  /\\(?:(?:re)?newcommand|providecommand)\*?\s*(?:\{\s*(\\[a-zA-Z@]+)\s*\}|(\\[a-zA-Z@]+))\s*(?:\[\d\])?\s*(?=\{)|\\def\s*(\\[a-zA-Z@]+)\s*(?:#\d)*\s*(?=\{)|\\DeclareMathOperator(\*?)\s*\{\s*(\\[a-zA-Z@]+)\s*\}\s*(?=\{)/g;

/** How many macros and how long a replacement at most: more is no macro a formula needs. */
const limits = { count: 500, length: 2000 };

/** Macros of a LaTeX or Markdown text, later definitions winning. Optional-argument defaults are not supported. */
export function documentMacros(text: string): Record<string, string> {
  const macros: Record<string, string> = {};
  let count = 0;
  for (const match of text.matchAll(definition)) {
    if (isCommented(text, match.index)) continue;
    const open = match.index + match[0].length;
    const end = closingBrace(text, open);
    if (end < 0 || end - open > limits.length) continue;
    const name = match[1] ?? match[2] ?? match[3] ?? match[5];
    const replacement = text.slice(open + 1, end);
    if (name === undefined || replacement.includes(name)) continue;
    macros[name] = match[5] === undefined ? replacement : `\\operatorname${match[4] ?? ''}{${replacement}}`;
    if ((count += 1) >= limits.count) break;
  }
  return macros;
}

/** The files a LaTeX text takes in by name (`\input`, `\include`), plain names of the same folder only. */
export function inputFiles(text: string): string[] {
  return [...text.matchAll(/\\(?:input|include)\s*\{\s*([\w.-]+)\s*\}/g)]
    .filter((match) => !isCommented(text, match.index))
    .map((match) => match[1] ?? '')
    .filter((name) => !name.startsWith('.'))
    .map((name) => (name.endsWith('.tex') ? name : `${name}.tex`));
}

function isCommented(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /(?<!\\)%/.test(line);
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length && index - open < limits.length + 2; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '{') depth += 1;
    else if (text[index] === '}' && (depth -= 1) === 0) return index;
  }
  return -1;
}
