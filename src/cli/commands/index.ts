/** The commands of `vouch`, in the order of the help. Each registers itself on the program. */
import type { Command } from 'commander';
import { registerData } from './data.ts';

/** What a command may tell the process besides its output. */
export interface CommandContext {
  readonly setExitCode: (code: number) => void;
}

export type RegisterCommand = (program: Command, context: CommandContext) => void;

export const commands: readonly RegisterCommand[] = [registerData];
