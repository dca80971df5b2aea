/**
 * Notation that people type in plain lines, put as the parser reads it: `int_0^1 x dx`, `lim_{x->0}`, `dy/dx`, "15% of
 * 80", `[F]_a^b`, letters that spell a word. Text to text; what it does not know it leaves alone.
 */
import { boundsName } from './read-term.ts';

/** Words that may stand inside a formula. */
const mathWords =
  /^(?:or|and|sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|ln|log|lg|exp|sqrt|cbrt|abs|pi|theta|alpha|beta|gamma|lambda|mu|phi|min|max|gcd|lcm|mod|sinh|cosh|tanh|dx|dy|dt|du|dz|dv|dr|dw|infinity|inf|int|frac|asin|acos|atan|binom|in|C)$/;

/** Whether words stand in a formula that are neither functions nor products of letters. */
export function hasWords(text: string): boolean {
  const spaced = text
    .replace(/\\(?:text|mathrm|textbf|quad|qquad)\s*\{\s*(?:or|and|,)?\s*\}/g, ' ')
    .replace(/\\(?:begin|end)\{[a-z]+\*?\}/gi, ' ')
    .replace(/\\[A-Za-z]+/g, ' ');
  return [...spaced.matchAll(/[A-Za-z]{2,}/g)].some(
    ({ 0: word, index }) =>
      !mathWords.test(word) && !isProduct(word) && !(word.length <= 3 && isGlued(spaced, index, word.length)),
  );
}

/** Letters that touch a digit, a brace or an exponent are variables, whatever they spell: `½at²`. */
function isGlued(text: string, at: number, length: number): boolean {
  return /[\d})^]/.test(text[at - 1] ?? '') || /[\d(^_{]/.test(text[at + length] ?? '');
}

/** Sets glued letters apart where they spell a word, so that they are read as a product. */
function spreadGlued(text: string): string {
  return text.replace(/(?<![\\A-Za-z{])[A-Za-z]{2,5}(?![A-Za-z])/g, (word, at: number) =>
    (vowelless.test(word) && !mathWords.test(word)) ||
    (englishShort.has(word) && isGlued(text, at, word.length))
      ? Array.from(word).join(' ')
      : word,
  );
}

/** Two or three letters without a vowel pattern of English words are a product of variables (`xy`, `abc`). */
function isProduct(word: string): boolean {
  return (word.length <= 3 && !englishShort.has(word.toLowerCase())) || vowelless.test(word);
}

const vowelless = /^[B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{4,5}$/;

const englishShort = new Set(
  'is are was the for let as at by we if so to of on it an be do he no not all any can has had see get use via its our now yes one two six ten but how why who out per way old new day say try sum set and she her his him'.split(
    ' ',
  ),
);

/** "15% of 80" is a product. */
function withPercentOf(text: string): string {
  return text.replace(/(%)\s*(?:\\text\s*\{\s*of\s*\}|of\b)\s*/g, '$1 \\cdot ');
}

/** `[F]_a^b`, F between two bounds, as a call that the parser knows how to read. */
function withBounds(text: string): string {
  const close =
    /(\\(?:right|big|Big|bigg|Bigg)?r?\s*[\]|]|\])\s*_\s*(\{[^{}]*\}|-?[\w\\]\w*)\s*\^\s*(\{[^{}]*\}|-?\\?\w+)/.exec(
      text,
    );
  if (close === null) return text;
  const open = openingOf(text, close.index);
  if (open === null) return text;
  const bound = (part: string | undefined): string =>
    (part ?? '').replace(/^\{|\}$/g, '').replace(/^[a-z]\s*=/, '');
  const body = text.slice(open.end, close.index);
  const call = `\\operatorname{${boundsName}}(${body}, ${bound(close[2])}, ${bound(close[3])})`;
  return text.slice(0, open.start) + call + withBounds(text.slice(close.index + close[0].length));
}

/** The bracket that the one at `end` closes. */
function openingOf(text: string, end: number): { readonly start: number; readonly end: number } | null {
  let depth = 1;
  for (let at = end - 1; at >= 0; at--) {
    if (text[at] === ']') depth++;
    if (text[at] !== '[' || --depth > 0) continue;
    const start = /\\(?:left|big|Big|bigg|Bigg)l?\s*$/.exec(text.slice(0, at))?.index ?? at;
    return { start, end: at + 1 };
  }
  return null;
}

const operatorWords = /(?<![\\A-Za-z])(int|sum|prod)(?=\s*_|\s)/g;
const reciprocalWords = /(?<![\\A-Za-z\d]|\d\s)(sec|csc|cot)(?=\s*(?:\^|\(|[a-z]\b|\\|θ))/g;
const typedLimit =
  /(?<![\\A-Za-z])lim\s*_?\s*[({]?\s*([a-z])\s*(?:->|→)\s*(-?\\?\w+|-?∞)(?:\^?([+-]))?\s*[)}]?/g;
const endless = /^(-?)(?:inf|infinity|oo|∞)$/;

/** Words for operators as commands, where they cannot be products of letters or units. */
function withCommands(text: string): string {
  if (/(?<![\\A-Za-z])int\b/.test(text) && !/d[a-z]\b/.test(text)) return text;
  return text
    .replace(typedLimit, (_, name: string, at: string, side?: string) => {
      const point = at.replace(endless, '$1\\infty');
      return `\\lim_{${name} \\to ${point}${side === undefined ? '' : `^${side}`}} `;
    })
    .replace(operatorWords, '\\$1')
    .replace(reciprocalWords, '\\$1')
    .replace(/(?<=^|[^A-Za-z])([a-z])\s+in\s*(?=[[({])/g, '$1 \\in ');
}

/** A formula with the words in it that stand for operations put as signs. */
export function withoutWords(text: string): string {
  return withPercentOf(withCommands(text));
}

/** `du = 2 dt` says what `du/dt` is. */
function withQuotients(text: string): string {
  return text.replace(
    /(^\s*|,\s*)d([a-z])\s*=\s*([^=,]{1,80}?)(?:\\[,;! ]|\s|\\cdot)*\bd([a-z])(?=\s*(?:,|\.|\$|$))/g,
    '$1\\frac{d$2}{d$4} = $3',
  );
}

const namedFunction = '\\\\(?:sin|cos|tan|cot|sec|csc|ln|log)';

/** `\\cos 5x (1 + x)` and `.3(1200)` are products: the bracket is no part of the argument, nor a repeating decimal. */
function withProducts(text: string): string {
  return text
    .replace(new RegExp(`(${namedFunction}\\s*\\d*\\s*[a-z])\\s*(?=\\(|\\\\left\\()`, 'g'), '$1 \\cdot ')
    .replace(/(\.\d+)\s*\((?=\d+\))/g, '$1 \\cdot (');
}

/** A formula as typed, in the notation that the parser reads. */
export function readable(text: string): string {
  return spreadGlued(withBounds(withoutWords(withProducts(withQuotients(text)))))
    .replace(/\bd([A-Za-z])\s*\/\s*d([a-z])\b/g, '\\frac{d$1}{d$2}')
    .replace(/\bd\s*\/\s*d([a-z])\b/g, '\\frac{d}{d$1}');
}

/** What two capitals side by side are: a product, the ends of a segment, or the digits of a numeral. */
export type Naming = 'letters' | 'segments' | 'digits';

/** Two capitals as one name: AB and BA are one segment, but two numerals. */
export function withNames(text: string, names: Naming): string {
  if (names === 'letters') return text;
  return text.replace(
    /(?<![\\A-Za-z_{])(\\[A-Za-z]+\s*)?([A-Z]'?)([A-Z]'?)(?![A-Za-z}'])/g,
    (whole, command: string | undefined, a: string, b: string) => {
      if (command !== undefined) return whole;
      const [first, second] = names === 'segments' && b < a ? [b, a] : [a, b];
      return `{${first}_{${second}}}`;
    },
  );
}

/** How a document uses capitals, by the words in it. */
export function namingOf(text: string): Naming {
  if (
    /\b(?:triangle|segment|circle|rectangle|square|quadrilateral|polygon|midpoint|chord|perpendicular|trapezoid|rhombus|tangent|pyramid|prism)s?\b|\\(?:triangle|angle|overline)\b/i.test(
      text,
    )
  )
    return 'segments';
  return /\bdigits?\b/i.test(text) ? 'digits' : 'letters';
}
