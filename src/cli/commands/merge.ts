/**
 * `vouch models merge`: a model and LoRA adapters in, a model folder with the merged weights out. The arithmetic is
 * `model`'s; here are only the names, the options and the progress.
 */
import path from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../base/errors.ts';
import { formatBytes } from '../../checkpoint/disk-space.ts';
import { resolveModel } from '../../checkpoint/models.ts';
import { mergeIntoFolder } from '../../model/merge-folder.ts';
import { adapterList } from '../model-options.ts';
import { ProgressLine, withInterrupt } from '../process.ts';

interface MergeFlags {
  readonly adapter: readonly string[];
  readonly out: string;
  readonly type: string;
  readonly json?: boolean;
}

const types = { base: 'base', f32: 'F32', f16: 'F16', bf16: 'BF16' } as const;

async function merge(model: string, { adapter, out, type, json }: MergeFlags): Promise<void> {
  if (!Object.hasOwn(types, type))
    throw new InputError(`--type: expected ${Object.keys(types).join(', ')}, got "${type}"`);
  const { folder } = await resolveModel(model);
  const line = new ProgressLine();
  try {
    const result = await withInterrupt((signal) =>
      mergeIntoFolder(folder, adapter, path.resolve(out), {
        type: types[type as keyof typeof types],
        signal,
        onProgress: ({ phase, done, total }) => {
          line.show(`${phase} ${formatBytes(done)} of ${formatBytes(total)}`);
        },
      }),
    );
    line.clear();
    if (json === true) process.stdout.write(`${JSON.stringify({ version: 1, ...result }, null, 2)}\n`);
    else {
      const { tensors, changed, weightBytes } = result;
      process.stdout.write(
        `${result.folder}\n${tensors} tensors, ${changed} changed, ${formatBytes(weightBytes)}\n`,
      );
    }
  } finally {
    line.clear();
  }
}

export function addMergeCommand(models: Command): void {
  models
    .command('merge <model>')
    .description('write a model folder with LoRA adapters added into the weights')
    .requiredOption(
      '--adapter <folder>',
      'a LoRA adapter in PEFT format; given again, their sum',
      adapterList,
    )
    .requiredOption('--out <folder>', 'the new folder')
    .option('--type <type>', "weights as base (the model's own), f32, f16 or bf16", 'base')
    .option('--json', 'print JSON')
    .action(merge);
}
