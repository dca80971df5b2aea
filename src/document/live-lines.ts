/**
 * A text that is still being written, parted into the lines that are finished and the rest. A finished line never
 * changes again, so whoever shows it can typeset it once; a display, an environment or a code fence counts as one line
 * until it is closed. Pure; knows nothing of who writes or shows.
 */
import { hideCalculatorMarks } from './typeset.ts';

export interface LiveLines {
  /** In order, without those that are blank. */
  readonly finished: readonly string[];
  /** What is being written, without half a calculator mark at its end. */
  readonly rest: string;
}

/** `ended`: nothing more will come, the last line is finished too. */
export function liveLines(text: string, ended: boolean): LiveLines {
  const finished: string[] = [];
  let from = 0;
  const take = (end: number): void => {
    const line = text.slice(from, end).trim();
    if (line !== '') finished.push(line);
    from = end;
  };
  // Most texts open nothing, and they are parted many times a second.
  const opens = /\$\$|```|\\\[|\\begin/.test(text);
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    if (!opens || !isOpen(text.slice(from, end))) take(end + 1);
  }
  if (ended) take(text.length);
  return { finished, rest: hideCalculatorMarks(text.slice(from)).trimStart() };
}

/** Whether something was opened that only a later line closes. */
function isOpen(text: string): boolean {
  const count = (pattern: RegExp): number => (text.match(pattern) ?? []).length;
  return (
    count(/(?<!\\)\$\$/g) % 2 === 1 ||
    count(/^```/gm) % 2 === 1 ||
    // A row's `\\[2pt]` opens no display.
    count(/(?<!\\)\\\[/g) > count(/(?<!\\)\\\]/g) ||
    count(/\\begin\{/g) > count(/\\end\{/g)
  );
}
