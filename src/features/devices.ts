/**
 * Devices as the user sees them: what is there, a proof that WebGPU decodes without the CPU, and the choice of `auto`
 * for a model by a golden run (agreement with the CPU first, then speed), remembered per model and machine.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { InputError, messageOf, throwIfAborted } from '../base/errors.ts';
import { contentHash } from '../checkpoint/content-hash.ts';
import { vouchHome } from '../checkpoint/places.ts';
import { readTensors } from '../checkpoint/safetensors.ts';
import { newCache } from '../model/cache.ts';
import { openDecoder } from '../model/load.ts';
import { deviceStatus, runtimeVersion } from '../runtime/devices.ts';
import { takeProfile } from '../runtime/profile.ts';
import type { ExecutionProvider, SessionOptions } from '../runtime/session.ts';

/** How far logits of another device may be from the CPU's, absolutely. */
const tolerance = 1e-3;

export interface WebGpuProof {
  readonly tokens: number;
  /** Runs of nodes on the CPU, by operator; empty is the proof. */
  readonly cpuNodes: Readonly<Record<string, number>>;
  readonly webGpuNodes: number;
  readonly bytesReadBackPerToken: number;
  /** The largest difference of a logit from the CPU's. */
  readonly difference: number;
  readonly msPerToken: number;
}

/** Decodes on WebGPU with the CPU fallback disabled and a trace. Throws `InputError` if there is no such device. */
export async function proveWebGpu(folder: string, tokens: number): Promise<WebGpuProof> {
  const status = await deviceStatus('webgpu');
  if (!status.available) throw new InputError(`webgpu: expected a usable device, got none: ${status.reason}`);
  const traces = mkdtempSync(path.join(os.tmpdir(), 'vouch-trace-'));
  try {
    const prefix = path.join(traces, 'webgpu');
    const run = await runOn(folder, tokens, {
      provider: 'webgpu',
      noCpuFallback: true,
      profilePrefix: prefix,
    });
    const { byProvider } = takeProfile(prefix);
    const cpu = byProvider.get('CPUExecutionProvider') ?? new Map<string, number>();
    const gpu = byProvider.get('WebGpuExecutionProvider') ?? new Map<string, number>();
    return {
      tokens,
      cpuNodes: Object.fromEntries(cpu),
      webGpuNodes: [...gpu.values()].reduce((sum, count) => sum + count, 0),
      bytesReadBackPerToken: run.bytesReadBack / tokens,
      difference: largestDifference(run.logits, (await runOn(folder, tokens, {})).logits),
      msPerToken: run.msPerToken,
    };
  } finally {
    rmSync(traces, { recursive: true, force: true });
  }
}

interface GoldenRun {
  readonly logits: readonly Float32Array[];
  readonly msPerToken: number;
  readonly bytesReadBack: number;
}

/** Fixed token ids within any vocabulary. */
const goldenToken = (step: number, vocabSize: number): number => (step * 7919 + 11) % vocabSize;

/** Greedy steps are not needed: the same tokens on both devices, one at a time, as the engine decodes them. */
async function runOn(folder: string, tokens: number, session: SessionOptions): Promise<GoldenRun> {
  const decoder = await openDecoder(folder, { phases: ['decode'], session });
  try {
    const { vocabSize } = decoder.config;
    const cache = newCache(decoder.config, 1, tokens);
    const logits: Float32Array[] = [];
    // The first steps compile shaders: the median of the rest tells the speed.
    const times: number[] = [];
    for (let step = 0; step < tokens; step++) {
      const start = performance.now();
      const tokenIds = [goldenToken(step, vocabSize)];
      logits.push((await decoder.decode({ tokenIds, pastLengths: [step], cache })).slice());
      times.push(performance.now() - start);
    }
    return { logits, msPerToken: median(times.slice(1)), bytesReadBack: decoder.bytesReadBack };
  } finally {
    await decoder.dispose();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function largestDifference(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let largest = 0;
  a.forEach((row, step) => {
    row.forEach((value, i) => {
      const difference = Math.abs(value - (b[step]?.[i] ?? NaN));
      if (!(difference <= largest)) largest = difference;
    });
  });
  return largest;
}

export interface DeviceChoice {
  readonly device: ExecutionProvider;
  /** What was measured, or why a device was not taken. */
  readonly candidates: readonly {
    readonly device: ExecutionProvider;
    readonly msPerToken: number | null;
    readonly difference: number | null;
    readonly rejected: string | null;
  }[];
}

export interface ChooseDeviceOptions {
  readonly devices?: readonly ExecutionProvider[];
  readonly tokens?: number;
  /** Where choices are remembered; default {@link vouchHome}. */
  readonly cache?: string;
  readonly signal?: AbortSignal;
}

/** The device for `auto`: the fastest of those whose golden run agrees with the CPU's within 1e-3. */
export async function chooseDevice(folder: string, options: ChooseDeviceOptions = {}): Promise<DeviceChoice> {
  const { devices = ['webgpu'], tokens = 8, cache = vouchHome(), signal } = options;
  const file = path.join(cache, 'devices', `${choiceKey(folder, devices, cache)}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DeviceChoice;
  } catch {
    // Not measured on this machine yet.
  }
  const cpu = await runOn(folder, tokens, {});
  const candidates: DeviceChoice['candidates'][number][] = [
    { device: 'cpu', msPerToken: cpu.msPerToken, difference: 0, rejected: null },
  ];
  for (const device of devices) {
    throwIfAborted(signal);
    candidates.push(await measure(folder, tokens, device, cpu));
  }
  const best = candidates
    .filter((candidate) => candidate.rejected === null)
    .reduce((a, b) => ((b.msPerToken ?? Infinity) < (a.msPerToken ?? Infinity) ? b : a));
  const choice = { device: best.device, candidates };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(choice));
  renameSync(`${file}.${process.pid}`, file);
  return choice;
}

async function measure(
  folder: string,
  tokens: number,
  device: ExecutionProvider,
  cpu: GoldenRun,
): Promise<DeviceChoice['candidates'][number]> {
  const status = await deviceStatus(device);
  if (!status.available) return { device, msPerToken: null, difference: null, rejected: status.reason };
  try {
    const { logits, msPerToken } = await runOn(folder, tokens, { provider: device });
    const difference = largestDifference(logits, cpu.logits);
    const rejected =
      difference <= tolerance ? null : `its logits differ from the CPU's by ${difference.toExponential(1)}`;
    return { device, msPerToken, difference, rejected };
  } catch (error) {
    return { device, msPerToken: null, difference: null, rejected: messageOf(error).split('\n')[0] ?? '' };
  }
}

/** One key a model, machine and runtime. */
function choiceKey(folder: string, devices: readonly string[], cache: string): string {
  const files = [...new Set([...readTensors(folder).values()].map((tensor) => tensor.file))].sort();
  const machine = [os.hostname(), os.arch(), os.cpus()[0]?.model ?? '', runtimeVersion(), ...devices];
  const hash = createHash('sha256').update(contentHash(files, path.join(cache, 'hashes')));
  return hash.update(machine.join('\n')).digest('hex');
}
