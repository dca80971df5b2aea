/**
 * The vote as a bar chart in SVG: one bar an answer, its length the group's weight, with votes and members in words.
 */
import type { JSX } from 'preact';
import type { AnswerGroup } from '../../src/features/contracts.ts';
import { Answer } from '../formula.tsx';
import { words } from '../l10n.ts';
import { percent, votesText } from './trust.ts';

export interface VotesProps {
  readonly groups: readonly AnswerGroup[];
  readonly winner: string | null;
  readonly withoutAnswer: number;
}

export function Votes({ groups, winner, withoutAnswer }: VotesProps): JSX.Element | null {
  if (groups.length === 0 && withoutAnswer === 0) return null;
  const total = groups.reduce((sum, group) => sum + group.weight, 0);
  return (
    <section class="votes" aria-label={words('Votes')}>
      <h2>{words('Votes')}</h2>
      <ul>
        {groups.map((group) => {
          const share = total > 0 ? group.weight / total : 0;
          return (
            <li key={group.answer} class={group.answer === winner ? 'vote winner' : 'vote'}>
              <span class="vote-answer">
                <Answer answer={group.answer} />
              </span>
              <svg class="vote-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                <rect class="vote-track" x="0" y="0" width="100" height="8" />
                <rect class="vote-fill" x="0" y="0" width={Math.max(0.5, 100 * share)} height="8" />
              </svg>
              <span class="vote-count">
                {votesText(group.votes, countVotes(groups))}
                {groups.length > 1 &&
                  total !== countVotes(groups) &&
                  ` · ${words('{0} of the weight', percent(share))}`}
              </span>
            </li>
          );
        })}
      </ul>
      {withoutAnswer > 0 && (
        <p class="quiet">
          {withoutAnswer === 1
            ? words('One attempt gave no readable answer.')
            : words('{0} attempts gave no readable answer.', withoutAnswer)}
        </p>
      )}
    </section>
  );
}

function countVotes(groups: readonly AnswerGroup[]): number {
  return groups.reduce((sum, group) => sum + group.votes, 0);
}
