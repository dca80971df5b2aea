/**
 * Rollouts through the generation engine, from the weights being trained: they are fed to the engine's sessions as
 * they are, full weights or a base with its adapter, with no file in between and no second copy. Each finished rollout
 * is graded and, where the verifier speaks, judged on the cache it left.
 */
import { CancelledError, InputError } from '../../base/errors.ts';
import type { Prompt, SampledRow } from '../../engine/engine.ts';
import { LocalEngine } from '../../engine/local.ts';
import { isModuleWeight } from '../../model/head-modules.ts';
import { fedDecoder } from '../../model/load.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import type { GoldProblem } from '../data/problems.ts';
import { composeReward, majorityAnswer, type RewardedText, rewardOf } from '../rewards.ts';
import type { RunParts } from '../run/open.ts';
import { trainingThreads } from '../run/threads.ts';
import { type AskedProblem, type GradedRow, layOut, type Rollout } from './rollout.ts';
import { VerdictLayout } from './verdict-layout.ts';

/** What sampling needs of a run. */
export type SampledRun = Pick<RunParts, 'config' | 'decoder' | 'tokenizer' | 'vouch'>;

export interface SampleOptions {
  readonly rows: number;
  readonly seed: number;
  readonly temperature: number;
  readonly signal: AbortSignal | undefined;
}

/** A beginning of a completion to go on from. */
export interface Beginning {
  readonly asked: AskedProblem;
  readonly gold: string | null;
  /** Prompt and beginning. */
  readonly tokenIds: readonly number[];
  readonly text: string;
}

export class RolloutSampler {
  readonly verdicts: VerdictLayout;
  private readonly run: SampledRun;
  private readonly engine: LocalEngine;

  private constructor(run: SampledRun, engine: LocalEngine) {
    this.run = run;
    this.engine = engine;
    this.verdicts = new VerdictLayout({ ...run, policy: run.config.policy });
  }

  static async create(run: SampledRun): Promise<RolloutSampler> {
    const { decoder, config, tokenizer, vouch } = run;
    const { base, layout, weights } = decoder;
    const tensors = [
      ...base.layout.weights.map(({ name }) => [name, base.layout.tensor(base.weights, name)] as const),
      ...layout.weights.map(({ name }) => [name, layout.tensor(weights, name)] as const),
    ];
    const { adapter } = decoder.options;
    const fed = Object.fromEntries([
      ...tensors.filter(([name]) => !isModuleWeight(name)),
      ...(adapter?.frozen?.tensors ?? []),
    ]);
    const session = { threads: trainingThreads(config.threads) };
    const adapted = {
      ...(adapter === undefined ? {} : { lora: adapter.shape }),
      ...(adapter?.frozen === undefined ? {} : { base: adapter.frozen.precision }),
    };
    const engine = await LocalEngine.create(
      {
        decoder: await fedDecoder(decoder.config, fed, session, adapted),
        tokenizer,
        vouch,
        folder: config.model,
      },
      { decoder: { session } },
    );
    return new RolloutSampler(run, engine);
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }

  /** A group of rollouts for each problem. Throws `CancelledError` when the signal ends it. */
  async sample(problems: readonly GoldProblem[], options: SampleOptions): Promise<Rollout[][]> {
    const { config, tokenizer } = this.run;
    const asked = problems.map((problem) => this.ask(problem));
    const rows = await this.write(
      asked.map(({ prompt, promptIds }) => ({ prompt, room: this.roomBehind(promptIds, prompt) })),
      { ...options, judges: config.policy.verifier === 'generative' },
    );
    const context = { tokenizer, verdicts: this.verdicts, length: config.length };
    return asked.map((one, i) =>
      this.grade(one.problem, rows[i]!).map((graded) => layOut(one, graded, context)),
    );
  }

  /** For each beginning, the grades of `rows` fresh completions: 1 right, 0 wrong; open ones count as wrong. */
  async complete(beginnings: readonly Beginning[], options: SampleOptions): Promise<number[][]> {
    const rows = await this.write(
      beginnings.map(({ tokenIds, asked }) => ({
        prompt: { tokenIds },
        room: this.run.config.length - tokenIds.length - this.verdicts.room(asked.prompt),
      })),
      { ...options, judges: false },
    );
    return beginnings.map(({ text, gold }, i) =>
      rows[i]!.map((row) =>
        gold === null ? 0 : (rewardOf(gold, { ...completed(row), text: text + row.text }) ?? 0),
      ),
    );
  }

  /** A problem as the model is asked it. */
  ask(problem: GoldProblem): AskedProblem {
    const prompt = this.engine.describe().promptFor(problem.problem);
    return { problem, prompt, promptIds: promptTokens(this.run.tokenizer, prompt) };
  }

  /** Tokens a completion may have: one that reaches the end of a trainer's row has reached its limit. */
  private roomBehind(promptIds: readonly number[], prompt: Prompt): number {
    const { length } = this.run.config;
    const room = length - promptIds.length - this.verdicts.room(prompt);
    if (room < 1)
      throw new InputError(
        `data: expected problems that leave room for an answer in ${length} tokens, got one of ${promptIds.length}; raise length or leave it out`,
      );
    return room;
  }

  private async write(
    prompts: readonly { readonly prompt: Prompt; readonly room: number }[],
    options: SampleOptions & { readonly judges: boolean },
  ): Promise<readonly (readonly SampledRow[])[]> {
    const { policy } = this.run.config;
    const { temperature } = options;
    const result = await this.engine.sample(
      prompts.map(({ prompt, room }, i) => ({
        prompt,
        rows: options.rows,
        seed: options.seed + i,
        maxNewTokens: Math.max(1, Math.min(policy.maxNewTokens, room)),
        // the policy is the model's own distribution at this temperature, unfiltered
        sampling: { temperature, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 },
        ...(options.judges ? { judge: ['verdict'] as const } : {}),
      })),
      options.signal === undefined ? {} : { signal: options.signal },
    );
    if (result.cancelled) throw new CancelledError();
    return result.rows;
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

const completed = (row: SampledRow): RewardedText => ({ text: row.text, isFinished: row.finish === 'stop' });

function promptTokens(tokenizer: ChatTokenizer, prompt: Prompt): readonly number[] {
  if ('messages' in prompt) return tokenizer.encodeChat(prompt.messages, { addGenerationPrompt: true });
  return 'text' in prompt ? tokenizer.encodeDocument(prompt.text) : prompt.tokenIds;
}
