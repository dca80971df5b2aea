/** What a command of `vouch` is: it registers itself on the program and may set the exit code. */
import type { Command } from 'commander';

/** What a command may tell the process besides its output. */
export interface CommandContext {
  readonly setExitCode: (code: number) => void;
}

export type RegisterCommand = (program: Command, context: CommandContext) => void;
