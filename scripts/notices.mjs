// Writes THIRD_PARTY_NOTICES: the licence text of every package of which a file is in the bundles (by esbuild's own
// account) or in the VSIX beside them. Run after a build; fails where a package has no licence text.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Shipped as they are, not bundled. */
const shipped = ['onnxruntime-node', 'onnxruntime-common'];

function packageFolder(input) {
  const at = input.lastIndexOf('node_modules/');
  if (at < 0) return null;
  const [first, second] = input.slice(at + 'node_modules/'.length).split('/');
  return join(input.slice(0, at), 'node_modules', first.startsWith('@') ? `${first}/${second}` : first);
}

function licenceText(folder) {
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  return names
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').trim())
    .join('\n\n');
}

/** Packages that carry no licence file of their own: the licence they name, with their author. */
function namedLicence(manifest) {
  const author =
    typeof manifest.author === 'string' ? manifest.author : (manifest.author?.name ?? 'its authors');
  const holder = author.replace(/<[^>]*>|\([^)]*\)/g, '').trim();
  if (manifest.license === 'MIT') return `MIT License\n\nCopyright (c) ${holder}\n\n${mit}`;
  if (manifest.license === 'Apache-2.0')
    return `Apache License, Version 2.0, ${holder}: https://www.apache.org/licenses/LICENSE-2.0`;
  throw new Error(
    `notices: expected a licence file in ${manifest.name} (${manifest.license}), got none; add its text to scripts/notices.mjs`,
  );
}

const mit = readFileSync(join(root, 'LICENSE'), 'utf8').split('\n\n').slice(2).join('\n\n').trim();

export function writeNotices() {
  const listing = join(root, 'node_modules/.cache/vouch/bundled.json');
  if (!existsSync(listing))
    throw new Error('notices: expected the list of bundled files; run: npm run build');
  const folders = new Set(
    JSON.parse(readFileSync(listing, 'utf8'))
      .map(packageFolder)
      .filter((folder) => folder !== null)
      .concat(shipped.map((name) => `node_modules/${name}`)),
  );
  const entries = [...folders].map((folder) => {
    const path = join(root, folder);
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const text = licenceText(path) || namedLicence(manifest);
    return { title: `${manifest.name} ${manifest.version} (${manifest.license})`, text };
  });
  entries.sort((a, b) => a.title.localeCompare(b.title));
  const rule = '='.repeat(80);
  const body = entries.map(({ title, text }) => `${rule}\n${title}\n${rule}\n\n${text}\n`).join('\n');
  writeFileSync(
    join(root, 'THIRD_PARTY_NOTICES'),
    `Vouch contains work of others. This file is written by scripts/notices.mjs.\n\n${body}`,
  );
  return entries.map(({ title }) => title);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`${writeNotices().length} packages in THIRD_PARTY_NOTICES`);
}
