import { describe, expect, it } from 'vitest';
import { declineReason, type DeclineReason } from './decline.ts';

const rows: readonly [string, DeclineReason | null][] = [
  ['Solve 3x+5=20.', null],
  ['Show that $n^2+n$ is even.', 'proof'],
  ['Prove that there are infinitely many primes.', 'proof'],
  ['(a) Prove that f is continuous.', 'proof'],
  ['Zeige, dass $n^2+n$ gerade ist.', 'proof'],
  ['Show your work: 2+2?', null],
  ['A shop shows that 3 apples cost 6. What does one cost?', null],
  ['Find the area of the triangle in the figure below.', 'picture'],
  ['![triangle](t.png) Find x.', 'picture'],
  ['\\includegraphics{a} Find x.', 'picture'],
  ['The graph of y=x^2 and y=4 meet where?', null],
  ['Sketch the graph of y=x^2.', 'construction'],
  ['   \n', 'empty'],
  ['a\u0000b', 'binary'],
  ['1+'.repeat(20_000), 'tooLong'],
];

describe('what is declined', () => {
  for (const [problem, reason] of rows)
    it(`${problem.slice(0, 50)} → ${reason ?? 'solved'}`, () => {
      expect(declineReason(problem)).toBe(reason);
    });
});
