/**
 * A derivation step by step, each with the model's trust as a quiet bar and the exact check as a badge of its own.
 * Knows nothing of where the candidate came from; hints are a matter of how many steps it is told to show.
 */
import type { JSX } from 'preact';
import type { Candidate } from '../../src/features/contracts.ts';
import { words } from '../l10n.ts';
import { Typeset } from '../typeset.tsx';
import { Button } from '../controls/controls.ts';
import { exactBadge, learnedScore, markLevel, percent } from './trust.ts';

export interface StepsProps {
  readonly candidate: Candidate;
  readonly calibrated: boolean;
  /** How many steps to show; null shows all. */
  readonly revealed: number | null;
  readonly onContinue?: (step: number) => void;
}

export function Steps({ candidate, calibrated, revealed, onContinue }: StepsProps): JSX.Element {
  const steps = candidate.steps.length > 0 ? candidate.steps : [{ index: 0, text: candidate.text }];
  const shown = revealed === null ? steps : steps.slice(0, revealed);
  const marked =
    candidate.stepScores.length > 0 || candidate.exact?.some((check) => exactBadge(check) !== null) === true;
  return (
    <ol class="steps" aria-label={words('Steps')}>
      {shown.map((step, index) => (
        <li key={index} class="step">
          {marked && (
            <div class="marks">
              <LearnedMark score={learnedScore(candidate.stepScores[index])} calibrated={calibrated} />
              <ExactMark candidate={candidate} index={index} />
            </div>
          )}
          <div class="step-text">
            <Typeset text={step.text} />
            <Counterexample candidate={candidate} index={index} />
          </div>
          {onContinue !== undefined && index < steps.length - 1 && (
            <span class="step-action">
              <Button
                kind="icon"
                label={words('Write fresh continuations after step {0}', index + 1)}
                onPress={() => {
                  onContinue(index);
                }}
              >
                ↻
              </Button>
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function LearnedMark(props: {
  readonly score: number | null;
  readonly calibrated: boolean;
}): JSX.Element | null {
  const { score, calibrated } = props;
  if (score === null) return null;
  const label = words(
    calibrated ? 'The model trusts the steps up to here: {0}' : 'Uncalibrated score up to here: {0}',
    percent(score),
  );
  return (
    <span
      class={`mark ${calibrated ? markLevel(score) : 'uncalibrated'}`}
      role="img"
      aria-label={label}
      title={label}
    >
      <span class="mark-fill" style={{ height: `${Math.max(4, 100 * score).toFixed(0)}%` }} />
    </span>
  );
}

function ExactMark(props: { readonly candidate: Candidate; readonly index: number }): JSX.Element | null {
  const check = props.candidate.exact?.[props.index];
  const badge = exactBadge(check);
  if (badge === null) return null;
  const label = check === undefined || check.reason === '' ? badge.text : `${badge.text} (${check.reason})`;
  return (
    <span class={`exact ${badge.className}`} role="img" aria-label={label} title={label}>
      {badge.sign}
    </span>
  );
}

function Counterexample(props: {
  readonly candidate: Candidate;
  readonly index: number;
}): JSX.Element | null {
  const check = props.candidate.exact?.[props.index];
  if (check?.verdict !== 'wrong') return null;
  return (
    <p class="counterexample">
      {check.reason}
      {check.counterexample === undefined ? '' : ` (${check.counterexample})`}
    </p>
  );
}
