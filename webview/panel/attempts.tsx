/**
 * The attempts once they are written: folded rows with the step where trust broke, and two of them side by side.
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Candidate } from '../../src/features/contracts.ts';
import { Button } from '../controls/controls.ts';
import { Answer } from '../formula.tsx';
import { words } from '../l10n.ts';
import { Compare } from './compare.tsx';
import { Score } from './score.tsx';
import { Steps } from './steps.tsx';
import { trustBreak } from './trust.ts';

export interface AttemptsProps {
  readonly title: string;
  readonly candidates: readonly Candidate[];
  readonly winner: Candidate | null;
  readonly calibrated: boolean;
  readonly onContinue: (candidate: number, step: number) => void;
  readonly onAnnotate: (candidate: number) => void;
}

/**
 * The attempts that did not win, folded. Any two attempts can be laid side by side: the first one picked stands
 * beside the winner until a second is picked.
 */
export function Attempts(props: AttemptsProps): JSX.Element | null {
  const { title, candidates, winner, calibrated } = props;
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [picked, setPicked] = useState<readonly number[]>([]);
  if (candidates.length === 0) return null;
  const toggle = (index: number): void => {
    const next = new Set(open);
    if (!next.delete(index)) next.add(index);
    setOpen(next);
  };
  const pick = (index: number): void => {
    setPicked(picked.includes(index) ? picked.filter((one) => one !== index) : [...picked, index].slice(-2));
  };
  const pair = pairOf(picked, candidates, winner);
  return (
    <section aria-label={title}>
      <div class="attempts-head">
        <h2>{title}</h2>
        {candidates.some((candidate) => candidate.score !== null) && (
          <span class="quiet" aria-hidden="true">
            {words('Score')}
          </span>
        )}
      </div>
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
              <AttemptBody
                {...props}
                candidate={candidate}
                compared={picked.includes(candidate.index)}
                onCompare={
                  winner !== null || candidates.length > 1
                    ? () => {
                        pick(candidate.index);
                      }
                    : null
                }
              />
            )}
          </li>
        ))}
      </ul>
      {picked.length === 1 && pair === null && (
        <p class="quiet" role="status">
          {words('Open another attempt and choose “Compare” to lay the two side by side.')}
        </p>
      )}
      {pair !== null && (
        <Compare
          pair={pair}
          winner={winner}
          calibrated={calibrated}
          onClose={() => {
            setPicked([]);
          }}
        />
      )}
    </section>
  );
}

function pairOf(
  picked: readonly number[],
  candidates: readonly Candidate[],
  winner: Candidate | null,
): readonly [Candidate, Candidate] | null {
  const find = (index: number | undefined): Candidate | undefined =>
    candidates.find((candidate) => candidate.index === index);
  const first = find(picked[0]);
  if (first === undefined) return null;
  const second = picked.length > 1 ? find(picked[1]) : (winner ?? undefined);
  return second === undefined ? null : [first, second];
}

function AttemptBody(
  props: Pick<AttemptsProps, 'calibrated' | 'onContinue' | 'onAnnotate'> & {
    readonly candidate: Candidate;
    readonly compared: boolean;
    readonly onCompare: (() => void) | null;
  },
): JSX.Element {
  const { candidate, calibrated, compared, onCompare, onContinue, onAnnotate } = props;
  return (
    <div class="attempt-body">
      <Steps
        candidate={candidate}
        calibrated={calibrated}
        revealed={null}
        onContinue={(step) => {
          onContinue(candidate.index, step);
        }}
      />
      <div class="actions">
        {onCompare !== null && (
          <Button pressed={compared} onPress={onCompare}>
            {words('Compare')}
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
    </div>
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
          <Answer answer={candidate.answer} />
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
