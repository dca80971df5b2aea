/**
 * What a line in passing may be recognised as by what was asked: the question's expression written anew, the
 * derivative of its function, an antiderivative of its integrand, the derivative of a letter named in the same line.
 * Only agreement is said; a line that agrees with nothing here is left as it was.
 */
import { type Claim, claimSymbols, comparisonsOf, equation, mapClaim, solvedFor } from './claim.ts';
import { type DerivationState } from './derivation-state.ts';
import { differentiate } from './differentiate.ts';
import { compareExpressions } from './expressions.ts';
import { relateClaims } from './relate.ts';
import { showTerm } from './show.ts';
import { type StepCheck } from './step-check.ts';
import { freeSymbols, isNumber, substitute, symbol, type Term } from './term.ts';

/** As many candidates are compared at most. */
const maxCandidates = 6;
const maxClaims = 8;
const saysDerivative = /\bderivative|\bdifferentiat|\bslope|\bgradient|'\s*(?:\(|=|:|\$)/i;

/** Without such a word an equation may be set to zero for other reasons. */
const saysExtremum = /\bzero\b|stationary|critical|derivative|slope|extrem|maxim|minim|turning/i;

function agrees(state: DerivationState, from: Term, to: Term): StepCheck | null {
  const check = compareExpressions(from, to, state.deadline);
  return check.verdict === 'correct' ? check : null;
}

function recognised(check: { readonly tier: StepCheck['tier'] }, reason: string): StepCheck {
  return { verdict: 'correct', relation: 'implies', tier: check.tier, reason };
}

/** What the question gives in one variable: its expressions, its functions' bodies, and `y = …`. */
function functionsAsked(state: DerivationState): { readonly body: Term; readonly variable: string }[] {
  const claims = [...(state.first === null ? [] : comparisonsOf(state.first)), ...state.askedClaims];
  const bodies = [
    ...state.asked.flatMap((term) => state.definitions.resolve(term) ?? []),
    ...[...state.definitions.functions.values()].map(({ body }) => body),
    ...[...state.definitions.symbols.values()],
    ...claims.flatMap((claim) => solvedFor(claim)?.value ?? []),
  ];
  return bodies.flatMap((body) => {
    const [variable, ...others] = freeSymbols(body);
    return variable === undefined || others.length > 0 ? [] : [{ body, variable }];
  });
}

function derivativesAsked(state: DerivationState): readonly Term[] {
  return functionsAsked(state)
    .slice(0, maxCandidates)
    .flatMap(({ body, variable }) => differentiate(body, variable) ?? []);
}

/** An expression that the question asks about, rewritten; or, in a line that speaks of it, a derivative. */
export function askedExpression(state: DerivationState, term: Term | null, text: string): StepCheck | null {
  if (term === null || freeSymbols(term).size === 0) return null;
  const known = state.knownNumbers();
  for (const asked of state.asked.slice(-maxCandidates)) {
    const resolved = state.definitions.resolve(substitute(asked, known));
    const check = resolved === null ? null : agrees(state, resolved, term);
    if (check !== null) return recognised(check, "the question's expression");
  }
  if (!saysDerivative.test(text)) return null;
  for (const derivative of derivativesAsked(state)) {
    const check = agrees(state, derivative, term);
    if (check !== null) return recognised(check, "the derivative of the question's function");
  }
  return null;
}

/** `f'(x) = 0` written out, as where a function is stationary. */
export function derivativeSetToZero(state: DerivationState, claim: Claim): StepCheck | null {
  if (claim.kind !== 'compare' || claim.operator !== '=' || !isZero(claim.right)) return null;
  if (!saysExtremum.test(state.stepText)) return null;
  for (const derivative of derivativesAsked(state)) {
    const check = freeSymbols(derivative).size === 0 ? null : agrees(state, derivative, claim.left);
    if (check !== null) return recognised(check, 'the derivative set to zero');
  }
  return null;
}

const isZero = (term: Term): boolean => isNumber(term, 0n);

/** `F(x) = x³/3` where the question integrates x²: its derivative is the integrand. */
export function antiderivativeAsked(state: DerivationState, value: Term): StepCheck | null {
  for (const asked of state.asked) {
    if (asked.kind !== 'integral') continue;
    const [body, derivative] = [state.definitions.resolve(asked.body), differentiate(value, asked.variable)];
    const check = body === null || derivative === null ? null : agrees(state, body, derivative);
    if (check !== null) return recognised(check, `its derivative is ${showTerm(asked.body)}`);
  }
  return null;
}

/**
 * `u = 3x − 1, u' = 3`: every letter with a prime is the derivative of what that letter stands for. Where nothing was
 * said of u and v they are the parts of a product or quotient that is asked about, and known as such from here on.
 */
export function namedDerivative(state: DerivationState, claim: Claim): StepCheck | null {
  const values = state.facts.values(claim);
  const isNamed = values.has('u') || values.has('v');
  for (const parts of isNamed || !values.has("u'") || !values.has("v'") ? [] : pairsAsked(state)) {
    const check = primesHold(state, claim, new Map([...values, ...parts]));
    if (check === null) continue;
    for (const [name, part] of parts) state.facts.remember(equation(symbol(name), part));
    return check;
  }
  return primesHold(state, claim, values);
}

/** The two parts of products and quotients that are asked about, by the names of the rules. */
function pairsAsked(state: DerivationState): ReadonlyMap<string, Term>[] {
  return state.asked.flatMap((term) => {
    const [a, b, ...more] = term.kind === 'multiply' ? term.factors : [];
    if (a === undefined || b === undefined || more.length > 0) return [];
    const below = b.kind === 'power' && isNumber(b.exponent, -1n) ? b.base : b;
    return [
      new Map([
        ['u', a],
        ['v', below],
      ]),
    ];
  });
}

/** Whether a claim says nothing but derivatives that hold, and what they are the derivatives of. */
function primesHold(
  state: DerivationState,
  claim: Claim,
  values: ReadonlyMap<string, Term>,
): StepCheck | null {
  const parts = comparisonsOf(claim);
  const said = parts.flatMap((part) => solvedFor(part) ?? []);
  const letterOf = (name: string): string => name.replace("'", '');
  const primes = said.filter(({ name }) => name.endsWith("'"));
  const letters = new Set(primes.map(({ name }) => letterOf(name)));
  if (said.length < parts.length || said.some(({ name }) => !letters.has(letterOf(name)))) return null;
  const checks = primes.map(({ name, value }) => {
    const body = values.get(letterOf(name));
    const [variable, ...others] = body === undefined ? [] : freeSymbols(body);
    if (body === undefined || variable === undefined || others.length > 0) return null;
    const derivative = differentiate(body, variable);
    return derivative === null ? null : agrees(state, derivative, value);
  });
  const [first] = checks;
  return first == null || checks.includes(null) ? null : recognised(first, 'derivatives of what is named');
}

/** What is taken as given but says no more than was known: an equation of the question with its values put in. */
export function askedClaim(state: DerivationState, claim: Claim): StepCheck | null {
  const names = claimSymbols(claim);
  if (names.size === 0) return null;
  const { relation } = state.facts.best(claim, state.current);
  if (relation.relation === 'equivalent')
    return { ...recognised(relation, relation.reason), relation: 'equivalent' };
  const values = state.knownNumbers();
  const known = new Map([...values].filter(([name]) => !names.has(name)));
  const asked = [...state.askedClaims, ...(state.first === null ? [] : partsOf(state.first))];
  for (const each of asked.slice(-maxClaims)) {
    const put = mapClaim(each, (term) => state.definitions.resolve(substitute(term, known)));
    if (put === null || !sameNames(claimSymbols(put), names)) continue;
    const { relation: kind, tier } = relateClaims(put, claim, state.deadline);
    if (kind === 'equivalent')
      return { verdict: 'correct', relation: 'equivalent', tier, reason: 'the question with values put in' };
  }
  return null;
}

const partsOf = (claim: Claim): readonly Claim[] => (claim.kind === 'all' ? [...claim.of, claim] : [claim]);

const sameNames = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((name) => b.has(name));
