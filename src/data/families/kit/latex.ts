/** Prints a formula's tree as LaTeX, the way a textbook sets it: fractions stacked, products juxtaposed. */
import type { Node } from './formula.ts';

const names: Readonly<Record<string, string>> = {
  pi: '\\pi',
  theta: '\\theta',
  inf: '\\infty',
  pm: '\\pm',
};
const relationSigns: Readonly<Record<string, string>> = { '<=': '\\le', '>=': '\\ge', '!=': '\\ne' };
const plainFunctions = new Set(['sin', 'cos', 'tan', 'ln', 'exp', 'gcd', 'arctan', 'arcsin', 'det']);

function stripped(node: Node): string {
  return printLatex(node.kind === 'group' ? node.of : node);
}

/** Two factors side by side, with a dot where their digits would run together. */
function juxtaposed(left: string, right: string, wasNumber: boolean): string {
  if (/^[\d-]/.test(right)) return `${left} \\cdot ${right}`;
  if (right.startsWith('\\frac') && (wasNumber || /[\d}]$/.test(left))) return `${left} \\cdot ${right}`;
  return /\\[a-z]+$/i.test(left) && /^[a-z]/i.test(right) ? `${left} ${right}` : left + right;
}

function product(node: Extract<Node, { kind: 'product' }>): string {
  let text = '';
  let single: Node | null = null;
  node.items.forEach(({ operator, of }, index) => {
    if (index === 0) {
      [text, single] = [printLatex(of), of];
      return;
    }
    if (operator === '/') text = `\\frac{${single === null ? text : stripped(single)}}{${stripped(of)}}`;
    else
      text = juxtaposed(
        text,
        of.kind === 'minus' ? `(${printLatex(of)})` : printLatex(of),
        single?.kind === 'number',
      );
    single = null;
  });
  return text;
}

function power(node: Extract<Node, { kind: 'power' }>): string {
  const { base } = node;
  const isAtom = base.kind === 'number' || base.kind === 'symbol' || base.kind === 'group';
  if (base.kind === 'call' && plainFunctions.has(base.name))
    return `\\${base.name}^{${stripped(node.exponent)}}(${base.of.map(printLatex).join(', ')})`;
  const text = printLatex(base);
  const exponent = stripped(node.exponent);
  return `${isAtom ? text : `{${text}}`}^${/^[\da-z]$/.test(exponent) ? exponent : `{${exponent}}`}`;
}

function call(node: Extract<Node, { kind: 'call' }>): string {
  const values = node.of.map(printLatex);
  const [first = '', second = '', third = '', fourth = ''] = values;
  switch (node.name) {
    case 'sqrt':
      return `\\sqrt{${first}}`;
    case 'root':
      return `\\sqrt[${first}]{${second}}`;
    case 'abs':
      return `|${first}|`;
    case 'log':
      return values.length === 1 ? `\\log(${first})` : `\\log_{${first}}(${second})`;
    case 'int':
      return `\\int${third === '' ? '' : `_{${third}}^{${fourth}}`} ${first} \\, d${second}`;
    case 'lim':
      return `\\lim_{${second} \\to ${third}} ${first}`;
    case 'diff':
      return `\\frac{d}{d${second}}\\left(${first}\\right)`;
    case 'sum':
      return `\\sum_{${second}=${third}}^{${fourth}} ${first}`;
    case 'mat':
      return `\\begin{pmatrix} ${values.join(' \\\\ ')} \\end{pmatrix}`;
    case 'row':
      return values.join(' & ');
    case 'vec':
      return `\\begin{pmatrix} ${values.join(' \\\\ ')} \\end{pmatrix}`;
    case 'point':
      return `(${values.join(', ')})`;
    case 'deg':
      return `${first}^\\circ`;
    case 'C':
      return `\\binom{${first}}{${second}}`;
    case 'fact':
      return `${first}!`;
    case 'mixed':
      return `${first}\\frac{${second}}{${third}}`;
    case 'conj':
      return `\\overline{${first}}`;
    default:
      return plainFunctions.has(node.name)
        ? `\\${node.name}(${values.join(', ')})`
        : `${node.name}(${values.join(', ')})`;
  }
}

/** LaTeX without delimiters. */
export function printLatex(node: Node): string {
  switch (node.kind) {
    case 'number':
      return node.text;
    case 'symbol':
      return names[node.name] ?? node.name;
    case 'group':
      return `(${printLatex(node.of)})`;
    case 'minus':
      return `-${printLatex(node.of)}`;
    case 'sum':
      return node.terms
        .map(({ sign, of }, index) => {
          const text = of.kind === 'minus' && index > 0 ? `(${printLatex(of)})` : printLatex(of);
          return index === 0 ? text : ` ${sign} ${text}`;
        })
        .join('');
    case 'product':
      return product(node);
    case 'power':
      return power(node);
    case 'call':
      return call(node);
    case 'relation':
      return (
        printLatex(node.first) +
        node.rest
          .map(({ operator, of }) => ` ${relationSigns[operator] ?? operator} ${printLatex(of)}`)
          .join('')
      );
    case 'list':
      return node.items.map(printLatex).join(', ');
  }
}
