/**
 * The attempts: live cards while they are written, folded rows afterwards with the step where trust broke, and two
 * of them side by side. A card shows the tail of its text as plain text while it grows: typesetting sixty streams
 * ten times a second would drop key presses.
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Candidate } from '../../src/features/contracts.ts';
import type { Draft } from '../../src/host/protocol-panel.ts';
import { hideCalculatorMarks } from '../../src/document/typeset.ts';
import { Button } from '../controls/controls.ts';
import { Formula } from '../formula.tsx';
import { words } from '../l10n.ts';
import { Steps } from './steps.tsx';
import { percent, trustBreak } from './trust.ts';

const tailLength = 220;

export function Drafts({ drafts }: { readonly drafts: readonly Draft[] }): JSX.Element | null {
  if (drafts.length === 0) return null;
  const written = drafts.filter((draft) => draft.candidate !== null).length;
  return (
    <section aria-label={words('Attempts being written')}>
      <h2>{words('Attempts')}</h2>
      <p class="visually-hidden" role="status">
        {words('{0} of {1} attempts written', written, drafts.length)}
      </p>
      <ul class="drafts">
        {drafts.map((draft) => (
          <DraftCard key={draft.index} draft={draft} />
        ))}
      </ul>
    </section>
  );
}

function DraftCard({ draft }: { readonly draft: Draft }): JSX.Element {
  const text = hideCalculatorMarks(draft.text);
  const tail = text.length > tailLength ? `…${text.slice(-tailLength)}` : text;
  const { candidate } = draft;
  return (
    <li class={candidate === null ? 'draft writing' : 'draft'}>
      <p class="draft-head">
        <span>{words('Attempt {0}', draft.index + 1)}</span>
        <span class="quiet">{words('{0} tokens', candidate?.tokens ?? draft.tokens)}</span>
        {candidate !== null && candidate.answer !== null && (
          <span class="draft-answer">
            <Formula tex={candidate.answer} />
          </span>
        )}
        {candidate !== null && candidate.score !== null && <Score score={candidate.score} />}
      </p>
      <p class="draft-text" aria-hidden="true">
        {tail}
      </p>
    </li>
  );
}

export function Score({ score }: { readonly score: number }): JSX.Element {
  const label = words('Score {0}', percent(score));
  return (
    <span class="score" title={label}>
      <svg viewBox="0 0 40 6" class="score-bar" aria-hidden="true">
        <rect class="vote-track" width="40" height="6" />
        <rect class="vote-fill" width={(40 * score).toFixed(1)} height="6" />
      </svg>
      {percent(score)}
    </span>
  );
}

export interface AttemptsProps {
  readonly title: string;
  readonly candidates: readonly Candidate[];
  readonly winner: Candidate | null;
  readonly calibrated: boolean;
  readonly onContinue: (candidate: number, step: number) => void;
  readonly onAnnotate: (candidate: number) => void;
}

/** The attempts that did not win, folded; one of them can be laid beside the winner. */
export function Attempts(props: AttemptsProps): JSX.Element | null {
  const { title, candidates, winner, calibrated, onContinue, onAnnotate } = props;
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [beside, setBeside] = useState<number | null>(null);
  if (candidates.length === 0) return null;
  const toggle = (index: number): void => {
    const next = new Set(open);
    if (!next.delete(index)) next.add(index);
    setOpen(next);
  };
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {!calibrated && candidates.some((candidate) => candidate.score !== null) && (
        <p class="quiet">
          {words('Scores are uncalibrated: they rank attempts, they are no probabilities.')}
        </p>
      )}
      <ul class="attempts">
        {candidates.map((candidate) => (
          <li key={candidate.index} class="attempt">
            <AttemptHead
              candidate={candidate}
              open={open.has(candidate.index)}
              onToggle={() => {
                toggle(candidate.index);
              }}
            />
            {open.has(candidate.index) && (
              <div class="attempt-body">
                <div class="actions">
                  {winner !== null && (
                    <Button
                      pressed={beside === candidate.index}
                      onPress={() => {
                        setBeside(beside === candidate.index ? null : candidate.index);
                      }}
                    >
                      {words('Beside the winner')}
                    </Button>
                  )}
                  <Button
                    onPress={() => {
                      onAnnotate(candidate.index);
                    }}
                  >
                    {words('Send to annotation')}
                  </Button>
                </div>
                <div class={beside === candidate.index ? 'columns' : ''}>
                  <Steps
                    candidate={candidate}
                    calibrated={calibrated}
                    revealed={null}
                    onContinue={(step) => {
                      onContinue(candidate.index, step);
                    }}
                  />
                  {beside === candidate.index && winner !== null && (
                    <Steps candidate={winner} calibrated={calibrated} revealed={null} />
                  )}
                </div>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function AttemptHead(props: {
  readonly candidate: Candidate;
  readonly open: boolean;
  readonly onToggle: () => void;
}): JSX.Element {
  const { candidate, open, onToggle } = props;
  const broke = trustBreak(candidate);
  return (
    <button type="button" class="attempt-head" aria-expanded={open} onClick={onToggle}>
      <span class="twistie" aria-hidden="true">
        {open ? '▾' : '▸'}
      </span>
      <span class="attempt-name">{words('Attempt {0}', candidate.index + 1)}</span>
      <span class="attempt-answer">
        {candidate.answer === null ? (
          <span class="quiet">{words('no readable answer')}</span>
        ) : (
          <Formula tex={candidate.answer} />
        )}
      </span>
      {candidate.finish !== 'stop' && <span class="quiet">{finishText(candidate.finish)}</span>}
      {candidate.score !== null && <Score score={candidate.score} />}
      {broke !== null && <span class={`broke by-${broke.by}`}>{broke.text}</span>}
    </button>
  );
}

function finishText(finish: Candidate['finish']): string {
  if (finish === 'length') return words('cut off at the token limit');
  return finish === 'cancelled' ? words('cancelled') : words('ended by an error');
}
