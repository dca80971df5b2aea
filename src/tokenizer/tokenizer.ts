/**
 * A checkpoint's tokenizer: conversations and texts to token ids, ids to text. Control tokens come out of the chat
 * template and of ids that are named by the caller, never out of a text: text of a document, a data set or a model is
 * plain, whatever it spells (see `tagged-text.ts`, `added-tokens.ts`, `plain-text.ts`). Reading the files is
 * `load.ts`'s part; nothing here knows the disk.
 */
import { InputError } from '../base/errors.ts';
import { isObject, type JsonObject } from '../base/json.ts';
import { AddedTokenMatcher, readAddedTokens, type AddedToken, type Section } from './added-tokens.ts';
import { Decoder, type DecodeStream } from './decoding.ts';
import { PlainTextTokenizer } from './plain-text.ts';
import type { Stretch } from './tagged-text.ts';
import { renderChat, type ChatMessage, type ChatTemplate } from './template.ts';

/** What the files of a checkpoint say of its tokenizer. */
export interface TokenizerFiles {
  /** Parsed `tokenizer.json`; taken over by the tokenizer. */
  readonly tokenizer: JsonObject;
  /** Where it was read, for messages. */
  readonly place: string;
  readonly chatTemplate: string | null;
  /** `bos_token`, `eos_token`, `pad_token`, … by name. */
  readonly specialTokens: Readonly<Record<string, string>>;
  /** Ids that `generation_config.json` and `config.json` call end of sequence. */
  readonly eosIds: readonly number[];
  /** True when the beginning-of-sequence token opens every text (`add_bos_token`, or the post-processor's template). */
  readonly addsBos: boolean;
}

export interface SpecialTokens {
  readonly bos: number | null;
  readonly pad: number | null;
  /** Ids that end a turn or a text: a row that draws one stops. */
  readonly stop: ReadonlySet<number>;
  /** Every id that text can never become. */
  readonly control: ReadonlySet<number>;
}

export interface EncodeChatOptions {
  readonly addGenerationPrompt: boolean;
  /** For templates that know it (Qwen3). */
  readonly enableThinking?: boolean;
}

export class ChatTokenizer {
  readonly specialTokens: SpecialTokens;
  /** One more than the largest id. A model's output layer may be wider (padding). */
  readonly vocabularySize: number;
  /** False: there is no chat template, and turns are set one below the other. */
  readonly hasChatTemplate: boolean;

  private readonly addedById: ReadonlyMap<number, AddedToken>;
  private readonly addedByContent: ReadonlyMap<string, AddedToken>;
  private readonly matcher: AddedTokenMatcher;
  private readonly plain: PlainTextTokenizer;
  private readonly decoder: Decoder;
  private readonly template: ChatTemplate;
  private readonly addsBos: boolean;

  constructor(files: TokenizerFiles) {
    const added = withNamedTokens(readAddedTokens(files.tokenizer, files.place), files);
    this.addedById = new Map(added.map((token) => [token.id, token]));
    this.addedByContent = new Map(added.map((token) => [token.content, token]));
    this.matcher = new AddedTokenMatcher(added.filter((token) => !token.normalized));
    this.plain = new PlainTextTokenizer(files.tokenizer, added, files.place);
    this.decoder = new Decoder(files.tokenizer, {
      entry: (id) => this.plain.tokenAt(id),
      added: (id) => this.addedById.get(id)?.content,
      hidden: (id) => this.addedById.get(id)?.special === true,
    });
    this.template = { source: files.chatTemplate, specialTokens: files.specialTokens };
    this.hasChatTemplate = files.chatTemplate !== null;
    this.addsBos = files.addsBos;
    this.vocabularySize = added.reduce((size, token) => Math.max(size, token.id + 1), this.plain.size);
    this.specialTokens = this.findSpecialTokens(files);
  }

  /** Ids of plain text, and of nothing else: no control token, no beginning of sequence. */
  encodeText(text: string): number[] {
    return this.encodeStretches([{ text: wellFormed(text), origin: 'content' }]);
  }

  /** Ids of a text as a document of its own: with the beginning-of-sequence token where the tokenizer sets one. */
  encodeDocument(text: string): number[] {
    const { bos } = this.specialTokens;
    const ids = this.encodeText(text);
    return this.addsBos && bos !== null ? [bos, ...ids] : ids;
  }

  /** Ids of a conversation, through the chat template. */
  encodeChat(messages: readonly ChatMessage[], options: EncodeChatOptions): number[] {
    const ids = this.encodeStretches(renderChat(this.template, messages.map(wellFormedMessage), options));
    return this.openWithBos(ids);
  }

  /**
   * Ids that follow the last assistant message's own text in this conversation: the end of its turn, the turns after
   * it, and (by option) the opening of the next one. What a judge appends to the cache that a solution left behind.
   */
  encodeAfterAssistant(messages: readonly ChatMessage[], options: EncodeChatOptions): number[] {
    const marked = messages.findLastIndex((message) => message.role === 'assistant');
    if (marked < 0) throw new InputError('encodeAfterAssistant: expected an assistant message, got none');
    const probe = messages.map(wellFormedMessage);
    // Empty text has no end to be found; the text itself does not change what follows it.
    if (probe[marked]!.content.trim() === '') probe[marked] = { role: 'assistant', content: '.' };
    const stretches = renderChat(this.template, probe, { ...options, marked });
    const last = stretches.findLastIndex((stretch) => stretch.origin === 'marked');
    if (last < 0)
      throw new InputError(
        'chat template: expected it to show the assistant message, got a conversation without it',
      );
    return this.encodeStretches(stretches.slice(last + 1));
  }

  /** The text of ids; special tokens have none, other added tokens (`<think>`) show as they are written. */
  decode(ids: readonly number[]): string {
    return this.decoder.decode(ids);
  }

  decodeStream(): DecodeStream {
    return this.decoder.stream();
  }

  /** The id of one vocabulary entry or added token by its exact name; undefined where there is none. */
  tokenToId(token: string): number | undefined {
    return this.addedByContent.get(token)?.id ?? this.plain.idOf(token);
  }

  /** The vocabulary's own name of an id (`Ġthe`, `▁the`, `<|im_end|>`). */
  idToToken(id: number): string | undefined {
    return this.addedById.get(id)?.content ?? this.plain.tokenAt(id);
  }

  private encodeStretches(stretches: readonly Stretch[]): number[] {
    const sections: readonly Section[] = this.matcher.split(stretches);
    return sections.flatMap((section, index) =>
      'token' in section ? [section.token.id] : this.plain.encode(section.text, index),
    );
  }

  private openWithBos(ids: number[]): number[] {
    const { bos } = this.specialTokens;
    return !this.hasChatTemplate && this.addsBos && bos !== null ? [bos, ...ids] : ids;
  }

  private findSpecialTokens(files: TokenizerFiles): SpecialTokens {
    const named = (name: string): number | null => {
      const content = files.specialTokens[name];
      return content === undefined ? null : (this.tokenToId(content) ?? null);
    };
    const control = new Set(
      [...this.addedById.values()].filter((token) => token.control).map(({ id }) => id),
    );
    const stop = new Set(files.eosIds);
    const eos = named('eos_token');
    if (eos !== null) stop.add(eos);
    const turnEnd = this.turnEnd(files, control);
    if (turnEnd !== null) stop.add(turnEnd);
    return { bos: named('bos_token'), pad: named('pad_token'), stop, control };
  }

  /** The control token that the template sets right after an assistant's text. */
  private turnEnd(files: TokenizerFiles, control: ReadonlySet<number>): number | null {
    if (files.chatTemplate === null) return null;
    try {
      const ids = this.encodeAfterAssistant(
        [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: 'y' },
        ],
        { addGenerationPrompt: false },
      );
      const first = ids.find((id) => this.idToToken(id)?.replace(/[\s\u2581\u0120\u010a]/g, '') !== '');
      return first !== undefined && control.has(first) ? first : null;
    } catch (error) {
      // A template that fails says so when a conversation is to be rendered; a text alone does not need it.
      if (error instanceof InputError) return null;
      throw error;
    }
  }
}

/** Adds to the control tokens those that other files name: some tokenizers keep them in the vocabulary only. */
function withNamedTokens(added: readonly AddedToken[], files: TokenizerFiles): readonly AddedToken[] {
  const ids = new Set(added.map((token) => token.id));
  const names = new Set(Object.values(files.specialTokens));
  const eos = new Set(files.eosIds.filter((id) => !ids.has(id)));
  const entries = names.size + eos.size === 0 ? [] : vocabularyEntries(files.tokenizer, names, eos);
  // An id alone is no proof: a configuration left at its defaults calls some letter the end of the text.
  const looksLikeMark = (content: string): boolean => /^(?:<.*>|\[.*\])$/.test(content);
  const more = entries.filter(
    ([content, id]) =>
      !ids.has(id) && content.trim() !== '' && (names.has(content) || looksLikeMark(content)),
  );
  const flags = { special: true, control: true, normalized: false, lstrip: false, rstrip: false };
  return [...added, ...more.map(([content, id]) => ({ id, content, ...flags }))];
}

/** The vocabulary's entries of these names and ids. */
function vocabularyEntries(
  json: JsonObject,
  names: ReadonlySet<string>,
  ids: ReadonlySet<number>,
): (readonly [string, number])[] {
  const model = json['model'];
  const vocab = isObject(model) ? model['vocab'] : undefined;
  if (Array.isArray(vocab))
    return vocab
      .map((entry: unknown, id) => [Array.isArray(entry) ? String(entry[0]) : '', id] as const)
      .filter(([content, id]) => names.has(content) || ids.has(id));
  if (!isObject(vocab)) return [];
  const found: (readonly [string, number])[] = [];
  for (const name of names) {
    const id = vocab[name];
    if (typeof id === 'number') found.push([name, id]);
  }
  if (ids.size > 0)
    for (const [content, id] of Object.entries(vocab))
      if (typeof id === 'number' && ids.has(id)) found.push([content, id]);
  return found;
}

/** Unpaired surrogates become U+FFFD, as UTF-8 would have it. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

function wellFormedMessage(message: ChatMessage): ChatMessage {
  return { role: message.role, content: wellFormed(message.content) };
}
