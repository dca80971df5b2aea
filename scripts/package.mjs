// Makes the VSIX: for the machine it runs on, or for `--target win32-x64` and the like. Stages exactly what runs
// (bundles, media, one platform's onnxruntime), packs it with vsce, then opens the archive again and asserts its
// contents. `--target universal` packs without natives, for platforms onnxruntime has none for.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeNotices } from './notices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const natives = {
  'linux-x64': ['libonnxruntime.so.1'],
  'linux-arm64': ['libonnxruntime.so.1'],
  'darwin-arm64': ['libonnxruntime.1.dylib'],
  'win32-x64': ['onnxruntime.dll', 'DirectML.dll', 'dxcompiler.dll', 'dxil.dll'],
  'win32-arm64': ['onnxruntime.dll', 'DirectML.dll', 'dxcompiler.dll', 'dxil.dll'],
};

const { values } = parseArgs({
  options: {
    target: { type: 'string', default: `${process.platform}-${process.arch}` },
    out: { type: 'string' },
    'skip-build': { type: 'boolean', default: false },
  },
});
const { target } = values;
if (target !== 'universal' && natives[target] === undefined) {
  console.error(
    `package: expected --target universal or one of ${Object.keys(natives).join(', ')}, got ${target}; there are no onnxruntime binaries for it`,
  );
  process.exit(2);
}

function node(args, cwd = root) {
  const run = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`package: ${args[0]} failed\n${run.stdout}${run.stderr}`);
  return run.stdout;
}

function stageNatives(stage) {
  const from = join(root, 'node_modules');
  for (const name of ['onnxruntime-node', 'onnxruntime-common']) {
    const manifest = JSON.parse(readFileSync(join(from, name, 'package.json'), 'utf8'));
    const to = join(stage, 'node_modules', name);
    mkdirSync(to, { recursive: true });
    // Without its install script's dependencies: the VSIX installs nothing.
    const dependencies = name === 'onnxruntime-node' ? { 'onnxruntime-common': manifest.version } : {};
    const { main, type, exports, version, license } = manifest;
    writeFileSync(
      join(to, 'package.json'),
      JSON.stringify({ name, version, license, main, type, exports, dependencies }, null, 2),
    );
  }
  for (const file of readdirSync(join(from, 'onnxruntime-node/dist'))) {
    if (file.endsWith('.js'))
      cpSync(
        join(from, 'onnxruntime-node/dist', file),
        join(stage, 'node_modules/onnxruntime-node/dist', file),
      );
  }
  cpSync(join(from, 'onnxruntime-common/dist/cjs'), join(stage, 'node_modules/onnxruntime-common/dist/cjs'), {
    recursive: true,
    filter: (path) => !/\.(map|d\.ts|d\.cts)$/.test(path),
  });
  const [platform, arch] = target.split('-');
  const binaries = join('onnxruntime-node/bin/napi-v6', platform, arch);
  for (const file of ['onnxruntime_binding.node', ...natives[target]]) {
    cpSync(join(from, binaries, file), join(stage, 'node_modules', binaries, file));
  }
}

function stageFiles(stage) {
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  // The embedded model goes along where its weights are; the recipe it was trained by stays in the project.
  const embedded = existsSync(join(root, 'models/vouch-mini/model.safetensors'));
  const isRunnable = (path) =>
    !path.endsWith('.map') &&
    !(path.startsWith(join(root, 'models')) && (!embedded || path.includes('recipes')));
  for (const name of [
    'dist',
    'media',
    'l10n',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'THIRD_PARTY_NOTICES',
    'models',
  ]) {
    if (existsSync(join(root, name)))
      cpSync(join(root, name), join(stage, name), { recursive: true, filter: isRunnable });
  }
  for (const name of readdirSync(root)) {
    if (/^package\.nls.*\.json$/.test(name)) cpSync(join(root, name), join(stage, name));
  }
  // Pictures and pages of the repository do not go along; their links would be broken in the editor's page.
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
    .replace(/^!\[[^\]]*\]\([^)]*\)\n+/gm, '')
    .replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1');
  writeFileSync(join(stage, 'README.md'), readme);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const kept = [
    'name',
    'displayName',
    'description',
    'version',
    'publisher',
    'license',
    'type',
    'engines',
    'categories',
    'keywords',
    'main',
    'icon',
    'l10n',
    'extensionKind',
    'activationEvents',
    'capabilities',
    'contributes',
  ];
  const staged = Object.fromEntries(
    kept.filter((key) => manifest[key] !== undefined).map((key) => [key, manifest[key]]),
  );
  staged.engines = { vscode: manifest.engines.vscode };
  if (target !== 'universal')
    staged.dependencies = { 'onnxruntime-node': manifest.dependencies['onnxruntime-node'] };
  writeFileSync(join(stage, 'package.json'), JSON.stringify(staged, null, 2));
  if (target !== 'universal') stageNatives(stage);
}

/** Names inside a zip archive, from its central directory. */
function archiveNames(file) {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const count = bytes.readUInt16LE(end + 10);
  const names = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    const length = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString('utf8', at + 46, at + 46 + length));
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names;
}

function assertContents(names) {
  const extension = names
    .filter((name) => name.startsWith('extension/'))
    .map((name) => name.slice('extension/'.length));
  const required = [
    'package.json',
    'package.nls.json',
    'dist/extension/extension.js',
    'dist/model-process.js',
    'dist/cli.js',
    'dist/webview/panel.js',
    'dist/webview/panel.css',
    'dist/webview/annotate.js',
    'dist/webview/annotate.css',
    'dist/webview/katex.js',
    'dist/webview/katex-style.css',
    'dist/webview/fonts/KaTeX_Main-Regular.woff2',
    'media/icon.png',
    'readme.md',
    'changelog.md',
    'LICENSE.txt',
    'THIRD_PARTY_NOTICES',
  ];
  if (target !== 'universal') {
    const [platform, arch] = target.split('-');
    for (const file of ['onnxruntime_binding.node', ...natives[target]]) {
      required.push(`node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}/${file}`);
    }
    required.push(
      'node_modules/onnxruntime-node/dist/index.js',
      'node_modules/onnxruntime-common/dist/cjs/index.js',
    );
  }
  const missing = required.filter((name) => !extension.includes(name));
  if (missing.length > 0)
    throw new Error(`package: expected in the VSIX, got none of: ${missing.join(', ')}`);
  const allowed =
    /^(package(\.nls(\.[\w-]+)?)?\.json|readme\.md|changelog\.md|LICENSE\.txt|THIRD_PARTY_NOTICES|dist\/|media\/|l10n\/|models\/|node_modules\/onnxruntime-(node|common)\/)/;
  const strangers = extension.filter((name) => !allowed.test(name) || /\.(map|ts|tsx)$/.test(name));
  if (strangers.length > 0) throw new Error(`package: expected only what runs, got ${strangers.join(', ')}`);
  const otherNatives = extension.filter(
    (name) => name.includes('/napi-v6/') && !name.includes(`/napi-v6/${target.replace('-', '/')}/`),
  );
  if (otherNatives.length > 0)
    throw new Error(`package: expected natives of ${target} only, got ${otherNatives.join(', ')}`);
}

if (!values['skip-build']) node(['scripts/build.mjs']);
writeNotices();
const stage = join(root, 'node_modules/.cache/vouch/stage');
stageFiles(stage);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const out = values.out ?? join(root, `vouch-${version}-${target}.vsix`);
const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
const platform = target === 'universal' ? [] : ['--target', target];
node([vsce, 'package', ...platform, '--allow-missing-repository', '--out', out], stage);
const names = archiveNames(out);
assertContents(names);
rmSync(stage, { recursive: true, force: true });
console.log(`${out}: ${names.length} files, ${(statSync(out).size / 1e6).toFixed(1)} MB`);
