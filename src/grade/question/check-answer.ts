/**
 * Holds an answer against the question itself: solutions are put back into the equation, derivatives and integrals
 * worked out again, values computed. This is what makes an answer proven rather than agreed on. Says `unknown` unless
 * the question is of a kind that `readQuestion` knows and the mathematics decides it.
 */
import { gcd } from '../../exact/rational.ts';
import { equivalent } from '../equivalent.ts';
import { parse } from '../parse/parse.ts';
import { checkSteps } from '../steps/check-steps.ts';
import type { StepCheck } from '../steps/step-check.ts';
import { unknownCheck } from '../steps/step-check.ts';
import { resolveDefinitions } from './definitions.ts';
import { isFullyFactored } from './factored.ts';
import { type Form, type Question, readQuestion } from './read-question.ts';
import { orTruth } from './kinds/numbers/sorts.ts';
import { expected, proven, refuted } from './verdicts.ts';
import { withinLimits } from './within-limits.ts';
import { outOfEverydayWords } from './paraphrases.ts';
import { holdsImaginaryUnit, lettersOf, plainQuestion, withCarets, withNumbers } from './read-text.ts';

const timeLimitMs = 150;

/** Whether an answer (bare, as it stands in the box) answers `problem`. Never throws. */
export function checkAnswer(problem: string, written: string): StepCheck {
  return withinLimits(() => checkedAnswer(problem, written), unknownCheck('too large to work out'));
}

function checkedAnswer(problem: string, written: string): StepCheck {
  if (!isBalanced(written)) return unknownCheck('a bracket is not closed');
  const check = checkAsWritten(problem, written);
  if (check !== null) return check;
  const plain = plainQuestion(problem);
  const other = outOfEverydayWords(plain);
  const again = other === plain ? null : checkAsWritten(other, written);
  return again ?? unknownCheck('not a question that can be worked out exactly');
}

/** Null where no reader knows the question, with its definitions or as it stands. */
function checkAsWritten(problem: string, written: string): StepCheck | null {
  const plain = checkPlain(problem, written);
  if (plain !== null && plain.verdict !== 'unknown') return plain;
  const resolved = resolveDefinitions(problem);
  if (resolved === null) return plain && orIncomplete(plain, problem, written);
  const answer = resolved.answer(written);
  if (answer === null) return unknownCheck('names that the question defines, not what they stand for');
  const filled = checkPlain(resolved.problem, answer);
  if (filled !== null && filled.verdict !== 'unknown') return filled;
  const check = checkPlain(resolved.workedOut, answer);
  if (check !== null && check.verdict !== 'unknown') return check;
  return filled === null ? (plain ?? check) : orIncomplete(filled, resolved.problem, answer);
}

/** The same for a question whose letters stand for themselves. */
function checkPlain(problem: string, written: string): StepCheck | null {
  const answer = bareAnswer(written);
  const question = readQuestion(problem);
  if (question === null) return null;
  return question.kind === 'worked' ? question.check(answer) : checkFormula(question, answer);
}

const bareAnswer = (written: string): string =>
  withCarets(written.replaceAll('$', '').replace(/\\text\s*\{\s*(or|and)\s*\}/g, ' $1 '));

/** A sentence that asks for a yes or a no. */
const yesOrNo = /(?:^|[.?!:,]\s+)(?:is|are|does|do|did|can|could|was|were|will|has|have)\b/i;

/** `check`, or what speaks against an undecided answer: "yes" to a formula, one number for several unknowns. */
function orIncomplete(check: StepCheck, problem: string, written: string): StepCheck {
  const question = readQuestion(problem);
  const isOpen = question === null || question.kind === 'worked' || yesOrNo.test(plainQuestion(problem));
  if (isOpen) return check;
  const answer = bareAnswer(written);
  const isOne =
    question.kind === 'solve' && question.unknowns.length > 1 && /^\s*-?\d[\d.]*\s*$/.test(answer);
  // The factors of a polynomial are not its roots.
  const isFormula =
    question.kind === 'solve' &&
    !relations.test(answer) &&
    lettersOf(answer).some((one) => question.unknowns.includes(one));
  if (isFormula)
    return refuted(`the question asks for values of ${question.unknowns.join(' and ')}`, 'it says a formula');
  return isOne
    ? refuted(`the question asks for ${question.unknowns.join(' and ')}`, 'it says one number')
    : orTruth(check, answer);
}

function checkFormula(question: Exclude<Question, { kind: 'worked' }>, answer: string): StepCheck {
  switch (question.kind) {
    case 'solve':
      return checkSolution(question, answer);
    case 'derivative':
    case 'integral': {
      const result = resultOf(answer);
      if (result === null) return unknownCheck('an equation of its own');
      if (question.kind === 'derivative') return checkDerivative(question, result);
      return checkLines([`${question.formula} = ${result}`]);
    }
    case 'value':
      return checkValue(question.formula, question.form, answer);
    case 'integers':
      return checkIntegers(question, answer);
  }
}

const namedResult = /^(?:[a-zA-Z]'*(?:\([a-z]\))?|\\frac\s*\{d[^{}=]*\}\s*\{d[^{}=]*\}|\\int[^=]*)\s*=/;

/** An answer without the name of what it is (`f'(x) = 2x`); null where it is an equation of its own. */
function resultOf(answer: string): string | null {
  const bare = answer.trim().replace(namedResult, '');
  return /(?<!\\)[=<>]|\\(?:leq?|geq?)\b/.test(bare) ? null : bare;
}

/** The last of these lines, checked against those before it. */
function checkLines(lines: readonly string[]): StepCheck {
  const last = checkSteps(
    lines.map((line) => `$${line}$`),
    { timeLimitMs },
  ).steps.at(-1);
  if (last?.verdict === 'correct' && last.relation === 'equivalent')
    return proven('worked out again from the question: the same');
  if (last?.verdict === 'wrong' && last.counterexample !== undefined)
    return refuted('worked out again from the question: not the same', last.counterexample);
  return unknownCheck(last?.reason ?? 'nothing to check');
}

const derivativeBy = (variable: string, order: number): string =>
  order === 1 ? `\\frac{d}{d${variable}}` : `\\frac{d^${order}}{d${variable}^${order}}`;

function checkDerivative(
  { formula, variable, order }: Extract<Question, { kind: 'derivative' }>,
  answer: string,
): StepCheck {
  const check = checkLines([`${derivativeBy(variable, order)}(${formula}) = ${answer}`]);
  // Beside a number it reads as an equation to solve, which is neither right nor wrong.
  const isNumber =
    lettersOf(answer).length === 0 && lettersOf(formula).every((letter) => letter === variable);
  if (check.verdict !== 'unknown' || !isNumber) return check;
  // An m may be read as a unit, an x is always an unknown.
  const inX = withNumbers(formula, new Map([[variable, 'x']]));
  const decision = equivalent(`${derivativeBy('x', order)}(${inX})`, answer);
  const isOther = decision.verdict === 'different' && decision.tier === 'exact';
  return isOther
    ? refuted('worked out again from the question: not the same', decision.witness ?? '')
    : check;
}

/** The answer as a statement about the unknowns; null where it cannot be told which is meant. */
function statement(unknowns: readonly string[], answer: string): string | null {
  const [only] = unknowns;
  if (/[=<>≤≥]|\\(?:leq?|geq?|in)\b/.test(answer)) {
    // Values of one unknown, however they are joined, are its solutions.
    const isList =
      unknowns.length === 1 && answer.split(/,| or /).every((part) => part.split('=').length === 2);
    return isList ? answer.replace(/,(?: or\b)?/g, ' or ') : answer;
  }
  if (unknowns.length !== 1 || only === undefined) return tupleStatement(unknowns, answer);
  if (/[([{]/.test(answer.replace(/\\(?:frac|sqrt)\s*\{|\^\{|\}\s*\{/g, ''))) return null;
  const values = answer.split(/,| and | or /).map((value) => value.trim());
  const isRead = values.every((value) => value !== '' && parse(value).kind === 'tree');
  return isRead ? values.map((value) => `${only} = ${value}`).join(' or ') : null;
}

function tupleStatement(unknowns: readonly string[], answer: string): string | null {
  const inside = /^\\?(?:left)?\((.*?)(?:\\right)?\)$/.exec(answer.trim())?.[1];
  const values = inside?.split(',').map((value) => value.trim());
  if (values?.length !== unknowns.length) return null;
  return values.map((value, i) => `${unknowns[i]} = ${value}`).join(', ');
}

function checkSolution(question: Extract<Question, { kind: 'solve' }>, answer: string): StepCheck {
  const claim = statement(question.unknowns, answer);
  if (claim === null) return unknownCheck('which unknown the answer belongs to is not clear');
  const lines = [question.relations.join(', '), claim].map((line) => `$${line}$`);
  const check = checkSteps(lines, { timeLimitMs }).steps.at(-1);
  const all = new Set(question.relations.flatMap(lettersOf));
  const claimed = claim.split(/ or |,(?![^(]*\))/).flatMap(lettersOf);
  // What is true by itself, log 100 = 2, is no solution of anything.
  const isAbout = question.unknowns.some((letter) => claimed.includes(letter));
  if (!isAbout || claimed.some((letter) => !question.unknowns.includes(letter)))
    return unknownCheck('the answer is about other unknowns');
  if (check?.verdict === 'correct' && check.relation === 'equivalent' && !isSolved(claim))
    return unknownCheck('true, and not solved');
  if (check?.verdict === 'correct' && check.relation === 'equivalent')
    return proven('put back into the question: exactly its solutions');
  // Of several unknowns only some are asked for: values that follow for them are the answer. A choice of values follows
  // from one of them alone, and `w = w` from everything: both say too little.
  if (question.unknowns.length < all.size && check?.relation === 'implies' && givesValues(claim))
    return proven('follows from the question');
  const found = check?.counterexample;
  if (found === undefined || check === undefined || !isRefutation(check, question.relations))
    return unknownCheck(check?.reason ?? 'nothing to check');
  // An unordered pair of values may be meant the other way round.
  const isOrdered = question.unknowns.length === 1 || /[=<>]/.test(answer);
  return isOrdered
    ? refuted(`put back into the question: ${check.reason}`, found)
    : unknownCheck(check.reason);
}

/** Whether a claim is one value for each of its unknowns. */
function givesValues(claim: string): boolean {
  return claim.split(betweenParts).every((part) => /^[^=<>≤≥]*=[^=<>≤≥]*$/.test(part) && isSolved(part));
}

const betweenParts = /,(?![^([]*[)\]])/;
const relations = /[=<>≤≥]|\\(?:leq?|geq?|in)(?![a-z])/;

/** Whether each part of a claim has an unknown alone on a side, and none on another: `2x = 8` and `w = w` restate. */
function isSolved(claim: string): boolean {
  const parts = claim.split(/ or | and /).flatMap((choice) => choice.split(betweenParts));
  // In `x = -2, 2` the name goes for all.
  const named = parts.filter((part) => relations.test(part) || lettersOf(part).length > 0);
  const isOfUnknown = (part: string): boolean => {
    const sides = part.split(relations).map((side) => side.trim());
    const alone = sides.filter((side) => /^[a-z]$/i.test(side));
    return alone.length === 1 && sides.length > 1 && sides.flatMap(lettersOf).length === 1;
  };
  return named.length > 0 && named.every(isOfUnknown);
}

/** Whether the answer is disproved: by a solution that it misses, or by a value of its own that solves nothing. */
function isRefutation(
  { verdict, relation, counterexample }: StepCheck,
  relations: readonly string[],
): boolean {
  if (verdict === 'wrong') return relation === 'different';
  // an irrational value is shown rounded, and a rounded one solves nothing
  const found = /^([a-z]) = (-?\d+(?:\/\d+)?) (is lost|may be invented)$/i.exec(counterexample ?? '');
  const [, letter, number, what] = found ?? [];
  if (letter === undefined || number === undefined) return false;
  const verdicts = relations.map((one) => closedVerdict(withNumbers(one, new Map([[letter, number]]))));
  return what === 'is lost' ? verdicts.every((one) => one === 'correct') : verdicts.includes('wrong');
}

/** Whether a relation between numbers holds. */
function closedVerdict(relation: string): StepCheck['verdict'] | undefined {
  if (lettersOf(relation).length > 0) return undefined;
  return checkSteps([`$${relation}$`], { timeLimitMs }).steps[0]?.verdict;
}

function checkValue(formula: string, form: Form, answer: string): StepCheck {
  if (holdsImaginaryUnit(formula)) return checkLines([`${formula} = ${answer}`]);
  if (/\\text|[A-Za-z]{4}/.test(answer.replace(/\\[a-z]+|sqrt(?=\()/g, '')))
    return unknownCheck('an answer in words');
  // The grader takes 45 for 45%; who asks for 45% as a fraction does not.
  const asked = formula.replace(/^(\d+(?:\.\d+)?) ?\\?%$/, '\\frac{$1}{100}');
  const decision = equivalent(asked, answer);
  if (decision.verdict === 'unknown') return unknownCheck(decision.reason);
  // The grader takes 1.41 for a root of 2; a proof does not, nor -1.2345 for -1.2344 worked out from decimals.
  if (decision.tier === 'rounding') return unknownCheck('equal only when rounded');
  // Roots of letters are simplified as if the letters were positive.
  if (decision.verdict === 'different' && /\\sqrt|√|sqrt/.test(formula) && lettersOf(formula).length > 0)
    return unknownCheck('holds only for some signs of the letters');
  if (decision.verdict === 'different')
    return refuted(
      'worked out again from the question: not the same',
      decision.witness ?? `${formula} is not ${answer}`,
    );
  if (!hasForm(form, formula, answer)) return unknownCheck(`equal, but whether it is ${form} is not clear`);
  return proven('worked out again from the question: the same');
}

/** As many brackets are closed as are opened; an interval may close with another one. */
function isBalanced(text: string): boolean {
  const count = (signs: RegExp): number => text.match(signs)?.length ?? 0;
  return count(/[([{]/g) === count(/[)\]}]/g);
}

/** No fraction of whole numbers that can be reduced, no root that holds a square, no root added to itself. */
function isInLowestTerms(answer: string): boolean {
  const fractions = [
    ...answer.matchAll(/\\[dt]?frac\s*\{\s*(\d{1,15})\s*\}\s*\{\s*(\d{1,15})\s*\}/g),
    ...answer.matchAll(/(?<![\d.^)}\]])(\d{1,15})\s*\/\s*(\d{1,15})(?![\d.^])/g),
  ];
  if (fractions.some(([, top = '', bottom = '']) => bottom === '1' || gcd(BigInt(top), BigInt(bottom)) > 1n))
    return false;
  const roots = [
    ...answer.matchAll(/(?:\\sqrt\s*\{?|sqrt\(|√\(?)\s*(\d{1,9})(?![\d.]|\s*[-+*/^a-z\\])/g),
  ].map(([, n]) => Number(n));
  const isNumber = lettersOf(answer).length === 0;
  return (
    !roots.some(holdsSquare) &&
    (!isNumber || new Set(roots).size === roots.length || !/[-+]/.test(answer.slice(1)))
  );
}

function holdsSquare(n: number): boolean {
  for (let root = 2; root * root <= n && root < 10_000; root++) if (n % (root * root) === 0) return true;
  return n < 2;
}

/** Whether the answer is written as asked; for a formula that was merely repeated, no. */
function hasForm(form: Form, formula: string, answer: string): boolean {
  const bare = (text: string): string => text.replace(/\\(?:left|right|cdot)\b|[\s*{}]/g, '');
  if (bare(formula) === bare(answer)) return false;
  if (form === 'expanded') return !/[()]/.test(answer);
  if (form === 'simplified') return isInLowestTerms(answer);
  return form !== 'factored' || isFullyFactored(answer);
}

function checkIntegers({ of, numbers }: Extract<Question, { kind: 'integers' }>, answer: string): StepCheck {
  const [a, b] = numbers;
  const value = of === 'remainder' ? a % b : of === 'gcd' ? gcd(a, b) : (a * b) / gcd(a, b);
  return expected(value.toString(), answer);
}
