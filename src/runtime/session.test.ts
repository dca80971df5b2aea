import { linkSync, mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../onnx/dtypes.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { createSession } from './session.ts';
import { dataOf, float32Tensor, tensor, zeros } from './tensor.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vouch-session-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** y = x · w with w in a file at an odd offset. */
function productGraph(file: string): ReturnType<GraphBuilder['finish']> {
  const b = new GraphBuilder('product');
  const x = b.input('x', 'float32', ['N', 3]);
  const w = b.initializer('w', 'float32', [3, 2], { kind: 'external', file, offset: 7, length: 24 });
  b.output(b.apply('MatMul', [x, w], {}, { names: ['y'] })[0]!);
  return b.finish();
}

const weights = Buffer.concat([Buffer.from('1234567'), bytesOf('float32', [1, 2, 3, 4, 5, 6])]);

describe('session', () => {
  it('runs weights where they lie: plain file, hard link, symbolic link into another folder', async () => {
    const blob = path.join(folder, 'blobs', 'weights.bin');
    mkdirSync(path.dirname(blob));
    writeFileSync(blob, weights);
    const hard = path.join(folder, 'hard.bin');
    linkSync(blob, hard);
    const soft = path.join(folder, 'soft.bin');
    symlinkSync(blob, soft);
    for (const file of [blob, hard, soft]) {
      const session = await createSession(productGraph(file));
      const { y } = await session.run({ x: float32Tensor([1, 3], [1, 1, 2]) }, ['y']);
      expect([...dataOf(y!, 'float32')]).toEqual([14, 18]);
      await session.dispose();
    }
  });

  it('writes into the tensors it is given', async () => {
    const file = path.join(folder, 'own.bin');
    writeFileSync(file, weights);
    const session = await createSession(productGraph(file), { prepacking: false, threads: 1 });
    const y = zeros('float32', [2, 2]);
    await session.run({ x: float32Tensor([2, 3], [1, 0, 0, 0, 1, 0]) }, { y });
    expect([...dataOf(y, 'float32')]).toEqual([1, 2, 3, 4]);
    await session.dispose();
    await session.dispose();
    await expect(session.run({}, ['y'])).rejects.toThrow(/disposed/);
  });

  it('names inputs it does not have', async () => {
    const b = new GraphBuilder('identity');
    b.output(b.identity(b.input('x', 'float16', [2])));
    const session = await createSession(b.finish());
    const x = tensor('float16', [2], Uint16Array.of(0x3c00, 0xc000));
    const result = await session.run({ x }, session.outputNames);
    expect([...dataOf(result[session.outputNames[0]!]!, 'float16')]).toEqual([0x3c00, 0xc000]);
    await expect(session.run({ z: x }, session.outputNames)).rejects.toThrow(/expected inputs x, got "z"/);
    await session.dispose();
  });
});
