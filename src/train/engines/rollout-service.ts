/**
 * What an engine outside this process is told about rollouts: which problems come next, what its completions are worth,
 * what they teach, and which figures and samples a step leaves behind. Data, reward, grading, advantages and the
 * verifier's lessons are those of every other engine; only tokens and numbers cross the pipe. It knows no pipe, no
 * model and no graph. `scale/vouch_scale/service.py` is the other end.
 */
import { InputError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import type { SampledRow } from '../../engine/engine.ts';
import { findVerdictTokens } from '../../engine/verdicts.ts';
import type { DataCursor } from '../data/batches.ts';
import type { SourceReport } from '../data/row-file.ts';
import { lambdaAt } from '../lessons/verification.ts';
import { grpoAdvantages } from '../recipes/grpo.ts';
import { loopAdvantages } from '../recipes/loop.ts';
import { ProblemQueue } from '../recipes/problem-queue.ts';
import { decided, rewardsOf, taughtBy, weighTokens, withScores } from '../recipes/teaching.ts';
import { sampleLines } from '../recipes/samples.ts';
import type { Taught } from '../recipes/step.ts';
import { VerdictLessons } from '../recipes/verdict-lessons.ts';
import { RolloutDesk } from '../rollouts/desk.ts';
import { evaluatePolicy, rolloutMetrics } from '../rollouts/measures.ts';
import type { AskedProblem, Rollout } from '../rollouts/rollout.ts';
import type { PreparedRun } from '../run/open.ts';
import { type Seat, SeatedRows } from './seated-rows.ts';

/** A completion that somebody wrote: its tokens, the end of the turn included, and which of them were drawn. */
export interface GivenRow {
  readonly tokenIds: readonly number[];
  readonly drawn?: readonly number[];
}

/** Completions recorded earlier, by step: groups in the order of the problems. */
export type RecordedRows = (step: number) => readonly (readonly GivenRow[])[];

export type ServiceRequest =
  | { readonly ask: 'hello' }
  | { readonly ask: 'problems'; readonly step: number }
  | { readonly ask: 'held-out' }
  /** Rows, by the number of their problem, that are drawn here token by token. */
  | { readonly ask: 'seat'; readonly problems: readonly number[] }
  | { readonly ask: 'accept'; readonly tokens: readonly number[] }
  /** Without rows: those that were drawn here. */
  | {
      readonly ask: 'grade' | 'judge';
      readonly step: number;
      readonly rows: readonly (readonly number[])[] | null;
    }
  /** Log-probabilities of saying Yes and No behind each question; null where nothing was asked. */
  | {
      readonly ask: 'figures' | 'evaluation';
      readonly step: number;
      readonly verdicts: readonly (readonly [yes: number, no: number] | null)[];
    };

const advantagesOf = { grpo: grpoAdvantages, loop: loopAdvantages } as const;

export class RolloutService {
  private readonly run: Omit<PreparedRun, 'folder'>;
  private readonly desk: RolloutDesk;
  private readonly queue: ProblemQueue;
  private readonly verdicts: VerdictLessons;
  private readonly recorded: RecordedRows | null;
  private seated: SeatedRows;
  private asked: readonly AskedProblem[] = [];
  private given: readonly (readonly GivenRow[])[] | null = null;
  private groups: readonly (readonly Rollout[])[] = [];

  constructor(run: Omit<PreparedRun, 'folder'>, recorded: RecordedRows | null = null) {
    this.run = run;
    this.recorded = recorded;
    this.desk = new RolloutDesk(run);
    this.seated = new SeatedRows(run.tokenizer);
    this.queue = new ProblemQueue(run);
    this.verdicts = new VerdictLessons(run, this.desk);
  }

  get reports(): readonly SourceReport[] {
    return this.queue.reports;
  }

  answer(request: ServiceRequest): object {
    switch (request.ask) {
      case 'hello':
        return this.hello();
      case 'problems':
        return this.problems(request.step);
      case 'held-out':
        return this.heldOut();
      case 'seat':
        this.seated.seat(request.problems.map((p) => this.seatOf(this.asked[p]!)));
        return {};
      case 'accept':
        return { taken: this.seated.accept(request.tokens) };
      case 'grade':
        return this.grade(request.step, request.rows);
      case 'judge':
        this.layOut(request.rows);
        return { questions: this.questions() };
      case 'figures':
        return this.figures(request.step, this.scored(request.verdicts));
      case 'evaluation':
        return evaluatePolicy(this.scored(request.verdicts), this.run.config.seed);
    }
  }

  private hello(): object {
    const { tokenizer, vouch, config } = this.run;
    const isAsked = config.policy.verifier === 'generative';
    const { yes, no } = isAsked ? findVerdictTokens(tokenizer, vouch.verdict) : { yes: [], no: [] };
    return { stop: [...tokenizer.specialTokens.stop], yes, no, calculator: vouch.calculator };
  }

  private problems(step: number): object {
    const { problems, group } = this.run.config.policy;
    this.asked = this.queue.take(problems).map((problem) => this.desk.ask(problem));
    this.given = this.recorded?.(step) ?? null;
    const given = this.given?.flat().map(({ tokenIds }) => tokenIds);
    return { ...this.prompts(group), ...(given === undefined ? {} : { given }) };
  }

  private heldOut(): object {
    this.asked = this.queue.heldOut().map((problem) => this.desk.ask(problem));
    this.given = null;
    return this.prompts(this.run.config.policy.evaluateSamples);
  }

  private prompts(group: number): object {
    this.seated = new SeatedRows(this.run.tokenizer);
    const seats = this.asked.map((asked) => this.seatOf(asked));
    return { prompts: seats.map(({ promptIds }) => promptIds), rooms: seats.map(({ room }) => room), group };
  }

  private seatOf(asked: AskedProblem): Seat {
    const { maxNewTokens } = this.run.config.policy;
    return { promptIds: asked.promptIds, room: Math.min(maxNewTokens, this.desk.roomBehind(asked)) };
  }

  /** Rows of the problems that were asked last, as graded documents. */
  private layOut(tokens: readonly (readonly number[])[] | null): void {
    const given = this.given?.flat();
    const group = (tokens?.length ?? 0) / Math.max(1, this.asked.length);
    const rows =
      tokens?.map((ids, i) => this.rowOf(this.asked[Math.floor(i / group)]!, ids, given?.[i]?.drawn)) ??
      this.seated.rows();
    const size = rows.length / Math.max(1, this.asked.length);
    if (!Number.isInteger(size))
      throw new InputError(
        `rollouts: expected the same number of rows for each of ${this.asked.length} problems, got ${rows.length} rows`,
      );
    this.groups = this.asked.map((asked, p) =>
      this.desk.rollouts(asked, rows.slice(p * size, (p + 1) * size)),
    );
  }

  private rowOf(asked: AskedProblem, tokenIds: readonly number[], drawn?: readonly number[]): SampledRow {
    const { tokenizer } = this.run;
    const isFinished = tokenizer.specialTokens.stop.has(tokenIds.at(-1) ?? -1);
    const stream = tokenizer.decodeStream();
    for (const id of asked.promptIds.slice(-4)) stream.push(id);
    const written = isFinished ? tokenIds.slice(0, -1) : tokenIds;
    return {
      ...{ request: 0, row: 0, seed: 0, logprobs: null, drawLogprobs: null, textEnds: null, judgement: null },
      text: written.map((id) => stream.push(id)).join(''),
      tokenIds,
      drawn: drawn ?? tokenIds.map(() => 1),
      finish: isFinished ? 'stop' : 'length',
    };
  }

  /** The documents that ask whether each rollout is right, up to where the verdict will stand; null where none fits. */
  private questions(): (readonly number[] | null)[] {
    const { policy, length } = this.run.config;
    if (policy.verifier !== 'generative') return this.groups.flat().map(() => null);
    return this.groups.flat().map((rollout) => {
      const { prompt } = rollout.asked;
      const behind = this.desk.verdicts.asked('verdict', { prompt, text: rollout.text, label: true });
      const ids = [...rollout.tokenIds.subarray(0, rollout.completionEnd), ...behind.slice(0, -1)];
      return ids.length < length ? ids : null;
    });
  }

  private grade(step: number, rows: readonly (readonly number[])[] | null): object {
    this.layOut(rows);
    this.queue.note(this.groups);
    const { config } = this.run;
    const { policy, recipe } = config;
    const relative = advantagesOf[recipe as keyof typeof advantagesOf];
    const taught = this.groups.map(decided).flatMap((group) => {
      const advantages = relative(rewardsOf(group), policy);
      return group.map((rollout, i) => taughtBy(policy, rollout, advantages[i]!));
    });
    weighTokens(policy, taught);
    const extra = this.desk.verdicts.isTrained
      ? this.verdicts.lessons(taught, [], { step, estimates: [], laserReference: 0 })
      : [];
    const all = this.groups.flat();
    const byRollout = new Map(taught.map((one) => [one.rollout, one]));
    return {
      rows: all.map((rollout) => this.rowFor(rollout, byRollout.get(rollout))),
      // rows whose reward is open stay in the batch of a trainer of fixed size, but not in the mean
      scale: taught.length === 0 ? 0 : all.length / taught.length,
      verdicts: [
        ...taught.map(({ rollout, lesson }) => ({ lesson, owner: all.indexOf(rollout) })),
        ...extra.map((lesson, i) => ({ lesson, owner: i % all.length })),
      ].flatMap(({ lesson, owner }) => {
        const place = lesson.tokenIds.length - 1;
        const weight = lesson.weights[place]!;
        return weight === 0 ? [] : [{ ids: [...lesson.tokenIds], weight, owner }];
      }),
      questions: this.questions(),
    };
  }

  /** A rollout as a trainer of padded rows takes it: completion, which of its tokens count, and its advantage. */
  private rowFor(rollout: Rollout, taught: Taught | undefined): object {
    const begin = rollout.asked.promptIds.length;
    const end = Math.min(rollout.tokenIds.length, begin + rollout.completionTokens);
    const isMasked = this.run.config.policy.overlong === 'masked' && !rollout.isFinished;
    const isCounted = taught !== undefined && !isMasked;
    return {
      ids: [...rollout.tokenIds.subarray(begin, end)],
      counted: Array.from(rollout.drawn.subarray(begin, end), (one) => (isCounted ? one : 0)),
      // one for all of its tokens, in both methods
      advantage: taught?.lesson.advantages.find((advantage) => advantage !== 0) ?? 0,
    };
  }

  private scored(verdicts: readonly (readonly [yes: number, no: number] | null)[]): Rollout[][] {
    const all = this.groups.flat();
    const scores = new Map(
      verdicts.flatMap((pair, i) => {
        if (pair === null) return [];
        const [yes, no] = pair;
        return [[all[i]!, 1 / (1 + Math.exp(no - yes))] as const];
      }),
    );
    return withScores(this.groups, scores);
  }

  /** What a step leaves behind: figures, lines of `samples.jsonl`, and where the data go on. */
  private figures(
    step: number,
    groups: readonly (readonly Rollout[])[],
  ): { readonly metrics: JsonObject; readonly samples: readonly JsonObject[]; readonly cursor: DataCursor } {
    const { policy, steps } = this.run.config;
    const { isTrained } = this.desk.verdicts;
    return {
      metrics: {
        ...rolloutMetrics(groups),
        ...(isTrained ? { 'verify/lambda': lambdaAt(policy, step, steps) } : {}),
        ...this.queue.figures(),
      },
      samples: sampleLines(step + 1, groups),
      cursor: this.queue.cursor,
    };
  }
}
