/** Limits and defaults of a solve that surfaces show before any model is loaded. */
export const defaultSamples = 8;
/** Times as many, where nobody says how many, before answers that are all disproved end in an abstention. */
export const persistence = 4;
export const mostSamples = 512;
/** A longer text is a document, not a problem. */
export const maxProblemCharacters = 100_000;
