/** The button that is urged is the one that is advised. */
import { describe, expect, it } from 'vitest';
import { remedies } from './advice.ts';

describe('the remedies of an abstention', () => {
  it.each([
    [['write more attempts', 'try a stronger model'], 'more', ['chooseModel']],
    [['allow more tokens', 'write more attempts', 'try a stronger model'], 'more', ['chooseModel']],
    [
      ['state the problem as a textbook would, with its formula', 'try a stronger model'],
      'chooseModel',
      ['more'],
    ],
    [['solve again'], 'again', ['more', 'chooseModel']],
    [[], null, ['more', 'chooseModel']],
    [['put what it shows into words'], null, ['more', 'chooseModel']],
  ])('of %j begin with %s', (advice, first, others) => {
    expect(remedies(advice)).toEqual({ first, others });
  });
});
