/**
 * What the solution panel and the extension tell each other: plain data, posted through the webview's channel. The
 * state lives in the extension and is replayed whole when the webview (re)appears; after that only events travel,
 * and both sides fold them with the same pure `applyPanelEvent`. Knows neither the editor nor the browser.
 */
import type { Candidate, Progress, SolveResult } from '../features/contracts.ts';

/** A candidate while it is being written, before the result exists. */
export interface Draft {
  readonly index: number;
  readonly text: string;
  readonly tokens: number;
  /** The whole candidate once it has ended and been judged. */
  readonly candidate: Candidate | null;
}

/** What changed in one draft since the last event; `append` is added to its text. */
export interface DraftChange {
  readonly index: number;
  readonly append?: string;
  readonly tokens?: number;
  readonly candidate?: Candidate;
}

/** The model that answers, known as soon as it is loaded. */
export interface RunModel {
  readonly id: string;
  readonly precision: string;
  readonly device: string;
  readonly calibrated: boolean;
}

export type RunPhase = 'running' | 'done' | 'failed' | 'cancelled' | 'declined';

/** One solve as the panel shows it. */
export interface SolveRun {
  readonly id: string;
  readonly problem: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly phase: RunPhase;
  readonly samples: number;
  readonly progress: Progress | null;
  readonly model: RunModel | null;
  readonly drafts: readonly Draft[];
  readonly result: SolveResult | null;
  /** What went wrong or why the problem was declined, in words; null otherwise. */
  readonly message: string | null;
  /** The document's own macros, name with backslash → replacement text. */
  readonly macros: Readonly<Record<string, string>>;
  /** Where the problem stands; null where there is no document to write into. */
  readonly source: RunSource | null;
  /** How many steps of the derivation are shown; null shows all. */
  readonly revealed: number | null;
  /** Set where every attempt continues the beginning of an earlier one. */
  readonly continued?: Continuation;
}

/** The beginning that a run's attempts share: an earlier attempt's text up to the end of a step. */
export interface Continuation {
  /** 0-based, as everywhere. */
  readonly attempt: number;
  readonly step: number;
  readonly prefix: string;
}

export interface RunSource {
  readonly uri: string;
  readonly languageId: string;
  /** UTF-16 offsets of the problem in the document. */
  readonly start: number;
  readonly end: number;
  /** The problem as it stands there, macros and all. */
  readonly text?: string;
}

export interface HistoryEntry {
  readonly id: string;
  readonly problem: string;
  readonly answer: string | null;
  readonly confidence: number | null;
  readonly at: number;
}

/** One problem of a file that is solved whole. */
export interface BatchItem {
  /** The id under which its run is kept once it is solved. */
  readonly id: string;
  readonly problem: string;
  /** From 1. */
  readonly line: number;
  readonly phase: RunPhase;
  readonly written: number;
  readonly answer: string | null;
  readonly confidence: number | null;
  /** Why it has no answer, in words. */
  readonly message: string | null;
}

/** All problems of a file, solved through one batch. */
export interface Batch {
  readonly title: string;
  readonly phase: RunPhase;
  readonly samples: number;
  readonly progress: Progress | null;
  readonly message: string | null;
  /** The document's own macros. */
  readonly macros: SolveRun['macros'];
  readonly items: readonly BatchItem[];
}

export interface PanelState {
  /** Names the panel beyond a reload; the extension keeps what it showed under it. */
  readonly panelId: string;
  readonly run: SolveRun | null;
  readonly batch: Batch | null;
  readonly batchOpen: boolean;
  readonly history: readonly HistoryEntry[];
  readonly historyOpen: boolean;
  readonly pinned: boolean;
  /** Pixels; 0 follows the editor. */
  readonly fontSize: number;
}

export const emptyPanelState: PanelState = {
  panelId: '',
  run: null,
  batch: null,
  batchOpen: false,
  history: [],
  historyOpen: false,
  pinned: false,
  fontSize: 0,
};

/** From the extension to the webview. */
export type PanelEvent =
  | { readonly type: 'state'; readonly state: PanelState }
  | { readonly type: 'run'; readonly run: SolveRun }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'model'; readonly model: RunModel }
  | { readonly type: 'drafts'; readonly changes: readonly DraftChange[] }
  | { readonly type: 'finished'; readonly result: SolveResult }
  | {
      readonly type: 'ended';
      readonly phase: 'failed' | 'cancelled' | 'declined';
      readonly message: string | null;
    }
  | { readonly type: 'revealed'; readonly revealed: number | null }
  | { readonly type: 'history'; readonly history: readonly HistoryEntry[]; readonly historyOpen: boolean }
  | { readonly type: 'batch'; readonly batch: Batch | null; readonly batchOpen: boolean }
  | { readonly type: 'look'; readonly pinned: boolean; readonly fontSize: number };

export type CopyForm = 'latex' | 'markdown' | 'mathml';
export type InsertForm = 'plain' | 'comment' | 'solution';

/** From the webview to the extension. */
export type PanelRequest =
  | { readonly type: 'ready' }
  | { readonly type: 'cancel' }
  | { readonly type: 'more' }
  | { readonly type: 'again' }
  | { readonly type: 'copy'; readonly form: CopyForm; readonly candidate: number }
  | { readonly type: 'insert'; readonly form: InsertForm; readonly candidate: number }
  | { readonly type: 'save'; readonly candidate: number }
  | { readonly type: 'continue'; readonly candidate: number; readonly step: number }
  | { readonly type: 'reveal'; readonly revealed: number | null }
  | { readonly type: 'pin'; readonly pinned: boolean }
  | { readonly type: 'fontSize'; readonly delta: -1 | 0 | 1 }
  | { readonly type: 'history'; readonly open: boolean }
  | { readonly type: 'openHistory'; readonly id: string }
  | { readonly type: 'clearHistory' }
  | { readonly type: 'batch'; readonly open: boolean }
  | { readonly type: 'annotate'; readonly candidate: number }
  | { readonly type: 'chooseModel' }
  | { readonly type: 'showLog' }
  | { readonly type: 'violation'; readonly directive: string; readonly uri: string };

/** Folds one event into the state. Pure; an event for a run that is not there changes nothing. */
export function applyPanelEvent(state: PanelState, event: PanelEvent): PanelState {
  switch (event.type) {
    case 'state':
      return event.state;
    case 'run':
      return { ...state, run: event.run, historyOpen: false, batchOpen: false };
    case 'history':
      return { ...state, history: event.history, historyOpen: event.historyOpen };
    case 'batch':
      return {
        ...state,
        batch: event.batch,
        batchOpen: event.batchOpen,
        historyOpen: state.historyOpen && !event.batchOpen,
      };
    case 'look':
      return { ...state, pinned: event.pinned, fontSize: event.fontSize };
    default:
      return state.run === null ? state : { ...state, run: applyRunEvent(state.run, event) };
  }
}

type RunEvent = Exclude<PanelEvent, { readonly type: 'state' | 'run' | 'history' | 'batch' | 'look' }>;

function applyRunEvent(run: SolveRun, event: RunEvent): SolveRun {
  switch (event.type) {
    case 'progress':
      return { ...run, progress: event.progress };
    case 'model':
      return { ...run, model: event.model };
    case 'drafts':
      return { ...run, drafts: applyDraftChanges(run.drafts, event.changes) };
    case 'finished':
      return { ...run, phase: 'done', result: event.result, progress: null, message: null };
    case 'ended':
      return { ...run, phase: event.phase, message: event.message, progress: null };
    case 'revealed':
      return { ...run, revealed: event.revealed };
  }
}

/** All finished attempts of a run: those of its result, and those that were judged after it or without one. */
export function finishedCandidates({ result, drafts }: SolveRun): readonly Candidate[] {
  const known = result?.candidates ?? [];
  const indices = new Set(known.map(({ index }) => index));
  const later = drafts.flatMap(({ candidate }) =>
    candidate === null || indices.has(candidate.index) ? [] : [candidate],
  );
  return [...known, ...later];
}

/** Drafts keep the order of their index; a change of an unknown index adds it. */
export function applyDraftChanges(drafts: readonly Draft[], changes: readonly DraftChange[]): Draft[] {
  const next = [...drafts];
  for (const { append = '', ...change } of changes) {
    const at = next.findIndex((draft) => draft.index === change.index);
    const before: Draft = next[at] ?? { index: change.index, text: '', tokens: 0, candidate: null };
    const after: Draft = { ...before, ...change, text: before.text + append };
    if (at >= 0) next[at] = after;
    else next.push(after);
  }
  return next.sort((a, b) => a.index - b.index);
}

const requestTypes: ReadonlySet<string> = new Set<PanelRequest['type']>([
  'ready',
  'cancel',
  'more',
  'again',
  'copy',
  'insert',
  'save',
  'continue',
  'reveal',
  'pin',
  'fontSize',
  'history',
  'openHistory',
  'clearHistory',
  'batch',
  'annotate',
  'chooseModel',
  'showLog',
  'violation',
]);

/** A message from a webview, or null if it is none of ours. Indices are checked where they are used. */
export function readPanelRequest(message: unknown): PanelRequest | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  const { type } = message;
  return typeof type === 'string' && requestTypes.has(type) ? (message as PanelRequest) : null;
}
