/**
 * Text → tokens in one pass, for LaTeX, plain text and Unicode alike. Tolerant by construction: what has no meaning
 * becomes a text token or a named symbol, never an error; only length and token count can fail. Offsets point into
 * the original text; tokens out of a macro's body carry the range of its call. It knows no grammar and no values
 * beyond literal numbers.
 */
import { rational } from '../../exact/rational.ts';
import { commandMeaning, isKnownCommand } from './commands.ts';
import { isBlank, subscripts, superscripts, unicodeTokens, vulgarFractions } from './unicode.ts';
import { readRun } from './words.ts';
import { numberAt } from './lex-numbers.ts';
import { closingBrace, countDollars, isDoubled, isFormula, matchAt, skipBlanks } from './lex-text.ts';
import {
  maxDepth,
  maxTextLength,
  maxTokens,
  UnreadableError,
  type LexOptions,
  type Token,
  type TokenKind,
} from './tokens.ts';

const letters = /[A-Za-z]+/y;
const rowGap = /\s*\[\s*-?[\d.]{1,8}\s*(?:pt|em|ex|cm|mm|in|px)\s*\]/y;
const doubledCommand = /\\\\([A-Za-z]+)/y;
const maxMacroDepth = 16;

/** Characters that carry their own token in plain ASCII. */
const asciiOperators = new Set([
  '+',
  '-',
  '*',
  '/',
  '^',
  '_',
  '!',
  '%',
  "'",
  ',',
  ';',
  ':',
  '&',
  '?',
  '@',
  '#',
  '"',
  '`',
]);

class Lexer {
  readonly tokens: Token[] = [];
  private readonly text: string;
  private readonly options: LexOptions;
  private readonly fixedRange: { readonly start: number; readonly end: number } | null;
  private readonly macroDepth: number;
  /** Every command's backslash is doubled: the text went through one escaping too many. */
  private readonly doubled: boolean;
  private readonly latex: boolean;
  private at = 0;
  private spaced = false;
  private brackets = 0;
  private environments = 0;
  private textDepth = 0;
  private dollars: number;

  constructor(text: string, options: LexOptions, fixedRange: Lexer['fixedRange'] = null, macroDepth = 0) {
    this.text = text;
    this.options = options;
    this.fixedRange = fixedRange;
    this.macroDepth = macroDepth;
    this.latex = text.includes('\\');
    this.doubled = this.latex && isDoubled(text);
    this.dollars = countDollars(text);
  }

  run(): Token[] {
    while (this.at < this.text.length) {
      this.step();
      if (this.tokens.length > maxTokens) throw new UnreadableError(this.at, 'too many symbols');
    }
    return this.tokens;
  }

  private push(kind: TokenKind, text: string, length: number, extra: Partial<Token> = {}): void {
    const range = this.fixedRange ?? { start: this.at, end: this.at + length };
    this.tokens.push({ kind, text, start: range.start, end: range.end, spaced: this.spaced, ...extra });
    this.at += length;
    this.spaced = false;
  }

  private blank(length: number): void {
    this.at += length;
    this.spaced = true;
  }

  private step(): void {
    const code = this.text.charCodeAt(this.at);
    const character = this.text.charAt(this.at);
    if (isBlank(code)) {
      if (this.escapedControl(character)) return;
      if (character === '\n' && this.text.charAt(this.at + 1) === '\n') this.push('operator', 'quad', 2);
      else this.blank(1);
    } else if ((code >= 48 && code <= 57) || (character === '.' && /\d/.test(this.text.charAt(this.at + 1))))
      this.number();
    else if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) this.letterRun();
    else if (character === '\\') this.backslash();
    else if (code > 127) this.unicode();
    else this.punctuation(character);
  }

  /** `\f`, `\b`, `\t`, `\r` that an unescaping turned into control characters: `\frac`, `\boxed`, `\text`, `\right`. */
  private escapedControl(character: string): boolean {
    const index = '\f\b\t\r\v'.indexOf(character);
    if (index < 0) return false;
    const rest = matchAt(letters, this.text, this.at + 1);
    if (rest === null) return false;
    const name = 'fbtrv'.charAt(index) + rest;
    if (!isKnownCommand(name)) return false;
    this.command(name, 1 + rest.length);
    return true;
  }

  private number(): void {
    const { text, at, latex, brackets, environments } = this;
    const decimalComma = this.options.decimalComma === true;
    const found = numberAt(text, at, {
      decimalComma,
      latex,
      inBrackets: brackets > 0,
      inRows: environments > 0,
    });
    if (found === null) throw new UnreadableError(at, `cannot read the number ${text.slice(at, at + 20)}`);
    this.push('number', found.digits, found.length, { value: found.value, places: found.places });
  }

  private letterRun(): void {
    const run = matchAt(letters, this.text, this.at)!;
    if (this.latex && (run === 'quad' || run === 'qquad')) {
      this.push('operator', 'quad', run.length);
      return;
    }
    // A construct that lost its backslash.
    if (/^(?:[dt]?frac|boxed|binom|text)$/.test(run) && this.text.charAt(this.at + run.length) === '{') {
      this.command(run, run.length);
      return;
    }
    for (const piece of readRun(run)) {
      if (piece.kind === 'word') this.word(piece.text, piece.length);
      else this.push(piece.kind, piece.name, piece.length);
    }
  }

  private word(word: string, length: number): void {
    const lower = word.toLowerCase();
    if (lower === 'and' || lower === 'or') this.push('operator', lower, length);
    else if (lower === 'mod') this.push('operator', 'mod', length);
    else if (word === 'in' && this.isMembership(length)) this.push('operator', 'in', length);
    else if (lower === 'union' || lower === 'cup') this.push('operator', 'union', length);
    else if (lower === 'percent' || lower === 'pct' || lower === 'percentage')
      this.push('operator', '%', length);
    else if (lower === 'degrees' || lower === 'degree') this.push('operator', 'degree', length);
    else this.push('text', word, length);
  }

  /** `x in [1, 2)`, `n in Z`: a letter before, a set after. */
  private isMembership(length: number): boolean {
    const rest = this.text.slice(this.at + length, this.at + length + 40);
    return (
      this.tokens.at(-1)?.kind === 'symbol' &&
      /^\s+(?:[ZNQRℤℕℚℝ]\b|[[(]\s*[-−]?(?:[\d.]|\\|∞|inf))/.test(rest)
    );
  }

  private unicode(): void {
    const character = String.fromCodePoint(this.text.codePointAt(this.at)!);
    const { length } = character;
    const vulgar = vulgarFractions.get(character);
    if (vulgar !== undefined) {
      this.push('number', character, length, { value: rational(...vulgar), places: 0, special: true });
      return;
    }
    if (superscripts.has(character)) {
      this.raised(superscripts, '^');
      return;
    }
    if (subscripts.has(character)) {
      this.raised(subscripts, '_');
      return;
    }
    const known = unicodeTokens.get(character);
    if (known !== undefined) {
      if (known[0] === 'open') this.brackets++;
      if (known[0] === 'close') this.brackets--;
      this.push(known[0], known[1], length);
      return;
    }
    const plain = character.normalize('NFKC');
    if (plain !== character && plain.length <= 4) {
      this.substitute(plain, length);
      return;
    }
    this.foreignWord();
  }

  /** Lexes a replacement text in place of the next `length` characters. */
  private substitute(replacement: string, length: number): void {
    if (this.macroDepth >= maxMacroDepth) throw new UnreadableError(this.at, 'macros nested too deeply');
    const range = this.fixedRange ?? { start: this.at, end: this.at + length };
    const inner = new Lexer(replacement, this.options, range, this.macroDepth + 1);
    inner.spaced = this.spaced;
    for (const token of inner.run()) this.tokens.push(token);
    this.at += length;
    this.spaced = false;
  }

  private raised(signs: ReadonlyMap<string, string>, operator: '^' | '_'): void {
    let plain = '';
    let length = 0;
    for (let sign = this.text.charAt(this.at); signs.has(sign); sign = this.text.charAt(this.at + length)) {
      plain += signs.get(sign)!;
      length++;
    }
    this.push('operator', operator, 0);
    this.push('open', '{', 0);
    this.substitute(plain, length);
    this.push('close', '}', 0);
  }

  private foreignWord(): void {
    let length = 0;
    while (this.at + length < this.text.length) {
      const code = this.text.charCodeAt(this.at + length);
      const character = this.text.charAt(this.at + length);
      if (code <= 127 || isBlank(code) || (length > 0 && unicodeTokens.has(character))) break;
      length++;
    }
    this.push('text', this.text.slice(this.at, this.at + length), length);
  }

  private punctuation(character: string): void {
    const two = this.text.slice(this.at, this.at + 2);
    const three = this.text.slice(this.at, this.at + 3);
    if (three === '...' || two === '..') {
      this.push('operator', 'ellipsis', three === '...' ? 3 : 2);
      return;
    }
    if (three === '<=>' || three === '==>') {
      this.push('operator', three === '<=>' ? 'iff' : 'implies', 3);
      return;
    }
    if (two === '+-' && this.isPlusMinus()) {
      this.push('operator', '±', 2);
      return;
    }
    const double = doubles.get(two);
    if (double !== undefined) {
      this.push('operator', double, 2);
      return;
    }
    if (character === '$') {
      this.dollar();
      return;
    }
    if (character === '(' || character === '[') {
      this.bracket('open', character);
      return;
    }
    if (character === ')' || character === ']') {
      this.bracket('close', character);
      return;
    }
    if (character === '{' || character === '}') {
      this.brackets += character === '{' ? 1 : -1;
      this.push(character === '{' ? 'open' : 'close', character, 1);
      return;
    }
    if (character === '<' || character === '>' || character === '=' || character === '|') {
      this.push('operator', character, 1);
      return;
    }
    if (character === '~') {
      if (this.latex) this.blank(1);
      else this.push('operator', '~', 1);
      return;
    }
    if (character === '.') {
      this.push('operator', '.', 1);
      return;
    }
    if (asciiOperators.has(character)) {
      this.push('operator', character, 1);
      return;
    }
    this.blank(1);
  }

  /** `2 +- 3` and `+-3` mean ±; `2+-3` adds a negative number. */
  private isPlusMinus(): boolean {
    const before = this.tokens.at(-1);
    const operandBefore = before !== undefined && before.kind !== 'operator' && before.kind !== 'open';
    return !operandBefore || (this.spaced && this.text.charAt(this.at + 2) === ' ');
  }

  private bracket(kind: 'open' | 'close', text: string): void {
    this.brackets += kind === 'open' ? 1 : -1;
    this.push(kind, text, 1);
  }

  /** `$` delimits mathematics and is nothing, unless it stands alone before or after a number: then it is money. */
  private dollar(): void {
    if (this.dollars % 2 === 1 && /^\$\s?\.?\d/.test(this.text.slice(this.at, this.at + 4))) {
      this.dollars++;
      this.push('text', '$', 1);
    } else this.blank(1);
  }

  private backslash(): void {
    const { text, at } = this;
    doubledCommand.lastIndex = at;
    const twice = doubledCommand.exec(text)?.[1];
    const mayBeDoubled = this.doubled || this.environments === 0;
    if (twice !== undefined && mayBeDoubled && isKnownCommand(twice)) {
      this.command(twice, twice.length + 2);
      return;
    }
    if (text.startsWith('\\\\\\\\', at) && this.doubled) {
      this.push('operator', '\\\\', 4);
      return;
    }
    if (text.startsWith('\\\\', at)) {
      const gap = this.environments > 0 ? matchAt(rowGap, text, at + 2) : null;
      this.push('operator', '\\\\', 2 + (gap?.length ?? 0));
      return;
    }
    const name = matchAt(letters, text, at + 1);
    if (name !== null) {
      this.command(name, name.length + 1);
      return;
    }
    const next = text.charAt(at + 1);
    if (this.environments > 0 && (next === '-' || (next >= '0' && next <= '9') || next === '\n')) {
      this.push('operator', '\\\\', 1);
      return;
    }
    if (next === '(' || next === ')' || next === '[' || next === ']') {
      this.push('operator', 'quad', 2);
      return;
    }
    const meaning = commandMeaning(next);
    if (meaning?.kind === 'token') {
      if (meaning.token === 'open') this.brackets++;
      if (meaning.token === 'close') this.brackets--;
      this.push(meaning.token, meaning.text, 2);
      return;
    }
    this.blank(next === '' ? 1 : isBlank(next.charCodeAt(0)) || meaning?.kind === 'blank' ? 2 : 1);
  }

  private command(name: string, length: number): void {
    const macro = this.options.macros?.[name];
    if (macro !== undefined && Object.hasOwn(this.options.macros!, name)) {
      this.macro(macro, length);
      return;
    }
    if (name === 'left' || name === 'right' || name === 'middle' || /^[bB]igg?[lrm]?$/.test(name)) {
      this.sized(name, length);
      return;
    }
    if (name === 'begin' || name === 'end') {
      this.environment(name, length);
      return;
    }
    const meaning = commandMeaning(name);
    if (meaning === undefined) {
      this.unknownCommand(name, length);
      return;
    }
    if (meaning.kind === 'token') {
      if (meaning.token === 'open') this.brackets++;
      if (meaning.token === 'close') this.brackets--;
      this.push(meaning.token, meaning.text, length);
      return;
    }
    if (meaning.kind === 'blank') {
      this.blank(length);
      return;
    }
    if (meaning.kind === 'font') {
      this.push('command', 'font', length);
      return;
    }
    this.fontArgument(meaning.kind, length);
  }

  /** `\textmeters`, `\quadx_2`, `\sinx`: the longest known beginning counts, the rest is read on. */
  private unknownCommand(name: string, length: number): void {
    for (let cut = name.length - 1; cut >= 2; cut--) {
      const head = name.slice(0, cut);
      if (isKnownCommand(head) && (cut >= 3 || name.length - cut <= 1)) {
        this.command(head, length - (name.length - cut));
        return;
      }
    }
    this.push('symbol', `\\${name}`, length);
  }

  private sized(name: string, length: number): void {
    let after = this.at + length;
    while (after < this.text.length && isBlank(this.text.charCodeAt(after))) after++;
    const next = this.text.charAt(after);
    const size = after - this.at;
    const side =
      name === 'middle' || name.endsWith('m')
        ? 'operator'
        : name === 'left' || name.endsWith('l')
          ? 'open'
          : name === 'right' || name.endsWith('r')
            ? 'close'
            : null;
    if (next === '.' && (name === 'left' || name === 'right')) {
      this.blank(size + 1);
      return;
    }
    if (side === null || side === 'operator') {
      this.blank(length);
      return;
    }
    const bar = next === '|' ? '|' : this.text.startsWith('\\|', after) ? '||' : null;
    if (bar !== null) {
      this.push(side, bar, size + bar.length);
      return;
    }
    if ((next === '<' && side === 'open') || (next === '>' && side === 'close')) {
      this.push(side, next, size + 1);
      return;
    }
    if ((next === ']' && side === 'open') || (next === '[' && side === 'close')) {
      this.brackets += side === 'open' ? 1 : -1;
      this.push(side, next, size + 1);
      return;
    }
    this.blank(length);
  }

  private environment(name: 'begin' | 'end', length: number): void {
    const rest = /^\s*\{([A-Za-z]{1,20}\*?)\}/.exec(this.text.slice(this.at + length, this.at + length + 40));
    if (rest === null) {
      this.blank(length);
      return;
    }
    let size = length + rest[0].length;
    const environment = rest[1]!.replace('*', '');
    if (
      name === 'begin' &&
      (environment === 'array' || environment === 'tabular' || environment === 'alignedat')
    ) {
      const columns = /^(?:\s*\[[a-z]\])?\s*\{[^{}]{0,40}(?:\{[^{}]{0,20}\}[^{}]{0,40})?\}/.exec(
        this.text.slice(this.at + size, this.at + size + 120),
      );
      size += columns?.[0].length ?? 0;
    }
    this.environments += name === 'begin' ? 1 : -1;
    this.push(name, environment, size);
  }

  /** Reads `{…}` after the command; the whole is text, or mathematics where the text is a number. */
  private fontArgument(kind: 'textFont' | 'roman' | 'discard', length: number): void {
    const open = skipBlanks(this.text, this.at + length);
    if (this.text.charAt(open) !== '{') {
      this.blank(length);
      return;
    }
    const close = closingBrace(this.text, open);
    const inner = this.text
      .slice(open + 1, close)
      .replaceAll('~', ' ')
      .trim();
    const size = Math.min(close + 1, this.text.length) - this.at;
    if (kind === 'discard' || inner === '') {
      this.blank(size);
      return;
    }
    if (/^[-+−±=π∞]$/.test(inner)) {
      this.substitute(inner, size);
      return;
    }
    if (isFormula(inner)) {
      this.push('open', '{', open + 1 - this.at);
      this.textWithin(close);
      return;
    }
    if (inner === 'mod') {
      this.push('operator', 'mod', size);
      return;
    }
    if (kind === 'roman') {
      this.roman(inner, size);
      return;
    }
    const lower = inner.toLowerCase().replace(/[.,;:]+$/, '');
    if (lower === 'and' || lower === 'or' || lower === '& ') {
      this.push('operator', lower, size);
      return;
    }
    const percent = /^(?:percent|pct|percentage|%)$/.test(lower);
    if (percent) {
      this.push('operator', '%', size);
      return;
    }
    if (/^degrees?$/.test(lower)) {
      this.push('operator', 'degree', size);
      return;
    }
    if (wordedFunctions.test(inner)) {
      this.push('function', functionName(inner)!, size);
      return;
    }
    this.push('text', inner, size, { special: true });
  }

  /** `\text{12 $ and $ 13}`: the inside is lexed like the outside, the closing brace follows by itself. */
  private textWithin(close: number): void {
    if (++this.textDepth > maxDepth) throw new UnreadableError(this.at, 'nested too deeply');
    const before = this.brackets;
    while (this.at < close) this.step();
    this.brackets = before;
    this.textDepth--;
    if (this.at < this.text.length) this.push('close', '}', 1);
    else this.push('close', '}', 0);
  }

  private roman(inner: string, size: number): void {
    if (inner === 'd') {
      this.push('symbol', inner, size);
      return;
    }
    if (inner === 'e' || inner === 'i') {
      this.push('constant', inner, size);
      return;
    }
    const command = functionName(inner);
    if (command !== null) {
      this.push('function', command, size);
      return;
    }
    if (/^[A-Z]{1,4}$/.test(inner) || /^[a-zA-Z]$/.test(inner)) {
      // Roman single letters and capitals may be units or names: text that the structure layer can read both ways.
      this.push('text', inner, size, { special: true });
      return;
    }
    this.push('text', inner.replaceAll('\\', ''), size, { special: true });
  }

  private macro(body: string, length: number): void {
    const args: string[] = [];
    let end = this.at + length;
    const wanted = Math.max(0, ...Array.from(body.matchAll(/#(\d)/g), (match) => Number(match[1])));
    for (let index = 0; index < wanted; index++) {
      const open = skipBlanks(this.text, end);
      if (this.text.charAt(open) === '{') {
        const close = closingBrace(this.text, open);
        args.push(this.text.slice(open + 1, close));
        end = Math.min(close + 1, this.text.length);
      } else {
        args.push(this.text.charAt(open));
        end = Math.min(open + 1, this.text.length);
      }
    }
    const expanded = body.replace(/#(\d)/g, (_, digit: string) => args[Number(digit) - 1] ?? '');
    if (expanded.length > maxTextLength) throw new UnreadableError(this.at, 'a macro expands too far');
    this.substitute(expanded, end - this.at);
  }
}

/** Functions that a text font may hold; `\text{min}` and `\text{sec}` are units, `\text{max}` is a word. */
const wordedFunctions = /^(?:cis|(?:arc)?(?:sin|cos|tan)|cot|csc|sinh|cosh|tanh|ln|log|lg|gcd|lcm|det)$/;

const doubles: ReadonlyMap<string, string> = new Map([
  ['**', '^'],
  ['<=', '<='],
  ['=<', '<='],
  ['>=', '>='],
  ['!=', '!='],
  ['<>', '!='],
  ['==', '='],
  [':=', '='],
  ['->', '->'],
  ['=>', 'implies'],
  ["''", "''"],
  ['&&', 'and'],
]);

function functionName(name: string): string | null {
  const meaning = commandMeaning(name);
  return meaning?.kind === 'token' && meaning.token === 'function' ? meaning.text : null;
}

/** All tokens of a text, ending with `eof`. Throws {@link UnreadableError} only where a limit is exceeded. */
export function tokenize(text: string, options: LexOptions = {}): Token[] {
  if (text.length > maxTextLength)
    throw new UnreadableError(maxTextLength, `longer than ${maxTextLength} characters`);
  const tokens = new Lexer(text, options).run();
  tokens.push({ kind: 'eof', text: '', start: text.length, end: text.length, spaced: true });
  return tokens;
}
