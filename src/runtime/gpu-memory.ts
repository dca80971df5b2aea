/**
 * How much memory a GPU may still give, from whoever can tell: the user, the driver's own files or program, or the
 * machine itself where both share its memory. onnxruntime says nothing of it. Knows no model.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export type GpuMemory =
  /** Memory of its own; `source` says who told. */
  | { readonly kind: 'own'; readonly bytes: number; readonly source: string }
  /** The machine's memory: what lies on the device is missing elsewhere. */
  | { readonly kind: 'shared' }
  | { readonly kind: 'unknown' };

/** Where to look; tests look elsewhere. */
export interface GpuPlaces {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  /** The kernel's list of graphics cards. */
  readonly cards?: string;
}

/** Below this a card's memory is only a part set apart of the machine's (integrated graphics). */
const setApartBytes = 2 * 2 ** 30;

/** The memory of the GPU that has most of it. Takes a moment where a driver's program is asked. */
export function gpuMemory({
  environment = process.env,
  platform = process.platform,
  cards = '/sys/class/drm',
}: GpuPlaces = {}): GpuMemory {
  const drivers = environment['VK_DRIVER_FILES'] ?? environment['VK_ICD_FILENAMES'] ?? '';
  // Apple's chips have one memory for all; a software driver has the machine's
  if (platform === 'darwin' || /swiftshader|lvp/.test(drivers)) return { kind: 'shared' };
  const byProgram = nvidiaMemory(environment);
  if (byProgram !== null) return { kind: 'own', bytes: byProgram, source: 'nvidia-smi' };
  return platform === 'linux' ? amdMemory(cards) : { kind: 'unknown' };
}

/** Free bytes of the NVIDIA card that has most of them; null where their program is not there. */
function nvidiaMemory(environment: NonNullable<GpuPlaces['environment']>): number | null {
  try {
    const answer = execFileSync('nvidia-smi', ['--query-gpu=memory.free', '--format=csv,noheader,nounits'], {
      encoding: 'utf8',
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
    const megabytes = answer
      .trim()
      .split('\n')
      .map((line) => Number.parseInt(line, 10))
      .filter((value) => value > 0);
    return megabytes.length === 0 ? null : Math.max(...megabytes) * 2 ** 20;
  } catch {
    return null;
  }
}

/** What AMD's driver writes of its cards. */
function amdMemory(cards: string): GpuMemory {
  const found = namesIn(cards)
    .filter((name) => /^card\d+$/.test(name))
    .flatMap((card) => {
      const read = (name: string): number => numberIn(path.join(cards, card, 'device', name));
      const [total, used] = [read('mem_info_vram_total'), read('mem_info_vram_used')];
      return Number.isFinite(total) && Number.isFinite(used) ? [{ total, free: total - used }] : [];
    })
    .sort((a, b) => b.free - a.free);
  const [most] = found;
  if (most === undefined) return { kind: 'unknown' };
  return most.total < setApartBytes
    ? { kind: 'shared' }
    : { kind: 'own', bytes: Math.max(0, most.free), source: 'the driver' };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function numberIn(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').trim());
  } catch {
    return Number.NaN;
  }
}
