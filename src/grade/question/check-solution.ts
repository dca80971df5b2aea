/**
 * The exact check of a whole solution: each line against those before it, and the answer that it ends in against the
 * question. Where the question can be worked out, its verdict stands at the line that states the answer.
 */
import { equivalent } from '../equivalent.ts';
import { extract } from '../extract.ts';
import { checkSteps, type CheckStepsOptions, type StepsCheck } from '../steps/check-steps.ts';
import type { StepCheck } from '../steps/step-check.ts';
import { checkAnswer } from './check-answer.ts';
import { askedFormulas } from './read-question.ts';
import { questionTier } from './verdicts.ts';
import { withinLimits } from './within-limits.ts';

/** Checks steps as `checkSteps` does, and the final answer against `options.problem`. Never throws. */
export function checkSolution(
  steps: readonly (string | { readonly text: string })[],
  options: CheckStepsOptions = {},
): StepsCheck {
  const checked = checkSteps(steps, {
    ...options,
    asked: withinLimits(() => askedFormulas(options.problem ?? ''), []),
  });
  const texts = steps.map((step) => (typeof step === 'string' ? step : step.text));
  const last = texts.length - 1;
  // Only an answer that the last line marks as one is the solution's: of "x = 2 or x = 3" a part would be taken.
  const { kind, answer, answers } = extract(texts[last] ?? '');
  const isMarked = answers.every(({ source }) => source === 'boxed' || source === 'hashes');
  const problem = options.problem ?? '';
  if (kind !== 'one' || answer === null || !isMarked || problem === '') return checked;
  const byQuestion = checkAnswer(problem, answer);
  // What follows from an earlier error is no error of its own.
  const isExplained = byQuestion.verdict === 'wrong' && checked.firstError !== null;
  if (byQuestion.verdict === 'unknown' || isExplained) return checked;
  const first = byQuestion.verdict === 'wrong' ? firstStating(texts, checked.steps, answer) : last;
  return {
    steps: checked.steps.map((check, i) => (i >= first ? byQuestion : check)),
    // a line that the question proves is no error, whatever it was compared with before
    firstError:
      byQuestion.verdict === 'wrong' ? first : checked.firstError === last ? null : checked.firstError,
  };
}

/**
 * The first of the last lines that all come to the answer and to nothing else: where it came up, it was wrong already.
 * A line that follows from the question ("x = 4" where y was asked for) may be right, and ends the search.
 */
function firstStating(texts: readonly string[], checks: readonly StepCheck[], answer: string): number {
  let first = texts.length - 1;
  while (first > 0) {
    const line = texts[first - 1] ?? '';
    const check = checks[first - 1];
    const values = isLinked(line, check) ? [] : amountsTo(line);
    if (!values.some((value) => equivalent(answer, value).verdict === 'equal')) break;
    first--;
  }
  return first;
}

const marks = /<<[^<>]*>>/g;
const letter = /(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])/;

/** Whether a line's check rests on the question or on other lines: an equation that was decided. */
function isLinked(line: string, check: StepCheck | undefined): boolean {
  const [left, right] = line.replace(marks, '').split('=');
  return right !== undefined && letter.test(left ?? '') && check?.verdict !== 'unknown';
}

/**
 * What a line comes to: `Total: $21$`, `15 * 9 = 135`, the numbers that `3 > 2 > -1` puts in order; `$x$: $-2$, $y$:
 * $3$` is a point or a sum of terms, `$t$: $-118$` a term.
 */
function amountsTo(line: string): string[] {
  const text = line.replace(marks, '').replace(/\$/g, '').trim();
  if (text.length > 200) return [];
  const valueOf = (part: string): string => (part.split('=').at(-1) ?? '').replace(/[\s.]+$/, '').trim();
  const order = text.split(/(?: (?:<|\\lt) | (?:>|\\gt) )/);
  if (order.length > 1) return [order.join(', ')];
  const named = text
    .replace(/^[A-Z][a-z]+: (?=[^:]+: )/, '')
    .split(/, (?=[^:,]+: )/)
    .map((part) => /^(.+): ([^:]+)$/.exec(part));
  if (named.includes(null)) return [valueOf(text.split(': ').at(-1) ?? '')];
  const values = named.map((part) => valueOf(part?.[2] ?? ''));
  const terms = named.map((part, i) => `(${values[i] ?? ''})*(${part?.[1] ?? ''})`).join(' + ');
  return [values.length > 1 ? `(${values.join(', ')})` : (values[0] ?? ''), terms];
}

/** What the question itself says of the answer: proven (1), disproved (−1), or nothing (0). */
export function answerEvidence(checks: readonly StepCheck[]): -1 | 0 | 1 {
  const last = checks.at(-1);
  if (last?.tier !== questionTier) return 0;
  return last.verdict === 'correct' ? 1 : -1;
}
