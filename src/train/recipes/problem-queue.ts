/**
 * Whose turn it is: the next problems (or preference pairs) of all sources of a run, the curriculum's levels, held-out
 * problems to be judged by, and the stop where too many answers cannot be decided. One implementation for every engine;
 * its cursor makes a resumed run go on with the same problems.
 */
import type { DataCursor } from '../data/batches.ts';
import { type Levels, movedLevels } from '../data/curriculum.ts';
import { dataOptions } from '../data/data-options.ts';
import { isPairFile, type OpenedPairs, openPairs, type PairDocuments, pairDocuments } from '../data/pairs.ts';
import { type GoldProblem, type OpenedProblems, openProblems } from '../data/problems.ts';
import type { SourceReport } from '../data/row-file.ts';
import { maxOpenShare } from '../rewards.ts';
import { RolloutDesk } from '../rollouts/desk.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import type { PreparedRun } from '../run/open.ts';

/** Problems in a row that leave no room for an answer, after which something else must be wrong. */
const patience = 1000;

type Groups = readonly (readonly Rollout[])[];

export class ProblemQueue {
  private readonly run: Omit<PreparedRun, 'folder'>;
  private readonly problems: readonly OpenedProblems[];
  private readonly pairs: readonly OpenedPairs[];
  private readonly undecided = { open: 0, all: 0 };
  private readonly desk: RolloutDesk;
  /** Problems passed over since the figures were last asked for. */
  private dropped = 0;
  private next: number;
  private levels: Levels;

  constructor(run: Omit<PreparedRun, 'folder'>) {
    const { config, state } = run;
    this.run = run;
    this.desk = new RolloutDesk(run);
    const options = { ...dataOptions(config), withoutGold: config.policy.majorityLabels };
    const hasPairs = (spec: string): boolean =>
      config.recipe === 'dpo' && !spec.startsWith('families:') && isPairFile(spec);
    this.problems = config.data.filter((spec) => !hasPairs(spec)).map((spec) => openProblems(spec, options));
    this.pairs = config.data.filter(hasPairs).map((file) => openPairs(file, options));
    this.next = state.data.next;
    this.levels = state.data.levels ?? {};
  }

  get isEmpty(): boolean {
    return this.problems.length === 0;
  }

  get cursor(): DataCursor {
    const { curriculum } = this.run.config.policy;
    return { next: this.next, pending: [], ...(curriculum ? { levels: this.levels } : {}) };
  }

  /** What became of the rows of each source. */
  get reports(): readonly SourceReport[] {
    return [...this.problems, ...this.pairs].map(({ report }) => report);
  }

  /** The next problems; those too long for an answer behind them are passed over and counted. */
  take(count: number): GoldProblem[] {
    return Array.from({ length: count }, () => {
      for (let misses = 0; ; misses++) {
        const problem = this.draw();
        if (this.desk.fits(problem)) return problem;
        if (misses === patience) this.desk.roomBehind(this.desk.ask(problem));
        this.dropped++;
      }
    });
  }

  private draw(): GoldProblem {
    const index = this.next++;
    const { train } = this.problems[index % this.problems.length]!;
    const at = Math.floor(index / this.problems.length);
    return this.run.config.policy.curriculum ? train.at(at, this.levels) : train.at(at);
  }

  /** The next preference pairs of files, as documents; those that do not fit are passed over. */
  takePairs(): PairDocuments[] {
    const { pairs } = this;
    const { tokenizer, vouch, config } = this.run;
    const options = { tokenizer, vouch, promptWeight: 0, judgementWeight: 1, maxTokens: config.length };
    if (pairs.length === 0) return [];
    return Array.from({ length: config.policy.problems }, () => {
      const index = this.next++;
      const { train } = pairs[index % pairs.length]!;
      return pairDocuments(train.at(Math.floor(index / pairs.length)), options);
    }).filter((pair) => pair !== null);
  }

  /**
   * Takes in what sampled groups came to: the curriculum moves, and more than a few open decisions, in a step or in all
   * so far, end the run: they would be a hole to hide in.
   */
  note(groups: Groups): void {
    this.requireDecided(groups);
    if (this.run.config.policy.curriculum) this.moveLevels(groups);
  }

  /** Held-out problems of an evaluation, from all sources in turns; none where nothing is held out. */
  heldOut(): readonly GoldProblem[] {
    const sources = this.problems.map(({ heldOut }) => heldOut).filter(({ size }) => size !== 0);
    if (sources.length === 0) return [];
    return Array.from({ length: this.run.config.policy.evaluateProblems }, (_, i) =>
      sources[i % sources.length]!.at(Math.floor(i / sources.length)),
    ).filter((problem) => this.desk.fits(problem));
  }

  /** A few problems to measure with before training. */
  first(): GoldProblem[] {
    const first = this.problems.flatMap(({ train }) => Array.from({ length: 8 }, (_, i) => train.at(i)));
    return first.filter((problem) => this.desk.fits(problem));
  }

  /** Figures of the curriculum, and how many problems of the step were too long, if any. */
  figures(): Record<string, number> {
    const dropped: Record<string, number> = this.dropped === 0 ? {} : { dropped_problems: this.dropped };
    this.dropped = 0;
    const levels = Object.values(this.levels);
    if (!this.run.config.policy.curriculum || levels.length === 0) return dropped;
    return { ...dropped, 'curriculum/level': levels.reduce((sum, one) => sum + one, 0) / levels.length };
  }

  private moveLevels(groups: Groups): void {
    const range = this.problems.find(({ difficulties }) => difficulties !== null)?.difficulties;
    if (range === undefined || range === null) return;
    const outcomes = groups.flatMap((group) => {
      const family = group[0]?.asked.problem.family;
      const right = group.reduce((sum, { correct }) => sum + (correct ?? 0), 0);
      return family === undefined ? [] : [{ family, share: right / group.length }];
    });
    this.levels = movedLevels(this.levels, outcomes, range);
  }

  private requireDecided(groups: Groups): void {
    const all = groups.flat();
    const open = all.filter(({ reward }) => reward === null);
    this.undecided.open += open.length;
    this.undecided.all += all.length;
    const isTooMany = (count: number, of: number): boolean => count > Math.max(1, maxOpenShare * of);
    if (!isTooMany(open.length, all.length) && !isTooMany(this.undecided.open, this.undecided.all)) return;
    const shown = open.slice(0, 3).map(({ gold, text }) => `${gold ?? ''} against "${text.slice(-60)}"`);
    throw new Error(
      `rewards: expected at most ${maxOpenShare * 100}% of answers that cannot be decided, got ${this.undecided.open} of ` +
        `${this.undecided.all}, such as ${shown.join('; ')}; mend the gold answers`,
    );
  }
}
