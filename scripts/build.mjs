// Bundles the extension, the model process, the command line and the webview into dist/. esbuild only; types are
// checked by `npm run typecheck`. Native and editor-provided modules stay outside the bundles.
import { build } from 'esbuild';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });

const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: 'linked',
  logLevel: 'warning',
  legalComments: 'none',
  minifySyntax: true,
};
const node = { ...common, platform: 'node', target: 'node20', external: ['onnxruntime-node', 'vscode'] };
// Some dependencies are CommonJS and call require() at run time; an ES module has none of its own.
const banner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

const entries = [
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    format: 'esm',
    banner: { js: `#!/usr/bin/env node\n${banner.js}` },
  },
  { ...node, entryPoints: ['src/host/main.ts'], outfile: 'dist/model-process.js', format: 'esm', banner },
  { ...node, entryPoints: ['src/vscode/extension.ts'], outfile: 'dist/extension.cjs', format: 'cjs' },
];
await Promise.all(
  entries.filter((entry) => existsSync(root + entry.entryPoints[0])).map((entry) => build(entry)),
);
