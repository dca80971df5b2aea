/**
 * A rollout: one completion of one problem, graded, and laid out as the document it is trained as: prompt, completion,
 * end of turn, what asks the verifier, verdict. Plain data and its layout; knows neither engine nor graph.
 */
import type { Prompt, SampledRow } from '../../engine/engine.ts';
import { continuationIds } from '../../generate/continuation.ts';
import { splitSteps, type Step } from '../../grade/index.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import type { GoldProblem } from '../data/problems.ts';
import { textEndsOf, tokensWithin } from '../data/text-ends.ts';
import type { ComposedReward, Reward } from '../rewards.ts';
import type { VerdictLayout } from './verdict-layout.ts';

export interface AskedProblem {
  readonly problem: GoldProblem;
  readonly prompt: Prompt;
  readonly promptIds: readonly number[];
}

export interface Rollout {
  readonly asked: AskedProblem;
  /** What it was graded against; null where nothing was known. */
  readonly gold: string | null;
  readonly text: string;
  readonly isFinished: boolean;
  /** Whether the answer is right: the verifier's label. */
  readonly correct: Reward;
  /** What the policy is to maximise; null where the decision is open. */
  readonly reward: number | null;
  /** The verifier's score by the model as it was when it wrote this; null without a verifier. */
  readonly score: number | null;
  readonly completionTokens: number;
  /** Completion tokens that the model drew itself, the end of its turn included. */
  readonly drawnTokens: number;
  // the document, by token
  readonly tokenIds: Int32Array;
  /** 1 for tokens that the model drew itself. */
  readonly drawn: Float32Array;
  /** Under the distribution they were drawn from; NaN where the sampler gave none. */
  readonly samplerLogprobs: Float32Array;
  /** Where the completion's tokens end (the end of the turn excluded). */
  readonly completionEnd: number;
  /** Where the verdict stands; −1 where there is none. */
  readonly verdictAt: number;
}

export interface GradedRow extends ComposedReward {
  readonly row: SampledRow;
  readonly gold: string | null;
}

export interface LayoutContext {
  readonly tokenizer: ChatTokenizer;
  readonly verdicts: VerdictLayout;
  /** Tokens of a row of the trainer. */
  readonly length: number;
}

/** Lays a row out as a document. What does not fit into a row of the trainer is cut off and worth nothing. */
export function layOut(asked: AskedProblem, graded: GradedRow, context: LayoutContext): Rollout {
  const { row, gold } = graded;
  const { promptIds } = asked;
  const { stop } = context.tokenizer.specialTokens;
  const hasEnd = row.finish === 'stop' && stop.has(row.tokenIds.at(-1) ?? -1);
  // the end of the turn is set once: by what follows the completion, which begins with it
  const written = hasEnd ? row.tokenIds.slice(0, -1) : row.tokenIds;
  const suffix = context.verdicts.behind(asked.prompt, row.text, graded.correct);
  const behind = suffix.length > 0 ? suffix : row.tokenIds.slice(written.length);
  const whole = [...promptIds, ...written, ...behind];
  const fits = whole.length <= context.length;
  const ids = fits ? whole : whole.slice(0, Math.min(promptIds.length + written.length, context.length));
  const drawn = new Float32Array(ids.length);
  const samplerLogprobs = new Float32Array(ids.length).fill(Number.NaN);
  row.tokenIds.forEach((id, t) => {
    const place = promptIds.length + t;
    if (ids[place] !== id) return;
    drawn[place] = row.drawn[t]!;
    samplerLogprobs[place] = row.drawLogprobs?.[t] ?? Number.NaN;
  });
  return {
    asked,
    gold,
    text: row.text,
    isFinished: row.finish === 'stop' && fits,
    correct: fits ? graded.correct : 0,
    reward: fits ? graded.reward : 0,
    score: row.judgement?.verdict?.score ?? null,
    completionTokens: row.tokenIds.length,
    drawnTokens: drawn.reduce((sum, one) => sum + one, 0),
    tokenIds: Int32Array.from(ids),
    drawn,
    samplerLogprobs,
    completionEnd: Math.min(promptIds.length + written.length, ids.length),
    verdictAt: suffix.length > 0 && fits ? ids.length - 1 : -1,
  };
}

/** The steps of a rollout and how long its text was after each completion token. */
export interface RolloutSteps {
  readonly steps: readonly Step[];
  readonly textEnds: readonly number[];
}

export function stepsOf(rollout: Rollout, tokenizer: ChatTokenizer): RolloutSteps {
  const { promptIds } = rollout.asked;
  const written = rollout.tokenIds.subarray(promptIds.length, rollout.completionEnd);
  const textEnds = textEndsOf(tokenizer, promptIds, [...written]);
  return { steps: splitSteps(rollout.text), textEnds };
}

/** Completion tokens that end at or before a place in the text. */
export function wholeTokens({ textEnds }: RolloutSteps, place: number): number {
  return tokensWithin(textEnds, place);
}

/** Prompt and completion up to a place in the text: whole tokens as they are, a cut one by its part before the place. */
export function prefixIds(
  rollout: Rollout,
  steps: RolloutSteps,
  { place, tokenizer }: { readonly place: number; readonly tokenizer: ChatTokenizer },
): number[] {
  const whole = wholeTokens(steps, place);
  const rest = rollout.text.slice(steps.textEnds[whole - 1] ?? 0, place);
  const { promptIds } = rollout.asked;
  return [
    ...rollout.tokenIds.subarray(0, promptIds.length + whole),
    ...(rest === '' ? [] : continuationIds(tokenizer, rest)),
  ];
}
