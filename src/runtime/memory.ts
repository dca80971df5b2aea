/**
 * How many bytes a model may still take on this machine. Linux counts what the kernel could free as available, and a
 * container's limit counts where it is lower; other systems have Node's own answer. Knows no model.
 */
import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { ResourceError } from '../base/errors.ts';

/** Bytes that can be allocated without swapping or being killed: the least of the system's and the container's answer. */
export function availableMemoryBytes(): number {
  const system = typeof process.availableMemory === 'function' ? process.availableMemory() : freemem();
  return Math.min(system, cgroupHeadroomBytes(), chosenLimitBytes());
}

/** The user's own limit (`VOUCH_MEMORY_LIMIT_MB`, set from the editor's setting); 0 or none is no limit. */
function chosenLimitBytes(): number {
  const megabytes = Number(process.env['VOUCH_MEMORY_LIMIT_MB'] ?? 0);
  return Number.isFinite(megabytes) && megabytes > 0 ? megabytes * 1e6 : Infinity;
}

/** What is left under the memory limit of this process's cgroup (version 2), or Infinity without one. */
function cgroupHeadroomBytes(): number {
  try {
    const path = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    if (path === undefined) return Infinity;
    const read = (name: string): string => readFileSync(`/sys/fs/cgroup${path}/${name}`, 'utf8');
    const limit = Number(read('memory.max').trim());
    if (!Number.isFinite(limit)) return Infinity;
    // File cache is counted by the kernel but given back under pressure.
    const inactive = Number(/^inactive_file (\d+)$/m.exec(read('memory.stat'))?.[1] ?? 0);
    return Math.max(0, limit - (Number(read('memory.current').trim()) - inactive));
  } catch {
    return Infinity;
  }
}

/** One way to load a model and what it takes. */
export interface MemoryVariant {
  readonly precision: string;
  readonly bytes: number;
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;

/**
 * Checks that `wanted` fits before anything is loaded.
 *
 * @throws ResourceError naming what is needed, what there is and the largest variant that would fit.
 */
export function requireMemory(
  model: string,
  wanted: MemoryVariant,
  variants: readonly MemoryVariant[],
  availableBytes = availableMemoryBytes(),
): void {
  if (wanted.bytes <= availableBytes) return;
  const fitting = variants
    .filter((variant) => variant.bytes <= availableBytes)
    .sort((a, b) => b.bytes - a.bytes)[0];
  const advice =
    fitting === undefined
      ? 'No precision of this model fits: close other programs or choose a smaller model'
      : `Choose precision ${fitting.precision} (${gigabytes(fitting.bytes)}), a smaller model, or close other programs`;
  throw new ResourceError(
    `memory: ${model} in ${wanted.precision} needs ${gigabytes(wanted.bytes)}, but ${gigabytes(availableBytes)} are available. ${advice}`,
  );
}
