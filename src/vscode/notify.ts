/**
 * The one place that shows notifications. Everything that may interrupt a person goes through here, so that its
 * tone, its number and its buttons can be judged in one file. A cancelled request is not an error and stays silent.
 */
import * as vscode from 'vscode';
import { CancelledError, InputError, messageOf, ResourceError } from '../base/errors.ts';
import { log } from './log.ts';

export function inform(message: string): void {
  void vscode.window.showInformationMessage(message);
}

/** A short confirmation that needs no answer: it goes to the status bar and leaves by itself. */
export function confirmQuietly(message: string): void {
  vscode.window.setStatusBarMessage(message, 4000);
}

export function warn(message: string): void {
  void vscode.window.showWarningMessage(message);
}

/** Asks before something is lost. True only when the named action was chosen. */
export async function askBefore(question: string, action: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true }, action)) === action;
}

/** Offers one action beside a message; true when it was taken. */
export async function offer(message: string, action: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(message, action)) === action;
}

/** Says what went wrong, offers the log where the fault is not the user's input. Never throws. */
export function report(error: unknown): void {
  if (error instanceof CancelledError) return;
  const message = messageOf(error);
  log().error(message);
  if (error instanceof InputError) {
    warn(message);
    return;
  }
  const showLog = vscode.l10n.t('Show Log');
  const actions = error instanceof ResourceError ? [vscode.l10n.t('Choose Model'), showLog] : [showLog];
  void vscode.window.showErrorMessage(message, ...actions).then((chosen) => {
    if (chosen === undefined) return;
    void vscode.commands.executeCommand(chosen === showLog ? 'vouch.showLog' : 'vouch.chooseModel');
  });
}
