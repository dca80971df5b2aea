/**
 * What stands on either side of sampling: how a problem is asked, what room an answer has, and how the rows that came
 * out are graded and laid out as documents. One implementation for every engine that samples. It knows no model.
 */
import { InputError } from '../../base/errors.ts';
import type { Prompt, SampledRow } from '../../engine/engine.ts';
import { promptFor } from '../../engine/prompt.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import type { GoldProblem } from '../data/problems.ts';
import { composeReward, majorityAnswer, type RewardedText, rewardOf } from '../rewards.ts';
import type { PreparedRun } from '../run/open.ts';
import { type AskedProblem, type GradedRow, layOut, type Rollout } from './rollout.ts';
import { VerdictLayout } from './verdict-layout.ts';

type DeskRun = Pick<PreparedRun, 'config' | 'tokenizer' | 'vouch'>;

export class RolloutDesk {
  readonly verdicts: VerdictLayout;
  private readonly run: DeskRun;

  constructor(run: DeskRun) {
    this.run = run;
    this.verdicts = new VerdictLayout({ ...run, policy: run.config.policy });
  }

  /** A problem as the model is asked it. */
  ask(problem: GoldProblem): AskedProblem {
    const { tokenizer, vouch } = this.run;
    const prompt = promptFor(vouch, problem.problem);
    return { problem, prompt, promptIds: promptTokens(tokenizer, prompt) };
  }

  /** Tokens a completion may have: one that reaches the end of a trainer's row has reached its limit. */
  roomBehind(asked: AskedProblem): number {
    const { length } = this.run.config;
    const { promptIds } = asked;
    const room = this.room(asked);
    if (room < 1)
      throw new InputError(
        `data: expected problems that leave room for an answer in ${length} tokens, got one of ${promptIds.length}; raise length or leave it out`,
      );
    return room;
  }

  /** Whether an answer to the problem fits a trainer's row at all. */
  fits(problem: GoldProblem): boolean {
    return this.room(this.ask(problem)) >= 1;
  }

  private room({ prompt, promptIds }: AskedProblem): number {
    return this.run.config.length - promptIds.length - this.verdicts.room(prompt);
  }

  /** The rows of one problem, graded and laid out. */
  rollouts(asked: AskedProblem, rows: readonly SampledRow[]): Rollout[] {
    const { tokenizer, config } = this.run;
    const context = { tokenizer, verdicts: this.verdicts, length: config.length };
    return this.grade(asked.problem, rows).map((graded) => layOut(asked, graded, context));
  }

  /** Rewards of a group: against the gold answer, or against what most of them say where there is none. */
  private grade(problem: GoldProblem, rows: readonly SampledRow[]): GradedRow[] {
    const { rewards, maxNewTokens } = this.run.config.policy;
    const gold = problem.answer ?? majorityAnswer(rows.map(completed));
    return rows.map((row) => {
      const completion = completed(row);
      const correct = gold === null ? 0 : rewardOf(gold, completion);
      const composed = composeReward(
        correct,
        { ...completion, problem: problem.problem, tokens: row.tokenIds.length },
        { weights: rewards, maxTokens: maxNewTokens },
      );
      return { row, gold, ...composed };
    });
  }
}

export const completed = (row: SampledRow): RewardedText => ({
  text: row.text,
  isFinished: row.finish === 'stop',
});

function promptTokens(tokenizer: ChatTokenizer, prompt: Prompt): readonly number[] {
  if ('messages' in prompt) return tokenizer.encodeChat(prompt.messages, { addGenerationPrompt: true });
  return 'text' in prompt ? tokenizer.encodeDocument(prompt.text) : prompt.tokenIds;
}
