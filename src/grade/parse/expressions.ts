/**
 * The operator levels of the grammar, loosest first: list, logic, relation, set operation, ratio, sum, product,
 * power. Implicit multiplication binds like `*` and `/`, from left to right: `1/2x` is x/2. It knows no atoms.
 */
import type { Cursor } from './cursor.ts';
import { looseArgument } from './arguments.ts';
import { blackboard } from './constructs.ts';
import { readPower, readSignedFactor } from './powers.ts';
import type { Node, RelationOperator, Separator } from './tree.ts';

const relationOperators: ReadonlyMap<string, RelationOperator> = new Map(
  (
    [
      '=',
      '!=',
      '<',
      '<=',
      '>',
      '>=',
      '~',
      '==',
      'in',
      'notin',
      'subset',
      'superset',
      '->',
      'propto',
      'perp',
      'parallel',
      'cong',
    ] as const
  ).map((operator) => [operator, operator]),
);
const negations: Readonly<Partial<Record<RelationOperator, RelationOperator>>> = {
  '=': '!=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  in: 'notin',
  '==': '!=',
};

const conditionWords =
  /^(?:if|for|when|where|with|such that|whenever|provided|given|unless|as|for all|for any|for some|for every|for each)\b/i;

/** Words that begin a side remark: what follows restricts what stands before. */
export function isConditionWord(text: string): boolean {
  return conditionWords.test(text.trim());
}

function separatorAt(cursor: Cursor): Separator | null {
  const token = cursor.peek();
  if (token.kind === 'text') return isConditionWord(token.text) ? 'where' : null;
  if (token.kind !== 'operator') return null;
  switch (token.text) {
    case ',':
    case ';':
    case 'and':
    case 'or':
      return token.text;
    case '\\\\':
      return 'newline';
    case 'quad':
      return 'space';
    case 'forall':
      return 'where';
    case '.':
      return pointedPeriod(cursor) ? null : ',';
    case '?':
      return ',';
    default:
      return null;
  }
}

/** `.\overline{3}` is a number, not the end of a sentence. */
function pointedPeriod(cursor: Cursor): boolean {
  const next = cursor.peek(1);
  return next.kind === 'command' && (next.text === 'overline' || next.text === 'dot') && !next.spaced;
}

function strongest(a: Separator | null, b: Separator): Separator {
  if (a === null || a === 'space' || a === 'newline') return b;
  if (a === ',' && (b === 'and' || b === 'or' || b === 'where')) return b;
  return a;
}

function atEnd(cursor: Cursor, atOperand = false): boolean {
  const token = cursor.peek();
  if (token.kind === 'eof' || token.kind === 'close' || token.kind === 'end') return true;
  if (token.kind !== 'operator') return false;
  if (token.text === '|' || token.text === '||')
    return (cursor.bars > 0 && !atOperand) || (cursor.inSet && token.text === '|');
  if (token.text === 'over' || token.text === 'choose') return true;
  return token.text === '&' || (cursor.inSet && token.text === ':');
}

/** Items and their separators; a single item comes back as itself. Stray separators at either end are nothing. */
export function readItems(
  cursor: Cursor,
  stop: (separator: Separator) => boolean = () => false,
): { items: Node[]; separators: Separator[] } {
  const items: Node[] = [];
  const separators: Separator[] = [];
  let pending: Separator | null = null;
  for (;;) {
    const separator = separatorAt(cursor);
    if (separator !== null && stop(separator)) break;
    if (separator !== null) {
      cursor.next();
      pending = strongest(pending, separator);
      continue;
    }
    if (atEnd(cursor, items.length === 0)) break;
    if (items.length > 0) separators.push(pending ?? 'space');
    pending = null;
    items.push(readLogic(cursor));
  }
  return { items, separators };
}

export function readList(cursor: Cursor): Node {
  const start = cursor.peek().start;
  const { items, separators } = readItems(cursor);
  if (items.length === 1) return items[0]!;
  if (items.length === 0) return { kind: 'text', text: '', start, end: Math.max(start, cursor.end) };
  return { kind: 'list', items, separators, start, end: cursor.end };
}

function readLogic(cursor: Cursor): Node {
  const start = cursor.peek().start;
  while (cursor.operator('implies')) cursor.next();
  if (cursor.operator('not')) {
    cursor.next();
    const arg = cursor.deeper(() => readLogic(cursor));
    return { kind: 'logic', operator: 'not', args: [arg], start, end: arg.end };
  }
  let left = readRelation(cursor);
  while (cursor.operator('implies') || cursor.operator('iff')) {
    const operator = cursor.next().text as 'implies' | 'iff';
    if (atEnd(cursor) || separatorAt(cursor) !== null) break;
    const right = readRelation(cursor);
    left = { kind: 'logic', operator, args: [left, right], start, end: right.end };
  }
  return left;
}

function relationAt(cursor: Cursor): RelationOperator | null {
  if (cursor.is('command', 'negated')) {
    const after = cursor.peek(1);
    const relation = after.kind === 'operator' ? relationOperators.get(after.text) : undefined;
    return relation === undefined ? null : (negations[relation] ?? null);
  }
  const token = cursor.peek();
  if (token.kind === 'operator' && token.text === '|' && cursor.bars === 0 && !cursor.inSet) return 'divides';
  return token.kind === 'operator' ? (relationOperators.get(token.text) ?? null) : null;
}

export function readRelation(cursor: Cursor): Node {
  const start = cursor.peek().start;
  const operands: Node[] = [];
  const operators: RelationOperator[] = [];
  // A line may begin with its relation, continuing the one above: `= 5`.
  const first = relationAt(cursor);
  if (first !== null && first !== 'divides') operands.push({ kind: 'text', text: '', start, end: start });
  else operands.push(readSetOperation(cursor));
  for (let relation = relationAt(cursor); relation !== null; relation = relationAt(cursor)) {
    if (cursor.is('command', 'negated')) cursor.next();
    cursor.next();
    while (cursor.operator('quad')) cursor.next();
    if (atEnd(cursor) || separatorAt(cursor) !== null) break;
    const doubled = relationAt(cursor);
    if (doubled !== null && doubled !== 'divides') continue;
    operators.push(relation);
    const operand = readSetOperation(cursor);
    operands.push(relation === 'in' || relation === 'notin' ? numberSet(operand) : operand);
  }
  const modulus = readModulus(cursor) ?? takeModulus(operands, operators);
  if (operators.length === 0 && modulus === null) return operands[0]!;
  if (operators.length === 0) {
    return {
      kind: 'relation',
      operands: [{ kind: 'text', text: '', start, end: start }, operands[0]!],
      operators: ['=='],
      modulus: modulus!,
      start,
      end: cursor.end,
    };
  }
  return {
    kind: 'relation',
    operands,
    operators,
    ...(modulus === null ? {} : { modulus }),
    start,
    end: cursor.end,
  };
}

/** `n \in Z`, `\mathbf{Z}`: the letter of a number set where a set is named. */
function numberSet(node: Node): Node {
  const letter = node.kind === 'symbol' ? /^(?:vec:)?([ZNQR])$/.exec(node.name)?.[1] : undefined;
  const name = letter === undefined ? undefined : blackboard[letter];
  return name === undefined ? node : { kind: 'constant', name, start: node.start, end: node.end };
}

/** `\pmod{7}`, `(mod 7)`, `(\bmod 7)` after a congruence or a residue. */
function readModulus(cursor: Cursor): Node | null {
  if (cursor.operator('pmod')) {
    cursor.next();
    return looseArgument(cursor);
  }
  if (cursor.is('open', '(') && cursor.is('operator', 'mod', 1)) {
    cursor.next();
    cursor.next();
    const modulus = cursor.within(false, () => readSum(cursor));
    cursor.closeTolerantly(')');
    return modulus;
  }
  return null;
}

/** `x \equiv 7 \bmod 5`: the last operand of a congruence gives up its modulus. */
function takeModulus(operands: Node[], operators: readonly RelationOperator[]): Node | null {
  const last = operands.at(-1);
  if (operators.length === 0 || operators.some((operator) => operator !== '==')) return null;
  if (last?.kind !== 'call' || last.name !== 'mod' || last.args.length !== 2) return null;
  operands[operands.length - 1] = last.args[0]!;
  return last.args[1]!;
}

function readSetOperation(cursor: Cursor): Node {
  const start = cursor.peek().start;
  let left = readRatio(cursor);
  for (;;) {
    const operator = cursor.operator('union')
      ? 'union'
      : cursor.operator('intersection')
        ? 'intersection'
        : cursor.operator('setminus')
          ? 'minus'
          : null;
    if (operator === null) return left;
    cursor.next();
    const right = readRatio(cursor);
    left =
      left.kind === 'setOperation' && left.operator === operator && operator !== 'minus'
        ? { ...left, args: [...left.args, right], end: right.end }
        : { kind: 'setOperation', operator, args: [left, right], start, end: right.end };
  }
}

function readRatio(cursor: Cursor): Node {
  const first = readSum(cursor);
  if (!cursor.operator(':') || cursor.inSet) return first;
  const args = [first];
  while (cursor.operator(':')) {
    cursor.next();
    if (atEnd(cursor) || separatorAt(cursor) !== null) break;
    args.push(readSum(cursor));
  }
  return args.length === 1 ? first : { kind: 'ratio', args, start: first.start, end: cursor.end };
}

export function readSum(cursor: Cursor): Node {
  return cursor.deeper(() => {
    const start = cursor.peek().start;
    const terms: Node[] = [readTerm(cursor)];
    while (cursor.operator('+') || cursor.operator('-') || cursor.operator('±') || cursor.operator('∓'))
      terms.push(readTerm(cursor));
    return terms.length === 1 ? terms[0]! : { kind: 'add', args: terms, start, end: cursor.end };
  });
}

/** A term with its signs: `-2x`, `±3`, `- -4`. */
function readTerm(cursor: Cursor): Node {
  const sign = cursor.peek();
  if (sign.kind !== 'operator' || !['+', '-', '±', '∓'].includes(sign.text)) return readProduct(cursor);
  cursor.next();
  // `(1, +\infty)` and `x \to 0^+` end right after the sign.
  if (atEnd(cursor, true) || cursor.operator(','))
    return { kind: 'text', text: sign.text, start: sign.start, end: sign.end };
  const arg = cursor.deeper(() => readTerm(cursor));
  if (sign.text === '+') return arg;
  if (sign.text === '-') return { kind: 'negate', arg, start: sign.start, end: arg.end };
  return { kind: 'plusMinus', sign: sign.text === '±' ? 1 : -1, arg, start: sign.start, end: arg.end };
}

/** Whether the next token can begin a factor that stands beside the last one without a sign. */
function beginsFactor(cursor: Cursor): boolean {
  const token = cursor.peek();
  switch (token.kind) {
    case 'number':
    case 'symbol':
    case 'constant':
    case 'function':
    case 'text':
    case 'begin':
    case 'big':
      return token.kind !== 'text' || !isConditionWord(token.text);
    case 'open':
      return !(token.text === '(' && cursor.is('operator', 'mod', 1));
    case 'command':
      return token.text !== 'negated';
    case 'operator':
      return token.text === '|' && cursor.bars === 0 && !cursor.inSet && evenBarsAhead(cursor);
    default:
      return false;
  }
}

/** In `2|x|` the next bar opens, in `3 | 12` it divides: bars come in pairs up to the next closing bracket. */
function evenBarsAhead(cursor: Cursor): boolean {
  let bars = 0;
  let depth = 0;
  for (let ahead = 0; ahead < 400; ahead++) {
    const token = cursor.peek(ahead);
    if (token.kind === 'eof') break;
    if (token.kind === 'open') depth++;
    if (token.kind === 'close' && --depth < 0) break;
    if (token.kind === 'operator' && token.text === '|' && depth === 0) bars++;
  }
  return bars > 0 && bars % 2 === 0;
}

export function readProduct(cursor: Cursor): Node {
  const start = cursor.peek().start;
  let left = readPower(cursor);
  for (;;) {
    if (cursor.operator('*')) {
      cursor.next();
      left = times(left, readSignedFactor(cursor));
    } else if (cursor.operator('/')) {
      cursor.next();
      const denominator = readSignedFactor(cursor);
      left = { kind: 'divide', numerator: left, denominator, start, end: denominator.end };
    } else if (cursor.operator('mod')) {
      cursor.next();
      const modulus = readSignedFactor(cursor);
      left = { kind: 'call', name: 'mod', args: [left, modulus], start, end: modulus.end };
    } else if (beginsFactor(cursor)) {
      if (cursor.is('number') && cursor.previous().kind === 'number' && left.kind === 'number')
        cursor.fail('two numbers side by side');
      left = times(left, readPower(cursor));
    } else return left;
  }
}

function times(left: Node, right: Node): Node {
  const args = left.kind === 'multiply' ? [...left.args, right] : [left, right];
  return { kind: 'multiply', args, start: left.start, end: right.end };
}
