/**
 * The rotary embedding's parameters out of `config.json`, in both spellings. Numbers only: the tables of cosines
 * and sines are the model's business. Gemma 3 has two, for full and for sliding layers; all others have one.
 *
 * Partial rotation: transformers 5.23 ignores `partial_rotary_factor` in these families for the plain type (and
 * stops on it for the scaled ones); so the plain type rotates whole heads here too, and the scaled types rotate the
 * first ⌊factor · headDim⌋ elements of a head and pass the rest.
 */
import type { Fields } from './json.ts';

export const ropeTypes = ['default', 'linear', 'dynamic', 'llama3', 'yarn'] as const;
export type RopeType = (typeof ropeTypes)[number];

export interface RopeConfig {
  readonly type: RopeType;
  readonly theta: number;
  /** Number of elements of a head that turn. */
  readonly rotaryDim: number;
  /** Number of elements of a head. */
  readonly headDim: number;
  readonly factor: number;
  /** Context of the pretraining (llama3, yarn) or `max_position_embeddings` (dynamic). */
  readonly originalPositions: number;
  readonly llama3?: { readonly lowFrequencyFactor: number; readonly highFrequencyFactor: number };
  readonly yarn?: {
    readonly attentionFactor: number;
    readonly betaFast: number;
    readonly betaSlow: number;
    readonly truncate: boolean;
  };
}

interface RopeContext {
  readonly isGemma: boolean;
  readonly headDim: number;
  readonly maxPositions: number;
}

/** Reads one entry, or two for Gemma 3: full layers, sliding layers. */
export function readRopes(fields: Fields, context: RopeContext): readonly RopeConfig[] {
  if (!context.isGemma) return [readFlat(fields, context)];
  const nested = fields.object('rope_parameters');
  const full = { theta: fields.positive('rope_theta', 1_000_000), partial: 1 };
  const sliding = { theta: fields.positive('rope_local_base_freq', 10_000), partial: 1 };
  return [
    readScaling(nested?.object('full_attention') ?? fields.object('rope_scaling'), full, context),
    readScaling(nested?.object('sliding_attention'), sliding, context),
  ];
}

function readFlat(fields: Fields, context: RopeContext): RopeConfig {
  const scaling = fields.object('rope_scaling') ?? fields.object('rope_parameters');
  const defaults = {
    theta: fields.positive('rope_theta', 10_000),
    partial: fields.positive('partial_rotary_factor', 1),
    ...(fields.has('original_max_position_embeddings')
      ? { original: fields.count('original_max_position_embeddings') }
      : {}),
  };
  return readScaling(scaling, defaults, context);
}

interface RopeDefaults {
  readonly theta: number;
  readonly partial: number;
  /** Stated beside the scaling, where it outranks what the scaling says. */
  readonly original?: number;
}

function readScaling(fields: Fields | undefined, defaults: RopeDefaults, context: RopeContext): RopeConfig {
  const { headDim } = context;
  const type = readType(fields);
  const theta = fields?.positive('rope_theta', defaults.theta) ?? defaults.theta;
  const plain = { theta, headDim, rotaryDim: headDim, factor: 1, originalPositions: context.maxPositions };
  if (fields === undefined || type === 'default') return { type: 'default', ...plain };
  const rotaryDim = readRotaryDim(fields, defaults.partial, headDim);
  const originalPositions =
    defaults.original ?? fields.count('original_max_position_embeddings', context.maxPositions);
  if (type === 'yarn') {
    const factor = fields.has('factor')
      ? fields.positive('factor')
      : context.maxPositions / originalPositions;
    return { type, ...plain, rotaryDim, factor, originalPositions, yarn: readYarn(fields, factor) };
  }
  const factor = fields.positive('factor');
  if (type !== 'llama3') return { type, ...plain, rotaryDim, factor };
  const llama3 = {
    lowFrequencyFactor: fields.positive('low_freq_factor'),
    highFrequencyFactor: fields.positive('high_freq_factor'),
  };
  return { type, ...plain, rotaryDim, factor, originalPositions, llama3 };
}

function readType(fields: Fields | undefined): RopeType {
  const name = fields?.raw('rope_type') ?? fields?.raw('type') ?? 'default';
  const type = ropeTypes.find((known) => known === name);
  if (fields !== undefined && type === undefined) {
    throw fields.unexpected('rope_type', `one of ${ropeTypes.join(', ')}`, name);
  }
  return type ?? 'default';
}

function readRotaryDim(fields: Fields, outer: number, headDim: number): number {
  const factor = fields.positive('partial_rotary_factor', outer);
  const rotaryDim = Math.floor(headDim * factor);
  if (factor > 1 || rotaryDim < 2 || rotaryDim % 2 !== 0) {
    throw fields.unexpected('partial_rotary_factor', `a share of ${headDim} that is an even number`, factor);
  }
  return rotaryDim;
}

/** YaRN (Peng et al. 2023, 2309.00071), attention factor as in transformers. */
function readYarn(fields: Fields, factor: number): NonNullable<RopeConfig['yarn']> {
  const magnitude = (scale: number): number => (factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1);
  const [scale, scaleAll] = [fields.number('mscale', 0), fields.number('mscale_all_dim', 0)];
  const inferred = scale !== 0 && scaleAll !== 0 ? magnitude(scale) / magnitude(scaleAll) : magnitude(1);
  return {
    attentionFactor: fields.number('attention_factor', inferred),
    betaFast: fields.number('beta_fast', 32) || 32,
    betaSlow: fields.number('beta_slow', 1) || 1,
    truncate: fields.boolean('truncate', true),
  };
}
