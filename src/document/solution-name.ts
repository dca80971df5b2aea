/**
 * What a document calls a solution: the word and, in LaTeX, the environment that it uses already; in a document
 * without any, the word of the language in which it labels its problems. Pure; sees blocks, not editors.
 */
import type { DocumentBlock } from './block.ts';

export interface SolutionName {
  /** "Solution", "Lösung": stands before a solution in Markdown and plain text. */
  readonly word: string;
  /** The LaTeX environment. */
  readonly environment: string;
}

/** Words for a solution by the words for a problem, and the environment that goes with them. */
const languages: readonly (readonly [RegExp, SolutionName])[] = [
  [/^(aufgabe|übung|beispiel|frage)/iu, { word: 'Lösung', environment: 'loesung' }],
  [/^(ejercicio|ejemplo|pregunta)/iu, { word: 'Solución', environment: 'solution' }],
  [/^(esercizio|esempio|domanda)/iu, { word: 'Soluzione', environment: 'solution' }],
];
const english: SolutionName = { word: 'Solution', environment: 'solution' };

export function solutionName(text: string, blocks: readonly DocumentBlock[]): SolutionName {
  const problem = blocks.find(({ kind }) => kind === 'problem')?.label ?? '';
  const usual = languages.find(([words]) => words.test(problem))?.[1] ?? english;
  const used = blocks.find(({ kind, label }) => kind === 'solution' && label !== null);
  if (used?.label == null) return usual;
  if (text.startsWith(`\\begin{${used.label}}`, used.start)) return { ...usual, environment: used.label };
  const word = /^\p{L}[\p{L} ]*/u.exec(used.label)?.[0].trim();
  return word === undefined ? usual : { ...usual, word };
}
