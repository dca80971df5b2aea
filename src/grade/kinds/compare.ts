/**
 * Two answers of any kinds: one table of comparisons for equal kinds, bridges between the others. What nothing joins
 * is different in kind.
 */
import * as q from '../../exact/rational.ts';
import { different, type Decision } from '../algebra/decide.ts';
import type { Node } from '../parse/tree.ts';
import type { Answer, Context, Of } from './answer.ts';
import { bridge } from './bridges.ts';
import { compareCases } from './cases.ts';
import { compareItems } from './collections.ts';
import { compareFamilies, parameterOf } from './families.ts';
import { sameLine } from './lines.ts';
import { withGoldParameter, withSharedConstants } from './general-constants.ts';
import { namesDiffer } from './names.ts';
import { compareExpressions } from './numbers.ts';
import { inBaseUnit, scaled, symbolsAsUnits } from './quantities.ts';
import { recognise } from './recognise.ts';
import { compareRatios, compareResidues } from './ratios.ts';
import { compareRegions } from './regions.ts';
import { compareRelations } from './relations.ts';
import { sameDimensions, unitless } from './units.ts';
import { compareMatrices } from './vectors.ts';
import { compareWords } from './words.ts';

/** Decides whether `pred` says what `gold` says. */
export function compareAnswers(gold: Answer, pred: Answer, context: Context): Decision {
  context.budget.tick();
  const several = (answer: Answer): boolean =>
    answer.kind === 'matrix' || (answer.kind === 'items' && answer.shape === 'tuple');
  if (several(gold) && several(pred)) {
    const aligned = withGoldParameter(gold.node, pred.node);
    if (aligned !== null) return compareAnswers(gold, recognise(aligned, context), context);
  }
  if (gold.kind === pred.kind) return compareSame(gold, pred, context);
  return (
    bridge(gold, pred, context, compareAnswers) ??
    different('structure', `${article(gold)} against ${article(pred)}`, 'different kinds of answer')
  );
}

const articles: Readonly<Record<Answer['kind'], string>> = {
  value: 'a value',
  items: 'a list or tuple',
  region: 'a set of reals',
  matrix: 'a matrix',
  relation: 'an equation or inequality',
  ratio: 'a ratio',
  residue: 'a residue',
  cases: 'a case distinction',
  words: 'words',
};

function article(answer: Answer): string {
  return articles[answer.kind];
}

function compareSame(gold: Answer, pred: Answer, context: Context): Decision {
  switch (gold.kind) {
    case 'value':
      return compareValues(gold, pred as Of<'value'>, context);
    case 'items':
      return compareItems(gold, pred as Of<'items'>, context, compareAnswers);
    case 'region': {
      const other = pred as Of<'region'>;
      return namesDiffer(gold.name, other.name)
        ? differentNames(gold.name, other.name)
        : compareRegions(gold.region, other.region, context);
    }
    case 'matrix':
      return sameLine(gold, pred, context) ?? compareMatrices(gold, pred as Of<'matrix'>, context);
    case 'relation':
      return compareRelations(gold.node, (pred as Of<'relation'>).node, context);
    case 'ratio':
      return compareRatios(gold.parts, (pred as Of<'ratio'>).parts, context);
    case 'residue': {
      const other = pred as Of<'residue'>;
      const modulus = compareExpressions(gold.modulus, other.modulus, context);
      return modulus.verdict === 'equal'
        ? compareResidues(gold.value, other.value, gold.modulus, context)
        : { ...modulus, reason: `the modulus: ${modulus.reason}` };
    }
    case 'cases':
      return compareCases(gold, pred as Of<'cases'>, context);
    case 'words':
      return compareWords(gold.text, (pred as Of<'words'>).text, context.options.caseSensitive === true);
  }
}

function differentNames(gold: string | null | undefined, pred: string | null | undefined): Decision {
  return different('structure', 'different variables', `${gold ?? ''} against ${pred ?? ''}`);
}

function compareValues(gold: Of<'value'>, pred: Of<'value'>, context: Context): Decision {
  if (namesDiffer(gold.name, pred.name)) return differentNames(gold.name, pred.name);
  const hasGold = !unitless(gold.unit);
  const hasPred = !unitless(pred.unit);
  if (hasGold !== hasPred) {
    const read = hasGold ? symbolsAsUnits(pred.value) : symbolsAsUnits(gold.value);
    if (read !== null && hasGold) return compareValues(gold, { ...pred, ...read }, context);
    if (read !== null) return compareValues({ ...gold, ...read }, pred, context);
  }
  if (hasGold && hasPred) {
    if (!sameDimensions(gold.unit, pred.unit))
      return different('structure', 'units of different dimension', 'the units do not convert');
    if (gold.unit.offset?.n !== pred.unit.offset?.n)
      return compareNumbers(inBaseUnit(gold), inBaseUnit(pred), context);
    const ratio = q.divide(pred.unit.factor, gold.unit.factor);
    return compareNumbers(gold.value, scaled(pred.value, ratio), context);
  }
  // A percent sign is no missing unit: $5 is not 5%.
  if (hasGold !== hasPred && (hasGold ? pred : gold).value.kind === 'percent')
    return different('structure', 'a share against a quantity', 'a percent sign against a unit');
  if (hasGold !== hasPred && context.options.units === 'require')
    return different('structure', 'a unit is missing', 'unit on one side only');
  const direct = compareNumbers(gold.value, pred.value, context);
  if (direct.verdict === 'equal') return direct;
  for (const [a, b] of withSharedConstants(gold, pred)) {
    const decision = compareExpressions(a, b, context);
    if (decision.verdict === 'equal')
      return { ...decision, reason: `${decision.reason}, the constants being called alike` };
  }
  return measuredInLetters(gold.value, pred.value, context) ?? direct;
}

/** `1 m^3` against `1000 L`: numbers times letters that agree as measures, whatever else the letters might be. */
function measuredInLetters(gold: Node, pred: Node, context: Context): Decision | null {
  const [a, b] = [symbolsAsUnits(gold), symbolsAsUnits(pred)];
  if (a === null || b === null || !sameDimensions(a.unit, b.unit)) return null;
  const decision = compareNumbers(inBaseUnit(a), inBaseUnit(b), context);
  return decision.verdict === 'equal'
    ? { ...decision, reason: `${decision.reason}, the letters being units` }
    : null;
}

/** Percent and degrees are marks that may stand or be left out. */
function compareNumbers(gold: Node, pred: Node, context: Context): Decision {
  const family = compareFamilies([gold], [pred], context);
  if (family !== null && (family.verdict === 'equal' || parameterOf(gold) !== parameterOf(pred)))
    return family;
  const direct = compareExpressions(gold, pred, context);
  if (direct.verdict === 'equal') return direct;
  for (const mark of ['percent', 'degree'] as const) {
    const bareGold = gold.kind === mark;
    const barePred = pred.kind === mark;
    if (bareGold === barePred) continue;
    if (mark === 'percent' && context.options.percent === 'value') continue;
    if (mark === 'degree' && context.radians === true) continue;
    const without = compareExpressions(bareGold ? gold.arg : gold, barePred ? pred.arg : pred, context);
    if (without.verdict === 'equal')
      return { ...without, reason: `${without.reason}, the ${mark} sign left out on one side` };
  }
  return direct;
}
