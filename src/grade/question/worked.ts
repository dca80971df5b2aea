/**
 * What the kinds of questions in `kinds/` share: the words of asking, and the shape of a question that was worked out.
 * A kind is deliberately narrow: it knows every word that may stand in its questions, and one word more makes the
 * question none of its own, so that a story with numbers in it is never taken for one.
 */
import type { StepCheck } from '../steps/step-check.ts';
import type { QuestionText } from './read-text.ts';

/** A question whose answer is known by working it out. */
export interface WorkedQuestion {
  readonly kind: 'worked';
  /** Holds an answer (bare, as it stands in the box) against the question. Never throws. */
  readonly check: (answer: string) => StepCheck;
}

/** Reads a question of one kind; null where it is none. */
export type ReadKind = (text: QuestionText) => WorkedQuestion | null;

export const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean));

/** The words that ask, whatever is asked for. */
export const asking = `what what's is are the find compute calculate determine give state work out evaluate write down
  express show steps step the your working reasoning homework question exercise please help me value of how much does come to
  equal equals an a as in following exact answer result thanks it that then and explain each every`;

/** Whether all words of a question belong to a vocabulary. */
export const speaksOnly = ({ words }: QuestionText, vocabulary: ReadonlySet<string>): boolean =>
  words.every((word) => vocabulary.has(word));

export const has = ({ words }: QuestionText, ...wanted: readonly string[]): boolean =>
  wanted.some((word) => words.includes(word));
