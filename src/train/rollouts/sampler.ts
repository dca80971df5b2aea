/**
 * Rollouts through the generation engine, from the weights being trained: they are fed to the engine's sessions as
 * they are, with no file in between and no second copy. Each finished rollout is graded and judged on the cache it
 * left, and laid out as one document for training: prompt, completion, end of turn, question, verdict.
 */
import { CancelledError, InputError } from '../../base/errors.ts';
import { LocalEngine } from '../../engine/local.ts';
import type { Prompt, SampledRow } from '../../engine/engine.ts';
import { findVerdictTokens, questionIds, type VerdictTokens } from '../../engine/verdicts.ts';
import { isModuleWeight } from '../../model/head-modules.ts';
import { fedDecoder } from '../../model/load.ts';
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';
import type { GoldProblem } from '../data/problems.ts';
import { type Reward, rewardOf } from '../rewards.ts';
import type { RunParts } from '../run/open.ts';
import { trainingThreads } from '../run/threads.ts';

export interface Rollout {
  readonly problem: string;
  readonly gold: string;
  readonly text: string;
  readonly isFinished: boolean;
  readonly reward: Reward;
  /** p(Yes)/(p(Yes)+p(No)) by the model as it was when it wrote this; null without a verifier. */
  readonly score: number | null;
  readonly completionTokens: number;
  /** Completion tokens that the model drew itself, the end of its turn included. */
  readonly drawnTokens: number;
  // the document, by token
  readonly tokenIds: Int32Array;
  /** 1 for tokens that the model drew itself. */
  readonly drawn: Float32Array;
  /** NaN where the sampler gave none. */
  readonly samplerLogprobs: Float32Array;
  /** Where the verdict stands; −1 where there is none. */
  readonly verdictAt: number;
}

export interface SampleOptions {
  readonly rows: number;
  readonly seed: number;
  readonly temperature: number;
  readonly signal: AbortSignal | undefined;
}

export class RolloutSampler {
  private readonly run: RunParts;
  private readonly engine: LocalEngine;
  private readonly verdicts: VerdictTokens | null;

  private constructor(run: RunParts, engine: LocalEngine) {
    this.run = run;
    this.engine = engine;
    this.verdicts =
      run.config.policy.verifier === 'generative'
        ? findVerdictTokens(run.tokenizer, run.vouch.verdict)
        : null;
  }

  static async create(run: RunParts): Promise<RolloutSampler> {
    const { decoder, config, tokenizer, vouch } = run;
    const fed = Object.fromEntries(
      decoder.layout.weights
        .filter(({ name }) => !isModuleWeight(name))
        .map(({ name }) => [name, decoder.layout.tensor(decoder.weights, name)]),
    );
    const session = { threads: trainingThreads(config.threads) };
    const engine = await LocalEngine.create(
      { decoder: await fedDecoder(decoder.config, fed, session), tokenizer, vouch, folder: config.model },
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
    const prompts = problems.map(({ problem }) => {
      const prompt = this.engine.describe().promptFor(problem);
      return { prompt, ids: promptTokens(tokenizer, prompt) };
    });
    // a rollout that reaches the end of a trainer's row has reached its limit
    const rooms = prompts.map(({ prompt, ids }) => config.length - ids.length - this.questionRoom(prompt));
    rooms.forEach((room, i) => {
      if (room < 1)
        throw new InputError(
          `${problems[i]!.problem.slice(0, 60)}…: expected a problem that leaves room for an answer in ${config.length} tokens, got ${prompts[i]!.ids.length} of the prompt; raise length or leave it out`,
        );
    });
    const result = await this.engine.sample(
      prompts.map(({ prompt }, i) => ({
        prompt,
        rows: options.rows,
        seed: options.seed + i,
        maxNewTokens: Math.min(config.policy.maxNewTokens, rooms[i]!),
        // the policy is the model's own distribution, unfiltered
        sampling: { temperature: options.temperature, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 },
        ...(this.verdicts === null ? {} : { judge: ['verdict'] as const }),
      })),
      options.signal === undefined ? {} : { signal: options.signal },
    );
    if (result.cancelled) throw new CancelledError();
    return result.rows.map((rows, i) => rows.map((row) => this.rollout(problems[i]!, prompts[i]!, row)));
  }

  /** Lays a row out as a document. What does not fit into a row of the trainer is cut off and worth nothing. */
  private rollout(
    problem: GoldProblem,
    { prompt, ids: promptIds }: { readonly prompt: Prompt; readonly ids: readonly number[] },
    row: SampledRow,
  ): Rollout {
    const { tokenizer, config } = this.run;
    const { stop } = tokenizer.specialTokens;
    const hasEnd = row.finish === 'stop' && stop.has(row.tokenIds.at(-1) ?? -1);
    // the end of the turn is set once: by the question, which begins with it
    const written = hasEnd ? row.tokenIds.slice(0, -1) : row.tokenIds;
    const isFinished = row.finish === 'stop';
    const graded = rewardOf(problem.answer, { text: row.text, isFinished });
    const question = this.question(prompt, row, graded);
    const whole = [...promptIds, ...written, ...question.ids];
    const fits = whole.length <= config.length;
    const ids = fits ? whole : whole.slice(0, Math.min(promptIds.length + written.length, config.length));
    const reward = fits ? graded : 0;
    const drawn = new Float32Array(ids.length);
    const samplerLogprobs = new Float32Array(ids.length).fill(Number.NaN);
    row.tokenIds.forEach((id, t) => {
      const place = promptIds.length + t;
      if (ids[place] !== id) return;
      drawn[place] = row.drawn[t]!;
      samplerLogprobs[place] = row.logprobs?.[t] ?? Number.NaN;
    });
    return {
      problem: problem.problem,
      gold: problem.answer,
      text: row.text,
      isFinished: isFinished && fits,
      reward,
      score: row.judgement?.verdict?.score ?? null,
      completionTokens: row.tokenIds.length,
      drawnTokens: drawn.reduce((sum, one) => sum + one, 0),
      tokenIds: Int32Array.from(ids),
      drawn,
      samplerLogprobs,
      verdictAt: question.hasVerdict && fits ? ids.length - 1 : -1,
    };
  }

  /** Tokens to keep free behind a completion. */
  private questionRoom(prompt: Prompt): number {
    const { tokenizer, vouch } = this.run;
    const asked = { prompt, solution: 'x', question: 'verdict' } as const;
    return this.verdicts === null ? 1 : questionIds(tokenizer, vouch.verdict, asked).length + 2;
  }

  /** What follows the completion: the question with the verdict that is true, or just the end of the turn. */
  private question(
    prompt: Prompt,
    row: SampledRow,
    reward: Reward,
  ): { readonly ids: readonly number[]; readonly hasVerdict: boolean } {
    const { tokenizer, vouch } = this.run;
    if (this.verdicts === null || reward === null) {
      const end = row.tokenIds.at(-1);
      const ended = row.finish === 'stop' && end !== undefined && tokenizer.specialTokens.stop.has(end);
      return { ids: ended ? [end] : [], hasVerdict: false };
    }
    const asked = questionIds(tokenizer, vouch.verdict, { prompt, solution: row.text, question: 'verdict' });
    const verdict = (reward === 1 ? this.verdicts.yes : this.verdicts.no)[0]!;
    return { ids: [...asked, verdict], hasVerdict: true };
  }
}

function promptTokens(tokenizer: ChatTokenizer, prompt: Prompt): readonly number[] {
  if ('messages' in prompt) return tokenizer.encodeChat(prompt.messages, { addGenerationPrompt: true });
  return 'text' in prompt ? tokenizer.encodeDocument(prompt.text) : prompt.tokenIds;
}
