/** The options that every command with a model shares, and how their texts become a typed choice. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type {
  DeviceRequest,
  ModelChoice,
  PrecisionRequest,
  SamplingChoice,
  Strategy,
  VoteChoice,
} from '../features/contracts.ts';

const devices: readonly DeviceRequest[] = ['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml'];
const precisions: readonly PrecisionRequest[] = ['auto', 'f32', 'f16', 'int8', 'int8-rows', 'int4'];

/** A whole number in a range, for commander's `argParser`. */
export function integerBetween(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`expected a whole number from ${low} to ${high}`);
  };
}

/** A finite number in a closed range, for commander's `argParser`. */
export function numberBetween(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`expected a number from ${low} to ${high}`);
  };
}

export interface ModelOptions {
  readonly model?: string;
  readonly device: DeviceRequest;
  readonly precision: PrecisionRequest;
  readonly adapter?: readonly string[];
  readonly speculate: 'auto' | 'off';
}

/** For commander's `argParser`: an option that may be given again, so that it never swallows what stands behind it. */
export const adapterList = (folder: string, earlier: readonly string[] | undefined): readonly string[] => [
  ...(earlier ?? []),
  folder,
];

export function addModelOptions(command: Command): Command {
  return command
    .option(
      '-m, --model <model>',
      'a checkpoint folder, an imported or pulled model; see `vouch models` (default: vouch-mini)',
    )
    .addOption(new Option('--device <device>', 'where to run').choices(devices).default('auto'))
    .addOption(new Option('--precision <precision>', 'weights in memory').choices(precisions).default('auto'))
    .option(
      '--adapter <folder>',
      'a LoRA adapter in PEFT format on top of the model; given again, their sum',
      adapterList,
    )
    .addOption(
      new Option('--speculate <when>', 'look likely tokens up in what was written and check them together')
        .choices(['auto', 'off'])
        .default('auto'),
    );
}

export function modelChoice(options: ModelOptions): ModelChoice {
  return {
    ...(options.model !== undefined && { model: options.model }),
    device: options.device,
    precision: options.precision,
    ...(options.adapter && { adapters: options.adapter }),
    speculate: options.speculate,
  };
}

export interface SamplingOptions extends SamplingChoice {
  readonly seed: number;
}

export function addSamplingOptions(command: Command): Command {
  return command
    .option('-s, --seed <seed>', 'the same seed gives the same solutions', integerBetween(0, 2 ** 31 - 1), 0)
    .option('--max-new-tokens <n>', 'the longest solution', integerBetween(1, 1_000_000))
    .option('-t, --temperature <t>', '0 is greedy', numberBetween(0, 10))
    .option('--top-k <k>', 'keep the k likeliest tokens; 0 keeps all', integerBetween(0, 1_000_000))
    .option('--top-p <p>', 'keep the likeliest tokens up to this probability', numberBetween(0, 1))
    .option('--min-p <p>', 'drop tokens below this fraction of the likeliest', numberBetween(0, 1))
    .option('--repetition-penalty <r>', '1 changes nothing', numberBetween(0.01, 100))
    .option(
      '--thinking-tokens <n>',
      'for long reasoners: after this many tokens of thinking, make the model answer',
      integerBetween(1, 1_000_000),
    )
    .option('--calculator', 'complete <<expression= by exact arithmetic')
    .option('--no-calculator', 'leave <<expression= to the model');
}

/** Picks the sampling fields that were given. */
export function samplingChoice(options: SamplingChoice): SamplingChoice {
  const { temperature, topK, topP, minP, repetitionPenalty, maxNewTokens, calculator, thinkingTokens } =
    options;
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topK !== undefined && { topK }),
    ...(topP !== undefined && { topP }),
    ...(minP !== undefined && { minP }),
    ...(repetitionPenalty !== undefined && { repetitionPenalty }),
    ...(maxNewTokens !== undefined && { maxNewTokens }),
    ...(calculator !== undefined && { calculator }),
    ...(thinkingTokens !== undefined && { thinkingTokens }),
  };
}

const strategies: readonly Strategy[] = ['weighted', 'majority', 'best-of-n', 'pessimistic'];

/** How winners are chosen. */
export function addVoteOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--strategy <strategy>',
        "how the winner is chosen (default: by what the model's scores are worth)",
      ).choices(strategies),
    )
    .option(
      '--alpha <exponent>',
      "votes weigh score^alpha; 0 counts heads (default: the model's own, else 1)",
      numberBetween(0, 100),
    )
    .option(
      '--pessimism <beta>',
      'pessimistic: how much rarely seen answers are distrusted (default: 0.1)',
      numberBetween(0, 100),
    );
}

export interface VoteOptions {
  readonly strategy?: Strategy;
  readonly alpha?: number;
  readonly pessimism?: number;
}

export function voteChoice({ strategy, alpha, pessimism }: VoteOptions): VoteChoice {
  return {
    ...(strategy && { strategy }),
    ...(alpha !== undefined && { voteExponent: alpha }),
    ...(pessimism !== undefined && { pessimism }),
  };
}
