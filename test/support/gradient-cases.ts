/** Gradient rules against central differences, everything computed by ONNX Runtime: cases as data and one loop. */
import { describe, expect, it } from 'vitest';
import { appendGradients } from '../../src/autodiff/gradient.ts';
import { Random } from '../../src/base/random.ts';
import type { Value } from '../../src/onnx/graph.ts';
import { GraphBuilder } from '../../src/onnx/operations.ts';
import type { OperatorName } from '../../src/onnx/operators.ts';
import { createSession, type Feeds } from '../../src/runtime/session.ts';
import { dataOf, float32Tensor } from '../../src/runtime/tensor.ts';

export interface GradientCase {
  /** What is peculiar about it, beside the operator. */
  readonly name?: string;
  readonly op: OperatorName;
  /** Shapes of the real inputs, or their values. */
  readonly inputs: readonly (
    readonly number[] | { readonly dims: readonly number[]; readonly values: readonly number[] }
  )[];
  readonly build: (b: GraphBuilder, x: readonly Value[]) => Value;
  /** Draw positive inputs (logarithms, roots). */
  readonly positive?: boolean;
  /** Build with symbolic instead of numeric sizes. */
  readonly symbolic?: boolean;
  readonly tolerance?: number;
}

export const unary = (
  op: OperatorName,
  method: (b: GraphBuilder, x: Value) => Value,
  positive = false,
): GradientCase => ({
  op,
  inputs: [[2, 3]],
  build: (b, [x]) => method(b, x!),
  positive,
});
export const binary = (
  op: OperatorName,
  method: (b: GraphBuilder, x: Value, y: Value) => Value,
  positive = false,
): GradientCase[] =>
  (
    [
      ['same shape', [2, 3], [2, 3]],
      ['row', [2, 3], [3]],
      ['column', [2, 1], [2, 3]],
      ['both stretched', [4, 1, 3], [2, 1]],
      ['scalar', [], [2, 2]],
    ] as const
  ).map(([name, x, y]) => ({ name, op, inputs: [x, y], build: (b, v) => method(b, v[0]!, v[1]!), positive }));

/** No rows at all: what is stretched over them or multiplied with them gets zeros, of the right shape. */
export const emptied = (
  op: OperatorName,
  inputs: GradientCase['inputs'],
  build: GradientCase['build'],
): GradientCase[] => [{ op, name: 'an empty axis', inputs, build }];

/** Compares the gradients of `Σ c y` with central differences, everything computed by ONNX Runtime. */
async function check(test: GradientCase, seed: number): Promise<void> {
  const random = new Random(seed);
  const draw = (): number => (test.positive === true ? 0.5 + random.next() : 1.2 * random.normal());
  const inputs = test.inputs.map((spec) => {
    const dims = 'dims' in spec ? spec.dims : spec;
    const size = dims.reduce((a, d) => a * d, 1);
    return { dims, values: 'dims' in spec ? spec.values : Array.from({ length: size }, draw) };
  });
  const b = new GraphBuilder('check');
  const x = inputs.map(({ dims }, i) =>
    b.input(
      `x${i}`,
      'float32',
      test.symbolic === true ? dims.map((dim, d) => (d === 0 ? `n${i}` : dim)) : dims,
    ),
  );
  const y = b.identity(test.build(b, x));
  b.output(y);
  const weight = b.input('weight', 'float32', y.shape);
  const gradients = appendGradients(b, {
    targets: x.map(({ name }) => name),
    seeds: new Map([[y.name, weight]]),
  });
  const names = [...gradients.values()].map((gradient) => b.identity(gradient));
  for (const value of names) b.output(value);
  const graph = b.finish();
  const session = await createSession(graph, { threads: 1, optimization: 'basic' });
  try {
    const feeds = (values: readonly (readonly number[])[]): Feeds =>
      Object.fromEntries(values.map((v, i) => [`x${i}`, float32Tensor(inputs[i]!.dims, v)]));
    const plain = inputs.map(({ values }) => values);
    const forward = new GraphBuilder('forward');
    const fx = inputs.map(({ dims }, i) => forward.input(`x${i}`, 'float32', dims));
    forward.output(forward.apply('Identity', [test.build(forward, fx)], {}, { names: ['y'] })[0]!);
    const probe = await createSession(forward.finish(), { threads: 1, optimization: 'basic' });
    try {
      const first = (await probe.run(feeds(plain), ['y']))['y']!;
      const weights = Array.from({ length: first.size }, () => random.normal());
      const loss = async (values: readonly (readonly number[])[]): Promise<number> => {
        const out = dataOf((await probe.run(feeds(values), ['y']))['y']!, 'float32');
        return weights.reduce((sum, w, i) => sum + w * out[i]!, 0);
      };
      const results = await session.run(
        { ...feeds(plain), weight: float32Tensor(first.dims, weights) },
        names.map(({ name }) => name),
      );
      for (const [i, { dims, values }] of inputs.entries()) {
        const got = results[names[i]!.name]!;
        expect(got.dims).toEqual(dims);
        const gradient = dataOf(got, 'float32');
        const h = 4e-3;
        for (let j = 0; j < values.length; j++) {
          const moved = (by: number): number[][] =>
            plain.map((v, k) => v.map((value, l) => (k === i && l === j ? value + by : value)));
          const numeric = ((await loss(moved(h))) - (await loss(moved(-h)))) / (2 * h);
          expect(Math.abs(gradient[j]! - numeric)).toBeLessThan(
            (test.tolerance ?? 4e-3) * Math.max(1, Math.abs(numeric)),
          );
        }
      }
    } finally {
      await probe.dispose();
    }
  } finally {
    await session.dispose();
  }
}

/** Tests of a table of rules: each case, and that no operator with a gradient is without one. */
export function checkRules(
  group: string,
  table: Readonly<Record<string, unknown>>,
  cases: readonly GradientCase[],
): void {
  describe(`gradient rules against central differences: ${group}`, () => {
    it.each(
      cases.map(
        (test, i) => [`${test.op}${test.name === undefined ? '' : `: ${test.name}`}`, test, i] as const,
      ),
    )('%s', async (_, test, i) => {
      await check(test, i + 1);
    });

    it('covers every operator that has a gradient', () => {
      const tested = new Set<string>(cases.map(({ op }) => op));
      const open = Object.keys(table).filter((op) => !tested.has(op) && hasGradient(op, table[op]));
      expect(open).toEqual([]);
    });
  });
}

/** Whether a rule makes a gradient of something; one that refuses names its operator. */
function hasGradient(op: string, rule: unknown): boolean {
  const b = new GraphBuilder('empty');
  const x = b.input('x', 'float32', [2]);
  const context = { op, attributes: {}, b, x: () => x, y: () => x, g: () => x, optional: () => x };
  try {
    return (rule as (c: unknown) => readonly unknown[])(context).some((one) => one !== undefined);
  } catch (error) {
    expect(String(error)).toContain(op);
    return false;
  }
}
