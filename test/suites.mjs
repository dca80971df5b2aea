// The suites of `npm test`, in order, each with the seconds it may take on two cores. Those of the model process run
// on the editor's Node as well, which is of another major version than most command lines'.
import { editorNode } from '../scripts/vscode-server.mjs';

export const suites = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], budgetSeconds: 60 },
  {
    name: 'webview types',
    command: ['node_modules/typescript/bin/tsc', '-p', 'webview/tsconfig.json'],
    budgetSeconds: 30,
  },
  {
    name: 'lint',
    command: ['node_modules/eslint/bin/eslint.js', 'src', 'webview', 'scripts', 'test', 'bench'],
    budgetSeconds: 150,
  },
  { name: 'format', command: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'], budgetSeconds: 60 },
  {
    name: 'architecture',
    command: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'src',
      'webview',
    ],
    budgetSeconds: 60,
  },
  { name: 'default model', files: ['test/default-model/'], budgetSeconds: 180 },
  { name: 'dead code', command: ['node_modules/knip/bin/knip.js'], budgetSeconds: 60 },
  { name: 'schemas', command: ['scripts/schemas.mjs', '--check'], budgetSeconds: 60 },
  { name: 'build', command: ['scripts/build.mjs'], budgetSeconds: 30 },
  { name: 'unit', files: ['src/', 'webview/', 'scripts/'], budgetSeconds: 720 },
  {
    name: 'editor',
    // All others, kills and the package without binaries among them, run by `npm run test:editor`.
    files: ['annotate', 'embedded', 'regions', 'shots', 'solve', 'verify'].map(
      (name) => `test/editor/${name}.test.ts`,
    ),
    // Once more where a test fails: a window on a busy machine loses a key now and then, and the log tells of it.
    options: ['--no-file-parallelism', '--testTimeout=600000', '--retry=1'],
    budgetSeconds: 720,
  },
  { name: 'process', files: ['test/process/'], budgetSeconds: 120 },
  {
    name: 'process on the Node of the editor',
    node: editorNode,
    files: [
      'src/runtime/',
      'src/onnx/',
      'src/model/',
      'src/generate/',
      'src/engine/',
      'src/host/',
      'src/tokenizer/',
      'src/checkpoint/',
      'test/process/',
    ],
    budgetSeconds: 240,
  },
  {
    name: 'demonstration',
    command: ['--import', 'tsx', 'scripts/demo/rlv.ts', '--short'],
    budgetSeconds: 120,
  },
  { name: 'derivations', files: ['test/suites/'], budgetSeconds: 120 },
  {
    name: 'near misses',
    command: ['node_modules/tsx/dist/cli.mjs', 'test/suites/negatives.ts'],
    budgetSeconds: 60,
  },
  {
    name: 'fuzz',
    command: ['node_modules/tsx/dist/cli.mjs', 'test/fuzz/grade.ts', '--seconds', '50', '--cases', '8000'],
    budgetSeconds: 60,
  },
];
