/** Comma lists and their like → answers: side remarks dropped, groups of assignments as tuples, names for all. */
import { childrenOf, someNode, symbolsOf, type FenceNode, type Node, type Separator } from '../parse/tree.ts';
import type { Answer, Context, Shape } from './answer.ts';
import { numberFromWords } from './number-words.ts';
import { substitute } from '../algebra/substitute.ts';
import { expandPlusMinus } from './plus-minus.ts';
import { regionOf } from './regions.ts';

type Recognise = (node: Node, context: Context) => Answer;
type Relation = Extract<Node, { kind: 'relation' }>;
const nowhere = { start: 0, end: 0 } as const;

/** The items of a bracket: side conditions dropped, ± written out. */
export function itemsOf(
  { items: nodes, separators }: Pick<FenceNode, 'items' | 'separators'>,
  context: Context,
  recognise: Recognise,
): Answer[] {
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
  if (node.kind === 'relation' || node.kind === 'symbol') return true;
  return someNode(
    node,
    (child) => child.kind === 'text' && /integer|whole|real|constant|number|any|k|n/i.test(child.text),
  );
}

/** What a list says: a set of reals, tuples in groups, residues of one modulus, or its items. */
export function recogniseList(
  list: Extract<Node, { kind: 'list' }>,
  context: Context,
  recognise: Recognise,
): Answer {
  const { items: kept, separators } = withoutRemarks(withDefinitions(list));
  if (kept.length === 1) return recognise(kept[0]!, context);
  const nodes = withCommonModulus(kept);
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
      items: groups.map((group) => tupleOf(group, context, recognise)),
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

/** `x ≡ 1, 4 (mod 5)`: the modulus that stands last goes for all. */
function withCommonModulus(nodes: readonly Node[]): readonly Node[] {
  const last = nodes[nodes.length - 1];
  if (last?.kind !== 'relation' || last.modulus === undefined) return nodes;
  const { modulus } = last;
  return nodes.map((node): Node => {
    if (node.kind === 'relation')
      return node.operators.every((each) => each === '==') ? { ...node, modulus } : node;
    const empty: Node = { kind: 'text', text: '', ...nowhere };
    const residue: Relation = {
      kind: 'relation',
      operands: [empty, node],
      operators: ['=='],
      modulus,
      ...nowhere,
    };
    return residue;
  });
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

type List = Extract<Node, { kind: 'list' }>;

/** `φ/2, where φ = (1 + √5)/2`: what a remark defines is put in; what runs through several values is no definition. */
function withDefinitions(list: List): List {
  let { items } = list;
  for (const [index, definition] of list.items.entries()) {
    const following = list.items[index + 1];
    if (list.separators[index - 1] !== 'where' || !isAssignment(definition)) continue;
    if (following !== undefined && following.kind !== 'relation') continue;
    const [name, value] = (definition as Relation).operands as [Node, Node];
    if (name.kind !== 'symbol' || symbolsOf(value).includes(name.name) || expandPlusMinus(value).length > 1)
      continue;
    items = items.map((item, at) => (at < index ? substitute(item, name.name, value) : item));
  }
  return { ...list, items };
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
    if (items.some((other) => runsThrough(item, list.items.slice(index), other))) break;
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

/** `k = 0, ±1, ±2, …` after a family in k: what its parameter runs through. */
function runsThrough(item: Node, rest: readonly Node[], family: Node): boolean {
  return (
    isAssignment(item) &&
    parameterIn(family, item) &&
    rest.some((at) => someNode(at, ({ kind }) => kind === 'ellipsis' || kind === 'plusMinus'))
  );
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
  const assignments = nodes.every(isAssignment);
  const parts = separators.includes(';') || (assignments && separators.includes('or'));
  const joins = separators.includes(',') || (assignments && separators.includes('and'));
  if (!parts || !joins) return null;
  const groups: Node[][] = [[nodes[0]!]];
  for (const [index, separator] of separators.entries()) {
    const item = nodes[index + 1]!;
    if (separator === ';' || separator === 'or' || separator === 'newline') groups.push([item]);
    else groups[groups.length - 1]!.push(item);
  }
  return groups.every((group) => group.length === groups[0]!.length) ? groups : null;
}

const isAssignment = (node: Node): boolean =>
  node.kind === 'relation' && node.operators.join() === '=' && node.operands[0]!.kind === 'symbol';

function tupleOf(group: readonly Node[], context: Context, recognise: Recognise): Answer {
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
