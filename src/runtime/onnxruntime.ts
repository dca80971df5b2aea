/**
 * Loads onnxruntime-node, once and only after telemetry is off: since 1.29 the library reports usage unless
 * `ORT_DISABLE_TELEMETRY=1` stands in the process's environment when it is loaded. It knows no graphs.
 * Source: ONNX Runtime docs/Privacy.md.
 */
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import type * as Ort from 'onnxruntime-node';
import { messageOf, ResourceError } from '../base/errors.ts';

export type OnnxRuntime = typeof Ort;

const variable = 'ORT_DISABLE_TELEMETRY';
let loaded: OnnxRuntime | undefined;

/**
 * The library. Sets the variable where it is missing (the main thread's `process.env` is the real environment);
 * throws if that cannot work: in a worker thread, or if somebody asked for telemetry by another value.
 */
export function onnxRuntime(): OnnxRuntime {
  if (loaded !== undefined) return loaded;
  process.env[variable] ??= '1';
  if (process.env[variable] !== '1' || !isMainThread) {
    throw new Error(
      `onnxruntime: expected ${variable}=1 in the environment of a main thread before the library is loaded, ` +
        `got ${process.env[variable]} in a ${isMainThread ? 'main' : 'worker'} thread; ` +
        `start the process with ${variable}=1 and run models in a process of their own`,
    );
  }
  loaded = load();
  // What goes wrong is thrown; the library's own lines on standard error would say it twice.
  loaded.env.logLevel = 'fatal';
  return loaded;
}

/** @throws ResourceError where there are no binaries for this machine (Intel Macs, musl), saying what works without. */
function load(): OnnxRuntime {
  try {
    return createRequire(import.meta.url)('onnxruntime-node') as OnnxRuntime;
  } catch (error) {
    throw new ResourceError(
      `onnxruntime: expected the library's binaries for this machine (${process.platform} ${process.arch}), got none ` +
        `(${messageOf(error).split('\n')[0] ?? ''}). No model can run here, so nothing can be solved or judged by one; ` +
        'exact checks of solutions and labelling work without. ONNX Runtime is made for Linux (glibc) and Windows on ' +
        'x64 and arm64 and for Macs with Apple silicon: use the extension on such a machine, or through a remote window to one',
    );
  }
}

/** The version of the library that runs. */
export function onnxRuntimeVersion(): string {
  return onnxRuntime().env.versions.node ?? onnxRuntime().env.versions.common;
}
