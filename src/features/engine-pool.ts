/**
 * The engines that are in memory: loaded when first asked for, shared by the requests that want the same model, unloaded
 * when nobody has used them for a while. One owner of every loaded engine in the process; how one is loaded is passed in.
 */
import type { Engine } from '../engine/engine.ts';
import type { LoadedModel, ModelChoice, Progress } from './contracts.ts';

export interface LoadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface LoadedEngine {
  readonly engine: Engine;
  /** Bytes of memory the engine holds, estimated from its weights and cache. */
  readonly bytes: number;
}

export type LoadEngine = (choice: ModelChoice, options: LoadOptions) => Promise<LoadedEngine>;

export interface EnginePoolOptions {
  readonly load: LoadEngine;
  /** Milliseconds without a user after which an engine is unloaded. Default: 10 minutes. */
  readonly idleMs?: number;
  /** How many engines may stay loaded at once (a solver and its judge). Default 2. */
  readonly most?: number;
  /** Told of every change: what this process now holds. */
  readonly onChange?: (loaded: readonly Omit<LoadedModel, 'pid'>[]) => void;
}

/** An engine in use. Whoever acquired it releases it, in `finally`. */
export interface Lease {
  readonly engine: Engine;
  /** Milliseconds spent loading for this lease; 0 when the engine was there. */
  readonly loadMs: number;
  readonly release: () => void;
}

interface Entry {
  readonly loaded: LoadedEngine;
  users: number;
  lastUsed: number;
  readonly since: string;
  timer: NodeJS.Timeout | undefined;
}

export class EnginePool {
  readonly #options: EnginePoolOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #loading = new Map<string, Promise<Entry>>();

  constructor(options: EnginePoolOptions) {
    this.#options = options;
  }

  /** The engine for a choice, loaded if need be. Loading errors reach every request that waits for the same engine. */
  async acquire(choice: ModelChoice, options: LoadOptions = {}): Promise<Lease> {
    const key = keyOf(choice);
    const started = performance.now();
    let entry = this.#entries.get(key);
    const wasLoaded = entry !== undefined;
    if (entry === undefined) {
      let loading = this.#loading.get(key);
      if (loading === undefined) {
        loading = this.#load(key, choice, options).finally(() => this.#loading.delete(key));
        this.#loading.set(key, loading);
      }
      entry = await loading;
    }
    const held = entry;
    held.users++;
    if (held.users === 1) this.#announce();
    clearTimeout(held.timer);
    let released = false;
    return {
      engine: held.loaded.engine,
      loadMs: wasLoaded ? 0 : performance.now() - started,
      release: () => {
        if (released) return;
        released = true;
        this.#release(key, held);
      },
    };
  }

  /** Unloads every engine that nobody uses. */
  async unloadIdle(): Promise<void> {
    for (const [key, entry] of [...this.#entries]) if (entry.users === 0) await this.#unload(key, entry);
  }

  async dispose(): Promise<void> {
    for (const [key, entry] of [...this.#entries]) await this.#unload(key, entry);
  }

  async #load(key: string, choice: ModelChoice, options: LoadOptions): Promise<Entry> {
    await this.#makeRoom();
    const loaded = await this.#options.load(choice, options);
    const entry: Entry = {
      loaded,
      users: 0,
      lastUsed: Date.now(),
      since: new Date().toISOString(),
      timer: undefined,
    };
    this.#entries.set(key, entry);
    this.#announce();
    return entry;
  }

  async #makeRoom(): Promise<void> {
    const most = this.#options.most ?? 2;
    const idle = [...this.#entries]
      .filter(([, entry]) => entry.users === 0)
      .sort((a, b) => a[1].lastUsed - b[1].lastUsed);
    for (const [key, entry] of idle) {
      if (this.#entries.size < most) return;
      await this.#unload(key, entry);
    }
  }

  #release(key: string, entry: Entry): void {
    entry.users--;
    entry.lastUsed = Date.now();
    if (entry.users > 0 || this.#entries.get(key) !== entry) return;
    this.#announce();
    entry.timer = setTimeout(() => {
      if (entry.users === 0) void this.#unload(key, entry);
    }, this.#options.idleMs ?? 600_000);
    entry.timer.unref();
  }

  async #unload(key: string, entry: Entry): Promise<void> {
    clearTimeout(entry.timer);
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
    this.#announce();
    await entry.loaded.engine.dispose();
  }

  #announce(): void {
    this.#options.onChange?.(
      [...this.#entries.values()].map(({ loaded, since, users }) => ({
        model: loaded.engine.describe().modelId,
        bytes: loaded.bytes,
        purpose: 'solve',
        busy: users > 0,
        since,
      })),
    );
  }
}

function keyOf(choice: ModelChoice): string {
  return JSON.stringify([
    choice.model ?? null,
    choice.device ?? 'auto',
    choice.precision ?? 'auto',
    choice.adapters ?? [],
    choice.speculate ?? 'auto',
  ]);
}
