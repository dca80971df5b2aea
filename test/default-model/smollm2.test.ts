/**
 * The default model as it is imported from its GGUF file, against transformers on the same file: logits, greedy
 * continuations, and token ids on the problems of VOUCH_DATA where that is set. Golden files: test/data/smollm2.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importGguf } from '../../src/checkpoint/gguf/import.ts';
import { vouchHome } from '../../src/checkpoint/places.ts';
import { openLocalEngine } from '../../src/engine/local.ts';
import { sequenceLogits } from '../../src/features/logits.ts';
import { loadTokenizer } from '../../src/tokenizer/load.ts';

const golden = JSON.parse(readFileSync(new URL('../data/smollm2/golden.json', import.meta.url), 'utf8')) as {
  readonly stride: number;
  readonly ids: number[];
  readonly logits: number[][];
  readonly continuations: readonly { readonly problem: string; readonly ids: number[] }[];
};
const tokenIds = JSON.parse(
  readFileSync(new URL('../data/smollm2/token-ids.json', import.meta.url), 'utf8'),
) as {
  readonly prompts: readonly { readonly text: string; readonly ids: number[] }[];
  readonly sets: Readonly<Record<string, { readonly problems: number; readonly sha256: string }>>;
};
const file = join(vouchHome(), 'downloads', 'SmolLM2-135M-Instruct.Q4_1.gguf');
const END = 2;

let parent = '';
let folder = '';
beforeAll(async () => {
  if (!existsSync(file))
    throw new Error(`${file}: missing; get it with: node --import tsx src/cli/main.ts models pull --gguf`);
  parent = mkdtempSync(join(tmpdir(), 'vouch-smollm2-'));
  folder = join(parent, 'model');
  await importGguf(file, folder);
});
afterAll(() => {
  if (parent !== '') rmSync(parent, { recursive: true });
});

describe('SmolLM2-135M-Instruct imported from GGUF', () => {
  it('gives the logits of transformers within 1e-3', async () => {
    const rows = (await sequenceLogits(folder, golden.ids, { precision: 'f32' })).slice(
      -golden.logits.length,
    );
    let worst = 0;
    golden.logits.forEach((row, position) => {
      row.forEach((value, index) => {
        worst = Math.max(worst, Math.abs(rows[position]![index * golden.stride]! - value));
      });
    });
    expect(rows).toHaveLength(golden.logits.length);
    expect(worst).toBeLessThan(1e-3);
  });

  it('continues ten prompts greedily as transformers does', async () => {
    const engine = await openLocalEngine(folder, { precision: 'f32', decoder: { precision: 'f32' } });
    try {
      const requests = golden.continuations.map(({ problem, ids }) => ({
        prompt: { messages: [{ role: 'user', content: problem }] } as const,
        rows: 1,
        seed: 0,
        sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 },
        maxNewTokens: ids.length,
      }));
      const { rows } = await engine.sample(requests);
      const written = rows.map(([row]) => row!.tokenIds.filter((id) => id !== END));
      expect(written).toEqual(golden.continuations.map(({ ids }) => ids.filter((id) => id !== END)));
    } finally {
      await engine.dispose();
    }
  }, 300_000);

  it('cuts numbers into single digits before anything else, fractions and Roman numerals too', async () => {
    const tokenizer = await loadTokenizer(folder);
    const tokens = (text: string): (string | undefined)[] =>
      tokenizer.encodeText(text).map((id) => tokenizer.idToToken(id));
    expect(tokens('x = 1234')).toEqual(['x', 'Ġ=', 'Ġ', '1', '2', '3', '4']);
    expect(tokens('about ¾ of')).toEqual(['about', 'Ġ', 'Â¾', 'Ġof']);
  });

  it('gives the token ids of the original, on all problems of VOUCH_DATA where it is set', async () => {
    const tokenizer = await loadTokenizer(folder);
    for (const { text, ids } of tokenIds.prompts) expect(tokenizer.encodeText(text)).toEqual(ids);
    const data = process.env['VOUCH_DATA'];
    for (const [name, { problems, sha256 }] of data === undefined ? [] : Object.entries(tokenIds.sets)) {
      const lines = readFileSync(join(data ?? '', name), 'utf8')
        .trimEnd()
        .split('\n');
      const hash = createHash('sha256');
      for (const line of lines) {
        const { problem } = JSON.parse(line) as { readonly problem: string };
        hash.update(`${tokenizer.encodeText(problem).join(',')}\n`);
      }
      expect({ name, problems: lines.length, sha256: hash.digest('hex') }).toEqual({
        name,
        problems,
        sha256,
      });
    }
  });

  it('gives back every text that it is given', async () => {
    const tokenizer = await loadTokenizer(folder);
    for (const { problem } of golden.continuations)
      expect(tokenizer.decode(tokenizer.encodeText(problem))).toBe(problem);
  });
});
