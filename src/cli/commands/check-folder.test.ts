import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendAnnotation, type AnnotationEvent } from '../../data/annotation-log.ts';
import { checkExactRow } from '../../features/check-exact.ts';
import { findFiles, reportFormat, runFolder } from './check-folder.ts';
import { exportLog } from './data-export.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vouch-folder-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string | Uint8Array): void {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

describe('vouch check --files', () => {
  it('finds files by pattern and by name, each once, in natural order, without an earlier report', async () => {
    for (const name of [
      's/10/a.md',
      's/9/a.md',
      's/9/b.tex',
      's/node_modules/c.md',
      's/out.md',
      's/x [1].md',
    ]) {
      write(name, 'x = 1');
    }
    const found = await findFiles(
      [join(folder, 's/**/*.md'), join(folder, 's/9/a.md'), join(folder, 's/x [1].md')],
      join(folder, 's/out.md'),
    );
    expect(found.map((path) => relative(join(folder, 's'), path))).toEqual(['9/a.md', '10/a.md', 'x [1].md']);
    await expect(findFiles([join(folder, '*.rst')])).rejects.toThrow(/^--files: expected files/);
  });

  it('writes the table, files that are no text included', async () => {
    write('ann.md', '$2x = 8$\n\n$x = 4$\n');
    write('bob.md', '$2x = 8$\n\n$x = 3$\n');
    write('cat.md', new Uint8Array([0xff, 0xfe, 0x00]));
    const report = join(folder, 'out.csv');
    await runFolder([join(folder, '*.md')], { report, problem: 'Solve 2x = 8' }, (rows) =>
      Promise.resolve(rows.map((row) => checkExactRow(row))),
    );
    const [, ann, bob, cat] = readFileSync(report, 'utf8').split('\r\n');
    expect(ann).toContain('ann.md,,1,2,,,,');
    expect(bob).toContain('bob.md,,1,2,2,3,"$x = 3$"');
    expect(cat).toContain('cat.md,,,0,,,,,,,,"not a text in UTF-8"');
  });

  it('knows the macros of the files that a document takes in from its own folder', async () => {
    write('a/names.tex', '\\newcommand{\\half}[1]{\\frac{#1}{2}}\n');
    write('a/eve.tex', '\\input{names}\n\\begin{solution}\n$\\half{x} = 6$\n\n$x = 3$\n\\end{solution}\n');
    const report = join(folder, 'out.csv');
    await runFolder([join(folder, 'a/eve.tex')], { report, problem: 'Solve x/2 = 6' }, (rows) =>
      Promise.resolve(rows.map((row) => checkExactRow(row))),
    );
    expect(readFileSync(report, 'utf8').split('\r\n')[1]).toContain('eve.tex,solution,3,2,2,5,"$x = 3$"');
  });

  it('refuses a report of an unknown kind', () => {
    expect(reportFormat('a/OUT.CSV')).toBe('csv');
    expect(reportFormat('out.md')).toBe('md');
    expect(() => reportFormat('out.xlsx')).toThrow(/^--report: expected a .csv or .md file/);
  });
});

describe('vouch data export', () => {
  const label = (item: string, verdict: 'right' | 'wrong' | 'unsure', at: number): AnnotationEvent => ({
    version: 1,
    type: 'label',
    at,
    labeller: 'ann',
    item,
    label: { verdict, firstError: verdict === 'wrong' ? 1 : null },
    shown: { score: false, exact: false },
    timeMs: 10,
    content: { id: item, problem: 'p', steps: ['a', 'b'] },
  });

  it('writes what holds: the last label, nothing taken back, nothing unsure', () => {
    const log = join(folder, 'log.jsonl');
    const events: AnnotationEvent[] = [
      label('a', 'right', 1),
      label('b', 'right', 2),
      label('b', 'wrong', 3),
      label('c', 'unsure', 4),
      label('d', 'right', 5),
      { version: 1, type: 'undo', at: 6, labeller: 'ann', item: 'd' },
    ];
    for (const event of events) appendAnnotation(log, event);
    const { text, rows, unsure } = exportLog(log, 'processbench');
    expect([rows, unsure]).toEqual([2, 1]);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => {
          const row = JSON.parse(line) as { id: string; label: number };
          return [row.id, row.label];
        }),
    ).toEqual([
      ['a', -1],
      ['b', 1],
    ]);
    expect(exportLog(log, 'unpaired').text).toContain('{"prompt":"p","completion":"a\\n\\nb","label":true}');
    expect(exportLog(log, 'prm800k').text).toContain('"finish_reason":"found_error"');
  });

  it('refuses a file that is no log, and leaves out a label without its solution', () => {
    expect(() => exportLog(join(folder, 'none.jsonl'), 'unpaired')).toThrow(/^--log: expected/);
    write('data.jsonl', '{"problem":"p","steps":["a"]}\n');
    expect(() => exportLog(join(folder, 'data.jsonl'), 'unpaired')).toThrow(/without events/);
    write(
      'bare.jsonl',
      '{"type":"label","item":"a","at":1,"label":{"verdict":"right"}}\n{"type":"submit","item":"a"}\n',
    );
    expect(exportLog(join(folder, 'bare.jsonl'), 'unpaired').rows).toBe(0);
  });
});
