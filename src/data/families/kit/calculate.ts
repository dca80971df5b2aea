/**
 * Calculator marks as the generators fill them in: expressions put together from a template and its values, and
 * their exact values by `exact/calculator`, the same code that fills marks in while a solution is decoded.
 */
import { evaluateExpression } from '../../../exact/calculator.ts';
import { parseRational, Rational } from './rational.ts';

/** A calculator expression with its value and the text that the mark shows. */
export interface Calculated {
  readonly expression: string;
  readonly value: Rational;
  readonly shown: string;
}

/** Evaluates an expression. Throws a RangeError for what is malformed, undefined or too large. */
export function calculate(expression: string): Calculated {
  const result = evaluateExpression(expression);
  if (result.kind === 'malformed') throw new RangeError(`calculate: ${result.reason} in "${expression}"`);
  return { expression, value: Rational.from(result.value), shown: result.text };
}

/** Evaluates an expression whose value stays a fraction `p/q` unless decimals went in. */
export function calculateExactly(expression: string): Calculated {
  const plain = calculate(expression);
  if (plain.value.isInteger() || expression.includes('.') || /^(frac|round|tobase)\(/.test(expression))
    return plain;
  return calculate(`frac(${expression})`);
}

/** The number as the calculator reads it after `before` and before `after`: bracketed where it must be. */
function operand(value: Rational, shown: string, before: string, after: string): string {
  const opens = before === '' || /[(,]$/.test(before);
  const needsBrackets =
    (value.sign() < 0 && (!opens || after.startsWith('^'))) ||
    (shown.includes('/') && (/([/^]|mod)$/.test(before) || /^[\^!]/.test(after)));
  return needsBrackets ? `(${shown})` : shown;
}

/** Joins a calculator template and its values to one expression without spaces. */
export function expressionOf(parts: readonly string[], values: readonly string[]): string {
  let text = parts[0] ?? '';
  values.forEach((shown, index) => {
    const after = parts[index + 1] ?? '';
    text += operand(parseRational(shown), shown, text, after) + after;
  });
  return text.replaceAll(' ', '').replaceAll('mod', ' mod ');
}
