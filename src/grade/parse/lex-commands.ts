/**
 * What begins with a backslash → tokens: commands by their table, sized brackets, environments, and commands whose
 * backslash was doubled or eaten by an escape. Arguments in text fonts are read by lex-fonts.
 */
import { commandMeaning, isKnownCommand } from './commands.ts';
import { expandMacro, fontArgument } from './lex-fonts.ts';
import { matchAt } from './lex-text.ts';
import type { Scanner } from './scanner.ts';
import { isBlank } from './unicode.ts';

const letters = /[A-Za-z]+/y;
const rowGap = /\s*\[\s*-?[\d.]{1,8}\s*(?:pt|em|ex|cm|mm|in|px)\s*\]/y;
const doubledCommand = /\\\\([A-Za-z]+)/y;

/** `\f`, `\b`, `\t`, `\r` that an unescaping turned into control characters: `\frac`, `\boxed`, `\text`, `\right`. */
export function escapedControl(lexer: Scanner, character: string): boolean {
  const index = '\f\b\t\r\v'.indexOf(character);
  if (index < 0) return false;
  const rest = matchAt(letters, lexer.text, lexer.at + 1);
  if (rest === null) return false;
  const name = 'fbtrv'.charAt(index) + rest;
  if (!isKnownCommand(name)) return false;
  command(lexer, name, 1 + rest.length);
  return true;
}

export function backslash(lexer: Scanner): void {
  const { text, at } = lexer;
  doubledCommand.lastIndex = at;
  const twice = doubledCommand.exec(text)?.[1];
  const mayBeDoubled = lexer.doubled || lexer.environments === 0;
  if (twice !== undefined && mayBeDoubled && isKnownCommand(twice)) {
    command(lexer, twice, twice.length + 2);
    return;
  }
  if (text.startsWith('\\\\\\\\', at) && lexer.doubled) {
    lexer.push('operator', '\\\\', 4);
    return;
  }
  if (text.startsWith('\\\\', at)) {
    const gap = lexer.environments > 0 ? matchAt(rowGap, text, at + 2) : null;
    lexer.push('operator', '\\\\', 2 + (gap?.length ?? 0));
    return;
  }
  const name = matchAt(letters, text, at + 1);
  if (name !== null) {
    command(lexer, name, name.length + 1);
    return;
  }
  const next = text.charAt(at + 1);
  if (lexer.environments > 0 && (next === '-' || (next >= '0' && next <= '9') || next === '\n')) {
    lexer.push('operator', '\\\\', 1);
    return;
  }
  if (next === '(' || next === ')' || next === '[' || next === ']') {
    lexer.push('operator', 'quad', 2);
    return;
  }
  const meaning = commandMeaning(next);
  if (meaning?.kind === 'token') {
    if (meaning.token === 'open') lexer.brackets++;
    if (meaning.token === 'close') lexer.brackets--;
    lexer.push(meaning.token, meaning.text, 2);
    return;
  }
  lexer.blank(next === '' ? 1 : isBlank(next.charCodeAt(0)) || meaning?.kind === 'blank' ? 2 : 1);
}

export function command(lexer: Scanner, name: string, length: number): void {
  const macro = lexer.options.macros?.[name];
  if (macro !== undefined && Object.hasOwn(lexer.options.macros!, name)) {
    expandMacro(lexer, macro, length);
    return;
  }
  if (name === 'left' || name === 'right' || name === 'middle' || /^[bB]igg?[lrm]?$/.test(name)) {
    sized(lexer, name, length);
    return;
  }
  if (name === 'begin' || name === 'end') {
    environment(lexer, name, length);
    return;
  }
  const meaning = commandMeaning(name);
  if (meaning === undefined) {
    unknownCommand(lexer, name, length);
    return;
  }
  if (meaning.kind === 'token') {
    if (meaning.token === 'open') lexer.brackets++;
    if (meaning.token === 'close') lexer.brackets--;
    lexer.push(meaning.token, meaning.text, length);
    return;
  }
  if (meaning.kind === 'blank') {
    lexer.blank(length);
    return;
  }
  if (meaning.kind === 'font') {
    lexer.push('command', 'font', length);
    return;
  }
  fontArgument(lexer, meaning.kind, length);
}

/** `\textmeters`, `\quadx_2`, `\sinx`: the longest known beginning counts, the rest is read on. */
function unknownCommand(lexer: Scanner, name: string, length: number): void {
  for (let cut = name.length - 1; cut >= 2; cut--) {
    const head = name.slice(0, cut);
    if (isKnownCommand(head) && (cut >= 3 || name.length - cut <= 1)) {
      command(lexer, head, length - (name.length - cut));
      return;
    }
  }
  lexer.push('symbol', `\\${name}`, length);
}

function sized(lexer: Scanner, name: string, length: number): void {
  let after = lexer.at + length;
  while (after < lexer.text.length && isBlank(lexer.text.charCodeAt(after))) after++;
  const next = lexer.text.charAt(after);
  const size = after - lexer.at;
  const side =
    name === 'middle' || name.endsWith('m')
      ? 'operator'
      : name === 'left' || name.endsWith('l')
        ? 'open'
        : name === 'right' || name.endsWith('r')
          ? 'close'
          : null;
  if (next === '.' && (name === 'left' || name === 'right')) {
    lexer.blank(size + 1);
    return;
  }
  if (side === null || side === 'operator') {
    lexer.blank(length);
    return;
  }
  const bar = next === '|' ? '|' : lexer.text.startsWith('\\|', after) ? '||' : null;
  if (bar !== null) {
    lexer.push(side, bar, size + bar.length);
    return;
  }
  if ((next === '<' && side === 'open') || (next === '>' && side === 'close')) {
    lexer.push(side, next, size + 1);
    return;
  }
  if ((next === ']' && side === 'open') || (next === '[' && side === 'close')) {
    lexer.brackets += side === 'open' ? 1 : -1;
    lexer.push(side, next, size + 1);
    return;
  }
  lexer.blank(length);
}

function environment(lexer: Scanner, name: 'begin' | 'end', length: number): void {
  const rest = /^\s*\{([A-Za-z]{1,20}\*?)\}/.exec(
    lexer.text.slice(lexer.at + length, lexer.at + length + 40),
  );
  if (rest === null) {
    lexer.blank(length);
    return;
  }
  let size = length + rest[0].length;
  const environment = rest[1]!.replace('*', '');
  if (
    name === 'begin' &&
    (environment === 'array' || environment === 'tabular' || environment === 'alignedat')
  ) {
    const columns = /^(?:\s*\[[a-z]\])?\s*\{[^{}]{0,40}(?:\{[^{}]{0,20}\}[^{}]{0,40})?\}/.exec(
      lexer.text.slice(lexer.at + size, lexer.at + size + 120),
    );
    size += columns?.[0].length ?? 0;
  }
  lexer.environments += name === 'begin' ? 1 : -1;
  lexer.push(name, environment, size);
}
