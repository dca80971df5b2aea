/**
 * Pairs of derivation lines about equations, inequalities and systems, each with its true relation, made by
 * construction from random numbers: right rewritings, and wrong ones by the slips that people make. The numbers are
 * chosen so that a slip never comes out right by accident.
 */
import type { Random } from '../../src/base/random.ts';

export type TrueRelation = 'equivalent' | 'implies' | 'implied-by' | 'different';

export interface DerivationPair {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly relation: TrueRelation;
}

type Pairs = DerivationPair[];
export type Template = (random: Random) => Pairs;

/** Builds the pairs of one kind that start from one line. */
export function pairsOf(kind: string, from: string, to: readonly (readonly [TrueRelation, string])[]): Pairs {
  return to.map(([relation, text]) => ({ kind, from, to: text, relation }));
}

/** `+ 3` or `- 3` after something; empty for 0. */
export function plus(n: number): string {
  return n === 0 ? '' : n > 0 ? ` + ${n}` : ` - ${-n}`;
}

/** `+ 3x` or `- x` after something; empty for 0. */
export function plusTerm(n: number, letter: string): string {
  return n === 0 ? '' : n > 0 ? ` + ${times(n, letter)}` : ` - ${times(-n, letter)}`;
}

/** A coefficient before a letter: 1 and −1 are not written. */
export function times(n: number, letter: string): string {
  return n === 1 ? letter : n === -1 ? `-${letter}` : `${n}${letter}`;
}

function nonzero(random: Random, low: number, high: number): number {
  const n = random.integer(low, high);
  return n === 0 ? high : n;
}

const linear: Template = (random) => {
  const [a, b, s] = [random.integer(2, 9), nonzero(random, -9, 9), nonzero(random, -8, 8)];
  const c = a * s + b;
  const k = random.integer(2, 5);
  return pairsOf('linear', `${times(a, 'x')}${plus(b)} = ${c}`, [
    ['equivalent', `${times(a, 'x')} = ${c - b}`],
    ['equivalent', `x = ${s}`],
    ['equivalent', `${c} = ${times(a, 'x')}${plus(b)}`],
    ['equivalent', `${times(a * k, 'x')}${plus(b * k)} = ${c * k}`],
    ['equivalent', `x = \\frac{${c - b}}{${a}}`],
    ['equivalent', `${times(a, 'x')} = ${c} - ${b < 0 ? `(${b})` : b}`],
    ['different', `${times(a, 'x')} = ${c + b}`],
    ['different', `x = ${s + 1}`],
    ['different', `${times(a * k, 'x')}${plus(b)} = ${c * k}`],
  ]);
};

const linearBothSides: Template = (random) => {
  const [a, c] = [random.integer(5, 9), random.integer(2, 4)];
  const [b, s] = [nonzero(random, -9, 9), nonzero(random, -6, 6)];
  const d = (a - c) * s + b;
  const m = random.integer(2, 5);
  return [
    ...pairsOf('linear', `${a}x${plus(b)} = ${c}x${plus(d)}`, [
      ['equivalent', `${times(a - c, 'x')}${plus(b)} = ${d}`],
      ['equivalent', `${a}x - ${c}x = ${d}${plus(-b)}`],
      ['different', `${a + c}x${plus(b)} = ${d}`],
      ['different', `${times(a - c, 'x')} = ${d + b}`],
    ]),
    ...pairsOf('linear', `${m}(x${plus(b)}) = ${m * (s + b)}`, [
      ['equivalent', `${m}x${plus(m * b)} = ${m * (s + b)}`],
      ['equivalent', `x${plus(b)} = ${s + b}`],
      ['different', `${m}x${plus(b)} = ${m * (s + b)}`],
    ]),
    ...pairsOf('linear', `\\frac{x}{${m}} + \\frac{x}{${m + 1}} = ${2 * m + 1}`, [
      ['equivalent', `${m + 1}x + ${m}x = ${(2 * m + 1) * m * (m + 1)}`],
      ['equivalent', `x = ${m * (m + 1)}`],
      ['different', `${2 * m + 1}x = ${2 * m + 1}`],
      ['different', `\\frac{2x}{${2 * m + 1}} = ${2 * m + 1}`],
    ]),
  ];
};

const quadratic: Template = (random) => {
  const [r, gap] = [nonzero(random, -6, 6), random.integer(1, 7)];
  const s = r + gap === 0 ? r + gap + 1 : r + gap;
  const [b, c] = [-(r + s), r * s];
  const from = `x^2${plusTerm(b, 'x')}${plus(c)} = 0`;
  const root = (n: number): string => `(x${plus(-n)})`;
  const wrong: [TrueRelation, string][] =
    r + s === 0
      ? []
      : [
          ['different', `${root(-r)}${root(-s)} = 0`],
          ['different', `x = ${-r} or x = ${-s}`],
        ];
  const discriminant = b * b - 4 * c;
  return [
    ...pairsOf('quadratic', from, [
      ['equivalent', `${root(r)}${root(s)} = 0`],
      ['equivalent', `x = ${r} or x = ${s}`],
      ['equivalent', `x = ${r}, ${s}`],
      ['equivalent', `x = \\frac{${-b} \\pm \\sqrt{${discriminant}}}{2}`],
      ['equivalent', `x^2${plusTerm(b, 'x')} = ${-c}`],
      ['implied-by', `x = ${r}`],
      ['implied-by', `x${plus(-s)} = 0`],
      ['different', `x = ${r} or x = ${s + 1}`],
      ['different', `x = \\frac{${-b} \\pm \\sqrt{${discriminant}}}{4}`],
      ...wrong,
    ]),
    ...pairsOf('quadratic', `${root(r)}${root(s)} = 0`, [
      ['equivalent', `x${plus(-r)} = 0 or x${plus(-s)} = 0`],
      ['equivalent', `x \\in \\{${r}, ${s}\\}`],
      ['implied-by', `x = ${s}`],
      ['different', `x = ${r} or x = ${s + 2}`],
    ]),
  ];
};

const squares: Template = (random) => {
  const [h, k] = [nonzero(random, -7, 7), random.integer(2, 9)];
  const side = `x${plus(h)}`;
  return [
    ...pairsOf('quadratic', `(${side})^2 = ${k * k}`, [
      ['equivalent', `${side} = \\pm ${k}`],
      ['equivalent', `x = ${-h} \\pm ${k}`],
      ['equivalent', `x^2${plus(2 * h)}x${plus(h * h)} = ${k * k}`],
      ['implied-by', `${side} = ${k}`],
      ['different', `x^2${plus(h * h)} = ${k * k}`],
      ['different', `${side} = \\pm ${k * k}`],
    ]),
    ...pairsOf('quadratic', `x = ${k}`, [
      ['implies', `x^2 = ${k * k}`],
      ['implies', `x(x${plus(h === -k ? h - 1 : h)}) = ${k * (k + (h === -k ? h - 1 : h))}`],
      ['equivalent', `x^3 = ${k ** 3}`],
      ['different', `x^2 = ${k * k + 1}`],
    ]),
    ...pairsOf('quadratic', `x^2 = ${h * h}x`.replace('1x', 'x'), [
      ['equivalent', `x = 0 or x = ${h * h}`],
      ['implied-by', `x = ${h * h}`],
      ['different', `x = ${h * h + 1}`],
    ]),
    ...pairsOf('quadratic', `x^2 + ${k * k} = 0`, [
      ['equivalent', `x = \\pm ${k}i`],
      ['equivalent', `x^2 = -${k * k}`],
      ['different', `x = \\pm ${k}`],
      ['different', `x^2 + ${k * k + 1} = 0`],
    ]),
    ...pairsOf('quadratic', `x^3 - ${k * k}x = 0`, [
      ['equivalent', `x(x - ${k})(x + ${k}) = 0`],
      ['equivalent', `x = 0, x = ${k}, x = -${k}`],
      ['implied-by', `x^2 = ${k * k}`],
      ['different', `x(x - ${k + 1})(x + ${k}) = 0`],
    ]),
  ];
};

const rational: Template = (random) => {
  const [a, b] = [random.integer(2, 9), random.integer(2, 6)];
  const r = random.integer(1, 5);
  return [
    ...pairsOf('rational', `\\frac{${a}}{x} = ${b}`, [
      ['equivalent', `${a} = ${b}x`],
      ['equivalent', `x = \\frac{${a}}{${b}}`],
      ['different', `x = ${a * b}`],
    ]),
    ...pairsOf('rational', `\\frac{x^2 - ${r * r}}{x - ${r}} = ${2 * r + b}`, [
      ['equivalent', `x + ${r} = ${2 * r + b}`],
      ['equivalent', `x = ${r + b}`],
      ['implies', `x^2 - ${r * r} = ${2 * r + b}(x - ${r})`],
      ['different', `x - ${r} = ${2 * r + b}`],
    ]),
    ...pairsOf('rational', `\\frac{x}{x - ${r}} = \\frac{${r}}{x - ${r}}`, [['implies', `x = ${r}`]]),
    ...pairsOf('rational', `\\frac{1}{x} + \\frac{1}{x + ${b}} = \\frac{1}{${a}}`, [
      ['implies', `x(x + ${b})(${a}(2x + ${b}) - x(x + ${b})) = 0`],
      ['equivalent', `${a}(x + ${b}) + ${a}x = x(x + ${b})`],
      ['different', `2x + ${b} = ${a}`],
    ]),
    ...pairsOf('rational', `\\frac{x + ${a}}{x - ${b}} = ${r + 1}`, [
      ['equivalent', `x + ${a} = ${r + 1}(x - ${b})`],
      ['equivalent', `x + ${a} = ${r + 1}x - ${(r + 1) * b}`],
      ['different', `x + ${a} = ${r + 1}x - ${b}`],
    ]),
  ];
};

const radical: Template = (random) => {
  const [b, a] = [random.integer(2, 7), random.integer(1, 9)];
  const r = random.integer(2, 6);
  return [
    ...pairsOf('radical', `\\sqrt{x + ${a}} = ${b}`, [
      ['equivalent', `x + ${a} = ${b * b}`],
      ['equivalent', `x = ${b * b - a}`],
      ['different', `x + ${a} = ${b === 2 ? 5 : 2 * b}`],
    ]),
    ...pairsOf('radical', `\\sqrt{x + ${a}} = -${b}`, [['implies', `x + ${a} = ${b * b}`]]),
    ...pairsOf('radical', `\\sqrt{x + ${r * (r + 1)}} = x`, [
      ['implies', `x + ${r * (r + 1)} = x^2`],
      ['implies', `x = ${r + 1} or x = -${r}`],
      ['equivalent', `x = ${r + 1}`],
      ['different', `x = -${r}`],
    ]),
    ...pairsOf('radical', `\\sqrt[3]{x - ${a}} = ${b}`, [
      ['equivalent', `x - ${a} = ${b ** 3}`],
      ['different', `x - ${a} = ${3 * b + (3 * b === b ** 3 ? 1 : 0)}`],
    ]),
    ...pairsOf('radical', `\\sqrt{x} = ${r}`, [
      ['equivalent', `x = ${r * r}`],
      ['different', `x = ${r * r + 1}`],
    ]),
  ];
};

const exponential: Template = (random) => {
  const [a, n, k] = [random.integer(2, 5), random.integer(2, 4), random.integer(2, 5)];
  const c = random.integer(2, 9);
  return [
    ...pairsOf('exponential', `${a}^x = ${a ** n}`, [
      ['equivalent', `x = ${n}`],
      ['equivalent', `x = \\log_{${a}} ${a ** n}`],
      ['different', `x = ${n + 1}`],
    ]),
    ...pairsOf('exponential', `e^{${k}x} = ${c}`, [
      ['equivalent', `${k}x = \\ln ${c}`],
      ['equivalent', `x = \\frac{\\ln ${c}}{${k}}`],
      ['different', `x = ${k}\\ln ${c}`],
    ]),
    ...pairsOf('exponential', `\\log_{${a}} x = ${n}`, [
      ['equivalent', `x = ${a}^{${n}}`],
      ['equivalent', `x = ${a ** n}`],
      ['different', `x = ${a ** n === n ** a ? n ** a + 1 : n ** a}`],
    ]),
    ...pairsOf('exponential', `\\ln x + \\ln(x - ${k}) = \\ln ${k * (k + k) === 8 ? 8 : 2 * k * k}`, [
      ['implies', `x(x - ${k}) = ${2 * k * k}`],
      ['equivalent', `\\ln(x^2 - ${k}x) = \\ln ${2 * k * k}, x > ${k}`],
      ['equivalent', `x = ${2 * k}`],
      ['different', `x + x - ${k} = ${2 * k * k}`],
    ]),
    ...pairsOf('exponential', `\\ln(x^2) = ${c}`, [['implied-by', `2\\ln x = ${c}`]]),
    ...pairsOf('exponential', `${a}^{2x} - ${a + a ** n} \\cdot ${a}^x + ${a ** (n + 1)} = 0`, [
      ['equivalent', `(${a}^x - ${a})(${a}^x - ${a ** n}) = 0`],
      ['equivalent', `x = 1 or x = ${n}`],
      ['implied-by', `${a}^x = ${a ** n}`],
    ]),
  ];
};

const trigonometric: Template = (random) => {
  const f = random.pick(['sin', 'cos']);
  const k = random.integer(2, 3);
  const base =
    f === 'sin' ? ['\\frac{\\pi}{6}', '\\frac{5\\pi}{6}'] : ['\\frac{\\pi}{3}', '-\\frac{\\pi}{3}'];
  return [
    ...pairsOf('trigonometric', `\\${f} x = \\frac{1}{2}`, [
      ['equivalent', `x = ${base[0] ?? ''} + 2\\pi k or x = ${base[1] ?? ''} + 2\\pi k`],
      ['implied-by', `x = ${base[0] ?? ''} + 2\\pi k`],
      ['implied-by', `x = ${base[0] ?? ''}`],
      ['different', `x = \\frac{\\pi}{4} + 2\\pi k`],
      ['equivalent', `2\\${f} x - 1 = 0`],
      ['implies', `\\${f}^2 x = \\frac{1}{4}`],
    ]),
    ...pairsOf('trigonometric', '\\sin(2x) = \\sin x', [
      ['equivalent', '2\\sin x \\cos x = \\sin x'],
      ['implied-by', '2\\cos x = 1'],
      ['equivalent', '\\sin x (2\\cos x - 1) = 0'],
      ['different', '2\\sin x = \\cos x'],
    ]),
    ...pairsOf('trigonometric', '\\tan x = 1', [
      ['equivalent', 'x = \\frac{\\pi}{4} + \\pi k'],
      ['implied-by', 'x = \\frac{\\pi}{4} + 2\\pi k'],
      ['different', 'x = \\frac{\\pi}{3} + \\pi k'],
    ]),
    ...pairsOf('trigonometric', '\\sin x + \\cos x = 1', [['implies', '(\\sin x + \\cos x)^2 = 1']]),
    ...pairsOf('trigonometric', `${k}\\cos^2 x = ${k}`, [
      ['equivalent', '\\sin x = 0'],
      ['equivalent', 'x = \\pi k'],
      ['implied-by', '\\cos x = 1'],
    ]),
  ];
};

const absolute: Template = (random) => {
  const [a, b] = [nonzero(random, -6, 6), random.integer(2, 8)];
  const inner = `x${plus(-a)}`;
  return [
    ...pairsOf('absolute', `|${inner}| = ${b}`, [
      ['equivalent', `${inner} = \\pm ${b}`],
      ['equivalent', `x = ${a + b} or x = ${a - b}`],
      ['equivalent', `(${inner})^2 = ${b * b}`],
      ['implied-by', `x = ${a + b}`],
      ['different', `x = ${a + b} or x = ${-a - b - (a === 0 ? 1 : 0)}`],
    ]),
    ...pairsOf('absolute', `|${inner}| < ${b}`, [
      ['equivalent', `-${b} < ${inner} < ${b}`],
      ['equivalent', `${a - b} < x < ${a + b}`],
      ['equivalent', `x \\in (${a - b}, ${a + b})`],
      ['implies', `x < ${a + b}`],
      ['implies', `${a - b} \\le x \\le ${a + b}`],
    ]),
    ...pairsOf('absolute', `|${inner}| > ${b}`, [
      ['equivalent', `x > ${a + b} or x < ${a - b}`],
      ['implied-by', `x > ${a + b}`],
      ['different', `${a - b} < x < ${a + b}`],
    ]),
  ];
};

const inequality: Template = (random) => {
  const [a, b, s] = [random.integer(2, 6), nonzero(random, -9, 9), nonzero(random, -6, 6)];
  const [r, t] = [random.integer(-6, -1), random.integer(1, 6)];
  return [
    ...pairsOf('inequality', `-${a}x${plus(b)} < ${-a * s + b}`, [
      ['equivalent', `x > ${s}`],
      ['equivalent', `-${a}x < ${-a * s}`],
      ['equivalent', `${a}x > ${a * s}`],
      ['different', `x < ${s}`],
      ['implies', `x \\ge ${s}`],
      ['implied-by', `x > ${s + 1}`],
    ]),
    ...pairsOf('inequality', `(x${plus(-r)})(x${plus(-t)}) > 0`, [
      ['equivalent', `x < ${r} or x > ${t}`],
      ['implied-by', `x > ${t}`],
      ['different', `${r} < x < ${t}`],
      ['equivalent', `x \\in (-\\infty, ${r}) \\cup (${t}, \\infty)`],
      ['implies', `x \\in (-\\infty, ${r}] \\cup [${t}, \\infty)`],
    ]),
    ...pairsOf('inequality', `\\frac{x${plus(-r)}}{x${plus(-t)}} \\ge 0`, [
      ['equivalent', `x \\le ${r} or x > ${t}`],
      ['implies', `(x${plus(-r)})(x${plus(-t)}) \\ge 0`],
      ['different', `x \\ge ${r}`],
    ]),
    ...pairsOf('inequality', `x^2 \\le ${t * t}`, [
      ['equivalent', `-${t} \\le x \\le ${t}`],
      ['implies', `x \\le ${t}`],
      ['equivalent', `|x| \\le ${t}`],
    ]),
    ...pairsOf('inequality', `${a} < 2x + ${a} \\le ${a + 2 * t}`, [
      ['equivalent', `0 < 2x \\le ${2 * t}`],
      ['equivalent', `0 < x \\le ${t}`],
      ['implied-by', `0 < x < ${t}`],
      ['different', `${a} < x \\le ${a + t}`],
    ]),
  ];
};

const system: Template = (random) => {
  const [x, y] = [random.integer(1, 7), nonzero(random, -6, 6)];
  const [p, q] = [random.integer(2, 4), random.integer(1, 3)];
  const n = x === y ? y + 1 : y;
  const first = `${p}x + ${times(q, 'y')} = ${p * x + q * n}`;
  const second = `x - y = ${x - n}`;
  return [
    ...pairsOf('system', `${first}, ${second}`, [
      ['equivalent', `x = ${x}, y = ${n}`],
      ['equivalent', `(x, y) = (${x}, ${n})`],
      ['equivalent', `${p + q}x = ${(p + q) * x}, ${second}`],
      ['implies', `${p + 1}x + ${times(q - 1, 'y')} = ${(p + 1) * x + (q - 1) * n}`.replace('+ 0y ', '')],
      ['implies', `x = ${x}`],
      ['different', `x = ${x + 1}, y = ${n}`],
      ['different', `x = ${x}, y = ${n + 2}`],
    ]),
    ...pairsOf('system', `\\begin{cases} ${first} \\\\ ${second} \\end{cases}`, [
      ['equivalent', `x = ${x} and y = ${n}`],
      ['equivalent', `\\begin{cases} ${first} \\\\ x = y${plus(x - n)} \\end{cases}`],
      ['different', `\\begin{cases} ${first} \\\\ x = y${plus(n - x)} \\end{cases}`],
    ]),
    ...pairsOf('system', `x + y = ${x + n}, xy = ${x * n}`, [
      ['equivalent', `(x, y) = (${x}, ${n}) or (x, y) = (${n}, ${x})`],
      ['implied-by', `x = ${x}, y = ${n}`],
      ['implies', `x(${x + n} - x) = ${x * n}`],
    ]),
    ...pairsOf('system', `y = ${x}x + ${p}, y = x^2 + ${p}`, [
      ['implies', `x^2 = ${x}x`],
      ['implied-by', `x = ${x}, y = ${x * x + p}`],
    ]),
    ...pairsOf('system', `a + b + c = ${x + n + p}, a - b = ${x - n}, c = ${p}`, [
      ['equivalent', `a = ${x}, b = ${n}, c = ${p}`],
      ['implies', `a + b = ${x + n}`],
      ['different', `a = ${x}, b = ${n}, c = ${p + 1}`],
    ]),
  ];
};

const formula: Template = (random) => {
  const n = random.integer(2, 6);
  return [
    ...pairsOf('formula', `y = ${n}x + b`, [
      ['equivalent', `x = \\frac{y - b}{${n}}`],
      ['equivalent', `b = y - ${n}x`],
      ['different', `x = \\frac{y + b}{${n}}`],
    ]),
    ...pairsOf('formula', 's = ut + \\frac{1}{2}at^2', [
      ['equivalent', 'a = \\frac{2(s - ut)}{t^2}'],
      ['equivalent', 'u = \\frac{s}{t} - \\frac{1}{2}at'],
      ['different', 'a = \\frac{2s - ut}{t^2}'],
    ]),
    ...pairsOf('formula', '\\frac{1}{R} = \\frac{1}{a} + \\frac{1}{b}', [
      ['equivalent', 'R = \\frac{ab}{a + b}'],
      ['different', 'R = a + b'],
    ]),
    ...pairsOf('formula', `E = \\frac{1}{${n}}mv^2`, [
      ['equivalent', `v = \\pm\\sqrt{\\frac{${n}E}{m}}`],
      ['implied-by', `v = \\sqrt{\\frac{${n}E}{m}}`],
      ['equivalent', `m = \\frac{${n}E}{v^2}`],
      ['different', `m = ${n}Ev^2`],
    ]),
    ...pairsOf('formula', `A = P(1 + r)^{${n}}`, [
      ['equivalent', `P = \\frac{A}{(1 + r)^{${n}}}`],
      ['different', `P = A(1 + r)^{${n}}`],
    ]),
    ...pairsOf('formula', `${n}a + 3b = 12`, [
      ['equivalent', `3b = 12 - ${n}a`],
      ['equivalent', `b = 4 - \\frac{${n}}{3}a`],
      ['different', `3b = 12 + ${n}a`],
      ['different', `b = 4 - ${n}a`],
    ]),
  ];
};

export const equationTemplates: readonly Template[] = [
  linear,
  linearBothSides,
  quadratic,
  squares,
  rational,
  radical,
  exponential,
  trigonometric,
  absolute,
  inequality,
  system,
  formula,
];
