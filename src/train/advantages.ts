/**
 * Advantages: how much better a rollout, a step or a token did than was to be expected. Pure functions of arrays,
 * one a method; they know neither model nor graph. Rewards are the grader's, never the verifier's scores.
 * Shapes: G rollouts of one problem, M steps of one rollout, T tokens of one completion.
 */

function requireLength(place: string, what: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length)
    throw new RangeError(`${place}: expected ${length} ${what}, got ${values.length}`);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

export interface GroupRelativeOptions {
  /** Divide by the group's standard deviation (GRPO); without it the scale of easy and hard problems is kept (Dr. GRPO). */
  readonly scaleByStd: boolean;
  /** Added to the standard deviation. */
  readonly epsilon: number;
}

/**
 * Group-relative advantages `A_i = (r_i − mean r) / (std r + ε)`, [G] → [G], with the unbiased standard deviation
 * (divisor G − 1). Shao et al., DeepSeekMath, arXiv 2402.03300; without the division Liu et al., arXiv 2503.20783.
 * A group of one has nothing to be compared with: 0.
 */
export function groupRelative(
  rewards: ArrayLike<number>,
  options: GroupRelativeOptions = { scaleByStd: true, epsilon: 1e-4 },
): Float64Array {
  const result = new Float64Array(rewards.length);
  if (rewards.length < 2) return result;
  const centre = mean(rewards);
  let squares = 0;
  for (let i = 0; i < rewards.length; i++) squares += (rewards[i]! - centre) ** 2;
  const scale = options.scaleByStd ? Math.sqrt(squares / (rewards.length - 1)) + options.epsilon : 1;
  for (let i = 0; i < rewards.length; i++) result[i] = (rewards[i]! - centre) / scale;
  return result;
}

/**
 * Leave-one-out advantages `A_i = r_i − mean_{j≠i} r_j`, [G] → [G], without a standard deviation.
 * Kool et al. 2019; Ahmadian et al., arXiv 2402.14740; with clipped PPO epochs "LOOP", arXiv 2502.01600.
 */
export function leaveOneOut(rewards: ArrayLike<number>): Float64Array {
  const result = new Float64Array(rewards.length);
  if (rewards.length < 2) return result;
  let sum = 0;
  for (let i = 0; i < rewards.length; i++) sum += rewards[i]!;
  for (let i = 0; i < rewards.length; i++)
    result[i] = rewards[i]! - (sum - rewards[i]!) / (rewards.length - 1);
  return result;
}

/**
 * Step advantages of VinePPO, `A_m = V̂(s_{m+1}) − V̂(s_m)`, [M] → [M]: `boundaryValues[m]` is the mean reward of K
 * fresh completions from the prefix before step m (m = 0: from the problem alone), the value after the last step is
 * the rollout's own reward. They sum to `reward − boundaryValues[0]`. Kazemnejad et al., arXiv 2410.01679.
 */
export function vineSteps(boundaryValues: ArrayLike<number>, reward: number): Float64Array {
  if (boundaryValues.length === 0)
    throw new RangeError('vineSteps: expected at least one boundary value, got none');
  const last = boundaryValues.length - 1;
  return Float64Array.from(
    boundaryValues,
    (value, m) => (m === last ? reward : boundaryValues[m + 1]!) - value,
  );
}

/**
 * Spreads one advantage a step over the tokens of that step: token t belongs to the last step that begins at or
 * before it. `stepStarts` [M] ascending token indices, the first 0. [M] → [T].
 */
export function spreadOverTokens(
  stepAdvantages: ArrayLike<number>,
  stepStarts: ArrayLike<number>,
  tokens: number,
): Float64Array {
  requireLength('spreadOverTokens', 'step starts', stepStarts, stepAdvantages.length);
  if (stepStarts[0] !== 0)
    throw new RangeError(`spreadOverTokens: expected the first step at 0, got ${stepStarts[0]}`);
  const result = new Float64Array(tokens);
  let step = 0;
  for (let t = 0; t < tokens; t++) {
    while (step + 1 < stepStarts.length && stepStarts[step + 1]! <= t) step++;
    result[t] = stepAdvantages[step]!;
  }
  return result;
}

export interface GaeOptions {
  /** Discount γ in [0, 1]. */
  readonly gamma: number;
  /** Trace decay λ in [0, 1]. */
  readonly lambda: number;
}

export interface GaeResult {
  readonly advantages: Float64Array; // [T]
  /** Regression targets of the value head, `A_t + V_t`. */
  readonly returns: Float64Array; // [T]
}

/**
 * Generalised advantage estimation: `δ_t = r_t + γ V_{t+1} − V_t`, `A_t = δ_t + γλ A_{t+1}`, V after the end is 0
 * (an episode ends with its completion). [T] rewards and values. Schulman et al., arXiv 1506.02438.
 * With γ = λ = 1 and a reward at the last token only, `A_t = r − V_t`.
 */
export function generalisedAdvantages(
  rewards: ArrayLike<number>,
  values: ArrayLike<number>,
  options: GaeOptions = { gamma: 1, lambda: 1 },
): GaeResult {
  requireLength('generalisedAdvantages', 'values', values, rewards.length);
  const advantages = new Float64Array(rewards.length);
  const returns = new Float64Array(rewards.length);
  let following = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    const nextValue = t + 1 < values.length ? values[t + 1]! : 0;
    const delta = rewards[t]! + options.gamma * nextValue - values[t]!;
    following = delta + options.gamma * options.lambda * following;
    advantages[t] = following;
    returns[t] = following + values[t]!;
  }
  return { advantages, returns };
}

/** Whether a group teaches the policy anything: false when all its rewards are equal (all right or all wrong). */
export function isInformative(rewards: ArrayLike<number>): boolean {
  for (let i = 1; i < rewards.length; i++) if (rewards[i] !== rewards[0]) return true;
  return false;
}

/**
 * Class-balancing weights of verification examples, `w_i = N / (2 N_c)` with N_c the size of i's class, [N] → [N].
 * They sum to N when both classes occur; a batch of one class keeps weight 1 (there is nothing to balance).
 */
export function balanceClasses(labels: ArrayLike<number>): Float64Array {
  let positives = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === 1) positives++;
  const negatives = labels.length - positives;
  const result = new Float64Array(labels.length).fill(1);
  if (positives === 0 || negatives === 0) return result;
  for (let i = 0; i < labels.length; i++)
    result[i] = labels.length / (2 * (labels[i] === 1 ? positives : negatives));
  return result;
}
