/**
 * A checkpoint's chat template, rendered by `@huggingface/jinja` under a limit of time. A template is a program that
 * came with the weights: it sees the messages only as tagged text (see `tagged-text.ts`), a fixed date, a bounded
 * `range`, and nothing of the machine. Source of the variables: transformers' `apply_chat_template`.
 */
import vm from 'node:vm';
import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { InputError, messageOf } from '../base/errors.ts';
import { tagContent, untag, type Stretch } from './tagged-text.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface RenderOptions {
  /** Ends with the opening of an assistant turn. */
  readonly addGenerationPrompt: boolean;
  /** Index of the message to mark; its text comes back with the origin `marked`. */
  readonly marked?: number;
  /** Passed to templates that know it (Qwen3's `enable_thinking`). */
  readonly enableThinking?: boolean;
}

export interface ChatTemplate {
  /** Null: the checkpoint has none, and turns are set one below the other (see {@link renderPlain}). */
  readonly source: string | null;
  /** `bos_token`, `eos_token` and the like, as the template refers to them. */
  readonly specialTokens: Readonly<Record<string, string>>;
  readonly timeLimitMs?: number;
}

/** Templates that print today's date print this one: the same request gives the same prompt tomorrow. */
const FIXED_DATE = new Date(Date.UTC(2024, 6, 26));
const LONGEST_RANGE = 100_000;
const DEFAULT_TIME_LIMIT_MS = 1000;

/** The rendered conversation, cut by origin. Throws `InputError` for a template that is wrong, too slow, or refuses. */
export function renderChat(
  template: ChatTemplate,
  messages: readonly ChatMessage[],
  options: RenderOptions,
): Stretch[] {
  const tagged = messages.map((message, index) => ({
    role: message.role,
    content: tagContent(message.content, index === options.marked),
  }));
  if (template.source === null) return untag(renderPlain(tagged));
  try {
    return untag(run(template, template.source, tagged, options));
  } catch (error) {
    // Some families (Gemma 2, early Mistral) know no system role: it then opens the first question.
    const merged = withoutSystem(tagged);
    if (merged === null || !(error instanceof TemplateRefusal)) throw asInputError(error);
    try {
      return untag(run(template, template.source, merged, options));
    } catch (again) {
      throw asInputError(again);
    }
  }
}

/** Without a template: the texts in order, each ended by an empty line, as a base model has seen documents. */
function renderPlain(messages: readonly ChatMessage[]): string {
  return messages.map((message) => `${message.content}\n\n`).join('');
}

/** `raise_exception` of a template: it does not accept this conversation. */
class TemplateRefusal extends Error {
  override readonly name = 'TemplateRefusal';
}

function asInputError(error: unknown): InputError {
  if (error instanceof InputError) return error;
  if (error instanceof TemplateRefusal)
    return new InputError(
      `chat template: expected a conversation it accepts, got its refusal: ${error.message}`,
    );
  return new InputError(
    `chat template: expected a template that renders, got an error: ${messageOf(error)}; mend chat_template.jinja ` +
      'or tokenizer_config.json in the model folder',
  );
}

function withoutSystem(messages: readonly ChatMessage[]): ChatMessage[] | null {
  const [first, second, ...rest] = messages;
  if (first?.role !== 'system' || second?.role !== 'user') return null;
  return [{ role: 'user', content: `${first.content}\n\n${second.content}` }, ...rest];
}

function run(
  template: ChatTemplate,
  source: string,
  messages: readonly ChatMessage[],
  options: RenderOptions,
): string {
  const limit = template.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS;
  const program = programOf(source);
  const render = (): string => {
    const environment = environmentFor(template, messages, options);
    const result = new Interpreter(environment).run(program);
    if (typeof result.value !== 'string') throw new Error('it rendered no text');
    return result.value;
  };
  for (let attempt = 1; ; attempt++) {
    const before = process.cpuUsage();
    try {
      watched['render'] = render;
      return String(watchdog.runInContext(watched, { timeout: limit }));
    } catch (error) {
      if (!isTimeout(error)) throw error;
      const { user, system } = process.cpuUsage(before);
      // The watchdog's clock runs on while a busy machine lets this process wait: that is no fault of the template.
      const isStarved = user + system < 500 * limit;
      if (!isStarved || attempt === MOST_ATTEMPTS)
        throw new InputError(
          `chat template: expected to be rendered within ${limit} ms, got no end; the template loops, or is not for this use`,
        );
    }
  }
}

const MOST_ATTEMPTS = 10;

/** Its context is empty but for the call; its use is V8's watchdog, which ends whatever the call runs into. */
const watchdog = new vm.Script('render()');
const watched: vm.Context = vm.createContext({ render: () => '' });

const programs = new Map<string, ReturnType<typeof parse>>();

/** A template's syntax tree; a model has one template and renders it for every prompt. */
function programOf(source: string): ReturnType<typeof parse> {
  let program = programs.get(source);
  if (program === undefined) {
    program = parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true }));
    if (programs.size > 16) programs.clear();
    programs.set(source, program);
  }
  return program;
}

function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

function environmentFor(
  template: ChatTemplate,
  messages: readonly ChatMessage[],
  options: RenderOptions,
): Environment {
  const environment = new Environment();
  const variables: Record<string, unknown> = {
    true: true,
    false: false,
    none: null,
    True: true,
    False: false,
    None: null,
    raise_exception: (reason: string) => {
      throw new TemplateRefusal(reason);
    },
    range: boundedRange,
    strftime_now: formatFixedDate,
    ...template.specialTokens,
    messages,
    add_generation_prompt: options.addGenerationPrompt,
    ...(options.enableThinking === undefined ? {} : { enable_thinking: options.enableThinking }),
  };
  for (const [name, value] of Object.entries(variables)) environment.set(name, value);
  return environment;
}

/** Python's `range`, up to {@link LONGEST_RANGE} numbers. */
function boundedRange(first: number, second?: number, step = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (!(count <= LONGEST_RANGE))
    throw new InputError(`chat template: expected range() of at most ${LONGEST_RANGE} numbers, got ${count}`);
  return Array.from({ length: count }, (_, index) => start + index * step);
}

function formatFixedDate(format: string): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options }).format(FIXED_DATE);
  const parts: Readonly<Record<string, string>> = {
    Y: '2024',
    m: '07',
    d: '26',
    H: '00',
    M: '00',
    S: '00',
    b: part({ month: 'short' }),
    B: part({ month: 'long' }),
    a: part({ weekday: 'short' }),
    A: part({ weekday: 'long' }),
    '%': '%',
  };
  return format.replace(/%([a-zA-Z%])/g, (whole, directive: string) => parts[directive] ?? whole);
}
