/**
 * The settings of the manifest as typed values, read where they are needed and never cached. In a workspace that is
 * not trusted the editor itself answers with the user's values only (`restrictedConfigurations`), and what names a
 * model, a device or a limit of the machine has the scope `machine`: no workspace can set it, trusted or not.
 */
import * as vscode from 'vscode';
import type {
  DeviceRequest,
  ModelChoice,
  PrecisionRequest,
  SamplingChoice,
  Strategy,
} from '../features/contracts.ts';

export type VerifyMode = 'onDemand' | 'onSave' | 'whileTyping';

function read<T>(name: string, fallback: T, scope?: vscode.ConfigurationScope): T {
  return vscode.workspace.getConfiguration('vouch', scope).get<T>(name, fallback);
}

export function modelChoice(): ModelChoice {
  const model = read('model', '').trim();
  return {
    ...(model === '' ? {} : { model }),
    device: read<DeviceRequest>('device', 'auto'),
    precision: read<PrecisionRequest>('precision', 'auto'),
  };
}

export interface SolveSettings extends SamplingChoice {
  readonly samples: number;
  readonly seed: number | null;
  readonly strategy: Strategy | null;
}

export function solveSettings(scope?: vscode.ConfigurationScope): SolveSettings {
  const temperature = read<number | null>('temperature', null, scope);
  const strategy = read<Strategy | 'auto'>('strategy', 'auto', scope);
  return {
    samples: read('samples', 8, scope),
    seed: read<number | null>('seed', null, scope),
    strategy: strategy === 'auto' ? null : strategy,
    maxNewTokens: read('maxNewTokens', 512, scope),
    ...(temperature === null ? {} : { temperature }),
  };
}

export interface VerifySettings {
  readonly mode: VerifyMode;
  readonly delayMs: number;
  readonly useModel: boolean;
  readonly markRight: boolean;
  readonly codeLens: boolean;
}

export function verifySettings(scope?: vscode.ConfigurationScope): VerifySettings {
  return {
    mode: read<VerifyMode>('verify.mode', 'onDemand', scope),
    delayMs: read('verify.delayMs', 800, scope),
    useModel: read('verify.useModel', true, scope),
    markRight: read('verify.markRight', false, scope),
    codeLens: read('verify.codeLens', true, scope),
  };
}

export function latexEnvironments(scope?: vscode.ConfigurationScope): Readonly<Record<string, string>> {
  return read<Record<string, string>>('latex.environments', {}, scope);
}

export function panelFontSize(): number {
  return read('panel.fontSize', 0);
}

export function hintsFirst(): boolean {
  return read('panel.hintsFirst', false);
}

export function historySize(): number {
  return read('history.size', 100);
}

export function memoryLimits(): { readonly memoryLimitMb: number; readonly idleUnloadMinutes: number } {
  return { memoryLimitMb: read('memoryLimitMb', 0), idleUnloadMinutes: read('idleUnloadMinutes', 15) };
}

/** Writes a user-level setting. */
export async function writeUserSetting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('vouch').update(name, value, vscode.ConfigurationTarget.Global);
}
