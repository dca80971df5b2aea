/**
 * All problems of a file as a list that fills as they are solved: answer and confidence, or why there is none. A
 * solved one opens its derivation; the list stays and is one press away.
 */
import type { JSX } from 'preact';
import type { Batch, BatchItem } from '../../src/host/protocol-panel.ts';
import { Button, ProgressRing } from '../controls/controls.ts';
import { Answer } from '../formula.tsx';
import { words } from '../l10n.ts';
import { Typeset } from '../typeset.tsx';
import { abstentionReason } from './abstention-words.ts';
import { percent, sentence } from './trust.ts';
import type { Send } from './winner.tsx';

export function BatchList(props: { readonly batch: Batch; readonly send: Send }): JSX.Element {
  const { batch, send } = props;
  const { items, phase } = batch;
  const solved = items.filter((item) => item.phase === 'done').length;
  return (
    <section class="batch" aria-label={words('Problems of this file')}>
      <h1 class="batch-title">{words('Problems of {0}', batch.title)}</h1>
      {phase === 'running' ? (
        <BatchProgress batch={batch} solved={solved} send={send} />
      ) : (
        <p role="status">
          {words(
            'Trusted answers: {0} of {1}',
            items.filter((item) => item.answer !== null).length,
            items.length,
          )}
        </p>
      )}
      {batch.message !== null && <p class="notice-text">{sentence(batch.message)}</p>}
      <ul>
        {items.map((item) => (
          <li key={item.id} class={`batch-item ${item.phase}`}>
            <Row item={item} samples={batch.samples} send={send} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function BatchProgress(props: {
  readonly batch: Batch;
  readonly solved: number;
  readonly send: Send;
}): JSX.Element {
  const { batch, solved, send } = props;
  const { progress } = batch;
  const solvable = batch.items.filter((item) => item.phase !== 'declined').length;
  const speed = progress?.tokensPerSecond;
  const facts = [
    words('{0} of {1} done', solved, solvable),
    ...(progress?.message === undefined ? [] : [progress.message]),
    ...(speed === undefined ? [] : [words('{0} tokens/s', speed.toFixed(0))]),
  ];
  return (
    <div class="running">
      <ProgressRing label={words('Working')} />
      <span class="running-text" role="status">
        {facts.join(' · ')}
      </span>
      <Button
        id="cancel"
        onPress={() => {
          send({ type: 'cancel' });
        }}
      >
        {words('Cancel')}
      </Button>
    </div>
  );
}

function Row(props: {
  readonly item: BatchItem;
  readonly samples: number;
  readonly send: Send;
}): JSX.Element {
  const { item, samples, send } = props;
  return (
    <>
      <div class="batch-problem">
        <span class="quiet">{words('Line {0}', item.line)}</span>
        <Typeset text={item.problem} />
      </div>
      <div class="batch-result">
        <Outcome item={item} samples={samples} />
        {item.phase === 'done' && (
          <Button
            label={words('Show the derivation of line {0}', item.line)}
            onPress={() => {
              send({ type: 'openHistory', id: item.id });
            }}
          >
            {words('Show')}
          </Button>
        )}
      </div>
    </>
  );
}

function Outcome(props: { readonly item: BatchItem; readonly samples: number }): JSX.Element {
  const { item, samples } = props;
  if (item.phase === 'running') {
    return <span class="quiet">{words('{0} of {1} attempts written', item.written, samples)}</span>;
  }
  if (item.answer !== null) {
    return (
      <span class="batch-answer">
        <Answer answer={item.answer} />
        {item.confidence !== null && (
          <span class="quiet">{words('{0} likely to be right', percent(item.confidence))}</span>
        )}
      </span>
    );
  }
  if (item.phase === 'cancelled') return <span class="quiet">{words('cancelled')}</span>;
  if (item.phase === 'failed') return <span class="quiet">{words('ended by an error')}</span>;
  if (item.phase === 'declined') return <span class="quiet">{item.message}</span>;
  return (
    <span class="batch-none">
      <strong>{words('No trusted answer')}</strong>
      {item.message !== null && <span class="quiet">{sentence(abstentionReason(item.message))}</span>}
    </span>
  );
}
