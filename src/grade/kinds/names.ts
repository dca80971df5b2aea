/** Left sides of `=` that only name what stands on the right: `x`, `f(x)`, `|AB|`, `\angle A`, `dy/dx`, words. */
import { someNode, symbolsOf, type Node } from '../parse/tree.ts';

/** Whether a left side only names what stands on the right. */
export function isName(node: Node, right: Node): boolean {
  if (node.kind === 'symbol' || (node.kind === 'constant' && (node.name === 'e' || node.name === 'i')))
    return node.kind === 'constant' || !symbolsOf(right).includes(node.name);
  if (node.kind === 'text') return true;
  // A sum, an integral, a limit: what stands on the right is its value.
  if (node.kind === 'big') return !someNode(right, (at) => at.kind === 'big');
  if (node.kind === 'derivative') return node.body.kind === 'symbol' || node.body.kind === 'call';
  if (node.kind === 'call') return /^[A-Za-z\\]/.test(node.name) && isNamedCall(node.name, node.args);
  if (node.kind === 'power')
    return (
      node.base.kind === 'symbol' &&
      /^[A-Z]$/.test(node.base.name) &&
      (node.exponent.kind === 'negate' || node.exponent.kind === 'symbol')
    );
  if (node.kind === 'matrix' || node.kind === 'root') return false;
  return isFigure(node);
}

/** Two plain letters that name different things: `x = 5` does not say `y = 5`. Other names are free to differ. */
export function namesDiffer(a: string | null | undefined, b: string | null | undefined): boolean {
  const letter = /^[A-Za-z]$/;
  return (
    typeof a === 'string' &&
    typeof b === 'string' &&
    letter.test(a) &&
    letter.test(b) &&
    a.toLowerCase() !== b.toLowerCase()
  );
}

const knownFunctions =
  /^(?:sin|cos|tan|cot|sec|csc|arc.*|ln|log|abs|norm|floor|ceil|sqrt|binomial|factorial|max|min|gcd|lcm|mod|sinh|cosh|tanh|sign|permutations)$/;

function isNamedCall(name: string, args: readonly Node[]): boolean {
  if (name === 'norm' && args.every((arg) => arg.kind === 'symbol')) return true;
  if (name === 'abs' || name === 'norm')
    return args.every((arg) =>
      isFigure(arg) || arg.kind === 'symbol'
        ? symbolsOf(arg).every((symbol) => /^[A-Z]|^vec:/.test(symbol))
        : false,
    );
  if (name === 'sin' || name === 'cos' || name === 'tan')
    return args.every((arg) => arg.kind === 'symbol' || isFigure(arg));
  if (name === 'max' || name === 'min' || name === 'det')
    return args.every((arg) => symbolsOf(arg).length > 0);
  return !knownFunctions.test(name);
}

/** Segments, angles, triangles and ratios of them: products and quotients of capitals. */
function isFigure(node: Node): boolean {
  if (node.kind === 'symbol')
    return /^(?:[A-Z](?:_.*)?'*|angle|triangle|overline:.*|vec:.*|Delta)$/.test(node.name);
  if (node.kind === 'text') return true;
  if (node.kind === 'constant') return false;
  if (node.kind === 'multiply') {
    const [first, ...rest] = node.args as [Node, ...Node[]];
    // m∠A, the measure of an angle.
    if (first.kind === 'symbol' && first.name === 'm' && someNode(node, isAngle)) return rest.every(isFigure);
    return node.args.every(isFigure);
  }
  if (node.kind === 'divide') return isFigure(node.numerator) && isFigure(node.denominator);
  if (node.kind === 'ratio') return node.args.every(isFigure);
  return false;
}

const isAngle = (node: Node): boolean => node.kind === 'symbol' && node.name === 'angle';
