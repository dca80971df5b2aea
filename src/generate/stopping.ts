/**
 * Stop strings in a text that arrives in pieces. A stop string may begin in one token and end in another, so text
 * that could still become one is held back until it cannot. Knows nothing of tokens.
 */

export interface Scanned {
  /** Text that is certain not to belong to a stop string. */
  readonly text: string;
  /** True once a stop string has appeared: it and what follows are dropped, and nothing more is to be pushed. */
  readonly stopped: boolean;
}

export class StopScanner {
  private readonly stops: readonly string[];
  private held = '';

  /** Throws a RangeError for an empty stop string, which would stop everything. */
  constructor(stops: readonly string[]) {
    if (stops.includes('')) throw new RangeError('stop strings: expected non-empty strings, got ""');
    this.stops = stops;
  }

  push(delta: string): Scanned {
    if (this.stops.length === 0) return { text: delta, stopped: false };
    const text = this.held + delta;
    let at = -1;
    for (const stop of this.stops) {
      const found = text.indexOf(stop);
      if (found >= 0 && (at < 0 || found < at)) at = found;
    }
    if (at >= 0) {
      this.held = '';
      return { text: text.slice(0, at), stopped: true };
    }
    const keep = this.openSuffix(text);
    this.held = text.slice(text.length - keep);
    return { text: text.slice(0, text.length - keep), stopped: false };
  }

  /** What was held back, at the end of a text that did not stop. */
  flush(): string {
    const rest = this.held;
    this.held = '';
    return rest;
  }

  /** The length of the longest end of `text` that begins a stop string. */
  private openSuffix(text: string): number {
    let longest = 0;
    for (const stop of this.stops) {
      for (let n = Math.min(stop.length - 1, text.length); n > longest; n--) {
        if (text.endsWith(stop.slice(0, n))) longest = n;
      }
    }
    return longest;
  }
}
