/**
 * Whether two expressions are equal: normal form first (decides polynomials, rational functions, radicals, special
 * angles), then enclosures for constants, then sampling for functions. Every answer names the tier that gave it;
 * "different" carries a witness; what no tier settles in time is "unknown".
 */
import { SizeLimitError } from '../../exact/rational.ts';
import { symbolsOf, type Node } from '../parse/tree.ts';
import { Budget, BudgetError, defaultTimeoutMs } from './budget.ts';
import * as c from './complex.ts';
import { enclose, excludesZero } from './enclose.ts';
import { evaluateAt } from './evaluate.ts';
import { differenceNumerator, keyOf, UndefinedError, type Fraction } from './fraction.ts';
import { normalise, NotAnExpressionError } from './normal.ts';
import * as p from './polynomial.ts';
import type { Assumptions } from './ring.ts';
import { compareValues, sampleEquality, type SampleOptions } from './sample.ts';
import { separationBits } from './separation.ts';

/** Which argument settled the matter. `digits`: agreement to many digits without a proof. */
export type Tier = 'text' | 'exact' | 'interval' | 'digits' | 'sampling' | 'structure' | 'rounding' | 'limit';

export interface Decision {
  readonly verdict: 'equal' | 'different' | 'unknown';
  readonly tier: Tier;
  readonly reason: string;
  /** A point, or the two values, that shows the difference. */
  readonly witness?: string;
}

export interface DecideOptions extends Assumptions, SampleOptions {
  readonly timeoutMs?: number;
}

/** Constants that agree to this many bits (about 60 digits) without a proof count as equal, tier `digits`. */
const agreementBits = 200;
const maxSeparationBits = 6_000;

export function equal(tier: Tier, reason: string): Decision {
  return { verdict: 'equal', tier, reason };
}
export function different(tier: Tier, reason: string, witness?: string): Decision {
  return { verdict: 'different', tier, reason, ...(witness === undefined ? {} : { witness }) };
}
export function unknown(tier: Tier, reason: string): Decision {
  return { verdict: 'unknown', tier, reason };
}

/** Decides a = b. Limits give `unknown`; throws BudgetError only where the time of a shared budget is up. */
export function decideEqual(a: Node, b: Node, options: DecideOptions = {}, shared?: Budget): Decision {
  const budget = shared ?? new Budget(options.timeoutMs ?? defaultTimeoutMs);
  try {
    return decide(a, b, options, budget);
  } catch (error) {
    // The caller's time is up: what it still has to compare is not begun.
    if (error instanceof BudgetError && shared?.exhausted === true) throw error;
    if (error instanceof BudgetError || error instanceof SizeLimitError)
      return unknown('limit', error.message);
    if (error instanceof UndefinedError) return unknown('exact', error.message);
    if (error instanceof NotAnExpressionError) return unknown('structure', error.message);
    if (error instanceof RangeError) return unknown('limit', 'too large or too deep');
    throw error;
  }
}

function decide(a: Node, b: Node, options: DecideOptions, budget: Budget): Decision {
  const forms = normalForms(a, b, options, budget);
  const variables = new Set([...symbolsOf(a), ...symbolsOf(b)]).size;
  if (forms !== null) {
    const [left, right] = forms;
    const difference = differenceNumerator(left, right, budget);
    if (p.isZero(difference)) return equal('exact', gapNote(a, b, budget) ?? domainNote(left, right));
    const generators = p.generatorsOf(difference);
    // |x| is no longer free of x where x has one sign.
    if (options.around === undefined && generators.every(isIndependent))
      return different('exact', 'the normal forms differ', witnessOf(a, b, budget));
  }
  return variables === 0 ? decideConstants(a, b, budget) : decideFunctions(a, b, options, budget);
}

/** Both normal forms, or null where one grows too large or holds something without one. */
function normalForms(
  a: Node,
  b: Node,
  options: DecideOptions,
  budget: Budget,
): readonly [Fraction, Fraction] | null {
  try {
    // Sampling needs time too.
    const ring = { budget: budget.part(0.5), assumptions: options };
    return [normalise(a, ring), normalise(b, ring)];
  } catch (error) {
    if (error instanceof BudgetError && !budget.exhausted) return null;
    if (error instanceof SizeLimitError) return null;
    throw error;
  }
}

/** Variables, π, and products of distinct prime radicals and i are independent: a non-zero form is not zero. */
function isIndependent(generator: p.Generator): boolean {
  return (
    generator.nature === 'variable' ||
    generator.key === 'i' ||
    generator.key === 'pi' ||
    generator.key.startsWith('p:')
  );
}

const likelyGaps = [0, 1, -1, 2, -2, 3, -3];

/** Names a point where just one of two equal expressions has a value: x²/x and x at 0. */
function gapNote(a: Node, b: Node, budget: Budget): string | null {
  const names = symbolsOf({ kind: 'add', args: [a, b], start: 0, end: 0 });
  const [name] = names;
  if (name === undefined || names.length > 1) return null;
  for (const at of likelyGaps) {
    const point = new Map([[name, c.real(at)]]);
    if ((evaluateAt(a, point, budget) === null) !== (evaluateAt(b, point, budget) === null))
      return `equal wherever both are defined; at ${name} = ${at} only one of them is`;
  }
  return null;
}

function domainNote(left: Fraction, right: Fraction): string {
  const same =
    left.denominator.size === right.denominator.size &&
    p.keyOf(left.denominator) === p.keyOf(right.denominator);
  return same || keyOf(left) === keyOf(right) ? 'the same normal form' : 'equal wherever both are defined';
}

/** The first sample at which the two differ, for the reader. */
function witnessOf(a: Node, b: Node, budget: Budget): string | undefined {
  return sampleEquality(a, b, {}, budget).witness;
}

function decideConstants(a: Node, b: Node, budget: Budget): Decision {
  const empty = new Map();
  const x = evaluateAt(a, empty, budget);
  const y = evaluateAt(b, empty, budget);
  if (x !== null && y !== null && compareValues(x, y) === 'differ') {
    const shown = (value: c.Approximation): string =>
      Math.abs(value.im) < 1e-12 ? String(value.re) : `${value.re} + ${value.im}i`;
    return different('interval', 'the values differ', `${shown(x)} against ${shown(y)}`);
  }
  const difference: Node = {
    kind: 'add',
    args: [a, { kind: 'negate', arg: b, start: 0, end: 0 }],
    start: 0,
    end: 0,
  };
  const needed = separationBits(difference);
  for (let bits = 128; ; bits *= 2) {
    budget.check();
    const value = enclose(difference, bits, budget);
    if (value === null) break;
    if (excludesZero(value))
      return different(
        'interval',
        'the values differ',
        `they differ beyond ${Math.floor(bits * 0.3)} bits of precision`,
      );
    const width = largest(value);
    const agreed = bits - width;
    if (needed !== null && agreed > needed)
      return equal('interval', 'closer than distinct algebraic numbers of this form can be');
    if ((needed === null || needed > maxSeparationBits) && agreed > agreementBits)
      return equal('digits', `agree to ${Math.floor(agreed * 0.301)} digits`);
    if (bits > 2 * maxSeparationBits) break;
  }
  if (x !== null && y !== null && compareValues(x, y) === 'agree')
    return equal('digits', 'agree to double precision');
  return unknown('interval', 'the values could not be compared');
}

/** log₂ of the largest absolute end point, in units of the last bit. */
function largest(value: { re: { lo: bigint; hi: bigint }; im: { lo: bigint; hi: bigint } }): number {
  const size = [value.re.lo, value.re.hi, value.im.lo, value.im.hi]
    .map((end) => (end < 0n ? -end : end))
    .reduce((x, y) => (x > y ? x : y));
  return size.toString(2).length;
}

function decideFunctions(a: Node, b: Node, options: DecideOptions, budget: Budget): Decision {
  const result = sampleEquality(a, b, options, budget);
  if (result.verdict === 'equal') {
    const note = result.domainDiffers ? ', where both are defined: their domains differ' : '';
    return equal('sampling', `agree at ${result.agreed} points${note}`);
  }
  if (result.verdict === 'different') {
    const note = result.branch
      ? 'they agree for positive values only: an absolute value or a branch cut is at stake'
      : 'the values differ at a point';
    return different('sampling', note, result.witness);
  }
  return unknown('sampling', 'too few points where both have a value');
}
