/**
 * Text → tokens in one pass, for LaTeX, plain text and Unicode alike. Tolerant by construction: what has no meaning
 * becomes a text token or a named symbol, never an error; only length and token count can fail. Offsets point into
 * the original text; tokens out of a macro's body carry the range of its call. It knows no grammar and no values
 * beyond literal numbers.
 */
import { rational } from '../../exact/rational.ts';
import { backslash, command, escapedControl } from './lex-commands.ts';
import { numberAt } from './lex-numbers.ts';
import { punctuation } from './lex-punctuation.ts';
import { matchAt } from './lex-text.ts';
import { Scanner } from './scanner.ts';
import { maxTextLength, UnreadableError, type LexOptions, type Token } from './tokens.ts';
import { isBlank, subscripts, superscripts, unicodeTokens, vulgarFractions } from './unicode.ts';
import { readRun } from './words.ts';

const letters = /[A-Za-z]+/y;

/** All tokens of a text, ending with `eof`. Throws {@link UnreadableError} only where a limit is exceeded. */
export function tokenize(text: string, options: LexOptions = {}): Token[] {
  if (text.length > maxTextLength)
    throw new UnreadableError(maxTextLength, `longer than ${maxTextLength} characters`);
  const tokens = new Scanner(text, options, step).run();
  tokens.push({ kind: 'eof', text: '', start: text.length, end: text.length, spaced: true });
  return tokens;
}

function step(lexer: Scanner): void {
  const code = lexer.text.charCodeAt(lexer.at);
  const character = lexer.text.charAt(lexer.at);
  if (isBlank(code)) {
    if (escapedControl(lexer, character)) return;
    if (character === '\n' && lexer.text.charAt(lexer.at + 1) === '\n') lexer.push('operator', 'quad', 2);
    else lexer.blank(1);
  } else if ((code >= 48 && code <= 57) || (character === '.' && /\d/.test(lexer.text.charAt(lexer.at + 1))))
    number(lexer);
  else if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) letterRun(lexer);
  else if (character === '\\') backslash(lexer);
  else if (code > 127) unicode(lexer);
  else punctuation(lexer, character);
}

function number(lexer: Scanner): void {
  const { text, at, latex, brackets, environments } = lexer;
  const decimalComma = lexer.options.decimalComma === true;
  const found = numberAt(text, at, {
    decimalComma,
    latex,
    inBrackets: brackets > 0,
    inRows: environments > 0,
  });
  if (found === null) throw new UnreadableError(at, `cannot read the number ${text.slice(at, at + 20)}`);
  lexer.push('number', found.digits, found.length, { value: found.value, places: found.places });
}

function letterRun(lexer: Scanner): void {
  const run = matchAt(letters, lexer.text, lexer.at)!;
  if (lexer.latex && (run === 'quad' || run === 'qquad')) {
    lexer.push('operator', 'quad', run.length);
    return;
  }
  // A construct that lost its backslash.
  if (/^(?:[dt]?frac|boxed|binom|text)$/.test(run) && lexer.text.charAt(lexer.at + run.length) === '{') {
    command(lexer, run, run.length);
    return;
  }
  for (const piece of readRun(run)) {
    if (piece.kind === 'word') word(lexer, piece.text, piece.length);
    else lexer.push(piece.kind, piece.name, piece.length);
  }
}

function word(lexer: Scanner, word: string, length: number): void {
  const lower = word.toLowerCase();
  if (lower === 'and' || lower === 'or') lexer.push('operator', lower, length);
  else if (lower === 'mod') lexer.push('operator', 'mod', length);
  else if (word === 'in' && isMembership(lexer, length)) lexer.push('operator', 'in', length);
  else if (lower === 'union' || (lower === 'cup' && isBetweenSets(lexer, length)))
    lexer.push('operator', 'union', length);
  else if (lower === 'percent' || lower === 'pct' || lower === 'percentage')
    lexer.push('operator', '%', length);
  else if (lower === 'degrees' || lower === 'degree') lexer.push('operator', 'degree', length);
  else lexer.push('text', word, length);
}

/** `x in [1, 2)`, `n in Z`: a letter before, a set after. */
function isMembership(lexer: Scanner, length: number): boolean {
  const rest = lexer.text.slice(lexer.at + length, lexer.at + length + 40);
  return (
    lexer.tokens.at(-1)?.kind === 'symbol' && /^\s+(?:[ZNQRℤℕℚℝ]\b|[[(]\s*[-−]?(?:[\d.]|\\|∞|inf))/.test(rest)
  );
}

/** `(1, 2) cup [3, 4)`, `A cup B`: after `3/4` it is a measure. */
function isBetweenSets(lexer: Scanner, length: number): boolean {
  const before = lexer.tokens.at(-1);
  return (
    (before?.kind === 'close' || before?.kind === 'symbol') &&
    /^\s*[[({\\A-Z]/.test(lexer.text.slice(lexer.at + length, lexer.at + length + 20))
  );
}

function unicode(lexer: Scanner): void {
  const character = String.fromCodePoint(lexer.text.codePointAt(lexer.at)!);
  const { length } = character;
  const vulgar = vulgarFractions.get(character);
  if (vulgar !== undefined) {
    lexer.push('number', character, length, { value: rational(...vulgar), places: 0, special: true });
    return;
  }
  if (superscripts.has(character)) {
    raised(lexer, superscripts, '^');
    return;
  }
  if (subscripts.has(character)) {
    raised(lexer, subscripts, '_');
    return;
  }
  const known = unicodeTokens.get(character);
  if (known !== undefined) {
    if (known[0] === 'open') lexer.brackets++;
    if (known[0] === 'close') lexer.brackets--;
    lexer.push(known[0], known[1], length);
    return;
  }
  const plain = character.normalize('NFKC');
  if (plain !== character && plain.length <= 4) {
    lexer.substitute(plain, length);
    return;
  }
  foreignWord(lexer);
}

function raised(lexer: Scanner, signs: ReadonlyMap<string, string>, operator: '^' | '_'): void {
  let plain = '';
  let length = 0;
  for (let sign = lexer.text.charAt(lexer.at); signs.has(sign); sign = lexer.text.charAt(lexer.at + length)) {
    plain += signs.get(sign)!;
    length++;
  }
  lexer.push('operator', operator, 0);
  lexer.push('open', '{', 0);
  lexer.substitute(plain, length);
  lexer.push('close', '}', 0);
}

function foreignWord(lexer: Scanner): void {
  let length = 0;
  while (lexer.at + length < lexer.text.length) {
    const code = lexer.text.charCodeAt(lexer.at + length);
    const character = lexer.text.charAt(lexer.at + length);
    if (code <= 127 || isBlank(code) || (length > 0 && unicodeTokens.has(character))) break;
    length++;
  }
  lexer.push('text', lexer.text.slice(lexer.at, lexer.at + length), length);
}
