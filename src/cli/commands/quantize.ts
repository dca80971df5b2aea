/**
 * `vouch models quantize`: makes a model's weights in another precision now, so that the first solve does not wait,
 * and says what they take and what they cost in quality on a fixed text. The arithmetic is `model`'s.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { formatBytes } from '../../checkpoint/disk-space.ts';
import { trainedModelFolder } from '../../features/train-plan.ts';
import { type DecoderOptions, preparedFolder, rowCodes } from '../../model/load.ts';
import { preparedName, type PreparedPrecision } from '../../model/prepare.ts';
import { measureQuality } from '../../model/quality.ts';
import { referenceText } from '../../features/reference-text.ts';
import { loadTokenizer } from '../../tokenizer/load.ts';
import { ProgressLine, withInterrupt } from '../process.ts';

interface QuantizeFlags {
  readonly precision: PreparedPrecision;
  readonly json?: boolean;
}

async function quantize(model: string, { precision, json }: QuantizeFlags): Promise<void> {
  const folder = await trainedModelFolder(model);
  const line = new ProgressLine();
  try {
    const result = await withInterrupt(async (signal) => {
      const options: DecoderOptions = {
        signal,
        onProgress: (done, total) => {
          line.show(`${precision}: ${done} of ${total} groups of matrices`);
        },
      };
      const ids = (await loadTokenizer(folder)).encodeText(referenceText);
      const quality = await measureQuality(folder, precision, ids, options);
      const name = preparedName(precision, await rowCodes());
      const file = path.join(preparedFolder(folder, options), `${name}.safetensors`);
      return { version: 1, model: folder, file, bytes: statSync(file).size, ...quality };
    });
    line.clear();
    const { bytes, logPerplexity, logPerplexityF32, change, file } = result;
    process.stdout.write(
      json === true
        ? `${JSON.stringify(result)}\n`
        : `${file}: ${formatBytes(bytes)}\n` +
            `log-perplexity ${logPerplexity.toFixed(4)}, in float32 ${logPerplexityF32.toFixed(4)} ` +
            `(${change >= 0 ? '+' : ''}${(100 * change).toFixed(2)}%)\n`,
    );
  } finally {
    line.clear();
  }
}

export function addQuantizeCommand(models: Command): void {
  models
    .command('quantize <model>')
    .description('make the weights of a model in a smaller precision now, and measure what that costs')
    .addOption(
      new Option('--precision <precision>', 'of the matrices')
        .choices(['f16', 'int8', 'int8-rows', 'int4'])
        .default('int8'),
    )
    .option('--json', 'print JSON')
    .action(quantize);
}
