/** A `SolveResult` as text for a terminal: the winner's derivation, the vote, what was rejected. Pure. */
import { percent } from '../base/percent.ts';
import { hideMarks } from '../exact/marks.ts';
import type { Candidate, SolveResult } from '../features/contracts.ts';

export function renderSolveResult(result: SolveResult): string {
  const lines: string[] = [];
  const winner =
    result.winner === null
      ? undefined
      : result.candidates.find((candidate) => candidate.index === result.winner?.candidate);
  if (result.winner !== null && winner !== undefined) {
    lines.push('', ...derivation(winner), '');
    lines.push(`Answer: ${result.winner.answer}   (${trust(result)}${proof(winner)})`);
  } else {
    lines.push('', `No answer that can be trusted: ${result.abstained?.reason ?? 'nothing was found'}.`);
    for (const advice of result.abstained?.advice ?? []) lines.push(`  - ${advice}`);
  }
  lines.push(...partLines(result));
  lines.push('', ...votes(result), footer(result), '');
  return lines.join('\n');
}

/** The steps with a mark each: what exact algebra says, never a guess. */
function derivation(candidate: Candidate): string[] {
  const marks = { correct: '✓', 'one-way': '~', wrong: '✗', unknown: ' ' } as const;
  return candidate.steps.map((step, i) => {
    const check = candidate.exact?.[i];
    const note = check?.verdict === 'wrong' || check?.verdict === 'one-way' ? `   ← ${check.reason}` : '';
    return ` ${marks[check?.verdict ?? 'unknown']} ${visibleText(step.text)}${note}`;
  });
}

/** A step as a reader sees it: `<<48/2=24>>` is for the model, what was calculated is shown. */
export function visibleText(text: string): string {
  return hideMarks(text).trimEnd();
}

/** A line a part: its answer with its own votes and confidence, or why it has none. */
export function partLines({ parts = [], model }: SolveResult): string[] {
  return parts.map(({ part, winner, groups, abstained }) => {
    if (winner === null)
      return `  (${part}) no answer that can be trusted: ${abstained?.reason ?? 'nothing was found'}`;
    const all = groups.reduce((sum, group) => sum + group.votes, 0);
    const own = groups.find(({ answer }) => answer === winner.answer)?.votes ?? 0;
    return `  (${part}) ${winner.answer}   (${own} of ${all} votes, ${trust({ winner, model })})`;
  });
}

export function trust({ winner, model }: Pick<SolveResult, 'winner' | 'model'>): string {
  if (winner?.confidence === null || winner?.confidence === undefined)
    return model.calibrated ? 'by vote' : 'by majority; this model is not calibrated';
  return `confidence ${percent(winner.confidence)}`;
}

/** What exact algebra says of the answer itself, apart from what was learned. */
function proof({ exact }: Candidate): string {
  const last = exact?.at(-1);
  return last?.tier === 'question' && last.verdict === 'correct' ? `; ${last.reason}` : '';
}

function votes(result: SolveResult): string[] {
  const total = result.candidates.length;
  return result.groups.slice(0, 6).map((group) => {
    const scores = group.members.flatMap(
      (index) => result.candidates.find((candidate) => candidate.index === index)?.score ?? [],
    );
    const best =
      scores.length === 0
        ? ''
        : `, best score ${percent(Math.max(...scores))}${result.model.calibrated ? '' : ' (uncalibrated)'}`;
    return `  ${group.votes} of ${total}: ${group.answer}${best}`;
  });
}

function footer({ model, device, seed, usage, timings }: SolveResult): string {
  return `${model.id} · ${model.precision} · ${device} · seed ${seed} · ${usage.generatedTokens} tokens in ${(timings.totalMs / 1000).toFixed(1)} s`;
}
