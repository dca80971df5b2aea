/** Whether a product is factored completely over the rationals, as far as that can be told quickly. */
import * as q from '../../exact/rational.ts';
import { evaluateUnivariate, type Univariate } from '../algebra/univariate.ts';
import { parse } from '../parse/parse.ts';
import { type Node, symbolsOf } from '../parse/tree.ts';
import { polynomialOfNode } from './exact-values.ts';

/** Beyond this, divisors are not tried. */
const largest = 100_000n;

/** True for a product of constants, powers of letters, and factors that cannot be split; false where that is not clear. */
export function isFullyFactored(answer: string): boolean {
  // f, g and h are unknowns here, not functions
  const result = parse(answer.replace(/(?<![A-Za-z\\])([fghFGH])\(/g, '$1 \\cdot ('));
  if (result.kind !== 'tree') return false;
  const factors = factorsOf(result.root).filter((factor) => symbolsOf(factor).length > 0);
  return factors.length > 0 && factors.every(isIrreducible);
}

function factorsOf(node: Node): Node[] {
  switch (node.kind) {
    case 'multiply':
      return node.args.flatMap(factorsOf);
    case 'negate':
      return factorsOf(node.arg);
    case 'divide':
      return symbolsOf(node.denominator).length === 0 ? factorsOf(node.numerator) : [node];
    case 'power':
      return factorsOf(node.base);
    case 'fence':
      return node.items.length === 1 ? factorsOf(node.items[0]!) : [node];
    default:
      return [node];
  }
}

function isIrreducible(factor: Node): boolean {
  const letters = [...new Set(symbolsOf(factor))];
  const [letter] = letters;
  if (letter === undefined || letters.length > 1) return false;
  const polynomial = polynomialOfNode(factor, letter);
  if (polynomial === null || !isPrimitive(polynomial)) return false;
  const degree = polynomial.length - 1;
  // a polynomial of degree 2 or 3 that splits has a rational root
  return degree === 1 || ((degree === 2 || degree === 3) && hasRationalRoot(polynomial) === false);
}

/** Whole coefficients without a common divisor; a fraction in a factor could have been taken out as well. */
function isPrimitive(polynomial: Univariate): boolean {
  if (!polynomial.every((coefficient) => q.isInteger(coefficient))) return false;
  const common = polynomial.reduce((sum, { n }) => q.gcd(sum, n < 0n ? -n : n), 0n);
  return common === 1n;
}

function divisorsOf(n: bigint): bigint[] {
  const found: bigint[] = [];
  for (let d = 1n; d <= n; d++) if (n % d === 0n) found.push(d);
  return found;
}

function hasRationalRoot(polynomial: Univariate): boolean | null {
  const size = (value: bigint): bigint => (value < 0n ? -value : value);
  const [last, lead] = [size(polynomial[0]!.n), size(polynomial.at(-1)!.n)];
  if (last === 0n) return true;
  if (last > largest || lead > largest) return null;
  const below = divisorsOf(lead);
  return divisorsOf(last).some((above) =>
    below.some((d) =>
      [q.rational(above, d), q.rational(-above, d)].some((x) => q.isZero(evaluateUnivariate(polynomial, x))),
    ),
  );
}
