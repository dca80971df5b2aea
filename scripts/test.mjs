// `npm test`: prepare (the only phase with a network), then every suite with its own budget line, then one plain
// line "N passed, N failed". Uses nothing but Node until the dependencies are there, so it works on a fresh clone.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const environment = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };

const prepared = spawnSync(process.execPath, [join(root, 'scripts/prepare.mjs')], {
  cwd: root,
  stdio: 'inherit',
  env: environment,
});
if (prepared.status !== 0) process.exit(prepared.status ?? 1);

const { suites } = await import('../test/suites.mjs');
const only = process.argv.slice(2);
let passed = 0;
let failed = 0;
/** One entry a failed test, said once more at the end: what failed must not be searched for in a long log. */
const failures = [];
const report = mkdtempSync(join(tmpdir(), 'vouch-test-'));
for (const suite of suites) {
  if (only.length > 0 && !only.includes(suite.name)) continue;
  const started = performance.now();
  const output = join(report, `${suite.name}.json`);
  const isVitest = suite.files !== undefined;
  const command = isVitest
    ? [
        'node_modules/vitest/vitest.mjs',
        'run',
        ...suite.files,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${output}`,
        ...(suite.options ?? []),
      ]
    : suite.command;
  const run = spawnSync(suite.node ?? process.execPath, command, {
    cwd: root,
    stdio: 'inherit',
    env: { ...environment, ...suite.env },
  });
  let counts = { passed: run.status === 0 ? 1 : 0, failed: run.status === 0 ? 0 : 1 };
  if (isVitest) {
    try {
      const result = JSON.parse(readFileSync(output, 'utf8'));
      const suiteErrors = result.testResults.filter(
        (file) => file.status === 'failed' && file.assertionResults.length === 0,
      ).length;
      const skipped = result.numPendingTests + (result.numTodoTests ?? 0);
      counts = { passed: result.numPassedTests, failed: result.numFailedTests + suiteErrors + skipped };
      if (run.status !== 0 && counts.failed === 0) {
        counts.failed = 1;
        failures.push(`${suite.name}: no test failed, but the run ended with exit code ${run.status}`);
      }
      failures.push(...result.testResults.flatMap((file) => failuresOf(suite.name, file)));
    } catch {
      counts = { passed: 0, failed: 1 };
      failures.push(`${suite.name}: the run ended without a report, exit code ${run.status}`);
    }
  } else if (run.status !== 0) {
    failures.push(`${suite.name}: exit code ${run.status}`);
  }
  passed += counts.passed;
  failed += counts.failed;
  const seconds = (performance.now() - started) / 1000;
  const over = seconds > suite.budgetSeconds ? ' OVER BUDGET' : '';
  console.log(
    `suite ${suite.name}: ${counts.passed} passed, ${counts.failed} failed, ${seconds.toFixed(0)} s of ${suite.budgetSeconds} s${over}`,
  );
}
rmSync(report, { recursive: true, force: true });
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** What did not pass in one file of a suite, each with the first lines of its message. */
function failuresOf(suite, file) {
  const name = relative(root, file.name);
  if (file.status === 'failed' && file.assertionResults.length === 0) {
    return [`${suite}: ${name}: ${firstLines(file.message)}`];
  }
  return file.assertionResults
    .filter((test) => test.status !== 'passed')
    .map(
      (test) =>
        `${suite}: ${name} > ${test.fullName}: ${firstLines(test.failureMessages?.[0] ?? test.status)}`,
    );
}

function firstLines(text) {
  return stripVTControlCharacters(text).split('\n').slice(0, 6).join('\n  ');
}
