/**
 * What neighbouring tokens say about each other, before the grammar reads them: alignment marks that mean nothing,
 * reversed interval brackets (`]1, 2[`), `U` between brackets for a union, `<1, 2>` in plain signs for a vector.
 */
import type { Token } from './tokens.ts';

const rowEnvironments = new Set([
  'matrix',
  'smallmatrix',
  'array',
  'tabular',
  'pmatrix',
  'bmatrix',
  'Bmatrix',
  'vmatrix',
  'Vmatrix',
  'cases',
  'dcases',
  'rcases',
]);

/** All passes, in order. */
export function prepareTokens(tokens: readonly Token[]): Token[] {
  return withAngles(withUnions(withReversedBrackets(withoutAlignment(tokens))));
}

/** Alignment marks of `aligned` and the like mean nothing; those of matrices part cells. */
function withoutAlignment(tokens: readonly Token[]): Token[] {
  const open: string[] = [];
  return tokens.filter((token) => {
    if (token.kind === 'begin') open.push(token.text);
    if (token.kind === 'end') open.pop();
    return (
      !(token.kind === 'operator' && token.text === '&') || rowEnvironments.has(open[open.length - 1] ?? '')
    );
  });
}

const isBracket = (token: Token): boolean =>
  (token.kind === 'open' || token.kind === 'close') && (token.text === '[' || token.text === ']');

/** `]1, 2[` and `[1, 2[`: square brackets two by two with one comma between are an interval, whatever their faces. */
function withReversedBrackets(tokens: readonly Token[]): Token[] {
  if (tokens.filter(isBracket).length % 2 === 1 || isNested(tokens)) return [...tokens];
  const turned = [...tokens];
  let start = -1;
  for (const [index, token] of tokens.entries()) {
    if (!isBracket(token)) continue;
    if (start < 0) {
      start = index;
      continue;
    }
    if (!isPair(tokens, start, index)) return [...tokens];
    turned[start] = { ...turned[start]!, kind: 'open' };
    turned[index] = { ...token, kind: 'close' };
    start = -1;
  }
  return turned;
}

/** Whether round and square brackets close in turn, half-open pairs included. */
function isNested(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const { kind, text } of tokens) {
    if (!/^[()[\]]$/.test(text)) continue;
    if (kind === 'open') depth++;
    else if (kind === 'close' && --depth < 0) return false;
  }
  return depth === 0;
}

/** Whether exactly one separator stands between two tokens, outside inner brackets. */
function isPair(tokens: readonly Token[], start: number, end: number): boolean {
  let depth = 0;
  let separators = 0;
  for (let at = start + 1; at < end; at++) {
    const token = tokens[at]!;
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close') depth--;
    else if (depth === 0 && token.kind === 'operator' && (token.text === ',' || token.text === ';'))
      separators++;
  }
  return separators === 1;
}

/** `(1, 2) U (3, 4)`. */
function withUnions(tokens: readonly Token[]): Token[] {
  return tokens.map((token, index) => {
    const [before, after] = [tokens[index - 1], tokens[index + 1]];
    const between = before?.kind === 'close' && after?.kind === 'open';
    const letter = (token.kind === 'symbol' || token.kind === 'text') && /^[Uu]$/.test(token.text);
    return between && letter ? { ...token, kind: 'operator', text: 'union' } : token;
  });
}

/** `<1, 2, 3>`: a less-than sign where an operand should begin, a greater-than sign where the text or side ends. */
function withAngles(tokens: readonly Token[]): Token[] {
  const open = tokens.findIndex(
    (token, index) =>
      token.kind === 'operator' &&
      token.text === '<' &&
      (index === 0 || (tokens[index - 1]!.kind === 'operator' && tokens[index - 1]!.text === '=')),
  );
  if (open < 0) return [...tokens];
  const signs = tokens.flatMap((token, index) =>
    index > open && token.kind === 'operator' && /^[<>]=?$/.test(token.text) ? [index] : [],
  );
  const [close] = signs;
  const last = tokens.length - 2;
  if (close === undefined || signs.length > 1 || close !== last || tokens[close]!.text !== '>')
    return [...tokens];
  const comma = tokens.some(({ kind, text }, index) => index > open && kind === 'operator' && text === ',');
  if (!comma) return [...tokens];
  return tokens.map((token, index) =>
    index === open ? { ...token, kind: 'open' } : index === close ? { ...token, kind: 'close' } : token,
  );
}
