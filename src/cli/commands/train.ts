/**
 * `vouch train`: a model folder and data in, a run folder out. Ctrl-C finishes the step, saves and says how to go on;
 * a second one stops at once. `--json` prints one status a line.
 */
import { constants, setPriority } from 'node:os';
import { type Command, Option } from 'commander';
import { CancelledError, InputError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import {
  type EngineChoice,
  engines,
  type OpenedSummary,
  precisions,
  train,
  type TrainRequest,
  vllmModes,
} from '../../features/train.ts';
import { type Launcher, resumeDetached } from '../../features/detached.ts';
import {
  type ConfigLayer,
  fixedChoices,
  freshRunFolder,
  planTraining,
  requireFitting,
  trainingDevice,
} from '../../features/train-plan.ts';
import type { GpuMemory } from '../../runtime/gpu-memory.ts';
import { basePrecisions, recipes } from '../../train/config.ts';
import { verifierKinds } from '../../train/policy-config.ts';
import { reserveRun } from '../../train/run/open.ts';
import { readJsonFile, type RunStatus } from '../../train/run/folder.ts';
import { formatDuration, planText } from '../plan-text.ts';
import type { CommandContext, RegisterCommand } from './command.ts';

interface TrainOptions {
  readonly model?: string;
  readonly data?: readonly string[];
  readonly recipe?: string;
  readonly config?: string;
  readonly steps?: string;
  readonly minutes?: string;
  readonly threads?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly lora?: string;
  readonly base?: string;
  readonly columns?: readonly string[];
  readonly evaluationSets?: readonly string[];
  readonly annotations?: readonly string[];
  readonly annotationWeight?: string;
  readonly resume?: boolean;
  readonly engine?: string;
  readonly launch?: readonly string[];
  readonly precision?: string;
  readonly vllm?: string;
  readonly plan?: boolean;
  readonly detach?: boolean;
  readonly verifier?: string;
  readonly lambda?: string;
  readonly device?: string;
  readonly gpuMemory?: string;
  readonly pauseOnBattery?: boolean;
}

type EngineOptions = Pick<TrainOptions, 'engine' | 'device' | 'launch' | 'precision' | 'vllm'>;

/** Where runs go that nobody named. */
const defaultRoot = 'runs';

/** The options of `train` and `runs resume` that say where the arithmetic runs. */
export const engineOptions = (): readonly Option[] => [
  new Option('--engine <name>', 'where the arithmetic runs; torch needs Python (docs/SCALE.md)')
    .choices(engines)
    .default('onnxruntime'),
  new Option(
    '--device <device>',
    'with --engine onnxruntime: auto or cpu, or webgpu, where weights and optimiser stay on the GPU',
  ).default('auto'),
  new Option(
    '--precision <type>',
    'with --engine torch: of the forward pass; weights stay float32 (default: bf16 where a GPU has it)',
  ).choices(precisions),
  new Option(
    '--vllm <mode>',
    'with --engine torch: vLLM for rollouts (default: colocate where it is installed)',
  ).choices(vllmModes),
  new Option(
    '--launch <argument...>',
    'with --engine torch: what starts the processes, one argument each (--launch torchrun --launch=--nproc-per-node=2)',
  ),
];

/** One of the choices that commander has checked already. */
const chosen = <T extends string>(choices: readonly T[], given: string | undefined, otherwise: T): T =>
  choices.find((choice) => choice === given) ?? otherwise;

/** Throws `InputError` for options of another engine. */
export function engineOf(options: EngineOptions): EngineChoice {
  const { engine, launch, precision, vllm } = options;
  const device = trainingDevice(options.device);
  if (engine === 'torch') {
    if (device !== 'cpu')
      throw new InputError(
        `--device: expected none with --engine torch, got ${device}; PyTorch takes the GPU that it finds`,
      );
    return {
      kind: 'torch',
      launch: launch ?? [],
      precision: chosen(precisions, precision, 'auto'),
      vllm: chosen(vllmModes, vllm, 'auto'),
    };
  }
  for (const [name, given] of Object.entries({ launch, precision, vllm }))
    if (given !== undefined) throw new InputError(`--${name}: expected --engine torch with it, got none`);
  return { kind: 'onnxruntime', device };
}

function numberOf(text: string, name: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InputError(`--${name}: expected a number that is not negative, got "${text}"`);
  return value;
}

function adapterChanges({ lora, base }: TrainOptions): JsonObject {
  if (lora === undefined && base === undefined) return {};
  return {
    lora: {
      ...(lora === undefined ? {} : { rank: numberOf(lora, 'lora') }),
      ...(base === undefined ? {} : { base }),
    },
  };
}

function policyChanges(options: TrainOptions): JsonObject {
  const { verifier, lambda, annotations, annotationWeight } = options;
  const policy = {
    ...(verifier === undefined ? {} : { verifier }),
    ...(lambda === undefined ? {} : { lambda: numberOf(lambda, 'lambda') }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(annotationWeight === undefined
      ? {}
      : { annotationWeight: numberOf(annotationWeight, 'annotation-weight') }),
  };
  return Object.keys(policy).length === 0 ? {} : { policy };
}

/** The command line as a layer of configuration. */
function lineChanges(options: TrainOptions): JsonObject {
  const numbers = (['steps', 'minutes', 'threads', 'seed'] as const).flatMap((name) => {
    const text = options[name];
    return text === undefined ? [] : [[name, numberOf(text, name)] as const];
  });
  return {
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(options.data === undefined ? {} : { data: options.data }),
    ...(options.recipe === undefined ? {} : { recipe: options.recipe }),
    ...adapterChanges(options),
    ...(options.columns === undefined ? {} : { columns: options.columns }),
    ...(options.evaluationSets === undefined ? {} : { evaluationSets: options.evaluationSets }),
    ...(options.pauseOnBattery === true ? { pauseOnBattery: true } : {}),
    ...policyChanges(options),
    ...Object.fromEntries(numbers),
  };
}

function layersOf(options: TrainOptions): readonly ConfigLayer[] {
  const line = { place: 'command line', changes: lineChanges(options) };
  if (options.config === undefined) return [line];
  const file = readJsonFile(options.config);
  if (file === null) throw new InputError(`${options.config}: expected a JSON file, got none`);
  return [{ place: options.config, changes: file }, line];
}

/** Seconds of measuring: for a plan that is shown, and where the length of a supervised beginning depends on it. */
function probeSeconds(options: TrainOptions, layers: readonly ConfigLayer[]): number {
  return options.plan === true || !fixedChoices(layers).warmUp ? 5 : 0;
}

/** What a user says of the GPU's memory. */
function givenGpuMemory({ gpuMemory }: TrainOptions): GpuMemory | undefined {
  if (gpuMemory === undefined) return undefined;
  return { kind: 'own', bytes: numberOf(gpuMemory, 'gpu-memory') * 1e9, source: '--gpu-memory' };
}

/** Plans a new run and carries it out, here or in a process of its own. */
async function startTraining(options: TrainOptions, context: CommandContext): Promise<void> {
  const layers = layersOf(options);
  const engine = engineOf(options);
  // another engine has its own devices and their memory
  const isHere = engine.kind === 'onnxruntime';
  const plan = await planTraining(layers, {
    out: options.out ?? defaultRoot,
    probeSeconds: isHere ? probeSeconds(options, layers) : 0,
    ...(isHere ? { device: engine.device ?? 'cpu' } : { availableBytes: Infinity }),
    gpu: givenGpuMemory(options),
  });
  if (options.plan === true) {
    process.stdout.write(options.json === true ? `${JSON.stringify(plan)}\n` : `${planText(plan)}\n`);
    if (!plan.fits || !plan.disk.fits) context.setExitCode(1);
    return;
  }
  requireFitting(plan);
  const out = options.out ?? freshRunFolder(defaultRoot, plan.config);
  if (options.detach === true) {
    reserveRun(plan.config, out);
    await detachRun(out, options);
    return;
  }
  await runTraining({ kind: 'start', config: plan.config, out, engine }, options.json === true, context);
}

/** This program, as it was started. */
const thisProgram = (): Launcher => ({
  program: process.execPath,
  args: [...process.execArgv, ...process.argv.slice(1, 2)],
});

/** Goes on with a run in a process of its own, and says where. */
export async function detachRun(
  out: string,
  options: EngineOptions & Pick<TrainOptions, 'json'>,
): Promise<void> {
  const { engine = 'onnxruntime', device = 'auto', precision, vllm, launch = [] } = options;
  const started = await resumeDetached(out, thisProgram(), [
    ...(engine === 'onnxruntime' ? [] : ['--engine', engine]),
    ...(device === 'auto' ? [] : ['--device', device]),
    ...(precision === undefined ? [] : ['--precision', precision]),
    ...(vllm === undefined ? [] : ['--vllm', vllm]),
    ...launch.map((argument) => `--launch=${argument}`),
  ]);
  if (options.json === true) process.stdout.write(`${JSON.stringify(started)}\n`);
  else
    process.stdout.write(
      `training in process ${started.pid}: ${started.out}\n` +
        `watch it: vouch runs show ${out}; pause, stop, resume: vouch runs pause|stop|resume ${out}\n`,
    );
}

function describe(opened: OpenedSummary): string {
  const lines = [
    `${(opened.parameters / 1e6).toFixed(2)} M parameters, ${opened.tokensPerUpdate} tokens an update` +
      (opened.resumedAt > 0 ? `, resumed at step ${opened.resumedAt}` : ''),
  ];
  for (const { used, heldOut, duplicates, overlapping, rejected } of opened.sources) {
    if (used !== null)
      lines.push(
        `${used} rows, ${heldOut ?? 0} held out, ${duplicates} duplicates and ${overlapping} that overlap with evaluation sets left out`,
      );
    for (const { file, line, reason } of rejected.slice(0, 10))
      lines.push(`${file}:${line}: not used: ${reason}`);
    if (rejected.length > 10) lines.push(`${rejected.length - 10} more rows were not used`);
  }
  return lines.join('\n');
}

function progressLine(status: RunStatus): string {
  const { step, steps, loss, evaluationLoss, reward, auroc, tokensPerSecond, remainingMs } = status;
  const waits = { solve: 'waiting for a solve:', battery: 'waiting for the mains:' };
  const phase = status.waitingFor === null ? status.phase : waits[status.waitingFor];
  return [
    `${phase} step ${step}${steps === null ? '' : ` of ${steps}`}`,
    loss === null ? '' : `loss ${loss.toFixed(4)}`,
    reward === null ? '' : `reward ${reward.toFixed(3)}`,
    auroc === null ? '' : `AUROC ${auroc.toFixed(3)}`,
    evaluationLoss === null ? '' : `held-out ${evaluationLoss.toFixed(4)}`,
    `${tokensPerSecond.toFixed(0)} tokens/s`,
    remainingMs === null ? '' : `${formatDuration(remainingMs)} left`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Prints statuses: every one as JSON, or at most one a second as text. */
function printer(asJson: boolean): (status: RunStatus) => void {
  let last = 0;
  return (status) => {
    if (asJson) {
      process.stdout.write(`${JSON.stringify(status)}\n`);
      return;
    }
    const now = Date.now();
    const isEnd = !['training', 'evaluating', 'saving'].includes(status.phase);
    if (now - last < 1000 && !isEnd) return;
    last = now;
    process.stderr.write(`${progressLine(status)}\n`);
  };
}

/** Runs a request with the signals of a terminal. Shared by `train` and `runs resume`. */
export async function runTraining(
  request: TrainRequest,
  asJson: boolean,
  { setExitCode }: CommandContext,
): Promise<void> {
  setPriority(constants.priority.PRIORITY_LOW);
  const abort = new AbortController();
  let interrupts = 0;
  const interrupt = (): void => {
    interrupts++;
    if (interrupts > 1) abort.abort();
    else process.stderr.write('finishing the step; press Ctrl-C again to stop at once\n');
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const result = await train(request, {
      signal: abort.signal,
      wantsStop: () => interrupts > 0,
      onStatus: printer(asJson),
      onEvent: (text) => process.stderr.write(`${text}\n`),
      onOpened: (opened) => {
        if (!asJson) process.stderr.write(`${describe(opened)}\n`);
      },
    });
    if (asJson) process.stdout.write(`${JSON.stringify(result)}\n`);
    else if (result.outcome === 'stopped')
      process.stderr.write(`stopped and saved; go on with: vouch runs resume ${request.out}\n`);
    else process.stderr.write(`done: ${request.out}\n`);
    if (interrupts > 0) setExitCode(130);
  } catch (error) {
    if (error instanceof CancelledError)
      process.stderr.write(
        `stopped at once; go on from the last checkpoint with: vouch runs resume ${request.out}\n`,
      );
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

export const registerTrain: RegisterCommand = (program: Command, context) => {
  const command = program
    .command('train')
    .description('train a model on your own machine; the run is a folder that survives anything')
    .option('--model <dir>', 'checkpoint folder; without weights, pretrain begins at random')
    .option(
      '--data <source...>',
      'JSONL or Parquet files, hub:owner/name[:PATH], families:all, families:NAME*,…@1-4',
    )
    .option('--columns <name=column...>', 'columns of the files that have other names: problem=question')
    .option(
      '--evaluation-sets <file...>',
      'leave rows out that share 13 words in a row with a problem of these',
    )
    .addOption(new Option('--recipe <name>', 'what to do').choices(recipes))
    .option('--config <file>', 'JSON with further settings; the command line is stronger')
    .option('--steps <n>', 'updates')
    .option('--minutes <m>', 'training time')
    .option(
      '--threads <n>',
      'threads of one operator; 1 is the most efficient where several runs share a machine',
    )
    .option('--seed <s>', 'of data order and initial weights')
    .option('--lora <rank>', 'train low-rank adapters of this rank instead of all weights')
    .addOption(
      new Option(
        '--base <precision>',
        'with --lora: how the frozen base is held (int8 and int4: QLoRA)',
      ).choices(basePrecisions),
    )
    .addOption(new Option('--verifier <kind>', 'who learns to judge rollouts').choices(verifierKinds))
    .option('--lambda <l>', 'weight of the verification loss; 0 is exactly the base method')
    .option('--annotations <log...>', "annotation logs whose labels join the verifier's lessons")
    .option('--annotation-weight <w>', 'what these labels count')
    .option('--out <dir>', 'folder of the run (default: a new one under runs/)')
    .option(
      '--plan',
      'print what it would do (parameters, memory, speed by a 5-second probe, time, disk) and end',
    )
    .option(
      '--gpu-memory <gb>',
      'with --device webgpu: what the GPU may give (default: what its driver says, if it does)',
    )
    .option('--detach', 'train in a process of its own that outlives this terminal')
    .option('--pause-on-battery', 'wait while the machine runs on its battery')
    .option('--resume', 'go on with the run in --out')
    .option('--json', 'print one status a line as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  vouch train --model my-model --data problems.jsonl --plan\n' +
        '  vouch train --model my-model --data problems.jsonl --steps 200 --out runs/first\n' +
        '  vouch train --model tiny --data families:all --recipe pretrain --minutes 60 --threads 1 --out runs/tiny',
    )
    .action(async (options: TrainOptions) => {
      if (options.resume !== true) {
        await startTraining(options, context);
        return;
      }
      const { out } = options;
      if (out === undefined) throw new InputError('--out: expected the folder of a run to resume, got none');
      const request = { kind: 'resume', out, engine: engineOf(options) } as const;
      await runTraining(request, options.json === true, context);
    });
  for (const option of engineOptions()) command.addOption(option);
};
