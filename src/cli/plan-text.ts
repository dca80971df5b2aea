/** A training plan as people read it: what would be trained, in how much memory, how fast, on how much disk. Pure. */
import { formatBytes } from '../checkpoint/disk-space.ts';
import { type PlannedDevice, sizeOf, type TrainingPlan } from '../features/train-plan.ts';

/** Milliseconds as people read them. */
export function formatDuration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min` : `${Math.round(ms / 1000)} s`;
}

const millions = (count: number): string => `${(count / 1e6).toPrecision(3)} M`;

function speedLines({ probe, time, config }: TrainingPlan): string[] {
  if (probe === null || time === null) return [];
  const rollouts =
    probe.rolloutTokensPerSecond === null
      ? ''
      : `, rollouts ${probe.rolloutTokensPerSecond.toFixed(0)} tokens/s`;
  const limit = config.steps > 0 ? '' : ` (${config.minutes} minutes asked for)`;
  const most = probe.rolloutTokensPerSecond === null ? '' : 'at most ';
  return [
    `speed       training ${probe.tokensPerSecond.toFixed(0)} tokens/s${rollouts}, ${most}${formatDuration(1000 * probe.secondsPerUpdate)} an update (measured)`,
    `time        about ${formatDuration(time.minutes * 60_000)}${limit}, ${time.steps} updates`,
  ];
}

/** The parts of a need that there are. */
function partsOf<Name extends string>(need: Readonly<Record<Name, number>>, names: readonly Name[]): string {
  return names
    .filter((name) => need[name] > 0)
    .map((name) => `${name} ${formatBytes(need[name])}`)
    .join(', ');
}

/** What the device takes beside the machine. */
function deviceLines(device: PlannedDevice | null): string[] {
  if (device === null) return [];
  const { name, need, memory } = device;
  const room = {
    own: () => (memory.kind === 'own' ? `${formatBytes(memory.bytes)} free by ${memory.source}` : ''),
    shared: () => "of the machine's memory, in addition to the above",
    unknown: () => 'what the GPU has is not told here: give it with --gpu-memory GB',
  }[memory.kind]();
  const names = ['weights', 'gradients', 'optimizer', 'activations', 'working'] as const;
  return [
    `${name.padEnd(11)} ${formatBytes(need.total)} at most on the device, ${room}`,
    `            ${partsOf(need, names)}`,
  ];
}

/** The plan in lines. */
export function planText(plan: TrainingPlan): string {
  const { config, parameters, memory, disk, availableBytes } = plan;
  const { lora, recipe, supervisedSteps, rows, length, microBatches } = config;
  const first = supervisedSteps > 0 ? `, after ${supervisedSteps} supervised updates` : '';
  const base = lora.base === 'f32' ? '' : ` on a base in ${lora.base}`;
  const what = lora.rank > 0 ? `LoRA of rank ${lora.rank}${base}` : 'all weights';
  const share = ((100 * parameters.trainable) / parameters.all).toPrecision(3);
  const names = [
    ...(['weights', 'gradients', 'optimizer', 'activations'] as const),
    ...(['working', 'rollouts', 'runtime'] as const),
  ];
  const verdict = (fits: boolean): string => (fits ? 'fits' : 'does not fit');
  return [
    `recipe      ${recipe}${first}`,
    `model       ${config.model}`,
    `data        ${config.data.join(', ')}`,
    `trainable   ${millions(parameters.trainable)} of ${millions(parameters.all)} parameters (${share}%): ${what}`,
    `update      ${microBatches} × ${rows} rows of ${length} tokens`,
    `memory      ${formatBytes(memory.total)} at most (${config.memory}), ${formatBytes(availableBytes)} available: ${verdict(plan.fits)}`,
    `            ${partsOf(memory, names)}`,
    ...deviceLines(plan.device),
    ...plan.variants.map((one) => `            ${one.name}: ${sizeOf(one)}, ${verdict(one.fits)}`),
    ...plan.advice.map((one) => `            would fit: ${one.name} (${sizeOf(one)})`),
    ...speedLines(plan),
    `disk        ${formatBytes(disk.total)} (${formatBytes(disk.checkpoint)} a checkpoint), ${formatBytes(disk.freeBytes)} free: ${verdict(disk.fits)}`,
  ].join('\n');
}
