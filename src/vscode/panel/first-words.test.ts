/** What a panel says before its script has come: the right words, as text whatever they hold, and nothing to wait for. */
import { describe, expect, it } from 'vitest';
import { emptyPanelState, type PanelState, type SolveRun } from '../../host/protocol-panel.ts';
import { firstWords } from './first-words.ts';
import { htmlOf, type Page } from './html.ts';

const run: SolveRun = {
  id: 'one',
  problem: 'Solve $3x + 5 = 20$.',
  startedAt: 0,
  phase: 'running',
  samples: 8,
  progress: null,
  model: null,
  drafts: [],
  result: null,
  message: null,
  macros: {},
  source: null,
  revealed: null,
};
const shown = (problem: string, others: Partial<PanelState> = {}): string =>
  firstWords({ ...emptyPanelState, run: { ...run, problem }, ...others }, (text) => text);

describe('first words', () => {
  it.each([
    ['a formula as it is written', 'Solve $3x$.', '<p>Solve <span class="formula waiting">3x</span>.</p>'],
    ['a comparison', 'Is $1 < 2 & 3 > 2$?', '<span class="formula waiting">1 &lt; 2 &amp; 3 &gt; 2</span>'],
    [
      'markup as text',
      'A <script>alert("b")</script>',
      'A &lt;script&gt;alert(&quot;b&quot;)&lt;/script&gt;',
    ],
    ['markup in code', '`<b>`', '<code>&lt;b&gt;</code>'],
    ['markup in a display', '$$<i>$$', '<span class="formula display waiting">&lt;i&gt;</span>'],
    ['a list', '1) <u>', '<span class="marker">1)</span><span>&lt;u&gt;</span>'],
  ])('hold %s', (_, problem, html) => {
    expect(shown(problem)).toContain(html);
  });

  it('say what is going on while there is something', () => {
    expect(shown('x')).toContain('<span class="running-text">Starting</span>');
    expect(shown('x', { run: { ...run, phase: 'done' } })).not.toContain('Starting');
  });

  it('are about what the panel shows', () => {
    expect(shown('secret')).toContain('secret');
    expect(shown('secret', { historyOpen: true })).not.toContain('secret');
    expect(shown('secret', { run: null })).not.toContain('section');
  });

  it('are said in the display language', () => {
    const german: Readonly<Record<string, string>> = { Pin: 'Anheften', Cancel: 'Abbrechen' };
    const html = firstWords({ ...emptyPanelState, run }, (text) => german[text] ?? text);
    expect(html).toContain('>Anheften<');
    expect(html).toContain('>Abbrechen<');
  });

  it('offer no button that would do nothing', () => {
    const html = shown('x');
    const unreachable = html.replace(/<div class="toolbar" inert>.*?<\/div>/, '');
    expect(unreachable).not.toBe(html);
    expect(unreachable.match(/<vscode-button[^>]*>/g)).toEqual([
      '<vscode-button appearance="secondary" inert>',
    ]);
  });
});

describe('the page', () => {
  const page: Page = {
    language: 'de',
    title: 'A "title" <b>',
    words: { 'More…': '</script>"' },
    nonce: 'bm9uY2U=',
    source: 'https://files.example',
    style: 'p { margin: 0 }',
    script: 'https://files.example/panel.js?</script>',
    first: '<main>first</main>',
    fontSize: 15,
  };
  const html = htmlOf(page);

  it('waits for no file before it shows its words', () => {
    expect(html).not.toMatch(/<link|<script[^>]* src|@import|url\(/);
    expect(html.indexOf('<main>first</main>')).toBeLessThan(html.indexOf('<script'));
    expect(html).toContain('<style>p { margin: 0 }</style>');
  });

  it('runs one script, by its nonce alone', () => {
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script nonce="bm9uY2U=">']);
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html).toContain(`default-src 'none'; script-src 'nonce-bm9uY2U='; style-src`);
  });

  it('keeps what it is given inside its quotes', () => {
    expect(html).toContain('<title>A &quot;title&quot; &lt;b&gt;</title>');
    expect(html).toContain('data-words="{&quot;More…&quot;:&quot;&lt;/script&gt;\\&quot;&quot;}"');
  });

  it('has the size of letters that was chosen, or the editor’s', () => {
    expect(html).toContain('<html lang="de" style="--panel-font-size: 15px">');
    expect(htmlOf({ ...page, fontSize: 0 })).toContain('<html lang="de">');
  });
});
