/**
 * Checks a derivation line by line: arithmetic in prose, expressions rewritten, and claims related to what they follow
 * from. A line is wrong only with a counterexample or an exactly false equality; what is not understood is unknown.
 * One-way steps are warnings; only if the final answer keeps an invented solution or misses a lost one do they count
 * as the first error. Pure: no runtime, no model; time is bounded by a deadline looked at inside every loop.
 */
import { BudgetError } from '../algebra/budget.ts';
import { SizeLimitError } from '../../exact/rational.ts';
import { type Aside, findAsides } from './arithmetic.ts';
import { Deadline, OutOfTime } from './deadline.ts';
import { Derivation } from './derivation.ts';
import { namingOf } from './plain-notation.ts';
import { readStep } from './read-line.ts';
import { statedFact } from './stated-facts.ts';
import { outOfTimeReason, type StepCheck, unknownCheck } from './step-check.ts';

export interface CheckStepsOptions {
  /** The problem's text: its own equations are line 0, its definitions count. */
  readonly problem?: string;
  /**
   * Formulas of the problem for a text that marks none: a line that agrees with one is right, but none is contradicted
   * by them, since it is not certain what the words around them say.
   */
  readonly asked?: readonly string[];
  /** Time for the whole call in milliseconds (default 200); lines not reached are unknown. */
  readonly timeLimitMs?: number;
}

export interface StepsCheck {
  /** One entry a step, in order. */
  readonly steps: readonly StepCheck[];
  /** Index of the first wrong step, or of a one-way step that the final answer makes wrong; null without one. */
  readonly firstError: number | null;
}

const maxLength = 20_000;

/** Checks each step against those before it. Never throws. */
export function checkSteps(
  steps: readonly (string | { readonly text: string })[],
  options: CheckStepsOptions = {},
): StepsCheck {
  const deadline = new Deadline(options.timeLimitMs ?? 200);
  const problem = options.problem ?? '';
  const texts = steps.map((step) => (typeof step === 'string' ? step : step.text));
  const whole = [problem, ...texts].join('\n');
  const names = namingOf(whole);
  const letters = [...(usesEuler.test(whole) ? [] : ['e']), ...(countsWithI.test(whole) ? ['i'] : [])];
  const derivation = new Derivation(deadline, { letters, names, isRestricted: restriction.test(whole) });
  const redefines = redefinesOperators(problem);
  const isBare = bareAngle.test(whole);
  let otherNumbers = otherArithmetic.test(problem);
  guarded(() => {
    if (problem.length <= maxLength) derivation.readProblem(problem);
    derivation.readAsked(options.asked ?? []);
  });
  const checks = texts.map((text, index): StepCheck => {
    if (text.length > maxLength) return unknownCheck('longer than 20,000 characters');
    if (deadline.isOver()) return unknownCheck(outOfTimeReason);
    otherNumbers ||= otherArithmetic.test(text);
    derivation.begin(text);
    const asides = redefines ? [] : findAsides(text).map((aside) => asideCheck(aside, otherNumbers));
    const fact = statedFact(text, problem);
    if (fact !== null) asides.push(fact);
    const [claims, failure] = guarded(() =>
      readStep(text, names).map((item) => {
        const check = lenient(derivation.check(item, index), otherNumbers);
        return check.verdict === 'wrong' &&
          (isBare || isAmbiguous(item.text) || (redefines && /[*@#&~$]/.test(item.text)))
          ? unknownCheck(`${check.reason}, unless it is meant otherwise`)
          : check;
      }),
    );
    if (claims === null) return combine(asides, failure);
    return combine([...asides, ...claims], null);
  });
  const firstWrong = checks.findIndex((check) => check.verdict === 'wrong');
  const [promoted] = guarded(() => derivation.unsoundStep());
  const candidates = [firstWrong, promoted ?? -1].filter((index) => index >= 0);
  return { steps: checks, firstError: candidates.length === 0 ? null : Math.min(...candidates) };
}

/** Runs `work`; a limit that was reached is a value. */
function guarded<T>(work: () => T): [T, null] | [null, string] {
  try {
    return [work(), null];
  } catch (error) {
    if (error instanceof OutOfTime || error instanceof BudgetError) return [null, outOfTimeReason];
    if (error instanceof SizeLimitError) return [null, 'a number too large to work out'];
    if (error instanceof RangeError) return [null, 'too deeply nested, or a division by zero'];
    throw error;
  }
}

/** Signs that e is Euler's number and not a letter for an unknown ("3p + e = 124"). */
const usesEuler =
  /(?:(?<![A-Za-z])e|\{e\})\s*\^|\\(?:ln|log|exp|lim|int|sum|frac\s*\{?\s*d)|(?<![A-Za-z])(?:ln|log|lim|exp|int)(?![A-Za-z])|Euler|[∫∑π]|\\pi/;

/** A letter i that is counted with, as in a program or an index. */
const countsWithI = /(?<![A-Za-z\\])i\s*(?::?=|\+\+|<|≤|\\leq?\b)/;

/** Words that leave some solutions out, whatever the equations say. */
const restriction =
  /\b(?:positive|negative|integers?|whole|natural|digits?|greater|less|larger|smaller|largest|smallest|greatest|least|maximum|minimum|between|distinct|reject\w*|discard\w*|extraneous|valid|only|must|lengths?|area|volume|price|cost|age|speed|time|distance|quadrant|domain|interval|acute|obtuse|people|number of)\b|[<>≤≥]|\\(?:leq?|geq?|in)\b/i;

/** Remainders, clocks and other bases: a false equality of integers may be meant otherwise from here on. */
const otherArithmetic =
  /\b(?:mod(?:ulo|ular)?|remainders?|clock|congruen\w*|binary|octal|hexadecimal|base[- ](?:\d+|two|eight|sixteen|b)|digits?)\b|\\p?mod|\\equiv|≡|\d_\{?\d/i;

/**
 * Notation with two readings: `17π/32π` divides by 32π for most people, and by 32 by the rules; the sine of a bare 175
 * is one of degrees; `(\frac32)^24` is a square times four to TeX, and a power of 24 to most who write it.
 */
function isAmbiguous(text: string): boolean {
  if (text.includes('\\') && /\^\d{2}/.test(text)) return true;
  return bareAngle.test(text) || /\/\s*\d+(?:\\?[A-Za-z(]|\\sqrt)/.test(text);
}

/** `\\cos 60` without a degree sign. */
const bareAngle =
  /\\(?:sin|cos|tan|cot|sec|csc)\s*[({]?\s*\d{2,3}(?![\d.]*\s*[)}]?\s*(?:\^|°|\\circ|\\pi|π|\\theta|[a-z(]))/;
/** A false equality of numbers alone is excused where other arithmetic is meant. */
function lenient(check: StepCheck, otherNumbers: boolean): StepCheck {
  const isNumeric = check.verdict === 'wrong' && check.counterexample?.includes('=') === false;
  return isNumeric && otherNumbers
    ? unknownCheck(`${check.reason}, unless another arithmetic is meant`)
    : check;
}

function asideCheck(aside: Aside, otherNumbers: boolean): StepCheck {
  const base = { tier: 'arithmetic', reason: aside.reason };
  if (aside.verdict === 'unknown') return { verdict: 'unknown', relation: 'unknown', ...base };
  if (aside.verdict === 'correct')
    return { verdict: 'correct', relation: aside.exact ? 'equivalent' : 'unknown', ...base };
  if (otherNumbers) return unknownCheck(`${aside.reason}, unless remainders or another base are meant`);
  return {
    verdict: 'wrong',
    relation: 'different',
    ...base,
    counterexample: aside.counterexample ?? aside.reason,
  };
}

const severity = { wrong: 3, 'one-way': 2, correct: 1, unknown: 0 } as const;

/** The step's verdict: the gravest one found; among equals the last that names a relation. */
function combine(found: readonly StepCheck[], failure: string | null): StepCheck {
  let best: StepCheck | null = null;
  for (const check of found) {
    if (
      best === null ||
      rank(check) > rank(best) ||
      (rank(check) === rank(best) && check.verdict !== 'wrong')
    )
      best = check;
  }
  if (best === null || (failure !== null && best.verdict !== 'wrong'))
    return unknownCheck(failure ?? 'no formula found that can be checked');
  return best;
}

function rank(check: StepCheck): number {
  return severity[check.verdict] * 2 + (check.relation === 'unknown' ? 0 : 1);
}

/** A problem that gives *, ⋆ or the like a meaning of its own. */
function redefinesOperators(problem: string): boolean {
  return /[a-z]\s*\$?\s*(?:\*|\\(?:star|ast|diamond|oplus|otimes|circ|bigstar|clubsuit|spadesuit|heartsuit|dagger)|[⋆★◇⊕⊗∗@#&~])\s*\$?\s*[a-z]\s*\$?\s*(?:=|be|is|to)/i.test(
    problem,
  );
}
