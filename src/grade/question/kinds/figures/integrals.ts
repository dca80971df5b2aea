/** "What is the integral from 1 to 4 of (2x - 4) dx?": definite integrals of polynomials, in words and in signs. */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import { evaluateUnivariate, type Univariate } from '../../../algebra/univariate.ts';
import type { ReadKind } from '../../worked.ts';
import { answeredBy } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { lettersIn, readNumber, readPolynomial, shown } from './quantities.ts';

const integral = '(?:the )?(?:value of )?(?:the )?(?:definite )?integral';
const sentences = patterns(
  '(?:{find}|what value does) (?:the value of )?∫(?: of)? from {a:formula} to {b:formula} of {f:formula} ?d{x:letter}(?: have)?',
  `{find} ${integral} of {f:formula} from {a:formula} to {b:formula}`,
  `(?:{find}|what value does) ${integral}(?: of)? from {a:formula} to {b:formula} of {f:formula} ?d{x:letter}(?: have)?`,
  '(?:{find}|what value does) \\\\int_\\{?{a:formula}\\}?\\^\\{?{b:formula}\\}? ?{f:formula} ?d{x:letter}(?: have)?',
);

const under = patterns(
  '{find} the area (?:under|below) (?:the (?:curve|graph|line|graph of) )?(?:[a-z](?:\\([a-z]\\))? ?= ?){f:formula} (?:from|between) (?:[a-z] ?= ?)?{a:number} (?:to|and) (?:[a-z] ?= ?)?{b:number}',
);

/** Nothing of it lies below the axis: an area is the integral then. */
const isAbove = (p: Univariate, from: Rational): boolean =>
  q.sign(from) >= 0 && p.every((c) => q.sign(c) >= 0);

export const readIntegral: ReadKind = (text) => {
  const area = captured(text, under);
  const { a = '', b = '', f = '', x } = area ?? captured(text, sentences) ?? {};
  const [only = 'x', another] = lettersIn(f);
  if (another !== undefined) return null;
  const [from, to, p] = [readNumber(a), readNumber(b), readPolynomial(f, x ?? only)];
  if (from === null || to === null || p === null) return null;
  if (area !== null && (!isAbove(p, from) || q.compare(from, to) >= 0)) return null;
  const primitive = [q.zero, ...p.map((c, k) => q.divide(c, q.rational(k + 1)))];
  return answeredBy(
    shown(q.subtract(evaluateUnivariate(primitive, to), evaluateUnivariate(primitive, from))),
  );
};
