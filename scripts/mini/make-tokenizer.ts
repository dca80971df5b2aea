/**
 * Makes the tokenizer of vouch-mini from the problem families: `npx tsx scripts/mini/make-tokenizer.ts`. Single digits,
 * LaTeX commands with their brace, operators with their spaces, the families' words; every byte as fallback, so any
 * text has tokens. The same families give the same file.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemStream } from '../../src/data/generate.ts';
import { byteAlphabet, toByteLevel, trainByteMerges } from './byte-pair.ts';
import {
  beginOfProblem,
  beginOfSolution,
  endOfSolution,
  padding,
  soFarQuestion,
  valueQuestion,
  verdictNo,
  verdictYes,
} from './special-tokens.ts';

const vocabularySize = 2048;
const problemCount = 60_000;
/** A chunk that is rarer than this (a misspelling) gets no token of its own. */
const leastCount = 60;
const folder = fileURLToPath(new URL('../../models/vouch-mini', import.meta.url));

/** Chunks that no token crosses. Written for Rust's and JavaScript's regular expressions alike. */
export const chunkPattern = String.raw`\\[A-Za-z]+\{?|\\.|<<|>>|\}\{|[\^_]\{?| ?(?:\*\*|[=+\-*/<>]) ?| ?[A-Za-z]+|[0-9]|\n+| ?[^\sA-Za-z0-9\\]|\s`;

const specials = [
  padding,
  beginOfProblem,
  beginOfSolution,
  endOfSolution,
  valueQuestion,
  soFarQuestion,
  verdictYes,
  verdictNo,
];

function chunkCounts(): Map<string, number> {
  const alphabet = byteAlphabet();
  const pattern = new RegExp(chunkPattern, 'gu');
  const counts = new Map<string, number>();
  const cache = new Map<string, string>();
  const stream = problemStream({ seed: 20_260_101, split: 'train' });
  for (let i = 0; i < problemCount; i++) {
    const { problem, steps } = stream.at(i);
    for (const [chunk] of `${problem}\n${steps.join('\n')}`.matchAll(pattern)) {
      let key = cache.get(chunk);
      if (key === undefined) cache.set(chunk, (key = toByteLevel(chunk, alphabet).join('')));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

function tokenizerJson(): object {
  const alphabet = byteAlphabet();
  const mergeCount = vocabularySize - specials.length - alphabet.length;
  const merges = trainByteMerges(chunkCounts(), mergeCount, leastCount);
  const vocabulary = [...specials, ...alphabet, ...merges.map(([left, right]) => left + right)];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specials.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: chunkPattern }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries([...new Set(vocabulary)].map((token, id) => [token, id])),
      merges: merges.map((pair) => [...pair]),
    },
  };
}

const tokenizerConfig = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  bos_token: null,
  eos_token: endOfSolution,
  pad_token: padding,
  unk_token: null,
  clean_up_tokenization_spaces: false,
  model_max_length: 1024,
  chat_template:
    "{%- for message in messages -%}{%- if message['role'] == 'assistant' -%}{{ message['content'] + '" +
    endOfSolution +
    "' }}{%- else -%}{{ '" +
    beginOfProblem +
    "' + message['content'] + '" +
    beginOfSolution +
    "' }}{%- endif -%}{%- endfor -%}",
};

mkdirSync(folder, { recursive: true });
const json = tokenizerJson();
writeFileSync(join(folder, 'tokenizer.json'), `${JSON.stringify(json)}\n`);
writeFileSync(join(folder, 'tokenizer_config.json'), `${JSON.stringify(tokenizerConfig, null, 2)}\n`);
console.log(`models/vouch-mini/tokenizer.json written`);
