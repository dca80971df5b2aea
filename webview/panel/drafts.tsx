/**
 * The attempts while they are written: one card each with its last lines, the newest below. A line is typeset once,
 * when it is finished and the page has time for it; what is still being written is plain text. Typesetting sixty
 * streams ten times a second would drop key presses.
 */
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Draft } from '../../src/host/protocol-panel.ts';
import { hideCalculatorMarks } from '../../src/document/typeset.ts';
import { liveLines } from '../../src/document/live-lines.ts';
import { Answer } from '../formula.tsx';
import { words } from '../l10n.ts';
import { TypesetLine } from '../typeset.tsx';
import { whenIdle } from './idle.ts';
import { Score } from './score.tsx';

/** More lines than a card has room for are not kept. */
const shownLines = 3;
/** Of the line that is being written only the end is shown. */
const restLength = 160;

/** `hidden` keeps the texts back: whoever wants hints first should not read the solution over its author's shoulder. */
export function Drafts(props: {
  readonly drafts: readonly Draft[];
  readonly hidden: boolean;
}): JSX.Element | null {
  const { drafts, hidden } = props;
  if (drafts.length === 0) return null;
  const written = drafts.filter((draft) => draft.candidate !== null).length;
  return (
    <section aria-label={words('Attempts being written')}>
      <h2>{words('Attempts')}</h2>
      <p class="visually-hidden" role="status">
        {words('{0} of {1} attempts written', written, drafts.length)}
      </p>
      {hidden ? (
        <p class="quiet">{words('{0} of {1} attempts written', written, drafts.length)}</p>
      ) : (
        <ul class="drafts">
          {drafts.map((draft) => (
            <DraftCard key={draft.index} draft={draft} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Drawn again only when its own draft has changed. */
function DraftCard({ draft }: { readonly draft: Draft }): JSX.Element {
  return useMemo(() => {
    const { candidate } = draft;
    return (
      <li class={candidate === null ? 'draft writing' : 'draft'}>
        <p class="draft-head">
          <span>{words('Attempt {0}', draft.index + 1)}</span>
          {candidate === null && <span class="quiet">{words('{0} tokens', draft.tokens)}</span>}
          {candidate !== null && candidate.answer !== null && (
            <span class="draft-answer">
              <Answer answer={candidate.answer} />
            </span>
          )}
          {candidate !== null && candidate.score !== null && <Score score={candidate.score} />}
        </p>
        <LiveText text={draft.text} ended={candidate !== null} />
      </li>
    );
  }, [draft]);
}

/** The newest line comes first in the page: the style fills the card from below with as many as it has room for. */
function LiveText({ text, ended }: { readonly text: string; readonly ended: boolean }): JSX.Element {
  const { finished, rest } = liveLines(text, ended);
  const first = Math.max(0, finished.length - shownLines);
  const lines = finished.slice(first).map((line, at) => <FinishedLine key={first + at} text={line} />);
  return (
    <div class="draft-text" aria-hidden="true">
      {rest !== '' && (
        <div key="rest" class="draft-rest">
          {rest.length > restLength ? `…${rest.slice(-restLength)}` : rest}
        </div>
      )}
      {lines.reverse()}
    </div>
  );
}

/** Plain until its turn comes, so that a wave of lines does not hold up the keys; then typeset once and for all. */
function FinishedLine({ text }: { readonly text: string }): JSX.Element {
  const [typeset, setTypeset] = useState(false);
  useEffect(
    () =>
      whenIdle(() => {
        setTypeset(true);
      }),
    [],
  );
  return useMemo(
    () =>
      typeset ? (
        <div class="draft-line">
          <TypesetLine text={text} />
        </div>
      ) : (
        <div class="draft-line waiting">{hideCalculatorMarks(text)}</div>
      ),
    [text, typeset],
  );
}
