import type { Browser } from 'playwright-core';

export interface ServerOptions {
  /** The folder or file the editor opens. */
  readonly workspace: string;
  readonly vsix?: string;
  /** Packages of other extensions. */
  readonly extensions?: readonly string[];
  readonly stateFolder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trust?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The Node of the served editor: the second one that the tests run on. */
export const editorNode: string;

export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  logs(): string;
  output(): string;
  stop(): Promise<void>;
}

export function installPackages(): void;
export function installServer(): string;
export function serverIsInstalled(): boolean;
export function startServer(options: ServerOptions): Promise<RunningServer>;
export function launchBrowser(): Promise<Browser>;
export function temporaryState(name: string): string;
