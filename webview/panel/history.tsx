/** Earlier solves of this workspace, searched by the words of their problems; opening one shows it again whole. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { HistoryEntry } from '../../src/host/protocol-panel.ts';
import { Button, SearchField } from '../controls/controls.ts';
import { Answer } from '../formula.tsx';
import { words } from '../l10n.ts';
import { TypesetLine } from '../typeset.tsx';
import { percent } from './trust.ts';
import type { Send } from './winner.tsx';

export function History(props: {
  readonly entries: readonly HistoryEntry[];
  readonly send: Send;
}): JSX.Element {
  const { entries, send } = props;
  const [query, setQuery] = useState('');
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) => wanted.every((word) => entry.problem.toLowerCase().includes(word)));
  return (
    <section class="history" aria-label={words('History')}>
      <h1 class="batch-title">{words('History')}</h1>
      <div class="actions">
        <SearchField label={words('Search the problems')} value={query} onInput={setQuery} />
        <Button
          disabled={entries.length === 0}
          onPress={() => {
            send({ type: 'clearHistory' });
          }}
        >
          {words('Clear')}
        </Button>
      </div>
      {found.length === 0 && (
        <p class="quiet">
          {entries.length === 0 ? words('Nothing solved here yet.') : words('Nothing found.')}
        </p>
      )}
      <ul>
        {found.map((entry) => (
          <li key={entry.id}>
            <button
              type="button"
              class="history-entry"
              onClick={() => {
                send({ type: 'openHistory', id: entry.id });
              }}
            >
              <span class="history-problem">
                <TypesetLine text={entry.problem} />
              </span>
              <span class="history-answer">
                {entry.answer === null ? (
                  <span class="quiet">{words('no trusted answer')}</span>
                ) : (
                  <Answer answer={entry.answer} />
                )}
              </span>
              <span class="quiet">
                {entry.confidence !== null &&
                  `${words('{0} likely to be right', percent(entry.confidence))} · `}
                {new Date(entry.at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
