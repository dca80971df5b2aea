/** Rules of operators that move numbers against central differences. */
import { checkRules, emptied, type GradientCase } from '../../../test/support/gradient-cases.ts';
import { shapingRules } from './shaping.ts';

const cases: readonly GradientCase[] = [
  {
    op: 'Concat',
    inputs: [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
    build: (b, x) => b.concat(x, 1),
  },
  {
    op: 'Concat',
    name: 'symbolic sizes',
    symbolic: true,
    inputs: [
      [2, 3],
      [4, 3],
    ],
    build: (b, x) => b.concat(x, 0),
  },
  { op: 'Expand', inputs: [[2, 1]], build: (b, [x]) => b.expand(x!, [3, 2, 4]) },
  { op: 'Flatten', inputs: [[2, 3, 2]], build: (b, [x]) => b.apply('Flatten', [x], { axis: 1 })[0]! },
  {
    op: 'Gather',
    name: 'rows, some twice, one from the end',
    inputs: [[4, 3]],
    build: (b, [x]) => b.gather(x!, b.constant('int64', [2, 2], [1, 3, 1, -4]), 0),
  },
  {
    op: 'Gather',
    name: 'middle axis',
    inputs: [[2, 4, 3]],
    build: (b, [x]) => b.gather(x!, b.constant('int64', [3], [0, 2, 2]), 1),
  },
  {
    op: 'Gather',
    name: 'one index, symbolic',
    symbolic: true,
    inputs: [[4, 3]],
    build: (b, [x]) => b.gather(x!, b.constant('int64', [], [2]), 1),
  },
  {
    op: 'GatherElements',
    inputs: [[2, 4]],
    build: (b, [x]) => b.gatherElements(x!, b.constant('int64', [2, 2], [1, 1, 0, 3]), 1),
  },
  {
    op: 'GatherND',
    inputs: [[2, 4, 2]],
    build: (b, [x]) => b.gatherND(x!, b.constant('int64', [3, 2], [0, 1, 1, 3, 0, 1])),
  },
  {
    op: 'Pad',
    inputs: [[2, 3]],
    build: (b, [x]) => b.apply('Pad', [x, b.integers([1, 0, 0, 2])], { mode: 'constant' })[0]!,
  },
  { op: 'Reshape', inputs: [[2, 6]], build: (b, [x]) => b.reshape(x!, [0, 2, -1]) },
  {
    op: 'Reshape',
    name: 'symbolic sizes',
    symbolic: true,
    inputs: [[2, 6]],
    build: (b, [x]) => b.reshape(x!, [-1, 4]),
  },
  {
    op: 'ScatterElements',
    inputs: [
      [2, 4],
      [2, 2],
    ],
    build: (b, [x, u]) => b.scatterElements(x!, b.constant('int64', [2, 2], [1, 2, 0, 3]), u!, { axis: 1 }),
  },
  {
    op: 'ScatterElements',
    name: 'adding',
    inputs: [
      [2, 4],
      [2, 2],
    ],
    build: (b, [x, u]) =>
      b.scatterElements(x!, b.constant('int64', [2, 2], [1, 1, 0, 3]), u!, { axis: 1, reduction: 'add' }),
  },
  {
    op: 'ScatterND',
    inputs: [
      [4, 2],
      [2, 2],
    ],
    build: (b, [x, u]) => b.scatterND(x!, b.constant('int64', [2, 1], [3, 1]), u!),
  },
  {
    op: 'ScatterND',
    name: 'adding',
    inputs: [
      [4, 2],
      [3, 2],
    ],
    build: (b, [x, u]) => b.scatterND(x!, b.constant('int64', [3, 1], [3, 1, 3]), u!, { reduction: 'add' }),
  },
  { op: 'Slice', inputs: [[4, 5]], build: (b, [x]) => b.slice(x!, 1, 1, 3) },
  {
    op: 'Slice',
    name: 'two axes, a step, backwards',
    inputs: [[4, 5]],
    build: (b, [x]) =>
      b.apply(
        'Slice',
        [x, b.integers([0, -1]), b.integers([4, -6]), b.integers([0, 1]), b.integers([2, -1])],
        {},
      )[0]!,
  },
  {
    op: 'Slice',
    name: 'symbolic sizes',
    symbolic: true,
    inputs: [[4, 5]],
    build: (b, [x]) => b.slice(x!, 0, 1, 3),
  },
  {
    op: 'Split',
    inputs: [[2, 5]],
    build: (b, [x]) => {
      const [l, r] = b.split(x!, [2, 3], 1);
      return b.matMul(b.transpose(l!, [1, 0]), r!);
    },
  },
  {
    op: 'Split',
    name: 'one part unused',
    inputs: [[2, 5]],
    build: (b, [x]) => b.exp(b.split(x!, [2, 3], 1)[1]!),
  },
  { op: 'Squeeze', inputs: [[2, 1, 3]], build: (b, [x]) => b.squeeze(x!, [1]) },
  { op: 'Tile', inputs: [[2, 3]], build: (b, [x]) => b.tile(x!, [2, 3]) },
  { op: 'TopK', inputs: [[2, 5]], build: (b, [x]) => b.topK(x!, 2)[0] },
  { op: 'Transpose', inputs: [[2, 3, 4]], build: (b, [x]) => b.transpose(x!, [2, 0, 1]) },
  { op: 'Trilu', inputs: [[3, 3]], build: (b, [x]) => b.trilu(x!, false, 0) },
  { op: 'Unsqueeze', inputs: [[2, 3]], build: (b, [x]) => b.unsqueeze(x!, [0, 2]) },
  ...emptied(
    'Concat',
    [
      [0, 3],
      [2, 3],
    ],
    (b, [x, y]) => b.concat([x!, y!], 0),
  ),
  ...emptied('Transpose', [[0, 4]], (b, [x]) => b.transpose(x!, [1, 0])),
  ...emptied('Gather', [[4, 3]], (b, [x]) => b.gather(x!, b.constant('int64', [0], []), 0)),
];

checkRules('shaping', shapingRules, cases);
