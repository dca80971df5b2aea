/**
 * `tokenizer.json` and `tokenizer_config.json` from a GGUF file's metadata: byte-level BPE with a named pre-tokeniser
 * ("gpt2"), and SentencePiece BPE with byte fallback ("llama"), whose merges are recovered from the scores of its
 * pieces. The chat template is copied as it is. Sources: llama.cpp's vocabulary keys; the layout of `tokenizer.json`
 * as Hugging Face's converters write it. Knows no tensors.
 */
import { InputError } from '../../base/errors.ts';
import type { Json } from './architectures.ts';
import type { GgufHeader, GgufMetadata } from './header.ts';
import { preTokenizerJson, preTokenizerNames, preTokenizerRule } from './pre-tokenizers.ts';

/** llama.cpp's token types. */
const tokenType = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

export interface TokenizerPlan {
  readonly tokenizer: Json;
  readonly config: Json;
}

interface Vocabulary {
  readonly tokens: readonly string[];
  readonly types: readonly number[];
  readonly metadata: GgufMetadata;
}

/** The tokenizer in the metadata. Throws `InputError` for kinds that are not known. */
export function planTokenizer({ metadata, tokens }: GgufHeader): TokenizerPlan {
  const kind = metadata.string('tokenizer.ggml.model');
  if (kind === null || tokens === null)
    throw new InputError(
      `${metadata.place}: expected a tokenizer in the metadata, got none; use another GGUF file`,
    );
  const types = metadata.numbers('tokenizer.ggml.token_type') ?? tokens.map(() => tokenType.normal);
  if (types.length !== tokens.length)
    throw new InputError(
      `${metadata.place}: tokenizer.ggml.token_type: expected ${tokens.length} entries, got ${types.length}; the file is damaged`,
    );
  const vocabulary = { tokens, types, metadata };
  if (kind === 'gpt2') return byteLevelPlan(vocabulary);
  if (kind === 'llama') return sentencePiecePlan(vocabulary);
  throw new InputError(
    `${metadata.place}: tokenizer.ggml.model: expected gpt2 or llama, got ${kind}; this kind of tokenizer is not supported`,
  );
}

function byteLevelPlan(vocabulary: Vocabulary): TokenizerPlan {
  const { metadata } = vocabulary;
  const name = metadata.string('tokenizer.ggml.pre') ?? 'default';
  const rule = preTokenizerRule(name);
  if (rule === null)
    throw new InputError(
      `${metadata.place}: tokenizer.ggml.pre: expected ${preTokenizerNames.join(', ')}, got ${name}; use the model's own Hugging Face folder instead`,
    );
  const merges = metadata.strings('tokenizer.ggml.merges');
  if (merges === null)
    throw new InputError(`${metadata.place}: expected tokenizer.ggml.merges, got none; the file is damaged`);
  const model = {
    ...emptyBpe,
    ignore_merges: rule.ignoreMerges,
    vocab: vocabularyObject(vocabulary.tokens),
    merges: merges.map((merge) => splitMerge(merge)),
  };
  return assemble(vocabulary, rule.addsBos, {
    normalizer: rule.normalizer,
    pre_tokenizer: preTokenizerJson(rule),
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model,
  });
}

function sentencePiecePlan(vocabulary: Vocabulary): TokenizerPlan {
  const { metadata, tokens, types } = vocabulary;
  const spaced = metadata.boolean('tokenizer.ggml.add_space_prefix') ?? true;
  const scores = metadata.numbers('tokenizer.ggml.scores');
  if (scores?.length !== tokens.length)
    throw new InputError(
      `${metadata.place}: tokenizer.ggml.scores: expected ${tokens.length} entries, got ${scores?.length ?? 0}; the file is damaged`,
    );
  const pieces = tokens.map((token, id) => pieceText(token, types[id]!));
  const replace = { type: 'Replace', pattern: { String: ' ' }, content: '\u2581' };
  const unknown = metadata.number('tokenizer.ggml.unknown_token_id') ?? types.indexOf(tokenType.unknown);
  const model = {
    ...emptyBpe,
    unk_token: pieces[unknown] ?? null,
    fuse_unk: true,
    byte_fallback: true,
    vocab: vocabularyObject(pieces),
    merges: mergesFromScores(pieces, scores, types),
  };
  const toSpace = { type: 'Replace', pattern: { String: '\u2581' }, content: ' ' };
  const decoders: unknown[] = [toSpace, { type: 'ByteFallback' }, { type: 'Fuse' }];
  if (spaced) decoders.push({ type: 'Strip', content: ' ', start: 1, stop: 0 });
  return assemble({ ...vocabulary, tokens: pieces }, true, {
    normalizer: spaced
      ? { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: '\u2581' }, replace] }
      : replace,
    pre_tokenizer: null,
    decoder: { type: 'Sequence', decoders },
    model,
  });
}

const emptyBpe = {
  type: 'BPE',
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
  ignore_merges: false,
} as const;

/** Runs of spaces that the author defined are stored with real spaces; in the vocabulary they are U+2581. */
function pieceText(token: string, type: number): string {
  return type === tokenType.userDefined && /^ +$/.test(token) ? token.replaceAll(' ', '\u2581') : token;
}

/** Token → id. Padding entries can repeat a text; the first keeps it. */
function vocabularyObject(tokens: readonly string[]): Record<string, number> {
  const ids = new Map<string, number>();
  tokens.forEach((token, id) => {
    if (!ids.has(token)) ids.set(token, id);
  });
  return Object.fromEntries(ids);
}

/** A merge is two tokens around one space; neither holds one, but the first may be empty of it at its start. */
function splitMerge(merge: string): readonly [string, string] {
  const at = merge.indexOf(' ', 1);
  return [merge.slice(0, at), merge.slice(at + 1)];
}

/**
 * The merges of a SentencePiece BPE vocabulary: every way to make a piece of two pieces, best score first. Joining
 * the best-scored pair over and over is what SentencePiece does, so the order of the scores is the rank of the merge.
 * Among ways to make one piece the lower ids come first. Runs of white space that the author defined come before all
 * others: SentencePiece takes them whole. Other defined pieces are added tokens and need no merges.
 */
function mergesFromScores(
  pieces: readonly string[],
  scores: readonly number[],
  types: readonly number[],
): (readonly [string, string])[] {
  const defined = (id: number): boolean => types[id] === tokenType.userDefined;
  const usable = (id: number): boolean =>
    types[id] === tokenType.normal ||
    types[id] === tokenType.unused ||
    (defined(id) && /^[\s\u2581]+$/.test(pieces[id]!));
  const ids = new Map<string, number>();
  pieces.forEach((piece, id) => {
    if (usable(id) && !ids.has(piece)) ids.set(piece, id);
  });
  const found: { readonly left: string; readonly right: string; readonly score: number }[] = [];
  for (const [piece, id] of ids) {
    const ways: (readonly [number, number, string, string])[] = [];
    for (let cut = 1; cut < piece.length; cut++) {
      const [left, right] = [piece.slice(0, cut), piece.slice(cut)];
      const [leftId, rightId] = [ids.get(left), ids.get(right)];
      if (leftId !== undefined && rightId !== undefined) ways.push([leftId, rightId, left, right]);
    }
    ways.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const score = defined(id) ? Infinity : scores[id]!;
    for (const [, , left, right] of ways) found.push({ left, right, score });
  }
  found.sort((a, b) => (a.score === b.score ? 0 : b.score - a.score));
  return found.map(({ left, right }) => [left, right]);
}

interface Parts {
  readonly normalizer: unknown;
  readonly pre_tokenizer: unknown;
  readonly decoder: unknown;
  readonly model: Json;
}

function assemble({ tokens, types, metadata }: Vocabulary, addsBos: boolean, parts: Parts): TokenizerPlan {
  const named = (name: string): string | undefined => {
    const id = metadata.number(`tokenizer.ggml.${name}_token_id`);
    return id === null ? undefined : tokens[id];
  };
  const bos = named('bos');
  const opens = bos !== undefined && (metadata.boolean('tokenizer.ggml.add_bos_token') ?? addsBos);
  const added = tokens.flatMap((content, id) => {
    const special = types[id] === tokenType.control || types[id] === tokenType.unknown;
    if (!special && types[id] !== tokenType.userDefined) return [];
    // Runs of spaces are U+2581 by the time they are looked for: after the normaliser.
    const normalized = /^\u2581+$/.test(content);
    return [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized, special }];
  });
  const template = metadata.string('tokenizer.chat_template');
  return {
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: added,
      ...parts,
      post_processor: opens ? openingWith(bos, tokens.indexOf(bos)) : null,
    },
    config: {
      tokenizer_class: 'PreTrainedTokenizerFast',
      clean_up_tokenization_spaces: false,
      add_bos_token: opens,
      ...withoutGaps({
        bos_token: bos,
        eos_token: named('eos'),
        pad_token: named('padding'),
        unk_token: named('unknown'),
      }),
      ...(template === null ? {} : { chat_template: template }),
    },
  };
}

function withoutGaps(entries: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function openingWith(token: string, id: number): Json {
  const special = { SpecialToken: { id: token, type_id: 0 } };
  const single = [special, { Sequence: { id: 'A', type_id: 0 } }];
  return {
    type: 'TemplateProcessing',
    single,
    pair: [...single, { SpecialToken: { id: token, type_id: 1 } }, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}
