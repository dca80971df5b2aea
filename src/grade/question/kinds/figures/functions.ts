/**
 * "Let f(a) = 4a + 5. Let z(u) = 2u. Calculate -6f(y) + 4z(y).", "What is x(y(q)) if …?": functions put into each other
 * and combined. What is asked for must come out in one letter at most, and polynomials must come out without brackets.
 */
import { asking, type ReadKind, speaksOnly, wordSet } from '../../worked.ts';
import { isRelation, relationsIn } from '../../read-text.ts';
import { answeredBy, inLetter } from './held.ts';
import { isFormula, lettersIn, readPolynomial, readValue, renamed, shown } from './quantities.ts';

const words = wordSet(`${asking} let given if for where when and suppose functions function are assume`);

interface Definition {
  readonly letter: string;
  readonly body: string;
}

const longest = 4_000;
const call = /(?<![A-Za-z\\])([A-Za-z])\s*\(/g;

/** The place of the bracket that closes the one at `open`; -1 where there is none. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

/** Functions by their names; each may be given by others, but no name may be an unknown as well. */
function definitionsOf(relations: readonly string[]): Map<string, Definition> | null {
  const definitions = new Map<string, Definition>();
  for (const relation of relations) {
    const [, name = '', letter = '', body = ''] =
      /^([A-Za-z])\s*\(\s*([A-Za-z])\s*\)\s*=\s*([^=<>]+)$/.exec(relation.trim()) ?? [];
    if (!isFormula(body) || name === letter || definitions.has(name)) return null;
    definitions.set(name, { letter, body });
  }
  const isClear = [...definitions.values()].every(
    ({ letter, body }) =>
      !definitions.has(letter) && lettersIn(body).every((one) => one === letter || definitions.has(one)),
  );
  return isClear ? definitions : null;
}

const calledIn = (formula: string): string[] => [...formula.matchAll(call)].map((found) => found[1] ?? '');

/** The functions that a formula is made of, by way of others too. */
function usedIn(
  formula: string,
  definitions: ReadonlyMap<string, Definition>,
  into = new Set<string>(),
): Set<string> {
  for (const name of calledIn(formula)) {
    const body = into.has(name) ? undefined : definitions.get(name)?.body;
    if (body === undefined) continue;
    into.add(name);
    usedIn(body, definitions, into);
  }
  return into;
}

const deepest = 12;

/** The formula with every call of a defined function written out; null where it grows too long or a bracket lacks. */
function writtenOut(formula: string, definitions: ReadonlyMap<string, Definition>, depth = 0): string | null {
  if (depth > deepest) return null;
  let result = '';
  let from = 0;
  for (const found of formula.matchAll(call)) {
    if (found.index < from) continue;
    const definition = definitions.get(found[1] ?? '');
    if (definition === undefined) continue;
    const open = found.index + found[0].length - 1;
    const close = closing(formula, open);
    const inner = close < 0 ? null : writtenOut(formula.slice(open + 1, close), definitions, depth + 1);
    const body = inner === null ? null : writtenOut(definition.body, definitions, depth + 1);
    if (inner === null || body === null || inner.trim() === '') return null;
    result += `${formula.slice(from, found.index)}(${renamed(body, definition.letter, `(${inner})`)})`;
    from = close + 1;
    if (result.length > longest) return null;
  }
  return result + formula.slice(from);
}

export const readFunctions: ReadKind = (text) => {
  if (!speaksOnly(text, words)) return null;
  const formulas = text.formulas.map((formula) => formula.replace(/\\left|\\right/g, ''));
  const definitions = definitionsOf(formulas.filter(isRelation).flatMap(relationsIn));
  const [asked, ...others] = formulas.filter((formula) => !isRelation(formula));
  if (definitions === null || definitions.size === 0 || asked === undefined || others.length > 0) return null;
  const names = calledIn(asked);
  if (names.length === 0 || !names.every((name) => definitions.has(name))) return null;
  // Every function that is given has its part in what is asked for.
  if (usedIn(asked, definitions).size !== definitions.size) return null;
  const formula = writtenOut(asked, definitions);
  if (formula === null || !isFormula(formula)) return null;
  const [letter, another] = lettersIn(formula);
  if (another !== undefined || (letter !== undefined && definitions.has(letter))) return null;
  if (letter === undefined) {
    const value = readValue(formula);
    return value === null ? null : answeredBy(shown(value));
  }
  const inX = renamed(formula, letter, 'x');
  const isPolynomial = readPolynomial(inX, 'x') !== null;
  return inLetter(inX, letter, (answer) => !isPolynomial || !/[()]/.test(answer));
};
