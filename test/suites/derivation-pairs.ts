/** The derivation-line suite: pairs from every template over several seeds, and what the checker says of them. */
import { Random } from '../../src/base/random.ts';
import { checkSteps, type StepCheck } from '../../src/grade/index.ts';
import { type DerivationPair, equationTemplates } from './derivation-equations.ts';
import { expressionTemplates } from './derivation-expressions.ts';

const openings = ['', '', '', 'So ', 'Thus, ', '\\Rightarrow ', 'Therefore '];

/** `rounds` draws of every template; the same seed gives the same pairs. */
export function derivationPairs(rounds: number, seed: number): DerivationPair[] {
  const pairs: DerivationPair[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [i, template] of [...equationTemplates, ...expressionTemplates].entries()) {
      const random = new Random(seed + round, i);
      for (const pair of template(random)) pairs.push(dressed(pair, random));
    }
  }
  return pairs;
}

/** The same lines as people set them: bare, between dollars, after a connective, with a full stop. */
function dressed(pair: DerivationPair, random: Random): DerivationPair {
  const isContinuation = pair.to.startsWith('=');
  const dollars = random.chance(0.3) && !/\b(?:or|and)\b/.test(pair.from + pair.to);
  const wrap = (text: string): string => (dollars ? `$${text}$` : text);
  const opening = isContinuation ? '' : random.pick(openings);
  const before = dollars && opening.startsWith('\\') ? '' : opening;
  return { ...pair, from: wrap(pair.from), to: `${before}${wrap(pair.to)}${random.chance(0.2) ? '.' : ''}` };
}

export interface PairOutcome {
  readonly pair: DerivationPair;
  readonly check: StepCheck;
}

/** What the checker says of each pair's second line. */
export function checkPairs(pairs: readonly DerivationPair[]): PairOutcome[] {
  return pairs.map((pair) => ({
    pair,
    check: checkSteps([pair.from, pair.to], { timeLimitMs: 2000 }).steps[1] as StepCheck,
  }));
}

export interface PairReport {
  readonly pairs: number;
  readonly decided: number;
  readonly right: number;
  /** "Equivalent" said of what is not. */
  readonly falseEquivalent: readonly PairOutcome[];
  readonly misses: readonly PairOutcome[];
  readonly undecided: readonly PairOutcome[];
}

export function report(outcomes: readonly PairOutcome[]): PairReport {
  const decided = outcomes.filter(({ check }) => check.relation !== 'unknown');
  const misses = decided.filter(({ pair, check }) => check.relation !== pair.relation);
  return {
    pairs: outcomes.length,
    decided: decided.length,
    right: decided.length - misses.length,
    falseEquivalent: misses.filter(({ check }) => check.relation === 'equivalent'),
    misses,
    undecided: outcomes.filter(({ check }) => check.relation === 'unknown'),
  };
}
