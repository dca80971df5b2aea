/**
 * Reads a question that asks for one thing that can be worked out exactly: an equation to solve, an expression to
 * differentiate, integrate or evaluate, a percentage, a greatest common divisor, a remainder. Deliberately narrow: each
 * kind knows the words that may stand around its formulas, and one word more makes the question unknown, so that a
 * story with numbers in it, or "the sum of the roots of", is never taken for it. It knows no answers.
 */
import {
  holdsImaginaryUnit,
  inverseFunction,
  isRelation,
  lettersOf,
  questionText,
  type QuestionText,
  relationsIn,
  treeOf,
  withNumbers,
} from './read-text.ts';
import { readWorked } from './kinds/index.ts';
import { asking as askingWords, has, speaksOnly, type WorkedQuestion, wordSet as set } from './worked.ts';

/** How the answer to an expression is to be written. */
export type Form = 'any' | 'expanded' | 'factored' | 'simplified';

export type Question =
  | { readonly kind: 'solve'; readonly relations: readonly string[]; readonly unknowns: readonly string[] }
  | {
      readonly kind: 'derivative';
      readonly formula: string;
      readonly variable: string;
      readonly order: number;
    }
  /** The formula is the integral itself. */
  | { readonly kind: 'integral'; readonly formula: string }
  | { readonly kind: 'value'; readonly formula: string; readonly form: Form }
  | {
      readonly kind: 'integers';
      readonly of: 'gcd' | 'lcm' | 'remainder';
      readonly numbers: readonly [bigint, bigint];
    }
  /** Any other kind, which knows by itself whether an answer is right. */
  | WorkedQuestion;

const longest = 600;

/** The words that may stand in a question of each kind, beside those of asking. */
const vocabulary = {
  solve: set(
    `${askingWords} solve solution solutions root roots zero zeros zeroes equation equations linear quadratic inequality inequalities system simultaneous for which values when hold holds true if let suppose given isolate by factoring using formula satisfy satisfies satisfying proportion missing number unknown all can be said where polynomial`,
  ),
  derivative: set(
    `${askingWords} derivative differentiate first second third with respect wrt by if function for`,
  ),
  integral: set(
    `${askingWords} integral integrate indefinite definite antiderivative anti-derivative with respect wrt from over interval function`,
  ),
  percentage: set(`${askingWords} percent per cent`),
  expression: set(
    `${askingWords} simplify simplified expand expanded multiply distribute collect like terms clear brackets factor factorise factorize completely fully product linear factors simplest form lowest fraction single reduce its cancel polynomial expression sum quotient divide divided plus minus times multiplied by`,
  ),
  given: set(`${askingWords} when if for at where given substitute into suppose let function consider`),
  gcd: set(
    `${askingWords} gcd hcf greatest highest largest biggest common factor divisor number integer dividing divides both`,
  ),
  lcm: set(
    `${askingWords} lcm least lowest smallest common multiple positive number integer divisible by both is`,
  ),
  remainder: set(`${askingWords} remainder when if divided by leave leaves on division`),
} as const;

type Kind = keyof typeof vocabulary;

function speaks(kind: Kind, text: QuestionText): boolean {
  return speaksOnly(text, vocabulary[kind]);
}

const isLetter = (formula: string): boolean => /^[a-z]$/i.test(formula);
const isReadable = (formula: string): boolean => treeOf(formula) !== null;

/** Two whole numbers above 0, as `12`, `18` or `(12, 18)`. */
function twoIntegers(formulas: readonly string[]): readonly [bigint, bigint] | null {
  const parts = formulas.flatMap((formula) => formula.replace(/^\(|\)$/g, '').split(','));
  const numbers = parts.map((part) => part.trim()).filter((part) => /^\d{1,30}$/.test(part));
  const [a, b] = numbers.map((number) => BigInt(number));
  const isPair = numbers.length === 2 && parts.length === 2;
  return isPair && a !== undefined && b !== undefined && a > 0n && b > 0n ? [a, b] : null;
}

function readIntegers(text: QuestionText): Question | null {
  const numbers = twoIntegers(text.formulas);
  if (numbers === null) return null;
  const common = has(text, 'common');
  const isGreatest =
    has(text, 'gcd', 'hcf', 'dividing', 'divides') || (common && has(text, 'factor', 'divisor'));
  if (isGreatest && speaks('gcd', text)) return { kind: 'integers', of: 'gcd', numbers };
  const isLeast = has(text, 'lcm', 'divisible', 'multiple');
  if (isLeast && speaks('lcm', text)) return { kind: 'integers', of: 'lcm', numbers };
  if (has(text, 'remainder') && speaks('remainder', text))
    return { kind: 'integers', of: 'remainder', numbers };
  return null;
}

/** What a named function is equal to: `f(x) = x^2` as `x^2`. */
function rightOf(formula: string): string {
  return formula.replace(/^[a-z](?:\([a-z]\))? ?= ?/i, '');
}

function readDerivative(text: QuestionText): Question | null {
  const operator = /^(?:\\frac\{d\}\{d([a-z])\}|d\/d([a-z])) ?(?:\\left)?(\(.*)$/i;
  const [first = '', second] = text.formulas;
  const written = operator.exec(first);
  if (written && text.formulas.length === 1 && speaks('derivative', text)) {
    const formula = (written[3] ?? '').replace(/\\left|\\right/g, '');
    return derivativeOf(formula, written[1] ?? written[2], 1);
  }
  if (!has(text, 'derivative', 'differentiate') || !speaks('derivative', text)) return null;
  if (text.formulas.length > 2 || (second !== undefined && !isLetter(second))) return null;
  const order = has(text, 'third') ? 3 : has(text, 'second') ? 2 : 1;
  return derivativeOf(rightOf(first), second, order);
}

function derivativeOf(formula: string, variable: string | undefined, order: number): Question | null {
  const letters = lettersOf(formula);
  const by = variable ?? (letters.length === 1 ? letters[0] : undefined);
  const isClear = !isRelation(formula) && isReadable(formula) && !holdsImaginaryUnit(formula);
  if (by === undefined || !isClear) return null;
  return { kind: 'derivative', formula, variable: by, order };
}

function readIntegral(text: QuestionText): Question | null {
  const [first = '', ...rest] = text.formulas;
  if (!speaks('integral', text) || isRelation(first)) return null;
  if (/^\\int/.test(first) && rest.length === 0)
    return isReadable(first) ? { kind: 'integral', formula: first } : null;
  if (!has(text, 'integral', 'integrate', 'antiderivative', 'anti-derivative')) return null;
  const body = first.replace(/\s*d[a-z]$/, '');
  const letters = lettersOf(body);
  const letter = rest.find(isLetter) ?? letters[0];
  const bounds = rest.filter((formula) => !isLetter(formula));
  const isBounded = bounds.length === 2 && bounds.every((bound) => lettersOf(bound).length === 0);
  if (letters.length !== 1 || letter === undefined || !isReadable(body)) return null;
  if (bounds.length > 0 && !isBounded) return null;
  const limits = isBounded ? `_{${bounds[0]}}^{${bounds[1]}}` : '';
  return { kind: 'integral', formula: `\\int${limits} (${body}) d${letter}` };
}

function value(formula: string, form: Form = 'any'): Question {
  return { kind: 'value', formula, form };
}

function readPercentage(text: QuestionText): Question | null {
  const found = /(?<![\d.])([\d.]+) ?(?:\\?%|percent|per cent) of (\d[\d,.]*)/i.exec(text.plain);
  // "5 + 25% of 80 + 3" is more than a percentage.
  const [rate = '', whole = '', ...rest] = text.formulas;
  const isBare = /^[\d.]+ ?(?:\\?%)?$/.test(rate) && /^\d[\d,.]*$/.test(whole) && rest.length === 0;
  if (found === null || !isBare || !speaks('percentage', text)) return null;
  return value(`${found[1]}/100*${found[2]?.replace(/,(?=\d{3})/g, '').replace(/[.,]$/, '')}`);
}

/** `x = 3` or `f(x) = x + 1` beside one expression to evaluate. */
function readGiven(text: QuestionText): Question | null {
  if (!speaks('given', text)) return null;
  const given = text.formulas.filter(isRelation).flatMap(relationsIn);
  const others = text.formulas.filter((formula) => !isRelation(formula));
  const [formula = ''] = others;
  if (given.length === 0 || others.length !== 1 || !isReadable(formula) || !given.every(isReadable))
    return null;
  const call = /^([a-z])\((-?[\d/.]+)\)$/i.exec(formula);
  if (call) {
    const [definition = ''] = given;
    const [, name, letter] = /^([a-z])\(([a-z])\) ?=/i.exec(definition) ?? [];
    if (given.length !== 1 || name !== call[1] || letter === undefined) return null;
    return substituted(rightOf(definition), new Map([[letter, call[2] ?? '']]));
  }
  const assignments = given.map((one) => /^([a-z]) ?= ?(-?[\d./]+)$/i.exec(one));
  if (assignments.includes(null) || isLetter(formula)) return null;
  return substituted(formula, new Map(assignments.map((found) => [found?.[1] ?? '', found?.[2] ?? ''])));
}

/** The value of a formula with numbers for all of its letters; null where one is left over. */
function substituted(formula: string, numbers: ReadonlyMap<string, string>): Question | null {
  const filled = withNumbers(formula, numbers);
  return lettersOf(filled).length === 0 && isReadable(filled) ? value(filled) : null;
}

function formOf(text: QuestionText, formula: string): Form {
  const isQuotient = /\/|\\d?frac/.test(formula);
  if (has(text, 'factor', 'factorise', 'factorize', 'factors')) return isQuotient ? 'simplified' : 'factored';
  if (has(text, 'expand', 'expanded', 'multiply', 'distribute', 'brackets', 'polynomial')) return 'expanded';
  return has(text, 'simplify', 'simplified', 'lowest', 'simplest', 'reduce', 'cancel') ? 'simplified' : 'any';
}

/** The sign of "the sum of … and …" and "… divided by …"; null for another word between two formulas. */
function signBetween(text: QuestionText): string | null {
  if (has(text, 'sum', 'plus')) return '+';
  if (has(text, 'product', 'times', 'multiply', 'multiplied')) return '*';
  if (has(text, 'quotient', 'divide', 'divided')) return '/';
  return has(text, 'minus') ? '-' : null;
}

function readExpression(text: QuestionText): Question | null {
  const [first = '', second, ...rest] = text.formulas.map((formula) => formula.replace(/\s*=$/, ''));
  if (!speaks('expression', text) || rest.length > 0 || isRelation(first) || !isReadable(first)) return null;
  const form = formOf(text, first);
  if (second !== undefined) {
    const sign = signBetween(text);
    const isPair = sign !== null && [first, second].every((one) => /^-?[\d.]+(?:\/\d+)?$/.test(one));
    return isPair ? value(`(${first}) ${sign} (${second})`) : null;
  }
  // "What is 2x + 1?" asks nothing; a sum of numbers does.
  const isOpen = form === 'any' && (lettersOf(first).length > 0 || /^-?[\d.]+$/.test(first));
  const isWorded = has(text, 'sum', 'quotient', 'divide', 'divided', 'plus', 'minus', 'times', 'multiplied');
  // An i beside other letters, or one to factor, may be a letter like any other.
  const isUnclear = holdsImaginaryUnit(first) && (form === 'factored' || lettersOf(first).length > 0);
  return isOpen || isWorded || isUnclear ? null : value(first, form);
}

const withoutName = (formula: string): string =>
  formula.replace(/^\s*(?:[a-zA-Z]\s*\(\s*[a-zA-Z]\s*\)|y)\s*=(?=[^=<>]*[a-zA-Z][^=<>]*$)/, '').trim();

function readSolve(text: QuestionText): Question | null {
  // "The number of solutions" asks for a count; "for which number" does not.
  if (!speaks('solve', text) || /\bnumber of\b/i.test(text.plain)) return null;
  const asksForRoots = has(text, 'root', 'roots', 'zero', 'zeros', 'zeroes');
  // "The zeros of f(x) = x^2 - 9" are those of x^2 - 9.
  const formulas = asksForRoots ? text.formulas.map(withoutName) : text.formulas;
  const written = formulas.filter(isRelation).flatMap(relationsIn);
  const others = formulas.filter((formula) => !isRelation(formula));
  const asked = others.filter(isLetter);
  const polynomials = others.filter((formula) => !isLetter(formula));
  const isRoots = asksForRoots && written.length === 0;
  if (polynomials.length > (isRoots ? 1 : 0)) return null;
  const relations = isRoots ? polynomials.map((formula) => `${formula} = 0`) : written;
  // "(x^3)^3 = ?" asks for the formula, and there is no equation.
  const isWhole = relations.every((relation) => !/^\s*=|=\s*$/.test(relation));
  if (relations.length === 0 || !isWhole || !relations.every(isReadable)) return null;
  const all = [...new Set(relations.flatMap(lettersOf))].sort();
  const unknowns = asked.length > 0 ? [...new Set(asked)] : all;
  const isClear = unknowns.length > 0 && unknowns.every((letter) => all.includes(letter));
  return isClear ? { kind: 'solve', relations, unknowns } : null;
}

const yesOrNo = set('is are does do can has');
const before = set('homework question exercise please help me');

/** The formulas of a problem as it is written, plain text too, and the integral that it asks for in words. */
export function askedFormulas(problem: string): readonly string[] {
  if (problem.length > longest) return [];
  const question = readQuestion(problem);
  return [...questionText(problem).formulas, ...(question?.kind === 'integral' ? [question.formula] : [])];
}

/** The question of a text, or null where it is not one of the known kinds throughout. */
export function readQuestion(problem: string): Question | null {
  if (problem.length > longest || problem.includes('\\$')) return null;
  const text = questionText(problem);
  // Letters in a bag, "three quarters of a litre": numbers in words.
  if (text.formulas.length === 0) return readWorked(text);
  // What dots leave out is no formula that can be worked out as it stands.
  if (/\\[a-z]?dots|…|\.\.\./.test(text.plain)) return readWorked(text);
  // A column in round brackets may be a binomial coefficient; an inverse function is no power.
  if (/\(\s*\{c\}/.test(text.plain) || inverseFunction.test(text.plain)) return null;
  // "Is 12 divisible by 5?" asks for a yes or a no.
  const first = text.words.find((word) => !before.has(word));
  if (yesOrNo.has(first ?? '')) return readWorked(text);
  return (
    readIntegers(text) ??
    readDerivative(text) ??
    readIntegral(text) ??
    readPercentage(text) ??
    readGiven(text) ??
    readExpression(text) ??
    readSolve(text) ??
    readWorked(text)
  );
}
