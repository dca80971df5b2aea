/**
 * Rollouts through the generation engine, from the weights being trained: they are fed to the engine's sessions as
 * they are, full weights or a base with its adapter, with no file in between and no second copy. Where the verifier
 * speaks, each finished rollout is judged on the cache it left.
 */
import { CancelledError } from '../../base/errors.ts';
import type { Prompt, SampledRow } from '../../engine/engine.ts';
import { LocalEngine } from '../../engine/local.ts';
import { isModuleWeight } from '../../model/head-modules.ts';
import { fedDecoder } from '../../model/load.ts';
import type { Tensor } from '../../runtime/tensor.ts';
import type { GoldProblem } from '../data/problems.ts';
import { rewardOf } from '../rewards.ts';
import type { RunParts } from '../run/open.ts';
import { trainingThreads } from '../run/threads.ts';
import { completed, RolloutDesk } from './desk.ts';
import type { AskedProblem, Rollout } from './rollout.ts';

/** Tokens that are read at once, whatever the machine's speed: a resumed run has to round as it did before. */
const chunkTokens = 512;

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
  readonly desk: RolloutDesk;
  /** What the engine is fed with at every run: views of the trainer's own arrays. */
  readonly weights: Readonly<Record<string, Tensor>>;
  private readonly run: SampledRun;
  private readonly engine: LocalEngine;

  private constructor(run: SampledRun, engine: LocalEngine, weights: Readonly<Record<string, Tensor>>) {
    this.run = run;
    this.engine = engine;
    this.weights = weights;
    this.desk = new RolloutDesk(run);
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
      { decoder: { session }, chunkTokens },
    );
    return new RolloutSampler(run, engine, fed);
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }

  /** A group of rollouts for each problem. Throws `CancelledError` when the signal ends it. */
  async sample(problems: readonly GoldProblem[], options: SampleOptions): Promise<Rollout[][]> {
    const asked = problems.map((problem) => this.desk.ask(problem));
    const rows = await this.write(
      asked.map((one) => ({ prompt: one.prompt, room: this.desk.roomBehind(one) })),
      { ...options, judges: this.run.config.policy.verifier === 'generative' },
    );
    return asked.map((one, i) => this.desk.rollouts(one, rows[i]!));
  }

  /** For each beginning, the grades of `rows` fresh completions: 1 right, 0 wrong; open ones count as wrong. */
  async complete(beginnings: readonly Beginning[], options: SampleOptions): Promise<number[][]> {
    const rows = await this.write(
      beginnings.map(({ tokenIds, asked }) => ({
        prompt: { tokenIds },
        room: this.run.config.length - tokenIds.length - this.desk.verdicts.room(asked.prompt),
      })),
      { ...options, judges: false },
    );
    return beginnings.map(({ text, gold }, i) =>
      rows[i]!.map((row) =>
        gold === null ? 0 : (rewardOf(gold, { ...completed(row), text: text + row.text }) ?? 0),
      ),
    );
  }

  private async write(
    prompts: readonly { readonly prompt: Prompt; readonly room: number }[],
    options: SampleOptions & { readonly judges: boolean },
  ): Promise<readonly (readonly SampledRow[])[]> {
    const { policy } = this.run.config;
    const { temperature } = options;
    await this.run.decoder.toHost();
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
}
