/** What an answer can be, as data: the kinds that `recognise` finds and `compare` decides between. */
import type { Decision } from '../algebra/decide.ts';
import type { Budget } from '../algebra/budget.ts';
import type { Node } from '../parse/tree.ts';
import type { EquivalentOptions, Instructions } from './options.ts';
import type { Unit } from './units.ts';

export type Shape = 'list' | 'set' | 'tuple' | 'braces';

export type Answer =
  /** An expression, perhaps with a unit; `name` is what it was assigned to (`x = 5`). */
  | {
      readonly kind: 'value';
      readonly node: Node;
      readonly value: Node;
      readonly unit: Unit;
      readonly name: string | null;
      /** The equation whose left side was taken off as a name. */
      readonly equation?: Extract<Node, { kind: 'relation' }>;
    }
  | {
      readonly kind: 'items';
      readonly node: Node;
      readonly items: readonly Answer[];
      readonly shape: Shape;
      readonly name: string | null;
    }
  /** A set of reals: intervals, unions, solved inequalities. */
  | { readonly kind: 'region'; readonly node: Node; readonly region: Region; readonly name?: string | null }
  | { readonly kind: 'matrix'; readonly node: Node; readonly rows: readonly (readonly Node[])[] }
  | { readonly kind: 'relation'; readonly node: Extract<Node, { kind: 'relation' }> }
  | { readonly kind: 'ratio'; readonly node: Node; readonly parts: readonly Node[] }
  | { readonly kind: 'residue'; readonly node: Node; readonly value: Node; readonly modulus: Node }
  | { readonly kind: 'cases'; readonly node: Extract<Node, { kind: 'cases' }> }
  | { readonly kind: 'words'; readonly node: Node; readonly text: string };

export interface Endpoint {
  /** Null at ±∞. */
  readonly node: Node | null;
  /** Approximate value, ±Infinity, or NaN where it holds variables. */
  readonly value: number;
  readonly closed: boolean;
}

export interface Piece {
  readonly lo: Endpoint;
  readonly hi: Endpoint;
}

/** Disjoint pieces in ascending order. */
export interface Region {
  readonly pieces: readonly Piece[];
}

/** What a comparison needs besides the two answers. */
export interface Context {
  readonly options: EquivalentOptions;
  readonly instructions: Instructions;
  readonly budget: Budget;
  /** One side says radians: a degree sign may not be left out. */
  readonly radians?: boolean;
  /** One side says that its parameter is any whole number: `k \in \mathbb{Z}`. */
  readonly runsThroughIntegers?: boolean;
  /** One side says that it gives the points of a line. */
  readonly isLine?: boolean;
}

/** One kind of answer. */
export type Of<K extends Answer['kind']> = Extract<Answer, { kind: K }>;

/** The comparison of any two answers, handed to those that compare parts. */
export type Compare = (gold: Answer, pred: Answer, context: Context) => Decision;
