/**
 * Pairs of derivation lines written by hand, as plain text: a `#` line names a kind, an unindented line is the earlier
 * line, and each indented one under it a later line with its true relation (`==` equivalent, `=>` implies, `<=`
 * implied-by, `!=` different, `ok` correct whatever the relation is called). Knows nothing of the checker.
 */
import { readFileSync } from 'node:fs';
import { type DerivationPair } from '../derivation-equations.ts';

const marks = {
  '==': 'equivalent',
  '=>': 'implies',
  '<=': 'implied-by',
  '!=': 'different',
  ok: 'correct',
} as const;

export interface WrittenPair {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly relation: DerivationPair['relation'] | 'correct';
}

/** The pairs of one table; throws with the line's number where a line is not of the form above. */
export function readPairs(file: string | URL): WrittenPair[] {
  const pairs: WrittenPair[] = [];
  let [kind, from] = ['', ''];
  for (const [i, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    if (line.startsWith('# ')) kind = line.slice(2).trim();
    else if (!line.startsWith('  ')) from = line.trim();
    else {
      const [, mark = '', to = ''] = /^ {2}(==|=>|<=|!=|ok) (.*)$/.exec(line) ?? [];
      if (!Object.hasOwn(marks, mark))
        throw new Error(`pairs: expected "  MARK line" on line ${i + 1}, got ${line}`);
      pairs.push({ kind, from, to, relation: marks[mark as keyof typeof marks] });
    }
  }
  return pairs;
}
