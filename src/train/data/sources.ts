/**
 * From what a user names to files that can be read by lines: paths become absolute, `hub:owner/name` is pulled through
 * the same code as models, Parquet is written out as JSONL once and kept by the hash of its contents. Generated sources
 * stay as they are. After this nothing asks the network.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { InputError } from '../../base/errors.ts';
import { pullModel, type PullOptions } from '../../checkpoint/hub/pull.ts';
import { parseDataset } from '../../checkpoint/hub/repository.ts';
import { vouchHome } from '../../checkpoint/places.ts';
import { parquetRows } from '../../data/parquet.ts';

const generated = 'families:';
const hub = 'hub:';

export interface SourceContext {
  readonly signal?: AbortSignal;
  /** Where data sets are downloaded to and from; as the environment says by default. */
  readonly pull?: PullOptions;
  /** Where Parquet files are kept as JSONL; default in Vouch's own cache. */
  readonly cache?: string;
}

/** What a run's configuration names, as absolute paths: JSONL and Parquet files, and generated sources. */
export async function localSources(
  specs: readonly string[],
  context: SourceContext = {},
): Promise<readonly string[]> {
  const lists = await Promise.all(
    specs.map(async (spec) => {
      if (spec.startsWith(generated)) return [spec];
      return spec.startsWith(hub) ? pulled(spec.slice(hub.length), context) : [path.resolve(spec)];
    }),
  );
  return lists.flat();
}

/** The files of a data set's snapshot that are data. */
async function pulled(name: string, { pull, signal }: SourceContext): Promise<readonly string[]> {
  const repository = parseDataset(name);
  const { folder } = await pullModel(repository, { ...(signal === undefined ? {} : { signal }), ...pull });
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isDataFile).sort();
  const training = all.filter((file) => file.includes('train'));
  const { path: beginning } = repository;
  const unnamed = training.length > 0 ? training : all;
  const files = beginning === undefined ? unnamed : all.filter((file) => file.startsWith(beginning));
  if (files.length === 0)
    throw new InputError(
      `${hub}${name}: expected .jsonl or .parquet files, got none; name others as hub:${name}:PATH`,
    );
  return files.map((file) => path.join(folder, file));
}

const isDataFile = (file: string): boolean => /\.(?:jsonl|parquet)$/.test(file);

/** The JSONL file behind a path: itself, or what a Parquet file was written out as by `prepareSources`. */
export function linesOf(file: string, cache = defaultCache()): string {
  return file.endsWith('.parquet') ? path.join(cache, `${contentsHash(file)}.jsonl`) : file;
}

const defaultCache = (): string => path.join(vouchHome(), 'data');

/** Writes the Parquet files among the sources out, where that has not been done. */
export async function prepareSources(sources: readonly string[], context: SourceContext = {}): Promise<void> {
  const cache = context.cache ?? defaultCache();
  for (const source of sources) {
    if (source.startsWith(generated) || !source.endsWith('.parquet')) continue;
    const target = linesOf(source, cache);
    if (existsSync(target)) continue;
    mkdirSync(cache, { recursive: true });
    const partial = `${target}.${process.pid}.partial`;
    const descriptor = openSync(partial, 'w');
    try {
      for await (const row of parquetRows(source, context.signal))
        writeSync(descriptor, `${JSON.stringify(row)}\n`);
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, target);
  }
}

/** SHA-256 of a file's contents. Throws `InputError` where it cannot be read. */
function contentsHash(file: string): string {
  if (!existsSync(file)) throw new InputError(`${file}: expected a readable Parquet file, got none`);
  const hash = createHash('sha256');
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(1 << 22);
    for (;;) {
      const read = readSync(descriptor, buffer);
      if (read === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
}
