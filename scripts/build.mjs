// Bundles the extension, the model process, the command line and the webview into dist/. esbuild only; types are
// checked by `npm run typecheck`. Native and editor-provided modules stay outside the bundles.
import { build } from 'esbuild';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
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
  // Reading the bundle is a third of a short command's time, and comments a third of the bundle.
  minifyWhitespace: true,
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
  {
    // In pieces: the editor reads the entry alone at start, and what a command needs when it is first used.
    ...node,
    entryPoints: { extension: 'src/vscode/extension.ts' },
    outdir: 'dist/extension',
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
    banner,
  },
];
// A script and a style a webview, KaTeX and its fonts beside them: it comes after a page's first words.
entries.push({
  ...common,
  entryPoints: {
    panel: 'webview/panel/main.tsx',
    annotate: 'webview/annotate/main.tsx',
    katex: 'webview/katex.ts',
    'katex-style': 'node_modules/katex/dist/katex.min.css',
  },
  outdir: 'dist/webview',
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  splitting: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' },
  assetNames: 'fonts/[name]',
});

const results = await Promise.all(
  entries
    .filter((entry) => Object.values(entry.entryPoints).every((file) => existsSync(root + file)))
    .map((entry) => build({ ...entry, metafile: true })),
);
// Which files of which packages went in: the notices of third parties are made from it.
mkdirSync(`${root}node_modules/.cache/vouch`, { recursive: true });
writeFileSync(
  `${root}node_modules/.cache/vouch/bundled.json`,
  JSON.stringify([...new Set(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)))].sort()),
);
