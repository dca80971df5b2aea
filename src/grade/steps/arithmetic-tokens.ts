/**
 * Cuts a line of prose or LaTeX into the tokens of arithmetic: numbers, operators, brackets, equals signs, words (which
 * may be units), and everything else as barriers that no arithmetic crosses. One pass; it knows no grammar.
 */
import { add, multiply, power, rational, type Rational } from '../../exact/rational.ts';

export type Token =
  | (At & { readonly kind: 'number'; readonly value: Rational; readonly places: number })
  | (At & { readonly kind: 'operator'; readonly text: '+' | '-' | '*' | '/' | '^' | '!' | '%' })
  | (At & { readonly kind: 'open' | 'close' })
  | (At & { readonly kind: 'equals'; readonly approximate: boolean })
  | (At & { readonly kind: 'word'; readonly text: string })
  | (At & { readonly kind: 'currency'; readonly text: string })
  /** A mark of punctuation between clauses. */
  | (At & { readonly kind: 'stop' })
  /** Something arithmetic cannot look into: a variable, a subscript, a root, a time of day. */
  | (At & { readonly kind: 'barrier' });

interface At {
  readonly start: number;
  readonly end: number;
}

const tokenPattern = new RegExp(
  [
    String.raw`(?<frac>\\[dt]?frac\s*(?:\{(?<top>[^{}\\]{1,60})\}\s*\{(?<bottom>[^{}\\]{1,60})\}|(?<digits>\d\s*\d)))`,
    String.raw`(?<textual>\\(?:text|mathrm|textbf|mathbf|textit|operatorname|mbox)\s*\{(?<inner>[^{}]{0,80})\})`,
    String.raw`(?<space>\\[,;:! ]|\\q?quad|\\(?:left|right|displaystyle|bigl?|bigr?|Bigl?|Bigr?)(?![A-Za-z])|~|&|\\[()[\]]|\s+)`,
    String.raw`(?<times>\\(?:times|cdot)(?![A-Za-z])|[×·⋅✕])`,
    String.raw`(?<divide>\\div(?![A-Za-z])|[÷⁄])`,
    String.raw`(?<approx>\\(?:approx|simeq|sim|doteq)(?![A-Za-z])|[≈≃≅])`,
    String.raw`(?<clock>\d{1,2}:\d{2}(?::\d{2})?)`,
    String.raw`(?<number>\d{1,3}(?:(?:,|\{,\})\d{3})+(?:\.\d+)?(?!\d)|\d+\.\d+|\.\d+|\d+)`,
    String.raw`(?<unicode>[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])`,
    String.raw`(?<superscript>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)`,
    String.raw`(?<braced>\^\s*\{\s*(?<up>\d{1,4})\s*\})`,
    String.raw`(?<star>\*\*)`,
    String.raw`(?<operator>[+*/^!-]|−|–)`,
    String.raw`(?<percent>\\?%)`,
    String.raw`(?<currency>\\\$|[$€£¥₹¢])`,
    String.raw`(?<equals>=(?!=|>))`,
    String.raw`(?<open>[([])`,
    String.raw`(?<close>[)\]])`,
    String.raw`(?<word>\p{L}+(?:['’-]\p{L}+)*)`,
    String.raw`(?<stop>[,;.?:](?=\s|$)|\n)`,
    String.raw`(?<other>\\[A-Za-z]+|\\.|.)`,
  ].join('|'),
  'gsu',
);

const unicodeFractions: Readonly<Record<string, readonly [number, number]>> = {
  '¼': [1, 4],
  '½': [1, 2],
  '¾': [3, 4],
  '⅓': [1, 3],
  '⅔': [2, 3],
  '⅕': [1, 5],
  '⅖': [2, 5],
  '⅗': [3, 5],
  '⅘': [4, 5],
  '⅙': [1, 6],
  '⅚': [5, 6],
  '⅛': [1, 8],
  '⅜': [3, 8],
  '⅝': [5, 8],
  '⅞': [7, 8],
};

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The tokens of one line; numbers of more than 60 digits are barriers. */
export function tokenizeArithmetic(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(tokenPattern)) {
    const at = { start: match.index, end: match.index + match[0].length };
    pushToken(tokens, match.groups ?? {}, { text, at });
  }
  return tokens.filter((token, i) => !isWrap(text, tokens, token, i));
}

/** A line break inside a calculation, next to its operator. */
function isWrap(text: string, tokens: readonly Token[], token: Token, i: number): boolean {
  if (token.kind !== 'stop' || text.slice(token.start, token.end).trim() !== '') return false;
  const [before, after] = [tokens[i - 1], tokens[i + 1]];
  return (
    before?.kind === 'operator' ||
    before?.kind === 'equals' ||
    after?.kind === 'operator' ||
    after?.kind === 'equals'
  );
}

interface Source {
  readonly text: string;
  readonly at: At;
}

type Groups = Readonly<Record<string, string | undefined>>;

function pushToken(tokens: Token[], groups: Groups, source: Source): void {
  const { at, text } = source;
  const raw = text.slice(at.start, at.end);
  if (groups['space'] !== undefined) {
    if (raw.includes('\n')) tokens.push({ kind: 'stop', ...at });
  } else if (groups['frac'] !== undefined) pushFraction(tokens, groups, at);
  else if (groups['textual'] !== undefined) pushText(tokens, groups['inner'] ?? '', at);
  else if (groups['times'] !== undefined) tokens.push({ kind: 'operator', text: '*', ...at });
  else if (groups['divide'] !== undefined) tokens.push({ kind: 'operator', text: '/', ...at });
  else if (groups['approx'] !== undefined) tokens.push({ kind: 'equals', approximate: true, ...at });
  else if (groups['number'] !== undefined) pushNumber(tokens, raw, source);
  else if (groups['unicode'] !== undefined) pushUnicodeFraction(tokens, raw, at);
  else if (groups['superscript'] !== undefined || groups['braced'] !== undefined) {
    const digits = groups['up'] ?? Array.from(raw, (c) => superscripts.indexOf(c)).join('');
    tokens.push(
      { kind: 'operator', text: '^', ...at },
      { kind: 'number', value: rational(BigInt(digits)), places: 0, ...at },
    );
  } else if (groups['star'] !== undefined) pushStars(tokens, source);
  else if (groups['operator'] !== undefined) pushOperator(tokens, raw, at);
  else if (groups['percent'] !== undefined) tokens.push({ kind: 'operator', text: '%', ...at });
  else if (groups['currency'] !== undefined)
    tokens.push({ kind: 'currency', text: raw === '\\$' ? '$' : raw, ...at });
  else if (groups['equals'] !== undefined) tokens.push({ kind: 'equals', approximate: false, ...at });
  else if (groups['open'] !== undefined) tokens.push({ kind: 'open', ...at });
  else if (groups['close'] !== undefined) tokens.push({ kind: 'close', ...at });
  else if (groups['word'] !== undefined) pushWord(tokens, raw, at);
  else if (groups['stop'] !== undefined) tokens.push({ kind: 'stop', ...at });
  else tokens.push({ kind: 'barrier', ...at });
}

function pushOperator(tokens: Token[], raw: string, at: At): void {
  const text = raw === '−' || raw === '–' ? '-' : raw;
  if (text === '+' || text === '-' || text === '*' || text === '/' || text === '^' || text === '!') {
    tokens.push({ kind: 'operator', text, ...at });
  }
}

/** Two letters or all capitals are a product of variables (`bh`, `AB`) unless they are a unit. */
function pushWord(tokens: Token[], raw: string, at: At): void {
  const isProduct =
    raw.length > 1 && (raw.length === 2 || raw === raw.toUpperCase()) && !shortWords.has(raw.toLowerCase());
  tokens.push(isProduct ? { kind: 'barrier', ...at } : { kind: 'word', text: raw, ...at });
}

const shortWords = new Set(
  'cm mm km kg mg ml ft in lb oz hr mi yd pm am is of so he we it at on to or by if as be an do no my us up go tv'.split(
    ' ',
  ),
);

/** `2**3` is a power, `**bold**` is nothing. */
function pushStars(tokens: Token[], { text, at }: Source): void {
  if (/[\d)]/.test(text[at.start - 1] ?? '') && /[\d(]/.test(text[at.end] ?? '')) {
    tokens.push({ kind: 'operator', text: '^', ...at });
  }
}

/** A number directly followed by a letter (`2x`, `5th`) is a barrier, except before a unit's abbreviation. */
function pushNumber(tokens: Token[], raw: string, { text, at }: Source): void {
  const digits = raw.replace(/,|\{,\}/g, '');
  const after = /^[\p{L}_]+/u.exec(text.slice(at.end, at.end + 12))?.[0] ?? '';
  const before = text[at.start - 1] ?? '';
  const glued =
    (after !== '' && !gluedUnits.has(after) && !/^[xX]$/.test(after)) || /[\p{L}_\d]/u.test(before);
  const crosses = /^[xX]$/.test(after) && !/^[xX]\s*\d/.test(text.slice(at.end, at.end + 4));
  const padded = /^0\d/.test(digits);
  if (digits.length > 60 || glued || crosses || padded) tokens.push({ kind: 'barrier', ...at });
  else tokens.push({ kind: 'number', value: decimal(digits), places: placesOf(digits), ...at });
}

const gluedUnits = new Set(
  'cm mm km kg mg ml mL ft in lb lbs oz hr hrs min sec mph cents cm2 m2 km2 am pm dollars hours minutes days'.split(
    ' ',
  ),
);

function placesOf(digits: string): number {
  const point = digits.indexOf('.');
  return point < 0 ? 0 : digits.length - point - 1;
}

function decimal(digits: string): Rational {
  const places = placesOf(digits);
  return rational(BigInt(digits.replace('.', '')), 10n ** BigInt(places));
}

function pushUnicodeFraction(tokens: Token[], raw: string, at: At): void {
  const [n, d] = unicodeFractions[raw] ?? [0, 1];
  const last = tokens[tokens.length - 1];
  const value = rational(n, d);
  if (last?.kind === 'number' && last.end === at.start) {
    tokens[tokens.length - 1] = { ...last, value: add(last.value, value), end: at.end };
  } else tokens.push({ kind: 'number', value, places: 0, ...at });
}

/** A fraction of plain arithmetic becomes bracketed tokens; `2\frac12` is a mixed number. */
function pushFraction(tokens: Token[], groups: Groups, at: At): void {
  const digits = groups['digits']?.replace(/\s/g, '');
  const top = digits === undefined ? (groups['top'] ?? '') : digits.charAt(0);
  const bottom = digits === undefined ? (groups['bottom'] ?? '') : digits.charAt(1);
  const last = tokens[tokens.length - 1];
  const [n, d] = [/^\s*\d{1,9}\s*$/.test(top), /^\s*\d{1,9}\s*$/.test(bottom) && Number(bottom) > 0];
  const place = (inner: readonly Token[]): Token[] => inner.map((token) => ({ ...token, ...at }));
  if (last?.kind === 'number' && last.end === at.start && n && d) {
    const part = multiply(rational(BigInt(top.trim())), power(rational(BigInt(bottom.trim())), -1n));
    tokens[tokens.length - 1] = { ...last, value: add(last.value, part), end: at.end };
    return;
  }
  tokens.push({ kind: 'open', ...at }, { kind: 'open', ...at }, ...place(tokenizeArithmetic(top)), {
    kind: 'close',
    ...at,
  });
  tokens.push({ kind: 'operator', text: '/', ...at }, { kind: 'open', ...at });
  tokens.push(...place(tokenizeArithmetic(bottom)), { kind: 'close', ...at }, { kind: 'close', ...at });
}

function pushText(tokens: Token[], inner: string, at: At): void {
  for (const token of tokenizeArithmetic(inner)) {
    if (token.kind !== 'barrier') tokens.push({ ...token, ...at });
  }
}
