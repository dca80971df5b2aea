/**
 * An engine whose rows are written down beforehand, for tests of what is made of them: what it says of itself is the
 * real engine's, a problem has a second wording, and each row is one token long.
 */
import type { Engine, SampledRow, SampleRequest } from '../../src/engine/engine.ts';
import { noUsage } from '../../src/engine/rows.ts';

/** The second wording of a problem. */
export const otherWords = (problem: string): string => `${problem}, in other words`;

/** `answer` says what stands in the box of a row of a wording; `asked` collects the requests. */
export function scriptedEngine(
  real: Engine,
  answer: (wording: string, row: number) => string,
  asked: SampleRequest[] = [],
): Engine {
  return {
    judge: (requests, options) => real.judge(requests, options),
    dispose: () => Promise.resolve(),
    familiarity: () => Promise.resolve(null),
    describe: () => ({
      ...real.describe(),
      promptFor: (problem) => ({ text: problem }),
      promptsFor: (problem) => [{ text: problem }, { text: otherWords(problem) }],
    }),
    sample: (requests, options) => {
      const rows = [...requests].map((request, index) => {
        asked.push(request);
        const wording = 'text' in request.prompt ? request.prompt.text : '';
        return Array.from({ length: request.rows }, (_, at): SampledRow => {
          const row = (request.firstRow ?? 0) + at;
          const text = `$\\boxed{${answer(wording, row)}}$`;
          return {
            ...{ request: index, row, seed: request.seed, text, tokenIds: [row], logprobs: [-1], drawn: [1] },
            ...{ drawLogprobs: [-1], textEnds: [text.length], finish: 'stop', judgement: null },
          };
        });
      });
      for (const row of rows.flat()) options?.listener?.onRow?.(row);
      return Promise.resolve({ rows, usage: noUsage, cancelled: false });
    },
  };
}
