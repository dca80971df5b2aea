/** Broken checkpoints, each with the message a user sees. */
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sequenceLogits } from './logits.ts';

const good = path.join(import.meta.dirname, '../../test/data/checkpoints');
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function broken(change: (folder: string) => void, name = 'llama-plain'): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'vouch-broken-'));
  made.push(folder);
  cpSync(path.join(good, name), folder, { recursive: true });
  change(folder);
  return folder;
}

type Json = Record<string, unknown>;

function config(change: (config: Json) => void): (folder: string) => void {
  return (folder) => {
    const file = path.join(folder, 'config.json');
    const json = JSON.parse(readFileSync(file, 'utf8')) as Json;
    change(json);
    writeFileSync(file, JSON.stringify(json));
  };
}

const weights = (folder: string): string => path.join(folder, 'model.safetensors');

/** Writes bytes into the middle of the weights. */
function patched(at: (bytes: Buffer) => void): (folder: string) => void {
  return (folder) => {
    const bytes = readFileSync(weights(folder));
    at(bytes);
    writeFileSync(weights(folder), bytes);
  };
}

function dropTensor(folder: string): void {
  const bytes = readFileSync(weights(folder));
  const length = Number(bytes.readBigUInt64LE());
  const text = bytes.toString('utf8', 8, 8 + length).replace('layers.1.mlp.up_proj', 'layers.1.mlp.xx_proj');
  bytes.write(text, 8);
  writeFileSync(weights(folder), bytes);
}

const table: readonly (readonly [string, (folder: string) => void, RegExp, string?])[] = [
  [
    'no weights',
    (f) => {
      unlinkSync(weights(f));
    },
    /expected model\.safetensors or .*got neither; is this a checkpoint folder/,
  ],
  [
    'no config',
    (f) => {
      unlinkSync(path.join(f, 'config.json'));
    },
    /config\.json: expected a readable file .*is the checkpoint complete/,
  ],
  [
    'config not JSON',
    (f) => {
      writeFileSync(path.join(f, 'config.json'), '{"model');
    },
    /config\.json: expected JSON/,
  ],
  [
    'config a list',
    (f) => {
      writeFileSync(path.join(f, 'config.json'), '[1]');
    },
    /expected a JSON object, got \[1\]/,
  ],
  [
    'truncated data',
    (f) => {
      truncateSync(weights(f), 9000);
    },
    /got a file of 9000 bytes; the file is truncated: fetch it again/,
  ],
  [
    'truncated header',
    (f) => {
      truncateSync(weights(f), 100);
    },
    /expected a safetensors header within the file's 100 bytes/,
  ],
  [
    'empty file',
    (f) => {
      truncateSync(weights(f), 0);
    },
    /expected a safetensors file, got 0 bytes/,
  ],
  [
    'not safetensors',
    (f) => {
      writeFileSync(weights(f), '<!DOCTYPE html><html></html>');
    },
    /expected a safetensors header/,
  ],
  [
    'header not JSON',
    patched((b) => {
      b.write('x', 8);
    }),
    /expected a JSON header, got something else; the file is corrupt/,
  ],
  [
    'tensor missing',
    dropTensor,
    /expected a tensor model\.layers\.1\.mlp\.up_proj\.weight \[24, 16\], got none/,
  ],
  [
    'unknown family',
    config((c) => {
      c['model_type'] = 'mamba';
    }),
    /model_type: expected one of llama, mistral, qwen2, qwen3, gemma3_text, got "mamba"/,
  ],
  [
    'no family',
    config((c) => {
      delete c['model_type'];
    }),
    /model_type: expected one of .*got nothing/,
  ],
  [
    'unknown activation',
    config((c) => {
      c['hidden_act'] = 'xielu';
    }),
    /hidden_act: expected one of .*got "xielu"/,
  ],
  [
    'unknown rope',
    config((c) => {
      c['rope_parameters'] = { rope_type: 'longrope', rope_theta: 1 };
    }),
    /rope_parameters: rope_type: expected one of default, linear, dynamic, llama3, yarn, got "longrope"/,
  ],
  [
    'rope without factor',
    config((c) => {
      c['rope_parameters'] = { rope_type: 'linear' };
    }),
    /rope_parameters: factor: expected a number, got nothing/,
  ],
  [
    'quantised',
    config((c) => {
      c['quantization_config'] = { quant_method: 'gptq' };
    }),
    /quantization_config: expected plain f32, f16 or bf16/,
  ],
  [
    'missing size',
    config((c) => {
      delete c['hidden_size'];
    }),
    /hidden_size: expected a number, got nothing/,
  ],
  [
    'negative size',
    config((c) => {
      c['num_hidden_layers'] = -2;
    }),
    /num_hidden_layers: expected a positive number, got -2/,
  ],
  [
    'other size',
    config((c) => {
      c['intermediate_size'] = 32;
    }),
    /gate_proj\.weight: expected shape \[32, 16\] by config\.json, got \[24, 16\]/,
  ],
  [
    'heads',
    config((c) => {
      c['num_key_value_heads'] = 3;
    }),
    /num_key_value_heads: expected a divisor of 4 heads, got 3/,
  ],
  [
    'NaN weights',
    patched((b) => {
      b.fill(0xff, b.length - 64);
    }),
    /expected logits that are numbers, got NaN from \S+ with a value that is not finite/,
  ],
  [
    'missing shard',
    (f) => {
      unlinkSync(path.join(f, 'model-00002-of-00002.safetensors'));
    },
    /model-00002-of-00002\.safetensors: expected a readable safetensors file/,
    'llama-bf16-sharded',
  ],
  [
    'shard outside',
    (f) => {
      writeFileSync(path.join(f, 'model.safetensors.index.json'), '{"weight_map": {"a": "../b"}}');
    },
    /expected a file name without a folder, got "\.\.\/b"/,
    'llama-bf16-sharded',
  ],
];

describe('a broken checkpoint', () => {
  for (const [what, change, message, checkpoint] of table) {
    it(what, async () => {
      const folder = broken(change, checkpoint);
      await expect(sequenceLogits(folder, [1, 2, 3], {})).rejects.toThrow(message);
      await expect(sequenceLogits(folder, [1, 2, 3], {})).rejects.toMatchObject({ name: 'InputError' });
    });
  }

  it('is not one when only the ids are wrong', async () => {
    const folder = path.join(good, 'llama-plain');
    await expect(sequenceLogits(folder, [1, 48], {})).rejects.toThrow(
      /token ids: expected whole numbers from 0 to 47, got 48/,
    );
    await expect(sequenceLogits(folder, [], {})).rejects.toThrow(/got none/);
  });
});
