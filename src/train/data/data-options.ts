/** What the settings of a run say of its files, as the readers of rows take it. */
import type { TrainConfig } from '../config.ts';
import { OverlapIndex } from './overlap.ts';
import { forEachRow, type RowFileOptions } from './row-file.ts';

export interface DataOptions extends RowFileOptions {
  readonly columns: readonly string[];
}

const asked = ['problem', 'question', 'prompt'] as const;

/** Reads the evaluation sets, where there are any. Throws `InputError` for one that cannot be read. */
export function dataOptions(config: TrainConfig): DataOptions {
  const { seed, heldOutShare, shuffleBuffer, columns, evaluationSets } = config;
  const overlap = new OverlapIndex();
  for (const file of evaluationSets)
    forEachRow(file, (row) => {
      const text = asked.map((name) => row[name]).find((value) => typeof value === 'string');
      if (text !== undefined) overlap.add(text);
    });
  return { seed, heldOutShare, shuffleBuffer, columns, ...(overlap.isEmpty ? {} : { overlap }) };
}
