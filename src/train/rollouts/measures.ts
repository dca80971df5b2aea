/** What groups of rollouts say of policy and verifier: pass@1, votes, AUROC, calibration. Pure. */
import { voteAtK, type Judged } from '../../evaluate/estimators.ts';
import {
  auroc,
  aurocWithin,
  balancedAccuracy,
  calibrationError,
  type Scored,
} from '../../evaluate/ranking.ts';
import { extract } from '../../grade/extract.ts';
import { isInformative } from '../advantages.ts';
import { relateAnswers } from '../rewards.ts';
import type { Evaluation } from '../run/loop.ts';
import type { Rollout } from './rollout.ts';

type Groups = readonly (readonly Rollout[])[];

function scoredOf(group: readonly Rollout[]): Scored[] {
  return group.flatMap(({ score, correct }) =>
    score === null || correct === null ? [] : [{ score, correct: correct === 1 }],
  );
}

/** The verifier's figures on rollouts that it has not been trained on yet; those that are undefined are left out. */
export function verifierMetrics(groups: Groups): Record<string, number> {
  const scored = groups.map(scoredOf);
  const all = scored.flat();
  const values = {
    'verify/auroc': auroc(all),
    'verify/auroc_within': aurocWithin(scored).value,
    'verify/balanced_accuracy': balancedAccuracy(all),
    'verify/ece': calibrationError(all)?.ece ?? null,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Figures of the rollouts, by TRL's names. */
export function rolloutMetrics(groups: Groups): Record<string, number> {
  const all = groups.flat();
  const rewards = all.flatMap(({ reward }) => reward ?? []);
  const average = mean(rewards);
  const right = groups.map((group) => group.map(({ correct }) => correct ?? 0));
  const share = (passes: (group: readonly number[]) => boolean): number =>
    mean(right.map((group) => (passes(group) ? 1 : 0)));
  return {
    reward: average,
    reward_std: Math.sqrt(mean(rewards.map((reward) => (reward - average) ** 2))),
    frac_reward_zero_std: share((group) => !isInformative(group)),
    all_right: share((group) => group.every((one) => one === 1)),
    all_wrong: share((group) => group.every((one) => one === 0)),
    'completions/mean_length': mean(all.map(({ completionTokens }) => completionTokens)),
    'completions/clipped_ratio': mean(all.map(({ isFinished }) => (isFinished ? 0 : 1))),
    undecided: all.filter(({ reward }) => reward === null).length,
    majority_labels: all.filter(({ asked }) => asked.problem.answer === null).length,
    ...verifierMetrics(groups),
  };
}

/** Candidates of one problem with equal answers numbered alike. */
function judgedOf(group: readonly Rollout[]): Judged[] {
  const answers: string[] = [];
  return group.map(({ text, isFinished, correct, score }) => {
    const { answer } = extract(text);
    if (answer === null || !isFinished) return { correct: false, group: null, score };
    let number = answers.findIndex((known) => relateAnswers(known, answer) === 'equal');
    if (number < 0) number = answers.push(answer) - 1;
    return { correct: correct === 1, group: number, score };
  });
}

/** pass@1, majority@k and weighted@k over all samples of each problem; the loss is 1 − pass@1. */
export function evaluatePolicy(groups: Groups, seed: number): Evaluation {
  const judged = groups.filter((group) => group.length > 0).map(judgedOf);
  const vote = (exponent: number): number =>
    mean(judged.flatMap((candidates) => voteAtK(candidates, candidates.length, { exponent, seed }) ?? []));
  const pass = mean(judged.map((candidates) => mean(candidates.map(({ correct }) => (correct ? 1 : 0)))));
  const figures = Object.entries(verifierMetrics(groups)).map(
    ([name, value]) => [`eval_${name}`, value] as const,
  );
  const hasScores = groups.some((group) => scoredOf(group).length > 0);
  return {
    loss: 1 - pass,
    metrics: {
      'eval_pass@1': pass,
      'eval_majority@k': vote(0),
      ...(hasScores ? { 'eval_weighted@k': vote(1) } : {}),
      ...Object.fromEntries(figures),
    },
  };
}
