/**
 * One solution to label: the problem, its steps to click on, three verdicts with their keys. Suggestions (the model's
 * score, exact checks) are hidden until asked for, and the extension records which were shown.
 */
import type { JSX } from 'preact';
import { useEffect, useState, useRef } from 'preact/hooks';
import type {
  AnnotateItem,
  AnnotateRequest,
  AnnotateState,
  LabelVerdict,
} from '../../src/host/protocol-annotate.ts';
import { Button } from '../controls/controls.ts';
import { words } from '../l10n.ts';
import { exactBadge, percent } from '../panel/trust.ts';
import { Typeset } from '../typeset.tsx';

interface AppProps {
  readonly state: AnnotateState;
  readonly send: (request: AnnotateRequest) => void;
}

export function AnnotateApp({ state, send }: AppProps): JSX.Element {
  const { item } = state;
  return (
    <main class="annotation">
      <h1 class="visually-hidden">{words('Annotation')}</h1>
      <p class="quiet" role="status">
        {words('{0} of {1} labelled', state.labelled, state.total)}
        {state.rejected > 0 ? ` · ${words('{0} lines could not be read (see the log)', state.rejected)}` : ''}
      </p>
      <Tools state={state} send={send} />
      {item === null ? (
        <p>
          {words(
            'Everything in this file is labelled. Export the labels, or undo to go back to the last one.',
          )}
        </p>
      ) : (
        <Item key={item.id} item={item} state={state} send={send} />
      )}
    </main>
  );
}

function Tools({ state, send }: AppProps): JSX.Element {
  const { showScore, showExact, item } = state;
  return (
    <div class="actions" role="toolbar" aria-label={words('Tools')}>
      <Button
        disabled={!state.canUndo}
        onPress={() => {
          send({ type: 'undo' });
        }}
      >
        {words('Undo (U)')}
      </Button>
      {item !== null && (
        <>
          <Button
            pressed={showScore}
            onPress={() => {
              send({ type: 'show', score: !showScore, exact: showExact });
            }}
          >
            {words('Model score')}
          </Button>
          <Button
            pressed={showExact}
            onPress={() => {
              send({ type: 'show', score: showScore, exact: !showExact });
            }}
          >
            {words('Exact checks')}
          </Button>
        </>
      )}
      <Button
        onPress={() => {
          send({ type: 'export' });
        }}
      >
        {words('Export…')}
      </Button>
    </div>
  );
}

function Item(props: AppProps & { readonly item: AnnotateItem }): JSX.Element {
  const { item, state, send } = props;
  const [firstError, setFirstError] = useState<number | null>(null);
  // A key pressed right after a click must not see the step that was chosen before it.
  const chosen = useRef<number | null>(null);
  const choose = (step: number | null): void => {
    chosen.current = step;
    setFirstError(step);
  };
  const [started] = useState(() => performance.now());
  const label = (verdict: LabelVerdict): void => {
    const timeMs = Math.round(performance.now() - started);
    send({
      type: 'label',
      id: item.id,
      verdict,
      firstError: verdict === 'wrong' ? chosen.current : null,
      timeMs,
    });
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const last = item.steps.length - 1;
      const actions: Readonly<Record<string, () => void>> = {
        '1': () => {
          label('right');
        },
        '2': () => {
          label('wrong');
        },
        '3': () => {
          label('unsure');
        },
        u: () => {
          send({ type: 'undo' });
        },
        s: () => {
          send({ type: 'skip', id: item.id });
        },
        ArrowDown: () => {
          choose(chosen.current === null ? 0 : Math.min(last, chosen.current + 1));
        },
        ArrowUp: () => {
          choose(chosen.current === null || chosen.current === 0 ? null : chosen.current - 1);
        },
      };
      const action = actions[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  });
  return (
    <>
      <section class="problem" aria-label={words('Problem')}>
        <Typeset text={item.problem} />
      </section>
      <p class="quiet">
        {words('Click the first wrong step, or use the arrow keys; then give the verdict.')}
      </p>
      <ol class="steps" aria-label={words('Steps')}>
        {item.steps.map((text, index) => (
          <li key={index} class={firstError === index ? 'step chosen' : 'step'}>
            <button
              type="button"
              class="step-pick"
              aria-pressed={firstError === index}
              aria-label={words('Step {0} is the first wrong one', index + 1)}
              onClick={() => {
                choose(firstError === index ? null : index);
              }}
            >
              {firstError === index ? '✗' : index + 1}
            </button>
            <div class="step-text">
              <Typeset text={text} />
              {state.showExact && <Exact item={item} index={index} />}
            </div>
          </li>
        ))}
      </ol>
      {state.showScore && (
        <p class="quiet">
          {item.score === null ? words('No model score is known.') : words('Score {0}', percent(item.score))}
        </p>
      )}
      <Verdicts
        label={label}
        wrongIsNext={firstError !== null}
        skip={() => {
          send({ type: 'skip', id: item.id });
        }}
      />
    </>
  );
}

function Verdicts(props: {
  readonly label: (verdict: LabelVerdict) => void;
  /** A first wrong step is chosen: only then is one verdict put forward, since a labeller is not to be led. */
  readonly wrongIsNext: boolean;
  readonly skip: () => void;
}): JSX.Element {
  const { label, wrongIsNext, skip } = props;
  const texts: readonly [LabelVerdict, string][] = [
    ['right', words('Right (1)')],
    ['wrong', words('Wrong (2)')],
    ['unsure', words('Unsure (3)')],
  ];
  return (
    <div class="actions" role="toolbar" aria-label={words('Verdict')}>
      {texts.map(([verdict, text]) => (
        <Button
          key={verdict}
          kind={wrongIsNext && verdict === 'wrong' ? 'primary' : 'secondary'}
          onPress={() => {
            label(verdict);
          }}
        >
          {text}
        </Button>
      ))}
      <Button onPress={skip}>{words('Skip (S)')}</Button>
    </div>
  );
}

function Exact(props: { readonly item: AnnotateItem; readonly index: number }): JSX.Element | null {
  const check = props.item.exact[props.index];
  const badge = exactBadge(check);
  if (badge === null) return null;
  return (
    <p class={badge.className === 'wrong' ? 'counterexample' : 'quiet'}>
      {badge.sign} {badge.text}
      {check === undefined || check.reason === '' ? '' : ` (${check.reason})`}
    </p>
  );
}
