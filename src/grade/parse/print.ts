/**
 * Tree → LaTeX that reads back to the same tree: brackets wherever the grammar would group otherwise, and no more
 * notation than that. It prints expressions, relations, lists and brackets; words are printed as `\text`.
 */
import type { Node, NumberNode } from './tree.ts';
import * as q from '../../exact/rational.ts';

/** How tightly a printed form binds; a looser one inside a tighter place gets brackets. */
const levels = { sum: 1, product: 2, signed: 2, power: 3, atom: 4 } as const;

interface Printed {
  readonly text: string;
  readonly level: number;
}

/** LaTeX for the tree. */
export function printNode(node: Node): string {
  return print(node).text;
}

function within(node: Node, level: number): string {
  const { text, level: own } = print(node);
  return own < level ? `\\left(${text}\\right)` : text;
}

const atom = (text: string): Printed => ({ text, level: levels.atom });

function print(node: Node): Printed {
  switch (node.kind) {
    case 'number':
      return number(node);
    case 'symbol':
      return atom(symbol(node.name));
    case 'constant':
      return atom(constants[node.name]);
    case 'text':
      return atom(`\\text{${node.text}}`);
    case 'add':
      return { text: sum(node.args), level: levels.sum };
    case 'negate':
      return { text: `-${within(node.arg, levels.product)}`, level: levels.sum };
    case 'plusMinus':
      return {
        text: `${node.sign > 0 ? '\\pm' : '\\mp'} ${within(node.arg, levels.product)}`,
        level: levels.sum,
      };
    case 'multiply':
      return {
        text: node.args.map((arg) => within(arg, levels.power)).join(' \\cdot '),
        level: levels.product,
      };
    case 'divide':
      return atom(`\\frac{${printNode(node.numerator)}}{${printNode(node.denominator)}}`);
    case 'power':
      return { text: `${within(node.base, levels.atom)}^{${printNode(node.exponent)}}`, level: levels.power };
    case 'root':
      return atom(
        `\\sqrt${node.index === null ? '' : `[${printNode(node.index)}]`}{${printNode(node.radicand)}}`,
      );
    case 'call':
      return call(node);
    case 'percent':
      return { text: `${within(node.arg, levels.atom)}\\%`, level: levels.power };
    case 'mixed':
      return { text: `${printNode(node.whole)}${printNode(node.fraction)}`, level: levels.product };
    case 'relation':
      return { text: relation(node), level: 0 };
    case 'list':
      return { text: node.items.map(printNode).join(', '), level: 0 };
    case 'fence':
      return atom(fence(node));
    case 'matrix':
      return atom(
        `\\begin{pmatrix} ${node.rows.map((row) => row.map(printNode).join(' & ')).join(' \\\\ ')} \\end{pmatrix}`,
      );
    default:
      throw new Error(`printNode: expected an expression, a relation, a list or a bracket, got ${node.kind}`);
  }
}

function number({ value, places }: NumberNode): Printed {
  return atom(value.d === 1n ? value.n.toString() : q.toDecimalText(value, places));
}

function symbol(name: string): string {
  const [head, tail] = [name.replace(/_.*$/, ''), /_(.*)$/.exec(name)?.[1]];
  const letter = head.length > 1 && !head.startsWith('\\') ? `\\${head}` : head;
  return tail === undefined ? letter : `${letter}_{${tail}}`;
}

const constants: Readonly<Record<Extract<Node, { kind: 'constant' }>['name'], string>> = {
  pi: '\\pi',
  e: 'e',
  i: 'i',
  infinity: '\\infty',
  reals: '\\mathbb{R}',
  integers: '\\mathbb{Z}',
  naturals: '\\mathbb{N}',
  rationals: '\\mathbb{Q}',
  complexes: '\\mathbb{C}',
  emptyset: '\\emptyset',
};

/** Signs stand between terms; a first term keeps its own. */
function sum(terms: readonly Node[]): string {
  return terms
    .map((term, index) => {
      if (term.kind === 'negate') return `${index === 0 ? '' : ' '}- ${within(term.arg, levels.product)}`;
      if (term.kind === 'plusMinus') return ` ${print(term).text}`;
      return `${index === 0 ? '' : ' + '}${within(term, levels.product)}`;
    })
    .join('');
}

const unbracketed = new Set(['abs', 'floor', 'ceil', 'factorial', 'binomial']);

function call(node: Extract<Node, { kind: 'call' }>): Printed {
  const args = node.args.map(printNode);
  const [first = '', second = ''] = args;
  if (node.name === 'abs') return atom(`\\left|${first}\\right|`);
  if (node.name === 'floor') return atom(`\\lfloor ${first} \\rfloor`);
  if (node.name === 'ceil') return atom(`\\lceil ${first} \\rceil`);
  if (node.name === 'binomial') return atom(`\\binom{${first}}{${second}}`);
  if (node.name === 'factorial')
    return { text: `${within(node.args[0]!, levels.atom)}!`, level: levels.power };
  if (node.name === 'log' && args.length === 2)
    return { text: `\\log_{${second}}\\left(${first}\\right)`, level: levels.power };
  const name = node.name.length > 1 && !unbracketed.has(node.name) ? `\\${node.name}` : node.name;
  return { text: `${name}\\left(${args.join(', ')}\\right)`, level: levels.power };
}

const relations: Readonly<Record<string, string>> = {
  '<=': '\\le',
  '>=': '\\ge',
  '!=': '\\ne',
  '~': '\\approx',
  '==': '\\equiv',
  in: '\\in',
  '->': '\\to',
};

function relation(node: Extract<Node, { kind: 'relation' }>): string {
  const [first, ...rest] = node.operands.map(printNode);
  const signs = node.operators.map((operator) =>
    Object.hasOwn(relations, operator) ? relations[operator]! : operator,
  );
  return `${first ?? ''}${rest.map((side, index) => ` ${signs[index]!} ${side}`).join('')}`;
}

function fence(node: Extract<Node, { kind: 'fence' }>): string {
  const [open, close] = [node.open, node.close].map((bracket) =>
    bracket === '<' ? '\\langle ' : bracket === '>' ? ' \\rangle' : bracket,
  );
  return `${open!}${node.items.map(printNode).join(', ')}${close!}`;
}
