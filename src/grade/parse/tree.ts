/**
 * The tree that the parser gives: one node type for everything people write as an answer or a line of a derivation.
 * Nodes stay close to the source (a fraction stays a fraction, a chain stays a chain) and carry source ranges;
 * what a node *means* (interval or point, product or unit) is decided by the structure layer, not here.
 */
import type { Rational } from '../../exact/rational.ts';

/** Where a node stands in the source: UTF-16 offsets, end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export type RelationOperator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '~'
  | '=='
  | 'in'
  | 'notin'
  | 'subset'
  | 'superset'
  | '->'
  | 'propto'
  | 'divides'
  | 'perp'
  | 'parallel'
  | 'cong';

export type ConstantName =
  'pi' | 'e' | 'i' | 'infinity' | 'reals' | 'integers' | 'naturals' | 'rationals' | 'complexes' | 'emptyset';

export type Node =
  | NumberNode
  | (Range & { readonly kind: 'symbol'; readonly name: string })
  | (Range & { readonly kind: 'constant'; readonly name: ConstantName })
  | (Range & { readonly kind: 'text'; readonly text: string })
  | (Range & { readonly kind: 'ellipsis' })
  | (Range & { readonly kind: 'add'; readonly args: readonly Node[] })
  | (Range & { readonly kind: 'negate'; readonly arg: Node })
  /** `±arg` (sign 1) or `∓arg` (sign −1), also as a term of an `add`. */
  | (Range & { readonly kind: 'plusMinus'; readonly sign: 1 | -1; readonly arg: Node })
  | (Range & { readonly kind: 'multiply'; readonly args: readonly Node[] })
  | (Range & { readonly kind: 'divide'; readonly numerator: Node; readonly denominator: Node })
  /** `3½`: a whole number and a fraction written side by side; its value is the sum. */
  | (Range & { readonly kind: 'mixed'; readonly whole: Node; readonly fraction: Node })
  | (Range & { readonly kind: 'power'; readonly base: Node; readonly exponent: Node })
  | (Range & { readonly kind: 'root'; readonly radicand: Node; readonly index: Node | null })
  | CallNode
  | BigNode
  | (Range & {
      readonly kind: 'derivative';
      readonly body: Node;
      readonly variable: string;
      readonly order: number;
    })
  | (Range & { readonly kind: 'percent'; readonly arg: Node })
  | (Range & {
      readonly kind: 'degree';
      readonly arg: Node;
      readonly minutes?: Node;
      readonly seconds?: Node;
    })
  | (Range & {
      readonly kind: 'relation';
      readonly operands: readonly Node[];
      readonly operators: readonly RelationOperator[];
      readonly modulus?: Node;
    })
  | ListNode
  | FenceNode
  /** `{x | condition}`. */
  | (Range & { readonly kind: 'setBuilder'; readonly element: Node; readonly condition: Node })
  | (Range & {
      readonly kind: 'setOperation';
      readonly operator: 'union' | 'intersection' | 'minus';
      readonly args: readonly Node[];
    })
  | (Range & {
      readonly kind: 'matrix';
      readonly rows: readonly (readonly Node[])[];
      readonly delimiter: MatrixDelimiter;
    })
  /** Rows of a `cases` environment: a value and its condition, or an equation of a system (condition null). */
  | (Range & {
      readonly kind: 'cases';
      readonly rows: readonly { readonly value: Node; readonly condition: Node | null }[];
    })
  | (Range & { readonly kind: 'ratio'; readonly args: readonly Node[] })
  | (Range & {
      readonly kind: 'logic';
      readonly operator: 'implies' | 'iff' | 'not';
      readonly args: readonly Node[];
    })
  /** A numeral with its base: `204_5`. */
  | (Range & { readonly kind: 'based'; readonly digits: string; readonly base: number });

export type NodeKind = Node['kind'];

/** A literal. `places` counts decimal places as written; `repeating` marks `0.\overline{3}` (the value is exact). */
export interface NumberNode extends Range {
  readonly kind: 'number';
  readonly value: Rational;
  readonly places: number;
  readonly repeating?: boolean;
}

/** A named function: known (`sin`, `log` with its base as second argument, `abs`, `binomial`) or not (`f`). */
export interface CallNode extends Range {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Node[];
}

/** Sum, product, integral or limit. Bounds are null where absent. `approach` is the point of a limit. */
export interface BigNode extends Range {
  readonly kind: 'big';
  readonly operator: 'sum' | 'product' | 'integral' | 'limit';
  readonly variable: string | null;
  readonly lower: Node | null;
  readonly upper: Node | null;
  readonly body: Node;
}

/** Items side by side: comma list, semicolon list, `and`/`or`, lines. One separator fewer than items. */
export interface ListNode extends Range {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly separators: readonly Separator[];
}

export type Separator = ',' | ';' | 'and' | 'or' | 'newline' | 'where' | 'space';

/**
 * Bracketed items: `(a, b)`, `[a, b)`, `\{a, b\}`, `⟨a, b⟩`, `{a, b}` (bare braces). Round brackets around a single
 * item leave no node; square ones do.
 */
export interface FenceNode extends Range {
  readonly kind: 'fence';
  readonly open: OpenBracket;
  readonly close: CloseBracket;
  readonly items: readonly Node[];
  readonly separators: readonly Separator[];
}

export type OpenBracket = '(' | '[' | '\\{' | '{' | '<' | ']';
export type CloseBracket = ')' | ']' | '\\}' | '}' | '>' | '[';
export type MatrixDelimiter = '(' | '[' | '|' | '||' | '{' | 'none';

/** The direct children of a node, in source order. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'number':
    case 'symbol':
    case 'constant':
    case 'text':
    case 'ellipsis':
    case 'based':
      return [];
    case 'negate':
    case 'plusMinus':
    case 'percent':
      return [node.arg];
    case 'degree':
      return [node.arg, ...(node.minutes ? [node.minutes] : []), ...(node.seconds ? [node.seconds] : [])];
    case 'divide':
      return [node.numerator, node.denominator];
    case 'mixed':
      return [node.whole, node.fraction];
    case 'power':
      return [node.base, node.exponent];
    case 'root':
      return node.index ? [node.radicand, node.index] : [node.radicand];
    case 'big':
      return [...(node.lower ? [node.lower] : []), ...(node.upper ? [node.upper] : []), node.body];
    case 'derivative':
      return [node.body];
    case 'relation':
      return node.modulus ? [...node.operands, node.modulus] : node.operands;
    case 'list':
    case 'fence':
      return node.items;
    case 'setBuilder':
      return [node.element, node.condition];
    case 'matrix':
      return node.rows.flat();
    case 'cases':
      return node.rows.flatMap((row) => (row.condition ? [row.value, row.condition] : [row.value]));
    case 'add':
    case 'multiply':
    case 'call':
    case 'ratio':
    case 'logic':
    case 'setOperation':
      return node.args;
  }
}

/** Whether any node of the tree (itself included) satisfies the test. */
export function someNode(node: Node, test: (node: Node) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => someNode(child, test));
}

/** Names of all free variables, in order of first occurrence; those that sums, integrals and limits bind are not. */
export function symbolsOf(node: Node): string[] {
  const names = new Set<string>();
  const visit = (at: Node, bound: readonly string[]): void => {
    if (at.kind === 'symbol' && !bound.includes(at.name)) names.add(at.name);
    const variable = at.kind === 'big' && (at.lower !== null || at.operator === 'limit') ? at.variable : null;
    for (const child of childrenOf(at)) {
      const inside = at.kind === 'big' && variable !== null && child === at.body;
      visit(child, inside ? [...bound, variable] : bound);
    }
  };
  visit(node, []);
  return [...names];
}

/** 1 for ∞, −1 for −∞, null for everything else. */
export function isInfinity(node: Node): 1 | -1 | null {
  if (node.kind === 'constant' && node.name === 'infinity') return 1;
  if (node.kind === 'negate' && isInfinity(node.arg) === 1) return -1;
  return null;
}
