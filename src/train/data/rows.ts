/**
 * Reads rows of JSONL files into examples. Columns are found by name: problem/solution(/answer), TRL's
 * prompt–completion, conversational `messages`, plain `text`. Every row that cannot be used is listed with its line
 * and reason; the rest is used. It knows no tokeniser.
 */
import { readFileSync } from 'node:fs';
import { InputError, messageOf } from '../../base/errors.ts';
import { isObject, type JsonObject } from '../../base/json.ts';
import type { ChatMessage } from '../../tokenizer/template.ts';
import type { Example } from './examples.ts';

export interface DataRow {
  readonly example: Example;
  /** What the row is about: decides whether it is held out, and which rows are the same. */
  readonly key: string;
}

export interface RejectedRow {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface RowsOfFile {
  readonly rows: readonly DataRow[];
  readonly rejected: readonly RejectedRow[];
}

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

/** What a row teaches, or why it teaches nothing. */
export function exampleOf(row: JsonObject): DataRow | string {
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

/** All rows of a JSONL file. Throws `InputError` for an unreadable file or one without a usable row. */
export function readRows(file: string): RowsOfFile {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`${file}: expected a readable JSONL file (${messageOf(error)})`);
  }
  const rows: DataRow[] = [];
  const rejected: RejectedRow[] = [];
  content.split('\n').forEach((text, index) => {
    if (text.trim() === '') return;
    const found = parseRow(text);
    if (typeof found === 'string') rejected.push({ file, line: index + 1, reason: found });
    else rows.push(found);
  });
  if (rows.length === 0) {
    const first = rejected[0];
    const why = first === undefined ? 'the file is empty' : `line ${first.line}: ${first.reason}`;
    throw new InputError(`${file}: expected at least one usable row, got none (${why})`);
  }
  return { rows, rejected };
}

function parseRow(text: string): DataRow | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'expected JSON, got something else';
  }
  return isObject(value) ? exampleOf(value) : 'expected a JSON object';
}
