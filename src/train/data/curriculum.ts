/**
 * A curriculum over generated problems: each family has a level that rises where groups of rollouts are all right and
 * falls where they are all wrong, for neither teaches the policy anything. Pure; levels are part of a run's cursor, so a
 * resumed run draws the same problems.
 */

/** Level by family, in difficulties; a family that is not named stands at the lowest. */
export type Levels = Readonly<Record<string, number>>;

/** What a group of rollouts of a generated problem came to. */
export interface GroupOutcome {
  readonly family: string;
  /** Right rollouts of the group, in [0, 1]. */
  readonly share: number;
}

const stride = 0.25;

/** Levels after these groups, within [low, high]. */
export function movedLevels(
  levels: Levels,
  outcomes: readonly GroupOutcome[],
  [low, high]: readonly [number, number],
): Levels {
  const moved: Record<string, number> = { ...levels };
  for (const { family, share } of outcomes) {
    const by = share === 1 ? stride : share === 0 ? -stride : 0;
    moved[family] = Math.min(high, Math.max(low, (moved[family] ?? low) + by));
  }
  return moved;
}

/** The difficulties drawn at a level: its own and the one below, so that what was learnt is not forgotten. */
export function difficultiesAt(
  level: number,
  [low, high]: readonly [number, number],
): readonly [number, number] {
  const top = Math.min(high, Math.max(low, Math.floor(level)));
  return [Math.max(low, top - 1), top];
}
