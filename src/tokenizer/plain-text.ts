/**
 * Text → token ids, for text that steers nothing: the vocabulary given to `@huggingface/tokenizers` has been cleared
 * of every control token and of every merge that would end in one, so that none can come out, however the text is
 * written. Pipeline: plain added tokens, normaliser, pre-tokeniser, vocabulary model (BPE, Unigram, WordPiece).
 * Knows no template; which tokens are control is decided in `added-tokens.ts`.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import { InputError, messageOf } from '../base/errors.ts';
import { asObject, isObject, type JsonObject } from '../base/json.ts';
import { AddedTokenMatcher, type AddedToken, type Section } from './added-tokens.ts';

export class PlainTextTokenizer {
  private readonly library: Tokenizer;
  private readonly model: NonNullable<Tokenizer['model']>;
  private readonly normalizedMatcher: AddedTokenMatcher | null;
  private readonly controlIds: ReadonlySet<number>;

  /** `json` is the parsed `tokenizer.json`, and is changed: its vocabulary loses the control tokens. */
  constructor(json: JsonObject, addedTokens: readonly AddedToken[], place: string) {
    const unknown = unknownToken(json);
    const control = new Set(
      addedTokens.filter((token) => token.control && token.content !== unknown).map((token) => token.content),
    );
    this.controlIds = new Set(
      addedTokens.filter((token) => control.has(token.content)).map((token) => token.id),
    );
    const cleared = withoutControlTokens(json, control, place);
    try {
      this.library = new Tokenizer(
        { ...cleared, added_tokens: [] },
        unknown === null ? {} : { unk_token: unknown },
      );
    } catch (error) {
      throw new InputError(
        `${place}: expected a tokenizer of a known kind (BPE, Unigram, WordPiece), got one that cannot be built: ${messageOf(error)}`,
      );
    }
    const { model, normalizer } = this.library;
    if (model === null) throw new InputError(`${place}: expected a vocabulary model, got none`);
    this.model = model;
    const normalized = addedTokens.filter((token) => token.normalized);
    this.normalizedMatcher =
      normalized.length === 0
        ? null
        : new AddedTokenMatcher(normalized, (token) => normalizer?.(token.content) ?? token.content);
  }

  /** Vocabulary entries without the control tokens: text of an id, undefined where there is none. */
  tokenAt(id: number): string | undefined {
    return this.model.vocab[id];
  }

  idOf(token: string): number | undefined {
    return this.model.tokens_to_ids.get(token);
  }

  /** One more than the largest id of the vocabulary model. */
  get size(): number {
    return this.model.vocab.length;
  }

  /**
   * Ids of one section of text. `sectionIndex` counts the sections of the whole input: some pre-tokenisers put a
   * space before the first only.
   */
  encode(text: string, sectionIndex: number): number[] {
    const { normalizer } = this.library;
    const normalized = normalizer === null ? text : normalizer(text);
    const sections: Section[] =
      this.normalizedMatcher === null
        ? [{ text: normalized }]
        : this.normalizedMatcher.split([{ text: normalized, origin: 'content' }]);
    return sections.flatMap((section) =>
      'token' in section ? [section.token.id] : this.encodeNormalized(section.text, sectionIndex),
    );
  }

  private encodeNormalized(text: string, sectionIndex: number): number[] {
    if (text === '') return [];
    const { pre_tokenizer } = this.library;
    const words = pre_tokenizer === null ? [text] : pre_tokenizer(text, { section_index: sectionIndex });
    return this.model(words).map((token) => {
      const id = this.model.tokens_to_ids.get(token) ?? this.model.unk_token_id;
      if (id === undefined)
        throw new InputError(
          `tokenizer: expected text that the vocabulary can write, got ${JSON.stringify(token.slice(0, 20))}; the vocabulary has neither this nor a token for unknown text`,
        );
      if (this.controlIds.has(id))
        throw new Error(`tokenizer: expected plain text to give plain tokens, got control token ${id}`);
      return id;
    });
  }
}

function unknownToken(json: JsonObject): string | null {
  const model = json['model'];
  if (!isObject(model)) return null;
  if (typeof model['unk_token'] === 'string') return model['unk_token'];
  const { unk_id: id, vocab } = model;
  const entry: unknown = typeof id === 'number' && Array.isArray(vocab) ? vocab[id] : undefined;
  return Array.isArray(entry) && typeof entry[0] === 'string' ? entry[0] : null;
}

const BYTE_PIECE = /^<0x[0-9A-Fa-f]{2}>$/;

/** The tokenizer with neither entries for control tokens nor merges that end in one (or in a byte's escape). */
function withoutControlTokens(json: JsonObject, control: ReadonlySet<string>, place: string): JsonObject {
  const model = asObject(json['model'], `${place}: model`);
  const { vocab, merges } = model;
  const changed: Record<string, unknown> = { ...model };
  if (Array.isArray(vocab)) {
    // Ids are positions here, so a control token's entry stays and can match nothing: well-formed text has no
    // unpaired surrogate.
    changed['vocab'] = vocab.map((entry: unknown, id) =>
      Array.isArray(entry) && typeof entry[0] === 'string' && control.has(entry[0])
        ? [`\ud800${id}`, entry[1]]
        : entry,
    );
  } else if (isObject(vocab)) {
    for (const token of control) Reflect.deleteProperty(vocab, token);
  } else {
    throw new InputError(`${place}: expected model.vocab to be an object or a list, got neither`);
  }
  if (Array.isArray(merges)) {
    const unknown = unknownToken(json);
    const bytes = model['byte_fallback'] === true;
    changed['merges'] = merges.filter((merge: unknown) => {
      const merged = mergedText(merge);
      return !control.has(merged) && merged !== unknown && !(bytes && BYTE_PIECE.test(merged));
    });
  }
  return {
    normalizer: null,
    post_processor: null,
    decoder: null,
    ...json,
    pre_tokenizer: withUnicodeDigits(json['pre_tokenizer'] ?? null),
    model: changed,
  };
}

/**
 * `Digits` cuts at every number of Unicode (¾ and Ⅳ too) in Hugging Face's own library; the one in use here knows
 * decimal digits only. The same cut, spelled as a pattern.
 */
function withUnicodeDigits(preTokenizer: unknown): unknown {
  if (!isObject(preTokenizer)) return preTokenizer;
  if (Array.isArray(preTokenizer['pretokenizers']))
    return { ...preTokenizer, pretokenizers: preTokenizer['pretokenizers'].map(withUnicodeDigits) };
  if (preTokenizer['type'] !== 'Digits') return preTokenizer;
  const pattern = preTokenizer['individual_digits'] === true ? '\\p{N}' : '\\p{N}+';
  return { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false };
}

function mergedText(merge: unknown): string {
  if (typeof merge === 'string') return merge.replace(' ', '');
  return Array.isArray(merge) ? merge.join('') : '';
}
