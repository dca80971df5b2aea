/**
 * The embedded model is an ordinary Hugging Face folder: transformers' tokens and logits (test/oracle/vouch_mini.py) and
 * ours agree. The goldens name the weights that they were made of.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sequenceLogits } from '../../src/features/logits.ts';
import { loadTokenizer } from '../../src/tokenizer/load.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'models', 'vouch-mini');
const golden = JSON.parse(readFileSync(join(root, 'test', 'data', 'vouch-mini.json'), 'utf8')) as {
  readonly weights: string;
  readonly cases: readonly { readonly text: string; readonly ids: number[]; readonly logits: number[] }[];
};

describe('vouch-mini in transformers', () => {
  it('has goldens of the weights that are here', () => {
    const weights = readFileSync(join(folder, 'model.safetensors'));
    const made = createHash('sha256').update(weights).digest('hex');
    expect(made, 'the weights changed: run test/oracle/vouch_mini.py').toBe(golden.weights);
  });

  it.each(golden.cases)('reads "$text" as the same tokens, with the same logits', async (example) => {
    const tokenizer = await loadTokenizer(folder);
    const ids = tokenizer.encodeChat([{ role: 'user', content: example.text }], {
      addGenerationPrompt: true,
    });
    expect(ids).toEqual(example.ids);
    const rows = await sequenceLogits(folder, ids, { precision: 'f32' });
    const last = rows.at(-1) ?? new Float32Array();
    const difference = Math.max(...example.logits.map((value, i) => Math.abs(value - (last[i] ?? NaN))));
    expect(difference).toBeLessThan(1e-3);
  });
});
