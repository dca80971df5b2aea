/**
 * `npm run bench:rl [-- --rounds 2 --steps 2 --shape tiny]`: one GRPO update with eight completions of a GSM8K prompt
 * against TRL's trainer on the same rollouts, float32, two threads, in turns; then where the time of a whole RL step of
 * the embedded model goes (rollouts, scoring, updates, weight switch). `VOUCH_PYTHON` names a Python with torch and trl,
 * `VOUCH_DATA` the folder with gsm8k/train.jsonl. Useful tokens are prompt and completion of every rollout, the same
 * for both. The last line is one JSON object; the best update of each side counts.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { importedDefaultModel } from '../src/checkpoint/default-model.ts';
import { readVouchJson, userPrompt } from '../src/checkpoint/vouch-json.ts';
import { loadTokenizer } from '../src/tokenizer/load.ts';
import { runSide } from './side.ts';
import { showUsage } from '../scripts/usage.ts';

showUsage(import.meta.filename);

interface Side {
  readonly seconds: number;
  readonly peakMB: number;
  readonly gradNorm: number;
  readonly version: string;
}

const root = path.join(import.meta.dirname, '..');
const python = process.env['VOUCH_PYTHON'] ?? 'python3';
const common = { max_position_embeddings: 1024, tie_word_embeddings: true, vocab_size: 49152 };
const shapes: Readonly<Record<string, object>> = {
  // Llama-shaped, 12 × 256, with SmolLM2's vocabulary
  tiny: {
    ...{ hidden_size: 256, intermediate_size: 688, num_hidden_layers: 12, num_attention_heads: 4 },
    ...{ num_key_value_heads: 2, ...common },
  },
  // SmolLM2-135M
  smol: {
    ...{ hidden_size: 576, intermediate_size: 1536, num_hidden_layers: 30, num_attention_heads: 9 },
    ...{ num_key_value_heads: 3, ...common },
  },
};
const completions = 8;

function optionOf(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

/** One prompt with eight completions of different lengths: worked solutions of GSM8K, as a model may write them. */
async function rollouts(): Promise<readonly { prompt: readonly number[]; completion: readonly number[] }[]> {
  const data = process.env['VOUCH_DATA'];
  if (data === undefined) throw new Error('bench:rl: expected VOUCH_DATA with gsm8k/train.jsonl, got none');
  const model = importedDefaultModel();
  const [tokenizer, vouch] = [await loadTokenizer(model), await readVouchJson(model)];
  const lines = readFileSync(path.join(data, 'gsm8k/train.jsonl'), 'utf8').split('\n').slice(0, completions);
  const rows = lines.map((line) => JSON.parse(line) as { problem: string; solution: string });
  const content = userPrompt(vouch, rows[0]!.problem);
  const prompt = tokenizer.encodeChat([{ role: 'user', content }], { addGenerationPrompt: true });
  return rows.map(({ solution }) => ({ prompt, completion: tokenizer.encodeText(solution) }));
}

/** Shares of a step's time in a short run of the embedded model on generated problems. */
function stepShares(): Readonly<Record<string, number>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vouch-bench-rl-'));
  try {
    const config = path.join(folder, 'config.json');
    const policy = { problems: 8, group: 8, maxNewTokens: 120 };
    writeFileSync(config, JSON.stringify({ length: 256, rows: 8, evaluateEvery: 0, saveEvery: 0, policy }));
    const args = [
      ...['train', '--model', 'vouch-mini', '--data', 'families:linear-equation', '--recipe', 'grpo'],
      ...['--config', config, '--steps', '4', '--threads', '2', '--out', path.join(folder, 'run')],
    ];
    const child = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    if (child.status !== 0) throw new Error(`vouch train failed: ${child.stderr.slice(-2000)}`);
    const lines = readFileSync(path.join(folder, 'run/metrics.jsonl'), 'utf8').trim().split('\n').slice(1);
    const sum = (name: string): number =>
      lines.reduce((total, line) => total + ((JSON.parse(line) as Record<string, number>)[name] ?? 0), 0);
    const whole = sum('step_time');
    const share = (name: string): number => Number((sum(name) / whole).toFixed(3));
    const [rollout, score, update] = [share('rollout_time'), share('score_time'), share('update_time')];
    const parts = { rollout, score, update, weightSwitch: share('switch_time') };
    // the sampler reads the trainer's own arrays; even if all the rest were a switch, that is its most
    const rest = Number((1 - rollout - score - update - parts.weightSwitch).toFixed(3));
    return { ...parts, rest, weightBytesCopied: sum('sampling/weight_bytes_copied') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const name = optionOf('shape', 'tiny');
  const config = shapes[name];
  if (config === undefined)
    throw new Error(`--shape: expected ${Object.keys(shapes).join(', ')}, got ${name}`);
  const given = await rollouts();
  const advantages = given.map((_, i) => (i % 2 === 0 ? 1 : -1));
  const job = {
    ...{ config, model: importedDefaultModel(), threads: 2, steps: Number(optionOf('steps', '2')) },
    ...{ rows: 2, length: 512, rollouts: given.map((one, i) => ({ ...one, advantage: advantages[i] })) },
  };
  const sides = { trl: [] as Side[], fast: [] as Side[], small: [] as Side[] };
  for (let round = 0; round < Number(optionOf('rounds', '2')); round++) {
    sides.trl.push(runSide(python, ['bench/rl_step.py'], job) as Side);
    for (const memory of ['fast', 'small'] as const)
      sides[memory].push(
        runSide(process.execPath, ['--import', 'tsx', 'bench/rl-step.ts'], { ...job, memory }) as Side,
      );
  }
  const best = (list: readonly Side[]): Side => list.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  const tokens = given.reduce((sum, { prompt, completion }) => sum + prompt.length + completion.length, 0);
  const trl = best(sides.trl);
  const against = (side: Side) => ({
    usefulTokensPerSecond: Math.round(tokens / side.seconds),
    peakMB: Math.round(side.peakMB),
    speedRatio: Number((trl.seconds / side.seconds).toFixed(2)),
    memoryRatio: Number((side.peakMB / trl.peakMB).toFixed(2)),
  });
  const result = {
    ...{ bench: 'rl', cpu: cpus()[0]?.model, shape: name, completions, usefulTokens: tokens },
    trl: { usefulTokensPerSecond: Math.round(tokens / trl.seconds), peakMB: Math.round(trl.peakMB) },
    ...{ fast: against(best(sides.fast)), small: against(best(sides.small)), step: stepShares() },
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

await main();
