/**
 * Whether formulas can be set yet. Until KaTeX has come each stands as it is written; then all are set in one go. Where
 * it cannot be loaded they stay readable that way.
 */
import { useLayoutEffect, useReducer } from 'preact/hooks';
import type { Typesetter } from './katex.ts';

let known: Typesetter | null = null;
const waiting = new Set<() => void>();

/** Asks for KaTeX; once a page. */
export async function loadTypesetter(): Promise<void> {
  const { typesetter } = await import('./katex.ts');
  known = await typesetter();
  for (const tell of waiting) tell();
  waiting.clear();
}

/** KaTeX, or null until it is there; who asked is then drawn again. */
export function useTypesetter(): Typesetter | null {
  const [, drawAgain] = useReducer((count: number) => count + 1, 0);
  const used = known;
  useLayoutEffect(() => {
    if (used !== null) return undefined;
    const tell = (): void => {
      drawAgain(undefined);
    };
    if (known === null) waiting.add(tell);
    else tell();
    return () => {
      waiting.delete(tell);
    };
  }, [used]);
  return used;
}
