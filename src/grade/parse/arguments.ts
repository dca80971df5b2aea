/** How constructs take their arguments: brace groups, single tokens (`\frac12`), subscripts as text. */
import { parseDecimal } from '../../exact/rational.ts';
import type { Cursor } from './cursor.ts';
import type { Node } from './tree.ts';

/** A `{…}` group as one node; an empty group is an empty text node. */
export function braceGroup(cursor: Cursor): Node {
  const open = cursor.next();
  if (cursor.is('close', '}')) return { kind: 'text', text: '', start: open.start, end: cursor.next().end };
  const inner = cursor.within(false, () => withInfix(cursor, cursor.grammar.list(cursor)));
  cursor.closeTolerantly('}');
  return inner;
}

/** TeX's `a \over b` and `n \choose k`: what the group held so far stands above, the rest of it below. */
export function withInfix(cursor: Cursor, above: Node): Node {
  if (!cursor.operator('over') && !cursor.operator('choose')) return above;
  const name = cursor.next().text;
  const below = cursor.deeper(() => withInfix(cursor, cursor.grammar.list(cursor)));
  const range = { start: above.start, end: cursor.end };
  return name === 'over'
    ? { kind: 'divide', numerator: above, denominator: below, ...range }
    : { kind: 'call', name: 'binomial', args: [above, below], ...range };
}

/** The argument of `\frac` and the like: a group, or one token, of a number one digit (as TeX does). */
export function argument(cursor: Cursor): Node {
  while (cursor.operator('quad')) cursor.next();
  if (cursor.is('open', '{')) return braceGroup(cursor);
  const token = cursor.peek();
  if (token.kind === 'number' && token.text.length > 1 && /^\d+$/.test(token.text)) {
    const [first, rest] = [token.text.slice(0, 1), token.text.slice(1)];
    cursor.replace({ ...token, text: rest, value: parseDecimal(rest)!, start: token.start + 1 });
    return {
      kind: 'number',
      value: parseDecimal(first)!,
      places: 0,
      start: token.start,
      end: token.start + 1,
    };
  }
  if (cursor.operator('-')) {
    cursor.next();
    const arg = cursor.grammar.atom(cursor);
    return { kind: 'negate', arg, start: token.start, end: arg.end };
  }
  return cursor.deeper(() => cursor.grammar.atom(cursor));
}

/** The argument of `\sqrt`, `^` and bare roots: a group, or one atom with all digits of a number. */
export function looseArgument(cursor: Cursor): Node {
  while (cursor.operator('quad')) cursor.next();
  if (cursor.is('open', '{')) return braceGroup(cursor);
  return cursor.deeper(() => cursor.grammar.atom(cursor));
}

/** The text of a subscript, without braces and blanks, after `_`: part of a variable's name. */
export function subscriptText(cursor: Cursor): string {
  const open = cursor.peek();
  if (open.kind !== 'open' || open.text !== '{') return cursor.next().text;
  let depth = 0;
  let text = '';
  do {
    const token = cursor.next();
    if (token.kind === 'eof') break;
    if (token.kind === 'open' && token.text === '{') depth++;
    else if (token.kind === 'close' && token.text === '}') depth--;
    else text += token.text;
  } while (depth > 0);
  return text.replace(/\s+/g, '');
}
