/**
 * Rows that another engine draws token by token while this side keeps them: what the calculator writes is written by
 * the same code as everywhere else, so a drawn token may be replaced by another one. Knows no pipe and no model.
 */
import { calculatorValue } from '../../engine/calculator-value.ts';
import type { SampledRow } from '../../engine/engine.ts';
import { Row } from '../../generate/row.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';

const unfiltered = { temperature: 1, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 } as const;

export interface Seat {
  readonly promptIds: readonly number[];
  readonly room: number;
}

export class SeatedRows {
  readonly all: Row[] = [];
  private readonly tokenizer: ChatTokenizer;
  private waiting: readonly Row[] = [];

  constructor(tokenizer: ChatTokenizer) {
    this.tokenizer = tokenizer;
  }

  /** Begins further rows, that are drawn together. */
  seat(seats: readonly Seat[]): void {
    this.waiting = seats.map(
      ({ promptIds, room }, index) =>
        new Row({
          ...{ tokenizer: this.tokenizer, promptIds, sampling: unfiltered, maxNewTokens: room },
          ...{ stopIds: this.tokenizer.specialTokens.stop, stopStrings: [], thinking: null, seed: 0, index },
          evaluate: calculatorValue,
        }),
    );
    this.all.push(...this.waiting);
  }

  /** Takes one drawn token a row; returns what stands there instead, an end where a row has ended. */
  accept(tokens: readonly number[]): number[] {
    const [end = 0] = this.tokenizer.specialTokens.stop;
    return this.waiting.map((row, i) => {
      if (row.finish !== null) return end;
      row.accept(row.nextForced() ?? tokens[i]!, Number.NaN);
      return row.tokenIds.at(-1)!;
    });
  }

  /** The rows as they were written. */
  rows(): SampledRow[] {
    return this.all.map((row) => ({
      ...{
        request: 0,
        row: row.options.index,
        seed: 0,
        logprobs: null,
        drawLogprobs: null,
        textEnds: null,
        judgement: null,
      },
      text: row.text,
      tokenIds: row.tokenIds,
      drawn: row.drawn,
      finish: row.finish ?? 'length',
    }));
  }
}
