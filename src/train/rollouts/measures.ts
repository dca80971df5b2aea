/** What groups of rollouts say of policy and verifier: pass@1, votes, AUROC, calibration. Pure. */
import { voteAtK, type Judged } from '../../evaluate/estimators.ts';
import { auroc, balancedAccuracy, calibrationError, type Scored } from '../../evaluate/ranking.ts';
import { extract } from '../../grade/extract.ts';
import { relateAnswers } from '../rewards.ts';
import type { Evaluation } from '../run/loop.ts';
import type { Rollout } from './sampler.ts';

function scoredOf(groups: readonly (readonly Rollout[])[]): Scored[] {
  return groups
    .flat()
    .flatMap(({ score, reward }) =>
      score === null || reward === null ? [] : [{ score, correct: reward === 1 }],
    );
}

/** The verifier's figures on rollouts that it has not been trained on yet; those that are undefined are left out. */
export function verifierMetrics(groups: readonly (readonly Rollout[])[]): Record<string, number> {
  const scored = scoredOf(groups);
  const values = {
    'verify/auroc': auroc(scored),
    'verify/balanced_accuracy': balancedAccuracy(scored),
    'verify/ece': calibrationError(scored)?.ece ?? null,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

/** Candidates of one problem with equal answers numbered alike. */
function judgedOf(group: readonly Rollout[]): Judged[] {
  const answers: string[] = [];
  return group.map(({ text, isFinished, reward, score }) => {
    const { answer } = extract(text);
    if (answer === null || !isFinished) return { correct: false, group: null, score };
    let number = answers.findIndex((known) => relateAnswers(known, answer) === 'equal');
    if (number < 0) number = answers.push(answer) - 1;
    return { correct: reward === 1, group: number, score };
  });
}

/** pass@1, majority@k and weighted@k over all samples of each problem; the loss is 1 − pass@1. */
export function evaluatePolicy(groups: readonly (readonly Rollout[])[], seed: number): Evaluation {
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const judged = groups.filter((group) => group.length > 0).map(judgedOf);
  const vote = (exponent: number): number =>
    mean(judged.flatMap((candidates) => voteAtK(candidates, candidates.length, { exponent, seed }) ?? []));
  const pass = mean(judged.map((candidates) => mean(candidates.map(({ correct }) => (correct ? 1 : 0)))));
  const figures = Object.entries(verifierMetrics(groups)).map(
    ([name, value]) => [`eval_${name}`, value] as const,
  );
  const hasScores = scoredOf(groups).length > 0;
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
