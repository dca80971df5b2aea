/**
 * The training head on a device, chunk by chunk: counted rows of the hidden states are looked up there, their gradients
 * added there; what comes back are a few numbers a counted token. What it computes, `model/training-head.ts` says.
 */
import type { DecoderConfig } from '../../checkpoint/config.ts';
import { headNames, headWeights, moduleWeights, type Objective } from '../../model/training-head.ts';
import { trainingNames } from '../../model/training.ts';
import { type Feeds, only, type Session } from '../../runtime/session.ts';
import { dataOf, float32Tensor, tensor, type Tensor } from '../../runtime/tensor.ts';
import { type BatchResult, type HeadColumns, resultNames, tokenFeeds } from '../head-runs.ts';
import type { PackedBatch } from '../packing.ts';
import { rowNames } from './graphs.ts';
import { type DeviceMemory, type DeviceNumbers, release } from './memory.ts';

/** The two graphs over rows of a table (`graphs.ts`). */
export interface RowSessions {
  readonly chosen: Session;
  readonly added: Session;
}

/** int64 ids [K], or a column of them [K, 1]. */
export function idsOf(ids: Int32Array, asColumn = false): Tensor {
  return tensor('int64', asColumn ? [ids.length, 1] : [ids.length], BigInt64Array.from(ids, BigInt));
}

export async function chooseRows(
  { chosen }: RowSessions,
  by: { readonly table: Tensor; readonly ids: Int32Array; readonly scale: number },
): Promise<Tensor> {
  const feeds = {
    [rowNames.table]: by.table,
    [rowNames.ids]: idsOf(by.ids),
    [rowNames.scale]: float32Tensor([], [by.scale]),
  };
  return (await chosen.run(feeds, [rowNames.result]))[rowNames.result]!;
}

export async function addRows(
  { added }: RowSessions,
  by: { readonly table: Tensor; readonly ids: Int32Array; readonly rows: Tensor; readonly scale: number },
): Promise<Tensor> {
  const feeds = {
    [rowNames.table]: by.table,
    [rowNames.ids]: idsOf(by.ids, true),
    [rowNames.rows]: by.rows,
    [rowNames.scale]: float32Tensor([], [by.scale]),
  };
  return (await added.run(feeds, [rowNames.result]))[rowNames.result]!;
}

/** Whose head it is. */
export interface DeviceHeadOwner {
  readonly config: DecoderConfig;
  readonly objective: Objective;
  readonly memory: DeviceMemory;
  readonly rows: RowSessions;
  readonly weightOf: (name: string) => Tensor;
  readonly gradients: DeviceNumbers;
  readonly chunkTokens: number;
}

export interface DeviceHeadInput {
  readonly batch: PackedBatch;
  readonly columns: HeadColumns;
  readonly hidden: Tensor; // [N, E]
}

/** The outputs of a head that stay on the device. */
export function deviceOutputsOf(outputs: readonly string[]): readonly string[] {
  const back = resultNames.map((name) => headNames[name] as string);
  return outputs.filter((name) => !back.includes(name));
}

/** All counted tokens of a batch; `dHidden` is the gradient of the hidden states where the session trains. */
export async function runHead(
  owner: DeviceHeadOwner,
  session: Session,
  { batch, columns, hidden }: DeviceHeadInput,
): Promise<{ readonly result: BatchResult; readonly dHidden: Tensor | null }> {
  const { memory, rows, chunkTokens } = owner;
  const count = batch.sources.length;
  const asked = resultNames.filter((name) => session.outputNames.includes(headNames[name]));
  const results = new Map(asked.map((name) => [name, new Float32Array(count)]));
  const isTraining = session.outputNames.includes(headNames.dHidden);
  let dHidden = isTraining ? await memory.zeros(hidden.dims) : null;
  for (let from = 0; from < count; from += chunkTokens) {
    const to = Math.min(count, from + chunkTokens);
    const ids = batch.sources.subarray(from, to);
    const chosen = await chooseRows(rows, { table: hidden, ids, scale: 1 });
    const feeds = {
      ...headFeeds(owner, session),
      ...tokenFeeds({ batch, columns, from, to }, session.inputNames),
    };
    const got = await session.run({ ...feeds, [headNames.hidden]: chosen }, session.outputNames);
    release(chosen);
    for (const [name, into] of results) {
      const values = dataOf(got[headNames[name]]!, 'float32');
      into.set(values, from);
      memory.bytesReadBack += values.byteLength;
    }
    takeGradients(owner, got);
    if (dHidden === null) continue;
    const before: Tensor = dHidden;
    const fresh = got[headNames.dHidden]!;
    // a shared prompt's last token predicts the first one of several completions: ids repeat
    dHidden = await addRows(rows, { table: before, ids, rows: fresh, scale: 1 });
    release(fresh);
    if (from > 0) release(before);
  }
  const of = (name: (typeof resultNames)[number]): Float32Array | null => results.get(name) ?? null;
  return {
    result: {
      logprobs: of('logprobs') ?? new Float32Array(count),
      entropy: of('entropy'),
      values: of('values'),
      scores: of('scores'),
    },
    dHidden,
  };
}

/** Norm, table, modules and the sums of their gradients. */
function headFeeds({ config, objective, weightOf, gradients }: DeviceHeadOwner, session: Session): Feeds {
  const names = [...headWeights(config), ...moduleWeights(objective)];
  const feeds: Record<string, Tensor> = {};
  for (const name of names) {
    feeds[name] = weightOf(name);
    if (session.inputNames.includes(trainingNames.sumOf(name)))
      feeds[trainingNames.sumOf(name)] = gradients.get(name);
  }
  return only(
    feeds,
    session.inputNames.filter((name) => name in feeds),
  );
}

function takeGradients({ config, objective, gradients }: DeviceHeadOwner, got: Feeds): void {
  for (const name of [...headWeights(config), ...moduleWeights(objective)]) {
    const sum = got[trainingNames.gradientOf(name)];
    if (sum !== undefined) gradients.set(name, sum);
  }
}
