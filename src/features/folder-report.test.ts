import fc from 'fast-check';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import type { FolderRow } from './check-folder.ts';
import {
  csvCell,
  markdownCell,
  renderCsv,
  renderMarkdown,
  renderReport,
  summarise,
} from './folder-report.ts';

const right: FolderRow = {
  file: 'a.md',
  block: 'Solution 1.',
  line: 3,
  steps: 2,
  firstWrong: null,
  answer: '-4',
  confidence: 0.87654,
  notJudged: [],
};
const wrong: FolderRow = {
  ...right,
  file: '=cmd.md',
  firstWrong: {
    step: 2,
    line: 9,
    text: '$|x|$ says "a, b"\n<img src=x>',
    by: 'exact',
    reason: 'x = 5 solves the line before',
  },
  answer: null,
  confidence: null,
  notJudged: ['step 1: no formula', 'a picture'],
};
const none: FolderRow = {
  ...right,
  file: 'b.md',
  block: null,
  line: null,
  steps: 0,
  answer: null,
  confidence: null,
  notJudged: ['empty'],
};

/** RFC 4180, read back. */
function parseCsv(text: string): string[][] {
  return text
    .split('\r\n')
    .slice(0, -1)
    .map((record) =>
      [...`,${record}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
      ),
    );
}

describe('the table as CSV', () => {
  it('has a header, a record a row, empty cells for what is not known', () => {
    const [head, first, second, third] = parseCsv(renderCsv([right, wrong, none]));
    expect(head).toEqual([
      'file',
      'block',
      'line',
      'steps',
      'first wrong step',
      'wrong line',
      'wrong text',
      'reason',
      'judged by',
      'final answer',
      'confidence',
      'not judged',
    ]);
    expect(first).toEqual(['a.md', 'Solution 1.', '3', '2', '', '', '', '', '', "'-4", '0.877', '']);
    expect(second).toEqual([
      "'=cmd.md",
      'Solution 1.',
      '3',
      '2',
      '2',
      '9',
      '$|x|$ says "a, b" <img src=x>',
      'x = 5 solves the line before',
      'exact',
      '',
      '',
      'step 1: no formula; a picture',
    ]);
    expect(third?.slice(0, 4)).toEqual(['b.md', '', '', '0']);
  });

  it('has no cell that a spreadsheet would run', () => {
    const attacks = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r\n=1',
      '  =1',
      '＝1',
      '\u202e=1',
      '\ufeff=1',
      '\u0000@x',
    ];
    for (const attack of attacks) {
      expect(parseCsv(`${csvCell(attack)}\r\n`)[0]?.[0]).toMatch(/^'[=+\-@＝]/);
    }
  });

  it('reads back as written, whatever the texts hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), { minLength: 1 }),
        (texts) => {
          const [cells] = parseCsv(`${texts.map(csvCell).join(',')}\r\n`);
          expect(cells).toHaveLength(texts.length);
          for (const cell of cells ?? []) expect(cell).not.toMatch(/^\s*[=+\-@]|[\r\n]/);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the table as Markdown', () => {
  it('has a line a row, and sums above', () => {
    const lines = renderMarkdown([right, wrong, none]).trimEnd().split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe(
      '2 solutions in 3 files: 1 with a wrong step, 1 not judged in full, 1 file without a solution.',
    );
    for (const line of lines.slice(2)) expect(line.match(/(?<!\\)\|/g)).toHaveLength(8);
    expect(lines[2]).toBe(
      '| file | block | steps | first wrong step | final answer | confidence | not judged |',
    );
    expect(lines[5]).toContain('| 2 (line 9)<br>');
    expect(lines[4]).toContain(' 88% ');
    expect(renderMarkdown([{ ...right, confidence: 0.003 }])).toContain(' less than 1% ');
    expect(renderReport([right], 'md')).toBe(renderMarkdown([right]));
    // Without a model and without a wrong step there is nothing to say in most columns.
    expect(renderMarkdown([{ ...right, confidence: null }]).split('\n')[2]).toBe(
      '| file | block | steps | final answer |',
    );
    expect(summarise([])).toBe('0 solutions in 0 files: 0 with a wrong step.');
  });

  it('shows the text that stood in the document and never its mark-up', () => {
    const parser = unified().use(remarkParse);
    const piece = fc.constantFrom(
      '*',
      '_a_',
      '`',
      '[a](b)',
      '<b>',
      '|',
      '\\',
      '&amp;',
      '![',
      '**',
      '\n',
      'x',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const [paragraph] = parser.parse(`x ${markdownCell(text)} y`).children;
        expect(paragraph?.type).toBe('paragraph');
        const inside = paragraph?.type === 'paragraph' ? paragraph.children : [];
        expect(inside.map((node) => node.type)).toEqual(['text']);
        const shown = inside.map((node) => ('value' in node ? node.value : '')).join('');
        expect(shown).toBe(`x ${text.replace(/\s+/g, ' ').trim()} y`);
      }),
      { numRuns: 300 },
    );
  });
});
