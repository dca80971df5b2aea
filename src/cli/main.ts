/**
 * The command line's entry: one commander program, one file a command in `commands/`. This file and the commands
 * are the only ones besides `mcp/` that own standard input and output and that exit.
 * Exit codes: 0 done, 1 failed, 2 wrong use, 3 abstained, 130 cancelled, 141 nobody reads the output any more.
 */
import { Command, CommanderError } from 'commander';
import { CancelledError, InputError, messageOf } from '../base/errors.ts';
import { commands } from './commands/index.ts';
import { exitCodes } from './exit-codes.ts';
import { endWithReaders } from './process.ts';
import { versionFrom } from './version.ts';

async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('vouch')
    .description('Verified math reasoning on your own machine: solve, check, grade and train.')
    .version(versionFrom(), '-V, --version', 'the version of Vouch')
    .exitOverride()
    .configureHelp({ sortSubcommands: true })
    .showHelpAfterError('(add --help for usage and examples)');
  let exitCode: number = exitCodes.done;
  const setExitCode = (code: number): void => {
    exitCode = code;
  };
  for (const register of commands) register(program, { setExitCode });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
    if (error instanceof CancelledError) return exitCodes.cancelled;
    process.stderr.write(`vouch: ${messageOf(error)}\n`);
    return error instanceof InputError ? exitCodes.wrongUse : exitCodes.failed;
  }
}

endWithReaders();
process.exitCode = await main(process.argv.slice(2));
