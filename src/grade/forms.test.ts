import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { equivalent } from './equivalent.ts';

/**
 * `test/data/grading/KIND.tsv`: sign, gold, pred. `=` equal both ways, `#` never equal; `>` the gold answer is solved
 * and the other only restates it, so that it is accepted backwards only; `<` the other way round.
 */
const folder = join(import.meta.dirname, '../../test/data/grading');
const patient = { timeoutMs: 20_000 };

for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith('.tsv')) continue;
  describe(`pairs of ${file.replace('.tsv', '')}`, () => {
    const rows = readFileSync(join(folder, file), 'utf8').trim().split('\n');
    it.each(rows.map((row) => row.split('\t') as [string, string, string]))(
      '%s %s ⟷ %s',
      (sign, gold, pred) => {
        const forward = equivalent(gold, pred, patient).verdict === 'equal';
        const backward = equivalent(pred, gold, patient).verdict === 'equal';
        expect([forward, backward]).toEqual([sign === '=' || sign === '<', sign === '=' || sign === '>']);
      },
    );
  });
}
