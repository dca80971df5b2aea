import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { families } from '../data/families/registry.ts';
import { commands } from './commands/index.ts';
import { exitCodes } from './exit-codes.ts';

const root = join(import.meta.dirname, '../..');
const command = ['--import', 'tsx', 'src/cli/main.ts'];

const register = (): Command => {
  const program = new Command('vouch');
  for (const add of commands) add(program, { setExitCode: () => undefined });
  return program;
};

/** What a command prints, run in this process. */
async function printed(...args: readonly string[]): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await register().parseAsync(args, { from: 'user' });
    return text;
  } finally {
    write.mockRestore();
  }
}

describe('a reader that goes away', () => {
  it.each([
    ['between two rows of an endless output', ['data', 'generate', '--count', '100000000']],
    ['before the one thing that is printed', ['data', 'families']],
  ])('%s: the command ends without a word', async (_, args) => {
    const child = spawn(process.execPath, [...command, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const closed = once(child, 'close');
    if (args.includes('generate')) await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await closed).toEqual([exitCodes.readerGone, null]);
    expect(errors).toBe('');
  });

  it('says what failed where output cannot be written', () => {
    expect(() =>
      execFileSync('sh', ['-c', `"${process.execPath}" ${command.join(' ')} data families > /dev/full`], {
        cwd: root,
        encoding: 'utf8',
        stdio: 'pipe',
      }),
    ).toThrow(/standard output: expected to write, got ENOSPC/);
  });
});

/** Commands without subcommands, by their whole names. */
function leaves(parent: Command, path: readonly string[] = []): [string, Command][] {
  return parent.commands.flatMap((child) => {
    const name = [...path, child.name()];
    return child.commands.length > 0 ? leaves(child, name) : [[name.join(' '), child] as [string, Command]];
  });
}

describe('--json', () => {
  const silent = new Set(['runs pause', 'runs stop']);

  it.each(leaves(register()).filter(([name]) => !silent.has(name)))('is an option of %s', (_, leaf) => {
    expect(leaf.options.map(({ long }) => long)).toContain('--json');
  });

  it('prints versioned JSON and nothing else', async () => {
    const listed = JSON.parse(await printed('data', 'families', '--json')) as object;
    expect(listed).toMatchObject({ version: 1 });
    expect((listed as { families: readonly object[] }).families).toHaveLength(families.length);
    const folder = mkdtempSync(join(tmpdir(), 'vouch-json-'));
    try {
      const file = join(folder, 'rows.jsonl');
      const written = await printed('data', 'generate', '--count', '3', '--out', file, '--json');
      expect(JSON.parse(written)).toEqual({ version: 1, file, rows: 3 });
      expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(3);
      expect(JSON.parse(await printed('runs', 'list', folder, '--json'))).toEqual({ version: 1, runs: [] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
