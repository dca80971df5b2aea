/**
 * One solve from request to result: load, search in waves, judge each row on the cache it leaves, vote. Knows neither
 * panel nor terminal; what it finds is reported as an event when it is found, so that a cancelled or crashed solve
 * loses nothing that was finished.
 */
import { CancelledError, InputError, throwIfAborted } from '../base/errors.ts';
import type { Engine, EngineDescription, Prompt, Question, SampleRequest } from '../engine/engine.ts';
import type { Sampling } from '../generate/options.ts';
import { noUsage } from '../engine/rows.ts';
import { noVerifier, oneTokenVerifier, reasoningVerifier, type Verifier } from '../engine/verifier.ts';
import { declineReason, type DeclineReason } from '../document/decline.ts';
import type { Abstention, DecisionOptions } from '../search/decide.ts';
import { answerRoom, search, type SearchPlan } from '../search/loop.ts';
import { defaultWaves, singleWave } from '../search/waves.ts';
import { compareAnswers, type SolutionReader, solutionReader, toVoter } from './candidates.ts';
import type { SamplingChoice, SolveEvent, SolveRequest, SolveResult, VoteChoice } from './contracts.ts';
import type { EnginePool, Lease } from './engine-pool.ts';
import { defaultSamples, maxProblemCharacters, mostSamples } from './limits.ts';
import { toSolveResult } from './solve-result.ts';
import { type Wordings, wordingsFor } from './wordings.ts';

export interface SolveContext {
  readonly engines: EnginePool;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SolveEvent) => void;
}

/**
 * @throws InputError for an empty, oversized or binary problem or a wrong option, and whatever loading the model
 * throws; CancelledError when the signal aborts (finished candidates have been reported as events by then).
 */
export async function solve(request: SolveRequest, context: SolveContext): Promise<SolveResult> {
  requireProblem(request.problem);
  requireSamples(request.samples);
  requireSamples(request.persistTo);
  requireLengths(request);
  const started = performance.now();
  const lease = await acquire(request, context);
  try {
    const judge = await acquireJudge(request, context);
    try {
      return await solveOn(lease, judge?.engine, request, context, started);
    } finally {
      judge?.release();
    }
  } finally {
    lease.release();
  }
}

async function solveOn(
  lease: Lease,
  judge: Engine | undefined,
  request: SolveRequest,
  context: SolveContext,
  started: number,
): Promise<SolveResult> {
  const emit = context.onEvent ?? (() => undefined);
  const description = lease.engine.describe();
  const model = {
    id: description.modelId,
    precision: description.precision,
    calibrated: scoredBy(request, description, judge).calibrated,
  };
  emit({ kind: 'model', ...model, device: description.device, loadMs: lease.loadMs });
  const declined = abstention(declineReason(request.problem));
  if (declined !== null)
    return toSolveResult({
      request,
      model,
      device: description.device,
      candidates: request.earlier ?? [],
      decision: { groups: [], winner: null, abstained: declined, share: 0 },
      usage: noUsage,
      loadMs: lease.loadMs,
      totalMs: performance.now() - started,
    });
  const reported = new Map<number, number>();
  const reader = solutionReader(request.problem, request.prefix);
  const wordings = await wordingsFor(request.problem, lease.engine, context.signal);
  const plan = searchPlan(request, lease.engine, { judge, reader, wordings });
  const outcome = await search(lease.engine, plan, {
    ...(context.signal && { signal: context.signal }),
    listener: {
      onText: (_request, row, text) => {
        const tokens = (reported.get(row) ?? 0) + 1;
        reported.set(row, tokens);
        emit({ kind: 'delta', candidate: row, text, tokens });
      },
      onFinished: (row) => {
        emit({ kind: 'candidate', candidate: reader.candidate(row) });
      },
      onProgress: (done, tokensPerSecond) => {
        emit({ kind: 'progress', progress: { phase: 'generating', done, total: null, tokensPerSecond } });
      },
    },
    onCandidate: ({ row, score, scoreRaw }) => {
      emit({
        kind: 'candidate',
        candidate: { ...reader.candidate(row), score, scoreRaw },
      });
    },
  });
  if (outcome.cancelled) throw new CancelledError();
  return toSolveResult({
    request,
    model,
    device: description.device,
    candidates: [
      ...(request.earlier ?? []),
      ...outcome.candidates.map(({ row, score, scoreRaw }) => ({
        ...reader.candidate(row),
        score,
        scoreRaw,
      })),
    ],
    decision: outcome.decision,
    usage: outcome.usage,
    loadMs: lease.loadMs,
    totalMs: performance.now() - started,
  });
}

/** What cannot be answered by a value that several attempts agree on is not sampled at all. */
function abstention(reason: DeclineReason | null): Abstention | null {
  const texts: Partial<Record<DeclineReason, Abstention>> = {
    proof: {
      reason: 'this asks for a proof, and a vote needs final answers to compare',
      advice: ['write the proof yourself and have its algebra checked: vouch check'],
    },
    picture: {
      reason: 'this needs a picture or diagram that the model cannot see',
      advice: ['put what it shows into words'],
    },
    construction: {
      reason: 'this asks for a drawing, and the answers here are values and formulas',
      advice: ['ask for a value or formula of the figure instead'],
    },
  };
  return (reason === null ? undefined : texts[reason]) ?? null;
}

/** @throws InputError for a text that cannot be a problem, saying what to do. */
export function requireProblem(problem: string): void {
  if (problem.trim() === '')
    throw new InputError('problem: expected a text, got an empty one; select or type the problem');
  if (problem.length > maxProblemCharacters) {
    throw new InputError(
      `problem: expected at most ${maxProblemCharacters} characters, got ${problem.length}; select only the problem itself`,
    );
  }
  if (problem.includes('\0'))
    throw new InputError('problem: expected text, got binary data; select text or name a text file');
}

export function requireSamples(samples: number | undefined): void {
  if (samples === undefined || (Number.isInteger(samples) && samples >= 1 && samples <= mostSamples)) return;
  throw new InputError(`samples: expected a whole number from 1 to ${mostSamples}, got ${samples}`);
}

function requireLengths({ lengths, thinkingTokens }: SolveRequest): void {
  if (lengths === undefined) return;
  const rising = lengths.every(
    (length, i) => Number.isInteger(length) && length > 0 && length > (lengths[i - 1] ?? 0),
  );
  if (lengths.length === 0 || !rising)
    throw new InputError(`lengths: expected rising whole numbers of tokens, got ${lengths.join(',')}`);
  if (thinkingTokens !== undefined)
    throw new InputError('thinking tokens: expected either one length or several to choose from, got both');
}

async function acquire(request: SolveRequest, context: SolveContext): Promise<Lease> {
  const lease = await context.engines.acquire(request, {
    ...(context.signal && { signal: context.signal }),
    onProgress: (progress) => context.onEvent?.({ kind: 'progress', progress }),
  });
  try {
    throwIfAborted(context.signal);
  } catch (error) {
    lease.release();
    throw error;
  }
  return lease;
}

/** The engine of another model as judge; undefined when the solver judges itself or nobody does. */
async function acquireJudge(request: SolveRequest, context: SolveContext): Promise<Lease | undefined> {
  const { verifier, device } = request;
  if (verifier === undefined || verifier === 'none' || verifier === request.model) return undefined;
  return context.engines.acquire(
    { model: verifier, ...(device && { device }) },
    context.signal ? { signal: context.signal } : {},
  );
}

/** The confidence at which length selection accepts a length, unless told otherwise. */
const defaultLengthThreshold = 0.8;

interface PlanParts {
  readonly judge: Engine | undefined;
  readonly reader: SolutionReader;
  readonly wordings: Wordings;
}

function searchPlan(
  request: SolveRequest,
  engine: Engine,
  { judge, reader, wordings }: PlanParts,
): SearchPlan {
  const description = engine.describe();
  const { lengths, lengthThreshold = defaultLengthThreshold } = request;
  const [prompt, ...otherPrompts] = wordings.prompts;
  return {
    request: { prompt: continued(prompt, request), ...sampleOptions(request) },
    // A solution is continued in the wording in which it was begun.
    ...((request.prefix ?? '') === '' && { otherPrompts }),
    seed: request.seed ?? 0,
    samples: request.samples ?? defaultSamples,
    ...(request.persistTo !== undefined && { persistTo: request.persistTo }),
    verifier: verifierOf(request, engine, judge),
    read: (text) => reader.ballot(text),
    compare: compareAnswers(request.problem),
    decision: {
      ...decisionOptions(request, scoredBy(request, description, judge)),
      familiarity: wordings.familiarity,
    },
    waves: request.adaptive === false ? singleWave : defaultWaves,
    ...(lengths && { lengths: { schedule: lengths, threshold: lengthThreshold } }),
    ...(request.earlier && { earlier: request.earlier.map(toVoter) }),
  };
}

/** The prompt, behind the lines that are to be continued where there are some. */
function continued(prompt: Prompt, { prefix = '' }: SolveRequest): Prompt {
  if (prefix === '') return prompt;
  if (!('messages' in prompt))
    throw new InputError('prefix: expected a model with a chat prompt, got plain text; leave the prefix out');
  return { ...prompt, continueWith: prefix };
}

function verifierOf(request: SolveRequest, engine: Engine, judge: Engine | undefined): Verifier {
  const description = engine.describe();
  if (request.judgements !== undefined && request.verifier !== 'none')
    return reasoningVerifier(judge ?? engine, { judgements: request.judgements, seed: request.seed ?? 0 });
  if (request.verifier === 'none' || (judge === undefined && description.verdictTokens.yes.length === 0))
    return noVerifier;
  const verifier = oneTokenVerifier(judge);
  return judge === undefined ? { ...verifier, asks: questionsFor(description) } : verifier;
}

/** What the sampling model is asked of its own rows: step scores cost one more short pass and are asked where they mean something. */
export function questionsFor(description: EngineDescription): readonly Question[] {
  if (description.verdictTokens.yes.length === 0) return [];
  return description.calibrated ? ['verdict', 'value', 'soFar'] : ['verdict'];
}

/**
 * The solver as its candidates' scores make it look: another model's scores, or written judgements, are not what its
 * own calibration was fitted on, so they give no confidence.
 */
function scoredBy(
  { judgements }: SolveRequest,
  description: EngineDescription,
  judge: Engine | undefined,
): EngineDescription {
  if (judge === undefined && judgements === undefined) return description;
  const { calibrated = false, voteExponent = 1 } = judge?.describe() ?? {};
  return {
    ...description,
    calibrated: calibrated && judgements === undefined,
    voteExponent,
    confidence: null,
    minConfidence: null,
  };
}

/** The engine's options from a request; what is absent is left to the model's own defaults. */
export function sampleOptions(
  choice: SamplingChoice,
): Pick<SampleRequest, 'sampling' | 'maxNewTokens' | 'calculator' | 'thinking'> {
  const { temperature, topK, topP, minP, repetitionPenalty, maxNewTokens, calculator, thinkingTokens } =
    choice;
  const sampling: Partial<Sampling> = {
    ...(temperature !== undefined && { temperature }),
    ...(topK !== undefined && { topK }),
    ...(topP !== undefined && { topP }),
    ...(minP !== undefined && { minP }),
    ...(repetitionPenalty !== undefined && { repetitionPenalty }),
  };
  return {
    sampling,
    ...(maxNewTokens !== undefined && { maxNewTokens }),
    ...(calculator !== undefined && { calculator }),
    ...(thinkingTokens !== undefined && {
      thinking: { maxTokens: thinkingTokens },
      maxNewTokens: maxNewTokens ?? thinkingTokens + answerRoom,
    }),
  };
}

/** How the winner is chosen: as asked, or by what the model's scores are worth. */
export function decisionOptions(
  { strategy, voteExponent, pessimism }: VoteChoice,
  description: EngineDescription,
): Omit<DecisionOptions, 'seed'> {
  return {
    rule: strategy ?? (description.calibrated ? 'weighted' : 'majority'),
    exponent: voteExponent ?? description.voteExponent,
    ...(pessimism !== undefined && { pessimism }),
    confidence: description.confidence,
    minConfidence: description.minConfidence ?? 0,
    minFamiliarity: description.minFamiliarity,
  };
}
