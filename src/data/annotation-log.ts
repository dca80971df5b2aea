/**
 * Human labels of solutions: an append-only log of events, one file a labeller, each event on the disk before it is
 * acknowledged. The log is the truth; what an item's label is now follows from folding its events, so undo is an
 * event too. A line that a crash cut off was never acknowledged and is left out. Knows no editor.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isObject } from '../base/json.ts';

export type AnnotationVerdict = 'right' | 'wrong' | 'unsure';

/** A solution to label: ProcessBench's fields, with what is known of where it came from. */
export interface AnnotationItem {
  readonly id: string;
  readonly problem: string;
  readonly steps: readonly string[];
  readonly generator?: string;
  readonly answer?: string | null;
  /** Where it came from: file, sample seed, model, device, score; kept as it was given. */
  readonly provenance?: Readonly<Record<string, unknown>>;
}

export interface AnnotationLabel {
  readonly verdict: AnnotationVerdict;
  /** The first wrong step, from 0; null where there is none or it is not known. */
  readonly firstError: number | null;
}

/** What the labeller saw while deciding: a label given beside a suggestion is another one than a blind label. */
export interface ShownSuggestions {
  readonly score: boolean;
  readonly exact: boolean;
}

interface EventBase {
  readonly version: 1;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly labeller: string;
  readonly item: string;
}
export type AnnotationEvent =
  | (EventBase & {
      readonly type: 'label';
      readonly label: AnnotationLabel;
      readonly shown: ShownSuggestions;
      readonly timeMs: number;
      readonly content: AnnotationItem;
    })
  | (EventBase & { readonly type: 'undo' })
  | (EventBase & { readonly type: 'flag'; readonly reason: string; readonly content: AnnotationItem })
  | (EventBase & { readonly type: 'submit' });

export type LabelEvent = Extract<AnnotationEvent, { readonly type: 'label' }>;

/** Appends one event and returns when it is on the disk. A half line left by a crash is ended first. */
export function appendAnnotation(file: string, event: AnnotationEvent): void {
  mkdirSync(dirname(file), { recursive: true });
  const isBroken = existsSync(file) && !endsWithNewline(file);
  const descriptor = openSync(file, 'a');
  try {
    writeSync(descriptor, `${isBroken ? '\n' : ''}${JSON.stringify(event)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function endsWithNewline(file: string): boolean {
  const bytes = readFileSync(file);
  return bytes.length === 0 || bytes[bytes.length - 1] === 10;
}

/** All whole events of a log in order; a missing file has none. */
export function readAnnotations(file: string): AnnotationEvent[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const event: unknown = JSON.parse(line);
        return isWhole(event) ? [event as AnnotationEvent] : [];
      } catch {
        return [];
      }
    });
}

/** Whether a line is an event; a label must also carry what it labels, or nothing could be made of it. */
function isWhole(event: unknown): boolean {
  if (!isObject(event) || typeof event['type'] !== 'string' || typeof event['item'] !== 'string')
    return false;
  if (event['type'] !== 'label') return true;
  const { label, content, at } = event;
  return (
    typeof at === 'number' &&
    isObject(label) &&
    typeof label['verdict'] === 'string' &&
    isObject(content) &&
    typeof content['problem'] === 'string' &&
    Array.isArray(content['steps'])
  );
}

/** The labels that hold: the last one of each item that no undo took back, in the order of labelling. */
export function currentLabels(events: readonly AnnotationEvent[]): Map<string, LabelEvent> {
  const stacks = new Map<string, LabelEvent[]>();
  for (const event of events) {
    const stack = stacks.get(event.item) ?? [];
    if (event.type === 'label') stack.push(event);
    else if (event.type === 'undo') stack.pop();
    stacks.set(event.item, stack);
  }
  const labels = [...stacks].flatMap(([item, stack]) => {
    const last = stack.at(-1);
    return last === undefined ? [] : [[item, last] as const];
  });
  return new Map(labels.sort(([, a], [, b]) => a.at - b.at));
}

/** The item whose label an undo would take back; null when there is none. */
export function lastLabelled(events: readonly AnnotationEvent[]): string | null {
  return [...currentLabels(events).keys()].at(-1) ?? null;
}

/**
 * The unlabelled item to show next: the most uncertain one by the model's score (nearest to a half), in the file's
 * order where no score is known.
 */
export function nextItem(
  items: readonly AnnotationItem[],
  labelled: ReadonlySet<string>,
  skipped: ReadonlySet<string> = new Set(),
): AnnotationItem | null {
  const open = items.filter(({ id }) => !labelled.has(id));
  const fresh = open.filter(({ id }) => !skipped.has(id));
  const pool = fresh.length > 0 ? fresh : open;
  const doubt = (item: AnnotationItem): number => {
    const score = item.provenance?.['score'];
    return typeof score === 'number' ? Math.abs(score - 0.5) : 0.5;
  };
  return [...pool].sort((a, b) => doubt(a) - doubt(b))[0] ?? null;
}
