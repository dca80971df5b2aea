import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeHub } from '../../../test/support/fake-hub.ts';
import { Random } from '../../base/random.ts';
import type { TaughtJudgement } from '../../data/supervision.ts';
import { findVerdictTokens, questionIds } from '../../engine/verdicts.ts';
import { defaultVouchJson } from '../../checkpoint/vouch-json.ts';
import { loadTokenizer } from '../../tokenizer/load.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import { calculatorStretches, type DocumentOptions, type Example, toDocument } from './examples.ts';
import { OverlapIndex } from './overlap.ts';
import { openProblems } from './problems.ts';
import { hashShare, isAnnotationLog, openRowFile } from './row-file.ts';
import { annotatedExamples, columnMap, examplesOf, mapped } from './rows.ts';
import { EpochOrder, shuffledOrder } from './shuffle.ts';
import { interleaved, openSource } from './source.ts';
import { linesOf, localSources, prepareSources } from './sources.ts';

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
    const found = examplesOf(row as never);
    expect(typeof found === 'string' ? found : found.values).toEqual([example]);
  });

  it('reads conversations, also as prompt and completion turns', () => {
    const user = { role: 'user', content: 'u' };
    const assistant = { role: 'assistant', content: 'a' };
    for (const row of [{ messages: [user, assistant] }, { prompt: [user], completion: [assistant] }]) {
      const found = examplesOf(row);
      expect(typeof found === 'string' ? found : found.values).toEqual([
        { kind: 'messages', messages: [user, assistant] },
      ]);
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
    const { train, report } = openRowFile(file, examplesOf, { seed: 0, heldOutShare: 0 });
    expect(train.size).toBe(2);
    expect(report.rejected.map(({ line, reason }) => [line, reason.slice(0, 22)])).toEqual([
      [2, 'expected JSON, got som'],
      [3, 'expected a solution or'],
      [4, 'expected a JSON object'],
      [5, 'expected messages with'],
    ]);
    const open = (name: string) => () => openRowFile(name, examplesOf, { seed: 0, heldOutShare: 0 });
    expect(open(write('empty.jsonl', ['', '']))).toThrow(/the file is empty/);
    expect(open(path.join(folder, 'none.jsonl'))).toThrow(/readable JSONL/);
  });
});

describe('a file that changes while it is read', () => {
  const rows = ['1', '2', '3'].map((n) => ({ problem: `${n} + 1`, solution: `\\boxed{${n}}` }));
  const open = (file: string) => openRowFile(file, examplesOf, { seed: 0, heldOutShare: 0 }).train;

  it('may grow at its end', () => {
    const file = write('grows.jsonl', rows);
    const train = open(file);
    write('grows.jsonl', [...rows, { problem: '9 + 9', solution: '\\boxed{18}' }]);
    const read = [0, 1, 2].map((i) => train.at(i));
    expect(read.map((row) => (row.kind === 'solution' ? row.problem : '')).sort()).toEqual(
      rows.map(({ problem }) => problem),
    );
  });

  it('stops the run with what to do where earlier rows are others', () => {
    const file = write('changes.jsonl', rows);
    const train = open(file);
    write('changes.jsonl', [{ problem: 'another', solution: '\\boxed{0}' }, ...rows]);
    const readAll = (): unknown => [0, 1, 2].map((i) => train.at(i));
    expect(readAll).toThrow(/changes\.jsonl: expected the rows it had when the run began.*put the file back/);
    write('changes.jsonl', rows);
    expect(readAll).not.toThrow();
  });
});

describe('steps that are labelled', () => {
  const judged = (problem: string, completion: string, judgements: readonly TaughtJudgement[]) => ({
    kind: 'supervised',
    problem,
    completion,
    isWhole: judgements.some(({ question }) => question === 'verdict'),
    taughtLength: 0,
    judgements,
  });
  const soFar = (label: boolean, end: number): TaughtJudgement => ({ question: 'soFar', label, end });
  const verdict = (label: boolean, end: number): TaughtJudgement => ({ question: 'verdict', label, end });

  it('teach soFar: No at the first wrong step, Yes before (stepwise supervision)', () => {
    const row = (labels: readonly boolean[]) =>
      examplesOf({ prompt: 'p', completions: ['a', 'b', 'c'], labels });
    expect(row([true, false, true])).toEqual({
      key: 'p',
      values: [judged('p', 'a\nb', [soFar(true, 1), soFar(false, 3)])],
    });
    expect(row([false, true, true])).toMatchObject({ values: [judged('p', 'a', [soFar(false, 1)])] });
    expect(row([true, true, true])).toMatchObject({ values: [judged('p', 'a\nb\nc', [soFar(true, 5)])] });
    expect(row([true])).toMatch(/as many labels/);
  });

  it('teach the same where a row names its first wrong step (ProcessBench)', () => {
    const row = (label: number) => examplesOf({ problem: 'p', steps: ['a', 'b', 'c'], label });
    expect(row(1)).toMatchObject({ values: [judged('p', 'a\nb', [soFar(true, 1), soFar(false, 3)])] });
    expect(row(-1)).toMatchObject({ values: [judged('p', 'a\nb\nc', [soFar(true, 5)])] });
    expect(row(3)).toMatch(/index of the first wrong step/);
  });

  it('are not needed: a completion that is right or wrong as a whole teaches a verdict and no words', () => {
    expect(examplesOf({ prompt: 'p', completion: 'a\nb', label: false })).toMatchObject({
      values: [judged('p', 'a\nb', [verdict(false, 3)])],
    });
    expect(examplesOf({ prompt: 'p', completion: 'a', label: true })).toMatchObject({
      values: [judged('p', 'a', [verdict(true, 1)])],
    });
    expect(examplesOf({ prompt: 'p', label: true })).toMatch(/beside the label/);
  });

  it('come from the annotation log, taken back and unsure ones left out', () => {
    const event = (item: string, label: object | null) => ({
      version: 1,
      at: 1,
      labeller: 'me',
      item,
      ...(label === null
        ? { type: 'undo' }
        : {
            type: 'label',
            label,
            shown: { score: false, exact: false },
            timeMs: 1,
            content: { id: item, problem: item, steps: ['a', 'b'] },
          }),
    });
    const log = write('log.jsonl', [
      event('p', { verdict: 'wrong', firstError: 1 }),
      event('q', { verdict: 'right', firstError: null }),
      event('r', { verdict: 'unsure', firstError: null }),
      event('s', { verdict: 'right', firstError: null }),
      event('s', null),
    ]);
    expect(isAnnotationLog(log)).toBe(true);
    expect(annotatedExamples(log).flatMap(({ values }) => values)).toEqual([
      judged('p', 'a\nb', [verdict(false, 3), soFar(true, 1), soFar(false, 3)]),
      judged('q', 'a\nb', [verdict(true, 3)]),
    ]);
  });
});

describe('columns', () => {
  it('are mapped by option', () => {
    const columns = columnMap(['problem=input', 'answer=meta']);
    expect(examplesOf(mapped({ input: 'p', meta: 4, solution: 's' }, columns))).toMatchObject({
      values: [{ kind: 'solution', problem: 'p', solution: 's\n\\boxed{4}' }],
    });
    expect(() => columnMap(['question'])).toThrow(/NAME=COLUMN/);
    expect(() => columnMap(['author=x'])).toThrow(/name of problem/);
    const file = write('columns.jsonl', [{ Q: 'one?', A: '1' }]);
    const { train } = openProblems(file, { seed: 0, heldOutShare: 0, columns: ['problem=Q', 'answer=A'] });
    expect(train.at(0)).toEqual({ problem: 'one?', answer: '1' });
  });
});

describe('evaluation sets', () => {
  const long = 'a b c d e f g h i j k l m n o p'.split(' ');

  it('are recognised by thirteen words in a row, whatever stands around and between them', () => {
    const index = new OverlapIndex([long.join(' '), 'What is 2 + 2?']);
    expect(index.overlaps(`Then: ${long.slice(1, 14).join(', ').toUpperCase()}!`)).toBe(true);
    expect(index.overlaps(long.slice(1, 13).join(' '))).toBe(false);
    expect(index.overlaps('what is $2+2$')).toBe(true);
    expect(index.overlaps('what is 2 + 3')).toBe(false);
    expect(index.overlaps('')).toBe(false);
  });

  it('are left out of training, with a count', () => {
    const file = write('overlapping.jsonl', [
      { problem: long.join(' '), answer: '1' },
      { problem: 'another', answer: '2' },
    ]);
    const overlap = new OverlapIndex([long.join(' ')]);
    const { train, report } = openProblems(file, { seed: 0, heldOutShare: 0, overlap });
    expect([train.size, report.overlapping]).toEqual([1, 1]);
  });
});

describe('the shuffle buffer', () => {
  it('draws every row once, nearly in order, the same by any way of asking', () => {
    const order = [...shuffledOrder(100, 10, new Random(1))];
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(order).not.toEqual([...order].sort((a, b) => a - b));
    // a row cannot come before it is read
    order.forEach((row, i) => {
      expect(row).toBeLessThan(i + 10);
    });
    const options = { seed: 5, buffer: 10 };
    const forward = new EpochOrder(30, options);
    const asked = Array.from({ length: 90 }, (_, i) => forward.at(i));
    const again = new EpochOrder(30, options);
    for (const index of [70, 3, 3, 42, 41, 89]) expect(again.at(index)).toBe(asked[index]);
    expect(asked.slice(0, 30)).not.toEqual(asked.slice(30, 60));
  });
});

describe('Parquet', () => {
  const fixtures = path.join(import.meta.dirname, '../../../test/data/parquet');

  it.each(['plain', 'snappy', 'gzip', 'zstd', 'brotli'])('is read with compression %s', async (name) => {
    const cache = path.join(folder, `cache-${name}`);
    const file = path.join(fixtures, `${name}.parquet`);
    await prepareSources([file], { cache });
    const rows = readFileSync(linesOf(file, cache), 'utf8').trim().split('\n');
    const parsed = rows.map((row) => JSON.parse(row) as Record<string, unknown>);
    expect(parsed).toHaveLength(40);
    expect(parsed[7]).toEqual({
      prompt: 'What is 7 + 7?',
      completions: ['7 + 7 = 14', '\\boxed{14}'],
      labels: [true, false],
      level: 7,
      note: null,
    });
  });

  it('is a data set like any other, from the hub too', async () => {
    const hub = await FakeHub.start();
    try {
      hub.files.set('train.parquet', readFileSync(path.join(fixtures, 'snappy.parquet')));
      hub.files.set('test.parquet', readFileSync(path.join(fixtures, 'plain.parquet')));
      hub.files.set('README.md', Buffer.from('no rows'));
      const access = { endpoint: hub.endpoint, token: null, offline: false };
      const context = { pull: { cache: path.join(folder, 'hub'), access } };
      const [train, ...others] = await localSources(['hub:some/data'], context);
      expect(others).toEqual([]);
      expect(path.basename(train!)).toBe('train.parquet');
      expect(train).toContain('datasets--some--data');
      expect(hub.asked.map(({ url }) => url)).toEqual([
        expect.stringContaining('/api/datasets/some/data/'),
        expect.stringContaining('/datasets/some/data/resolve/'),
      ]);
      const named = await localSources(['hub:some/data:test'], context);
      expect(named.map((file) => path.basename(file))).toEqual(['test.parquet']);
      await expect(localSources(['hub:some/data:none'], context)).rejects.toThrow(/none/);
      await expect(localSources(['hub:nothing'], context)).rejects.toThrow(/owner\/name/);
    } finally {
      await hub.stop();
    }
  });

  it('says what is no Parquet file', async () => {
    const file = path.join(folder, 'wrong.parquet');
    writeFileSync(file, 'PAR');
    await expect(prepareSources([file], { cache: path.join(folder, 'wrong') })).rejects.toThrow(
      /readable Parquet/,
    );
  });
});

describe('documents', () => {
  let tokenizer: ChatTokenizer;
  let options: DocumentOptions;
  beforeAll(async () => {
    tokenizer = await loadTokenizer(path.join(import.meta.dirname, '../../../test/data/tokenizers/qwen'));
    options = {
      tokenizer,
      vouch: { ...defaultVouchJson, calculator: true },
      promptWeight: 0,
      judgementWeight: 1,
    };
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

  it('asks about beginnings of a solution with the tokens that the engine asks with', () => {
    const completion = 'Two.\nThen three.\nSo four.';
    const { tokenIds, branches = [] } = toDocument(
      {
        ...{ kind: 'supervised', problem: 'p', completion, isWhole: true, taughtLength: 4 },
        judgements: [
          { question: 'soFar', label: true, end: 4 },
          { question: 'soFar', label: false, end: 16 },
          { question: 'verdict', label: false, end: completion.length },
        ],
      },
      options,
    );
    const { yes, no } = findVerdictTokens(tokenizer, options.vouch.verdict);
    const messages = [
      { role: 'user', content: defaultVouchJson.prompt.user.replace('{problem}', 'p') },
    ] as const;
    const prompt = tokenizer.encodeChat(messages, { addGenerationPrompt: true });
    branches.forEach((branch, i) => {
      const solution = completion.slice(0, [4, 16, completion.length][i]);
      const question = i === 2 ? 'verdict' : 'soFar';
      const request = questionIds(tokenizer, options.vouch.verdict, {
        prompt: { messages },
        solution,
        question,
      });
      const seen = [...tokenIds.subarray(0, branch.at), ...branch.tokenIds];
      expect(seen.slice(0, prompt.length)).toEqual(prompt);
      const written = seen.slice(prompt.length, seen.length - request.length - 1);
      expect(tokenizer.decode(written)).toBe(solution);
      expect(seen.slice(prompt.length + written.length)).toEqual([...request, (i === 0 ? yes : no)[0]]);
      expect([...branch.weights].filter((weight) => weight > 0)).toEqual([1]);
    });
    expect(branches).toHaveLength(3);
    expect(
      countedText({
        ...{ kind: 'supervised', problem: 'p', completion, isWhole: true, taughtLength: 4, judgements: [] },
      }),
    ).toBe('Two.');
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
        { problem: 'judged', solution: 'so \\boxed{7}', label: false },
      ]);
      const { train } = openProblems(file, { seed: 1, heldOutShare: 0 });
      const golds = Array.from({ length: train.size! }, (_, i) => train.at(i).answer);
      expect(golds.sort()).toEqual(['12', '5', 'x+1']);
    });
  });
});
