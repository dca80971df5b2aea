/**
 * What the solution panel's page says before its script has come: the bar of buttons, the problem in plain words and
 * what is going on, as HTML of the same elements that the page makes of the state later, so that nothing moves then.
 * Formulas stand as they are written. Its buttons do nothing yet and cannot be reached. Knows no editor.
 */
import { parseTypeset, type Block, type Inline } from '../../document/typeset.ts';
import type { PanelState, SolveRun } from '../../host/protocol-panel.ts';
import { escaped } from './html.ts';

/** A text in the display language, by its English. */
export type Translate = (text: string) => string;

export function firstWords(state: PanelState, translate: Translate): string {
  const { run, batch } = state;
  const parts = [toolbar(state, translate)];
  if (run !== null && !state.historyOpen && !(state.batchOpen && batch !== null)) {
    parts.push(problem(run, translate));
    if (run.phase === 'running') parts.push(running(translate));
  }
  return `<main>${parts.join('')}</main>`;
}

function toolbar({ run, batch, pinned }: PanelState, translate: Translate): string {
  const button = (text: string): string =>
    `<vscode-button appearance="icon">${escaped(translate(text))}</vscode-button>`;
  const sign = (name: string): string =>
    `<vscode-button appearance="icon"><span class="sign ${name}"></span></vscode-button>`;
  return [
    `<div class="toolbar" inert>`,
    button(pinned ? 'Pinned' : 'Pin'),
    batch === null ? '' : button('All problems'),
    run === null || run.phase === 'declined' ? '' : button('Hints'),
    button('History'),
    `<span class="spring"></span>${sign('smaller')}${sign('larger')}</div>`,
  ].join('');
}

function problem(run: SolveRun, translate: Translate): string {
  const title = escaped(translate('Solution'));
  const text = parseTypeset(run.problem).map(blockHtml).join('');
  return (
    `<section class="problem"><h1 class="visually-hidden">${title}</h1>` +
    `<div class="typeset">${text}</div></section>`
  );
}

function running(translate: Translate): string {
  return (
    `<section class="running"><vscode-progress-ring></vscode-progress-ring>` +
    `<span class="running-text">${escaped(translate('Starting'))}</span>` +
    `<vscode-button appearance="secondary" inert>${escaped(translate('Cancel'))}</vscode-button></section>`
  );
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'display':
      return `<span class="formula display waiting">${escaped(block.tex)}</span>`;
    case 'code':
      return `<pre>${escaped(block.text)}</pre>`;
    case 'heading':
      return `<p class="heading">${inlineHtml(block.content)}</p>`;
    case 'item': {
      const marker = /^[-*+]$/.test(block.marker) ? '•' : escaped(block.marker);
      return `<p class="item"><span class="marker">${marker}</span><span>${inlineHtml(block.content)}</span></p>`;
    }
    case 'paragraph':
      return `<p>${inlineHtml(block.content)}</p>`;
  }
}

function inlineHtml(content: readonly Inline[]): string {
  return content
    .map((part) => {
      switch (part.kind) {
        case 'math':
          return `<span class="formula waiting">${escaped(part.tex)}</span>`;
        case 'strong':
          return `<strong>${escaped(part.text)}</strong>`;
        case 'emphasis':
          return `<em>${escaped(part.text)}</em>`;
        case 'code':
          return `<code>${escaped(part.text)}</code>`;
        case 'text':
          return escaped(part.text);
      }
    })
    .join('');
}
