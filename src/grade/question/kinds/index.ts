/** Every kind of question that is worked out by itself, in the order in which they are tried. */
import type { QuestionText } from '../read-text.ts';
import type { ReadKind, WorkedQuestion } from '../worked.ts';
import { numberKinds } from './numbers/index.ts';
import { figureKinds } from './figures/index.ts';

const kinds: readonly ReadKind[] = [...numberKinds, ...figureKinds];

/** The question, worked out by the first kind that knows it; null where none does. */
export function readWorked(text: QuestionText): WorkedQuestion | null {
  for (const read of kinds) {
    const question = read(text);
    if (question !== null) return question;
  }
  return null;
}
