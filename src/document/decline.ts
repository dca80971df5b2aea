/**
 * Problems that a sampled-and-voted answer cannot serve: proofs, pictures and constructions. They are declined in
 * words instead of being answered with a number. The signs are few and plain on purpose: a problem that merely
 * mentions a graph or a proof is solved as usual.
 */

export type DeclineReason = 'proof' | 'picture' | 'construction' | 'empty' | 'tooLong' | 'binary';

/** The longest problem that is sent to a model, in characters: longer ones are a pasted file. */
export const longestProblem = 20_000;

const proof =
  /^\W*(?:\([a-z]\)|\d+[.)])?\s*(?:prove|show)\s+(?:that|,|by|the\s+(?:following|identity|inequality))|\b(?:prove|disprove)\s+(?:that|or\s+disprove)\b|^\W*(?:beweise|zeige)\b|\bgive a (?:formal )?proof\b/im;
const picture =
  /!\[[^\]]*\]\([^)]*\)|\\includegraphics|\\begin\{(?:tikzpicture|asy|pspicture|figure)\}|\[asy\]|\b(?:in|from|see|using) the (?:figure|diagram|picture|image|graph) (?:below|above|shown|on the (?:left|right))|\b(?:figure|diagram|graph|picture) (?:below|above) shows?\b|\b(?:shown|pictured) (?:below|above|in the (?:figure|diagram))\b/i;
const construction =
  /^\W*(?:draw|sketch|plot|construct (?:a|the) (?:triangle|circle|figure|diagram)|zeichne|skizziere)\b/im;

/** Why a problem is not solved; null when it can be tried. */
export function declineReason(problem: string): DeclineReason | null {
  if (problem.trim() === '') return 'empty';
  if (problem.includes('\u0000')) return 'binary';
  if (problem.length > longestProblem) return 'tooLong';
  if (picture.test(problem)) return 'picture';
  if (construction.test(problem)) return 'construction';
  return proof.test(problem) ? 'proof' : null;
}
