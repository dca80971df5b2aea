/** Brackets and bars: groups, tuples, intervals, sets, set builders, floors, absolute values, determinants. */
import { braceGroup, withInfix } from './arguments.ts';
import type { Cursor } from './cursor.ts';
import type { CloseBracket, Node, OpenBracket, Separator } from './tree.ts';

const defaultClose: Readonly<Record<OpenBracket, CloseBracket>> = {
  '(': ')',
  '[': ']',
  '\\{': '\\}',
  '{': '}',
  '<': '>',
  ']': '[',
};

export function readBracket(cursor: Cursor): Node {
  const token = cursor.peek();
  switch (token.text) {
    case '|':
    case '||':
      return readBars(cursor);
    case 'floor':
    case 'ceil':
      return readRounding(cursor, token.text);
    case '\\{':
      return readSet(cursor);
    case '{':
      return readBraces(cursor);
    default:
      return readRound(cursor);
  }
}

function readRounding(cursor: Cursor, name: string): Node {
  const { start } = cursor.next();
  const arg = cursor.within(false, () => cursor.grammar.sum(cursor));
  if (cursor.is('close')) cursor.next();
  return { kind: 'call', name, args: [arg], start, end: cursor.end };
}

/** `|x|`, `‖v‖`, `\left|…\right|`; bars around a matrix make a determinant. */
export function readBars(cursor: Cursor): Node {
  const token = cursor.next();
  const { text, start } = token;
  const sized = token.kind === 'open';
  const bars = cursor.bars;
  cursor.bars = sized ? 0 : bars + 1;
  const arg = cursor.deeper(() => cursor.grammar.list(cursor));
  cursor.bars = bars;
  if (!cursor.take('close', text) && !cursor.take('operator', text)) cursor.take('close', '|');
  if (arg.kind === 'matrix' && arg.delimiter === 'none')
    return { ...arg, delimiter: text === '|' ? '|' : '||', start, end: cursor.end };
  return { kind: 'call', name: text === '||' ? 'norm' : 'abs', args: [arg], start, end: cursor.end };
}

/** `{…}`: a TeX group. With a comma inside it is a list in braces, which people write for sets. */
function readBraces(cursor: Cursor): Node {
  const start = cursor.peek().start;
  if (buildsSet(cursor)) return readSet(cursor);
  const inner = braceGroup(cursor);
  const comma =
    inner.kind === 'list' && inner.separators.every((separator) => separator === ',' || separator === ';');
  if (!comma) return inner;
  return {
    kind: 'fence',
    open: '{',
    close: '}',
    items: inner.items,
    separators: inner.separators,
    start,
    end: cursor.end,
  };
}

/** `{x | x > 2}`, `{x : x > 2}`: a single letter and a bar or colon at the front of a bare group. */
function buildsSet(cursor: Cursor): boolean {
  const letter = cursor.is('symbol', undefined, 1);
  return letter && (cursor.is('operator', '|', 2) || cursor.is('operator', ':', 2));
}

function readSet(cursor: Cursor): Node {
  const { start } = cursor.next();
  const inner = cursor.within(true, () => cursor.grammar.list(cursor));
  if ((cursor.operator('|') || cursor.operator(':')) && !cursor.is('eof')) {
    cursor.next();
    const condition = cursor.within(false, () => cursor.grammar.list(cursor));
    closeSet(cursor);
    return { kind: 'setBuilder', element: inner, condition, start, end: cursor.end };
  }
  // `\left\{ \begin{array} … \right.` is a system, not a set.
  if (inner.kind === 'matrix' && inner.delimiter === 'none') {
    closeSet(cursor);
    return systemOf(inner, start, cursor.end);
  }
  closeSet(cursor);
  const items = inner.kind === 'list' ? inner.items : isEmpty(inner) ? [] : [inner];
  const separators: readonly Separator[] = inner.kind === 'list' ? inner.separators : [];
  return { kind: 'fence', open: '\\{', close: '\\}', items, separators, start, end: cursor.end };
}

function closeSet(cursor: Cursor): void {
  if (!cursor.take('close', '\\}')) cursor.take('close', '}');
}

function isEmpty(node: Node): boolean {
  return node.kind === 'text' && node.text === '';
}

function systemOf(matrix: Extract<Node, { kind: 'matrix' }>, start: number, end: number): Node {
  const rows = matrix.rows.map((row) => ({
    value: row[0]!,
    condition: row.length > 1 ? row[row.length - 1]! : null,
  }));
  return { kind: 'cases', rows, start, end };
}

function readRound(cursor: Cursor): Node {
  const token = cursor.next();
  const open = token.text as OpenBracket;
  const { start } = token;
  const inner = cursor.within(false, () => withInfix(cursor, cursor.grammar.list(cursor)));
  const close = closing(cursor, open);
  if (inner.kind === 'list')
    return {
      kind: 'fence',
      open,
      close,
      items: inner.items,
      separators: inner.separators,
      start,
      end: cursor.end,
    };
  if (inner.kind === 'matrix' && inner.delimiter === 'none' && (open === '(' || open === '['))
    return { ...inner, delimiter: open, start, end: cursor.end };
  if (open === '(' && close === ')')
    return isEmpty(inner) ? cursor.fail('empty brackets') : { ...inner, start, end: cursor.end };
  return {
    kind: 'fence',
    open,
    close,
    items: isEmpty(inner) ? [] : [inner],
    separators: [],
    start,
    end: cursor.end,
  };
}

/** Half-open intervals close with another bracket than they open with; a missing one is taken as the usual one. */
function closing(cursor: Cursor, open: OpenBracket): CloseBracket {
  const token = cursor.peek();
  if (
    token.kind === 'close' &&
    (token.text === ')' || token.text === ']' || token.text === '>' || token.text === '[')
  ) {
    cursor.next();
    return token.text;
  }
  if (open === ']' && cursor.is('open', '[')) {
    cursor.next();
    return '[';
  }
  if (open === '<' && cursor.operator('>')) {
    cursor.next();
    return '>';
  }
  return defaultClose[open];
}
