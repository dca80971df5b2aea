/**
 * The notations of a formula. Families write formulas once, in plain ASCII (`3*x**2 - sqrt(5) = 7`), and this file
 * prints them as people write them: that ASCII, calculator-style text, Unicode or LaTeX. It reads only what the
 * families write; reading what users write is the grader's business.
 */
import { parseFormula, type Node } from './formula.ts';
import { printLatex } from './latex.ts';

export type Notation = 'code' | 'ascii' | 'unicode' | 'latex';

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

interface PlainStyle {
  readonly minus: string;
  readonly times: string;
  readonly root: (inside: string, isAtom: boolean) => string;
  readonly power: (base: string, exponent: string) => string;
  readonly names: Readonly<Record<string, string>>;
}

const ascii: PlainStyle = {
  minus: '-',
  times: '*',
  root: (inside) => `sqrt(${inside})`,
  power: (base, exponent) => `${base}^${exponent}`,
  names: { inf: 'infinity', pi: 'pi', theta: 'theta', le: '<=', ge: '>=', ne: '!=', int: 'integral of ' },
};
const unicode: PlainStyle = {
  minus: '−',
  times: '·',
  root: (inside, isAtom) => (isAtom ? `√${inside}` : `√(${inside})`),
  power: (base, exponent) =>
    /^\d+$/.test(exponent)
      ? base + Array.from(exponent, (digit) => superscripts[Number(digit)]!).join('')
      : `${base}^${exponent}`,
  names: { inf: '∞', pi: 'π', theta: 'θ', le: '≤', ge: '≥', ne: '≠', int: '∫ ' },
};

function bracketed(node: Node, style: PlainStyle): string {
  const text = plain(node, style);
  return node.kind === 'number' || node.kind === 'symbol' || node.kind === 'group' || node.kind === 'call'
    ? text
    : `(${text})`;
}

function plainProduct(node: Extract<Node, { kind: 'product' }>, style: PlainStyle): string {
  let text = '';
  node.items.forEach(({ operator, of }, index) => {
    const next = plain(of, style);
    if (index === 0) text = next;
    else if (operator === '/') text += `/${bracketed(of, style)}`;
    else if (/[\d]$/.test(text) && !/^[\d−-]/.test(next) && !text.includes('/')) text += next;
    else if (/[a-z)]$/.test(text) && next.startsWith('(') && !text.includes('/')) text += next;
    else text += style.times + next;
  });
  return text;
}

function plainCall(node: Extract<Node, { kind: 'call' }>, style: PlainStyle): string {
  const values = node.of.map((argument) => plain(argument, style));
  const [first = '', second = '', third = '', fourth = ''] = values;
  switch (node.name) {
    case 'sqrt':
      return style.root(first, node.of[0]?.kind === 'number' || node.of[0]?.kind === 'symbol');
    case 'root':
      return `${second}^(1/${first})`;
    case 'abs':
      return `|${first}|`;
    case 'log':
      return values.length === 1 ? `log(${first})` : `log_${first}(${second})`;
    case 'int':
      return `${style.names['int']!}${third === '' ? '' : `from ${third} to ${fourth} of `}${first} d${second}`;
    case 'lim':
      return `lim ${second}->${third} of ${first}`;
    case 'diff':
      return `d/d${second} (${first})`;
    case 'sum':
      return `sum of ${first} for ${second} = ${third} to ${fourth}`;
    case 'mat':
      return `[${values.join(', ')}]`;
    case 'row':
      return `[${values.join(', ')}]`;
    case 'vec':
    case 'point':
      return `(${values.join(', ')})`;
    case 'deg':
      return `${first}°`;
    case 'mixed':
      return `${first} ${second}/${third}`;
    case 'det':
      return `det ${first}`;
    default:
      return `${node.name}(${values.join(', ')})`;
  }
}

function plain(node: Node, style: PlainStyle): string {
  switch (node.kind) {
    case 'number':
      return node.text;
    case 'symbol':
      return style.names[node.name] ?? node.name;
    case 'group':
      return `(${plain(node.of, style)})`;
    case 'minus':
      return style.minus + plain(node.of, style);
    case 'sum':
      return node.terms
        .map(
          ({ sign, of }, index) =>
            (index === 0 ? '' : ` ${sign === '+' ? '+' : style.minus} `) + plain(of, style),
        )
        .join('');
    case 'product':
      return plainProduct(node, style);
    case 'power':
      return style.power(bracketed(node.base, style), bracketed(node.exponent, style));
    case 'call':
      return plainCall(node, style);
    case 'relation':
      return (
        plain(node.first, style) +
        node.rest
          .map(({ operator, of }) => {
            const sign = { '<=': style.names['le'], '>=': style.names['ge'], '!=': style.names['ne'] }[
              operator
            ];
            return ` ${sign ?? operator} ${plain(of, style)}`;
          })
          .join('')
      );
    case 'list':
      return node.items.map((item) => plain(item, style)).join(', ');
  }
}

/** A formula of the families' ASCII in another notation, without any delimiters. */
export function formulaIn(notation: Notation, formula: string): string {
  if (notation === 'code') return codeOf(formula);
  const node = parseFormula(formula);
  if (notation === 'latex') return printLatex(node);
  return plain(node, notation === 'ascii' ? ascii : unicode);
}

/** The families' own ASCII, with the structures that have no operator spelled in words. */
function codeOf(formula: string): string {
  return /\b(int|lim|diff|sum|mat|vec|point|deg|det|abs|root|log|mixed|row|C|conj)\(/.test(formula)
    ? plain(parseFormula(formula), ascii)
    : formula;
}

/** LaTeX of a formula of the families' ASCII. */
export function tex(formula: string): string {
  return printLatex(parseFormula(formula));
}
