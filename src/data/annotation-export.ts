/**
 * Labels in the exact fields of the formats others read: ProcessBench, PRM800K, and unpaired examples (KTO). Derived
 * from the log alone; an item labelled "unsure" is in none of them, for nothing is known of it.
 */
import type { LabelEvent } from './annotation-log.ts';

export const exportFormats = ['processbench', 'prm800k', 'unpaired'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** One row a label, in the order given. */
export function exportLabels(labels: Iterable<LabelEvent>, format: ExportFormat): Record<string, unknown>[] {
  const write = { processbench, prm800k, unpaired }[format];
  return [...labels].filter(({ label }) => label.verdict !== 'unsure').map(write);
}

function processbench({ content, label }: LabelEvent): Record<string, unknown> {
  return {
    id: content.id,
    generator: content.generator ?? 'unknown',
    problem: content.problem,
    steps: content.steps,
    final_answer_correct: label.verdict === 'right',
    // The first wrong step from 0, -1 for none; a wrong solution without a named step counts from its first.
    label: label.verdict === 'right' ? -1 : (label.firstError ?? 0),
  };
}

function prm800k({ content, label, at, labeller, timeMs }: LabelEvent): Record<string, unknown> {
  const wrongFrom = label.verdict === 'right' ? Infinity : (label.firstError ?? 0);
  // PRM800K's labellers stop at the first error: later steps carry no rating.
  const rated = content.steps.slice(0, Math.min(content.steps.length, wrongFrom + 1));
  return {
    labeler: labeller,
    timestamp: new Date(at).toISOString(),
    generation: null,
    is_quality_control_question: false,
    is_initial_screening_question: false,
    question: {
      problem: content.problem,
      ground_truth_solution: null,
      ground_truth_answer: null,
      pre_generated_steps: content.steps,
      pre_generated_answer: content.answer ?? null,
      pre_generated_verifier_score: scoreOf(content.provenance),
    },
    label: {
      steps: rated.map((text, index) => ({
        completions: [{ text, rating: index === wrongFrom ? -1 : 1, flagged: false }],
        human_completion: null,
        chosen_completion: index === wrongFrom ? null : 0,
      })),
      total_time: timeMs,
      finish_reason: label.verdict === 'right' ? 'solution' : 'found_error',
    },
  };
}

function unpaired({ content, label }: LabelEvent): Record<string, unknown> {
  return {
    prompt: content.problem,
    completion: content.steps.join('\n\n'),
    label: label.verdict === 'right',
  };
}

function scoreOf(provenance: Readonly<Record<string, unknown>> | undefined): number | null {
  const score = provenance?.['score'];
  return typeof score === 'number' ? score : null;
}
