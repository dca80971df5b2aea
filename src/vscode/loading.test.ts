/** What the editor has to read before something appears: the static parts of the bundle's pieces, by their packages. */
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

let outputs: Metafile['outputs'];
beforeAll(async () => {
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: ['src/vscode/extension.ts'],
    outdir: 'dist/extension',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    external: ['onnxruntime-node', 'vscode'],
    write: false,
    metafile: true,
  });
  outputs = metafile.outputs;
});

/** All that is read with a source file before any of it runs. */
function readWith(source: string): string[] {
  const entry = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source)?.[0];
  if (entry === undefined) throw new Error(`loading: expected a piece of its own for ${source}, got none`);
  const seen = new Set([entry]);
  for (const file of seen) {
    for (const { kind, path } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && path in outputs) seen.add(path);
  }
  return [...seen].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
}

/** Formulas, downloads, and the parsers: each is read for a document or a press that has it. */
const later = /node_modules\/(katex|mathjax-full|undici|@unified-latex|micromark)/;

describe('before something appears nothing is read that only a later press needs', () => {
  it.each([
    ['the activation', 'src/vscode/extension.ts', /node_modules|src\/grade|src\/document/],
    ['the first panel', 'src/vscode/solve.ts', new RegExp(`${later.source}|src/grade`)],
    ['the first check', 'src/vscode/verify/verify.ts', later],
    ['the lenses', 'src/vscode/verify/lenses.ts', new RegExp(`${later.source}|src/grade`)],
    ['a problem in Markdown', 'src/document/markdown.ts', /node_modules\/@unified-latex/],
  ])('%s', (_, source, needless) => {
    const read = readWith(source);
    expect(read).toContain(source);
    expect(read.filter((file) => needless.test(file))).toEqual([]);
  });
});
