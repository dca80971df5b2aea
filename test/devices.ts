/**
 * `npm run test:devices [-- --only ppo,dpo] [-- --steps 3]`: every recipe and every kind of verifier by the real command,
 * `vouch train`, once on the CPU and once on WebGPU with the same seed. All figures of the log that are no timings must
 * agree within 1e-3: losses, norms of gradients, rewards, verdicts, evaluations. On a GPU, or on Chromium's software
 * Vulkan where VK_ICD_FILENAMES names it or where it lies in its usual place.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RecipeName, TrainConfig } from '../src/train/config.ts';
import type { PolicyConfig } from '../src/train/policy-config.ts';
import { ended, launchVouch } from './support/vouch-process.ts';

const tolerance = 1e-3;
const software = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (existsSync(software)) process.env['VK_ICD_FILENAMES'] ??= software;
// a list of loaded models of its own: whoever solves on this machine meanwhile is not waited for
const home = mkdtempSync(path.join(tmpdir(), 'vouch-home-'));
process.env['VOUCH_HOME'] = home;

/** Half a million parameters that are right about half of the time: groups of theirs teach something. */
const model = path.join(import.meta.dirname, 'data/demo-base');

type Changes = Partial<Omit<TrainConfig, 'policy' | 'optimizer' | 'lora'>> & {
  readonly recipe: RecipeName;
  readonly policy?: Partial<PolicyConfig>;
  readonly optimizer?: object;
  readonly lora?: object;
};

const cases: Readonly<Record<string, Changes>> = {
  pretrain: { recipe: 'pretrain', memory: 'small' },
  sft: { recipe: 'sft', ema: 0.9 },
  lora: { recipe: 'sft', lora: { rank: 4, dropout: 0.1 } },
  'qlora-int8': { recipe: 'sft', lora: { rank: 4, base: 'int8' }, memory: 'small' },
  'qlora-int4': { recipe: 'sft', lora: { rank: 4, base: 'int4' } },
  grpo: { recipe: 'grpo', policy: { klCoeff: 0.01, clipHigh: 0.28, updates: 2, temperature: 0.8 } },
  loop: { recipe: 'loop', policy: { epochs: 2 }, memory: 'small' },
  vineppo: { recipe: 'vineppo', policy: { vineCompletions: 2 } },
  ppo: { recipe: 'ppo', policy: { epochs: 2 } },
  'ppo-values': { recipe: 'ppo', policy: { verifier: 'none' } },
  reject: { recipe: 'reject' },
  dpo: { recipe: 'dpo', policy: { updates: 2 } },
  'dpo-lora': { recipe: 'dpo', lora: { rank: 4 } },
  bce: { recipe: 'loop', policy: { verifier: 'bce' } },
  regression: { recipe: 'loop', policy: { verifier: 'regression' } },
  laser: { recipe: 'loop', policy: { verifier: 'laser' } },
  stale: { recipe: 'loop', policy: { verifyData: 'stale' } },
};

function settingsOf({ policy, optimizer, ...changes }: Changes): object {
  return {
    ...{ rows: 2, length: 128, microBatches: 2, evaluateEvery: 2, evaluateDocuments: 4, saveEvery: 2 },
    optimizer: { learningRate: 1e-3, ...optimizer },
    schedule: { kind: 'constant', warmupSteps: 0 },
    policy: {
      ...{ problems: 2, group: 4, maxNewTokens: 48, evaluateProblems: 2, evaluateSamples: 4 },
      ...policy,
    },
    ...changes,
  };
}

type Line = Readonly<Record<string, number | string | null>>;

/** The log of one run. Throws with what the command said where it failed. */
async function trained(folder: string, changes: Changes, device: string, steps: number): Promise<Line[]> {
  const [config, out] = [path.join(folder, 'settings.json'), path.join(folder, device)];
  writeFileSync(config, JSON.stringify(settingsOf(changes)));
  const data = ['--data', 'families:linear-equation,add-subtract,multiply@1-2'];
  const options = ['--steps', String(steps), '--seed', '3', '--threads', '1', '--device', device];
  const line = ['train', '--model', model, ...data, '--config', config, ...options, '--out', out];
  const { code, errors } = await ended(launchVouch(line));
  if (code !== 0) throw new Error(`vouch ${line.join(' ')} ended with ${code}: ${errors}`);
  const rows = readFileSync(path.join(out, 'metrics.jsonl'), 'utf8').trim().split('\n');
  return rows.map((row) => JSON.parse(row) as Line);
}

const isTiming = (name: string): boolean => /_time$|_per_second$/.test(name);

interface Difference {
  readonly name: string;
  readonly step: number;
  readonly by: number;
}

/** All figures, by how far they lie apart, the largest first; differences of large figures are relative. */
function differences(expected: readonly Line[], got: readonly Line[]): Difference[] {
  if (expected.length !== got.length)
    throw new Error(`metrics: expected ${expected.length} lines, got ${got.length}`);
  return expected
    .flatMap((line, i) =>
      Object.entries(line).flatMap(([name, value]) => {
        if (isTiming(name) || typeof value !== 'number') return [];
        const other = got[i]![name];
        const by =
          typeof other === 'number' ? Math.abs(other - value) / Math.max(1, Math.abs(value)) : Infinity;
        return [{ name, step: Number(line['step']), by }];
      }),
    )
    .sort((a, b) => b.by - a.by);
}

/** True where both devices say the same. */
async function agree(name: string, changes: Changes, steps: number): Promise<boolean> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vouch-devices-'));
  try {
    const expected = await trained(folder, changes, 'cpu', steps);
    const got = await trained(folder, changes, 'webgpu', steps);
    const [worst] = differences(expected, got);
    const losses = expected.flatMap(({ loss }) => (typeof loss === 'number' ? [loss.toFixed(6)] : []));
    const isClose = worst !== undefined && worst.by <= tolerance;
    process.stdout.write(
      `${name}: losses on the CPU ${losses.join(', ')}; ${isClose ? 'the same' : 'DIFFERENT'} on WebGPU, ` +
        `at most ${worst?.by.toExponential(1)} apart (${worst?.name}, step ${worst?.step})\n`,
    );
    return isClose;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

async function main(): Promise<void> {
  const names = option('only')?.split(',') ?? Object.keys(cases);
  const steps = Number(option('steps') ?? 3);
  let all = true;
  for (const name of names) {
    const changes = cases[name];
    if (changes === undefined)
      throw new Error(`--only: expected some of ${Object.keys(cases).join(', ')}, got ${name}`);
    if (!(await agree(name, changes, steps))) all = false;
  }
  process.exitCode = all ? 0 : 1;
}

try {
  await main();
} finally {
  rmSync(home, { recursive: true, force: true });
}
