/**
 * Equality of two trees with variables by sampling: positive, mixed and large reals, small fractions, whole numbers
 * where the trees ask for them, and the complex plane. Agreement must hold at several points and within rounding;
 * a difference must exceed what rounding explains, and is a witness. Points are a fixed function of the names, so
 * the verdict is repeatable.
 */
import { hash32 } from '../../base/random.ts';
import { someNode, symbolsOf, type Node } from '../parse/tree.ts';
import type { Budget } from './budget.ts';
import * as c from './complex.ts';
import type { Approximation } from './complex.ts';
import { evaluateAt, type Point } from './evaluate.ts';

export interface SampleOptions {
  /** Variables are positive. */
  readonly positive?: boolean;
  /** Variables that are whole numbers: all, or these. */
  readonly integers?: boolean | readonly string[];
  /** Points where the comparison does not count: outside what a problem allows. */
  readonly allowed?: (point: Point) => boolean;
  /** One variable is sampled within `width` of `middle` only. */
  readonly around?: { readonly name: string; readonly middle: number; readonly width: number };
}

export interface SampleResult {
  readonly verdict: 'equal' | 'different' | 'unknown';
  readonly agreed: number;
  /** `x = -1.25: 1.25 against -1.25` */
  readonly witness?: string;
  /** Points of a domain where just one side has a (real) value. */
  readonly domainDiffers: boolean;
  /** Agreement on positive reals, difference elsewhere: an absolute value or a branch is at stake. */
  readonly branch: boolean;
}

type Domain = 'positive' | 'mixed' | 'small' | 'large' | 'whole' | 'complex';

const pointsPerDomain: Readonly<Record<Domain, number>> = {
  positive: 6,
  mixed: 6,
  small: 3,
  large: 3,
  whole: 8,
  complex: 4,
};

function uniform(name: string, domain: Domain, index: number): number {
  let seed = 2166136261;
  for (let at = 0; at < name.length; at++) seed = Math.imul(seed ^ name.charCodeAt(at), 16777619);
  return hash32(seed, domain.charCodeAt(0) * 256 + domain.charCodeAt(1), index) / 2 ** 32;
}

function coordinate(name: string, domain: Domain, index: number): Approximation {
  const u = uniform(name, domain, index);
  switch (domain) {
    case 'positive':
      return c.real(0.3 + 3.4 * u);
    case 'mixed':
      return c.real((u < 0.65 ? -1 : 1) * (0.2 + 4 * uniform(name, domain, index + 1000)));
    case 'small':
      return c.real(0.05 + 0.9 * u);
    case 'large':
      return c.real(5 + 20 * u);
    case 'whole':
      return c.real(1 + Math.floor(u * 7) + (index >= 4 ? 3 : 0));
    case 'complex':
      return c.complex(0.4 + u, 0.3 + uniform(name, domain, index + 1000));
  }
}

function around(options: SampleOptions, name: string, domain: Domain, index: number): Approximation | null {
  if (options.around?.name !== name) return null;
  const { middle, width } = options.around;
  return c.real(middle + width * (1.98 * uniform(name, domain, index) - 0.99));
}

/** Whole numbers are asked for by factorials, binomials, symbolic bounds of sums, and (−1)^n. */
function wantsWholeNumbers(tree: Node): boolean {
  return someNode(
    tree,
    (node) =>
      (node.kind === 'call' &&
        ['factorial', 'doubleFactorial', 'binomial', 'permutations', 'mod', 'gcd', 'lcm'].includes(
          node.name,
        )) ||
      (node.kind === 'power' && isNegativeNumber(node.base) && symbolsOf(node.exponent).length > 0) ||
      (node.kind === 'big' &&
        node.operator !== 'integral' &&
        node.upper !== null &&
        symbolsOf(node.upper).length > 0),
  );
}

function isNegativeNumber(node: Node): boolean {
  return node.kind === 'negate' && node.arg.kind === 'number';
}

interface Tally {
  agreed: number;
  positiveAgreed: number;
  onlyOne: number;
  witness: string | null;
  witnessDomain: Domain | null;
}

function describe(point: Point): string {
  return [...point]
    .map(([name, { re, im }]) => `${name} = ${tidy(re)}${im === 0 ? '' : ` + ${tidy(im)}i`}`)
    .join(', ');
}

function tidy(value: number): string {
  return Number(value.toPrecision(6)).toString();
}

function show({ re, im }: Approximation): string {
  return Math.abs(im) < 1e-12 * (1 + Math.abs(re))
    ? tidy(re)
    : `${tidy(re)} ${im < 0 ? '-' : '+'} ${tidy(Math.abs(im))}i`;
}

/** Two values agree, differ beyond rounding, or are too blurred to tell. */
export function compareValues(a: Approximation, b: Approximation): 'agree' | 'differ' | 'blurred' {
  const difference = Math.hypot(a.re - b.re, a.im - b.im);
  const size = Math.max(c.modulus(a), c.modulus(b));
  const error = 8 * (a.error + b.error);
  if (error > 1e-5 * size && error > 1e-7) return difference > 50 * error ? 'differ' : 'blurred';
  if (difference <= error + 1e-11 * size) return 'agree';
  return difference > 20 * error + 1e-9 * size ? 'differ' : 'blurred';
}

function comparePoint(
  a: Node,
  b: Node,
  point: Point,
  domain: Domain,
  tally: Tally,
  complexValued: boolean,
  budget: Budget,
): void {
  const x = evaluateAt(a, point, budget);
  const y = evaluateAt(b, point, budget);
  if (x === null && y === null) return;
  if (x === null || y === null) {
    tally.onlyOne++;
    return;
  }
  if (domain !== 'complex' && !complexValued) {
    const realX = c.isReal(x);
    const realY = c.isReal(y);
    if (realX !== realY) tally.onlyOne++;
    if (!realX || !realY) return;
  }
  const verdict = compareValues(x, y);
  if (verdict === 'agree') {
    tally.agreed++;
    if (domain === 'positive' || domain === 'whole' || domain === 'small' || domain === 'large')
      tally.positiveAgreed++;
  } else if (verdict === 'differ' && tally.witness === null && domain !== 'complex') {
    tally.witness = `${describe(point)}: ${show(x)} against ${show(y)}`;
    tally.witnessDomain = domain;
  }
}

/** Compares two trees over the domains their shape and the options allow. Never decides on fewer than four points. */
export function sampleEquality(a: Node, b: Node, options: SampleOptions, budget: Budget): SampleResult {
  const names = [...new Set([...symbolsOf(a), ...symbolsOf(b)])];
  const complexValued = someNode(a, isImaginary) || someNode(b, isImaginary);
  const { integers = [] } = options;
  const isWhole = (name: string): boolean => typeof integers !== 'boolean' && integers.includes(name);
  const whole =
    integers === true ||
    (names.length > 0 && names.every(isWhole)) ||
    wantsWholeNumbers(a) ||
    wantsWholeNumbers(b);
  const domains: Domain[] = options.around
    ? ['mixed', 'small', 'positive']
    : whole
      ? ['whole']
      : options.positive === true
        ? ['positive', 'small', 'large']
        : ['positive', 'mixed', 'small', 'large', 'complex'];
  const tally: Tally = { agreed: 0, positiveAgreed: 0, onlyOne: 0, witness: null, witnessDomain: null };
  for (const domain of domains) {
    for (let index = 0; index < pointsPerDomain[domain]; index++) {
      budget.check();
      const place = (name: string): Approximation =>
        around(options, name, domain, index) ?? coordinate(name, isWhole(name) ? 'whole' : domain, index);
      const point = new Map(names.map((name) => [name, place(name)] as const));
      if (options.allowed?.(point) === false) continue;
      comparePoint(a, b, point, domain, tally, complexValued, budget);
      if (tally.witness !== null && (tally.positiveAgreed === 0 || tally.witnessDomain !== 'mixed')) break;
    }
    if (tally.witness !== null) break;
  }
  const { agreed, witness } = tally;
  const enough = agreed >= (names.length === 0 ? 1 : 4);
  return {
    verdict: witness !== null ? 'different' : enough ? 'equal' : 'unknown',
    agreed,
    ...(witness === null ? {} : { witness }),
    domainDiffers: tally.onlyOne > 0,
    branch: witness !== null && tally.positiveAgreed > 0,
  };
}

function isImaginary(node: Node): boolean {
  return node.kind === 'constant' && node.name === 'i';
}
