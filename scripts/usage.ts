/** `--help` of a script: what its first comment says, and nothing is begun. */
import { readFileSync } from 'node:fs';

/** Prints how the script in `file` is used and ends, where that was asked for. */
export function showUsage(file: string): void {
  if (!process.argv.includes('--help')) return;
  const text = readFileSync(file, 'utf8');
  const comment = text.slice(text.indexOf('/**') + 3, text.indexOf('*/'));
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*? ?/, ''));
  process.stdout.write(`${lines.join('\n').trim()}\n`);
  process.exit(0);
}
