/** How long the tests of the real editor wait, and how they try again. */
/** How long anything may take that is waited for: a machine may do other things as well, and one that fails waits once. */
export const patienceMs = 240_000;
/** For a whole test, which waits several times, and for starting a server and a window. */
export const patience = { timeout: 600_000 } as const;

/**
 * Tries again, from a clean slate of the caller's, until it works: the editor drops keys while it is busy. Each attempt
 * is given twice the time of the one before, or a slow machine would be interrupted for ever.
 */
export async function until(attempt: (timeout: number) => Promise<void>): Promise<void> {
  const started = performance.now();
  for (let timeout = 2000; ; timeout = Math.min(2 * timeout, 60_000)) {
    try {
      await attempt(timeout);
      return;
    } catch (error) {
      if (performance.now() - started > patienceMs) throw error;
    }
  }
}
