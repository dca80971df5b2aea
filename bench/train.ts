/**
 * `npm run bench:train [-- --cases tiny,smol --rounds 2 --steps 3 --profile]`: tokens/s and peak memory of AdamW steps against
 * PyTorch eager, float32, two threads, in turns on the same machine. `tiny`, `smol` and `lora` are dense batches;
 * `gsm8k` and `gsm8k-tiny` are supervised data as they come (ragged, completions only) against transformers' Trainer with its padding
 * collator, in useful tokens. `VOUCH_PYTHON` names a Python with torch 2.13.0, transformers and peft; `VOUCH_DATA` the
 * folder with gsm8k/train.jsonl; `smol`, `lora` and `gsm8k` have SmolLM2-135M's shape, the tiny ones 12 × 256. The last line is one JSON object.
 * `--profile` runs the fast setting once more and gives each operator's share of the kernels' time.
 * The best step of each side counts: other work on the machine can only make one slower.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { importedDefaultModel } from '../src/checkpoint/default-model.ts';
import { toDocument } from '../src/train/data/examples.ts';
import { readVouchJson } from '../src/checkpoint/vouch-json.ts';
import { loadTokenizer } from '../src/tokenizer/load.ts';
import { runSide } from './side.ts';
import { showUsage } from '../scripts/usage.ts';

showUsage(import.meta.filename);

interface Side {
  readonly tokensPerSecond: number;
  readonly peakMB: number;
  readonly loss: number;
  readonly parameters: number;
  readonly gemmGflops: number;
  readonly version: string;
  readonly operators?: Readonly<Record<string, number>>;
}

/** A document: its tokens, and from which of them on they count. */
export interface RaggedDocument {
  readonly ids: readonly number[];
  readonly counted: readonly number[];
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

const smol = shape(576, 30, 9, 3, 1536, 49152);

interface Case {
  readonly config: object;
  readonly rows: number;
  readonly microRows: number;
  readonly length: number;
  readonly lora?: number;
  /** Documents of a step, out of GSM8K. */
  readonly documents?: number;
}

const cases: Readonly<Record<string, Case>> = {
  // Llama-shaped, 12 × 256, 9.2 M parameters
  tiny: { config: shape(256, 12, 4, 2, 688, 2048), rows: 16, microRows: 4, length: 256 },
  smol: { config: smol, rows: 4, microRows: 4, length: 256 },
  lora: { config: smol, rows: 4, microRows: 4, length: 256, lora: 16 },
  'gsm8k-tiny': {
    config: shape(256, 12, 4, 2, 688, 49152),
    rows: 4,
    microRows: 4,
    length: 512,
    documents: 8,
  },
  gsm8k: { config: smol, rows: 4, microRows: 4, length: 512, documents: 8 },
};

const python = process.env['VOUCH_PYTHON'] ?? 'python3';

function best(sides: readonly Side[]): Side {
  return sides.reduce((a, b) => (b.tokensPerSecond > a.tokensPerSecond ? b : a));
}

function optionOf(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

/** The first documents of GSM8K train as Vouch lays them out: both sides get the same tokens. */
async function gsm8k(count: number): Promise<readonly RaggedDocument[]> {
  const data = process.env['VOUCH_DATA'];
  if (data === undefined) throw new Error('gsm8k: expected VOUCH_DATA with gsm8k/train.jsonl, got none');
  const model = importedDefaultModel();
  const [tokenizer, vouch] = [await loadTokenizer(model), await readVouchJson(model)];
  const lines = readFileSync(path.join(data, 'gsm8k/train.jsonl'), 'utf8').split('\n').slice(0, count);
  return lines.map((line) => {
    const { problem, solution } = JSON.parse(line) as { problem: string; solution: string };
    const example = { kind: 'solution', problem, solution } as const;
    const { tokenIds, weights } = toDocument(example, {
      tokenizer,
      vouch,
      judgementWeight: 1,
      promptWeight: 0,
    });
    return { ids: [...tokenIds], counted: [...weights].map((weight) => (weight > 0 ? 1 : 0)) };
  });
}

/** Where the kernels' time goes in the fast setting. */
function operatorShares(job: object): { readonly operators: Readonly<Record<string, number>> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'vouch-profile-'));
  try {
    const profilePrefix = path.join(folder, 'trace');
    const args = ['--import', 'tsx', 'bench/train-step.ts'];
    const { operators = {} } = runSide(process.execPath, args, {
      ...job,
      steps: 1,
      memory: 'fast',
      profilePrefix,
    }) as Side;
    return { operators };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(name: string, found: Case, rounds: number): Promise<object> {
  const steps = Number(optionOf('steps', '3'));
  const documents = found.documents === undefined ? {} : { ragged: await gsm8k(found.documents) };
  const job = { ...found, ...documents, threads: 2, steps };
  const sides = { torch: [] as Side[], fast: [] as Side[], small: [] as Side[] };
  for (let round = 0; round < rounds; round++) {
    sides.torch.push(runSide(python, ['bench/train_step.py'], job) as Side);
    for (const memory of ['fast', 'small'] as const)
      sides[memory].push(
        runSide(process.execPath, ['--import', 'tsx', 'bench/train-step.ts'], { ...job, memory }) as Side,
      );
  }
  const profile = process.argv.includes('--profile') ? operatorShares(job) : {};
  const [torch, fast, small] = [best(sides.torch), best(sides.fast), best(sides.small)];
  const against = (side: Side) => ({
    tokensPerSecond: Math.round(side.tokensPerSecond),
    peakMB: Math.round(side.peakMB),
    speedRatio: Number((side.tokensPerSecond / torch.tokensPerSecond).toFixed(2)),
    memoryRatio: Number((side.peakMB / torch.peakMB).toFixed(2)),
  });
  return {
    case: name,
    parameters: fast.parameters,
    torch: { tokensPerSecond: Math.round(torch.tokensPerSecond), peakMB: Math.round(torch.peakMB) },
    fast: against(fast),
    small: against(small),
    gemmGflops: { torch: Math.round(torch.gemmGflops), onnxruntime: Math.round(fast.gemmGflops) },
    ...profile,
    versions: { torch: torch.version, onnxruntime: fast.version },
  };
}

const rounds = Number(optionOf('rounds', '2'));
const results: object[] = [];
for (const name of optionOf('cases', Object.keys(cases).join()).split(',')) {
  const found = cases[name];
  if (found === undefined) throw new Error(`--cases: expected ${Object.keys(cases).join(', ')}, got ${name}`);
  const result = await measure(name, found, rounds);
  results.push(result);
  process.stderr.write(`${JSON.stringify(result)}\n`);
}
const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
process.stdout.write(
  `${JSON.stringify({ bench: 'train', cpu: cpus()[0]?.model, processors: cpus().length, load: Number(load), rounds, results })}\n`,
);
