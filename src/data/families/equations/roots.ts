/**
 * Roots of polynomials with rational roots, found in lines: scale to integers, take out powers of the letter, divide
 * roots off by Horner's rule, and finish the last quadratic by its discriminant.
 */
import { degreeOf, type Polynomial } from '../kit/polynomial.ts';
import { q, ratio, type Rational } from '../kit/rational.ts';
import { polynomialTex } from '../kit/text.ts';
import { gcd } from '../../../exact/rational.ts';
import type { Work } from '../kit/work.ts';

export interface FoundRoots {
  /** With repetition, in the order found. */
  readonly roots: readonly Rational[];
  /** The leading coefficient. */
  readonly scale: Rational;
}

/** The factor that makes all coefficients coprime integers with a positive first one. */
function primitiveFactor(p: Polynomial): Rational {
  const bottom = p.reduce((all, c) => (all * c.d) / gcd(all, c.d), 1n);
  const top = p.reduce((all, c) => gcd(all, (c.n * bottom) / c.d), 0n);
  const sign = p.at(-1)!.sign() < 0 ? -1n : 1n;
  return ratio(sign * bottom, top);
}

function scaleInLines(p: Polynomial, work: Work): Polynomial {
  const factor = primitiveFactor(p);
  if (factor.equals(1)) return p;
  const isWhole = factor.isInteger();
  const shown = isWhole ? factor : q(1).over(factor);
  const results = p.map((c) => (isWhole ? work.calc`${c}*${shown}` : work.frac`${c}/${shown}`)).reverse();
  work.line(
    `${isWhole ? 'Multiply' : 'Divide'} by $${shown.toLatex()}$: ${results.map(({ mark }) => `$${mark}$`).join(', ')}`,
  );
  return results.map(({ value }) => value).reverse();
}

/** Divides by (x − root) in one line of Horner's rule; the remainder is the last value. */
function divideOff(p: Polynomial, root: Rational, options: { readonly work: Work }): Polynomial {
  const { work } = options;
  const notes: string[] = [];
  const down = [...p].reverse();
  const quotient: Rational[] = [];
  let carried = down[0]!;
  for (const next of down.slice(1)) {
    quotient.push(carried);
    const result = work.timesPlus(carried, root, next);
    notes.push(`$${result.mark}$`);
    carried = result.value;
  }
  work.line(`Root $${root.toLatex()}$: ${notes.join(', ')}`);
  if (carried.sign() !== 0) throw new RangeError('divideOff: not a root');
  return quotient.reverse();
}

/** x = (−b ± √D)/(2a) with a rational root of D; writes the lines. Throws a RangeError where there is none. */
export function quadraticInLines(p: Polynomial, work: Work): Rational[] {
  const [c, b, a] = [p[0]!, p[1]!, p[2]!];
  const d = work.calc`${b}^2-4*${a}*${c}`;
  const s = work.calc`isqrt(${d})`;
  if (d.value.sign() < 0 || !s.value.times(s.value).equals(d.value))
    throw new RangeError('quadratic: no rational roots');
  work.line(`Discriminant: $${d.mark}$, root: $${s.mark}$`);
  const low = work.frac`(${b.negated()}-${s})/(2*${a})`;
  if (s.value.sign() === 0) {
    work.line(`Double root: $${low.mark}$`);
    return [low.value, low.value];
  }
  const high = work.frac`(${b.negated()}+${s})/(2*${a})`;
  const both = work.choose([low, high], [[low], [high]]);
  work.line(`Roots: ${both.map((root) => `$${root.mark}$`).join(', ')}`);
  return both.map(({ value }) => value);
}

/** How the product found so far stands: with its roots' factors, and `= 0` for an equation. */
interface Product {
  readonly front: Rational;
  readonly roots: readonly Rational[];
  readonly rest: Polynomial;
}

function productTex({ front, roots, rest }: Product, letter: string): string {
  const factors = roots.map((root) =>
    root.sign() === 0 ? letter : `(${polynomialTex([root.negated(), 1], letter)})`,
  );
  const times = new Map<string, number>();
  for (const factor of factors) times.set(factor, (times.get(factor) ?? 0) + 1);
  const shown = [...times].map(([factor, n]) => (n === 1 ? factor : `${factor}^${n}`)).join('');
  const lead = front.equals(1) ? '' : front.equals(-1) ? '-' : front.toLatex();
  return `${lead}${shown}(${polynomialTex(rest, letter)})`;
}

/** Writes the search and returns all roots; `known` are the roots that a solver would spot, with repetition. */
export function findRoots(
  polynomial: Polynomial,
  known: readonly Rational[],
  options: { readonly letter: string; readonly work: Work; readonly isEquation: boolean },
): FoundRoots {
  const { letter, work, isEquation } = options;
  let rest = scaleInLines(polynomial, work);
  const scale = polynomial.at(-1)!;
  const front = isEquation ? q(1) : scale.over(rest.at(-1)!);
  const end = isEquation ? ' = 0' : '';
  const roots: Rational[] = [];
  const show = (): void => {
    if (degreeOf(rest) > 0) work.line(`$${productTex({ front, roots, rest }, letter)}${end}$`);
  };
  if (!front.equals(1) || rest !== polynomial) {
    if (isEquation) work.line(`$${polynomialTex(rest, letter)} = 0$`);
    else show();
  }
  let zeros = 0;
  while (rest[zeros]?.sign() === 0) zeros++;
  if (zeros > 0) {
    rest = rest.slice(zeros);
    roots.push(...Array.from({ length: zeros }, () => q(0)));
    show();
  }
  const candidates = known
    .filter((root) => root.sign() !== 0)
    .sort((a, b) => Number(a.d - b.d) || a.abs().compare(b.abs()));
  while (degreeOf(rest) > 2) {
    const root = candidates.shift();
    if (root === undefined) throw new RangeError('findRoots: no candidate left');
    rest = divideOff(rest, root, options);
    roots.push(root);
    show();
  }
  roots.push(...lastRoots(rest, options));
  if (isEquation && roots.length > 1)
    work.line(`$${letter} = ${rootsTex(roots).split(', ').join(`$ or $${letter} = `)}$`);
  return { roots, scale };
}

/** The roots of what is left, of degree 0, 1 or 2. */
function lastRoots(rest: Polynomial, { work }: { readonly work: Work }): Rational[] {
  if (degreeOf(rest) === 2) return quadraticInLines(rest, work);
  if (degreeOf(rest) < 1) return [];
  const root = work.frac`${rest[0]!.negated()}/${rest[1]!}`;
  work.line(`Root: $${root.mark}$`);
  return [root.value];
}

/** Different roots in ascending order, as LaTeX. */
export function rootsTex(roots: readonly Rational[]): string {
  const sorted = [...roots].sort((a, b) => a.compare(b));
  return sorted
    .filter((root, i) => i === 0 || !root.equals(sorted[i - 1]!))
    .map((root) => root.toLatex())
    .join(', ');
}

/** ASCII of `scale · ∏ (x − root)` with integer factors, a common denominator at the end. */
export function factoredText(roots: readonly Rational[], scale: Rational, letter: string): string {
  const sorted = [...roots].sort((a, b) => a.compare(b));
  const distinct = sorted.filter((root, i) => i === 0 || !root.equals(sorted[i - 1]!));
  const front = sorted.reduce((all, root) => all.over(root.d), scale);
  const factors = distinct.map((root) => {
    const times = sorted.filter((other) => other.equals(root)).length;
    const first = root.d === 1n ? letter : `${root.d}*${letter}`;
    const shift = root.n < 0n ? ` + ${-root.n}` : ` - ${root.n}`;
    const inside = root.n === 0n ? letter : `(${first}${shift})`;
    return inside + (times > 1 ? `**${times}` : '');
  });
  const ordered = [...factors].sort((a, b) => Number(b.startsWith(letter)) - Number(a.startsWith(letter)));
  const n = front.abs().n;
  const lead = n === 1n && ordered.length > 0 ? [] : [n.toString()];
  const text = [...lead, ...ordered].join('*');
  return `${front.sign() < 0 ? '-' : ''}${text}${front.d === 1n ? '' : `/${front.d}`}`;
}
