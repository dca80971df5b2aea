/** The real model process, built as it ships, with a real (random) checkpoint: kills, cancellation, silence, resuming. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../src/base/random.ts';
import type { SolveEvent, SolveRequest } from '../../src/features/contracts.ts';
import { ModelProcess, ModelProcessError } from '../../src/host/client.ts';
import { solveInProcess } from '../../src/host/solve-client.ts';
import { writeRandomModel } from './random-model.ts';

const built = (file: string): string => fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));

let folder: string;
let model: string;
let host: ModelProcess;
beforeAll(async () => {
  if (!existsSync(built('model-process.js'))) throw new Error('dist/ is missing: run `npm run build` first');
  folder = mkdtempSync(join(tmpdir(), 'vouch-process-'));
  model = await writeRandomModel(join(folder, 'random'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  host.dispose();
});

const start = (): ModelProcess => (host = new ModelProcess({ modulePath: built('model-process.js') }));
const request = (samples: number, maxNewTokens: number): SolveRequest => ({
  model,
  problem: 'Solve $3x + 5 = 20$ for $x$.',
  samples,
  maxNewTokens,
  adaptive: false,
  seed: 3,
});

describe('the model process', () => {
  it('declines a proof in words instead of voting on numbers', async () => {
    const problem = 'Prove that $\\sqrt{2}$ is irrational.';
    const outcome = await solveInProcess(start(), { ...request(4, 24), problem });
    expect(outcome).toMatchObject({ kind: 'solved', result: { candidates: [], winner: null } });
    if (outcome.kind === 'solved') expect(outcome.result.abstained?.reason).toContain('proof');
  });

  it('solves: candidates stream, are judged, and the result holds what was streamed', async () => {
    const events: SolveEvent[] = [];
    const outcome = await solveInProcess(start(), request(4, 24), { onEvent: (event) => events.push(event) });
    expect(outcome.kind).toBe('solved');
    if (outcome.kind !== 'solved') return;
    const { result } = outcome;
    expect(result.candidates).toHaveLength(4);
    for (const candidate of result.candidates) {
      const text = events
        .flatMap((event) =>
          event.kind === 'delta' && event.candidate === candidate.index ? [event.text] : [],
        )
        .join('');
      expect(candidate.text).toBe(text);
      expect(candidate.tokens).toBeLessThanOrEqual(24);
      expect(candidate.score).toBeGreaterThanOrEqual(0);
      expect(candidate.score).toBeLessThanOrEqual(1);
    }
    const again = await solveInProcess(host, request(4, 24));
    if (again.kind !== 'solved') throw new Error(again.kind);
    expect(again.result.candidates.map(({ text }) => text)).toEqual(
      result.candidates.map(({ text }) => text),
    );
    for (const [i, { score }] of again.result.candidates.entries()) {
      expect(score).toBeCloseTo(result.candidates[i]!.score!, 5);
    }
  });

  it('survives 20 kills at random points: an honest error, finished candidates kept, the next solve fine', async () => {
    const random = new Random(20);
    start();
    for (let round = 0; round < 20; round++) {
      const finished = new Set<number>();
      const timer = setTimeout(
        () => {
          if (host.pid !== undefined) process.kill(host.pid, 'SIGKILL');
        },
        random.integer(0, 700),
      );
      const outcome = await solveInProcess(host, request(8, 60), {
        onEvent: (event) => {
          if (event.kind === 'candidate') finished.add(event.candidate.index);
        },
      });
      clearTimeout(timer);
      if (outcome.kind !== 'failed') {
        expect(outcome.kind).toBe('solved');
        continue;
      }
      expect(outcome.error).toBeInstanceOf(ModelProcessError);
      expect(outcome.error.message).toMatch(/killed \(SIGKILL\)/);
      expect(new Set(outcome.partial?.candidates.map((candidate) => candidate.index))).toEqual(finished);
    }
    expect((await solveInProcess(host, request(1, 8))).kind).toBe('solved');
  });

  it('answers a cancelled solve with what was finished, and goes on in the same process', async () => {
    start();
    await solveInProcess(host, request(1, 4));
    const pid = host.pid;
    const controller = new AbortController();
    const outcome = await solveInProcess(host, request(8, 300), {
      signal: controller.signal,
      onEvent: (event) => {
        if (event.kind === 'delta' && event.tokens > 3) controller.abort();
      },
    });
    expect(outcome.kind).toBe('cancelled');
    expect((await solveInProcess(host, request(1, 4))).kind).toBe('solved');
    expect(host.pid).toBe(pid);
  });

  it('reports bad input as it is: no folder, an empty and an oversized problem, binary data', async () => {
    start();
    const cases: readonly (readonly [Partial<SolveRequest>, RegExp])[] = [
      [{ model: join(folder, 'missing') }, /expected a model folder/],
      [{ problem: ' \n' }, /got an empty one; select or type the problem/],
      [{ problem: 'x'.repeat(1_000_000) }, /expected at most 100000 characters, got 1000000/],
      [{ problem: 'a\0b' }, /got binary data/],
      [{ problem: '12345 '.repeat(2000) }, /context/],
    ];
    for (const [change, message] of cases) {
      const outcome = await solveInProcess(host, { ...request(1, 4), ...change });
      expect(outcome.kind === 'failed' ? outcome.error.message : outcome.kind).toMatch(message);
    }
  });
});

describe('the command line', () => {
  const vouch = (args: readonly string[], environment: NodeJS.ProcessEnv = process.env) =>
    spawnSync(process.execPath, [built('cli.js'), ...args], { encoding: 'utf8', env: environment });

  beforeAll(() => {
    start();
  });

  it('prints exactly one JSON document on standard output and abstains with exit code 3', () => {
    const run = vouch([
      'solve',
      '--model',
      model,
      '--samples',
      '2',
      '--max-new-tokens',
      '8',
      '--json',
      '2+2',
    ]);
    const result = JSON.parse(run.stdout) as { winner: unknown; candidates: unknown[] };
    const schema = JSON.parse(
      readFileSync(new URL('../../docs/schemas/SolveResult.json', import.meta.url), 'utf8'),
    ) as object;
    const ajv = new Ajv({ strict: false });
    expect(ajv.validate(schema, result), JSON.stringify(ajv.errors)).toBe(true);
    expect(result.candidates).toHaveLength(2);
    expect(run.status).toBe(result.winner === null ? 3 : 0);
    expect(run.stderr).toBe('');
    expect(vouch(['solve', '--model', model]).status).toBe(2);
    expect(vouch(['solve', '--samples', 'many', 'x']).status).toBe(2);
  });

  it('resumes an evaluation without repeating what was done, and refuses other settings', () => {
    const data = join(folder, 'data.jsonl');
    const out = join(folder, 'evaluation');
    const rows = ['1+1', '2+2', '3+3', '4+4'].map((problem, id) =>
      JSON.stringify({ id: String(id), problem, answer: '4' }),
    );
    writeFileSync(data, `${rows.join('\n')}\n`);
    const args = [
      'eval',
      '--model',
      model,
      '--data',
      data,
      '--out',
      out,
      '--samples',
      '2',
      '--max-new-tokens',
      '8',
      '--json',
    ];
    expect(vouch(args).status).toBe(0);
    const file = join(out, 'results.jsonl');
    const whole = readFileSync(file, 'utf8');
    const lines = whole.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    // As a kill leaves it: two whole lines and half of a third.
    writeFileSync(file, `${lines[0]}\n${lines[1]}\n${lines[2]!.slice(0, 20)}`);
    expect(vouch(args).status).toBe(0);
    const resumed = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(resumed.slice(0, 2)).toEqual(lines.slice(0, 2));
    // Scores may differ in their last digits with the rows that happen to share a batch; what was written may not.
    const written = (line: string): unknown => {
      const { id, candidates } = JSON.parse(line) as {
        id: string;
        candidates: { text: string; answer: unknown }[];
      };
      return { id, candidates: candidates.map(({ text, answer }) => ({ text, answer })) };
    };
    expect(resumed.map(written)).toEqual(lines.map(written));
    expect(vouch([...args, '--seed', '9']).stderr).toMatch(/holds an evaluation with other settings/);
  });

  it('checks rows in order by exact checks and by the model, a bad row with its error', () => {
    const data = join(folder, 'rows.jsonl');
    const rows = [
      { id: 'right', problem: 'Solve 3x + 5 = 20', steps: ['3x = 15', 'x = 5'] },
      { id: 'bad', steps: 'x = 5' },
      { id: 7, problem: 'Solve 3x + 5 = 20', steps: ['3x = 25', 'x = 25/3'] },
      { id: 'long', problem: 'What is 2 + 2?', steps: ['word '.repeat(5000), '2 + 2 = 5'] },
    ];
    writeFileSync(data, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const run = vouch(['check', '--model', model, '--batch', data]);
    const answers = run.stdout
      .trimEnd()
      .split('\n')
      .map(
        (line) => JSON.parse(line) as { id: unknown; error?: string; firstError?: number; steps?: object[] },
      );
    expect(answers.map(({ id }) => id)).toEqual(['right', 'bad', 7, 'long']);
    // longer than the model's context: the exact checks alone
    expect(answers[3]).toMatchObject({ firstError: 1, steps: [{ soFar: null }, { soFar: null }] });
    expect(answers[1]?.error).toMatch(/steps: expected a list/);
    expect(answers[2]).toMatchObject({ firstError: 0, firstErrorBy: 'exact' });
    for (const step of answers[0]?.steps ?? []) {
      expect(step).toMatchObject({
        exact: expect.objectContaining({ verdict: expect.any(String) as string }) as object,
      });
      const { soFar } = step as { soFar: number };
      expect(soFar).toBeGreaterThanOrEqual(0);
      expect(soFar).toBeLessThanOrEqual(1);
    }
    expect([run.status, run.stderr]).toEqual([0, '']);
  });

  it('ends with exit code 130 when it is cancelled in mid-solve', async () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    const args = ['solve', '--model', model, '--samples', '16', '--max-new-tokens', '400', '--json', 'x'];
    const child = spawn(process.execPath, [built('cli.js'), ...args], {
      env: { ...process.env, VOUCH_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const closed = once(child, 'close');
    // Its model process says in this folder that the model is loaded and busy.
    await vi.waitFor(
      () => {
        const [file = ''] = readdirSync(join(home, 'loaded'));
        expect(readFileSync(join(home, 'loaded', file), 'utf8')).toContain('"busy":true');
      },
      { timeout: 30_000, interval: 20 },
    );
    child.kill('SIGINT');
    expect(await closed).toEqual([130, null]);
    expect(printed).toBe('');
  });

  it('connects to nothing while it solves', () => {
    const log = join(folder, 'connect.log');
    // onnxruntime keeps quiet where it sees continuous integration: take all of those variables away.
    const environment = Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) =>
          !/^(CI|BUILD_|GITHUB_|GITLAB_|JENKINS_|TRAVIS|TF_BUILD|APPVEYOR|CIRCLECI|BUILDKITE|TEAMCITY)/.test(
            name,
          ),
      ),
    );
    delete environment['ORT_DISABLE_TELEMETRY'];
    const run = spawnSync(
      'strace',
      [
        '-f',
        '-e',
        'trace=connect',
        '-o',
        log,
        process.execPath,
        built('cli.js'),
        'solve',
        '--model',
        model,
        '--samples',
        '1',
        '--max-new-tokens',
        '8',
        '--json',
        '2+2',
      ],
      { encoding: 'utf8', env: environment },
    );
    expect(run.error, 'strace is missing: apt-get install strace').toBeUndefined();
    expect(JSON.parse(run.stdout)).toMatchObject({ version: 1 });
    const beyond = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => /connect\(.*AF_INET/.test(line) && !/127\.0\.0\.1|::1/.test(line));
    expect(beyond).toEqual([]);
  });
});
