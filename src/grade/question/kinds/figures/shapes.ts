/** Areas, perimeters and volumes of the usual figures, and the sides of right triangles, in their short sentences. */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import type { ReadKind } from '../../worked.ts';
import { answeredBy } from './held.ts';
import { measured } from './lengths.ts';
import { patterns } from './patterns.ts';
import { rootText } from './points.ts';
import { readNumber, shown, timesPi } from './quantities.ts';

/** The value of a figure from its lengths a, b, c, as a formula; null where there is no such figure. */
type Measure = (a: Rational, b: Rational, c: Rational) => string | null;

interface Figure {
  readonly sentences: readonly RegExp[];
  /** By what is asked for, in lower case; the power of the unit behind it. */
  readonly values: Readonly<Record<string, readonly [power: number, measure: Measure]>>;
}

const inPi = '(?: in terms of pi| \\(exact\\)|, exact)?';
const exact = '(?:exact )?';
const [half, third] = [q.rational(1, 2), q.rational(1, 3)];
const product = (...factors: readonly Rational[]): Rational => factors.reduce(q.multiply);
const square = (a: Rational): Rational => q.multiply(a, a);
const cube = (a: Rational): Rational => product(a, a, a);
const twice = (a: Rational): Rational => q.add(a, a);

const circle = (asked: string): readonly RegExp[] =>
  patterns(
    `{find} the ${exact}(?<what>area|circumference) of a circle (?:with|of|whose|that has)(?: a)? ${asked}(?: of| is)? {a:number}${inPi}`,
    `a circle has(?: a)? ${asked}(?: of)? {a:number}[.,]* {find} its ${exact}(?<what>area|circumference)${inPi}`,
  );

const rectangle: Figure = {
  sentences: patterns(
    '{find} the (?<what>area|perimeter) of a rectangle (?:with |of |with sides |measuring |with length and width |with side lengths )?{a:number} (?:and|by) {b:number}',
    '{find} the (?<what>area|perimeter) of a rectangle (?:with|of) (?:a )?length (?:of )?{a:number} and (?:a )?width (?:of )?{b:number}',
    'a rectangle is {a:number} long and {b:number} wide[.,]* {find} its (?<what>area|perimeter)',
    'a (?:garden|field|room|rectangle) is {a:number} by {b:number}[.,]* {find} its (?<what>area|perimeter)',
  ),
  values: {
    area: [2, (a, b) => shown(product(a, b))],
    perimeter: [1, (a, b) => shown(twice(q.add(a, b)))],
  },
};

const squareFigure: Figure = {
  sentences: patterns(
    '{find} the (?<what>area|perimeter) of a square (?:with|of|whose)(?: a)? side(?:s| length)?(?: of| is)? {a:number}',
    'a square has(?: a)? side(?:s| length)?(?: of)? {a:number}[.,]* {find} its (?<what>area|perimeter)',
  ),
  values: {
    area: [2, (a) => shown(square(a))],
    perimeter: [1, (a) => shown(twice(twice(a)))],
  },
};

const byRadius: Figure = {
  sentences: circle('radius'),
  values: {
    area: [2, (a) => timesPi(square(a))],
    circumference: [1, (a) => timesPi(twice(a))],
  },
};

const byDiameter: Figure = {
  sentences: circle('diameter'),
  values: {
    area: [2, (a) => timesPi(square(product(a, half)))],
    circumference: [1, (a) => timesPi(a)],
  },
};

const triangle: Figure = {
  sentences: patterns(
    '{find} the (?<what>area) of a triangle (?:with|of)(?: a)? base (?:of )?{a:number} and(?: a)? height (?:of )?{b:number}',
    'a triangle has(?: a)? base (?:of )?{a:number} and(?: a)? height (?:of )?{b:number}[.,]* {find} its (?<what>area)',
  ),
  values: { area: [2, (a, b) => shown(product(a, b, half))] },
};

const trapezoid: Figure = {
  sentences: patterns(
    '{find} the (?<what>area) of a (?:trapezoid|trapezium) with (?:parallel sides|bases) {a:number} and {b:number} and(?: a)? height (?:of )?{c:number}',
    'a (?:trapezoid|trapezium) has (?:parallel sides|bases) {a:number} and {b:number},? and(?: a)? height (?:of )?{c:number}[.,]* {find} its (?<what>area)',
  ),
  values: { area: [2, (a, b, c) => shown(product(q.add(a, b), c, half))] },
};

const box: Figure = {
  sentences: patterns(
    '{find} the (?<what>volume) of a (?:box|cuboid|rectangular prism) {a:number} (?:by|x) {b:number} (?:by|x) {c:number}',
    '{find} the (?<what>volume) of a (?:box|cuboid|rectangular prism) (?:measuring|with edges|with sides) {a:number}, {b:number},? and {c:number}',
    'a (?:tank|box|cuboid) is {a:number} long, {b:number} wide,? and {c:number} high[.,]* {find} its (?<what>volume)',
  ),
  values: { volume: [3, (a, b, c) => shown(product(a, b, c))] },
};

const cubeFigure: Figure = {
  sentences: patterns(
    '{find} the (?<what>volume|surface area) of a cube (?:with|of)(?: a)? (?:edge|side)(?:s| length)? (?:of )?{a:number}',
  ),
  values: {
    volume: [3, (a) => shown(cube(a))],
    'surface area': [2, (a) => shown(product(square(a), q.rational(6)))],
  },
};

const cylinder: Figure = {
  sentences: patterns(
    `{find} the ${exact}(?<what>volume) of a cylinder with radius {a:number} and height {b:number}${inPi}`,
    `a cylinder has radius {a:number} and height {b:number}[.,]* {find} its ${exact}(?<what>volume)${inPi}`,
  ),
  values: { volume: [3, (a, b) => timesPi(product(square(a), b))] },
};

const cone: Figure = {
  sentences: patterns(
    `{find} the ${exact}(?<what>volume) of a cone with radius {a:number} and height {b:number}${inPi}`,
    `a cone has radius {a:number} and height {b:number}[.,]* {find} its ${exact}(?<what>volume)${inPi}`,
  ),
  values: { volume: [3, (a, b) => timesPi(product(square(a), b, third))] },
};

const ball: Figure = {
  sentences: patterns(
    `{find} the ${exact}(?<what>volume|surface area) of a (?:sphere|ball) (?:with|of) radius {a:number}${inPi}`,
    `a (?:sphere|ball) has radius {a:number}[.,]* {find} its ${exact}(?<what>volume|surface area)${inPi}`,
  ),
  values: {
    volume: [3, (a) => timesPi(product(q.rational(4, 3), cube(a)))],
    'surface area': [2, (a) => timesPi(product(q.rational(4), square(a)))],
  },
};

const pyramid: Figure = {
  sentences: patterns(
    '{find} the (?<what>volume) of a pyramid with a rectangular base {a:number} by {b:number} and height {c:number}',
    'a pyramid has a base of {a:number} by {b:number} and height {c:number}[.,]* {find} its (?<what>volume)',
  ),
  values: { volume: [3, (a, b, c) => shown(product(a, b, c, third))] },
};

const rightTriangle: Figure = {
  sentences: patterns(
    'a right triangle has legs(?: of length)? {a:number} and {b:number}[.,]* {find} (?:the|its) (?<what>hypotenuse)',
    '{find} the(?: length of the)? (?<what>hypotenuse) of a right triangle with legs(?: of length)? {a:number} and {b:number}',
    'how long is the (?<what>hypotenuse) (?:of|in) a right triangle with legs {a:number} and {b:number}',
  ),
  values: { hypotenuse: [1, (a, b) => rootText(q.add(square(a), square(b)))] },
};

const leg: Figure = {
  sentences: patterns(
    'a right triangle has hypotenuse {a:number} and one leg {b:number}[.,]* {find} the (?<what>other leg)',
    '{find} the (?<what>missing leg|other leg) of a right triangle with hypotenuse {a:number} and (?:one )?leg {b:number}',
    'the hypotenuse of a right triangle is {a:number} and one leg is {b:number}[.,]* how long is the (?<what>other leg)',
  ),
  values: Object.fromEntries(
    ['other leg', 'missing leg'].map((name): [string, [number, Measure]] => [
      name,
      [1, (a, b) => (q.compare(a, b) > 0 ? rootText(q.subtract(square(a), square(b))) : null)],
    ]),
  ),
};

const figures: readonly Figure[] = [
  rectangle, squareFigure, byRadius, byDiameter, triangle, trapezoid, box, cubeFigure, cylinder, cone, ball,
  pyramid, rightTriangle, leg,
]; // prettier-ignore

export const readShape: ReadKind = (text) => {
  for (const { sentences, values } of figures) {
    const said = measured(text, sentences);
    if (said === null) continue;
    const { what = '', a, b, c } = said.found;
    const [x, y, z] = [a, b, c].map((length) => (length === undefined ? q.one : readNumber(length)));
    const asked = values[what.toLowerCase()];
    if (!x || !y || !z || asked === undefined || [x, y, z].some((one) => q.sign(one) <= 0)) return null;
    const [power, measure] = asked;
    const value = measure(x, y, z);
    if (value === null) return null;
    return answeredBy(value, said.unit === null ? {} : { unit: { name: said.unit, power } });
  }
  return null;
};
