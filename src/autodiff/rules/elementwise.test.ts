/** Rules of elementwise operators against central differences. */
import {
  binary,
  checkRules,
  emptied,
  type GradientCase,
  unary,
} from '../../../test/support/gradient-cases.ts';
import { elementwiseRules } from './elementwise.ts';

const two = [
  [2, 3],
  [2, 3],
] as const;
const cases: readonly GradientCase[] = [
  unary('Abs', (b, x) => b.abs(x)),
  ...binary('Add', (b, x, y) => b.add(x, y)),
  unary('Cast', (b, x) => b.cast(b.cast(x, 'float64'), 'float32')),
  {
    op: 'Clip',
    inputs: [{ dims: [5], values: [-2, -0.5, 0.1, 0.4, 0.9] }],
    build: (b, [x]) => b.clip(x!, b.scalar(-0.4), b.scalar(0.5)),
  },
  { op: 'Clip', name: 'one bound', inputs: [[7]], build: (b, [x]) => b.clip(x!, undefined, b.scalar(0.5)) },
  unary('Cos', (b, x) => b.cos(x)),
  ...binary('Div', (b, x, y) => b.div(x, y), true),
  unary('Erf', (b, x) => b.erf(x)),
  unary('Exp', (b, x) => b.exp(x)),
  unary('Gelu', (b, x) => b.gelu(x, 'none')),
  unary('Gelu', (b, x) => b.gelu(x, 'tanh')),
  unary('Identity', (b, x) => b.identity(x)),
  unary('Log', (b, x) => b.log(x), true),
  ...binary('Max', (b, x, y) => b.max(x, y)),
  ...binary('Min', (b, x, y) => b.min(x, y)),
  {
    op: 'Mod',
    inputs: [
      { dims: [3], values: [2.3, -1.7, 0.6] },
      { dims: [3], values: [0.9, 0.8, 1.5] },
    ],
    build: (b, [x, y]) => b.apply('Mod', [x, y], { fmod: 1 })[0]!,
  },
  ...binary('Mul', (b, x, y) => b.mul(x, y)),
  unary('Neg', (b, x) => b.neg(x)),
  ...binary('Pow', (b, x, y) => b.pow(x, y), true),
  {
    op: 'Pow',
    name: 'constant exponent, negative base',
    inputs: [[2, 3]],
    build: (b, [x]) => b.pow(x!, b.scalar(3)),
  },
  unary('QuickGelu', (b, x) => b.apply('QuickGelu', [x], { alpha: 1 })[0]!),
  unary('QuickGelu', (b, x) => b.apply('QuickGelu', [x], { alpha: 1.702 })[0]!),
  unary('Reciprocal', (b, x) => b.reciprocal(x), true),
  unary('Relu', (b, x) => b.relu(x)),
  unary('Sigmoid', (b, x) => b.sigmoid(x)),
  unary('Sin', (b, x) => b.sin(x)),
  unary('Softplus', (b, x) => b.softplus(x)),
  unary('Sqrt', (b, x) => b.sqrt(x), true),
  ...binary('Sub', (b, x, y) => b.sub(x, y)),
  unary('Tanh', (b, x) => b.tanh(x)),
  { op: 'Where', inputs: two, build: (b, [x, y]) => b.where(b.greater(x!, b.scalar(0)), x!, y!) },
  {
    op: 'Where',
    name: 'stretched',
    inputs: [[3], [2, 1]],
    build: (b, [x, y]) => b.where(b.constant('bool', [2, 3], [1, 0, 1, 0, 0, 1]), x!, y!),
  },
  {
    op: 'Mul',
    name: 'one value used three times',
    inputs: [[2, 3]],
    build: (b, [x]) => b.mul(b.mul(x!, x!), b.add(b.exp(x!), x!)),
  },
  ...emptied('Add', [[0, 3], [3]], (b, [x, y]) => b.add(x!, y!)),
  ...emptied('Mul', [[0, 3], [3]], (b, [x, y]) => b.mul(x!, y!)),
];

checkRules('elementwise', elementwiseRules, cases);
