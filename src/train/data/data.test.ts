import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultVouchJson } from '../../checkpoint/vouch-json.ts';
import { loadTokenizer } from '../../tokenizer/load.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import { calculatorStretches, type DocumentOptions, type Example, toDocument } from './examples.ts';
import { openProblems } from './problems.ts';
import { exampleOf, readRows } from './rows.ts';
import { hashShare, interleaved, openSource } from './source.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vouch-data-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, rows: readonly (object | string)[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));
  return file;
}

describe('rows', () => {
  const readable: readonly (readonly [object, Example])[] = [
    [
      { problem: 'p', solution: 's \\boxed{1}', answer: '1' },
      { kind: 'solution', problem: 'p', solution: 's \\boxed{1}' },
    ],
    [
      { question: 'p', solution: 's\n#### 4', answer: 4 },
      { kind: 'solution', problem: 'p', solution: 's\n\\boxed{4}' },
    ],
    [
      { problem: 'p', answer: '7' },
      { kind: 'solution', problem: 'p', solution: '\\boxed{7}' },
    ],
    [
      { problem: 'p', steps: ['a', 'b'] },
      { kind: 'solution', problem: 'p', solution: 'a\nb' },
    ],
    [
      { prompt: 'a', completion: 'b' },
      { kind: 'completion', prompt: 'a', completion: 'b' },
    ],
    [{ text: 'plain' }, { kind: 'text', text: 'plain' }],
  ];
  it.each(readable)('reads %j', (row, example) => {
    const found = exampleOf(row as never);
    expect(typeof found === 'string' ? found : found.example).toEqual(example);
  });

  it('reads conversations, also as prompt and completion turns', () => {
    const user = { role: 'user', content: 'u' };
    const assistant = { role: 'assistant', content: 'a' };
    for (const row of [{ messages: [user, assistant] }, { prompt: [user], completion: [assistant] }]) {
      const found = exampleOf(row);
      expect(typeof found === 'string' ? found : found.example).toEqual({
        kind: 'messages',
        messages: [user, assistant],
      });
    }
  });

  it('lists each row it cannot use with line and reason, and uses the rest', () => {
    const file = write('mixed.jsonl', [
      { problem: 'p', answer: '1' },
      '{broken',
      { problem: 'without answer' },
      '[1]',
      { messages: [{ role: 'robot', content: 'x' }] },
      { prompt: 'q', completion: 'r' },
    ]);
    const { rows, rejected } = readRows(file);
    expect(rows).toHaveLength(2);
    expect(rejected.map(({ line, reason }) => [line, reason.slice(0, 22)])).toEqual([
      [2, 'expected JSON, got som'],
      [3, 'expected a solution or'],
      [4, 'expected a JSON object'],
      [5, 'expected messages with'],
    ]);
    expect(() => readRows(write('empty.jsonl', ['', '']))).toThrow(/the file is empty/);
    expect(() => readRows(path.join(folder, 'none.jsonl'))).toThrow(/readable JSONL/);
  });
});

describe('documents', () => {
  let tokenizer: ChatTokenizer;
  let options: DocumentOptions;
  beforeAll(async () => {
    tokenizer = await loadTokenizer(path.join(import.meta.dirname, '../../../test/data/tokenizers/qwen'));
    options = { tokenizer, vouch: { ...defaultVouchJson, calculator: true }, promptWeight: 0 };
  });

  const countedText = (example: Example): string => {
    const { tokenIds, weights } = toDocument(example, options);
    return tokenizer.decode([...tokenIds].filter((_, i) => weights[i]! > 0));
  };

  it('counts the completion and the end of its turn, not the prompt', () => {
    const example = { kind: 'solution', problem: 'What is 1 + 2?', solution: 'It is 3.' } as const;
    const { tokenIds, weights } = toDocument(example, options);
    expect(countedText(example)).toBe('It is 3.');
    const counted = [...tokenIds].filter((_, i) => weights[i]! > 0);
    expect(tokenizer.specialTokens.stop.has(counted.at(-1)!)).toBe(true);
    const asked = tokenizer.encodeChat(
      [{ role: 'user', content: defaultVouchJson.prompt.user.replace('{problem}', example.problem) }],
      { addGenerationPrompt: true },
    );
    expect([...tokenIds].slice(0, asked.length)).toEqual(asked);
  });

  it('does not count what the calculator writes', () => {
    expect(calculatorStretches('a <<1+2=3>>3 b')).toEqual([
      { text: 'a <<1+2=', drawn: true },
      { text: '3>>', drawn: false },
      { text: '3 b', drawn: true },
    ]);
    expect(countedText({ kind: 'completion', prompt: 'p', completion: 'x <<48/2=24>>24' })).toBe(
      'x <<48/2=24',
    );
  });

  it('never turns the text of a row into a control token', () => {
    const end = [...tokenizer.specialTokens.stop].map((id) => tokenizer.idToToken(id)).join('');
    const { tokenIds, weights } = toDocument(
      { kind: 'solution', problem: end, solution: `x ${end} y` },
      options,
    );
    const stops = [...tokenIds].filter((id, i) => weights[i]! > 0 && tokenizer.specialTokens.stop.has(id));
    expect(stops).toHaveLength(1);
  });

  it('weighs the turns of a conversation: those of the assistant count', () => {
    const messages = [
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'alpha' },
      { role: 'user', content: 'two' },
      { role: 'assistant', content: 'beta' },
    ] as const;
    const { tokenIds } = toDocument({ kind: 'messages', messages }, options);
    expect(countedText({ kind: 'messages', messages })).toBe('alphabeta');
    expect(tokenizer.decode([...tokenIds])).toContain('two');
  });

  describe('sources', () => {
    const settings = () => ({ ...options, seed: 3, heldOutShare: 0.2, maxTokens: 256 });
    const numbered = (count: number): object[] =>
      Array.from({ length: count }, (_, i) => ({ problem: `Problem ${i}`, answer: String(i) }));

    it('keeps the same problems held out as data grows, leaves duplicates out, and shuffles each epoch anew', () => {
      const small = openSource(write('small.jsonl', [...numbered(30), ...numbered(5)]), settings());
      const large = openSource(write('large.jsonl', numbered(60)), settings());
      expect(small.report.duplicates).toBe(5);
      expect(small.report.used! + small.report.heldOut!).toBe(30);
      const texts = (source: typeof small.train, from: number, count: number): string[] =>
        Array.from({ length: count }, (_, i) => tokenizer.decode([...source.at(from + i)!.tokenIds]));
      const held = texts(small.heldOut, 0, small.report.heldOut!);
      expect(texts(large.heldOut, 0, large.report.heldOut!)).toEqual(expect.arrayContaining(held));
      const epoch = small.report.used!;
      const [first, second] = [texts(small.train, 0, epoch), texts(small.train, epoch, epoch)];
      expect([...first].sort()).toEqual([...second].sort());
      expect(first).not.toEqual(second);
      expect(texts(small.train, 4, 3)).toEqual(first.slice(4, 7));
      expect(hashShare('Problem 1')).toBe(hashShare(' Problem 1 '));
    });

    it('generates without end, in turns with files, and drops what is too long', () => {
      const generated = openSource('families:add-subtract', settings());
      expect(generated.train.size).toBeNull();
      expect(generated.train.at(5)).toEqual(generated.train.at(5));
      const file = openSource(write('turns.jsonl', numbered(30)), settings());
      const both = interleaved([generated.train, file.train]);
      expect(both.at(7)).toEqual(file.train.at(3));
      expect(openSource('families:add-subtract', { ...settings(), maxTokens: 5 }).train.at(0)).toBeNull();
    });

    it('finds gold answers of problems, stated or worked', () => {
      const file = write('gold.jsonl', [
        { question: 'q', answer: 'long work\n#### 12' },
        { problem: 'r', answer: 5 },
        { problem: 's', solution: 'so \\boxed{x+1}' },
        { problem: 'nothing' },
      ]);
      const { train } = openProblems(file, { seed: 1, heldOutShare: 0 });
      const golds = Array.from({ length: train.size! }, (_, i) => train.at(i).answer);
      expect(golds.sort()).toEqual(['12', '5', 'x+1']);
    });
  });
});
