import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModelPurpose } from './model-card.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vouch-card-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const purposeOf = (card: string) => {
  writeFileSync(join(folder, 'MODEL_CARD.md'), card);
  return readModelPurpose(folder);
};

describe('a model card', () => {
  it('says what the model is good for, paragraphs over several lines included', async () => {
    const card =
      '# A model\n\n- **Good for:** sums in `x`,\n  and products.\n- **Not good for:** the rest.\n\nMore.\n';
    expect(await purposeOf(card)).toEqual({ goodFor: 'sums in x, and products.', notGoodFor: 'the rest.' });
  });

  it('loses control characters', async () => {
    const { goodFor } = await purposeOf('**Good for:** red \u001b[31mtext\u0007 only\n');
    expect(goodFor).toBe('red [31mtext only');
  });

  it('may be missing', async () => {
    expect(await readModelPurpose(folder)).toEqual({ goodFor: null, notGoodFor: null });
    expect(await purposeOf('# Nothing said')).toEqual({ goodFor: null, notGoodFor: null });
  });
});
