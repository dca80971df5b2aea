/**
 * What stands before an exercise where it is copied from: a bullet, a box to tick, `\item`, a heading's marks, and what
 * it is called (`**Problem 2.**`, `\textbf{Exercise 4.}`). It says nothing of what is asked.
 */
const bullet =
  /^\s*(?:>\s*)*(?:#{1,6}\s+|[-*+•]\s+\[[ x]\]\s+|[-*+•]\s+(?=[a-z]{2}|\*\*|\\[a-z]|\$)|\\item\b(?:\s*\[[^\]]*\])?\s*)?/i;
const opened = String.raw`(\*\*|__|\*|\\(?:textbf|textit|emph|paragraph|section\*?|subsection\*?)\s*\{)?\s*`;
const name = '(?:question|problem|exercise|example|task|homework|quiz)';
const number = String.raw`\d{1,3}(?:\.\d{1,3})*(?:\s*\(?[a-z]\))?`;
const closed = String.raw`\s*(?:\*\*|__|\*|\})?\s*[.:]?\s+`;
const labels = [
  // a number or a stop makes it a label: "Problem 2", "Exercise:"; "Example problems are …" is none
  new RegExp(String.raw`^${opened}${name}\s*${number}\s*[.:)]?${closed}`, 'i'),
  new RegExp(String.raw`^${opened}${name}\s*[.:]${closed}`, 'i'),
  new RegExp(String.raw`^(\*\*|__)\s*\(?(?:${number}|[a-h])[.)]${closed}`, 'i'),
];

/** The text behind its label; the text itself where nothing would be left. */
export function withoutLabel(text: string): string {
  let rest = text.replace(bullet, '');
  for (const label of labels) rest = rest.replace(label, '');
  return /[a-z0-9]/i.test(rest) ? rest : text;
}
