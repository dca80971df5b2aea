/**
 * The one loop of search: sample a wave, judge it, vote, stop or go on. Everything it decides by is a pure function
 * in this folder; everything it needs from outside (engine, verifier, reader of answers, equality of answers) is
 * handed in. Candidates are reported as they come, so that nothing is lost when the caller cancels.
 */
import type {
  CallOptions,
  Engine,
  EngineUsage,
  Prompt,
  SampledRow,
  SampleRequest,
  Verdict,
} from '../engine/engine.ts';
import type { ExcludedBeginning } from '../generate/exclusions.ts';
import { meanLogprob, noUsage } from '../engine/rows.ts';
import { noVerifier } from '../engine/verifier.ts';
import type { Verifier } from '../engine/verifier.ts';
import { awaitsProof, type Compare, type Voter } from './candidates.ts';
import { decide } from './decide.ts';
import { excludedBeginnings } from './exclude.ts';
import type { DecisionOptions, DecisionWithParts } from './decide.ts';
import { acceptedLength, nextWave, settled, singleWave, wordingOfWave } from './waves.ts';
import type { LengthRule, WaveRule } from './waves.ts';

export interface SearchPlan {
  /** What every candidate is asked; `rows`, `firstRow`, `seed` and `judge` are the loop's. */
  readonly request: Omit<SampleRequest, 'rows' | 'firstRow' | 'seed' | 'judge'>;
  /** The problem in other words, for waves after the question has disproved an answer. */
  readonly otherPrompts?: readonly Prompt[];
  readonly seed: number;
  /** The most candidates to sample. */
  readonly samples: number;
  /** So many where the question disproves answers and has proven none. Default: `samples`. */
  readonly persistTo?: number;
  readonly verifier?: Verifier;
  readonly read: (text: string) => ReadText;
  readonly compare: Compare;
  readonly decision: Omit<DecisionOptions, 'seed'>;
  readonly waves?: WaveRule;
  readonly lengths?: LengthRule;
  /** Voters of an earlier search: new candidates are numbered after them, and all are decided upon together. */
  readonly earlier?: readonly Voter[];
}

/** What is read out of a solution's text: its final answer, the answers of parts, and the checks of its lines. */
export interface ReadText extends Pick<Voter, 'answer' | 'parts' | 'exact'> {
  /** Whatever begins like the text up to here is wrong, UTF-16 offset; null or left out where that is not known. */
  readonly wrongUpTo?: number | null;
}

export interface SearchCandidate extends Voter {
  readonly row: SampledRow;
  readonly scoreRaw: number | null;
  readonly wrongUpTo?: number | null;
  /** Which wording it was asked in, from 0. */
  readonly wording: number;
}

export interface SearchResult {
  readonly candidates: readonly SearchCandidate[];
  readonly decision: DecisionWithParts;
  readonly usage: EngineUsage;
  readonly waves: number;
  /** The thinking length that was accepted; null without length selection. */
  readonly length: number | null;
  readonly cancelled: boolean;
}

export interface SearchOptions extends CallOptions {
  readonly onCandidate?: (candidate: SearchCandidate) => void;
}

/** Tokens that a row may write behind its thinking, where nothing else limits it. */
export const answerRoom = 512;

/** Searches for one problem's answer. Never throws for a cancelled signal: what was sampled is decided upon. */
export async function search(
  engine: Engine,
  plan: SearchPlan,
  options: SearchOptions = {},
): Promise<SearchResult> {
  if (!plan.lengths) return searchAtLength(engine, plan, options);
  const confidences: number[] = [];
  let usage = noUsage;
  let waves = 0;
  for (const maxTokens of plan.lengths.schedule) {
    const request = {
      ...plan.request,
      thinking: { ...plan.request.thinking, maxTokens },
      maxNewTokens: plan.request.maxNewTokens ?? maxTokens + answerRoom,
    };
    const result = await searchAtLength(engine, { ...plan, request }, options);
    usage = addUsage(usage, result.usage);
    waves += result.waves;
    confidences.push(result.decision.winner?.confidence ?? result.decision.share);
    const accepted = acceptedLength(plan.lengths, confidences);
    if (accepted !== null || result.cancelled) return { ...result, usage, waves, length: maxTokens };
  }
  throw new RangeError('search: expected at least one length in the schedule, got none');
}

async function searchAtLength(
  engine: Engine,
  plan: SearchPlan,
  options: SearchOptions,
): Promise<SearchResult> {
  const verifier = plan.verifier ?? noVerifier;
  const rule = plan.waves ?? singleWave;
  const candidates: SearchCandidate[] = [];
  const earlier = plan.earlier ?? [];
  const first = earlier.reduce((next, { index }) => Math.max(next, index + 1), 0);
  const decisionOptions = { ...plan.decision, seed: plan.seed };
  const prompts = [plan.request.prompt, ...(plan.otherPrompts ?? [])];
  let decision = decide(earlier, plan.compare, decisionOptions);
  let usage = noUsage;
  let waves = 0;
  let cancelled = false;
  for (;;) {
    const isPersistent = awaitsProof([...earlier, ...candidates]);
    const budget = isPersistent ? Math.max(plan.persistTo ?? 0, plan.samples) : plan.samples;
    const rows = nextWave(rule, candidates.length, budget);
    if (rows === 0) break;
    const firstRow = first + candidates.length;
    const wording = isPersistent ? wordingOfWave(rule, candidates.length, prompts.length) : 0;
    // Wrong beginnings need not be written again where a right answer needs no votes.
    const before = candidates.filter((candidate) => candidate.wording === wording);
    const exclude = isPersistent ? excludedBeginnings(before) : [];
    const asked = { prompt: prompts[wording]!, wording };
    const wave = await sampleWave(engine, plan, verifier, { ...options, ...asked, firstRow, rows, exclude });
    for (const candidate of wave.candidates) {
      candidates.push(candidate);
      options.onCandidate?.(candidate);
    }
    usage = addUsage(usage, wave.usage);
    waves += 1;
    decision = decide([...earlier, ...candidates], plan.compare, decisionOptions);
    cancelled = wave.cancelled;
    const mayStop = !awaitsProof([...earlier, ...candidates]) || plan.persistTo === undefined;
    if (cancelled || (mayStop && settled(decision, rule, plan.samples - candidates.length))) break;
  }
  return { candidates, decision, usage, waves, length: null, cancelled };
}

interface WaveOptions extends SearchOptions {
  readonly prompt: Prompt;
  readonly wording: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly exclude: readonly ExcludedBeginning[];
}

async function sampleWave(engine: Engine, plan: SearchPlan, verifier: Verifier, options: WaveOptions) {
  const { prompt, wording, firstRow, rows, exclude } = options;
  const call: CallOptions = {
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.listener ? { listener: options.listener } : {}),
  };
  const request = {
    ...plan.request,
    prompt,
    ...(exclude.length > 0 && { exclude }),
    rows,
    firstRow,
    seed: plan.seed,
    judge: verifier.asks,
  };
  const sampled = await engine.sample([request], call);
  const written = sampled.rows[0] ?? [];
  const judged = sampled.cancelled
    ? await noVerifier.judge(prompt, written, call)
    : await verifier.judge(prompt, written, call);
  const candidates = written.map((row, i) => ({
    ...candidateOf(row, judged.verdicts[i] ?? null, plan),
    wording,
  }));
  const usage = addUsage(sampled.usage, {
    ...noUsage,
    verifyTokens: judged.verifyTokens,
    verifyMs: judged.verifyMs,
  });
  return { candidates, usage, cancelled: sampled.cancelled || options.signal?.aborted === true };
}

function candidateOf(
  row: SampledRow,
  judged: Verdict | null,
  plan: SearchPlan,
): Omit<SearchCandidate, 'wording'> {
  const verdict = judged ?? row.judgement?.verdict ?? null;
  return {
    index: row.row,
    row,
    ...plan.read(row.text),
    meanLogprob: meanLogprob(row),
    score: verdict?.score ?? null,
    scoreRaw: verdict?.scoreRaw ?? null,
  };
}

function addUsage(left: EngineUsage, right: EngineUsage): EngineUsage {
  return {
    promptTokens: left.promptTokens + right.promptTokens,
    generatedTokens: left.generatedTokens + right.generatedTokens,
    verifyTokens: left.verifyTokens + right.verifyTokens,
    draftedTokens: left.draftedTokens + right.draftedTokens,
    acceptedTokens: left.acceptedTokens + right.acceptedTokens,
    prefillMs: left.prefillMs + right.prefillMs,
    decodeMs: left.decodeMs + right.decodeMs,
    verifyMs: left.verifyMs + right.verifyMs,
  };
}
