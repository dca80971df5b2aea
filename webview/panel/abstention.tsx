/** A result that nobody should trust: what was tried, why it is not put forward, what could help. */
import type { JSX } from 'preact';
import type { Abstention } from '../../src/features/contracts.ts';
import { Button } from '../controls/controls.ts';
import { words } from '../l10n.ts';
import { abstentionReason, adviceText } from './abstention-words.ts';
import { remedies, type Remedy } from './advice.ts';
import { sentence } from './trust.ts';
import type { Send } from './winner.tsx';

export function AbstentionView(props: {
  readonly abstained: Abstention;
  readonly attempts: number;
  readonly send: Send;
}): JSX.Element {
  const { abstained, attempts, send } = props;
  return (
    <section class="abstention" aria-label={words('No trusted answer')}>
      <h2>{words('No trusted answer')}</h2>
      <p>
        {attempts === 1
          ? words('One attempt was written and judged; its answer is not put forward.')
          : words('{0} attempts were written and judged; none of their answers is put forward.', attempts)}
      </p>
      <p>{sentence(abstentionReason(abstained.reason))}</p>
      {abstained.advice.length > 0 && (
        <>
          <h3>{words('What could help')}</h3>
          <ul>
            {abstained.advice.map((advice) => (
              <li key={advice}>{sentence(adviceText(advice))}</li>
            ))}
          </ul>
        </>
      )}
      <AbstentionActions advice={abstained.advice} send={send} />
    </section>
  );
}

function AbstentionActions(props: { readonly advice: readonly string[]; readonly send: Send }): JSX.Element {
  const { first, others } = remedies(props.advice);
  const texts: Readonly<Record<Remedy, string>> = {
    more: words('Write more attempts'),
    chooseModel: words('Choose another model'),
    again: words('Solve again'),
  };
  const button = (remedy: Remedy, kind: 'primary' | 'secondary'): JSX.Element => (
    <Button
      key={remedy}
      kind={kind}
      onPress={() => {
        props.send({ type: remedy });
      }}
    >
      {texts[remedy]}
    </Button>
  );
  return (
    <div class="actions">
      {first !== null && button(first, 'primary')}
      {others.map((remedy) => button(remedy, 'secondary'))}
    </div>
  );
}
