/**
 * Puts a `SolveResult` together from candidates and a decision: at the end of a solve in the model process, and in the
 * process that asked when a solve was cancelled or its process died, from the candidates that had arrived by then.
 * Pure.
 */
import type { EngineUsage } from '../engine/engine.ts';
import { noUsage } from '../engine/rows.ts';
import { questionTier } from '../grade/index.ts';
import { decide, type DecisionWithParts } from '../search/decide.ts';
import { compareAnswers, toVoter } from './candidates.ts';
import type {
  AnswerGroup,
  Candidate,
  PartResult,
  SolveEvent,
  SolveRequest,
  SolveResult,
} from './contracts.ts';

export interface SolveOutcome {
  readonly request: SolveRequest;
  readonly model: SolveResult['model'];
  readonly device: string;
  readonly candidates: readonly Candidate[];
  readonly decision: DecisionWithParts;
  readonly usage: EngineUsage;
  readonly loadMs: number;
  readonly totalMs: number;
}

export function toSolveResult(outcome: SolveOutcome): SolveResult {
  const { request, decision, usage } = outcome;
  const busyMs = usage.prefillMs + usage.decodeMs;
  return {
    version: 1,
    problem: request.problem,
    model: outcome.model,
    device: outcome.device,
    seed: request.seed ?? 0,
    candidates: outcome.candidates,
    groups: decision.groups.map(plainGroup),
    winner: decision.winner,
    abstained: withValue(decision, outcome.candidates),
    ...(decision.parts && {
      parts: decision.parts.map((part): PartResult => ({
        part: part.part,
        groups: part.groups.map(plainGroup),
        winner: part.winner,
        abstained: part.abstained,
      })),
    }),
    usage: {
      promptTokens: usage.promptTokens,
      generatedTokens: usage.generatedTokens,
      verifyTokens: usage.verifyTokens,
      ...(usage.draftedTokens > 0 && {
        draftedTokens: usage.draftedTokens,
        acceptedTokens: usage.acceptedTokens,
      }),
    },
    timings: {
      loadMs: round(outcome.loadMs),
      prefillMs: round(usage.prefillMs),
      decodeMs: round(usage.decodeMs),
      verifyMs: round(usage.verifyMs),
      totalMs: round(outcome.totalMs),
      tokensPerSecond: busyMs > 0 ? round((1000 * usage.generatedTokens) / busyMs) : 0,
    },
  };
}

/**
 * Why nothing is put forward; where the question disproves every answer and was worked out for it, its value too: a
 * reader who is told that 150 seconds are wrong wants to know the right number.
 */
function withValue(
  { abstained, proven, parts }: DecisionWithParts,
  candidates: readonly Candidate[],
): SolveResult['abstained'] {
  if (abstained === null || proven !== false || parts !== undefined) return abstained;
  const value = candidates
    .map(({ exact }) => exact?.at(-1))
    .find((check) => check?.tier === questionTier && check.counterexample?.startsWith('it is '));
  const told = inPlainText(value?.counterexample ?? '\\');
  return told.includes('\\') ? abstained : { ...abstained, reason: `${abstained.reason}: ${told}` };
}

/** A value in a sentence that is not typeset: what still holds a command of LaTeX cannot be said there. */
const inPlainText = (value: string): string =>
  value
    .replace(/\\frac\{(-?\d+)\}\{(\d+)\}/g, '$1/$2')
    .replace(/\\sqrt\{(\d+)\}/g, '√$1')
    .replace(/\\pi(?![a-z])/g, 'π')
    .replace(/\\([{}])/g, '$1');

function plainGroup({ answer, members, votes, weight }: AnswerGroup): AnswerGroup {
  return { answer, members, votes, weight };
}

/** One decimal is finer than any clock here is steady. */
const round = (value: number): number => Math.round(value * 10) / 10;

/** What arrived of a solve so far; fold its events into it. */
export interface PartialSolve {
  readonly model: Extract<SolveEvent, { kind: 'model' }> | null;
  readonly candidates: ReadonlyMap<number, Candidate>;
}

export const emptyPartialSolve: PartialSolve = { model: null, candidates: new Map() };

/** The partial solve after one more event. A candidate that is reported again (now judged) replaces its first form. */
export function foldSolveEvent(partial: PartialSolve, event: SolveEvent): PartialSolve {
  if (event.kind === 'model') return { ...partial, model: event };
  if (event.kind !== 'candidate') return partial;
  return { ...partial, candidates: new Map(partial.candidates).set(event.candidate.index, event.candidate) };
}

/**
 * The result as far as it got, or null before any candidate was finished. It never names a winner with a confidence:
 * the vote is by majority over what is there, and the reason says that the solve did not end.
 */
export function partialSolveResult(
  request: SolveRequest,
  partial: PartialSolve,
  reason: string,
): SolveResult | null {
  const candidates = [...partial.candidates.values()].sort((a, b) => a.index - b.index);
  if (candidates.length === 0 || partial.model === null) return null;
  const seed = request.seed ?? 0;
  const decision = decide(candidates.map(toVoter), compareAnswers(request.problem), {
    rule: 'majority',
    seed,
    confidence: null,
  });
  const { id, precision, calibrated, device, loadMs } = partial.model;
  const generatedTokens = candidates.reduce((sum, candidate) => sum + candidate.tokens, 0);
  return toSolveResult({
    request,
    model: { id, precision, calibrated },
    device,
    candidates,
    decision: { ...decision, winner: null, abstained: { reason, advice: ['solve again'] } },
    usage: { ...noUsage, generatedTokens },
    loadMs,
    totalMs: 0,
  });
}
