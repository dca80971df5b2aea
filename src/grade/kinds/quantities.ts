/** An expression and its unit apart: `15 cm²`, `$10`, `5 km/h`, `2 hours 30 minutes`, `90°`, `28%`. */
import * as q from '../../exact/rational.ts';
import type { Rational } from '../../exact/rational.ts';
import { mapNode } from '../algebra/substitute.ts';
import { someNode, type Node } from '../parse/tree.ts';
import { isUnitSymbol, readUnit, sameDimensions, unitless, type Unit } from './units.ts';

const nowhere = { start: 0, end: 0 } as const;

export interface Quantity {
  readonly value: Node;
  readonly unit: Unit;
}

/** Splits text factors off as the unit; null where nothing but words is left. */
export function splitQuantity(node: Node): Quantity | null {
  return temperature(node) ?? splitWords(lettersAsUnits(node) ?? node);
}

/** `72°F`, `72^\circ\text{C}`: a degree sign and the letter of a scale after it. */
function temperature(node: Node): Quantity | null {
  if (node.kind === 'negate') {
    const inner = temperature(node.arg);
    return inner === null ? null : { ...inner, value: { kind: 'negate', arg: inner.value, ...nowhere } };
  }
  if (node.kind !== 'multiply' || node.args.length !== 2) return null;
  const [degrees, scale] = node.args as [Node, Node];
  const letter =
    scale.kind === 'symbol' ? scale.name : scale.kind === 'text' ? scale.text.trim().toLowerCase() : '';
  const name = /^(?:C|c|celsius|centigrade)$/.test(letter)
    ? '°C'
    : /^(?:F|f|fahrenheit)$/.test(letter)
      ? '°F'
      : null;
  return degrees.kind === 'degree' && degrees.minutes === undefined && name !== null
    ? { value: degrees.arg, unit: readUnit(name) }
    : null;
}

/** `kg·m/s²` in letters next to a unit in words: the letters are units too, if all of them can be. */
function lettersAsUnits(node: Node): Node | null {
  if (node.kind !== 'multiply' && node.kind !== 'divide') return null;
  const words = someNode(node, (at) => at.kind === 'text' && !unitless(readUnit(at.text)));
  const letters = someNode(node, (at) => at.kind === 'symbol');
  if (!words || !letters || someNode(node, (at) => at.kind === 'symbol' && !isUnitLetter(at.name)))
    return null;
  return mapNode(node, (at) =>
    at.kind === 'symbol' ? { kind: 'text', text: at.name, start: at.start, end: at.end } : null,
  );
}

const isUnitLetter = (name: string): boolean => name === 'mu' || isUnitSymbol(name);

function splitWords(node: Node): Quantity | null {
  if (node.kind === 'negate') {
    const inner = splitWords(node.arg);
    return inner === null ? null : { ...inner, value: { kind: 'negate', arg: inner.value, ...nowhere } };
  }
  if (node.kind === 'text') return null;
  if (node.kind === 'divide') {
    const below = unitText(node.denominator);
    if (below !== null) {
      const above = splitWords(node.numerator);
      if (above === null) return null;
      return { value: above.value, unit: readUnit(`${unitWords(node.numerator)} / ${below}`) };
    }
  }
  if (node.kind !== 'multiply') return { value: node, unit: readUnit('') };
  return durations(node.args) ?? product(node.args);
}

function unitWords(node: Node): string {
  return node.kind === 'multiply'
    ? node.args
        .map((arg) => unitText(arg))
        .filter((text) => text !== null)
        .join(' * ')
    : '';
}

/** The text of a factor that is a unit: words, or words to a power. */
function unitText(node: Node): string | null {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'power' && node.base.kind === 'text') {
    const { exponent } = node;
    if (exponent.kind === 'number') return `${node.base.text} ^ ${exponent.value.n}`;
    if (exponent.kind === 'negate' && exponent.arg.kind === 'number')
      return `${node.base.text} ^ - ${exponent.arg.value.n}`;
  }
  if (node.kind === 'divide') {
    const above = unitText(node.numerator);
    const below = unitText(node.denominator);
    return above === null || below === null ? null : `${above} / ${below}`;
  }
  if (node.kind === 'multiply') {
    const parts = node.args.map(unitText);
    return parts.every((part) => part !== null) ? parts.join(' * ') : null;
  }
  return null;
}

function product(args: readonly Node[]): Quantity | null {
  const values: Node[] = [];
  const words: string[] = [];
  for (const arg of args) {
    const text = unitText(arg);
    if (text === null && arg.kind === 'divide' && unitText(arg.denominator) !== null) {
      const inner = splitWords(arg);
      if (inner === null) return null;
      values.push(inner.value);
      words.push(`${unitWords(arg.numerator)} / ${unitText(arg.denominator)!}`);
    } else if (text === null) values.push(arg);
    else words.push(text);
  }
  if (values.length === 0) return null;
  const value: Node = values.length === 1 ? values[0]! : { kind: 'multiply', args: values, ...nowhere };
  return { value, unit: readUnit(words.join(' * ')) };
}

/** `2 hours 30 minutes`, `5 feet 4 inches`: numbers and units in turn, of one dimension, are a sum. */
function durations(args: readonly Node[]): Quantity | null {
  if (args.length < 4 || args.length % 2 !== 0) return null;
  const parts: Quantity[] = [];
  for (let index = 0; index < args.length; index += 2) {
    const text = unitText(args[index + 1]!);
    if (text === null || unitText(args[index]!) !== null) return null;
    parts.push({ value: args[index]!, unit: readUnit(text.replace(/^and /, '')) });
  }
  const [first] = parts as [Quantity];
  if (unitless(first.unit) || parts.some((part) => !sameDimensions(part.unit, first.unit))) return null;
  const terms = parts.map((part): Node => scaled(part.value, q.divide(part.unit.factor, first.unit.factor)));
  return { value: { kind: 'add', args: terms, ...nowhere }, unit: first.unit };
}

/** `5000 m`, `36 km/h` in plain letters: a number times unit symbols, read as such next to an answer with a unit. */
export function symbolsAsUnits(node: Node): Quantity | null {
  const letters = someNode(node, (at) => at.kind === 'symbol');
  if (!letters || someNode(node, (at) => at.kind === 'symbol' && !isUnitLetter(at.name))) return null;
  const quantity = splitWords(
    mapNode(node, (at) =>
      at.kind === 'symbol' ? { kind: 'text', text: at.name, start: at.start, end: at.end } : null,
    ),
  );
  return quantity === null || unitless(quantity.unit) || someNode(quantity.value, (at) => at.kind === 'text')
    ? null
    : quantity;
}

/** The value of a quantity in the coherent unit of its dimension: kelvin, metres, seconds. */
export function inBaseUnit({ value, unit }: Quantity): Node {
  const shifted: Node =
    unit.offset === undefined
      ? value
      : {
          kind: 'add',
          args: [value, { kind: 'number', value: unit.offset, places: 0, ...nowhere }],
          ...nowhere,
        };
  return scaled(shifted, unit.factor);
}

/** A tree times an exact factor. */
export function scaled(node: Node, factor: Rational): Node {
  if (factor.n === 1n && factor.d === 1n) return node;
  return {
    kind: 'multiply',
    args: [{ kind: 'number', value: factor, places: 0, ...nowhere }, node],
    ...nowhere,
  };
}
