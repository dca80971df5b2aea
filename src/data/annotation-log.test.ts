import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportLabels } from './annotation-export.ts';
import { readAnnotationItems } from './annotation-items.ts';
import {
  appendAnnotation,
  currentLabels,
  lastLabelled,
  nextItem,
  readAnnotations,
  type AnnotationEvent,
  type AnnotationItem,
  type AnnotationVerdict,
} from './annotation-log.ts';

const item = (id: string, score?: number): AnnotationItem => ({
  id,
  problem: `problem ${id}`,
  steps: ['first', 'second', 'third'],
  ...(score === undefined ? {} : { provenance: { score } }),
});
const labelled = (
  id: string,
  at: number,
  verdict: AnnotationVerdict,
  firstError: number | null = null,
): AnnotationEvent => ({
  version: 1,
  type: 'label',
  at,
  labeller: 'ann',
  item: id,
  label: { verdict, firstError },
  shown: { score: false, exact: true },
  timeMs: 1200,
  content: item(id),
});
const undone = (id: string, at: number): AnnotationEvent => ({
  version: 1,
  type: 'undo',
  at,
  labeller: 'ann',
  item: id,
});
const newLog = (): string => join(mkdtempSync(join(tmpdir(), 'vouch-labels-')), 'ann.jsonl');

describe('the annotation log', () => {
  it('folds labels and undos, any number of them', () => {
    const events = [
      labelled('a', 1, 'right'),
      labelled('b', 2, 'wrong', 1),
      labelled('a', 3, 'wrong', 0),
      undone('a', 4),
    ];
    expect(currentLabels(events).get('a')?.label.verdict).toBe('right');
    expect(lastLabelled(events)).toBe('b');
    expect(lastLabelled([...events, undone('b', 5), undone('a', 6)])).toBeNull();
  });

  it('reads back what was written, without the line that a crash cut off', () => {
    const file = newLog();
    appendAnnotation(file, labelled('a', 1, 'right'));
    appendFileSync(file, '{"version":1,"type":"label","it');
    expect(readAnnotations(file)).toHaveLength(1);
    appendAnnotation(file, labelled('b', 2, 'wrong', 2));
    expect(readAnnotations(file).map((event) => event.item)).toEqual(['a', 'b']);
    expect(readAnnotations(`${file}.none`)).toEqual([]);
  });

  it(
    'loses nothing that was acknowledged when the labeller is killed at random points',
    { timeout: 400_000 },
    async () => {
      const file = newLog();
      const acknowledged: string[] = [];
      for (let round = 0; round < 50; round += 1) {
        const robot = fork(new URL('./annotation-log.robot.ts', import.meta.url), [file, String(round)], {
          execArgv: ['--import', 'tsx'],
          stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        });
        const ended = new Promise((resolve) => robot.once('exit', resolve));
        let left = 3 + ((37 * round) % 41);
        robot.on('message', (id) => {
          if (typeof id === 'string') acknowledged.push(id);
          if ((left -= 1) === 0) robot.kill('SIGKILL');
        });
        await ended;
      }
      const kept = new Set(readAnnotations(file).map((event) => event.item));
      expect(acknowledged.length).toBeGreaterThan(100);
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
      expect(
        readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('{')),
      ).toEqual([]);
    },
  );

  it('shows the most uncertain item next, skipped ones last, labelled ones never', () => {
    const items = [item('a', 0.9), item('b', 0.45), item('c'), item('d', 0.3)];
    expect(nextItem(items, new Set())?.id).toBe('b');
    expect(nextItem(items, new Set(['b']), new Set(['d']))?.id).toBe('a');
    expect(nextItem(items, new Set(['a', 'b', 'c']), new Set(['d']))?.id).toBe('d');
    expect(nextItem(items, new Set(['a', 'b', 'c', 'd']))).toBeNull();
  });
});

describe('items', () => {
  it('come from ProcessBench, PRM800K and plain solutions; others are named with their line', () => {
    const { items, rejected } = readAnnotationItems(
      [
        '{"id":"p-1","generator":"g","problem":"1+1?","steps":["1+1=2"],"final_answer_correct":true,"label":-1}',
        '{"question":{"problem":"2+2?","pre_generated_steps":["2+2=4"],"pre_generated_answer":"4"}}',
        '{"problem":"3x=6","solution":"3x=6\\n\\nx=2"}',
        'not json',
        '{"steps":["a"]}',
        '',
      ].join('\n'),
    );
    expect(items.map(({ problem, steps }) => [problem, steps.length])).toEqual([
      ['1+1?', 1],
      ['2+2?', 1],
      ['3x=6', 2],
    ]);
    expect(items[0]?.id).toBe('p-1');
    expect(rejected.map(({ line }) => line)).toEqual([4, 5]);
  });
});

describe('exports', () => {
  const labels = [
    ...currentLabels([
      labelled('a', 1, 'right'),
      labelled('b', 2, 'wrong', 1),
      labelled('c', 3, 'unsure'),
    ]).values(),
  ];

  it('have ProcessBench’s fields', () => {
    expect(exportLabels(labels, 'processbench')).toEqual([
      {
        id: 'a',
        generator: 'unknown',
        problem: 'problem a',
        steps: item('a').steps,
        final_answer_correct: true,
        label: -1,
      },
      {
        id: 'b',
        generator: 'unknown',
        problem: 'problem b',
        steps: item('b').steps,
        final_answer_correct: false,
        label: 1,
      },
    ]);
  });

  it('have PRM800K’s fields and stop at the first error', () => {
    const [, wrong] = exportLabels(labels, 'prm800k');
    expect(wrong).toMatchObject({
      labeler: 'ann',
      question: { pre_generated_steps: ['first', 'second', 'third'] },
      label: {
        finish_reason: 'found_error',
        steps: [
          { completions: [{ text: 'first', rating: 1, flagged: false }] },
          { completions: [{ text: 'second', rating: -1, flagged: false }] },
        ],
      },
    });
  });

  it('have KTO’s fields', () => {
    expect(exportLabels(labels, 'unpaired')).toEqual([
      { prompt: 'problem a', completion: 'first\n\nsecond\n\nthird', label: true },
      { prompt: 'problem b', completion: 'first\n\nsecond\n\nthird', label: false },
    ]);
  });
});
