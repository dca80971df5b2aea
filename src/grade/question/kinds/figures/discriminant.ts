/** "Find the discriminant of 2x^2 - 3x + 1.", "How many real roots does x^3 - x + 1 = 0 have?" */
import * as q from '../../../../exact/rational.ts';
import { Budget } from '../../../algebra/budget.ts';
import { countRealRoots, squareFree } from '../../../algebra/univariate.ts';
import type { ReadKind } from '../../worked.ts';
import { answeredBy } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { polynomialOf, shown } from './quantities.ts';

const discriminants = patterns(
  '{find} the discriminant of (?:the (?:quadratic|quadratic equation|equation|polynomial) )?{f:formula}',
);
const counts = patterns(
  'how many (?:distinct )?real (?:roots|solutions|zeros) does (?:the (?:equation|polynomial) )?{f:formula} have',
  '{find} the number of (?:distinct )?real (?:roots|solutions|zeros) of (?:the (?:equation|polynomial) )?{f:formula}',
);

export const readDiscriminant: ReadKind = (text) => {
  const p = polynomialOf(captured(text, discriminants)?.['f'] ?? '');
  const [c, b, a, ...higher] = p ?? [];
  if (c === undefined || b === undefined || a === undefined || higher.length > 0) return null;
  const four = q.rational(4);
  return answeredBy(shown(q.subtract(q.multiply(b, b), q.multiply(four, q.multiply(a, c)))));
};

export const readRootCount: ReadKind = (text) => {
  const p = polynomialOf(captured(text, counts)?.['f'] ?? '');
  if (p === null || p.length < 2) return null;
  try {
    // A root that counts twice is one root or two, by the book.
    if (squareFree(p, new Budget()).length !== p.length) return null;
    return answeredBy(countRealRoots(p, new Budget()).toString());
  } catch {
    return null;
  }
};
