/** A learned score as a short bar and its number: what it is called says whether it is a probability. */
import type { JSX } from 'preact';
import { words } from '../l10n.ts';
import { percent } from './trust.ts';

export function Score({ score }: { readonly score: number }): JSX.Element {
  return (
    <span class="score" title={words('Score {0}', percent(score))}>
      <svg viewBox="0 0 40 6" class="score-bar" aria-hidden="true">
        <rect class="vote-track" width="40" height="6" />
        <rect class="vote-fill" width={(40 * score).toFixed(1)} height="6" />
      </svg>
      {percent(score)}
    </span>
  );
}
