/**
 * Where a calculation begins before an equals sign and ends after it, in running prose, and whether a reader would put
 * the edge there too: only then can a difference be held against the line.
 */
import { type Operand, parseOperand } from './arithmetic-operand.ts';
import { type Token } from './arithmetic-tokens.ts';
import { dangerous, isNoUnit, isPartOf, isTimes } from './arithmetic-words.ts';

/** The calculation that ends right before the equals sign at `end`. */
export function readBackward(
  tokens: readonly Token[],
  from: number,
  end: number,
  inChain: boolean,
): Operand | null {
  const begin = beginOf(tokens, from, end);
  if (begin === null) return null;
  const parsed = parseOperand(tokens.slice(begin, end));
  if (parsed?.used !== end - begin) return null;
  const before = tokens[begin - 1];
  const isEdge = (begin === from && (inChain || from === 0)) || isCleanEdge(before, tokens[begin]);
  const clean =
    isEdge && !followsOperator(tokens, from, begin) && !(parsed.operand.isLiteral && before?.kind === 'word');
  return { ...parsed.operand, clean: parsed.operand.clean && clean };
}

/** The first token of the longest run of calculation that ends at `end`. */
function beginOf(tokens: readonly Token[], from: number, end: number): number | null {
  let depth = 0;
  let begin = end;
  let expectsOperand = true;
  for (let i = end - 1; i >= from; i--) {
    const token = tokens[i] as Token;
    if (token.kind === 'close') {
      if (depth === 0 && !expectsOperand && !isAdjacent(token, tokens[i + 1])) break;
      depth++;
      expectsOperand = true;
    } else if (token.kind === 'open') {
      if (depth === 0) break;
      depth--;
      expectsOperand = false;
    } else if (token.kind === 'number') {
      if (depth === 0 && !expectsOperand && tokens[i + 1]?.kind !== 'open') break;
      expectsOperand = false;
    } else if (token.kind === 'operator') {
      if (token.text !== '%' && token.text !== '!') expectsOperand = true;
    } else if (token.kind === 'word') {
      if (depth === 0 && !isUnitAt(tokens, i, from)) {
        if (!(token.text === 'of' && isPartOf(tokens, i)) && !isTimes(tokens, i)) break;
        expectsOperand = true;
      }
    } else if (token.kind !== 'currency') break;
    if (depth === 0) begin = i;
  }
  while (begin < end && tokens[begin]?.kind === 'word') begin++;
  return begin < end ? begin : null;
}

function isAdjacent(token: Token, next: Token | undefined): boolean {
  return next?.kind === 'open' && next.start === token.end;
}

/** A word that labels the number (or bracket) some words before it. */
function isUnitAt(tokens: readonly Token[], at: number, from: number): boolean {
  if (isTimes(tokens, at)) return false;
  for (let i = at; i >= Math.max(from, at - 4); i--) {
    const token = tokens[i] as Token;
    if (token.kind === 'number' || token.kind === 'close') return true;
    if (token.kind === 'operator' && token.text === '%') return true;
    const isSlash = token.kind === 'operator' && token.text === '/' && tokens[i - 1]?.kind === 'word';
    if (token.kind === 'word' ? isNoUnit(token.text) : !isSlash) return false;
  }
  return false;
}

function isCleanEdge(before: Token | undefined, first: Token | undefined): boolean {
  if (before === undefined || before.kind === 'stop' || before.kind === 'equals') return true;
  if (first?.kind === 'operator') return false;
  if (before.kind === 'word')
    return before.text.length > 1 && !dangerous.has(before.text.toLowerCase()) && !touches(before, first);
  return before.kind === 'open';
}

/** Whether only words stand between the operand and something it may belong to: "7 gallons + Cynthia's 8". */
function followsOperator(tokens: readonly Token[], from: number, begin: number): boolean {
  for (let i = begin - 1; i >= from; i--) {
    const token = tokens[i] as Token;
    if (token.kind === 'operator') return token.text !== '%';
    if (token.kind !== 'word') return false;
    if (dangerous.has(token.text.toLowerCase())) return true;
  }
  return false;
}

function touches(before: Token, first: Token | undefined): boolean {
  return first?.kind === 'open' && first.start === before.end;
}

/** The calculation that begins right after an equals sign. */
export function readForward(
  tokens: readonly Token[],
  from: number,
  to: number,
  inChain: boolean,
): Operand | null {
  const parsed = parseOperand(tokens.slice(from, to));
  if (parsed === null) return null;
  const end = from + parsed.used;
  const after = tokens[end];
  const clean = end === to ? inChain || to === tokens.length : isCleanEnd(after, tokens[end + 1]);
  return { ...parsed.operand, clean: parsed.operand.clean && clean };
}

function isCleanEnd(after: Token | undefined, next: Token | undefined): boolean {
  if (after === undefined || after.kind === 'stop' || after.kind === 'close' || after.kind === 'currency')
    return true;
  if (after.kind === 'operator') return after.text === '!' && next === undefined;
  if (after.kind === 'word')
    return (
      after.text.length > 1 &&
      (!dangerous.has(after.text.toLowerCase()) || after.text === 'and' || after.text === 'more')
    );
  if (after.kind === 'open') return next?.kind === 'word' && next.text.length > 1 && next.text !== 'mod';
  return false;
}
