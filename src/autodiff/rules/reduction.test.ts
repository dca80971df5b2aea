/** Rules of sums, extremes and softmax against central differences. */
import type { OperatorName } from '../../onnx/operators.ts';
import { checkRules, emptied, type GradientCase } from '../../../test/support/gradient-cases.ts';
import { reductionRules } from './reduction.ts';

const cases: readonly GradientCase[] = [
  { op: 'CumSum', inputs: [[2, 4]], build: (b, [x]) => b.cumSum(x!, 1) },
  {
    op: 'CumSum',
    name: 'exclusive, reversed',
    inputs: [[2, 4]],
    build: (b, [x]) => b.cumSum(x!, 1, { exclusive: 1, reverse: 1 }),
  },
  { op: 'LogSoftmax', inputs: [[2, 5]], build: (b, [x]) => b.logSoftmax(x!) },
  ...(['reduceSum', 'reduceMean', 'reduceMax', 'reduceMin', 'reduceSumSquare'] as const).flatMap(
    (method): GradientCase[] => {
      const op = `R${method.slice(1)}` as OperatorName;
      return [
        { op, name: 'all axes', inputs: [[2, 3]], build: (b, [x]) => b[method](x!, undefined, false) },
        { op, name: 'one axis kept', inputs: [[2, 3, 2]], build: (b, [x]) => b[method](x!, [1], true) },
        {
          op,
          name: 'two axes dropped, one counted from the end',
          inputs: [[2, 3, 2]],
          build: (b, [x]) => b[method](x!, [-1, 0], false),
        },
        {
          op,
          name: 'symbolic sizes',
          symbolic: true,
          inputs: [[2, 3]],
          build: (b, [x]) => b[method](x!, [1], false),
        },
      ];
    },
  ),
  {
    op: 'ReduceSum',
    name: 'an empty axis',
    inputs: [[2, 0]],
    build: (b, [x]) => b.reduceSum(x!, [1], false),
  },
  {
    op: 'ReduceSum',
    name: 'empty axes as identity',
    inputs: [[2, 3]],
    build: (b, [x]) => b.apply('ReduceSum', [x], { noop_with_empty_axes: 1 })[0]!,
  },
  { op: 'Softmax', inputs: [[2, 5]], build: (b, [x]) => b.softmax(x!) },
  { op: 'Softmax', name: 'first axis', inputs: [[4, 2]], build: (b, [x]) => b.softmax(x!, 0) },
  {
    op: 'Softmax',
    name: 'inside attention',
    inputs: [
      [2, 3, 4],
      [2, 3, 4],
      [2, 3, 4],
    ],
    build: (b, [q, k, v]) => b.matMul(b.softmax(b.fusedMatMul(q!, k!, { transB: 1, alpha: 0.5 })), v!),
  },
  ...emptied('Softmax', [[0, 4]], (b, [x]) => b.softmax(x!)),
  ...emptied('LogSoftmax', [[0, 4]], (b, [x]) => b.logSoftmax(x!)),
];

checkRules('reduction', reductionRules, cases);
