/** What the calculator writes into a growing text: the exact value of an expression, or nothing. */
import { evaluateExpression } from '../exact/calculator.ts';

export function calculatorValue(expression: string): string | null {
  const result = evaluateExpression(expression);
  return result.kind === 'value' ? result.text : null;
}
