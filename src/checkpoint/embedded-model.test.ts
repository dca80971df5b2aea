import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findEmbeddedModel } from './embedded-model.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vouch-embedded-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('the embedded model', () => {
  it('is found from a bundle and from the sources, once its weights are there', () => {
    const bundle = pathToFileURL(join(root, 'dist', 'model-process.js')).href;
    const source = pathToFileURL(join(root, 'src', 'checkpoint', 'embedded-model.ts')).href;
    const folder = join(root, 'models', 'vouch-mini');
    mkdirSync(folder, { recursive: true });
    expect(findEmbeddedModel(bundle)).toBeNull();
    writeFileSync(join(folder, 'model.safetensors'), '');
    expect(findEmbeddedModel(bundle)).toBe(folder);
    expect(findEmbeddedModel(source)).toBe(folder);
  });
});
