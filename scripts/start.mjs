// `npm start`: installs, builds, solves one sample problem in the terminal, then opens the editor on `examples/`:
// `code` where it is on the PATH and there is a display, otherwise a VS Code served to the browser, whose address it
// prints. `npm start -- --terminal "Solve 3x+5=20"` does the terminal part alone.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installDependencies } from './prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const sample = 'What is 15% of 240?';
const { values, positionals } = parseArgs({
  options: { terminal: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const problem = positionals.join(' ').trim() || sample;

function step(text) {
  console.log(`\n> ${text}`);
}

function node(args, options = {}) {
  return spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    ...options,
  });
}

function must(run, what) {
  if (run.status === 0) return;
  console.error(`start: ${what} failed (exit code ${run.status ?? run.signal})`);
  process.exit(run.status ?? 1);
}

step('installing dependencies');
installDependencies();
step('building');
must(node(['scripts/build.mjs']), 'the build');
step(`vouch solve "${problem}"`);
const solved = node(['dist/cli.js', 'solve', problem]);
// 3: the model abstained, which is an answer too.
if (solved.status !== 0 && solved.status !== 3) must(solved, '`vouch solve`');
if (values.terminal) process.exit(solved.status ?? 1);

const examples = join(root, 'examples');
const code = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => [join(folder, 'code'), join(folder, 'code.cmd')])
  .find(existsSync);
const hasDisplay =
  process.platform !== 'linux' ||
  process.env.DISPLAY !== undefined ||
  process.env.WAYLAND_DISPLAY !== undefined;
if (code !== undefined && hasDisplay) {
  step('opening VS Code on examples/ with this extension');
  spawn(code, [`--extensionDevelopmentPath=${root}`, examples], { stdio: 'ignore', detached: true }).unref();
} else {
  await serve();
}

async function serve() {
  step('serving VS Code to the browser');
  const { installServer, startServer } = await import('./vscode-server.mjs');
  installServer();
  must(node(['scripts/package.mjs', '--skip-build']), 'packaging');
  const { version } = await import('../package.json', { with: { type: 'json' } }).then(
    (json) => json.default,
  );
  const stateFolder = join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local/state'), 'vouch-editor');
  mkdirSync(stateFolder, { recursive: true });
  const server = await startServer({
    workspace: examples,
    vsix: join(root, `vouch-${version}-${process.platform}-${process.arch}.vsix`),
    stateFolder,
  });
  console.log(`\nThe editor is served at ${server.url}`);
  console.log(
    'Open equations.md, put the cursor into a problem, press F1 and choose “Vouch: Solve Selected Problem”.',
  );
  console.log('Ctrl-C ends it.');
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server.stop().then(() => process.exit(0));
    });
  }
}
