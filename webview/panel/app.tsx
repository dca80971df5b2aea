/**
 * The solution panel, top to bottom: the problem, what is going on, the answer with its derivation, the vote, the
 * attempts, and how all of it was made. It renders a state and sends requests; it decides nothing.
 */
import type { JSX } from 'preact';
import { finishedCandidates, type PanelState, type SolveRun } from '../../src/host/protocol-panel.ts';
import type { Candidate, SolveResult } from '../../src/features/contracts.ts';
import { Button, ProgressRing } from '../controls/controls.ts';
import { MacroContext } from '../formula.tsx';
import { words } from '../l10n.ts';
import { Typeset } from '../typeset.tsx';
import { AbstentionView } from './abstention.tsx';
import { Attempts } from './attempts.tsx';
import { BatchList } from './batch.tsx';
import { Drafts } from './drafts.tsx';
import { History } from './history.tsx';
import { sentence, trustBreak } from './trust.ts';
import { Votes } from './votes.tsx';
import { Parts, WinnerView, type Send } from './winner.tsx';

export function App(props: { readonly state: PanelState; readonly send: Send }): JSX.Element {
  const { state, send } = props;
  const { run } = state;
  return (
    <MacroContext.Provider value={(state.batchOpen ? state.batch?.macros : run?.macros) ?? {}}>
      <main>
        <Toolbar state={state} send={send} />
        {state.historyOpen ? (
          <History entries={state.history} send={send} />
        ) : state.batch !== null && state.batchOpen ? (
          <BatchList batch={state.batch} send={send} />
        ) : run === null ? (
          <Empty />
        ) : (
          <Run key={run.id} run={run} send={send} />
        )}
      </main>
    </MacroContext.Provider>
  );
}

function Empty(): JSX.Element {
  return (
    <>
      <h1 class="visually-hidden">{words('Solution')}</h1>
      <p class="quiet">{words('Select a problem in a document and run “Vouch: Solve Selected Problem”.')}</p>
    </>
  );
}

function Toolbar(props: { readonly state: PanelState; readonly send: Send }): JSX.Element {
  const { state, send } = props;
  return (
    <div class="toolbar" role="toolbar" aria-label={words('Panel')}>
      <Button
        kind="icon"
        label={state.pinned ? words('Pinned') : words('Pin')}
        hint={words('Keep this result; the next problem opens a panel of its own')}
        pressed={state.pinned}
        onPress={() => {
          send({ type: 'pin', pinned: !state.pinned });
        }}
      >
        {state.pinned ? words('Pinned') : words('Pin')}
      </Button>
      {state.batch !== null && (
        <Button
          kind="icon"
          label={words('All problems')}
          pressed={state.batchOpen && !state.historyOpen}
          onPress={() => {
            send({ type: 'batch', open: !state.batchOpen || state.historyOpen });
          }}
        >
          {words('All problems')}
        </Button>
      )}
      {state.run !== null && state.run.phase !== 'declined' && (
        <Button
          kind="icon"
          label={words('Hints')}
          hint={words('Show the first step only; the next ones on request')}
          pressed={state.run.revealed !== null}
          onPress={() => {
            send({ type: 'reveal', revealed: state.run?.revealed == null ? 1 : null });
          }}
        >
          {words('Hints')}
        </Button>
      )}
      <Button
        kind="icon"
        label={words('History')}
        pressed={state.historyOpen}
        onPress={() => {
          send({ type: 'history', open: !state.historyOpen });
        }}
      >
        {words('History')}
      </Button>
      <span class="spring" />
      <Button
        kind="icon"
        label={words('Smaller text')}
        onPress={() => {
          send({ type: 'fontSize', delta: -1 });
        }}
      >
        <span class="sign smaller" />
      </Button>
      <Button
        kind="icon"
        label={words('Larger text')}
        onPress={() => {
          send({ type: 'fontSize', delta: 1 });
        }}
      >
        <span class="sign larger" />
      </Button>
    </div>
  );
}

function Run(props: { readonly run: SolveRun; readonly send: Send }): JSX.Element {
  const { run, send } = props;
  const { result } = run;
  return (
    <>
      <section class="problem" aria-label={words('Problem')}>
        <h1 class="visually-hidden">{words('Solution')}</h1>
        <Typeset text={run.problem} />
        {run.continued !== undefined && (
          <p class="quiet">
            {words(
              'Every attempt continues attempt {0} after step {1}.',
              run.continued.attempt + 1,
              run.continued.step + 1,
            )}
          </p>
        )}
      </section>
      <Status run={run} send={send} />
      {(run.phase === 'running' || result === null) && <Unfinished run={run} send={send} />}
      {result !== null && <Finished run={run} result={result} send={send} />}
      <Footer run={run} />
    </>
  );
}

function Status(props: { readonly run: SolveRun; readonly send: Send }): JSX.Element | null {
  const { run, send } = props;
  if (run.phase === 'running') return <Running run={run} send={send} />;
  if (run.phase === 'done') return null;
  const titles = {
    failed: words('This solve failed'),
    cancelled: words('Cancelled'),
    declined: words('Not a problem that Vouch can answer'),
  };
  return (
    <section class={`notice ${run.phase}`} role="status">
      <h2>{titles[run.phase]}</h2>
      {run.message !== null && <p>{sentence(run.message)}</p>}
      {run.drafts.some((draft) => draft.candidate !== null) && (
        <p>{words('The attempts that were finished before are kept below.')}</p>
      )}
      {run.phase !== 'declined' && <Retry run={run} send={send} />}
    </section>
  );
}

/** What can be done about a solve that did not come to its end. */
function Retry(props: { readonly run: SolveRun; readonly send: Send }): JSX.Element {
  const { run, send } = props;
  return (
    <div class="actions">
      <Button
        kind="primary"
        onPress={() => {
          send({ type: 'again' });
        }}
      >
        {words('Solve again')}
      </Button>
      {finishedCandidates(run).length > 0 && (
        <Button
          hint={words('On top of those there are; all of them vote')}
          onPress={() => {
            send({ type: 'more' });
          }}
        >
          {words('Write more attempts')}
        </Button>
      )}
      {run.phase === 'failed' && (
        <Button
          onPress={() => {
            send({ type: 'showLog' });
          }}
        >
          {words('Show log')}
        </Button>
      )}
    </div>
  );
}

function Running(props: { readonly run: SolveRun; readonly send: Send }): JSX.Element {
  const { run, send } = props;
  return (
    <section class="running" aria-label={words('Progress')}>
      <ProgressRing label={words('Working')} />
      <span class="running-text">{progressText(run)}</span>
      <Button
        id="cancel"
        onPress={() => {
          send({ type: 'cancel' });
        }}
      >
        {words('Cancel')}
      </Button>
    </section>
  );
}

function progressText({ progress, drafts }: SolveRun): string {
  if (progress === null) return drafts.length > 0 ? words('Writing solutions') : words('Starting');
  const { phase, done, total, message, tokensPerSecond } = progress;
  if (phase === 'generating') {
    const speed = tokensPerSecond === undefined ? [] : [words('{0} tokens/s', tokensPerSecond.toFixed(0))];
    return [words('Writing solutions'), ...speed].join(' · ');
  }
  const share =
    total === null || total === 0 ? [] : [`${((100 * Math.min(done, total)) / total).toFixed(0)}%`];
  return [message ?? phase, ...share].join(' · ');
}

function Unfinished(props: { readonly run: SolveRun; readonly send: Send }): JSX.Element {
  const { run, send } = props;
  if (run.phase === 'running') return <Drafts drafts={run.drafts} hidden={run.revealed !== null} />;
  return (
    <Attempts
      title={words('Finished attempts')}
      candidates={finishedCandidates(run)}
      winner={null}
      calibrated={run.model?.calibrated ?? false}
      onContinue={(candidate, step) => {
        send({ type: 'continue', candidate, step });
      }}
      onAnnotate={(candidate) => {
        send({ type: 'annotate', candidate });
      }}
    />
  );
}

function Finished(props: {
  readonly run: SolveRun;
  readonly result: SolveResult;
  readonly send: Send;
}): JSX.Element {
  const { run, result, send } = props;
  const winner = result.candidates.find((candidate) => candidate.index === result.winner?.candidate) ?? null;
  const others = byScore(finishedCandidates(run).filter((candidate) => candidate !== winner));
  const hinting = run.revealed !== null && winner !== null && run.revealed < winner.steps.length;
  return (
    <>
      {winner !== null && <WinnerView run={run} result={result} candidate={winner} send={send} />}
      {winner === null && (
        <AbstentionView
          abstained={result.abstained ?? { reason: words('No attempt gave an answer.'), advice: [] }}
          attempts={result.candidates.length}
          send={send}
        />
      )}
      {!hinting && result.parts !== undefined && result.parts.length > 0 && (
        <Parts parts={result.parts} calibrated={result.model.calibrated} />
      )}
      {!hinting && (
        <>
          <Votes
            groups={result.groups}
            winner={result.winner?.answer ?? null}
            withoutAnswer={result.candidates.filter((candidate) => candidate.answer === null).length}
          />
          <Attempts
            title={winner === null ? words('Attempts') : words('Other attempts')}
            candidates={others}
            winner={winner}
            calibrated={result.model.calibrated}
            onContinue={(candidate, step) => {
              send({ type: 'continue', candidate, step });
            }}
            onAnnotate={(candidate) => {
              send({ type: 'annotate', candidate });
            }}
          />
        </>
      )}
      {winner !== null && !hinting && run.phase !== 'running' && (
        <div class="actions">
          <Button
            hint={words('On top of those there are; all of them vote')}
            onPress={() => {
              send({ type: 'more' });
            }}
          >
            {words('Write more attempts')}
          </Button>
          <Button
            onPress={() => {
              send({ type: 'again' });
            }}
          >
            {words('Solve again')}
          </Button>
        </div>
      )}
    </>
  );
}

/** The best first; an attempt that exact algebra refutes stands behind all others, whatever the model thinks of it. */
function byScore(candidates: readonly Candidate[]): Candidate[] {
  const refuted = (candidate: Candidate): number => (trustBreak(candidate)?.by === 'exact' ? 1 : 0);
  return [...candidates].sort(
    (a, b) => refuted(a) - refuted(b) || (b.score ?? 0) - (a.score ?? 0) || a.index - b.index,
  );
}

function Footer({ run }: { readonly run: SolveRun }): JSX.Element | null {
  const { result } = run;
  const model = result?.model ?? run.model;
  const device = result?.device ?? run.model?.device;
  const facts = [
    model == null ? null : words('model {0} ({1})', shortName(model.id), model.precision),
    device === undefined ? null : words('device {0}', device),
    result === null ? null : words('seed {0}', result.seed),
    result === null ? null : attemptsText(result.candidates.length),
    result === null ? null : words('{0} s', (result.timings.totalMs / 1000).toFixed(1)),
    result === null ? null : words('{0} tokens/s', result.timings.tokensPerSecond.toFixed(0)),
  ].filter((fact) => fact !== null);
  if (facts.length === 0) return null;
  // A line ends between two facts, never between a number and its unit; only a model's name may be too long for that.
  const [first, ...others] = facts;
  return (
    <footer>
      {first}
      {others.map((fact) => (
        <>
          {' · '}
          <span class="joined">{fact}</span>
        </>
      ))}
    </footer>
  );
}

function attemptsText(count: number): string {
  return count === 1 ? words('1 attempt') : words('{0} attempts', count);
}

/** A model folder's last name; a Hugging Face name stays whole. */
function shortName(id: string): string {
  return /^([/\\]|[A-Za-z]:)/.test(id) ? (id.split(/[/\\]/).filter(Boolean).at(-1) ?? id) : id;
}
