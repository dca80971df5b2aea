/**
 * What neighbouring tokens say about each other, before the grammar reads them: alignment marks that mean nothing,
 * a fraction behind ÷, reversed interval brackets (`]1, 2[`), `U` between brackets for a union, plain braces beside signs
 * of sets, the base in `log2(8)`, `<1, 2>` in plain signs for a vector.
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
  return withAngles(
    withLogBases(withSets(withUnions(withReversedBrackets(withDivisions(withoutAlignment(tokens)))))),
  );
}

const isSign = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'operator' && token.text === text;

/** `5/6 ÷ 2/3` divides by two thirds: a fraction behind ÷, two numbers without spaces, is one operand. */
function withDivisions(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some((token) => isSign(token, '÷'))) return tokens;
  const bracket = (kind: 'open' | 'close', text: string, at: number): Token[] => [
    { kind, text, start: at, end: at, spaced: false },
  ];
  return tokens.flatMap((token, index) => {
    if (isSign(token, '÷')) return [{ ...token, text: '/' }];
    const [bottom, top] = [isSign(tokens[index - 3], '÷'), isSign(tokens[index - 1], '÷')];
    const isFraction = (from: number): boolean =>
      tokens[from]?.kind === 'number' &&
      isSign(tokens[from + 1], '/') &&
      tokens[from + 2]?.kind === 'number' &&
      !tokens[from + 1]!.spaced &&
      !tokens[from + 2]!.spaced;
    if (top && isFraction(index)) return [...bracket('open', '(', token.start), token];
    if (bottom && isFraction(index - 2)) return [token, ...bracket('close', ')', token.end)];
    return [token];
  });
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

const setOperators = new Set(['union', 'intersection', 'setminus']);

/** `{1, 2} ∪ {2, 3}`: braces beside a sign of sets hold elements, which bare ones in LaTeX do not. */
function withSets(tokens: readonly Token[]): readonly Token[] {
  const joinsSets = (token: Token | undefined): boolean =>
    token?.kind === 'operator' && setOperators.has(token.text);
  if (!tokens.some(joinsSets)) return tokens;
  const turned = [...tokens];
  const open: number[] = [];
  tokens.forEach((token, index) => {
    if (token.text !== '{' && token.text !== '}') return;
    if (token.kind === 'open') open.push(index);
    if (token.kind !== 'close') return;
    const start = open.pop();
    if (start === undefined || !(joinsSets(tokens[start - 1]) || joinsSets(tokens[index + 1]))) return;
    // `\mathbb{R}` has no comma
    const inside = tokens.slice(start + 1, index);
    if (!inside.some((one) => isSign(one, ','))) return;
    turned[start] = { ...tokens[start]!, text: '\\{' };
    turned[index] = { ...token, text: '\\}' };
  });
  return turned;
}

/** `log2(8)`: digits that touch the name and a bracket are its base. */
function withLogBases(tokens: readonly Token[]): readonly Token[] {
  const isLog = (token: Token | undefined): boolean => token?.kind === 'function' && token.text === 'log';
  if (!tokens.some(isLog)) return tokens;
  return tokens.flatMap((token, index) => {
    const [name, open] = [tokens[index - 1], tokens[index + 1]];
    const isBase =
      token.kind === 'number' &&
      !token.spaced &&
      isLog(name) &&
      open?.kind === 'open' &&
      open.text === '(' &&
      !open.spaced;
    return isBase
      ? [{ kind: 'operator', text: '_', start: token.start, end: token.start, spaced: false }, token]
      : [token];
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
