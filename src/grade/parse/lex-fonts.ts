/** Arguments of font commands → words, functions, units or formulas; a document's own macros → what they stand for. */
import { commandMeaning } from './commands.ts';
import { closingBrace, isFormula, skipBlanks } from './lex-text.ts';
import type { Scanner } from './scanner.ts';
import { maxDepth, maxTextLength, UnreadableError } from './tokens.ts';

/** Functions that a text font may hold; `\text{min}` and `\text{sec}` are units, `\text{max}` is a word. */
const wordedFunctions = /^(?:cis|(?:arc)?(?:sin|cos|tan)|cot|csc|sinh|cosh|tanh|ln|log|lg|gcd|lcm|det)$/;

/** Reads `{…}` after the command; the whole is text, or mathematics where the text is a number. */
export function fontArgument(lexer: Scanner, kind: 'textFont' | 'roman' | 'discard', length: number): void {
  const open = skipBlanks(lexer.text, lexer.at + length);
  if (lexer.text.charAt(open) !== '{') {
    lexer.blank(length);
    return;
  }
  const close = closingBrace(lexer.text, open);
  const inner = lexer.text
    .slice(open + 1, close)
    .replaceAll('~', ' ')
    .trim();
  const size = Math.min(close + 1, lexer.text.length) - lexer.at;
  if (kind === 'discard' || inner === '') {
    lexer.blank(size);
    return;
  }
  if (/^[-+−±=π∞]$/.test(inner)) {
    lexer.substitute(inner, size);
    return;
  }
  if (isFormula(inner)) {
    lexer.push('open', '{', open + 1 - lexer.at);
    textWithin(lexer, close);
    return;
  }
  if (inner === 'mod') {
    lexer.push('operator', 'mod', size);
    return;
  }
  if (kind === 'roman') {
    roman(lexer, inner, size);
    return;
  }
  const lower = inner.toLowerCase().replace(/[.,;:]+$/, '');
  if (lower === 'and' || lower === 'or' || lower === '& ') {
    lexer.push('operator', lower, size);
    return;
  }
  const percent = /^(?:percent|pct|percentage|%)$/.test(lower);
  if (percent) {
    lexer.push('operator', '%', size);
    return;
  }
  if (/^degrees?$/.test(lower)) {
    lexer.push('operator', 'degree', size);
    return;
  }
  if (wordedFunctions.test(inner)) {
    lexer.push('function', functionName(inner)!, size);
    return;
  }
  lexer.push('text', inner, size, { special: true });
}

/** `\text{12 $ and $ 13}`: the inside is lexed like the outside, the closing brace follows by itself. */
function textWithin(lexer: Scanner, close: number): void {
  if (++lexer.textDepth > maxDepth) throw new UnreadableError(lexer.at, 'nested too deeply');
  const before = lexer.brackets;
  while (lexer.at < close) lexer.step(lexer);
  lexer.brackets = before;
  lexer.textDepth--;
  if (lexer.at < lexer.text.length) lexer.push('close', '}', 1);
  else lexer.push('close', '}', 0);
}

function roman(lexer: Scanner, inner: string, size: number): void {
  if (inner === 'd') {
    lexer.push('symbol', inner, size);
    return;
  }
  if (inner === 'e' || inner === 'i') {
    lexer.push('constant', inner, size);
    return;
  }
  const command = functionName(inner);
  if (command !== null) {
    lexer.push('function', command, size);
    return;
  }
  if (/^[A-Z]{1,4}$/.test(inner) || /^[a-zA-Z]$/.test(inner)) {
    // Roman single letters and capitals may be units or names: text that the structure layer can read both ways.
    lexer.push('text', inner, size, { special: true });
    return;
  }
  lexer.push('text', inner.replaceAll('\\', ''), size, { special: true });
}

export function expandMacro(lexer: Scanner, body: string, length: number): void {
  const args: string[] = [];
  let end = lexer.at + length;
  const wanted = Math.max(0, ...Array.from(body.matchAll(/#(\d)/g), (match) => Number(match[1])));
  for (let index = 0; index < wanted; index++) {
    const open = skipBlanks(lexer.text, end);
    if (lexer.text.charAt(open) === '{') {
      const close = closingBrace(lexer.text, open);
      args.push(lexer.text.slice(open + 1, close));
      end = Math.min(close + 1, lexer.text.length);
    } else {
      args.push(lexer.text.charAt(open));
      end = Math.min(open + 1, lexer.text.length);
    }
  }
  const expanded = body.replace(/#(\d)/g, (_, digit: string) => args[Number(digit) - 1] ?? '');
  if (expanded.length > maxTextLength) throw new UnreadableError(lexer.at, 'a macro expands too far');
  lexer.substitute(expanded, end - lexer.at);
}

function functionName(name: string): string | null {
  const meaning = commandMeaning(name);
  return meaning?.kind === 'token' && meaning.token === 'function' ? meaning.text : null;
}
