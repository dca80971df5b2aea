/**
 * Models that are known to work well here, with what one wants to know before a download. Parameters follow from the
 * shapes in each model's published config.json; the size is that of its safetensors files (16 bits a parameter, the
 * output layer included where it is stored apart). Licences as the model pages state them. A list to choose from, and
 * no limit: any checkpoint of a supported family runs.
 */

export interface CatalogueEntry {
  readonly id: string;
  readonly parameters: number;
  /** Bytes to download and to keep. */
  readonly downloadBytes: number;
  readonly licence: string;
  /** True: terms have to be accepted on the model's page, and `HF_TOKEN` set. */
  readonly gated: boolean;
  readonly goodFor: string;
}

const millions = (count: number): number => count * 1e6;

const entry = (
  id: string,
  parameters: number,
  downloadBytes: number,
  rest: Pick<CatalogueEntry, 'licence' | 'goodFor'> & { readonly gated?: boolean },
): CatalogueEntry => ({ id, parameters, downloadBytes, gated: false, ...rest });

const apache = 'Apache-2.0';
const gemmaTerms = 'Gemma Terms of Use';

export const catalogue: readonly CatalogueEntry[] = [
  entry('HuggingFaceTB/SmolLM2-135M-Instruct', millions(134.5), millions(269), {
    licence: apache,
    goodFor: 'a first look: small, fast, follows instructions, solves little (what `vouch models pull` gets)',
  }),
  entry('HuggingFaceTB/SmolLM2-360M-Instruct', millions(361.8), millions(724), {
    licence: apache,
    goodFor: 'simple sums and word problems on a small machine',
  }),
  entry('HuggingFaceTB/SmolLM2-1.7B-Instruct', millions(1711.4), millions(3423), {
    licence: apache,
    goodFor: 'general text with some arithmetic',
  }),
  entry('Qwen/Qwen2.5-Math-1.5B-Instruct', millions(1543.7), millions(3087), {
    licence: apache,
    goodFor: 'mathematics, worked step by step and to the point',
  }),
  entry('Qwen/Qwen3-0.6B', millions(596), millions(1503), {
    licence: apache,
    goodFor: 'the smallest model that thinks before it answers',
  }),
  entry('Qwen/Qwen3-1.7B', millions(1720.6), millions(4063), {
    licence: apache,
    goodFor: 'thinking before it answers, on an ordinary machine',
  }),
  entry('Qwen/Qwen3-4B', millions(4022.5), millions(8045), {
    licence: apache,
    goodFor: 'the largest of this list, for a machine with memory to spare',
  }),
  entry('deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B', millions(1777.1), millions(3554), {
    licence: 'MIT',
    goodFor: 'competition problems by long thinking: slow, and worth a length budget',
  }),
  entry('google/gemma-3-270m-it', millions(268.1), millions(536), {
    licence: gemmaTerms,
    gated: true,
    goodFor: 'a small base for fine-tuning',
  }),
  entry('google/gemma-3-1b-it', millions(999.9), millions(2000), {
    licence: gemmaTerms,
    gated: true,
    goodFor: 'general text in many languages, some mathematics',
  }),
];

/** Bits a parameter, scales of the blocks included. */
const bitsOf = { f32: 32, f16: 16, int8: 9, 'int8-rows': 9, int4: 5 } as const;

/**
 * Memory that a model needs while it runs, about: its weights in this precision, a tenth more for what is computed on
 * the way, and 300 MB for the process and a cache of a few thousand tokens.
 */
export function memoryNeed(parameters: number, precision: keyof typeof bitsOf): number {
  return (parameters * bitsOf[precision] * 1.1) / 8 + 300e6;
}
