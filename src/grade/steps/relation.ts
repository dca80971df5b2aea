/** How the solutions of a later claim relate to those of an earlier one, as data, with the reason in words. */

export interface Relation {
  readonly relation: 'equivalent' | 'implies' | 'implied-by' | 'different' | 'unknown';
  readonly tier: 'exact' | 'numeric' | 'sampled' | 'none';
  readonly reason: string;
  /** A solution of the earlier claim that the later one misses. */
  readonly lost?: string;
  /** A solution of the later claim that the earlier one does not have. */
  readonly invented?: string;
}

export function unknownRelation(reason: string): Relation {
  return { relation: 'unknown', tier: 'none', reason };
}

export interface Witness {
  readonly lost?: string | undefined;
  readonly invented?: string | undefined;
}

/** The relation that follows from whether each claim implies the other. */
export function result(
  forward: boolean,
  backward: boolean,
  tier: Relation['tier'],
  witness: Witness = {},
): Relation {
  const relation =
    forward && backward ? 'equivalent' : forward ? 'implies' : backward ? 'implied-by' : 'different';
  const reasons = {
    equivalent: 'the same solutions',
    implies:
      witness.invented === undefined
        ? 'follows, but says less'
        : `follows, but ${witness.invented} may be invented`,
    'implied-by':
      witness.lost === undefined ? 'says more than is known' : `the solution ${witness.lost} is lost`,
    different:
      witness.lost === undefined
        ? 'the solutions are not the same'
        : `${witness.lost} solves the line before, not this one`,
  };
  return {
    relation,
    tier,
    reason: reasons[relation],
    ...(witness.lost === undefined ? {} : { lost: witness.lost }),
    ...(witness.invented === undefined ? {} : { invented: witness.invented }),
  };
}
