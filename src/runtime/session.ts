/**
 * Sessions: a graph made runnable on a device. A session owns native memory from `create` to `dispose`; `run` takes
 * feeds by name and gives the outputs asked for, into preallocated tensors where given (a key-value cache is written
 * in place by feeding one tensor as past and fetching it as present). `run` and `create` block their thread while
 * native code works: a process of its own must own them. Weights in files are mapped where they lie.
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import type { Graph } from '../onnx/graph.ts';
import { modelBytes } from '../onnx/proto.ts';
import { onnxRuntime } from './onnxruntime.ts';
import { isQuiet } from './other-work.ts';
import type { Tensor } from './tensor.ts';

export type ExecutionProvider = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';
export type Feeds = Readonly<Record<string, Tensor>>;
export type Fetches = Readonly<Record<string, Tensor | null>>;
export type Results = Readonly<Record<string, Tensor>>;

export interface SessionOptions {
  readonly provider?: ExecutionProvider;
  /** Threads inside one operator; the library's choice (physical cores) if left out. */
  readonly threads?: number;
  /** Copy weights into the kernels' layout at load (default): faster for many rows, twice the memory for a while. */
  readonly prepacking?: boolean;
  /** Threads that wait burn their core: faster steps, a busy machine. Default: while other programs leave it quiet. */
  readonly spinning?: boolean;
  /** Fail instead of running single operators on the CPU when another provider is asked for. */
  readonly noCpuFallback?: boolean;
  /** Outputs that stay on the device. */
  readonly deviceOutputs?: readonly string[];
  /** Writes a trace of every operator to this path prefix when the session is disposed. */
  readonly profilePrefix?: string;
  /** Further entries of the library's session configuration. */
  readonly config?: Readonly<Record<string, string>>;
  readonly optimization?: 'disabled' | 'basic' | 'extended' | 'all';
  /** Plans memory for repeated equal shapes; off where shapes change with every run. */
  readonly memoryPattern?: boolean;
}

export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Runs once. Feeds that the graph does not have, or that are missing, throw. */
  run(feeds: Feeds, fetches: readonly string[] | Fetches): Promise<Results>;
  /** Releases the native memory. Safe to call twice. */
  dispose(): Promise<void>;
}

/** Those of the tensors that a session knows, as feeds or as fetches. */
export function only(tensors: Feeds, names: readonly string[]): Feeds {
  return Object.fromEntries(names.map((name) => [name, tensors[name]!]));
}

/** Makes a session of a graph. The graph's external files must exist until the session is disposed. */
export async function createSession(graph: Graph, options: SessionOptions = {}): Promise<Session> {
  const files = new Set(
    graph.initializers.flatMap(({ data }) => (data.kind === 'external' ? [data.file] : [])),
  );
  const real = new Map([...files].map((file) => [file, realpathSync(file)]));
  const folder = commonFolder([...real.values()]);
  const bytes = modelBytes(graph, (file) => path.relative(folder, real.get(file) ?? file));
  return createSessionFromBytes(bytes, folder, options);
}

/** Makes a session of a model's bytes; `folder` is where its external data is. */
export async function createSessionFromBytes(
  bytes: Uint8Array,
  folder: string,
  options: SessionOptions = {},
): Promise<Session> {
  const ort = onnxRuntime();
  const native = await ort.InferenceSession.create(bytes, librarySessionOptions(folder, options));
  return wrap(native, options.profilePrefix !== undefined);
}

function librarySessionOptions(folder: string, options: SessionOptions): InferenceSession.SessionOptions {
  const config: Record<string, string> = {
    'session.model_external_initializers_file_folder_path': folder,
    'session.disable_prepacking': options.prepacking === false ? '1' : '0',
    'session.intra_op.allow_spinning': (options.spinning ?? isQuiet()) ? '1' : '0',
    'session.set_denormal_as_zero': '1',
    'session.disable_cpu_ep_fallback': options.noCpuFallback === true ? '1' : '0',
    ...options.config,
  };
  const outputs = options.deviceOutputs ?? [];
  return {
    executionProviders: [options.provider ?? 'cpu'],
    graphOptimizationLevel: options.optimization ?? 'all',
    enableMemPattern: options.memoryPattern ?? false,
    logSeverityLevel: 3,
    extra: config,
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
    ...(options.profilePrefix === undefined
      ? {}
      : { enableProfiling: true, profileFilePrefix: options.profilePrefix }),
    ...(outputs.length === 0
      ? {}
      : { preferredOutputLocation: Object.fromEntries(outputs.map((name) => [name, 'gpu-buffer'])) }),
  };
}

function wrap(native: InferenceSession, profiled: boolean): Session {
  let disposed = false;
  const inputs = new Set(native.inputNames);
  return {
    inputNames: native.inputNames,
    outputNames: native.outputNames,
    async run(feeds, fetches) {
      if (disposed) throw new Error('session: expected a live session, got a disposed one');
      for (const name of Object.keys(feeds)) {
        if (!inputs.has(name)) {
          throw new RangeError(`session: expected inputs ${native.inputNames.join(', ')}, got "${name}"`);
        }
      }
      if (Array.isArray(fetches)) return native.run(feeds, fetches as readonly string[]);
      return native.run(feeds, fetches as Record<string, OrtValueOrNull>);
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      if (profiled) native.endProfiling();
      await native.release();
    },
  };
}

type OrtValueOrNull = InferenceSession.OnnxValueMapType[string] | null;

/** The deepest folder above all files; the current one if there are none. */
function commonFolder(files: readonly string[]): string {
  const [first, ...rest] = files.map((file) => path.dirname(file).split(path.sep));
  if (first === undefined) return process.cwd();
  let depth = first.length;
  for (const parts of rest) {
    let i = 0;
    while (i < depth && parts[i] === first[i]) i++;
    depth = i;
  }
  return first.slice(0, depth).join(path.sep) || path.sep;
}
