/** Union, intersection, difference and symmetric difference of two sets of numbers that are written out. */
import { type StepCheck, unknownCheck } from '../../../steps/step-check.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { ReadKind } from '../../worked.ts';
import { captured, patterns } from './patterns.ts';
import { readList, shown } from './quantities.ts';

const set = (name: string): string => `(?<${name}>\\\\?\\{[^{}A-Za-z]*\\})`;
const named = `(?:if|for|let|given) A = ${set('a')} and B = ${set('b')}[.,]* {find} A`;
const sentences = patterns(
  `{find} the (?<what>union|intersection|symmetric difference) of (?:the sets )?${set('a')} and ${set('b')}`,
  `{find} the set (?<what>difference) ${set('a')} minus ${set('b')}`,
  `{find} ${set('a')} ?(?<what>∪|∩|∖|union|intersection|intersect|minus|\\\\cup|\\\\cap|\\\\setminus) ?${set('b')}`,
  `which elements of ${set('a')} are (?<what>not in) ${set('b')}`,
  `${named} (?<what>union|intersect|intersection|without|minus|∪|∩|∖|\\\\cup|\\\\cap|\\\\setminus) B`,
);

type Elements = ReadonlySet<string>;

const isEmptyWritten = (text: string): boolean =>
  /^(?:\\emptyset|\\varnothing|∅|\\?\{\s*\\?\})$/.test(text.replace(/\s/g, ''));

/** The elements of a set as written, each in one way; null where that is unclear, a repeated one included. */
function elementsIn(text: string): Elements | null {
  if (isEmptyWritten(text)) return new Set();
  const numbers = readList(text);
  const elements = new Set(numbers?.map(shown));
  return numbers === null || elements.size !== numbers.length ? null : elements;
}

function operation(what: string, a: Elements, b: Elements): readonly string[] {
  const [onlyA, onlyB] = [[...a].filter((one) => !b.has(one)), [...b].filter((one) => !a.has(one))];
  if (/union|cup|∪/.test(what)) return [...a, ...onlyB];
  if (/intersect|cap|∩/.test(what)) return [...a].filter((one) => b.has(one));
  return /symmetric/.test(what) ? [...onlyA, ...onlyB] : onlyA;
}

export const readSets: ReadKind = (text) => {
  const { what = '', a = '', b = '' } = captured(text, sentences) ?? {};
  const [first, second] = [elementsIn(a), elementsIn(b)];
  if (what === '' || first === null || second === null) return null;
  const value = operation(what.toLowerCase(), first, second);
  const told = value.length === 0 ? '\\emptyset' : `\\{${value.join(', ')}\\}`;
  const check = (answer: string): StepCheck => {
    const bare = answer
      .replace(/\\left|\\right/g, '')
      .replace(/^[A-Z][^=]*=/, '')
      .trim();
    // Round brackets keep an order, which sets have not.
    const given = /[()[\]…]|dots|\.\./.test(bare) ? null : elementsIn(bare);
    if (given === null) return unknownCheck('not read as a set of numbers');
    const isSame = given.size === value.length && value.every((one) => given.has(one));
    return isSame
      ? proven(`worked out again: ${told}`)
      : refuted('worked out again: not the same', `it is ${told}`);
  };
  return { kind: 'worked', check };
};
