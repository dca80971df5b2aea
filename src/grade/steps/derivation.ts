/**
 * A derivation while it is read: each formula is sent to what checks it (a rewriting, a chain's links, a claim's
 * relation to the facts), and the state goes on. The mathematics is elsewhere.
 */
import { type Claim, claimSymbols, comparisonsOf } from './claim.ts';
import { type Item } from './read-line.ts';
import { type StepCheck, unknownCheck as unknown } from './step-check.ts';
import { symbol } from './term.ts';
import { checkChain } from './check-chain.ts';
import { checkClaim, checkResolved } from './check-claim.ts';
import { checkExpression } from './check-expression.ts';
import { DerivationState } from './derivation-state.ts';

export class Derivation extends DerivationState {
  /** Checks one formula of step `index` and goes on from it. */
  check(item: Item, index: number): StepCheck {
    const { formula } = item;
    if (item.manner === 'doubted') return unknown('not asserted');
    if (formula.kind === 'unread') {
      this.constrain(item.text);
      this.stale = true;
      this.expression = null;
      this.lastWasExpression = false;
      return unknown('not understood');
    }
    if (formula.kind === 'expression') return checkExpression(this, formula.terms, item);
    if (formula.kind === 'set') {
      const [only, ...others] = this.current === null ? [] : [...claimSymbols(this.current)];
      if (others.length > 0 || only === undefined)
        return unknown('a set of values, but of which unknown is not clear');
      const claim = formula.of(symbol(only));
      // (−4, −1/2) after an equation is a point.
      const isInterval = comparisonsOf(claim).some((part) => part.operator !== '=');
      if (isInterval && this.current !== null && !holdsInequality(this.current))
        return unknown('an interval or a point');
      return checkClaim(this, claim, item, index);
    }
    if (formula.chain !== null) return checkChain(this, formula.chain, formula.claim, item, index);
    return checkResolved(this, formula.claim, item, index);
  }
}

function holdsInequality(claim: Claim): boolean {
  return claim.kind === 'truth' || comparisonsOf(claim).some((part) => part.operator !== '=');
}
