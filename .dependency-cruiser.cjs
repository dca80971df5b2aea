/**
 * The import direction of ARCHITECTURE.md, checked: a folder of src/ imports only from the folders above it in
 * this list. `grade` and `exact` stay pure; `runtime` alone imports onnxruntime-node, `vscode` alone imports vscode.
 */
const folders = [
  'base',
  'exact',
  'grade',
  'document',
  'onnx',
  'autodiff',
  'runtime',
  'checkpoint',
  'tokenizer',
  'model',
  'generate',
  'engine',
  'search',
  'data',
  'evaluate',
  'train',
  'features',
  'host',
  'vscode',
  'cli',
  'mcp',
];

const upward = folders.slice(0, -1).map((folder, index) => ({
  name: `${folder}-imports-only-from-above`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^src/(${folders.slice(index + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...upward,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-runtime-imports-onnxruntime',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/runtime/' },
      to: { path: 'onnxruntime' },
    },
    {
      name: 'only-vscode-imports-vscode',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/vscode/' },
      to: { path: '^vscode$' },
    },
    {
      name: 'cli-knows-no-editor',
      severity: 'error',
      from: { path: '^src/(cli|mcp)/' },
      to: { path: '^src/vscode/' },
    },
    {
      name: 'webview-sees-only-the-protocol',
      severity: 'error',
      from: { path: '^webview/' },
      to: {
        path: '^src/',
        pathNot: '^src/(host/protocol-|features/contracts|document/(typeset|live-lines)|base/percent)',
      },
    },
    {
      name: 'core-does-not-import-the-webview',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^webview/' },
    },
    {
      name: 'grade-and-exact-are-pure',
      severity: 'error',
      from: { path: '^src/(base|exact|grade)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|test/data)/' },
  },
};
