/**
 * The recorded states of the panels (test/data/panel, made by `npm run shots:record` with the real model) and the
 * pictures that are taken of them: which state, in which theme, at which width. Plain data; who replays them is
 * `replay.ts`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnnotateEvent } from '../../src/host/protocol-annotate.ts';
import { emptyPanelState, type PanelEvent } from '../../src/host/protocol-panel.ts';
import { root } from './driver.ts';
import { themes, type ThemeName } from './look.ts';

export type PageName = 'solution' | 'annotation';
/** A panel of 560, 430 and 340 pixels. */
export type Width = 'wide' | 'middle' | 'narrow';

export interface Scene {
  readonly name: string;
  readonly page: PageName;
  /** The file in test/data/panel whose state it shows; null for the page before anything was asked of it. */
  readonly state: string | null;
  /** What is opened by clicks in the page itself, in this order: selectors. */
  readonly clicks?: readonly string[];
  /** What is scrolled into sight, where that is not the top. */
  readonly at?: string;
  /** Also looked at where there is little room. */
  readonly narrow?: boolean;
}

export const scenes: readonly Scene[] = [
  { name: 'empty', page: 'solution', state: null },
  { name: 'declined', page: 'solution', state: 'declined' },
  { name: 'solving', page: 'solution', state: 'solving' },
  { name: 'solution', page: 'solution', state: 'solution', narrow: true },
  {
    name: 'actions',
    page: 'solution',
    state: 'solution',
    clicks: ['.winner .actions vscode-button[aria-expanded=false]'],
  },
  { name: 'hint', page: 'solution', state: 'hint' },
  {
    name: 'compare',
    page: 'solution',
    state: 'solution',
    clicks: ['.attempt-head', '.attempt-body .actions vscode-button'],
    at: '.compare',
    narrow: true,
  },
  { name: 'abstention', page: 'solution', state: 'abstention', clicks: ['.attempt-head'], narrow: true },
  { name: 'parts', page: 'solution', state: 'parts' },
  { name: 'parts-doubted', page: 'solution', state: 'parts-doubted' },
  { name: 'failed', page: 'solution', state: 'failed' },
  { name: 'file-running', page: 'solution', state: 'file-running' },
  { name: 'file', page: 'solution', state: 'file', narrow: true },
  { name: 'history', page: 'solution', state: 'history' },
  {
    name: 'annotation',
    page: 'annotation',
    state: 'annotation',
    clicks: ['.step-pick >> nth=1'],
    narrow: true,
  },
  { name: 'annotation-done', page: 'annotation', state: 'annotation-done' },
];

export interface Shot {
  /** Also the name of its file in `picturesFolder`. */
  readonly name: string;
  readonly scene: Scene;
  readonly theme: ThemeName;
  readonly width: Width;
}

/** Ordered so that page, theme and width change as seldom as they can. */
export const shots: readonly Shot[] = (['solution', 'annotation'] as const).flatMap((page) => {
  const ours = scenes.filter((scene) => scene.page === page);
  const wide = (Object.keys(themes) as ThemeName[]).flatMap((theme) =>
    ours.map((scene): Shot => ({ name: `${scene.name}-${theme}`, scene, theme, width: 'wide' })),
  );
  const narrow = ours
    .filter((scene) => scene.narrow === true)
    .map((scene): Shot => {
      return { name: `${scene.name}-high-contrast-narrow`, scene, theme: 'high-contrast', width: 'narrow' };
    });
  return [...wide, ...narrow];
});

export const statesFolder = join(root, 'test/data/panel');
export const picturesFolder = join(statesFolder, 'pictures');

/** The message with which the extension shows a state: the same that it posts when a panel appears. */
export function messageOf(scene: Scene): PanelEvent | AnnotateEvent {
  if (scene.state === null) return { type: 'state', state: emptyPanelState };
  const state: unknown = JSON.parse(readFileSync(join(statesFolder, `${scene.state}.json`), 'utf8'));
  return { type: 'state', state } as PanelEvent | AnnotateEvent;
}
