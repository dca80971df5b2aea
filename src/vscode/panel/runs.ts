/**
 * The runs of this workspace on disk: one JSON file a run under the extension's workspace storage, which the editor
 * neither syncs nor shares. Serves the history and the panels that come back after a reload. Knows no editor.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch, HistoryEntry, SolveRun } from '../../host/protocol-panel.ts';

/** What a panel shows, to be shown again after a reload. */
export interface PanelView {
  readonly panelId: string;
  readonly runId: string | null;
  readonly pinned: boolean;
  /** The list of a file's problems, if it was open. */
  readonly batch: Batch | null;
}

/** As many panels as anybody has open at once. */
const mostViews = 20;
const viewsFile = 'views';

export class RunStore {
  readonly #folder: string;
  #last: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes a run whole or not at all, and forgets the oldest beyond `keep` (≥ 1). Writes follow each other. */
  async save(run: SolveRun, keep: number): Promise<void> {
    const write = this.#last.then(() => this.#write(run, keep));
    this.#last = write.catch(() => undefined);
    await write;
  }

  async #write(run: SolveRun, keep: number): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const file = join(this.#folder, `${run.id}.json`);
    await writeFile(`${file}.tmp`, JSON.stringify(run));
    await rename(`${file}.tmp`, file);
    const ids = await this.#ids();
    await Promise.all(ids.slice(0, Math.max(0, ids.length - keep)).map((id) => this.remove(id)));
  }

  /** Keeps what a panel shows, the newest first. */
  async remember(view: PanelView): Promise<void> {
    const write = this.#last.then(async () => {
      await mkdir(this.#folder, { recursive: true });
      const others = (await this.#views()).filter(({ panelId }) => panelId !== view.panelId);
      const file = join(this.#folder, viewsFile);
      await writeFile(`${file}.tmp`, JSON.stringify([view, ...others].slice(0, mostViews)));
      await rename(`${file}.tmp`, file);
    });
    this.#last = write.catch(() => undefined);
    await write;
  }

  /** What a panel showed; without its id, what any panel showed last. Null where nothing was kept. */
  async recall(panelId: string | null): Promise<PanelView | null> {
    const views = await this.#views();
    return views.find((view) => panelId === null || view.panelId === panelId) ?? null;
  }

  async #views(): Promise<PanelView[]> {
    try {
      const views: unknown = JSON.parse(await readFile(join(this.#folder, viewsFile), 'utf8'));
      return Array.isArray(views) ? (views as PanelView[]) : [];
    } catch {
      return [];
    }
  }

  /** A run by its id; null when it is not there or cannot be read. */
  async load(id: string): Promise<SolveRun | null> {
    if (!/^[\w-]+$/.test(id)) return null;
    try {
      return JSON.parse(await readFile(join(this.#folder, `${id}.json`), 'utf8')) as SolveRun;
    } catch {
      return null;
    }
  }

  /** Newest first. */
  async entries(): Promise<HistoryEntry[]> {
    const runs = await Promise.all((await this.#ids()).map((id) => this.load(id)));
    return runs
      .filter((run) => run !== null)
      .map((run) => ({
        id: run.id,
        problem: run.problem,
        answer: run.result?.winner?.answer ?? null,
        confidence: run.result?.winner?.confidence ?? null,
        at: run.startedAt,
      }))
      .reverse();
  }

  async remove(id: string): Promise<void> {
    await rm(join(this.#folder, `${id}.json`), { force: true });
  }

  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Ids begin with their time, so that their order is the order in which they were made. */
  async #ids(): Promise<string[]> {
    try {
      const names = await readdir(this.#folder);
      return names
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -'.json'.length))
        .sort();
    } catch {
      return [];
    }
  }
}
