/** Angles of triangles, quadrilaterals and polygons, in radians, and sectors of circles. */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import { refuted } from '../../verdicts.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { answeredBy } from './held.ts';
import { measured } from './lengths.ts';
import { captured, type Captures, patterns } from './patterns.ts';
import { readNumber, shown, timesPi } from './quantities.ts';

const degree = '(?: ?(?:\\^\\{?\\\\circ\\}?|°|degrees?))?';
const angle = (name: string): string => `{${name}:number}${degree}`;
const gon = '(?:a (?:regular )?polygon with {n:integer} sides|an? {nn:integer} ?-?(?:gon|sided polygon))';
const inTriangle = patterns(
  `two angles of a triangle are ${angle('a')} and ${angle('b')}[.,]* {find} the third(?: angle)?`,
  `a triangle has angles ${angle('a')} and ${angle('b')}[.,]* how large is the third angle`,
);
const inQuadrilateral = patterns(
  `three angles of a quadrilateral are ${angle('a')}, ${angle('b')},? and ${angle('c')}[.,]* {find} the fourth(?: angle)?`,
  `a quadrilateral has angles ${angle('a')}, ${angle('b')},? and ${angle('c')}[.,]* how large is the remaining angle`,
);
const interiorSum = patterns(`{find} the sum of the interior angles of ${gon}`);
const interior = patterns(
  `(?:{find} (?:each|an|the measure of each) interior angle of|how large is (?:an|each) interior angle of) a regular (?:polygon with {n:integer} sides|{m:integer} ?-?(?:gon|sided polygon))`,
);
const pi = '(?: in terms of pi| \\(exact\\))?';
const wanted = '(?<what>arc length|area)';
const sector = patterns(
  `{find} the (?:exact )?${wanted} of a (?:circular )?sector (?:with|of) radius {a:number} and (?:central )?angle ${angle('b')}${pi}`,
  `a sector has radius {a:number} and (?:central )?angle ${angle('b')}[.,]* {find} its (?:exact )?${wanted}${pi}`,
);

/** What the angles leave of a full sum; null where nothing is left. */
function rest(full: number, found: Captures): WorkedQuestion | null {
  const angles = [found['a'], found['b'], found['c']].filter((one) => one !== undefined).map(readNumber);
  if (angles.some((one) => one === null || q.sign(one) <= 0)) return null;
  const left = angles.reduce<Rational>((sum, one) => q.subtract(sum, one ?? q.zero), q.rational(full));
  return q.sign(left) > 0 ? answeredBy(shown(left), { degrees: true }) : null;
}

function polygon(found: Captures, isSum: boolean): WorkedQuestion | null {
  const n = Number(found['n'] ?? found['nn'] ?? found['m'] ?? 0);
  if (n < 3 || n > 1_000_000) return null;
  const sum = q.rational((n - 2) * 180);
  return answeredBy(shown(isSum ? sum : q.divide(sum, q.rational(n))), { degrees: true });
}

export const readAngle: ReadKind = (text) => {
  let found = captured(text, inTriangle);
  if (found !== null) return rest(180, found);
  found = captured(text, inQuadrilateral);
  if (found !== null) return rest(360, found);
  found = captured(text, interiorSum);
  if (found !== null) return polygon(found, true);
  found = captured(text, interior);
  return found === null ? null : polygon(found, false);
};

const inRadians = patterns(
  '(?:convert|change|express|write) {a:number} ?(?:\\^\\{?\\\\circ\\}?|°|degrees?) (?:to|in|into|as) radians',
  'how many radians are {a:number} ?(?:\\^\\{?\\\\circ\\}?|°|degrees?)',
);

/** "Convert 150 degrees to radians": 150° is the same angle, and no answer. */
export const readRadians: ReadKind = (text) => {
  const degrees = readNumber(captured(text, inRadians)?.['a'] ?? '');
  if (degrees === null) return null;
  const value = timesPi(q.divide(degrees, q.rational(180)));
  const worked = answeredBy(value, { told: `${value} radians` });
  const check: WorkedQuestion['check'] = (answer) =>
    /°|\\circ|degree/.test(answer)
      ? refuted('the question asks for radians', `it is ${value} radians`)
      : worked.check(answer.replace(/ ?(?:\\text\{ ?)?rad(?:ians)?\}?\.?$/, ''));
  return { kind: 'worked', check };
};

export const readSector: ReadKind = (text) => {
  const said = measured(text, sector);
  const [radius, central] = [said?.found['a'], said?.found['b']].map((one) => readNumber(one ?? ''));
  // Without a sign of degrees a small angle may be in radians.
  const isClear = /°|\\circ|degree/.test(text.plain);
  if (said === null || !radius || !central || !isClear || q.compare(central, q.rational(360)) > 0)
    return null;
  const share = q.divide(central, q.rational(360));
  const isArea = said.found['what']?.toLowerCase() === 'area';
  const factor = isArea ? q.multiply(radius, radius) : q.multiply(radius, q.rational(2));
  const value = timesPi(q.multiply(share, factor));
  return answeredBy(value, said.unit === null ? {} : { unit: { name: said.unit, power: isArea ? 2 : 1 } });
};
