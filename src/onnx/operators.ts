/**
 * The one table of operators that graphs may use: each operator's domain and the kind of each attribute.
 * The builder, the protobuf writer, shape inference (`infer.ts`) and the gradient rules are all typed over it, so
 * that an operator without a rule does not compile. It knows nothing of which device can run what.
 * Source: ONNX operator schemas, opset 23; ONNX Runtime 1.30 contrib operators (`com.microsoft`).
 */

/** A small tensor constant inside an attribute. */
export interface TensorAttribute {
  readonly dtype: 'float32' | 'int64';
  readonly dims: readonly number[];
  readonly values: readonly number[];
}

interface AttributeTypes {
  int: number;
  float: number;
  string: string;
  ints: readonly number[];
  floats: readonly number[];
  tensor: TensorAttribute;
}

export type AttributeKind = keyof AttributeTypes;

interface OperatorEntry {
  readonly domain: '' | 'com.microsoft';
  readonly attributes: Readonly<Record<string, AttributeKind>>;
}

const plain = { domain: '', attributes: {} } as const;
const reduce = { domain: '', attributes: { keepdims: 'int', noop_with_empty_axes: 'int' } } as const;
const onAxis = { domain: '', attributes: { axis: 'int' } } as const;

export const operators = {
  Abs: plain,
  Add: plain,
  And: plain,
  ArgMax: { domain: '', attributes: { axis: 'int', keepdims: 'int', select_last_index: 'int' } },
  Attention: {
    domain: '',
    attributes: {
      is_causal: 'int',
      kv_num_heads: 'int',
      q_num_heads: 'int',
      qk_matmul_output_mode: 'int',
      scale: 'float',
      softcap: 'float',
      softmax_precision: 'int',
    },
  },
  Cast: { domain: '', attributes: { to: 'int' } },
  Ceil: plain,
  Clip: plain,
  Concat: onAxis,
  ConstantOfShape: { domain: '', attributes: { value: 'tensor' } },
  Cos: plain,
  CumSum: { domain: '', attributes: { exclusive: 'int', reverse: 'int' } },
  /** Of integers, `(x − zero) · scale`; the only way from uint8 to floats that WebGPU has. */
  DequantizeLinear: onAxis,
  Div: plain,
  Equal: plain,
  Erf: plain,
  Exp: plain,
  Expand: plain,
  Flatten: onAxis,
  Floor: plain,
  Gather: onAxis,
  GatherElements: onAxis,
  GatherND: { domain: '', attributes: { batch_dims: 'int' } },
  Gelu: { domain: '', attributes: { approximate: 'string' } },
  Gemm: { domain: '', attributes: { alpha: 'float', beta: 'float', transA: 'int', transB: 'int' } },
  Greater: plain,
  GreaterOrEqual: plain,
  Identity: plain,
  IsInf: { domain: '', attributes: { detect_negative: 'int', detect_positive: 'int' } },
  IsNaN: plain,
  Less: plain,
  LessOrEqual: plain,
  Log: plain,
  LogSoftmax: onAxis,
  MatMul: plain,
  Max: plain,
  Min: plain,
  Mod: { domain: '', attributes: { fmod: 'int' } },
  Mul: plain,
  Neg: plain,
  Not: plain,
  OneHot: onAxis,
  Or: plain,
  Pad: { domain: '', attributes: { mode: 'string' } },
  Pow: plain,
  QuantizeLinear: onAxis,
  Range: plain,
  Reciprocal: plain,
  ReduceMax: reduce,
  ReduceMean: reduce,
  ReduceMin: reduce,
  ReduceSum: reduce,
  ReduceSumSquare: reduce,
  Relu: plain,
  Reshape: { domain: '', attributes: { allowzero: 'int' } },
  RMSNormalization: { domain: '', attributes: { axis: 'int', epsilon: 'float', stash_type: 'int' } },
  RotaryEmbedding: {
    domain: '',
    attributes: { interleaved: 'int', num_heads: 'int', rotary_embedding_dim: 'int' },
  },
  ScatterElements: { domain: '', attributes: { axis: 'int', reduction: 'string' } },
  ScatterND: { domain: '', attributes: { reduction: 'string' } },
  Shape: { domain: '', attributes: { end: 'int', start: 'int' } },
  Sigmoid: plain,
  Sign: plain,
  /** ONNX Runtime's fused RMS norm, registered in the default domain. */
  SimplifiedLayerNormalization: {
    domain: '',
    attributes: { axis: 'int', epsilon: 'float', stash_type: 'int' },
  },
  Sin: plain,
  Slice: plain,
  Softmax: onAxis,
  Softplus: plain,
  Split: { domain: '', attributes: { axis: 'int', num_outputs: 'int' } },
  Sqrt: plain,
  Squeeze: plain,
  Sub: plain,
  Tanh: plain,
  Tile: plain,
  TopK: { domain: '', attributes: { axis: 'int', largest: 'int', sorted: 'int' } },
  Transpose: { domain: '', attributes: { perm: 'ints' } },
  Trilu: { domain: '', attributes: { upper: 'int' } },
  Unsqueeze: plain,
  Where: plain,

  DynamicQuantizeMatMul: { domain: 'com.microsoft', attributes: {} },
  FusedMatMul: {
    domain: 'com.microsoft',
    attributes: { alpha: 'float', transA: 'int', transB: 'int', transBatchA: 'int', transBatchB: 'int' },
  },
  GatherBlockQuantized: {
    domain: 'com.microsoft',
    attributes: { bits: 'int', block_size: 'int', gather_axis: 'int', quantize_axis: 'int' },
  },
  GroupQueryAttention: {
    domain: 'com.microsoft',
    attributes: {
      do_rotary: 'int',
      k_quant_type: 'string',
      kv_cache_bit_width: 'int',
      kv_num_heads: 'int',
      local_window_size: 'int',
      num_heads: 'int',
      rotary_interleaved: 'int',
      scale: 'float',
      smooth_softmax: 'int',
      softcap: 'float',
      v_quant_type: 'string',
    },
  },
  MatMulIntegerToFloat: { domain: 'com.microsoft', attributes: {} },
  MatMulNBits: {
    domain: 'com.microsoft',
    attributes: { K: 'int', N: 'int', accuracy_level: 'int', bits: 'int', block_size: 'int' },
  },
  QuickGelu: { domain: 'com.microsoft', attributes: { alpha: 'float' } },
  SkipSimplifiedLayerNormalization: { domain: 'com.microsoft', attributes: { epsilon: 'float' } },
} as const satisfies Readonly<Record<string, OperatorEntry>>;

export type OperatorName = keyof typeof operators;

/** The attributes of an operator, all optional here; the schema's defaults apply to those left out. */
export type AttributesOf<Op extends OperatorName> = {
  readonly [
    Name in keyof (typeof operators)[Op]['attributes']
  ]?: (typeof operators)[Op]['attributes'][Name] extends infer Kind extends AttributeKind
    ? AttributeTypes[Kind]
    : never;
};

/** The kind of an attribute by name. Throws for an attribute the operator does not have. */
export function attributeKind(op: OperatorName, attribute: string): AttributeKind {
  const kinds: Readonly<Record<string, AttributeKind>> = operators[op].attributes;
  const kind = kinds[attribute];
  if (kind === undefined) {
    throw new RangeError(
      `operator ${op}: expected one of ${Object.keys(kinds).join(', ')}, got "${attribute}"`,
    );
  }
  return kind;
}
