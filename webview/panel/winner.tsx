/**
 * The chosen answer with its confidence, its derivation (whole, or step by step as hints) and what can be done with
 * it.
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Candidate, PartResult, SolveResult } from '../../src/features/contracts.ts';
import type { PanelRequest, SolveRun } from '../../src/host/protocol-panel.ts';
import { Badge, Button, type ButtonProps } from '../controls/controls.ts';
import { Answer } from '../formula.tsx';
import { words } from '../l10n.ts';
import { abstentionReason } from './abstention-words.ts';
import { Steps } from './steps.tsx';
import { percent, sentence, votesText } from './trust.ts';

export type Send = (request: PanelRequest) => void;

export interface WinnerProps {
  readonly run: SolveRun;
  readonly result: SolveResult;
  readonly candidate: Candidate;
  readonly send: Send;
}

export function WinnerView({ run, result, candidate, send }: WinnerProps): JSX.Element {
  const total = candidate.steps.length;
  const hidden = run.revealed !== null && run.revealed < total;
  return (
    <section class="winner" aria-label={words('Answer and derivation')}>
      {hidden ? (
        <h2 class="answer-line">{words('Hint: step {0} of {1}', run.revealed, total)}</h2>
      ) : (
        <AnswerLine result={result} candidate={candidate} />
      )}
      <Steps
        candidate={candidate}
        calibrated={result.model.calibrated}
        revealed={run.revealed}
        onContinue={(step) => {
          send({ type: 'continue', candidate: candidate.index, step });
        }}
      />
      {hidden ? (
        <div class="actions">
          <Button
            kind="primary"
            onPress={() => {
              send({ type: 'reveal', revealed: (run.revealed ?? 0) + 1 });
            }}
          >
            {words('Next step')}
          </Button>
          <Button
            onPress={() => {
              send({ type: 'reveal', revealed: null });
            }}
          >
            {words('Show all')}
          </Button>
        </div>
      ) : (
        <WinnerActions run={run} candidate={candidate} send={send} />
      )}
    </section>
  );
}

function AnswerLine({
  result,
  candidate,
}: {
  readonly result: SolveResult;
  readonly candidate: Candidate;
}): JSX.Element {
  const { winner } = result;
  const last = candidate.exact?.at(-1);
  const isProven = last?.tier === 'question' && last.verdict === 'correct';
  return (
    <>
      <h2 class="answer-line">
        <span class="answer-label">{words('Answer')}</span>
        {winner !== null && (
          <span class="answer">
            <Answer answer={winner.answer} />
          </span>
        )}
      </h2>
      {isProven && (
        <p class="confidence">
          <Badge>{words('proven')}</Badge> <span>{sentence(last.reason)}</span>
        </p>
      )}
      {winner !== null && (
        <Confidence confidence={winner.confidence} calibrated={result.model.calibrated} isProven={isProven} />
      )}
    </>
  );
}

function Confidence(props: {
  readonly confidence: number | null;
  readonly calibrated: boolean;
  /** By the question itself: then the model's judgement is beside the point. */
  readonly isProven: boolean;
}): JSX.Element | null {
  if (props.confidence === null || !props.calibrated) {
    return props.isProven ? null : (
      <p class="confidence">
        <Badge>{words('uncalibrated')}</Badge>{' '}
        <span class="quiet">
          {words('This model’s scores have not been measured against right answers; trust the votes more.')}
        </span>
      </p>
    );
  }
  const likely = percent(props.confidence);
  const text = props.isProven
    ? words('{0} likely to be right', likely)
    : words('{0} likely to be right, judged by the model', likely);
  return (
    <p
      class="confidence"
      title={words('Measured on problems with known answers: so often were answers like this one right.')}
    >
      <svg viewBox="0 0 100 6" class="confidence-bar" aria-hidden="true" preserveAspectRatio="none">
        <rect class="vote-track" width="100" height="6" />
        <rect class="vote-fill" width={100 * props.confidence} height="6" />
      </svg>
      <span>{text}</span>
    </p>
  );
}

type Look = Pick<ButtonProps, 'kind' | 'place'>;

function WinnerActions(props: {
  readonly run: SolveRun;
  readonly candidate: Candidate;
  readonly send: Send;
}): JSX.Element {
  const { run, candidate, send } = props;
  const [more, setMore] = useState(false);
  const { index } = candidate;
  const act = (text: string, request: PanelRequest, look: Look = {}): JSX.Element => (
    <Button
      {...look}
      onPress={() => {
        send(request);
      }}
    >
      {text}
    </Button>
  );
  const copy = (form: 'latex' | 'markdown', look?: Look): JSX.Element =>
    act(
      form === 'latex' ? words('Copy as LaTeX') : words('Copy as Markdown'),
      { type: 'copy', form, candidate: index },
      look,
    );
  const hasDocument = run.source !== null;
  // Where all four buttons have no room in a line, the form that the document is not written in stands behind "More".
  const foreign = run.source?.languageId === 'markdown' ? 'latex' : 'markdown';
  return (
    <div class="actions" role="toolbar" aria-label={words('Actions')}>
      {hasDocument &&
        act(words('Insert below'), { type: 'insert', form: 'plain', candidate: index }, { kind: 'primary' })}
      {copy('latex', foreign === 'latex' ? { place: 'wide' } : {})}
      {copy('markdown', foreign === 'markdown' ? { place: 'wide' } : {})}
      <Button
        expanded={more}
        onPress={() => {
          setMore(!more);
        }}
      >
        {more ? words('Less') : words('More…')}
      </Button>
      {more && (
        <>
          {copy(foreign, { place: 'narrow' })}
          {hasDocument &&
            act(words('Insert as solution'), { type: 'insert', form: 'solution', candidate: index })}
          {hasDocument &&
            act(words('Insert as comment'), { type: 'insert', form: 'comment', candidate: index })}
          {act(words('Copy as MathML'), { type: 'copy', form: 'mathml', candidate: index })}
          {act(words('Save as HTML'), { type: 'save', candidate: index })}
          {act(words('Send to annotation'), { type: 'annotate', candidate: index })}
        </>
      )}
    </div>
  );
}

/** One line a part: its answer with votes and confidence, or why it has none. */
export function Parts(props: {
  readonly parts: readonly PartResult[];
  readonly calibrated: boolean;
}): JSX.Element {
  return (
    <section class="parts" aria-label={words('Parts')}>
      <h2>{words('Parts')}</h2>
      <ul>
        {props.parts.map((part) => (
          <li key={part.part} class="part">
            <strong class="part-name">({part.part})</strong>
            <PartVerdict part={part} calibrated={props.calibrated} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PartVerdict(props: { readonly part: PartResult; readonly calibrated: boolean }): JSX.Element {
  const { winner, abstained, groups } = props.part;
  if (winner === null) {
    return (
      <span class="quiet">
        {words('no trusted answer')}
        {abstained === null ? '' : `: ${abstentionReason(abstained.reason)}`}
      </span>
    );
  }
  const all = groups.reduce((sum, group) => sum + group.votes, 0);
  const votes = groups.find((group) => group.answer === winner.answer)?.votes ?? 0;
  return (
    <>
      <span class="part-answer">
        <Answer answer={winner.answer} />
      </span>
      <span class="quiet">
        {votesText(votes, all)}
        {' · '}
        {winner.confidence === null || !props.calibrated
          ? words('uncalibrated')
          : words('{0} likely to be right', percent(winner.confidence))}
      </span>
    </>
  );
}
