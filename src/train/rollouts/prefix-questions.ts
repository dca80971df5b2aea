/**
 * Questions about beginnings of solutions, two that are never mixed. `value`: will it end right? Labelled by how the
 * rollout ended, or by estimates of what fresh completions come to. `soFar`: is every step so far right? Labelled by
 * exact algebra on rollouts, and by errors injected into generated solutions. A question is a document with one verdict.
 */
import { Random } from '../../base/random.ts';
import { supervisionStream } from '../../data/supervision.ts';
import type { Question } from '../../engine/engine.ts';
import { checkSteps } from '../../grade/index.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import { type DocumentOptions, toDocument } from '../data/examples.ts';
import { familyOptions } from '../data/source.ts';
import { unfolded } from '../packing.ts';
import { stepsTimeLimitMs } from '../rewards.ts';
import { prefixIds, type Rollout, stepsOf } from './rollout.ts';
import type { VerdictLayout } from './verdict-layout.ts';

/** A document whose last token is the true verdict. */
export interface AskedDocument {
  readonly tokenIds: Int32Array;
  readonly question: Question;
  readonly label: boolean;
}

export interface PrefixContext {
  readonly tokenizer: ChatTokenizer;
  readonly verdicts: VerdictLayout;
  readonly length: number;
  readonly random: Random;
}

/** A rollout's beginning up to the end of a step, asked about. Null where it does not fit. */
function ask(
  rollout: Rollout,
  asked: { readonly place: number; readonly question: Question; readonly label: boolean },
  context: PrefixContext,
): AskedDocument | null {
  const { tokenizer, verdicts, length } = context;
  const { place, question, label } = asked;
  const ids = prefixIds(rollout, stepsOf(rollout, tokenizer), { place, tokenizer });
  const text = rollout.text.slice(0, place);
  const tokenIds = [...ids, ...verdicts.asked(question, { prompt: rollout.asked.prompt, text, label })];
  return tokenIds.length > length ? null : { tokenIds: Int32Array.from(tokenIds), question, label };
}

/** A value estimated at the end of a step. */
export interface ValueEstimate {
  readonly rollout: Rollout;
  /** Where the step ends in the text. */
  readonly place: number;
  /** Mean reward of fresh completions, in [0, 1]. */
  readonly value: number;
}

/** `value` questions at random steps of rollouts, labelled by how they ended. */
export function outcomeQuestions(
  rollouts: readonly Rollout[],
  count: number,
  context: PrefixContext,
): AskedDocument[] {
  const known = rollouts.filter(({ correct, isFinished }) => correct !== null && isFinished);
  return context.random
    .shuffled(known)
    .slice(0, count)
    .flatMap((rollout) => {
      const { steps } = stepsOf(rollout, context.tokenizer);
      if (steps.length < 2) return [];
      const place = steps[context.random.integer(0, steps.length - 2)]!.end;
      return ask(rollout, { place, question: 'value', label: rollout.correct === 1 }, context) ?? [];
    });
}

/** `value` questions at estimated places: Yes with the estimated probability, so that the mean label is the estimate. */
export function estimateQuestions(
  estimates: readonly ValueEstimate[],
  count: number,
  context: PrefixContext,
): AskedDocument[] {
  return context.random
    .shuffled(estimates)
    .slice(0, count)
    .flatMap(
      ({ rollout, place, value }) =>
        ask(rollout, { place, question: 'value', label: context.random.chance(value) }, context) ?? [],
    );
}

/**
 * `soFar` questions on rollouts where exact algebra decides: No from the first refuted step on, Yes where every step
 * up to there is confirmed.
 */
export function checkedQuestions(
  rollouts: readonly Rollout[],
  count: number,
  context: PrefixContext,
): AskedDocument[] {
  const found: AskedDocument[] = [];
  for (const rollout of context.random.shuffled(rollouts)) {
    if (found.length >= count) break;
    const { steps } = stepsOf(rollout, context.tokenizer);
    const { problem } = rollout.asked.problem;
    const { steps: checks } = checkSteps(steps, { problem, timeLimitMs: stepsTimeLimitMs });
    const undecided = checks.findIndex(({ verdict }) => verdict !== 'correct');
    const confirmed = undecided < 0 ? checks.length : undecided;
    const refuted = checks[confirmed]?.verdict === 'wrong';
    // the refuted step itself, or one of the confirmed ones before it
    const isNo = refuted && (confirmed === 0 || context.random.chance(0.5));
    if (!isNo && confirmed === 0) continue;
    const step = isNo ? confirmed : context.random.integer(0, confirmed - 1);
    const place = steps[step]!.end;
    const document = ask(rollout, { place, question: 'soFar', label: !isNo }, context);
    if (document !== null) found.push(document);
  }
  return found;
}

/** `soFar` questions on generated solutions with injected errors, and on right ones. */
export function injectedQuestions(
  pattern: string,
  options: { readonly count: number; readonly seed: number; readonly maxTokens: number },
  documents: DocumentOptions,
): AskedDocument[] {
  const stream = supervisionStream({
    seed: options.seed,
    split: 'train',
    judgedShare: 1,
    ...familyOptions(pattern),
  });
  const found: AskedDocument[] = [];
  for (let i = 0; found.length < options.count && i < options.count * 40; i++) {
    const example = stream.at(i);
    const random = new Random(options.seed, i);
    const wanted = random.chance(0.5);
    const asked = example.judgements.filter(
      ({ question, label }) => question === 'soFar' && label === wanted,
    );
    if (asked.length === 0) continue;
    // one question a problem: with all of its steps, a few problems would be most of a batch
    const judgement = random.pick(asked);
    const document = toDocument({ kind: 'supervised', ...example, judgements: [judgement] }, documents);
    const { tokenIds } = unfolded(document)[1]!;
    if (tokenIds.length <= options.maxTokens) found.push({ tokenIds, ...judgement });
  }
  return found;
}
