/**
 * The calculator's place in a growing text: `<<expression=` asks for a value, and code writes the value and `>>`
 * (GSM8K's notation). Finds the request and says what to force; the arithmetic is handed in (src/exact), and an
 * expression that it does not take is left to the model. Knows nothing of tokens.
 */

/** The exact value of an expression as text, or null where it is none. */
export type Evaluate = (expression: string) => string | null;

export interface Forced {
  /** How much of the text stays: up to and including the equals sign. */
  readonly keep: number;
  /** What is written behind it: the value and the closing mark. */
  readonly insertion: string;
}

/** Longer expressions are not looked at. */
const MAX_EXPRESSION = 200;

export class CalculatorWatch {
  private readonly evaluate: Evaluate;
  /** Text before this offset has been dealt with. */
  private from = 0;

  constructor(evaluate: Evaluate) {
    this.evaluate = evaluate;
  }

  /**
   * Looks at the whole text so far. Returns what to force when a request has just been completed, at most once per
   * request. A text that is cut back to `keep` and continued by `insertion` is recognised as dealt with.
   */
  look(text: string): Forced | null {
    for (;;) {
      const open = text.indexOf('<<', this.from);
      if (open < 0) {
        // A single '<' at the end may be the first half of a mark.
        this.from = text.endsWith('<') ? text.length - 1 : text.length;
        return null;
      }
      const rest = text.slice(open + 2, open + 3 + MAX_EXPRESSION);
      const end = rest.search(/[=\n]|<<|>>/);
      if (end < 0) {
        this.from = rest.length > MAX_EXPRESSION ? open + 2 : open;
        return null;
      }
      if (rest[end] !== '=') {
        this.from = open + 2 + end;
        if (rest.startsWith('\n', end) || rest.startsWith('>>', end)) this.from += 1;
        continue;
      }
      const keep = open + 2 + end + 1;
      this.from = keep;
      const value = this.evaluate(rest.slice(0, end).trim());
      if (value !== null) return { keep, insertion: `${value}>>` };
    }
  }
}
