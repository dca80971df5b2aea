/** The button that is urged is the one that is advised. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { remedies, remedyOf } from './advice.ts';

describe('the remedies of an abstention', () => {
  it.each([
    [['write more attempts', 'try a stronger model'], 'more', ['chooseModel']],
    [['allow more tokens', 'write more attempts', 'try a stronger model'], 'more', ['chooseModel']],
    [['state the problem as a textbook would, with its formula', 'try a stronger model'], 'chooseModel', ['more']],
    [['solve again'], 'again', ['more', 'chooseModel']],
    [[], null, ['more', 'chooseModel']],
    [['put what it shows into words'], null, ['more', 'chooseModel']],
  ])('of %j begin with %s', (advice, first, others) => {
    expect(remedies(advice)).toEqual({ first, others });
  });

  it('know the words that solves end with', () => {
    const written = ['search/decide.ts', 'features/solve-result.ts']
      .map((name) => readFileSync(fileURLToPath(new URL(`../../src/${name}`, import.meta.url)), 'utf8'))
      .join('\n');
    for (const phrase of Object.keys(remedyOf)) expect(written).toContain(`'${phrase}'`);
  });
});
