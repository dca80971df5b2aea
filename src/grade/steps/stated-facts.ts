/**
 * Lines that state a fact in words instead of a formula: a list put in order, how often a number stands in the
 * problem's list, how many of one unit are in another. A fact that holds is correct; one that does not hold as read
 * here is left open, since words may mean something else.
 */
import * as q from '../../exact/rational.ts';
import { parseDecimal, type Rational } from '../../exact/rational.ts';
import { readUnit, sameDimensions, unitless } from '../kinds/units.ts';
import { type StepCheck } from './step-check.ts';

const ordered =
  /^\W*(?:in (?:ascending |descending |increasing |decreasing )?order|sorted|ordered|arranged)(?: in order)?\s*[:=]\s*([-−\d.,\s]+)\.?\s*$/i;
const counted = /^\W*([-−]?\d[\d.]*) (?:stands|appears|occurs) (?:(\d+) times|(once|twice))\W*$/i;
const conversion =
  /^\W*(?:since )?(an?|one|\d[\d.]*) ([A-Za-z]+(?: [a-z]+)?) (?:is|are|equals?|=|has|contains?) (\d[\d.,]*) ([A-Za-z]+(?: [a-z]+)?)\W*$/i;

function numbersIn(text: string): Rational[] {
  return [...text.replaceAll('−', '-').matchAll(/(?<![\w.])-?\d+(?:\.\d+)?/g)].flatMap(
    ([digits]) => number(digits) ?? [],
  );
}

function number(digits: string): Rational | null {
  const value = parseDecimal(digits.replace(/^-/, ''));
  return value === null || !digits.startsWith('-') ? value : q.negate(value);
}

function holds(reason: string): StepCheck {
  return { verdict: 'correct', relation: 'implies', tier: 'exact', reason };
}

/** The numbers in one direction, and exactly those of the problem. */
function isSorted(list: readonly Rational[], given: readonly Rational[]): boolean {
  const steps = list.slice(1).map((value, i) => q.sign(q.subtract(value, list[i]!)));
  const isMonotone = steps.every((step) => step >= 0) || steps.every((step) => step <= 0);
  const key = (values: readonly Rational[]): string =>
    values
      .map(({ n, d }) => `${n}/${d}`)
      .sort()
      .join();
  return isMonotone && list.length > 1 && key(list) === key(given);
}

/** What the line states, if it is such a fact and holds; null otherwise. */
export function statedFact(text: string, problem: string): StepCheck | null {
  if (text.length > 400) return null;
  const plain = text.replace(/\$|\\[,;]/g, '').trim();
  const list = ordered.exec(plain)?.[1];
  if (list !== undefined && isSorted(numbersIn(list), numbersIn(problem)))
    return holds("the problem's numbers in order");
  const [, value, times, word] = counted.exec(plain) ?? [];
  const sought = value === undefined ? null : number(value.replace('−', '-'));
  if (sought !== null) {
    const count = numbersIn(problem).filter((each) => q.equals(each, sought)).length;
    const said = word === undefined ? Number(times) : word.toLowerCase() === 'once' ? 1 : 2;
    if (count > 0 && count === said) return holds(`${count} times among the problem's numbers`);
  }
  const [, one, unit, many, other] = conversion.exec(plain) ?? [];
  return one === undefined ? null : converted({ one, unit: unit!, many: many!, other: other! });
}

function converted(said: Readonly<Record<'one' | 'unit' | 'many' | 'other', string>>): StepCheck | null {
  const [from, to] = [readUnit(said.unit), readUnit(said.other)];
  if (unitless(from) || !sameDimensions(from, to) || from.offset !== undefined) return null;
  const amount = /^(?:an?|one)$/i.test(said.one) ? q.one : number(said.one);
  const result = number(said.many.replaceAll(',', ''));
  if (amount === null || result === null) return null;
  return q.equals(q.multiply(amount, from.factor), q.multiply(result, to.factor))
    ? holds('the units convert so')
    : null;
}
