/**
 * Which devices this machine can run graphs on, found by running one product on each: a provider that is compiled in
 * may still lack a driver. The reason why a device is not there is given in words. It knows no models.
 */
import { messageOf } from '../base/errors.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { onnxRuntimeVersion } from './onnxruntime.ts';
import { createSession, type ExecutionProvider } from './session.ts';
import { dataOf, float32Tensor } from './tensor.ts';
import { mayHaveVulkan } from './vulkan.ts';

export const devices = [
  'cpu',
  'webgpu',
  'cuda',
  'dml',
  'coreml',
] as const satisfies readonly ExecutionProvider[];

export interface DeviceStatus {
  readonly device: ExecutionProvider;
  readonly available: boolean;
  /** Why it is not available; empty if it is. */
  readonly reason: string;
  /** Whether this project's tests run on it; the others are passed through. */
  readonly tested: boolean;
}

/** The state of every device. Takes a moment: each is really used. */
export async function deviceStatuses(): Promise<readonly DeviceStatus[]> {
  const statuses: DeviceStatus[] = [];
  for (const device of devices) statuses.push(await deviceStatus(device));
  return statuses;
}

/** The state of one device. */
export async function deviceStatus(device: ExecutionProvider): Promise<DeviceStatus> {
  const tested = device === 'cpu' || device === 'webgpu';
  if (device === 'webgpu' && !mayHaveVulkan()) return { device, available: false, reason: noAdapter, tested };
  try {
    await multiplyOn(device);
    return { device, available: true, reason: '', tested };
  } catch (error) {
    return { device, available: false, reason: explain(device, messageOf(error)), tested };
  }
}

async function multiplyOn(device: ExecutionProvider): Promise<void> {
  const b = new GraphBuilder('probe');
  const x = b.input('x', 'float32', ['N', 2]);
  const [y] = b.apply('MatMul', [x, b.constant('float32', [2, 1], [3, 4])], {}, { names: ['y'] });
  if (y !== undefined) b.output(y);
  const session = await createSession(b.finish(), { provider: device });
  try {
    const { y: result } = await session.run({ x: float32Tensor([1, 2], [1, 2]) }, ['y']);
    const value = result === undefined ? NaN : dataOf(result, 'float32')[0];
    if (value !== 11) throw new Error(`wrong result: expected 11, got ${value}`);
  } finally {
    await session.dispose();
  }
}

const noAdapter = 'no graphics adapter was found: a GPU driver (on Linux: Vulkan, libvulkan.so.1) is missing';

function explain(device: ExecutionProvider, message: string): string {
  const line = message.split('\n').find((part) => part.trim() !== '') ?? message;
  if (/No supported adapters|Failed to get a WebGPU adapter/.test(message)) {
    return noAdapter;
  }
  if (/backend not found|not supported in this build|not available|no available backend/i.test(message)) {
    return `the installed runtime has no ${device} on this platform`;
  }
  return line.length > 200 ? `${line.slice(0, 197)}...` : line;
}

/** The version of the runtime: what was measured with one need not hold for the next. */
export function runtimeVersion(): string {
  return onnxRuntimeVersion();
}
