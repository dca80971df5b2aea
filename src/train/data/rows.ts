/**
 * What a row of a data set teaches. Columns are found by name (or mapped by option): problem/solution(/answer), TRL's
 * prompt–completion, unpaired preferences (`prompt, completion, label`) and stepwise supervision (`prompt, completions,
 * labels`), ProcessBench's `problem, steps, label`, conversational `messages`, labels of Vouch's annotation log, plain
 * `text`. A row that cannot be used says why. It knows no tokeniser and no file.
 */
import { InputError } from '../../base/errors.ts';
import { isObject, type JsonObject } from '../../base/json.ts';
import { currentLabels, type LabelEvent, readAnnotations } from '../../data/annotation-log.ts';
import { judgementsOf, type TaughtJudgement } from '../../data/supervision.ts';
import type { ChatMessage } from '../../tokenizer/template.ts';
import type { Example } from './examples.ts';
import type { ReadRow } from './row-file.ts';

const problemNames = ['problem', 'question'] as const;
const solutionNames = ['solution', 'response', 'steps'] as const;

function textOf(row: JsonObject, names: readonly string[]): string | null {
  for (const name of names) {
    const value = row[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (Array.isArray(value) && value.length > 0 && value.every((line) => typeof line === 'string'))
      return value.join('\n');
  }
  return null;
}

function messagesOf(value: unknown): ChatMessage[] | null {
  if (!Array.isArray(value)) return null;
  const messages: ChatMessage[] = [];
  for (const entry of value as readonly unknown[]) {
    if (!isObject(entry) || typeof entry['content'] !== 'string') return null;
    const { role } = entry;
    if (role !== 'system' && role !== 'user' && role !== 'assistant') return null;
    messages.push({ role, content: entry['content'] });
  }
  return messages.some(({ role }) => role === 'assistant') ? messages : null;
}

/** A solution that ends with its boxed answer: one without gets it from the row's answer. */
function withAnswer(solution: string, answer: string | null): string {
  if (answer === null || solution.includes('\\boxed{')) return solution;
  const bare = solution.replace(/\n####[^\n]*\s*$/, '').trimEnd();
  return `${bare}\n\\boxed{${answer}}`;
}

/** The names that columns may be mapped to. */
export const columnNames = [
  'problem',
  'solution',
  'answer',
  'prompt',
  'completion',
  'completions',
  'label',
  'labels',
  'messages',
  'text',
] as const;

/** Reads `problem=question`: Vouch's name, then the file's. Throws `InputError` for others. */
export function columnMap(specs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    specs.map((spec) => {
      const at = spec.indexOf('=');
      const [name, column] = [spec.slice(0, at), spec.slice(at + 1)];
      if (at < 1 || column === '' || !columnNames.some((known) => known === name))
        throw new InputError(
          `columns: expected NAME=COLUMN with a name of ${columnNames.join(', ')}, got "${spec}"`,
        );
      return [name, column] as const;
    }),
  );
}

/** A row with its mapped columns under Vouch's names; what was called so otherwise is not looked at. */
export function mapped(row: JsonObject, columns: ReadonlyMap<string, string>): JsonObject {
  if (columns.size === 0) return row;
  const renamed = [...columns].map(([name, column]) => [name, row[column]] as const);
  return { ...row, ...Object.fromEntries(renamed) };
}

/** What a row teaches, or why it teaches nothing. */
export function examplesOf(row: JsonObject): ReadRow<Example> | string {
  if (row['completions'] !== undefined && row['labels'] !== undefined) return stepwise(row);
  if (typeof row['label'] === 'boolean') return labelled(row);
  if (Array.isArray(row['steps']) && Number.isInteger(row['label'])) return firstWrongStep(row);
  const found = exampleOf(row);
  return typeof found === 'string' ? found : { values: [found.example], key: found.key };
}

interface DataRow {
  readonly example: Example;
  readonly key: string;
}

function exampleOf(row: JsonObject): DataRow | string {
  const messages = messagesOf(row['messages']);
  if (messages !== null)
    return {
      example: { kind: 'messages', messages },
      key: messages.find(({ role }) => role === 'user')?.content ?? '',
    };
  if (row['messages'] !== undefined) return 'expected messages with role and content and an assistant turn';
  const problem = textOf(row, problemNames);
  const solution = textOf(row, solutionNames);
  const answer = typeof row['answer'] === 'number' ? String(row['answer']) : textOf(row, ['answer']);
  if (problem !== null) {
    if (solution !== null)
      return { example: { kind: 'solution', problem, solution: withAnswer(solution, answer) }, key: problem };
    return answer === null
      ? 'expected a solution or an answer beside the problem'
      : { example: { kind: 'solution', problem, solution: `\\boxed{${answer}}` }, key: problem };
  }
  const [prompt, completion] = [row['prompt'], row['completion']];
  const promptTurns = messagesOf(
    Array.isArray(prompt) && Array.isArray(completion)
      ? [...(prompt as unknown[]), ...(completion as unknown[])]
      : null,
  );
  if (promptTurns !== null)
    return { example: { kind: 'messages', messages: promptTurns }, key: JSON.stringify(prompt) };
  if (typeof prompt === 'string' && typeof completion === 'string' && completion !== '')
    return { example: { kind: 'completion', prompt, completion }, key: prompt };
  const text = textOf(row, ['text']);
  if (text !== null) return { example: { kind: 'text', text }, key: text };
  return `expected problem and solution, prompt and completion, messages, or text, got ${Object.keys(row).join(', ') || 'nothing'}`;
}

/** TRL's stepwise supervision: steps of one solution, each labelled right or wrong. */
function stepwise(row: JsonObject): ReadRow<Example> | string {
  const problem = textOf(row, ['prompt', ...problemNames]);
  const [steps, labels] = [row['completions'], row['labels']];
  const isList = Array.isArray(steps) && Array.isArray(labels) && steps.length === labels.length;
  if (problem === null || !isList || steps.length === 0)
    return 'expected prompt, completions and as many labels';
  const firstError = labels.findIndex((label: unknown) => !(label === true || label === 1 || label === '+'));
  return judgedSteps(problem, steps, firstError);
}

/** ProcessBench's rows: the index of the first wrong step as label, −1 for none. */
function firstWrongStep(row: JsonObject): ReadRow<Example> | string {
  const problem = textOf(row, problemNames);
  const [steps, label] = [row['steps'] as unknown[], row['label'] as number];
  if (problem === null || steps.length === 0 || label < -1 || label >= steps.length)
    return 'expected a problem, steps, and as label the index of the first wrong step or -1';
  return judgedSteps(problem, steps, label);
}

function judgedSteps(
  problem: string,
  steps: readonly unknown[],
  firstError: number,
): ReadRow<Example> | string {
  const texts = steps.filter((step): step is string => typeof step === 'string');
  if (texts.length !== steps.length) return 'expected steps of text';
  const known = firstError < 0 ? texts : texts.slice(0, firstError + 1);
  const judgement = { isWhole: false, firstError: firstError < 0 ? null : firstError };
  return { key: problem, values: [judged({ problem, steps: known, ...judgement })] };
}

/** TRL's unpaired preferences: a completion, and whether it is right. */
function labelled(row: JsonObject): ReadRow<Example> | string {
  const problem = textOf(row, ['prompt', ...problemNames]);
  const completion = textOf(row, ['completion', ...solutionNames]);
  if (problem === null || completion === null)
    return 'expected prompt and completion of text beside the label';
  const judgement = { isWhole: true, verdict: row['label'] === true };
  return { key: problem, values: [judged({ problem, steps: [completion], ...judgement })] };
}

interface Judged {
  readonly problem: string;
  readonly steps: readonly string[];
  readonly isWhole: boolean;
  /** Whether the whole is right, where that is known. */
  readonly verdict?: boolean;
  /** The first wrong step, null where all are right; left out where that is not known. */
  readonly firstError?: number | null;
}

/** A solution to be judged, which is not one to be learnt: asked at the first wrong step and the one before, or at its end. */
function judged({ problem, steps, isWhole, verdict, firstError }: Judged): Example {
  const completion = steps.join('\n');
  const asked = typeof firstError === 'number' ? [firstError - 1, firstError] : [steps.length - 1];
  const soFar =
    firstError === undefined ? [] : judgementsOf(steps, firstError, (step) => asked.includes(step));
  const whole: TaughtJudgement[] =
    verdict === undefined ? [] : [{ question: 'verdict', label: verdict, end: completion.length }];
  const judgements = [...whole, ...soFar];
  return { kind: 'supervised', problem, completion, isWhole, taughtLength: 0, judgements };
}

/** What the labels of an annotation log teach: verdicts, and `soFar` where the first wrong step was named. */
export function annotatedExamples(file: string): ReadRow<Example>[] {
  return [...currentLabels(readAnnotations(file)).values()].flatMap(({ label, content }: LabelEvent) => {
    const { verdict, firstError } = label;
    if (verdict === 'unsure') return [];
    const { problem, steps } = content;
    const named = firstError === null ? {} : { firstError };
    return [
      {
        key: problem,
        values: [judged({ problem, steps, isWhole: true, verdict: verdict === 'right', ...named })],
      },
    ];
  });
}
