/**
 * A solve to start: the request for the model process and what the panel should know of it, made from a problem and
 * the settings of now. The same again, more of it, or on from a step are orders made from orders. Starts nothing.
 */
import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import { expandMacros } from '../../document/expand-macros.ts';
import type { Candidate, SolveRequest } from '../../features/contracts.ts';
import type { Continuation, SolveRun } from '../../host/protocol-panel.ts';
import { persistence } from '../../features/limits.ts';
import type { FoundProblem } from '../problem.ts';
import { modelChoice, solveSettings } from '../settings.ts';

export interface SolveOrder {
  readonly request: SolveRequest;
  readonly macros: SolveRun['macros'];
  readonly source: SolveRun['source'];
  readonly continued?: Continuation;
}

/** The most attempts that one press of "more" adds, and that one run may hold. */
const mostAtOnce = 64;
const mostAttempts = 512;

export function orderFor({
  text,
  source,
  macros,
}: Pick<FoundProblem, 'text' | 'macros'> & { readonly source: SolveRun['source'] }): SolveOrder {
  const { samples, seed, strategy, ...sampling } = solveSettings(
    source === null ? undefined : vscode.Uri.parse(source.uri),
  );
  const request: SolveRequest = {
    // The model knows nothing of the document's own macros.
    problem: expandMacros(text, macros).text,
    ...modelChoice(),
    ...sampling,
    samples,
    persistTo: Math.min(mostAttempts, samples * persistence),
    // Drawn anew unless it is set; the footer names it, so that every run can be repeated.
    seed: seed ?? randomInt(2 ** 31),
    ...(strategy === null ? {} : { strategy }),
  };
  return { request, macros, source };
}

/** The order of a run that was kept: its problem, place and seed under the settings of now. */
export function orderOf(run: SolveRun): SolveOrder {
  const order = orderFor({ text: run.problem, source: run.source, macros: run.macros });
  const seed = run.result?.seed ?? order.request.seed;
  return {
    ...order,
    request: {
      ...order.request,
      ...(seed === undefined ? {} : { seed }),
      ...(run.continued === undefined ? {} : { prefix: run.continued.prefix }),
    },
    ...(run.continued === undefined ? {} : { continued: run.continued }),
  };
}

/** "Solve again": other solutions from the start, so another seed and no beginning. */
export function anew({ request, macros, source }: SolveOrder): SolveOrder {
  const fresh = without(request, ['prefix', 'earlier']);
  return { request: { ...fresh, seed: randomInt(2 ** 31) }, macros, source };
}

/** As many attempts again on top of those there are, under the same seed. */
export function withMore(order: SolveOrder, earlier: readonly Candidate[]): SolveOrder {
  const wanted = Math.max(order.request.samples ?? 8, earlier.length);
  const samples = Math.max(1, Math.min(wanted, mostAtOnce, mostAttempts - earlier.length));
  const request = without(order.request, ['persistTo']);
  return { ...order, request: { ...request, samples, adaptive: false, earlier } };
}

/** Fresh completions that all begin with a candidate's steps up to and with `step`; null for a step that is not there. */
export function continuedFrom(order: SolveOrder, candidate: Candidate, step: number): SolveOrder | null {
  const kept = candidate.steps[step];
  if (kept === undefined) return null;
  // With the white space that follows it, or the model would go on in the middle of the line.
  const end = candidate.steps[step + 1]?.start ?? kept.end;
  const request = without(order.request, ['earlier']);
  const prefix = candidate.text.slice(0, end);
  return {
    ...order,
    request: { ...request, prefix },
    continued: { attempt: candidate.index, step, prefix },
  };
}

/** A copy of an object that lacks some of its fields. */
export function without<T extends object, K extends keyof T>(whole: T, names: readonly K[]): Omit<T, K> {
  const copy = { ...whole };
  for (const name of names) Reflect.deleteProperty(copy, name);
  return copy;
}
