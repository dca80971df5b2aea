// The suites of `npm test`, in order, each with the seconds it may take on two cores.
export const suites = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], budgetSeconds: 60 },
  {
    name: 'webview types',
    command: ['node_modules/typescript/bin/tsc', '-p', 'webview/tsconfig.json'],
    budgetSeconds: 30,
  },
  { name: 'unit', files: ['src/', 'webview/', 'scripts/'], budgetSeconds: 420 },
];
