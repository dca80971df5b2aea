import { describe, expect, it } from 'vitest';
import { evaluateExpression } from '../exact/calculator.ts';
import { loadTokenizer } from '../tokenizer/load.ts';
import type { ChatTokenizer } from '../tokenizer/tokenizer.ts';
import { continuationIds } from './continuation.ts';
import { plainSampling } from './options.ts';
import { Row } from './row.ts';
import type { RowOptions } from './row.ts';

const families = ['llama', 'mistral', 'qwen', 'gemma'];
const load = (family: string): Promise<ChatTokenizer> =>
  loadTokenizer(new URL(`../../test/data/tokenizers/${family}`, import.meta.url).pathname);

const evaluate = (expression: string): string | null => {
  const result = evaluateExpression(expression);
  return result.kind === 'value' ? result.text : null;
};

const rowFor = (tokenizer: ChatTokenizer, more: Partial<RowOptions> = {}): Row =>
  new Row({
    tokenizer,
    promptIds: tokenizer.encodeText('Solve it.'),
    sampling: plainSampling,
    maxNewTokens: 500,
    stopIds: new Set(),
    stopStrings: [],
    evaluate: null,
    thinking: null,
    seed: 0,
    index: 0,
    ...more,
  });

/** Plays a model that says `text` token by token, yielding to what is forced; returns the pieces that were shown. */
function play(row: Row, ids: readonly number[]): string[] {
  const pieces: string[] = [];
  const queue = [...ids];
  while (row.finish === null) {
    const forced = row.nextForced();
    const id = forced ?? queue.shift();
    if (id === undefined) break;
    pieces.push(row.accept(id, -0.5));
  }
  return pieces;
}

describe.each(families)('a row with the %s tokenizer', (family) => {
  it('shows the text of its tokens, piece by piece', async () => {
    const tokenizer = await load(family);
    const row = rowFor(tokenizer);
    const text = ' 2x + 5 = 11, √4 = 2 😀.\nSo x = 3.';
    const pieces = play(row, continuationIds(tokenizer, text));
    expect(pieces.join('') + row.end('length')).toBe(text);
    expect(row.text).toBe(text);
    expect(row.textEnds.at(-1)).toBe(text.length);
    expect(row.drawn.every((drawn) => drawn === 1)).toBe(true);
  });

  it('lets code fill in what follows the equals sign, and the model goes on', async () => {
    const tokenizer = await load(family);
    const row = rowFor(tokenizer, { evaluate });
    play(row, continuationIds(tokenizer, 'He has <<48/2='));
    expect(row.text).toBe('He has <<48/2=24>>');
    play(row, continuationIds(tokenizer, ' eggs, <<1/3+1/6='));
    row.end('length');
    expect(row.text).toBe('He has <<48/2=24>> eggs, <<1/3+1/6=0.5>>');
    expect(row.drawn.filter((drawn) => drawn === 0).length).toBeGreaterThan(2);
    expect(row.drawn).toHaveLength(row.tokenIds.length);
    expect(tokenizer.decode(row.tokenIds).trim()).toBe(row.text);
  });

  it('leaves a malformed expression to the model', async () => {
    const tokenizer = await load(family);
    const row = rowFor(tokenizer, { evaluate });
    play(row, continuationIds(tokenizer, 'x <<2+=7>> y'));
    row.end('length');
    expect(row.text).toBe('x <<2+=7>> y');
    expect(row.drawn.every((drawn) => drawn === 1)).toBe(true);
  });

  it('ends at a stop string wherever tokens cut it, and never shows it', async () => {
    const tokenizer = await load(family);
    const row = rowFor(tokenizer, { stopStrings: ['\nQ:'] });
    const pieces = play(row, continuationIds(tokenizer, 'A is 5.\nQ: next'));
    expect(row.finish).toBe('stop');
    expect(pieces.join('')).toBe('A is 5.');
    expect(row.text).toBe('A is 5.');
  });

  it('ends the thinking at its budget and asks for the answer', async () => {
    const tokenizer = await load(family);
    const row = rowFor(tokenizer, { thinking: { maxTokens: 5, conclusion: ' Now:' } });
    play(row, continuationIds(tokenizer, 'one two three four five six seven eight'));
    row.end('length');
    const at = row.text.indexOf(' Now:</think>\n\n');
    expect(at).toBeGreaterThan(0);
    expect(row.drawn.slice(0, 5)).toEqual([1, 1, 1, 1, 1]);
    expect(row.drawn[5]).toBe(0);
  });
});

describe('a row', () => {
  it('cuts off what a token says beyond the equals sign', async () => {
    const tokenizer = await load('qwen');
    // A tokenizer whose token 1 says "=7" at once.
    const texts: Record<number, string> = { 0: '<<3*4', 1: '=7' };
    const merged: Pick<ChatTokenizer, 'encodeText' | 'decode' | 'decodeStream' | 'tokenToId'> = {
      encodeText: (text) => Array.from(text, (c) => 1000 + c.charCodeAt(0)),
      decode: (ids) => ids.map((id) => texts[id] ?? String.fromCharCode(id - 1000)).join(''),
      decodeStream: () => ({
        push: (id) => texts[id] ?? String.fromCharCode(id - 1000),
        end: () => '',
      }),
      tokenToId: () => undefined,
    };
    const row = new Row({ ...rowFor(tokenizer).options, tokenizer: merged, promptIds: [], evaluate });
    play(row, [0, 1]);
    expect(row.text).toBe('<<3*4=12>>');
    expect(row.tokenIds).toEqual([0, ...merged.encodeText('=12>>')]);
    expect(row.drawn).toEqual([1, 0, 0, 0, 0, 0]);
  });

  it('ends at a stop token, which stays in the tokens and out of the text', async () => {
    const tokenizer = await load('qwen');
    const [stop] = tokenizer.specialTokens.stop;
    const row = rowFor(tokenizer, { stopIds: new Set([stop!]) });
    play(row, [...tokenizer.encodeText('done'), stop!, ...tokenizer.encodeText('more')]);
    expect([row.text, row.finish, row.tokenIds.at(-1)]).toEqual(['done', 'stop', stop]);
  });

  it('ends at its length', async () => {
    const tokenizer = await load('llama');
    const row = rowFor(tokenizer, { maxNewTokens: 3 });
    play(row, tokenizer.encodeText('one two three four five'));
    expect([row.finish, row.tokenIds.length]).toEqual(['length', 3]);
    expect(() => rowFor(tokenizer, { maxNewTokens: 0 })).toThrow(/maxNewTokens/);
  });

  it('does not think on where the model has ended the thinking itself', async () => {
    const tokenizer = await load('qwen');
    const row = rowFor(tokenizer, { thinking: { maxTokens: 12, conclusion: 'NOW' } });
    const tag = tokenizer.tokenToId('</think>');
    play(row, [
      ...tokenizer.encodeText('a'),
      ...(tag === undefined ? tokenizer.encodeText('</think>') : [tag]),
      ...tokenizer.encodeText(' b'.repeat(30)),
    ]);
    expect(row.text).not.toContain('NOW');
  });

  it('remembers what it has seen where a penalty needs it', async () => {
    const tokenizer = await load('llama');
    const row = rowFor(tokenizer, {
      promptIds: [5, 6],
      sampling: { ...plainSampling, repetitionPenalty: 1.2 },
    });
    row.accept(9, -1);
    expect([...row.seen!]).toEqual([5, 6, 9]);
    expect(rowFor(tokenizer).seen).toBeNull();
  });
});
