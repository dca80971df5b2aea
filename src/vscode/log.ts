/** The log output channel, made when the first line is written. Problems and solutions never go into it. */
import * as vscode from 'vscode';

let channel: vscode.LogOutputChannel | undefined;
let activation = '';

/** Keeps what activation cost for the first line of the log, which does not exist yet. */
export function noteActivation({ user, system }: NodeJS.CpuUsage): void {
  activation = `activate: ${((user + system) / 1000).toFixed(1)} ms of processor time`;
}

export function log(): vscode.LogOutputChannel {
  if (channel === undefined) {
    channel = vscode.window.createOutputChannel('Vouch', { log: true });
    channel.info(activation);
  }
  return channel;
}

export function disposeLog(): void {
  channel?.dispose();
  channel = undefined;
}
