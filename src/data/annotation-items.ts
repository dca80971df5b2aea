/**
 * Items to label out of the JSONL files people have: ProcessBench (`problem, steps`), PRM800K (`question`), plain
 * problems with a solution text. A row that cannot be read is reported with its line, not dropped in silence.
 */
import { createHash } from 'node:crypto';
import { isObject } from '../base/json.ts';
import { splitSteps } from '../grade/index.ts';
import type { AnnotationItem } from './annotation-log.ts';

export interface ReadItems {
  readonly items: readonly AnnotationItem[];
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
}

/** Reads JSON lines; ids are the rows' own, or a hash of their content. */
export function readAnnotationItems(text: string): ReadItems {
  const items: AnnotationItem[] = [];
  const rejected: { line: number; reason: string }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const item = readItem(line);
    if (typeof item === 'string') rejected.push({ line: index + 1, reason: item });
    else items.push(item);
  }
  return { items, rejected };
}

function readItem(line: string): AnnotationItem | string {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return 'expected one JSON object a line';
  }
  if (!isObject(row)) return 'expected a JSON object';
  const question = isObject(row['question']) ? row['question'] : {};
  const problem = firstText(row['problem'], question['problem'], row['prompt']);
  if (problem === null) return 'expected a field "problem"';
  const steps = readSteps(row, question);
  if (steps === null) return 'expected "steps" (an array of texts) or a "solution" text';
  const id =
    typeof row['id'] === 'string' || typeof row['id'] === 'number'
      ? String(row['id'])
      : createHash('sha256')
          .update(JSON.stringify([problem, steps]))
          .digest('hex')
          .slice(0, 16);
  const answer = firstText(row['answer'], question['pre_generated_answer']);
  const kept = Object.entries(row).filter(
    ([name]) => !['id', 'problem', 'steps', 'solution', 'question'].includes(name),
  );
  return {
    id,
    problem,
    steps,
    ...(typeof row['generator'] === 'string' ? { generator: row['generator'] } : {}),
    ...(answer === null ? {} : { answer }),
    provenance: Object.fromEntries(kept),
  };
}

function readSteps(
  row: Readonly<Record<string, unknown>>,
  question: Readonly<Record<string, unknown>>,
): readonly string[] | null {
  for (const given of [row['steps'], question['pre_generated_steps'], row['completions']]) {
    if (Array.isArray(given) && given.length > 0 && given.every((step) => typeof step === 'string'))
      return given;
  }
  const text = firstText(row['solution'], row['completion'], row['text']);
  return text === null ? null : splitSteps(text).map((step) => step.text);
}

function firstText(...values: readonly unknown[]): string | null {
  for (const value of values) if (typeof value === 'string' && value.trim() !== '') return value;
  return null;
}
