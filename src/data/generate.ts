/**
 * The endless stream of generated problems. Problem i of a stream depends only on (seed, i) and the options, so a
 * run resumes by its index. Training and validation are kept apart by the hash of what a problem asks; difficulties
 * 9 and 10 and the held-out families never enter training or validation. Knows no file and no model.
 */
import { InputError, throwIfAborted } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import type { Family, Problem } from './families/family.ts';
import { families as allFamilies } from './families/registry.ts';

export type Split = 'train' | 'validation' | 'held-out-difficulties' | 'held-out-families';
export const splits: readonly Split[] = ['train', 'validation', 'held-out-difficulties', 'held-out-families'];

export interface StreamOptions {
  readonly seed: number;
  readonly split: Split;
  /** Names of families, or prefixes ending in `*`; all of the split by default. */
  readonly families?: readonly string[];
  /** Relative weight of a family, 1 by default. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Lowest and highest difficulty, both included; 1–8 by default, 9–10 for held-out difficulties. */
  readonly difficulties?: readonly [number, number];
  /** The same for one family, for a curriculum. */
  readonly ranges?: Readonly<Record<string, readonly [number, number]>>;
}

/** The highest difficulty that is trained on. */
export const hardestTrained = 8;
const validationShare = 50;

/** One problem in this many goes to validation, by the hash of what it asks, whatever its wording. */
export function isValidation(problem: Problem): boolean {
  return problem.key % validationShare === 0;
}

/** The families with these names (a trailing `*` matches any ending). Throws for a name that matches none. */
export function familiesNamed(names: readonly string[] | undefined): readonly Family[] {
  if (names === undefined) return allFamilies;
  return names.flatMap((name) => {
    const found = allFamilies.filter((family) =>
      name.endsWith('*') ? family.name.startsWith(name.slice(0, -1)) : family.name === name,
    );
    if (found.length === 0)
      throw new InputError(
        `families: expected a known family, got "${name}"; \`vouch data families\` lists them`,
      );
    return found;
  });
}

function poolOf(options: StreamOptions): readonly Family[] {
  const named = familiesNamed(options.families);
  const pool = named.filter((family) => family.heldOut === (options.split === 'held-out-families'));
  if (pool.length === 0)
    throw new InputError(
      `generate: expected families of the split ${options.split}, got none; choose another split`,
    );
  return pool;
}

function rangeOf(options: StreamOptions, family: string): readonly [number, number] {
  const hard = options.split === 'held-out-difficulties';
  const [low, high] =
    options.ranges?.[family] ?? options.difficulties ?? (hard ? [9, 10] : [1, hardestTrained]);
  if (hard) return [Math.max(low, hardestTrained + 1), Math.max(high, hardestTrained + 1)];
  return [Math.min(low, hardestTrained), Math.min(high, hardestTrained)];
}

function pickFamily(pool: readonly Family[], options: StreamOptions, random: Random): Family {
  const weightOf = (family: Family): number => options.weights?.[family.name] ?? 1;
  let left = random.next() * pool.reduce((sum, family) => sum + weightOf(family), 0);
  for (const family of pool) {
    left -= weightOf(family);
    if (left < 0) return family;
  }
  return pool.at(-1)!;
}

/** A stream of problems by index. */
export interface ProblemStream {
  /** Problem `index` of the stream. */
  at(index: number): Problem;
  /** The problems from an index on, without end. */
  from(index: number, signal?: AbortSignal): AsyncIterableIterator<Problem>;
}

/** The stream of these options. Throws an InputError for unknown families or an empty split. */
export function problemStream(options: StreamOptions): ProblemStream {
  const pool = poolOf(options);
  const at = (index: number): Problem => {
    for (let attempt = 0; ; attempt++) {
      const random = new Random(options.seed, index * 64 + Math.min(attempt, 63)).child(attempt);
      const family = pickFamily(pool, options, random);
      const [low, high] = rangeOf(options, family.name);
      const difficulty = random.integer(low, high);
      if (options.split !== 'validation') {
        const problem = family.draw(random, difficulty);
        if (options.split !== 'train' || !isValidation(problem)) return problem;
      } else {
        const problem = family.draw(random, difficulty, random.chance(0.25) ? 'held' : 'train');
        if (isValidation(problem)) return problem;
      }
    }
  };
  return {
    at,
    async *from(index, signal) {
      for (let i = index; ; i++) {
        throwIfAborted(signal);
        // Now and then the event loop gets its turn: a stream shares its thread with a trainer.
        if (i % 256 === 255) await new Promise((resolve) => setImmediate(resolve));
        yield at(i);
      }
    },
  };
}
