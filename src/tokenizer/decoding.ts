/**
 * Token ids → text, whole or as a stream that never shows half a character. Every token is a run of bytes; UTF-8 is
 * decoded across tokens, and what is not yet a character waits. The two kinds of decoder that the supported families
 * use (byte level, SentencePiece with byte fallback) are read from `tokenizer.json`; anything else is joined by the
 * library and compared with what was shown before. Knows nothing of encoding.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import { isObject, type JsonObject } from '../base/json.ts';

/** Text of one id as bytes; null where the id has none to show. */
export type TokenBytes = (id: number) => Uint8Array | null;

/** Receives ids one at a time and gives back the text that is certain by now. */
export interface DecodeStream {
  /** The text this token adds; '' while a character is incomplete. */
  push(id: number): string;
  /** What was held back: an incomplete character becomes U+FFFD. */
  end(): string;
}

interface DecoderShape {
  readonly byteLevel: boolean;
  readonly byteFallback: boolean;
  /** Literal replacements within a token, in order. */
  readonly replacements: readonly (readonly [string, string])[];
  /** Spaces to drop at the very beginning. */
  readonly leadingSpaces: number;
}

function flatten(decoder: unknown): JsonObject[] {
  if (!isObject(decoder)) return [];
  return decoder['type'] === 'Sequence' && Array.isArray(decoder['decoders'])
    ? decoder['decoders'].flatMap(flatten)
    : [decoder];
}

/** What the decoder of a `tokenizer.json` does, or null for a kind that bytes cannot express. */
function shapeOf(decoder: unknown): DecoderShape | null {
  const parts = flatten(decoder);
  if (parts.length === 0) return null;
  const shape = {
    byteLevel: false,
    byteFallback: false,
    replacements: [] as [string, string][],
    leadingSpaces: 0,
  };
  for (const part of parts) {
    const { pattern, content } = part;
    if (part['type'] === 'ByteLevel') shape.byteLevel = true;
    else if (part['type'] === 'ByteFallback') shape.byteFallback = true;
    else if (part['type'] === 'Metaspace') {
      shape.replacements.push([
        typeof part['replacement'] === 'string' ? part['replacement'] : '\u2581',
        ' ',
      ]);
      if (part['prepend_scheme'] !== 'never') shape.leadingSpaces = 1;
    } else if (part['type'] === 'Replace' && isObject(pattern) && typeof pattern['String'] === 'string')
      shape.replacements.push([pattern['String'], typeof content === 'string' ? content : '']);
    else if (part['type'] === 'Strip' && content === ' ' && (part['stop'] ?? 0) === 0)
      shape.leadingSpaces = typeof part['start'] === 'number' ? part['start'] : 0;
    else if (part['type'] !== 'Fuse') return null;
  }
  return shape;
}

/** GPT-2's alphabet: every byte as one printable character. */
function byteAlphabet(): Map<string, number> {
  const alphabet = new Map<string, number>();
  let next = 256;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    alphabet.set(String.fromCharCode(printable ? byte : next++), byte);
  }
  return alphabet;
}

export interface Vocabulary {
  /** The vocabulary entry of an id, undefined where there is none. */
  readonly entry: (id: number) => string | undefined;
  /** Literal text of an added token's id. */
  readonly added: (id: number) => string | undefined;
  /** True for ids that are not shown. */
  readonly hidden: (id: number) => boolean;
}

/** Makes streams for one tokenizer. `json` is its `tokenizer.json`. */
export class Decoder {
  private readonly vocabulary: Vocabulary;
  private readonly shape: DecoderShape | null;
  private readonly library: NonNullable<Tokenizer['decoder']> | null;
  private readonly cache = new Map<number, Uint8Array>();
  private readonly alphabet = byteAlphabet();
  private readonly utf8 = new TextEncoder();

  constructor(json: JsonObject, vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
    this.shape = shapeOf(json['decoder']);
    this.library = this.shape === null ? libraryDecoder(json) : null;
  }

  /** The text of a sequence; ids without text to show (control tokens marked special) are left out. */
  decode(ids: readonly number[]): string {
    const stream = this.stream();
    const pieces = ids.map((id) => stream.push(id));
    return pieces.join('') + stream.end();
  }

  stream(): DecodeStream {
    return this.shape === null ? this.wholeTextStream() : this.byteStream(this.shape);
  }

  private byteStream(shape: DecoderShape): DecodeStream {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    let toDrop = shape.leadingSpaces;
    const written = (added: string): string => (shape.byteLevel ? added : replaceAll(added, shape));
    const clean = (text: string): string => {
      if (toDrop === 0 || text === '') return text;
      const start = /^ */.exec(text)?.[0].length ?? 0;
      const dropped = Math.min(start, toDrop);
      toDrop = dropped === text.length ? toDrop - dropped : 0;
      return text.slice(dropped);
    };
    return {
      push: (id) => {
        if (this.vocabulary.hidden(id)) return clean(decoder.decode());
        const added = this.vocabulary.added(id);
        if (added !== undefined) return clean(decoder.decode() + written(added));
        return clean(decoder.decode(this.bytesOf(id, shape), { stream: true }));
      },
      end: () => clean(decoder.decode()),
    };
  }

  private bytesOf(id: number, shape: DecoderShape): Uint8Array {
    const cached = this.cache.get(id);
    if (cached !== undefined) return cached;
    const bytes = this.computeBytes(this.vocabulary.entry(id) ?? '', shape);
    this.cache.set(id, bytes);
    return bytes;
  }

  private computeBytes(token: string, shape: DecoderShape): Uint8Array {
    if (shape.byteFallback && /^<0x[0-9A-Fa-f]{2}>$/.test(token))
      return Uint8Array.of(Number.parseInt(token.slice(3, 5), 16));
    const text = replaceAll(token, shape);
    if (!shape.byteLevel) return this.utf8.encode(text);
    const bytes: number[] = [];
    for (const character of text) {
      const byte = this.alphabet.get(character);
      if (byte === undefined) bytes.push(...this.utf8.encode(character));
      else bytes.push(byte);
    }
    return Uint8Array.from(bytes);
  }

  /** For other decoders: the text so far, decoded as a whole, and the part of it that was not shown yet. */
  private wholeTextStream(): DecodeStream {
    const tokens: string[] = [];
    let shown = '';
    const advance = (hold: boolean): string => {
      const text = this.library === null ? tokens.join(' ') : this.library(tokens);
      if ((hold && text.endsWith('\ufffd')) || !text.startsWith(shown)) return '';
      const delta = text.slice(shown.length);
      shown = text;
      return delta;
    };
    return {
      push: (id) => {
        if (this.vocabulary.hidden(id)) return '';
        tokens.push(this.vocabulary.added(id) ?? this.vocabulary.entry(id) ?? '');
        return advance(true);
      },
      end: () => (tokens.length === 0 ? '' : advance(false)),
    };
  }
}

function replaceAll(token: string, { replacements }: DecoderShape): string {
  return replacements.reduce((text, [from, to]) => text.replaceAll(from, to), token);
}

function libraryDecoder(json: JsonObject): NonNullable<Tokenizer['decoder']> | null {
  if (!isObject(json['decoder'])) return null;
  const skeleton = { model: { type: 'BPE', vocab: {}, merges: [] }, added_tokens: [] };
  const parts = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: json['decoder'] };
  return new Tokenizer({ ...skeleton, ...parts }, {}).decoder;
}
