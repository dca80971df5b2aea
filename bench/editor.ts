/**
 * `npm run bench:editor`: how the packaged extension feels in the real editor, served to a browser on this machine.
 * Activation (the editor's own account, and the processor time of what is ours in it), command to panel, key presses
 * while sixty candidates stream, and a document of 5,000 lines with every solution checked. The last line printed is one
 * JSON object with the figures. `-- --only activation` measures that alone, `--only panel` the first panel beside that
 * of a trivial extension, `--only activations` our activation beside that of two trivial ones, in fresh windows
 * (`--rounds 3`).
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { editorNode } from '../scripts/vscode-server.mjs';
import { Editor, root } from '../test/editor/driver.ts';
import { activationsBeside, panelAgainstYardstick } from './yardstick.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, rounds: { type: 'string', default: '3' } },
});

interface Keys {
  readonly pressed: number;
  readonly arrived: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Types letters at a line's end, one at a time, and measures from each press to the text on the screen. */
async function typeAndMeasure(editor: Editor, count: number): Promise<Keys> {
  const line = editor.page.locator('.view-lines .view-line', { hasText: 'typed:' }).first();
  const before = (await line.innerText()).length;
  await editor.page.evaluate(`(() => {
    const lines = document.querySelector('.view-lines');
    window.keyTimes = [];
    let pressed = 0;
    document.addEventListener('keydown', (event) => {
      if (event.key === 'k') pressed = performance.now();
    }, true);
    new MutationObserver(() => {
      if (pressed === 0) return;
      const at = pressed;
      pressed = 0;
      requestAnimationFrame(() => window.keyTimes.push(performance.now() - at));
    }).observe(lines, { childList: true, subtree: true, characterData: true });
  })()`);
  for (let index = 0; index < count; index += 1) await editor.page.keyboard.press('k', { delay: 10 });
  await editor.page.waitForTimeout(1000);
  const times = (await editor.page.evaluate<number[]>('window.keyTimes')).sort((a, b) => a - b);
  const at = (share: number): number => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
  const arrived = (await line.innerText()).length - before;
  return { pressed: count, arrived, medianMs: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}

interface Activation {
  /** By the clock, code loading included, as the editor tells it. */
  readonly editorMs: number;
  /** Processor time of `activate` itself, by the extension's log; no other work of the machine is in it. */
  readonly processorMs: number;
  /** Loading the entry before that, by itself on the editor's Node: least processor time of five. */
  readonly loadProcessorMs: number;
}

function loadProcessorMs(): number {
  const script = join(root, 'bench/extension-load.mjs');
  const times = Array.from({ length: 5 }, () => {
    const told = JSON.parse(execFileSync(editorNode, [script], { encoding: 'utf8' })) as {
      processorMs: number;
    };
    return told.processorMs;
  });
  return Math.min(...times);
}

async function activation(editor: Editor): Promise<Activation> {
  await editor.openFile('equations.md', 7);
  await editor.page.locator('.codelens-decoration', { hasText: 'Solve' }).first().waitFor();
  await editor.run('Developer: Show Running Extensions');
  const row = editor.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Vouch' });
  await row.first().waitFor();
  const found = /(\d+)\s*ms/.exec(await row.first().innerText());
  await editor.run('Vouch: Show Log');
  const cost = /activate: ([\d.]+) ms/;
  for (let wait = 0; wait < 100 && !cost.test(editor.log()); wait += 1) await editor.page.waitForTimeout(100);
  return {
    editorMs: Number(found?.[1]),
    processorMs: Number(cost.exec(editor.log())?.[1]),
    loadProcessorMs: loadProcessorMs(),
  };
}

/** Milliseconds from the key press to the panel's tab, and to the typeset problem in it. */
async function panelAfterCommand(
  editor: Editor,
): Promise<{ readonly tabMs: number; readonly problemMs: number }> {
  const started = performance.now();
  await editor.page.keyboard.press('Control+Alt+Enter');
  await editor.page.locator('.tab', { hasText: 'Vouch: Solution' }).first().waitFor();
  const tabMs = Math.round(performance.now() - started);
  await editor.panel().locator('.problem .katex, .problem p').first().waitFor();
  return { tabMs, problemMs: Math.round(performance.now() - started) };
}

function longDocument(lines: number): string {
  const parts = ['typed:', ''];
  for (let index = 1; parts.length < lines; index += 1) {
    const wrong = index % 5 === 0 ? 1 : 0;
    parts.push(`## Problem ${index}`, '', `Solve $${index}x + 3 = ${4 * index + 3}$.`, '');
    parts.push('## Solution', '', `Subtract $3$: $${index}x = ${4 * index}$.`, '');
    parts.push(`Divide: $x = ${4 + wrong}$.`, '', 'So much for this one.', '');
  }
  return `${parts.join('\n')}\n`;
}

async function longFile(editor: Editor): Promise<Record<string, unknown>> {
  await editor.openFile('long.md', 1, 7);
  const started = performance.now();
  await editor.run('Vouch: Verify File');
  await editor.page
    .locator('.statusbar-item', { hasText: 'solutions have a marked step' })
    .waitFor({ timeout: 300_000 });
  const verifyMs = Math.round(performance.now() - started);
  await editor.goTo(1, 7);
  return { lines: 5000, verifyMs, keys: await typeAndMeasure(editor, 60) };
}

const round = (value: number): number => Number(value.toFixed(1));

async function main(): Promise<void> {
  // What else the machine does stands in every time by the clock.
  const loadBefore = round(loadavg()[0] ?? 0);
  console.log(`${cpus()[0]?.model.trim() ?? 'unknown processor'}, load ${loadBefore}`);
  if (values.only === 'activations') {
    console.log(JSON.stringify(await activationsBeside(Number(values.rounds))));
    return;
  }
  const panels = values.only === 'activation' ? null : await panelAgainstYardstick(Number(values.rounds));
  if (values.only === 'panel') {
    console.log(JSON.stringify(panels));
    return;
  }
  const editor = await Editor.open({
    settings: {
      'vouch.model': 'HuggingFaceTB/SmolLM2-135M-Instruct',
      'vouch.samples': 60,
      'vouch.maxNewTokens': 160,
      'vouch.verify.useModel': false,
      'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
      'editor.wordBasedSuggestions': 'off',
      // One line of text is one line on the screen, whose letters can be counted.
      '[markdown]': { 'editor.wordWrap': 'off' },
    },
    prepare: (workspace) => {
      writeFileSync(join(workspace, 'long.md'), longDocument(5000));
      writeFileSync(join(workspace, 'typing.md'), 'typed:\n\n## Problem\n\nSolve $3x + 5 = 20$.\n');
    },
  });
  try {
    const activated = await activation(editor);
    console.log(`activation: ${JSON.stringify(activated)}`);
    if (values.only === 'activation') return;
    await editor.openFile('typing.md', 5);
    const cold = await panelAfterCommand(editor);
    // A first wave is four attempts; "more" writes all sixty at once.
    await editor.panel().locator('.draft-answer, .score').first().waitFor({ timeout: 300_000 });
    await editor.panel().locator('#cancel').click();
    await editor.panel().locator('vscode-button', { hasText: 'Write more attempts' }).first().click();
    await editor.panel().locator('.draft.writing').nth(50).waitFor({ timeout: 300_000 });
    // The focus is in the panel: the file's own keys work once it has it.
    await editor.openFile('typing.md', 1, 7);
    const streaming = await typeAndMeasure(editor, 60);
    console.log(`keys while streaming: ${JSON.stringify(streaming)}`);
    const drafts = await editor.panel().locator('.draft.writing').count();
    await editor.run('Vouch: Cancel Running Work');
    await editor.openFile('typing.md', 5);
    const warm = await panelAfterCommand(editor);
    console.log(`panel: ${JSON.stringify({ cold, warm })}`);
    await editor.run('Vouch: Cancel Running Work');
    const long = await longFile(editor);
    console.log(
      JSON.stringify({
        processor: cpus()[0]?.model.trim(),
        cores: cpus().length,
        loadBefore,
        loadAfter: round(loadavg()[0] ?? 0),
        activation: activated,
        panel: { cold, warm },
        panels,
        streaming: { drafts, ...streaming },
        long,
      }),
    );
  } finally {
    await editor.close();
  }
}

await main();
