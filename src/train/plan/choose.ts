/**
 * Chooses how a run fits into memory: everything trained with activations kept, then recomputed, then the same with a
 * low-rank adapter, last on a base in 8 bits. What the caller has fixed stays as it is. Where nothing fits,
 * it says which changes would help. Pure arithmetic over `memory.ts` and `device-memory.ts`.
 */
import type { DecoderConfig } from '../../checkpoint/config.ts';
import type { TrainConfig } from '../config.ts';
import type { GpuMemory } from '../../runtime/gpu-memory.ts';
import { besideDevice, deviceNeed, type DeviceNeed } from './device-memory.ts';
import { memoryNeed, type MemoryNeed } from './memory.ts';

/** What the user has decided; the rest is chosen here. */
export interface FixedChoices {
  readonly memory: boolean;
  readonly lora: boolean;
}

export interface Variant {
  /** What it is, in the words of the command line. */
  readonly name: string;
  readonly config: TrainConfig;
  /** Of the machine. */
  readonly need: MemoryNeed;
  /** Of the device that computes, where it is another one. */
  readonly device: DeviceNeed | null;
  readonly fits: boolean;
}

/** What there is: bytes of the machine, and where a GPU computes what is known of its memory. */
export interface Room {
  readonly bytes: number;
  readonly gpu?: GpuMemory;
}

export interface Choice {
  /** The first variant that fits; where none does, the smallest one, which does not. */
  readonly chosen: Variant;
  /** All that were considered, the preferred one first. */
  readonly variants: readonly Variant[];
  /** Changes beyond what was allowed that would fit, where nothing else does. */
  readonly advice: readonly Variant[];
}

/** The need is an estimate: measured peaks lay within 6% above it. */
const margin = 1.1;
/** On a device nothing was measured, and its allocator rounds up. */
const deviceMargin = 1.25;
/** Rank of an adapter that nobody asked for. */
export const defaultRank = 16;
/** Adapters take larger steps than whole models. */
const adapterRate = 1e-4;

function named(config: TrainConfig): string {
  const { rank } = config.lora;
  const base = config.lora.base === 'f32' ? '' : ` on a base in ${config.lora.base}`;
  const what = rank > 0 ? `a LoRA adapter of rank ${rank}${base}` : 'all weights';
  return `${what}, memory ${config.memory}`;
}

/** The configuration with an adapter, at the rate that suits one where the rate was left alone. */
export function withAdapter(config: TrainConfig, rank = defaultRank): TrainConfig {
  const { optimizer } = config;
  return {
    ...config,
    lora: { ...config.lora, rank },
    optimizer: {
      ...optimizer,
      kind: 'adamw',
      learningRate: Math.max(optimizer.learningRate, adapterRate),
    },
  };
}

/** The same on a base in 8 bits. */
function withSmallBase(config: TrainConfig): TrainConfig {
  return { ...config, lora: { ...config.lora, base: 'int8' } };
}

function fitsInto(need: MemoryNeed, device: DeviceNeed | null, { bytes, gpu }: Room): boolean {
  const [here, there] = [need.total * margin, (device?.total ?? 0) * deviceMargin];
  if (gpu?.kind === 'shared') return here + there <= bytes;
  // what nobody knows is not refused
  return here <= bytes && (gpu?.kind !== 'own' || there <= gpu.bytes);
}

/** All that it takes, wherever. */
export const takenBytes = ({ need, device }: Pick<Variant, 'need' | 'device'>): number =>
  need.total + (device?.total ?? 0);

/** Chooses among the settings that are free. */
export function chooseVariant(
  config: TrainConfig,
  decoder: DecoderConfig,
  room: Room,
  fixed: FixedChoices,
): Choice {
  const isOnDevice = room.gpu !== undefined;
  const variant = (of: TrainConfig, name = named(of)): Variant => {
    const need = isOnDevice ? besideDevice(of, decoder) : memoryNeed(of, decoder);
    const device = isOnDevice ? deviceNeed(of, decoder) : null;
    return { name, config: of, need, device, fits: fitsInto(need, device, room) };
  };
  const settings = (of: TrainConfig): readonly TrainConfig[] =>
    fixed.memory
      ? [of]
      : [
          { ...of, memory: 'fast' },
          { ...of, memory: 'small' },
        ];
  const isFree = !fixed.lora && config.lora.rank === 0 && config.recipe !== 'pretrain';
  const adapted = isFree ? settings(withAdapter(config)) : [];
  const configs = [...settings(config), ...adapted, ...adapted.slice(-1).map(withSmallBase)];
  const variants = configs.map((each) => variant(each));
  const chosen =
    variants.find(({ fits }) => fits) ?? variants.reduce((a, b) => (takenBytes(b) < takenBytes(a) ? b : a));
  return { chosen, variants, advice: chosen.fits ? [] : advice(config, variant) };
}

/** What would fit: the setting, adapters, fewer and shorter rows, from the least change to the largest. */
function advice(
  config: TrainConfig,
  variant: (config: TrainConfig, name: string) => Variant,
): readonly Variant[] {
  const small: TrainConfig = { ...config, memory: 'small' };
  const narrow: TrainConfig = { ...small, rows: 1 };
  const tried = [
    variant(small, '"memory": "small"'),
    variant(narrow, '"memory": "small", "rows": 1'),
    ...(config.recipe === 'pretrain'
      ? []
      : [
          variant(withAdapter(small), `--lora ${defaultRank}, "memory": "small"`),
          variant(withAdapter(narrow), `--lora ${defaultRank}, "memory": "small", "rows": 1`),
          variant(
            withSmallBase(withAdapter(narrow)),
            `--lora ${defaultRank} --base int8, "memory": "small", "rows": 1`,
          ),
        ]),
    variant(
      { ...narrow, length: Math.max(64, Math.floor(config.length / 2)) },
      `"memory": "small", "rows": 1, "length": ${Math.max(64, Math.floor(config.length / 2))}`,
    ),
  ];
  return tried.filter(({ fits }) => fits).slice(0, 2);
}
