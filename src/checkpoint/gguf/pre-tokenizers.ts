/**
 * GGUF names a vocabulary's pre-tokeniser (`tokenizer.ggml.pre`) and leaves its rule to the reader. This table gives
 * the rule as `tokenizer.json` spells it. Source: the `tokenizer.json` files of the models that the names stand for,
 * and llama.cpp's `llama-vocab.cpp`.
 */

export interface PreTokenizerRule {
  readonly normalizer: unknown;
  /** Patterns that cut the text before bytes are mapped to characters; empty: GPT-2's own pattern. */
  readonly split: readonly { readonly pattern: string }[] | 'gpt2' | 'digits+gpt2';
  /** A word that is in the vocabulary as a whole is taken so, merges or not. */
  readonly ignoreMerges: boolean;
  /** Whether the beginning-of-sequence token opens a text when the file does not say. */
  readonly addsBos: boolean;
}

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
/** The pattern of GPT-4 and its kin, with runs of at most `digits` digits. */
const words = (digits: string): string =>
  `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;
/** Mistral's Tekken: words are cut where lower case turns to upper case. */
const tekken =
  '[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|' +
  '[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|' +
  '\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';

const nfc = { type: 'NFC' };
const gpt2: PreTokenizerRule = { normalizer: null, split: 'gpt2', ignoreMerges: false, addsBos: false };
const digits: PreTokenizerRule = { ...gpt2, split: 'digits+gpt2' };
const llama3: PreTokenizerRule = {
  normalizer: null,
  split: [{ pattern: words('{1,3}') }],
  ignoreMerges: true,
  addsBos: true,
};
const qwen2: PreTokenizerRule = {
  normalizer: nfc,
  split: [{ pattern: words('') }],
  ignoreMerges: false,
  addsBos: false,
};

const rules: Readonly<Record<string, PreTokenizerRule>> = {
  default: gpt2,
  'gpt-2': gpt2,
  smollm: digits,
  starcoder: digits,
  refact: digits,
  'command-r': digits,
  'llama-bpe': llama3,
  llama3,
  'llama-v3': llama3,
  'smaug-bpe': { ...llama3, ignoreMerges: false },
  qwen2,
  'deepseek-r1-qwen': { ...qwen2, normalizer: null, addsBos: true },
  tekken: { normalizer: null, split: [{ pattern: tekken }], ignoreMerges: true, addsBos: true },
};

export const preTokenizerNames = Object.keys(rules);

/** The rule of a name, or null for one that is not known. */
export function preTokenizerRule(name: string): PreTokenizerRule | null {
  return Object.hasOwn(rules, name) ? (rules[name] ?? null) : null;
}

/** The `pre_tokenizer` of a `tokenizer.json`. */
export function preTokenizerJson({ split }: PreTokenizerRule): unknown {
  const byteLevel = (useRegex: boolean): unknown => ({
    type: 'ByteLevel',
    add_prefix_space: false,
    trim_offsets: true,
    use_regex: useRegex,
  });
  if (split === 'gpt2') return byteLevel(true);
  if (split === 'digits+gpt2')
    return sequence([{ type: 'Digits', individual_digits: true }, byteLevel(true)]);
  const cuts = split.map(({ pattern }) => ({
    type: 'Split',
    pattern: { Regex: pattern },
    behavior: 'Isolated',
    invert: false,
  }));
  return sequence([...cuts, byteLevel(false)]);
}

function sequence(pretokenizers: readonly unknown[]): unknown {
  return { type: 'Sequence', pretokenizers };
}
