/**
 * Answers as people hand them in → the bare mathematical text: out of boxes, math delimiters, markdown and leading
 * words ("The answer is", "so x ="). It cuts text and never changes what stays, so that ranges can be kept.
 */

const leadIns =
  /^(?:(?:therefore|thus|hence|so|then|finally)\b[,:]?\s*)?(?:(?:the |my |our )?(?:final |correct |right |exact |required |simplified )?(?:answer|ans|solution|result|value|output|probability|area|sum|product|total)s?(?: (?:is|are|equals?|will be|would be|to the problem is|becomes))?\s*(?:equal to|given by)?\s*[:=]?|(?:we|i) (?:get|got|have|find|found|obtain|conclude)(?: that)?\s*[:,]?|it(?: is|'s| equals)\s)\s*(?=\S)/i;

const conclusionWord = /^(?:therefore|thus|hence|so|then|finally)\b[,:]?\s*(?=[$\\(\d-]|[a-z]\s*[=<>])/i;

/** What a pair of brackets is called: "the point (3, -4)". */
const bracketName =
  /^(?:[Tt]he )?(?:points?|ordered (?:pair|triple)|vertex|coordinates|interval|set|vector|matrix)(?: is| are)?:?\s*(?=[([]|\$|\\(?:left|begin|\{|langle))/;

/** One outer pair of math delimiters. */
const delimiters: readonly (readonly [string, string])[] = [
  ['$$', '$$'],
  ['\\[', '\\]'],
  ['\\(', '\\)'],
  ['$', '$'],
  ['**', '**'],
  ['*', '*'],
  ['`', '`'],
];

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
  }
  return -1;
}

/** The inside of `\boxed{…}` where that is the whole text, else null. */
function unboxed(text: string): string | null {
  const head = /^\\{1,4}(?:boxed|fbox|bbox|text|mathrm|textbf|mathbf|displaystyle)\s*\{/.exec(text);
  if (head === null || !/boxed|fbox/.test(head[0])) return null;
  const close = closing(text, head[0].length - 1);
  if (close < 0) return text.slice(head[0].length);
  return close === text.length - 1 ? text.slice(head[0].length, close) : null;
}

function undelimited(text: string): string | null {
  for (const [open, close] of delimiters) {
    if (!text.startsWith(open) || !text.endsWith(close) || text.length < open.length + close.length + 1)
      continue;
    const inner = text.slice(open.length, -close.length);
    if (inner.includes(open) || inner.endsWith('\\')) continue;
    return inner;
  }
  return null;
}

/** Strips wrappers until nothing changes. Bounded: every round shortens the text. */
export function cleanAnswer(text: string): string {
  let current = text.trim();
  for (let round = 0; round < 12; round++) {
    const before = current;
    current = (undelimited(current) ?? current).trim();
    current = (unboxed(current) ?? current).trim();
    const lead = leadIns.exec(current);
    if (lead !== null && lead[0].length < current.length) current = current.slice(lead[0].length).trim();
    current = unquoted(current).trim();
    // Bold type that was opened before the answer's lead-in.
    if (current.indexOf('**') === current.length - 2) current = current.replace(/\*\*$/, '').trim();
    current = current.replace(/(^|\s)\*\*([^*]{1,400})\*\*(?=[\s.,;:]|$)/g, '$1$2');
    current = current
      .replace(conclusionWord, '')
      .replace(bracketName, '')
      .replace(/^[:=](?![=>])\s*(?=\S)/, '');
    if (/[^.\d\\]\.$/.test(current) || /\d\.$/.test(current)) current = current.slice(0, -1).trim();
    current = withoutSpacing(current);
    if (current === before) break;
  }
  return current;
}

const spacing: readonly string[] = ['\\quad', '\\,', '\\;', '\\!', '\\ '];

/** Spacing commands at both ends taken off. */
function withoutSpacing(text: string): string {
  let [start, end] = [0, text.length];
  for (;;) {
    const front = ['\\displaystyle', ...spacing].find((command) => text.startsWith(command, start));
    const back = spacing.find((command) => text.endsWith(command, end));
    if (front !== undefined) start += front.length;
    else if (back !== undefined && end - back.length >= start) end -= back.length;
    else return text.slice(start, end).trim();
    while (start < end && text.charAt(start) === ' ') start++;
  }
}

/** The words of an answer: LaTeX text commands, delimiters, blanks and punctuation at the ends taken off. */
export function bareWords(text: string): string {
  const plain = text
    .replace(
      /\\{1,4}(?:text(?:bf|it|rm|normal)?|mbox|math(?:rm|bf|it)|operatorname|boxed)(?![A-Za-z])\s*/g,
      ' ',
    )
    .replace(/\\{1,4}(?:(?:quad|qquad|left|right)(?![A-Za-z])|[,;!:\s])/g, ' ')
    .replace(/[{}$~*`"“”]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 20_000);
  return withoutTrailing(plain, '.,;:!? ');
}

/** Text without these characters at its end. Linear, where a regular expression that ends in `+$` would be quadratic. */
export function withoutTrailing(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Without one pair of (escaped) quotation marks around the whole. */
function unquoted(text: string): string {
  const body = text.replace(/^\\{0,3}["“]/, '');
  const last = body.charAt(body.length - 1);
  if (body.length === text.length || body.length < 2 || (last !== '"' && last !== '”')) return text;
  return withoutTrailing(body.slice(0, -1), '\\');
}
