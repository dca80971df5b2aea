/**
 * Tree → answer: which kind of answer a tree is. Names on the left of `=` are taken off when they only name the
 * value (`x = 5`, `f(x) = …`, `|AB| = 1`, `(p, q) = (3, 2)`), ± is written out, side conditions are dropped.
 */
import { symbolsOf, type Node, type RelationOperator } from '../parse/tree.ts';
import type { Answer, Context, Shape } from './answer.ts';
import { recogniseList, itemsOf } from './lists.ts';
import { isName } from './names.ts';
import { expandPlusMinus } from './plus-minus.ts';
import { matrixOf, unitVectorCoordinates, withoutDeterminants } from './matrices.ts';
import { splitQuantity } from './quantities.ts';
import { regionOf, wholeNumbersIn } from './regions.ts';
import { readUnit } from './units.ts';
import { numberFromWords } from './number-words.ts';
import { parse } from '../parse/parse.ts';

export function recognise(node: Node, context: Context): Answer {
  switch (node.kind) {
    case 'list':
      return recogniseList(node, context, recognise);
    case 'fence':
      return recogniseFence(node, context);
    case 'relation':
      return recogniseRelation(node, context);
    case 'text':
      return recogniseText(node, context);
    case 'setBuilder':
      return recogniseSetBuilder(node, context);
    case 'setOperation':
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

function recogniseValue(tree: Node, context: Context, name: string | null): Answer {
  const node = withConstantInWords(withoutDeterminants(tree));
  if (node.kind === 'multiply' && node.args.length > 1 && node.args.every(isTuple))
    return recogniseList(
      {
        kind: 'list',
        items: node.args,
        separators: node.args.slice(1).map(() => ','),
        start: node.start,
        end: node.end,
      },
      context,
      recognise,
    );
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

const isTuple = (node: Node): boolean => node.kind === 'fence' && node.items.length > 1;

/** `x^2 + \text{C}`, `x^2 + \text{constant}`. */
function withConstantInWords(node: Node): Node {
  if (node.kind !== 'add') return node;
  const args = node.args.map((arg): Node =>
    arg.kind === 'text' && /^(?:C|c|K|const(?:ant)?\.?)$/.test(arg.text.trim())
      ? { kind: 'symbol', name: 'C', start: arg.start, end: arg.end }
      : arg,
  );
  return { ...node, args };
}

function recogniseText(node: Extract<Node, { kind: 'text' }>, context: Context): Answer {
  const digits = numberFromWords(node.text);
  if (digits !== null) {
    const result = parse(digits);
    if (result.kind === 'tree') return valueOf(result.root, null);
  }
  if (/^[A-Z](?:\s*(?:,|&|,?\s+and)\s*[A-Z])+$/.test(node.text.trim())) {
    const result = parse(node.text);
    if (result.kind === 'tree') return recognise(result.root, context);
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
    recognise,
  );
}

function recogniseFence(node: Extract<Node, { kind: 'fence' }>, context: Context): Answer {
  if (node.open === '(' && node.items.length > 1) {
    const branches = expandPlusMinus(node);
    if (branches.length > 1) {
      const items = branches.map((branch) => recognise(branch, context));
      return { kind: 'items', node, items, shape: 'set', name: null };
    }
  }
  if (node.items.length === 1 && (node.open === '[' || node.open === '('))
    return recognise(node.items[0]!, context);
  if (node.open === '\\{')
    return {
      kind: 'items',
      node,
      items: itemsOf(node, context, recognise),
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
  return { kind: 'items', node, items: itemsOf(node, context, recognise), shape, name: null };
}

function recogniseRelation(node: Extract<Node, { kind: 'relation' }>, context: Context): Answer {
  const { operands, operators } = node;
  if (node.modulus !== undefined && operators.every((operator) => operator === '==')) {
    const { modulus } = node;
    const values = expandPlusMinus(operands[operands.length - 1]!);
    const items = values.map((value): Answer => ({ kind: 'residue', node, value, modulus }));
    return items.length === 1 ? items[0]! : { kind: 'items', node, items, shape: 'set', name: null };
  }
  const set = operands[1];
  if (operators.join() === 'in' && set?.kind === 'fence' && (set.open === '{' || set.open === '\\{'))
    return recognise(set, context);
  const [left, right] = operands;
  if (left?.kind === 'text' && left.text === '' && right !== undefined && operators.every(isArrow))
    return recognise(operands[operands.length - 1]!, context);
  const region =
    operators.every((operator) => operator === '=') && operands[1]?.kind !== 'setOperation'
      ? null
      : regionOf(node, context);
  if (region !== null) return { kind: 'region', node, region, name: boundName(node) };
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
  // `7 = x`
  if (exact.length === 2 && last.kind === 'symbol' && symbolsOf(first).length === 0)
    return named(recognise(first, context), last, node);
  return { kind: 'relation', node };
}

const isArrow = (operator: RelationOperator): boolean =>
  operator === '=' || operator === '->' || operator === '~';

/** The one variable of an inequality, if it has a plain name. */
function boundName(node: Node): string | null {
  const [name, other] = symbolsOf(node);
  return name !== undefined && other === undefined ? name : null;
}

/** Whole numbers between bounds as their list, families over the integers as themselves, else a set of reals. */
function recogniseSetBuilder(node: Extract<Node, { kind: 'setBuilder' }>, context: Context): Answer {
  const { element, condition } = node;
  const overIntegers = (at: Node): boolean =>
    at.kind === 'relation' &&
    at.operators[0] === 'in' &&
    at.operands[1]!.kind === 'constant' &&
    /^(?:integers|naturals)$/.test(at.operands[1]!.name);
  if (overIntegers(condition) && element.kind !== 'symbol') return recognise(element, context);
  const region = regionOf(node, context);
  if (region === null) return valueOf(node, null);
  const points = overIntegers(element) ? wholeNumbersIn(region) : null;
  if (points === null) return { kind: 'region', node, region };
  const items = points.map((point) => valueOf(point, null));
  return { kind: 'items', node, items, shape: 'set', name: null };
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
