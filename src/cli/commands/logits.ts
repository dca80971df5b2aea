/** `vouch logits`: the logits of a checkpoint for given token ids, for comparison with other implementations. */
import { type Command, Option } from 'commander';
import { InputError } from '../../base/errors.ts';
import { sequenceLogits } from '../../features/logits.ts';
import type { Precision } from '../../model/load.ts';
import type { ExecutionProvider } from '../../runtime/session.ts';
import type { RegisterCommand } from './command.ts';

interface LogitsOptions {
  readonly model: string;
  readonly ids: string;
  readonly precision: Precision;
  readonly device: ExecutionProvider;
  readonly json?: boolean;
}

const help = `
Examples:
  vouch logits --model ./checkpoint --ids 1,2,3 --json
  vouch logits --model ./checkpoint --ids 1,2,3 --precision int8

Prints one row a position. With --json: {"logits": [[…], …]}; without, the five likeliest tokens of each position.`;

function parseIds(text: string): number[] {
  return text.split(',').map((part) => {
    if (!/^\s*\d+\s*$/.test(part))
      throw new InputError(`--ids: expected numbers separated by commas, got "${text}"`);
    return Number(part);
  });
}

async function run(options: LogitsOptions): Promise<void> {
  const rows = await sequenceLogits(options.model, parseIds(options.ids), {
    precision: options.precision,
    session: { provider: options.device },
  });
  if (options.json === true) {
    // Nine digits give every float32 back exactly.
    const logits = rows.map((row) => Array.from(row, (value) => Number(value.toPrecision(9))));
    process.stdout.write(`${JSON.stringify({ logits })}\n`);
    return;
  }
  rows.forEach((row, position) => {
    const order = Array.from(row.keys()).sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0));
    const best = order.slice(0, 5).map((token) => `${token}: ${row[token]?.toFixed(4) ?? ''}`);
    process.stdout.write(`${position}\t${best.join('  ')}\n`);
  });
}

export const registerLogits: RegisterCommand = (program: Command) => {
  program
    .command('logits')
    .description('Print the logits of a checkpoint for given token ids.')
    .requiredOption('--model <folder>', 'checkpoint folder (config.json and safetensors)')
    .requiredOption('--ids <numbers>', 'token ids, separated by commas')
    .addOption(
      new Option('--precision <name>', 'how weights are stored and multiplied')
        .choices(['f32', 'f16', 'int8', 'int8-rows', 'int4'])
        .default('f32'),
    )
    .addOption(
      new Option('--device <name>', 'where it runs')
        .choices(['cpu', 'webgpu', 'cuda', 'dml', 'coreml'])
        .default('cpu'),
    )
    .option('--json', 'print {"logits": [[…], …]} and nothing else')
    .addHelpText('after', help)
    .action(run);
};
