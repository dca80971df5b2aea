/** Stationary points, tangents and slopes of polynomials, and limits of quotients of polynomials. */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import { evaluateUnivariate, type Univariate } from '../../../algebra/univariate.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { answeredBy, holds } from './held.ts';
import { answeredByLine } from './lines.ts';
import { captured, patterns } from './patterns.ts';
import { lettersIn, readNumber, readPolynomial, readQuotient, shown } from './quantities.ts';

const stationary = patterns(
  '(?:find|determine) the x-values of the stationary points of {f:formula}',
  '(?:find|determine) where {f:formula} has stationary points',
  '(?:at|for) which {x:letter} is the derivative of {f:formula} zero',
  '(?:find|give) the critical points of {f:formula} \\( ?values of {x:letter} ?\\)',
  'where is the tangent to {f:formula} horizontal',
  '(?:find|determine|give) all {x:letter} (?:where|at which) {f:formula} is stationary',
);
const to = '(?:the graph of |the curve )?{f:formula} at {p:formula}';
const tangents = patterns(
  `(?:find|determine|give|what is) (?:the )?(?:equation of the tangent(?: line)?|tangent line) to ${to}`,
  `(?:find|write|give) the equation of the line tangent to ${to}`,
  `the curve {f:formula} has which tangent at {p:formula}`,
);
const slopes = patterns(
  `{find} the (?:slope|gradient|derivative|rate of change) of (?:the (?:curve|graph of|graph|function|tangent(?: line)? to(?: the curve)?) )?{f:formula} at {p:formula}`,
  'how steep is {f:formula} at {p:formula}',
  'at (?:what|which) rate does {f:formula} change at {p:formula}',
  'differentiate {f:formula} and put in {p:formula}',
);
const arrow = '(?: ?\\\\to | ?\\\\rightarrow | ?-> ?| ?→ ?)';
const approaches = '(?:approaches|goes to|tends to)';
const limits = patterns(
  `(?:{find} )?(?:the limit )?\\\\lim_\\{{x:letter}${arrow}{a:formula}\\} ?{f:formula}`,
  `(?:{find} )?(?:the limit )?lim {x:letter}${arrow}{a:formula} of {f:formula}`,
  `{find} the limit of {f:formula} as {x:letter} ${approaches} {a:formula}`,
  `{find} the limit as {x:letter} ${approaches} {a:formula} of {f:formula}`,
  `what does {f:formula} (?:approach|tend to) as {x:letter} ${approaches} {a:formula}`,
);

/** `f(x) = …`, `y = …` or the formula alone: the polynomial and its letter. */
function curve(written: string): { readonly p: Univariate; readonly letter: string } | null {
  const [, argument, body = ''] = /^(?:[A-Za-z]\(([A-Za-z])\) ?=|y ?=)?([^=<>]+)$/.exec(written.trim()) ?? [];
  const [letter = 'x', another] = lettersIn(body);
  const p = another === undefined ? readPolynomial(body, letter) : null;
  return p === null || p.length < 2 || (argument ?? letter) !== letter ? null : { p, letter };
}

const derivative = (p: Univariate): Univariate => p.slice(1).map((c, k) => q.multiply(c, q.rational(k + 1)));

/** The real roots of a linear or quadratic polynomial, as formulas; null for others, and where there is none. */
function rootsOf([c, b, a, ...higher]: Univariate): string[] | null {
  if (c === undefined || b === undefined || higher.length > 0) return null;
  if (a === undefined) return [shown(q.negate(q.divide(c, b)))];
  const discriminant = q.subtract(q.multiply(b, b), q.multiply(q.rational(4), q.multiply(a, c)));
  if (q.sign(discriminant) < 0) return null;
  const bottom = q.multiply(q.rational(2), a);
  const root = q.exactRoot(discriminant, 2);
  if (root !== null) {
    const both = [q.negate(root), root].map((one) => shown(q.divide(q.subtract(one, b), bottom)));
    return [...new Set(both)];
  }
  return ['-', '+'].map(
    (sign) => `\\frac{${shown(q.negate(b))} ${sign} \\sqrt{${shown(discriminant)}}}{${shown(bottom)}}`,
  );
}

function stationaryAt(written: string, named: string | undefined): WorkedQuestion | null {
  const read = curve(written);
  if (read === null || (named ?? read.letter) !== read.letter) return null;
  const roots = rootsOf(derivative(read.p));
  if (roots === null) return null;
  // Points may be told in full; the question here is for the places alone.
  const check: WorkedQuestion['check'] = (answer) => {
    if (/[([{]/.test(answer.replace(/\\(?:frac|sqrt)\s*\{|\}\s*\{/g, '')))
      return unknownCheck('places or points');
    const bare = answer
      .replace(new RegExp(`(?<![A-Za-z\\\\])${read.letter} ?=`, 'g'), '')
      .replace(/\b(?:and|or)\b/g, ',');
    return holds(roots.join(', '), bare);
  };
  return { kind: 'worked', check };
}

/** A curve, the place `x = 2` on it, and its slope there. */
function slopeAt(
  written: string,
  place: string,
): {
  readonly p: Univariate;
  readonly letter: string;
  readonly a: Rational;
  readonly slope: Rational;
} | null {
  const read = curve(written);
  const [, letter, at] = /^(?:the point (?:where |with )?)?([A-Za-z]) ?= ?(.+)$/.exec(place.trim()) ?? [];
  const a = readNumber(at ?? '');
  if (read === null || a === null || letter !== read.letter || letter === 'y') return null;
  return { ...read, a, slope: evaluateUnivariate(derivative(read.p), a) };
}

function tangentAt(written: string, place: string): WorkedQuestion | null {
  const read = slopeAt(written, place);
  if (read === null) return null;
  const { p, letter, a, slope } = read;
  return answeredByLine(slope, q.subtract(evaluateUnivariate(p, a), q.multiply(slope, a)), letter);
}

/** The polynomial without its root at `a`, which it must have. */
function withoutRoot(p: Univariate, a: Rational): Univariate {
  const quotient: Rational[] = [];
  let carry = q.zero;
  for (const coefficient of [...p].reverse()) {
    carry = q.add(q.multiply(carry, a), coefficient);
    quotient.unshift(carry);
  }
  return quotient.slice(1);
}

/** The limit of top/bottom at a; null where it is no number. */
function limitAt(top: Univariate, bottom: Univariate, a: Rational): Rational | null {
  const [x, y] = [evaluateUnivariate(top, a), evaluateUnivariate(bottom, a)];
  if (!q.isZero(y)) return q.divide(x, y);
  return q.isZero(x) && top.length > 1 ? limitAt(withoutRoot(top, a), withoutRoot(bottom, a), a) : null;
}

function limitAtInfinity(top: Univariate, bottom: Univariate): Rational | null {
  const [leading, below] = [top.at(-1), bottom.at(-1)];
  if (leading === undefined || below === undefined || top.length > bottom.length) return null;
  return top.length < bottom.length ? q.zero : q.divide(leading, below);
}

function limitOf(formula: string, letter: string, to: string): WorkedQuestion | null {
  const quotient = readQuotient(formula.trim(), letter);
  if (quotient === null) return null;
  const place = to.replace(/[{}\s]/g, '');
  const isInfinite = /^[+-]?(?:\\infty|infinity|inf|∞|oo)$/.test(place);
  const at = readNumber(to);
  if (!isInfinite && at === null) return null;
  const { numerator, denominator } = quotient;
  const value = at === null ? limitAtInfinity(numerator, denominator) : limitAt(numerator, denominator, at);
  return value === null ? null : answeredBy(shown(value));
}

export const readCurve: ReadKind = (text) => {
  let found = captured(text, stationary);
  if (found !== null) return stationaryAt(found['f'] ?? '', found['x']);
  found = captured(text, tangents);
  if (found !== null) return tangentAt(found['f'] ?? '', found['p'] ?? '');
  found = captured(text, slopes);
  const slope = found === null ? null : slopeAt(found['f'] ?? '', found['p'] ?? '')?.slope;
  if (slope != null) return answeredBy(shown(slope));
  found = captured(text, limits);
  return found === null ? null : limitOf(found['f'] ?? '', found['x'] ?? '', found['a'] ?? '');
};
