/** Two attempts side by side, each with its answer and its score; beneath each other where there is no room. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Candidate } from '../../src/features/contracts.ts';
import { Button } from '../controls/controls.ts';
import { Answer } from '../formula.tsx';
import { words } from '../l10n.ts';
import { Score } from './score.tsx';
import { Steps } from './steps.tsx';

export interface CompareProps {
  readonly pair: readonly [Candidate, Candidate];
  readonly winner: Candidate | null;
  readonly calibrated: boolean;
  readonly onClose: () => void;
}

export function Compare({ pair, winner, calibrated, onClose }: CompareProps): JSX.Element {
  const section = useRef<HTMLElement>(null);
  // It opens below the list, where it might go unseen.
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
  }, [pair[0].index, pair[1].index]);
  return (
    <section ref={section} class="compare" aria-label={words('Two attempts side by side')}>
      <div class="compare-head">
        <h2>{words('Attempts {0} and {1}', pair[0].index + 1, pair[1].index + 1)}</h2>
        <Button onPress={onClose}>{words('Close')}</Button>
      </div>
      <div class="columns">
        {pair.map((candidate) => (
          <div key={candidate.index} class="column">
            <p class="draft-head">
              <span class="column-title">
                <strong>{words('Attempt {0}', candidate.index + 1)}</strong>{' '}
                {candidate === winner && <span class="quiet">{words('chosen')}</span>}
              </span>
              {candidate.answer !== null && <Answer answer={candidate.answer} />}
              {candidate.score !== null && <Score score={candidate.score} />}
            </p>
            <Steps candidate={candidate} calibrated={calibrated} revealed={null} />
          </div>
        ))}
      </div>
    </section>
  );
}
