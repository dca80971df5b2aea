/** Plain ASCII signs → tokens: operators of one to three characters, brackets, dollars that are money or delimiters. */
import type { Scanner } from './scanner.ts';

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

export function punctuation(lexer: Scanner, character: string): void {
  const two = lexer.text.slice(lexer.at, lexer.at + 2);
  const three = lexer.text.slice(lexer.at, lexer.at + 3);
  if (three === '...' || two === '..') {
    lexer.push('operator', 'ellipsis', three === '...' ? 3 : 2);
    return;
  }
  if (three === '<=>' || three === '==>') {
    lexer.push('operator', three === '<=>' ? 'iff' : 'implies', 3);
    return;
  }
  if (two === '+-' && isPlusMinus(lexer)) {
    lexer.push('operator', '±', 2);
    return;
  }
  const double = doubles.get(two);
  if (double !== undefined) {
    lexer.push('operator', double, 2);
    return;
  }
  if (character === '$') {
    dollar(lexer);
    return;
  }
  if (character === '(' || character === '[') {
    bracket(lexer, 'open', character);
    return;
  }
  if (character === ')' || character === ']') {
    bracket(lexer, 'close', character);
    return;
  }
  if (character === '{' || character === '}') {
    lexer.brackets += character === '{' ? 1 : -1;
    lexer.push(character === '{' ? 'open' : 'close', character, 1);
    return;
  }
  if (character === '<' || character === '>' || character === '=' || character === '|') {
    lexer.push('operator', character, 1);
    return;
  }
  if (character === '~') {
    if (lexer.latex) lexer.blank(1);
    else lexer.push('operator', '~', 1);
    return;
  }
  if (character === '.') {
    lexer.push('operator', '.', 1);
    return;
  }
  if (asciiOperators.has(character)) {
    lexer.push('operator', character, 1);
    return;
  }
  lexer.blank(1);
}

/** `2 +- 3` and `+-3` mean ±; `2+-3` adds a negative number. */
function isPlusMinus(lexer: Scanner): boolean {
  const before = lexer.tokens.at(-1);
  const operandBefore = before !== undefined && before.kind !== 'operator' && before.kind !== 'open';
  return !operandBefore || (lexer.spaced && lexer.text.charAt(lexer.at + 2) === ' ');
}

function bracket(lexer: Scanner, kind: 'open' | 'close', text: string): void {
  lexer.brackets += kind === 'open' ? 1 : -1;
  lexer.push(kind, text, 1);
}

/** `$` delimits mathematics and is nothing, unless it stands alone before or after a number: then it is money. */
function dollar(lexer: Scanner): void {
  if (lexer.dollars % 2 === 1 && /^\$\s?\.?\d/.test(lexer.text.slice(lexer.at, lexer.at + 4))) {
    lexer.dollars++;
    lexer.push('text', '$', 1);
  } else lexer.blank(1);
}
