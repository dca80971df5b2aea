/** The names of the decoder graphs' inputs and outputs; shapes and meanings are in `decoder.ts`. */
export const ioNames = {
  tokenIds: 'token_ids',
  pastLengths: 'past_lengths',
  totalLength: 'total_length',
  logitsAt: 'logits_at',
  logits: 'logits',
  pastKeys: (layer: number): string => `past_keys.${layer}`,
  pastValues: (layer: number): string => `past_values.${layer}`,
  presentKeys: (layer: number): string => `present_keys.${layer}`,
  presentValues: (layer: number): string => `present_values.${layer}`,
  ropeCos: (rope: number): string => `rope_cos.${rope}`,
  ropeSin: (rope: number): string => `rope_sin.${rope}`,
  adapterGates: 'adapter_gates',
  adapterA: (weight: string): string => `lora_a.${weight}`,
  adapterB: (weight: string): string => `lora_b.${weight}`,
} as const;
