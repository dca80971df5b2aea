/**
 * The small modules that may stand beside the output layer: a value head (PPO) and a score head (a verifier without
 * words). Each is one linear layer on the normed hidden state, `s = h · wᵀ + b`. Their names in a layout and in a
 * checkpoint's `heads.safetensors`; training and scoring put them into graphs.
 */
import type { Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';

export const headModules = ['value', 'score'] as const;
export type HeadModule = (typeof headModules)[number];

export interface ModuleNames {
  readonly weight: string; // [1, E]
  readonly bias: string; // [1]
}

export function moduleNames(module: HeadModule): ModuleNames {
  return { weight: `${module}_head.weight`, bias: `${module}_head.bias` };
}

/** Whether a weight belongs to a module and not to the decoder itself. */
export function isModuleWeight(name: string): boolean {
  return headModules.some((module) => name.startsWith(`${module}_head.`));
}

/** A module's number for each normed state, [M, E] → [M], its weights being graph inputs. */
export function moduleOutput(b: GraphBuilder, module: HeadModule, normed: Value, hiddenSize: number): Value {
  const names = moduleNames(module);
  const weight = b.input(names.weight, 'float32', [1, hiddenSize]);
  const bias = b.input(names.bias, 'float32', [1]);
  return b.squeeze(b.gemm(normed, weight, bias, { transB: 1 }), [1]);
}
