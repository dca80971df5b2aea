/** Points and terms as short text for reasons and counterexamples: exact where a number is plainly a simple fraction. */
import { type Point } from './truth.ts';
import { type Term } from './term.ts';

/** A double as people write it: an integer, a simple fraction, or six significant digits. */
export function showNumber(x: number): string {
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return String(x === 0 ? 0 : x);
  const whole = Math.round(x);
  if (whole !== 0 && Math.abs(x - whole) < 1e-9 * Math.abs(whole)) return String(whole);
  for (let d = 2; d <= 64; d++) {
    const n = Math.round(x * d);
    if (n !== 0 && Math.abs(n) < 1e6 && Math.abs(x * d - n) < 1e-9 * Math.max(1, Math.abs(n)))
      return `${n}/${d}`;
  }
  return String(Number(x.toPrecision(6)));
}

/** `x = 2, y = −1/3`. */
export function showPoint(point: Point): string {
  return [...point].map(([name, value]) => `${name} = ${showNumber(value)}`).join(', ');
}

/** A term in plain notation, for reasons; long ones are cut. */
export function showTerm(term: Term): string {
  const text = write(term, 0);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function write(term: Term, level: number): string {
  switch (term.kind) {
    case 'number':
      return term.denominator === 1n ? String(term.numerator) : `${term.numerator}/${term.denominator}`;
    case 'float':
      return showNumber(term.value);
    case 'constant':
      return term.name === 'infinity' ? '∞' : term.name === 'pi' ? 'π' : term.name;
    case 'symbol':
      return term.name;
    case 'add':
      return wrap(
        term.terms
          .map((part) => write(part, 1))
          .join(' + ')
          .replaceAll('+ -', '- '),
        level > 1,
      );
    case 'multiply':
      return wrap(term.factors.map((part) => write(part, 2)).join('·'), level > 2);
    case 'power':
      return `${write(term.base, 3)}^${write(term.exponent, 3)}`;
    case 'call':
      return `${term.name}(${term.inputs.map((part) => write(part, 0)).join(', ')})`;
    case 'derivative':
      return `d/d${term.variable}(${write(term.body, 0)})`;
    case 'integral':
      return `∫${write(term.body, 2)} d${term.variable}`;
    case 'series':
      return `${term.operator === 'sum' ? '∑' : '∏'}${write(term.body, 2)}`;
    case 'limit':
      return `lim ${write(term.body, 2)}`;
  }
}

function wrap(text: string, brackets: boolean): string {
  return brackets ? `(${text})` : text;
}
