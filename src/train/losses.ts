/**
 * The objectives as pure functions of arrays: for each the loss, its diagnostics and its exact gradient with respect
 * to the log-probabilities (or scores) it was given. The training graph computes the same per-token expressions;
 * these are their reference, and what metrics are read from. Names follow cleanrl and TRL (`approx_kl`, `clipfrac`).
 * Shapes: T counted tokens of a batch, N examples. Masks and weights are positive: 1 means *counts*.
 */

/** A loss with its gradient: `gradient[t] = ∂loss/∂logprobs[t]`. */
export interface LossWithGradient {
  readonly loss: number;
  readonly gradient: Float64Array;
}

function requireSame(place: string, arrays: Readonly<Record<string, ArrayLike<number>>>): number {
  const [first, ...rest] = Object.entries(arrays);
  for (const [name, values] of rest)
    if (values.length !== first![1].length)
      throw new RangeError(
        `${place}: expected ${name} as long as ${first![0]} (${first![1].length}), got ${values.length}`,
      );
  return first![1].length;
}

/** `L = −Σ_t w_t log p_t`, [T] → scalar: likelihood on the counted tokens. The weights carry the normalisation. */
export function likelihood(logprobs: ArrayLike<number>, weights: ArrayLike<number>): LossWithGradient {
  const tokens = requireSame('likelihood', { logprobs, weights });
  let loss = 0;
  const gradient = new Float64Array(tokens);
  for (let t = 0; t < tokens; t++) {
    loss -= weights[t]! * logprobs[t]!;
    gradient[t] = -weights[t]!;
  }
  return { loss, gradient };
}

/**
 * The k3 estimator of KL(π ‖ π_ref) a token, `exp(d) − d − 1` with `d = log π_ref − log π`: unbiased and never
 * negative. [T] → [T]. Schulman 2020, "Approximating KL divergence".
 */
export function klK3(logprobs: ArrayLike<number>, refLogprobs: ArrayLike<number>): Float64Array {
  const tokens = requireSame('klK3', { logprobs, refLogprobs });
  const result = new Float64Array(tokens);
  for (let t = 0; t < tokens; t++) {
    const d = refLogprobs[t]! - logprobs[t]!;
    result[t] = Math.expm1(d) - d;
  }
  return result;
}

export interface PolicyBatch {
  /** log π_θ of the sampled tokens now. */
  readonly logprobs: ArrayLike<number>; // [T]
  /** log π_old: the policy that the batch was sampled from, as the trainer computes it. */
  readonly oldLogprobs: ArrayLike<number>; // [T]
  readonly advantages: ArrayLike<number>; // [T]
  /** What a token counts, normalisation included (see {@link tokenWeights}). */
  readonly weights: ArrayLike<number>; // [T]
  /** log π_ref; needed when `klCoeff` > 0. */
  readonly refLogprobs?: ArrayLike<number>; // [T]
  /** Truncated importance weights for a sampler that differs from the trainer (see {@link truncatedImportance}). */
  readonly importance?: ArrayLike<number>; // [T]
}

export interface ClipOptions {
  /** The ratio is clipped to [1 − low, 1 + high]; `high` > `low` is DAPO's clip-higher. */
  readonly clipRange: readonly [low: number, high: number];
  readonly klCoeff: number;
}

export interface PolicyLoss extends LossWithGradient {
  /** Weighted mean of k3 KL to the reference; 0 without one. */
  readonly kl: number;
  /** Mean of `exp(l) − 1 − l`, `l = log ratio`: how far the policy moved from the old one. */
  readonly approxKl: number;
  /** Share of counted tokens whose clipped branch was taken. */
  readonly clipFraction: number;
}

/**
 * The clipped surrogate `L = −Σ_t w_t i_t min(ρ_t A_t, clip(ρ_t, 1−ε_l, 1+ε_h) A_t) + β Σ_t w_t k3_t`, with
 * `ρ = exp(log π − log π_old)`. PPO, Schulman et al., arXiv 1707.06347; per-token GRPO, arXiv 2402.03300;
 * clip-higher, arXiv 2503.14476. On the boundary of the clip range the unclipped branch counts (as in autograd's min).
 */
export function clippedPolicy(batch: PolicyBatch, options: ClipOptions): PolicyLoss {
  const { logprobs, oldLogprobs, advantages, weights, refLogprobs, importance } = batch;
  const tokens = requireSame('clippedPolicy', { logprobs, oldLogprobs, advantages, weights });
  if (options.klCoeff > 0 && refLogprobs === undefined)
    throw new RangeError(
      'clippedPolicy: expected refLogprobs with klCoeff > 0, got none; pass them or set klCoeff to 0',
    );
  if (refLogprobs) requireSame('clippedPolicy', { logprobs, refLogprobs });
  if (importance) requireSame('clippedPolicy', { logprobs, importance });
  const [low, high] = options.clipRange;
  const gradient = new Float64Array(tokens);
  let loss = 0;
  let kl = 0;
  let approxKl = 0;
  let clipped = 0;
  let counted = 0;
  for (let t = 0; t < tokens; t++) {
    const weight = weights[t]!;
    if (weight === 0) continue;
    counted++;
    const scale = weight * (importance?.[t] ?? 1);
    const logRatio = logprobs[t]! - oldLogprobs[t]!;
    const ratio = Math.exp(logRatio);
    const advantage = advantages[t]!;
    const free = ratio * advantage;
    const bounded = Math.min(Math.max(ratio, 1 - low), 1 + high) * advantage;
    loss -= scale * Math.min(free, bounded);
    if (free <= bounded) gradient[t] = -scale * free;
    else clipped++;
    approxKl += Math.expm1(logRatio) - logRatio;
    if (refLogprobs) {
      const d = refLogprobs[t]! - logprobs[t]!;
      const k3 = Math.expm1(d) - d;
      kl += weight * k3;
      loss += options.klCoeff * weight * k3;
      gradient[t] = gradient[t]! - options.klCoeff * weight * Math.expm1(d);
    }
  }
  const share = Math.max(counted, 1);
  return { loss, gradient, kl, approxKl: approxKl / share, clipFraction: clipped / share };
}

/**
 * How tokens of a batch of completions are weighed: 'rollout' gives each completion the same total and its tokens
 * `1/(N |y|)` (GRPO), 'token' gives every token the same `1/Σ|y|` (DAPO), 'constant' divides by `N · maxLength` so that
 * length has no say (Dr. GRPO).
 */
export type Normalisation = 'rollout' | 'token' | 'constant';

/** One weight a completion for all of its tokens; `lengths` [N] counted tokens. A completion without tokens gets 0. */
export function tokenWeights(
  lengths: ArrayLike<number>,
  normalisation: Normalisation,
  maxLength: number,
): Float64Array {
  let total = 0;
  for (let i = 0; i < lengths.length; i++) total += lengths[i]!;
  return Float64Array.from(lengths, (length) => {
    if (length === 0) return 0;
    if (normalisation === 'token') return 1 / total;
    return 1 / (lengths.length * (normalisation === 'rollout' ? length : maxLength));
  });
}

/**
 * Truncated importance weights `min(π_trainer / π_sampler, cap)` a token, [T] → [T]: they correct the gradient for a
 * sampler whose numbers differ (quantised weights, other kernels). Treated as constants.
 */
export function truncatedImportance(
  trainerLogprobs: ArrayLike<number>,
  samplerLogprobs: ArrayLike<number>,
  cap: number,
): Float64Array {
  const tokens = requireSame('truncatedImportance', { trainerLogprobs, samplerLogprobs });
  const result = new Float64Array(tokens);
  for (let t = 0; t < tokens; t++)
    result[t] = Math.min(Math.exp(trainerLogprobs[t]! - samplerLogprobs[t]!), cap);
  return result;
}

export interface ValueBatch {
  readonly values: ArrayLike<number>; // [T]
  readonly oldValues: ArrayLike<number>; // [T]
  readonly returns: ArrayLike<number>; // [T]
  readonly weights: ArrayLike<number>; // [T]
}

/**
 * PPO's clipped value loss `½ Σ w max((V−R)², (clip(V, V_old ± ε) − R)²)` with its gradient in V. arXiv 1707.06347.
 */
export function clippedValue(batch: ValueBatch, clipRange: number): LossWithGradient {
  const { values, oldValues, returns, weights } = batch;
  const tokens = requireSame('clippedValue', { values, oldValues, returns, weights });
  const gradient = new Float64Array(tokens);
  let loss = 0;
  for (let t = 0; t < tokens; t++) {
    const value = values[t]!;
    const bounded = Math.min(Math.max(value, oldValues[t]! - clipRange), oldValues[t]! + clipRange);
    const free = (value - returns[t]!) ** 2;
    const held = (bounded - returns[t]!) ** 2;
    loss += 0.5 * weights[t]! * Math.max(free, held);
    if (free >= held) gradient[t] = weights[t]! * (value - returns[t]!);
  }
  return { loss, gradient };
}

/**
 * Generative verification, `−Σ w_i log π(z_i | x, y, I)` with z ∈ {Yes, No} by the 0/1 reward, [N]; `verdictLogprobs`
 * are those of the token that is right. RL^V, arXiv 2505.04842; weights by `balanceClasses`, normalised by N.
 */
export function generativeVerification(
  verdictLogprobs: ArrayLike<number>,
  classWeights: ArrayLike<number>,
): LossWithGradient {
  const examples = requireSame('generativeVerification', { verdictLogprobs, classWeights });
  return likelihood(
    verdictLogprobs,
    Float64Array.from(classWeights, (weight) => weight / Math.max(examples, 1)),
  );
}

/** Binary cross-entropy of a head's raw score, mean of `w (softplus(s) − z s)`, [N]; gradient in the score. */
export function binaryVerification(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  classWeights: ArrayLike<number>,
): LossWithGradient {
  const examples = requireSame('binaryVerification', { scores, labels, classWeights });
  const gradient = new Float64Array(examples);
  let loss = 0;
  for (let i = 0; i < examples; i++) {
    const score = scores[i]!;
    const weight = classWeights[i]! / examples;
    loss += weight * (Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - labels[i]! * score);
    gradient[i] = weight * (1 / (1 + Math.exp(-score)) - labels[i]!);
  }
  return { loss, gradient };
}

/** Regression of a head's score to the reward, mean of `w (s − r)²`, [N]; gradient in the score. */
export function regressionVerification(
  scores: ArrayLike<number>,
  rewards: ArrayLike<number>,
  classWeights: ArrayLike<number>,
): LossWithGradient {
  const examples = requireSame('regressionVerification', { scores, rewards, classWeights });
  const gradient = new Float64Array(examples);
  let loss = 0;
  for (let i = 0; i < examples; i++) {
    const difference = scores[i]! - rewards[i]!;
    loss += (classWeights[i]! * difference * difference) / examples;
    gradient[i] = (2 * classWeights[i]! * difference) / examples;
  }
  return { loss, gradient };
}

export interface LaserOptions {
  /** Scale of the reward that is read off the log-probability. */
  readonly beta: number;
  /** The reference log-probability of the unused token, nearly the same everywhere. */
  readonly reference: number;
}

/**
 * LaSeR: the score `s = β (log π(z_c | x, y) − c_ref)` of one unused token z_c at the answer's end is regressed to the
 * reward, mean of `w (s − r)²`, [N]; gradient in the log-probability. arXiv 2510.14943.
 */
export function laserVerification(
  logprobs: ArrayLike<number>,
  rewards: ArrayLike<number>,
  classWeights: ArrayLike<number>,
  options: LaserOptions,
): LossWithGradient {
  const scores = Float64Array.from(logprobs, (value) => options.beta * (value - options.reference));
  const { loss, gradient } = regressionVerification(scores, rewards, classWeights);
  return { loss, gradient: gradient.map((value) => value * options.beta) };
}

/**
 * Direct preference optimisation, mean of `−log σ(β [(log π⁺ − log π_ref⁺) − (log π⁻ − log π_ref⁻)])` over pairs of
 * summed sequence log-probabilities, [N]. Rafailov et al., arXiv 2305.18290. The gradient is in `chosen`; in `rejected`
 * it is the negative.
 */
export function directPreference(
  pairs: {
    readonly chosen: ArrayLike<number>;
    readonly rejected: ArrayLike<number>;
    readonly refChosen: ArrayLike<number>;
    readonly refRejected: ArrayLike<number>;
  },
  beta: number,
): LossWithGradient {
  const { chosen, rejected, refChosen, refRejected } = pairs;
  const examples = requireSame('directPreference', { chosen, rejected, refChosen, refRejected });
  const gradient = new Float64Array(examples);
  let loss = 0;
  for (let i = 0; i < examples; i++) {
    const margin = beta * (chosen[i]! - refChosen[i]! - (rejected[i]! - refRejected[i]!));
    loss += (Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)))) / examples;
    gradient[i] = -beta / (1 + Math.exp(margin)) / examples;
  }
  return { loss, gradient };
}
