/**
 * Gradient rules of elementwise operators. `g` is the gradient of the output `y = f(x)`; the formula of each rule
 * stands above it. Where a function has a kink, the convention of PyTorch's autograd is followed.
 */
import type { Value } from '../../onnx/graph.ts';
import { dataTypeOfCode } from '../../onnx/dtypes.ts';
import { constantLike, flat, type Rule, type RuleContext, type RuleTable, scaled } from '../rule.ts';

const isReal = (value: Value): boolean =>
  value.dtype === 'float32' || value.dtype === 'float16' || value.dtype === 'float64';

/** `g` where `condition` holds, else 0. */
const masked = (
  c: RuleContext<'Where' | 'Clip' | 'Max' | 'Min' | 'Relu'>,
  condition: Value,
  g: Value,
): Value => c.b.where(condition, g, constantLike(c.b, g, 0));

/** Max and Min over any number of operands: the operand that equals the result gets g; equal ones share it. */
const extremum: Rule<'Max' | 'Min'> = (c) => {
  const { b } = c;
  let share: Value | undefined;
  const hit = (i: number): Value => b.cast(b.equal(c.x(i), c.y(0)), c.y(0).dtype);
  const shared = (): Value => {
    if (share !== undefined) return share;
    let count = hit(0);
    for (let i = 1; i < c.inputCount; i++) count = b.add(count, hit(i));
    share = b.div(c.g(0), count);
    return share;
  };
  return Array.from({ length: c.inputCount }, (_, i) => () => b.mul(hit(i), shared()));
};

export const elementwiseRules = {
  // |x|' = sign x
  Abs: (c) => [() => c.b.mul(c.g(0), c.b.sign(c.x(0)))],
  // a + b
  Add: (c) => [() => c.g(0), () => c.g(0)],
  And: flat,
  // between real types only; an integer has no gradient
  Cast: (c) =>
    isReal(c.x(0)) && ['float32', 'float16', 'float64'].includes(dataTypeOfCode(c.attributes.to ?? 1))
      ? [() => c.b.cast(c.g(0), c.x(0).dtype)]
      : [],
  Ceil: flat,
  // 1 inside [low, high], bounds included, else 0
  Clip: (c) => [
    () => {
      const [x, low, high] = [c.x(0), c.optional(1), c.optional(2)];
      let g = c.g(0);
      if (low !== undefined) g = masked(c, c.b.greaterOrEqual(x, low), g);
      if (high !== undefined) g = masked(c, c.b.lessOrEqual(x, high), g);
      return g;
    },
  ],
  // cos' = −sin
  Cos: (c) => [() => c.b.neg(c.b.mul(c.g(0), c.b.sin(c.x(0))))],
  // a / b: g / b and −g y / b
  Div: (c) => [() => c.b.div(c.g(0), c.x(1)), () => c.b.neg(c.b.div(c.b.mul(c.g(0), c.y(0)), c.x(1)))],
  Equal: flat,
  // erf' = 2/√π exp(−x²)
  Erf: (c) => [
    () => {
      const x = c.x(0);
      const bell = c.b.exp(c.b.neg(c.b.mul(x, x)));
      return c.b.mul(scaled(c.b, c.g(0), 2 / Math.sqrt(Math.PI)), bell);
    },
  ],
  // exp' = y
  Exp: (c) => [() => c.b.mul(c.g(0), c.y(0))],
  Floor: flat,
  // Φ(x) + x φ(x), or the derivative of the tanh form
  Gelu: (c) => [() => (c.attributes.approximate === 'tanh' ? geluTanh(c) : geluErf(c))],
  Greater: flat,
  GreaterOrEqual: flat,
  Identity: (c) => [() => c.g(0)],
  IsInf: flat,
  IsNaN: flat,
  Less: flat,
  LessOrEqual: flat,
  // log' = 1/x
  Log: (c) => [() => c.b.div(c.g(0), c.x(0))],
  Max: extremum as Rule<'Max'>,
  Min: extremum as Rule<'Min'>,
  // a − b ⌊a/b⌋: g and −g ⌊a/b⌋
  Mod: (c) =>
    isReal(c.x(0))
      ? [
          () => c.g(0),
          () => {
            // what was taken off, over b: truncated for fmod, floored otherwise, by the result itself
            const times = c.b.div(c.b.sub(c.x(0), c.y(0)), c.x(1));
            return c.b.neg(c.b.mul(c.g(0), times));
          },
        ]
      : [],
  // a b: g b and g a
  Mul: (c) => [() => c.b.mul(c.g(0), c.x(1)), () => c.b.mul(c.g(0), c.x(0))],
  Neg: (c) => [() => c.b.neg(c.g(0))],
  Not: flat,
  Or: flat,
  // a^b: g b a^(b−1) and g y log a, the second 0 where a <= 0
  Pow: (c) => [
    () => {
      const below = c.b.pow(c.x(0), c.b.sub(c.x(1), constantLike(c.b, c.x(1), 1)));
      return c.b.mul(c.g(0), c.b.mul(c.b.cast(c.x(1), c.g(0).dtype), below));
    },
    () => {
      const { b } = c;
      const positive = b.greater(c.x(0), constantLike(b, c.x(0), 0));
      const safe = b.where(positive, c.x(0), constantLike(b, c.x(0), 1));
      return b.mul(c.g(0), b.mul(c.y(0), b.log(safe)));
    },
  ],
  // σ(αx) x: g σ(αx) (1 + αx − αy)
  QuickGelu: (c) => [
    () => {
      const { b } = c;
      const alpha = c.attributes.alpha ?? 1.702;
      const gate = b.sigmoid(scaled(b, c.x(0), alpha));
      const rest = scaled(b, b.sub(c.x(0), c.y(0)), alpha);
      return b.mul(b.mul(c.g(0), gate), b.add(rest, constantLike(b, rest, 1)));
    },
  ],
  // (1/x)' = −y²
  Reciprocal: (c) => [() => c.b.neg(c.b.mul(c.g(0), c.b.mul(c.y(0), c.y(0))))],
  // 1 for x > 0
  Relu: (c) => [() => masked(c, c.b.greater(c.x(0), constantLike(c.b, c.x(0), 0)), c.g(0))],
  // σ' = y (1 − y)
  Sigmoid: (c) => [
    () => {
      const y = c.y(0);
      return c.b.mul(c.b.mul(c.g(0), y), c.b.sub(constantLike(c.b, y, 1), y));
    },
  ],
  Sign: flat,
  Sin: (c) => [() => c.b.mul(c.g(0), c.b.cos(c.x(0)))],
  // log(1 + eˣ)' = σ(x)
  Softplus: (c) => [() => c.b.mul(c.g(0), c.b.sigmoid(c.x(0)))],
  // √' = 1/(2y)
  Sqrt: (c) => [() => c.b.div(scaled(c.b, c.g(0), 0.5), c.y(0))],
  Sub: (c) => [() => c.g(0), () => c.b.neg(c.g(0))],
  // tanh' = 1 − y²
  Tanh: (c) => [
    () => {
      const y = c.y(0);
      return c.b.mul(c.g(0), c.b.sub(constantLike(c.b, y, 1), c.b.mul(y, y)));
    },
  ],
  // the branch that was taken
  Where: (c) => [
    undefined,
    () => masked(c, c.x(0), c.g(0)),
    () => c.b.where(c.x(0), constantLike(c.b, c.g(0), 0), c.g(0)),
  ],
} satisfies Partial<RuleTable>;

function geluErf({ b, x, g }: RuleContext<'Gelu'>): Value {
  const input = x(0);
  const phi = scaled(b, b.exp(scaled(b, b.mul(input, input), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  const cumulative = scaled(b, b.add(b.erf(scaled(b, input, Math.SQRT1_2)), constantLike(b, input, 1)), 0.5);
  return b.mul(g(0), b.add(cumulative, b.mul(input, phi)));
}

/** ½(1 + t) + ½ x (1 − t²) u', with u = √(2/π)(x + 0.044715 x³) and t = tanh u. */
function geluTanh({ b, x, g }: RuleContext<'Gelu'>): Value {
  const input = x(0);
  const one = constantLike(b, input, 1);
  const root = Math.sqrt(2 / Math.PI);
  const square = b.mul(input, input);
  const inner = b.mul(scaled(b, input, root), b.add(one, scaled(b, square, 0.044715)));
  const slope = scaled(b, b.add(one, scaled(b, square, 3 * 0.044715)), root);
  const t = b.tanh(inner);
  const left = b.add(one, t);
  const right = b.mul(b.mul(input, b.sub(one, b.mul(t, t))), slope);
  return b.mul(g(0), scaled(b, b.add(left, right), 0.5));
}
