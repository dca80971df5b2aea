/**
 * A supervised run on PyTorch: this side holds the run's lock, makes the batches and streams them, so that data are
 * read, split and packed by one implementation; the other end does the arithmetic and writes metrics, status and
 * checkpoints. It knows no model.
 */
import type { Writable } from 'node:stream';
import { packAll } from '../data/batches.ts';
import type { SupervisedData } from '../recipes/supervised.ts';
import type { PreparedRun } from '../run/open.ts';
import { encodeBatch, encodeHeader } from './batch-stream.ts';
import { runPython, type TorchHooks, type TorchOutcome } from './python.ts';

/** Trains a prepared run of likelihood to its end. */
export function runTorch(run: PreparedRun, data: SupervisedData, hooks: TorchHooks): Promise<TorchOutcome> {
  return runPython(run, hooks, ({ input, output }) => {
    output.resume();
    return stream(run, data, input);
  });
}

/** Writes held-out batches, then updates until the run's limit or until the reader has gone. */
async function stream(
  { config, state }: PreparedRun,
  { batches, heldOut }: SupervisedData,
  pipe: Writable,
): Promise<void> {
  const { rows, length, steps, evaluateEvery } = config;
  const sink = new Sink(pipe);
  const evaluation = evaluateEvery > 0 ? packAll(heldOut, rows, length) : [];
  await sink.write(encodeHeader({ rows, length, evaluation: evaluation.length }));
  for (const batch of evaluation) await sink.write(encodeBatch(batch, { cursor: null, metrics: {} }));
  const updates = steps > 0 ? steps - state.step : Infinity;
  for (let update = 0; update < updates && !sink.isClosed; update++) {
    const packed = batches.take();
    const metrics = { epoch: batches.epoch, dropped_documents: batches.dropped };
    for (const batch of packed) await sink.write(encodeBatch(batch, { cursor: batches.cursor, metrics }));
  }
  await sink.end();
}

/** A pipe that waits for its reader, and takes nothing more once that has gone. */
class Sink {
  isClosed = false;
  private readonly pipe: Writable;
  private readonly closed: Promise<void>;

  constructor(pipe: Writable) {
    this.pipe = pipe;
    this.closed = new Promise((done) => {
      const close = (): void => {
        this.isClosed = true;
        done();
      };
      // a reader that ends early (its limit was time, or it was stopped) is no error of the writer
      pipe.on('error', close);
      pipe.on('close', close);
    });
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.isClosed || this.pipe.write(bytes)) return;
    const drained = new Promise<void>((done) => this.pipe.once('drain', done));
    await Promise.race([drained, this.closed]);
  }

  async end(): Promise<void> {
    if (this.isClosed) return;
    this.pipe.end();
    await this.closed;
  }
}
