/**
 * Tree → answer: which kind of answer a tree is. Names on the left of `=` are taken off when they only name the
 * value (`x = 5`, `f(x) = …`, `|AB| = 1`, `(p, q) = (3, 2)`), ± is written out, side conditions are dropped.
 */
import { childrenOf, someNode, symbolsOf, type Node, type Separator } from '../parse/tree.ts';
import type { Answer, Context, Shape } from './answer.ts';
import { matrixOf, unitVectorCoordinates } from './matrices.ts';
import { splitQuantity } from './quantities.ts';
import { regionOf } from './regions.ts';
import { readUnit } from './units.ts';
import { numberFromWords } from './number-words.ts';
import { parse } from '../parse/parse.ts';

const nowhere = { start: 0, end: 0 } as const;

export function recognise(node: Node, context: Context): Answer {
  switch (node.kind) {
    case 'list':
      return recogniseList(node, context);
    case 'fence':
      return recogniseFence(node, context);
    case 'relation':
      return recogniseRelation(node, context);
    case 'text':
      return recogniseText(node, context);
    case 'setOperation':
    case 'setBuilder': {
      const region = regionOf(node, context);
      return region === null ? valueOf(node, null) : { kind: 'region', node, region };
    }
    case 'constant': {
      const region = regionOf(node, context);
      return region === null ? valueOf(node, null) : { kind: 'region', node, region };
    }
    case 'ratio':
      return { kind: 'ratio', node, parts: node.args };
    case 'cases':
      return recogniseCases(node, context);
    case 'logic':
      return node.operator === 'not'
        ? valueOf(node, null)
        : recognise(node.args[node.args.length - 1]!, context);
    default:
      return recogniseValue(node, context, null);
  }
}

function valueOf(node: Node, name: string | null): Answer {
  const quantity = splitQuantity(node);
  return { kind: 'value', node, value: quantity?.value ?? node, unit: quantity?.unit ?? readUnit(''), name };
}

function recogniseValue(node: Node, context: Context, name: string | null): Answer {
  const rows = matrixOf(node);
  if (rows !== null) return { kind: 'matrix', node, rows };
  const coordinates = unitVectorCoordinates(node);
  if (coordinates !== null) return { kind: 'matrix', node, rows: coordinates.map((entry) => [entry]) };
  const branches = expandPlusMinus(node);
  if (branches.length > 1) {
    const items = branches.map((branch) => recognise(branch, context));
    return { kind: 'items', node, items, shape: 'set', name };
  }
  return valueOf(node, name);
}

/** `a ± b` → `a + b`, `a − b`; all ± of one expression take the same sign, ∓ the other. */
export function expandPlusMinus(node: Node): Node[] {
  if (!someNode(node, (child) => child.kind === 'plusMinus')) return [node];
  return [withSign(node, 1), withSign(node, -1)];
}

function withSign(node: Node, sign: 1 | -1): Node {
  if (node.kind === 'plusMinus') {
    const arg = withSign(node.arg, sign);
    return node.sign * sign > 0 ? arg : { kind: 'negate', arg, start: node.start, end: node.end };
  }
  return rebuild(node, (child) => withSign(child, sign));
}

function rebuild(node: Node, change: (child: Node) => Node): Node {
  switch (node.kind) {
    case 'add':
    case 'multiply':
    case 'call':
      return { ...node, args: node.args.map(change) };
    case 'negate':
    case 'percent':
    case 'degree':
      return { ...node, arg: change(node.arg) };
    case 'divide':
      return { ...node, numerator: change(node.numerator), denominator: change(node.denominator) };
    case 'power':
      return { ...node, base: change(node.base), exponent: change(node.exponent) };
    case 'root':
      return { ...node, radicand: change(node.radicand) };
    case 'fence':
    case 'list':
      return { ...node, items: node.items.map(change) };
    case 'relation':
      return { ...node, operands: node.operands.map(change) };
    default:
      return node;
  }
}

function recogniseText(node: Extract<Node, { kind: 'text' }>, context: Context): Answer {
  const digits = numberFromWords(node.text);
  if (digits !== null) {
    const result = parse(digits);
    if (result.kind === 'tree') return valueOf(result.root, null);
  }
  const region = /real|number/i.test(node.text) ? regionOf(node, context) : null;
  return region === null ? { kind: 'words', node, text: node.text } : { kind: 'region', node, region };
}

function recogniseCases(node: Extract<Node, { kind: 'cases' }>, context: Context): Answer {
  if (node.rows.some((row) => row.condition !== null)) return { kind: 'cases', node };
  const items = node.rows.map((row) => row.value);
  return recogniseList(
    { kind: 'list', items, separators: items.slice(1).map(() => ','), start: node.start, end: node.end },
    context,
  );
}

function recogniseFence(node: Extract<Node, { kind: 'fence' }>, context: Context): Answer {
  if (node.items.length === 1 && (node.open === '[' || node.open === '('))
    return recognise(node.items[0]!, context);
  if (node.open === '\\{')
    return {
      kind: 'items',
      node,
      items: itemsOf(node.items, node.separators, context),
      shape: 'set',
      name: null,
    };
  const mixed =
    (node.open === '(' && node.close === ']') ||
    (node.open === '[' && node.close === ')') ||
    node.open === ']';
  if (mixed) {
    const region = regionOf(node, context);
    if (region !== null) return { kind: 'region', node, region };
  }
  const shape: Shape = node.open === '{' ? 'braces' : 'tuple';
  return { kind: 'items', node, items: itemsOf(node.items, node.separators, context), shape, name: null };
}

function itemsOf(nodes: readonly Node[], separators: readonly Separator[], context: Context): Answer[] {
  const kept = nodes.filter(
    (item, index) => !(index > 0 && separators[index - 1] === 'where' && isCondition(item)),
  );
  return kept.flatMap((item) => {
    const answer = recognise(item, context);
    return answer.kind === 'items' && answer.shape === 'set' && item.kind !== 'fence'
      ? answer.items
      : [answer];
  });
}

/** `k ∈ ℤ`, `for any integer k`: says of what kind a parameter is. */
function isCondition(node: Node): boolean {
  if (node.kind === 'relation')
    return (
      node.operators.some((operator) => operator === 'in' || operator === '!=') ||
      node.operators.includes('=')
    );
  return someNode(
    node,
    (child) => child.kind === 'text' && /integer|whole|real|constant|number|any|k|n/i.test(child.text),
  );
}

function recogniseList(list: Extract<Node, { kind: 'list' }>, context: Context): Answer {
  const { items: nodes, separators } = withoutRemarks(list);
  if (nodes.length === 1) return recognise(nodes[0]!, context);
  const region = regionOf({ ...list, items: nodes, separators }, context);
  if (
    region !== null &&
    nodes.some(
      (item) => item.kind === 'relation' || (item.kind === 'fence' && item.open !== '(' && item.open !== '{'),
    ) &&
    !nodes.every((item) => item.kind === 'fence')
  )
    return { kind: 'region', node: list, region };
  const groups = groupBySemicolon(nodes, separators);
  if (groups !== null)
    return {
      kind: 'items',
      node: list,
      items: groups.map((group) => tupleOf(group, context)),
      shape: 'list',
      name: null,
    };
  const items = nodes.flatMap((item) => {
    const answer = recognise(item, context);
    return answer.kind === 'items' && answer.shape === 'set' && item.kind !== 'fence'
      ? answer.items
      : [answer];
  });
  // `x = 1, 2, 3`: the name goes for all. Different names make an ordered answer: `x = −5, p = 14/3`.
  const names = items.map((item) => (item.kind === 'value' ? item.name : null));
  const distinct = names.every((name) => name !== null) && new Set(names).size === names.length;
  const shape: Shape = distinct ? 'tuple' : 'list';
  return { kind: 'items', node: list, items: distinct ? sortedByName(items) : items, shape, name: null };
}

function nameOf(answer: Answer): string {
  return answer.kind === 'value' ? (answer.name ?? '') : '';
}

/** Numbered names (x_1, a_{37}) come in the order of their numbers; others as written. */
function sortedByName(items: readonly Answer[]): Answer[] {
  const numbered = items.every((item) => /_\d+$/.test(nameOf(item)));
  if (!numbered) return [...items];
  return [...items].sort((a, b) => Number(/\d+$/.exec(nameOf(a))![0]) - Number(/\d+$/.exec(nameOf(b))![0]));
}

/** Side remarks go: `where k ∈ ℤ`, words after the answer, empty items. */
function withoutRemarks(list: Extract<Node, { kind: 'list' }>): { items: Node[]; separators: Separator[] } {
  const items: Node[] = [];
  const separators: Separator[] = [];
  for (const [index, item] of list.items.entries()) {
    const separator = list.separators[index - 1] ?? ',';
    if (item.kind === 'text' && item.text.trim() === '') continue;
    if (index > 0 && separator === 'where' && isCondition(item)) continue;
    if (
      index > 0 &&
      items.length > 0 &&
      isMembership(item) &&
      items.some((other) => parameterIn(other, item))
    )
      continue;
    if (items.length > 0) separators.push(separator);
    items.push(item);
  }
  if (items.length > 1 && items.some((item) => item.kind !== 'text')) {
    const words = (item: Node): boolean =>
      item.kind === 'text' && /\s/.test(item.text.trim()) && numberFromWords(item.text) === null;
    const kept = items.filter((item) => !words(item));
    if (kept.length === 1) return { items: kept, separators: [] };
  }
  return { items, separators };
}

function isMembership(node: Node): boolean {
  return (
    node.kind === 'relation' &&
    node.operators.length === 1 &&
    node.operators[0] === 'in' &&
    node.operands[1]!.kind === 'constant'
  );
}

function parameterIn(node: Node, membership: Node): boolean {
  const [subject] = childrenOf(membership);
  return (
    subject?.kind === 'symbol' &&
    symbolsOf(node).includes(subject.name) &&
    !(node.kind === 'symbol' && node.name === subject.name)
  );
}

/** `p = 5, q = 2; p = 7, q = 2`: semicolons part groups whose members are assignments. */
function groupBySemicolon(nodes: readonly Node[], separators: readonly Separator[]): Node[][] | null {
  if (!separators.includes(';') || !separators.includes(',')) return null;
  const groups: Node[][] = [[nodes[0]!]];
  for (const [index, separator] of separators.entries()) {
    const item = nodes[index + 1]!;
    if (separator === ';' || separator === 'or' || separator === 'newline') groups.push([item]);
    else groups[groups.length - 1]!.push(item);
  }
  return groups.every((group) => group.length === groups[0]!.length) ? groups : null;
}

function tupleOf(group: readonly Node[], context: Context): Answer {
  const items = group.map((item) => recognise(item, context));
  const node: Node = {
    kind: 'fence',
    open: '(',
    close: ')',
    items: group,
    separators: group.slice(1).map(() => ','),
    ...nowhere,
  };
  return items.length === 1 ? items[0]! : { kind: 'items', node, items, shape: 'tuple', name: null };
}

/** Whether a left side only names what stands on the right. */
function isName(node: Node, right: Node): boolean {
  if (node.kind === 'symbol' || (node.kind === 'constant' && (node.name === 'e' || node.name === 'i')))
    return node.kind === 'constant' || !symbolsOf(right).includes(node.name);
  if (node.kind === 'text') return true;
  if (node.kind === 'derivative') return node.body.kind === 'symbol' || node.body.kind === 'call';
  if (node.kind === 'call') return /^[A-Za-z\\]/.test(node.name) && isNamedCall(node.name, node.args);
  if (node.kind === 'power')
    return (
      node.base.kind === 'symbol' &&
      /^[A-Z]$/.test(node.base.name) &&
      (node.exponent.kind === 'negate' || node.exponent.kind === 'symbol')
    );
  if (node.kind === 'matrix' || node.kind === 'root') return false;
  return isFigure(node);
}

const knownFunctions =
  /^(?:sin|cos|tan|cot|sec|csc|arc.*|ln|log|abs|norm|floor|ceil|sqrt|binomial|factorial|max|min|gcd|lcm|mod|sinh|cosh|tanh|sign|permutations)$/;

function isNamedCall(name: string, args: readonly Node[]): boolean {
  if (name === 'abs' || name === 'norm')
    return args.every((arg) =>
      isFigure(arg) || arg.kind === 'symbol'
        ? symbolsOf(arg).every((symbol) => /^[A-Z]|^vec:/.test(symbol))
        : false,
    );
  if (name === 'sin' || name === 'cos' || name === 'tan')
    return args.every((arg) => arg.kind === 'symbol' || isFigure(arg));
  if (name === 'max' || name === 'min' || name === 'det')
    return args.every((arg) => symbolsOf(arg).length > 0);
  return !knownFunctions.test(name);
}

/** Segments, angles, triangles and ratios of them: products and quotients of capitals. */
function isFigure(node: Node): boolean {
  if (node.kind === 'symbol')
    return /^(?:[A-Z](?:_.*)?'*|angle|triangle|overline:.*|vec:.*|Delta)$/.test(node.name);
  if (node.kind === 'text') return true;
  if (node.kind === 'constant') return false;
  if (node.kind === 'multiply') return node.args.every(isFigure);
  if (node.kind === 'divide') return isFigure(node.numerator) && isFigure(node.denominator);
  if (node.kind === 'ratio') return node.args.every(isFigure);
  return false;
}

function recogniseRelation(node: Extract<Node, { kind: 'relation' }>, context: Context): Answer {
  const { operands, operators } = node;
  if (node.modulus !== undefined && operators.every((operator) => operator === '==')) {
    return { kind: 'residue', node, value: operands[operands.length - 1]!, modulus: node.modulus };
  }
  const region =
    operators.every((operator) => operator === '=') && operands[1]?.kind !== 'setOperation'
      ? null
      : regionOf(node, context);
  if (region !== null) return { kind: 'region', node, region };
  const first = operands[0]!;
  if (
    operators.includes('in') &&
    operands.length === 2 &&
    operands[1]!.kind === 'fence' &&
    operands[1]!.open !== '{'
  )
    return recognise(operands[1]!, context);
  // What follows "≈" is the rounded value of what stands before.
  const about = operators.indexOf('~');
  const exact = about > 0 ? operands.slice(0, about + 1) : operands;
  const equalities = about >= 0 ? operators.slice(0, Math.max(about, 1)) : operators;
  if (!equalities.every((operator) => operator === '=' || operator === '~'))
    return { kind: 'relation', node };
  const last = exact[exact.length - 1]!;
  if (exact.length === 1) return recognise(first, context);
  if (ratioAssignment(first)) return recognise(last, context);
  const constantChain = exact.length > 2 && symbolsOf(last).length === 0;
  const closed = symbolsOf(first).length === 0 && symbolsOf(last).length === 0 && first.kind !== 'fence';
  if (first.kind === 'fence' && first.items.every((item) => item.kind === 'symbol'))
    return recogniseTuples(last, context);
  if (isName(first, last) || constantChain || (closed && exact.length > 1))
    return named(recognise(last, context), first, node);
  return { kind: 'relation', node };
}

function ratioAssignment(first: Node): boolean {
  return first.kind === 'ratio' && first.args.every((arg) => symbolsOf(arg).length > 0);
}

function recogniseTuples(last: Node, context: Context): Answer {
  return recognise(last, context);
}

function named(answer: Answer, by: Node, equation: Extract<Node, { kind: 'relation' }>): Answer {
  if (answer.kind !== 'value') return answer;
  const name =
    by.kind === 'symbol'
      ? by.name
      : by.kind === 'call'
        ? `${by.name}(…)`
        : by.kind === 'text'
          ? null
          : 'figure';
  return { ...answer, name: name ?? answer.name, equation };
}
