/** Distance, midpoint, slope and line of two points. */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import type { QuestionText } from '../../read-text.ts';
import { refuted } from '../../verdicts.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { answeredBy, holds } from './held.ts';
import { answeredByLine } from './lines.ts';
import { captured, patterns } from './patterns.ts';
import { readNumber, readPoint, shown } from './quantities.ts';

const pair = '(?:the )?(?:points? )?(?:[A-Z] ?=? ?)?{a:point} (?:and|to) (?:[A-Z] ?=? ?)?{b:point}';
const joining = '(?:joining|from|between|connecting|with endpoints)';
const through =
  '(?:through|passing through|that passes through|containing|that goes through|which passes through)';
const steepness = '(?<what>slope|gradient)';
const sentences = patterns(
  `{find} the (?<what>distance) (?:between|from) ${pair}`,
  `how (?<what>far)(?: apart are| is it from) ${pair}`,
  `(?:{find} the|what is the) (?<what>length) of (?:the )?(?:line )?segment ${joining} ${pair}`,
  `{find} the (?<what>midpoint) (?:of|between) ${pair}`,
  `{find} the (?<what>midpoint|middle) of the (?:line )?segment ${joining} ${pair}`,
  `which point is (?<what>halfway) between ${pair}`,
  `{find} the ${steepness} of the (?:straight )?line ${through} ${pair}`,
  `a (?:straight )?line passes through ${pair}[.,]* {find} its ${steepness}`,
  `{find} (?:the|an) (?<what>equation) (?:of|for) the (?:straight )?line ${through} ${pair}`,
  `a (?:straight )?line passes through ${pair}[.,]* {find} its (?<what>equation)`,
  `which (?<what>line|straight line) (?:goes|passes) through ${pair}`,
);

const given = '(?:slope|gradient) (?:of )?(?<m>-?[\\d./]+)';
const sloped = patterns(
  `{find} (?:the|an) equation (?:of|for) the (?:straight )?line (?:with|of|that has|whose) ${given}(?:,? and| that)? (?:${through}|passes through|through) (?:the point )?{a:point}`,
  `{find} (?:the|an) equation (?:of|for) (?:the|a) (?:straight )?line ${through} (?:the point )?{a:point}(?: and)? (?:with|having|whose) ${given}`,
  `a (?:straight )?line (?:with|has) ${given}(?: and)? (?:goes through|passes through|passing through) (?:the point )?{a:point}[.,]* {find} its equation`,
);

/** "The line with slope 2 through (1, 5)". */
function readSloped(text: QuestionText): WorkedQuestion | null {
  const { m = '', a = '' } = captured(text, sloped) ?? {};
  const [slope, point] = [readNumber(m), readPoint(a)];
  return slope === null || point?.length !== 2 ? null : lineThrough(point, slope, q.one);
}

const half = q.rational(1, 2);

/** The exact square root as a formula, whole where it is. */
export function rootText(square: Rational): string {
  const exact = q.exactRoot(square, 2);
  return exact === null ? `\\sqrt{${shown(square)}}` : shown(exact);
}

const bracketed = (point: readonly Rational[]): string => `(${point.map(shown).join(', ')})`;

/** A point must be written as one: two numbers beside each other may be a list in any order. */
export function pointAnswer(point: readonly Rational[]): WorkedQuestion {
  const check: WorkedQuestion['check'] = (answer) => {
    const bare = answer.trim();
    if (/^(?:[A-Z]\s*=?\s*)?(?:\\left)?\(.*(?:\\right)?\)\.?$/.test(bare))
      return holds(bracketed(point), answer);
    return /^-?(?:[\d.]+|\\sqrt\{\d+\}|\\frac\{\d+\}\{\d+\})$/.test(bare)
      ? refuted('the question asks for a point', `it is ${bracketed(point)}`)
      : unknownCheck('not written as a point');
  };
  return { kind: 'worked', check };
}

/** `y = 3` is a line, and no slope. */
function slopeAnswer(slope: Rational): WorkedQuestion {
  const worked = answeredBy(shown(slope));
  const check: WorkedQuestion['check'] = (answer) =>
    /^\s*[xy]\s*=/.test(answer)
      ? refuted('the question asks for a slope', `${answer.trim()} is a line`)
      : worked.check(answer);
  return { kind: 'worked', check };
}

function lineThrough([x, y]: readonly Rational[], rise: Rational, run: Rational): WorkedQuestion | null {
  if (x === undefined || y === undefined) return null;
  if (q.isZero(run)) return answeredByLine(null, x);
  const slope = q.divide(rise, run);
  return answeredByLine(slope, q.subtract(y, q.multiply(slope, x)));
}

export const readPoints: ReadKind = (text) => {
  const { what = '', a = '', b = '' } = captured(text, sentences) ?? {};
  const [from, to] = [readPoint(a), readPoint(b)];
  if (a === '') return readSloped(text);
  if (from === null || to === null || from.length !== to.length || from.length > 3) return null;
  const steps = to.map((entry, i) => q.subtract(entry, from[i] ?? q.zero));
  const [run = q.zero, rise = q.zero] = steps;
  if (steps.every(q.isZero)) return null;
  switch (what.toLowerCase()) {
    case 'distance':
    case 'far':
    case 'length':
      return answeredBy(rootText(steps.map((step) => q.power(step, 2n)).reduce(q.add)));
    case 'midpoint':
    case 'middle':
    case 'halfway':
      return pointAnswer(from.map((entry, i) => q.add(entry, q.multiply(half, steps[i] ?? q.zero))));
    case 'slope':
    case 'gradient':
      return from.length !== 2 || q.isZero(run) ? null : slopeAnswer(q.divide(rise, run));
    default:
      return from.length === 2 ? lineThrough(from, rise, run) : null;
  }
};
