import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTokenizer } from './load.ts';

const data = new URL('../../test/data/tokenizers/', import.meta.url).pathname;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vouch-tokenizer-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('loading a tokenizer', () => {
  it('says that a folder is no model folder', async () => {
    await expect(loadTokenizer(folder)).rejects.toThrow(
      /expected a model folder with config\.json and tokenizer\.json/,
    );
  });

  it('says that a model folder has no tokenizer, and where to get one', async () => {
    await writeFile(join(folder, 'config.json'), '{}');
    await expect(loadTokenizer(folder)).rejects.toThrow(
      /expected tokenizer\.json, got none; copy tokenizer\.json/,
    );
    await writeFile(join(folder, 'tokenizer.model'), 'x');
    await expect(loadTokenizer(folder)).rejects.toThrow(/has tokenizer\.model only/);
  });

  const broken: readonly (readonly [string, RegExp])[] = [
    ['\u0000\u0001binary', /tokenizer\.json: expected JSON, got something else/],
    ['[]', /tokenizer\.json: expected a JSON object, got a list of 0/],
    ['{}', /tokenizer\.json: model: expected an object, got nothing/],
    ['{"model":{"type":"BPE"}}', /expected model\.vocab to be an object or a list/],
    ['{"model":{"type":"Magic","vocab":3}}', /expected model\.vocab/],
    [
      '{"model":{"type":"BPE","vocab":{},"merges":[]},"added_tokens":[{"id":"x"}]}',
      /added_tokens\[0\]\.content/,
    ],
    [
      '{"model":{"type":"BPE","vocab":{},"merges":[]},"pre_tokenizer":{"type":"Magic"}}',
      /expected a tokenizer of a known kind/,
    ],
  ];
  it.each(broken)('names what is wrong with %j', async (text, message) => {
    await writeFile(join(folder, 'tokenizer.json'), text);
    await expect(loadTokenizer(folder)).rejects.toThrow(message);
  });

  it('does without a chat template, and says so', async () => {
    await cp(join(data, 'gemma'), folder, { recursive: true });
    await writeFile(join(folder, 'tokenizer_config.json'), '{"bos_token": "<bos>"}');
    const tokenizer = await loadTokenizer(folder);
    expect(tokenizer.hasChatTemplate).toBe(false);
    const ids = tokenizer.encodeChat([{ role: 'user', content: 'Hi <end_of_turn>' }], {
      addGenerationPrompt: true,
    });
    expect(ids).toEqual(tokenizer.encodeDocument('Hi <end_of_turn>\n\n'));
    expect(ids[0]).toBe(tokenizer.tokenToId('<bos>'));
  });

  it('prefers the template in a file of its own, and reads lists of named ones', async () => {
    await cp(join(data, 'llama'), folder, { recursive: true });
    const config = {
      bos_token: { content: '<|begin_of_text|>' },
      chat_template: [
        { name: 'tool_use', template: 'wrong' },
        { name: 'default', template: 'A{{ bos_token }}{{ messages[0].content }}' },
      ],
    };
    await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(config));
    const decode = async (): Promise<string> => {
      const tokenizer = await loadTokenizer(folder);
      return tokenizer.decode(
        tokenizer.encodeChat([{ role: 'user', content: 'x' }], { addGenerationPrompt: false }),
      );
    };
    expect(await decode()).toBe('Ax');
    await writeFile(join(folder, 'chat_template.jinja'), 'B{{ messages[0].content }}');
    expect(await decode()).toBe('Bx');
  });

  it('stops at the ids that generation_config.json and config.json name', async () => {
    await cp(join(data, 'qwen'), folder, { recursive: true });
    await writeFile(join(folder, 'generation_config.json'), '{"eos_token_id": [7, 9]}');
    await writeFile(join(folder, 'config.json'), '{"eos_token_id": 11}');
    const tokenizer = await loadTokenizer(folder);
    for (const id of [7, 9, 11, tokenizer.tokenToId('<|im_end|>')!])
      expect(tokenizer.specialTokens.stop).toContain(id);
  });
});
