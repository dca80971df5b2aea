/**
 * What one document teaches, by token: how much it counts for the policy, as likelihood, for the value head and for the
 * verifier's score. Recipes fill it in, the learner feeds it to the training graph. Plain data; knows neither model nor
 * sampler.
 */

/** All arrays have one entry a token of the document, T. */
export interface Lesson {
  readonly tokenIds: Int32Array;
  /** 1/temperature of the distribution a token was drawn from. */
  readonly scales: Float32Array;
  // the policy: what a drawn token counts, its advantage, and its log-probabilities
  readonly policyWeights: Float32Array;
  readonly advantages: Float32Array;
  /** As the sampler gave them; NaN where it gave none. */
  readonly samplerLogprobs: Float32Array;
  readonly oldLogprobs: Float32Array;
  readonly refLogprobs: Float32Array;
  readonly importance: Float32Array;
  /** Weight of −log p: verdicts, imitation, preferences. May be negative. */
  readonly weights: Float32Array;
  // the value head
  readonly valueWeights: Float32Array;
  readonly oldValues: Float32Array;
  readonly returns: Float32Array;
  // a verifier without words
  readonly scoreWeights: Float32Array;
  readonly scoreTargets: Float32Array;
}

/** A document that teaches nothing yet. */
export function emptyLesson(tokenIds: Int32Array, samplerLogprobs?: Float32Array): Lesson {
  const column = (value = 0): Float32Array => new Float32Array(tokenIds.length).fill(value);
  return {
    tokenIds,
    scales: column(1),
    policyWeights: column(),
    advantages: column(),
    samplerLogprobs: samplerLogprobs ?? column(Number.NaN),
    oldLogprobs: column(),
    refLogprobs: column(),
    importance: column(1),
    weights: column(),
    valueWeights: column(),
    oldValues: column(),
    returns: column(),
    scoreWeights: column(),
    scoreTargets: column(),
  };
}

/** Whether a token counts for anything. */
export function counts(lesson: Lesson, t: number): boolean {
  return (
    lesson.policyWeights[t] !== 0 ||
    lesson.weights[t] !== 0 ||
    lesson.valueWeights[t] !== 0 ||
    lesson.scoreWeights[t] !== 0
  );
}
