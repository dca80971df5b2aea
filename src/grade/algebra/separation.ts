/**
 * How small a non-zero algebraic number given by + − × ÷ and roots can be: the BFMSS bound (Burnikel, Funke,
 * Mehlhorn, Schirra, Schmitt 2009). With u and l bounds on the conjugates of a numerator and denominator that are
 * algebraic integers and D the product of the root indices: E ≠ 0 implies |E| ≥ 1 / (u^(D−1)·l).
 */
import { bitLength } from '../../exact/rational.ts';
import type { Node } from '../parse/tree.ts';

interface Bound {
  /** log₂ of u and of l. */
  readonly u: number;
  readonly l: number;
}

class NotAlgebraicError extends Error {}

class Separation {
  /** Distinct roots multiply the degree once. */
  private readonly roots = new Map<string, number>();

  get degree(): number {
    let degree = 1;
    for (const index of this.roots.values()) degree *= index;
    return degree;
  }

  of(node: Node): Bound {
    switch (node.kind) {
      case 'number':
        return { u: bitLength(node.value.n), l: bitLength(node.value.d) };
      case 'constant':
        if (node.name !== 'i') throw new NotAlgebraicError();
        this.roots.set('i', 2);
        return { u: 0, l: 0 };
      case 'negate':
        return this.of(node.arg);
      case 'percent':
        return this.divide(this.of(node.arg), { u: 7, l: 0 });
      case 'mixed':
        return this.add(this.of(node.whole), this.of(node.fraction));
      case 'add':
        return node.args.map((arg) => this.of(arg)).reduce((a, b) => this.add(a, b));
      case 'multiply':
        return node.args.map((arg) => this.of(arg)).reduce((a, b) => ({ u: a.u + b.u, l: a.l + b.l }));
      case 'divide':
        return this.divide(this.of(node.numerator), this.of(node.denominator));
      case 'root':
        return this.root(
          this.of(node.radicand),
          wholeNumber(node.index),
          JSON.stringify(node.radicand, jsonValue),
        );
      case 'power':
        return this.power(node);
      case 'fence':
        if (node.items.length === 1) return this.of(node.items[0]!);
        throw new NotAlgebraicError();
      default:
        throw new NotAlgebraicError();
    }
  }

  private add(a: Bound, b: Bound): Bound {
    return { u: Math.max(a.u + b.l, a.l + b.u) + 1, l: a.l + b.l };
  }

  private divide(a: Bound, b: Bound): Bound {
    return { u: a.u + b.l, l: a.l + b.u };
  }

  private root(a: Bound, index: number, key: string): Bound {
    if (index < 2 || index > 64) throw new NotAlgebraicError();
    this.roots.set(`${index}:${key}`, index);
    return a.u >= a.l
      ? { u: (a.u + (index - 1) * a.l) / index, l: a.l }
      : { u: a.u, l: ((index - 1) * a.u + a.l) / index };
  }

  private power(node: Extract<Node, { kind: 'power' }>): Bound {
    const { exponent } = node;
    const negative = exponent.kind === 'negate';
    const plain = negative ? exponent.arg : exponent;
    const [n, d] =
      plain.kind === 'divide'
        ? [wholeNumber(plain.numerator), wholeNumber(plain.denominator)]
        : plain.kind === 'number'
          ? [Number(plain.value.n), Number(plain.value.d)]
          : [0, 0];
    if (n < 1 || d < 1 || n > 500) throw new NotAlgebraicError();
    const base = this.of(node.base);
    const rooted = d === 1 ? base : this.root(base, d, JSON.stringify(node.base, jsonValue));
    const raised = { u: rooted.u * n, l: rooted.l * n };
    return negative ? this.divide({ u: 0, l: 0 }, raised) : raised;
  }
}

function jsonValue(key: string, value: unknown): unknown {
  if (key === 'start' || key === 'end') return undefined;
  return typeof value === 'bigint' ? value.toString() : value;
}

function wholeNumber(node: Node | null): number {
  if (node === null) return 2;
  if (node.kind !== 'number' || node.value.d !== 1n || node.value.n > 10_000n) throw new NotAlgebraicError();
  return Number(node.value.n);
}

/** Bits b such that a value of this form below 2^−b is exactly zero; null for what is not algebraic. */
export function separationBits(node: Node): number | null {
  try {
    const separation = new Separation();
    const { u, l } = separation.of(node);
    return Math.ceil((separation.degree - 1) * (u + 1) + l + 2);
  } catch (error) {
    if (error instanceof NotAlgebraicError) return null;
    throw error;
  }
}
