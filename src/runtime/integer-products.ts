/**
 * Whether this processor's products of unsigned by signed bytes are exact. Without VNNI the fast kernel adds pairs of
 * products in 16 bits and cuts off what does not fit (`vpmaddubsw`), which is found here by asking for such a sum.
 */
import { GraphBuilder } from '../onnx/operations.ts';
import { createSession } from './session.ts';
import { dataOf, tensor, type Tensor } from './tensor.ts';

let known: Promise<boolean> | null = null;

/** The answer for this machine, found once a process in some milliseconds. */
export function signedProductsAreExact(): Promise<boolean> {
  known ??= probe();
  return known;
}

/** One row and several have kernels of their own. */
const rows = 4;
const inputs = 64;
const outputs = 16;

async function probe(): Promise<boolean> {
  const b = new GraphBuilder('integer-products');
  const weights = new Int8Array(inputs * outputs).fill(127);
  const x = b.input('x', 'uint8', ['N', inputs]);
  const w = b.initializer('w', 'int8', [inputs, outputs], {
    kind: 'bytes',
    bytes: new Uint8Array(weights.buffer),
  });
  const one = b.scalar(1);
  b.output(b.apply('MatMulIntegerToFloat', [x, w, one, one], {}, { names: ['y'] })[0]!);
  const session = await createSession(b.finish(), { threads: 1 });
  try {
    for (const count of [1, rows]) {
      const y = await session.run(
        { x: tensor('uint8', [count, inputs], new Uint8Array(count * inputs).fill(255)) },
        ['y'],
      );
      if (dataOf(y['y'] as Tensor, 'float32').some((sum) => sum !== inputs * 255 * 127)) return false;
    }
    return true;
  } finally {
    await session.dispose();
  }
}
