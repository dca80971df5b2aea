/**
 * `npm run shots:record`: lets the packaged extension solve, fail, list and label with the embedded model in the real
 * editor, and keeps what it posts to its panels, folded as the page folds it, in test/data/panel. The comparison of
 * pictures replays these states, so that neither a processor's roundings nor another model changes what they show.
 * `--parts` records the problem with parts alone, for which no editor is needed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnnotateEvent } from '../../src/host/protocol-annotate.ts';
import {
  applyPanelEvent,
  emptyPanelState,
  type PanelEvent,
  type PanelState,
  type SolveRun,
} from '../../src/host/protocol-panel.ts';
import { Editor } from './driver.ts';
import { statesFolder } from './recorded.ts';
import { partsProblem, partsResult } from '../support/parts.ts';
import { setSamples, solve, solved } from './surfaces.ts';

/** Has the page keep every message from here on. */
const listen = `
  window.heardMessages = [];
  window.addEventListener('message', ({ data }) => window.heardMessages.push(data));`;

async function inPanel<T>(editor: Editor, expression: string): Promise<T> {
  return editor.panel().locator('body').evaluate<T, undefined>(expression, undefined);
}

class Recorder {
  readonly #editor: Editor;
  #state: PanelState = { ...emptyPanelState, panelId: 'recorded' };

  constructor(editor: Editor) {
    this.#editor = editor;
  }

  /** The states after each message since the last call, the present one last. */
  async states(): Promise<readonly PanelState[]> {
    const events = await inPanel<PanelEvent[]>(this.#editor, 'window.heardMessages.splice(0)');
    const states = events.map((event) => {
      this.#state = applyPanelEvent(this.#state, event);
      return this.#state;
    });
    return states.length === 0 ? [this.#state] : states;
  }

  async now(): Promise<PanelState> {
    return (await this.states()).at(-1) ?? this.#state;
  }

  keep(name: string, state: unknown): void {
    if (state === undefined) throw new Error(`record: expected a state for ${name}, got none; record again`);
    // Where the window lived is nobody's business.
    const text = JSON.stringify(state, null, 1).replaceAll(this.#editor.state, '/home/user');
    writeFileSync(join(statesFolder, `${name}.json`), `${text}\n`);
    console.log(name);
  }
}

/** The state in which the most attempts are being written while others have ended, else the last one before the end. */
function inTheMiddle(states: readonly PanelState[]): PanelState | undefined {
  const running = states.filter(({ run }) => run?.phase === 'running' && run.drafts.length > 0);
  const mixed = running.filter(({ run }) => {
    const ended = run?.drafts.filter(({ candidate }) => candidate !== null).length ?? 0;
    return ended > 0 && ended < (run?.drafts.length ?? 0);
  });
  return mixed[Math.floor(mixed.length / 2)] ?? running.at(-1);
}

async function press(editor: Editor, name: string): Promise<void> {
  await editor.panel().locator('vscode-button', { hasText: name }).first().click();
}

async function recordSolving(editor: Editor, recorder: Recorder): Promise<void> {
  await solve(editor, 45);
  recorder.keep('declined', await recorder.now());
  await solve(editor, 7);
  await solved(editor);
  recorder.keep('solution', await recorder.now());
  await press(editor, 'Hints');
  await editor.panel().locator('h2', { hasText: 'Hint' }).waitFor();
  recorder.keep('hint', await recorder.now());
  await solve(editor, 11);
  await solved(editor);
  recorder.keep('solving', inTheMiddle(await recorder.states()));
  await solve(editor, 21);
  await solved(editor);
  const last = await recorder.now();
  if (last.run?.result?.abstained == null) throw new Error('record: expected an abstention, got an answer');
  recorder.keep('abstention', last);
}

/** The model process is killed while it writes: what a person would see after a crash. */
async function recordFailure(editor: Editor, recorder: Recorder): Promise<void> {
  setSamples(editor, 64);
  const failed = editor.panel().locator('.notice.failed');
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await solve(editor, 21);
    await editor.panel().locator('.draft, footer:has-text("attempts")').first().waitFor();
    const pid = editor.modelProcess();
    if (pid !== null) process.kill(pid, 'SIGKILL');
    if ((await editor.panel().locator('.running').count()) > 0) await failed.waitFor();
    if ((await failed.count()) > 0) break;
  }
  recorder.keep('failed', await recorder.now());
  setSamples(editor, 8);
  await editor.page.waitForTimeout(1500);
}

async function recordFile(editor: Editor, recorder: Recorder): Promise<void> {
  await recorder.states();
  await editor.openFile('equations.md', 1);
  await editor.run('Vouch: Solve All Problems of This File');
  await editor.panel().locator('.batch p[role=status]', { hasText: 'trusted answer' }).waitFor();
  const states = await recorder.states();
  const running = states.filter(({ batch }) => batch?.phase === 'running');
  const begun = running.filter(({ batch }) => batch?.items.some(({ phase }) => phase === 'done'));
  recorder.keep('file-running', begun[0] ?? running.at(-1));
  recorder.keep('file', states.at(-1));
  await press(editor, 'History');
  await editor.panel().locator('.history-entry').first().waitFor();
  recorder.keep('history', await recorder.now());
}

async function recordAnnotation(editor: Editor, recorder: Recorder): Promise<void> {
  const last = async (): Promise<unknown> => {
    const events = await inPanel<AnnotateEvent[]>(editor, 'window.heardMessages.splice(0)');
    return events.at(-1)?.state;
  };
  await editor.run('View: Close All Editors');
  await editor.openFile('solutions.jsonl');
  await editor.run('Vouch: Annotate File');
  await editor.panel().locator('.step-pick').first().waitFor();
  await inPanel(editor, listen);
  await press(editor, 'Exact checks');
  await editor.panel().locator('.quiet', { hasText: 'exact: right' }).first().waitFor();
  recorder.keep('annotation', await last());
  for (let labelled = 1; labelled <= 3; labelled += 1) {
    await press(editor, 'Right (1)');
    await editor
      .panel()
      .locator('[role=status]', { hasText: `${labelled} of 3` })
      .waitFor();
  }
  recorder.keep('annotation-done', await last());
}

/** Solved by the command line, for the embedded model writes parts only where they were begun: see `parts.ts`. */
function recordParts(): void {
  for (const kind of ['trusted', 'doubted'] as const) {
    const result = partsResult(kind);
    const run: SolveRun = {
      id: `parts-${kind}`,
      problem: partsProblem,
      startedAt: 0,
      phase: 'done',
      samples: result.candidates.length,
      progress: null,
      model: null,
      drafts: [],
      result,
      message: null,
      macros: {},
      source: null,
      revealed: null,
    };
    const state: PanelState = { ...emptyPanelState, panelId: 'recorded', run };
    const name = kind === 'trusted' ? 'parts' : 'parts-doubted';
    writeFileSync(join(statesFolder, `${name}.json`), `${JSON.stringify(state, null, 1)}\n`);
    console.log(name);
  }
}

mkdirSync(statesFolder, { recursive: true });
recordParts();
if (process.argv.includes('--parts')) process.exit();
const editor = await Editor.open({ settings: { 'vouch.seed': 0 } });
try {
  const recorder = new Recorder(editor);
  // Beside a document the panel stays in sight, and its page keeps listening.
  await editor.openFile('equations.md');
  await editor.run('Vouch: Show Solved Problems');
  await editor.panel().locator('.history').waitFor();
  await inPanel(editor, listen);
  await recordSolving(editor, recorder);
  await recordFailure(editor, recorder);
  await recordFile(editor, recorder);
  await recordAnnotation(editor, recorder);
} finally {
  await editor.close();
}
