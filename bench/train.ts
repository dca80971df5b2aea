/**
 * `npm run bench:train [-- --cases tiny,smol --rounds 2]`: tokens/s and peak memory of dense AdamW steps against
 * PyTorch eager with transformers, float32, two threads, in turns on the same machine. `VOUCH_PYTHON` names a Python
 * with torch 2.13.0 and transformers. The last line is one JSON object. The best step of each side counts: other
 * work on the machine can only make one slower.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import path from 'node:path';

interface Side {
  readonly tokensPerSecond: number;
  readonly peakMB: number;
  readonly loss: number;
  readonly parameters: number;
  readonly gemmGflops: number;
  readonly version: string;
}

const shape = (
  hidden: number,
  layers: number,
  heads: number,
  kvHeads: number,
  inner: number,
  vocabulary: number,
) => ({
  vocab_size: vocabulary,
  hidden_size: hidden,
  intermediate_size: inner,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  num_key_value_heads: kvHeads,
  max_position_embeddings: 1024,
  tie_word_embeddings: true,
});

const cases: Readonly<Record<string, { config: object; rows: number; microRows: number; length: number }>> = {
  // Llama-shaped, 12 × 256, 9.2 M parameters
  tiny: { config: shape(256, 12, 4, 2, 688, 2048), rows: 16, microRows: 4, length: 256 },
  // SmolLM2-135M
  smol: { config: shape(576, 30, 9, 3, 1536, 49152), rows: 4, microRows: 4, length: 256 },
};

const root = path.join(import.meta.dirname, '..');
const python = process.env['VOUCH_PYTHON'] ?? 'python3';

function run(command: string, args: readonly string[], job: object): Side {
  const child = spawnSync(command, args, {
    cwd: root,
    input: JSON.stringify(job),
    encoding: 'utf8',
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', OMP_NUM_THREADS: '2' },
  });
  if (child.status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${child.stderr.slice(-2000)}`);
  return JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '') as Side;
}

function best(sides: readonly Side[]): Side {
  return sides.reduce((a, b) => (b.tokensPerSecond > a.tokensPerSecond ? b : a));
}

function optionOf(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

const rounds = Number(optionOf('rounds', '2'));
const results: Record<string, object> = {};
for (const name of optionOf('cases', 'tiny').split(',')) {
  const found = cases[name];
  if (found === undefined) throw new Error(`--cases: expected ${Object.keys(cases).join(', ')}, got ${name}`);
  const job = { ...found, threads: 2, steps: 4 };
  const sides = { torch: [] as Side[], fast: [] as Side[], small: [] as Side[] };
  for (let round = 0; round < rounds; round++) {
    sides.torch.push(run(python, ['bench/train_step.py'], job));
    for (const memory of ['fast', 'small'] as const)
      sides[memory].push(
        run(process.execPath, ['--import', 'tsx', 'bench/train-step.ts'], { ...job, memory }),
      );
  }
  const [torch, fast, small] = [best(sides.torch), best(sides.fast), best(sides.small)];
  const against = (side: Side) => ({
    tokensPerSecond: Math.round(side.tokensPerSecond),
    peakMB: Math.round(side.peakMB),
    speedRatio: Number((side.tokensPerSecond / torch.tokensPerSecond).toFixed(2)),
    memoryRatio: Number((side.peakMB / torch.peakMB).toFixed(2)),
  });
  results[name] = {
    parameters: fast.parameters,
    torch: { tokensPerSecond: Math.round(torch.tokensPerSecond), peakMB: Math.round(torch.peakMB) },
    fast: against(fast),
    small: against(small),
    gemmGflops: { torch: Math.round(torch.gemmGflops), onnxruntime: Math.round(fast.gemmGflops) },
  };
  process.stderr.write(`${name}: ${JSON.stringify(results[name])}\n`);
}
process.stdout.write(`${JSON.stringify({ bench: 'train', cpu: cpus()[0]?.model, rounds, results })}\n`);
