/**
 * Work that can wait, done one piece at a time while the page is idle: keys, clicks and what is drawn anyway come
 * first. On a page that is never idle a piece is done every `patienceMs` all the same.
 */
const patienceMs = 300;

const waiting = new Set<() => void>();
let asked = false;

/** Does the work once, later; what is returned takes it back. */
export function whenIdle(work: () => void): () => void {
  waiting.add(work);
  ask();
  return () => {
    waiting.delete(work);
  };
}

function ask(): void {
  if (asked || waiting.size === 0) return;
  asked = true;
  requestIdleCallback(
    () => {
      asked = false;
      const next = waiting.values().next();
      if (next.done === true) return;
      waiting.delete(next.value);
      next.value();
      ask();
    },
    { timeout: patienceMs },
  );
}
