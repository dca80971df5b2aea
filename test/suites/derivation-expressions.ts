/** Pairs of derivation lines that rewrite expressions: algebra, radicals, trigonometry, calculus, arithmetic. */
import { pairsOf, plus, plusTerm, type Template, times, type TrueRelation } from './derivation-equations.ts';

const polynomial: Template = (random) => {
  const [a, b] = [random.integer(2, 7), random.integer(-7, 7)];
  const c = random.integer(2, 5);
  return [
    ...pairsOf('expression', `(x + ${a})(x${plus(b)})`, [
      ['equivalent', `x^2${plusTerm(a + b, 'x')}${plus(a * b)}`],
      ['equivalent', `x(x${plus(b)}) + ${a}(x${plus(b)})`],
      ['different', `x^2${plusTerm(a + b + 1, 'x')}${plus(a * b)}`],
    ]),
    ...pairsOf('expression', `(${c}x + ${a})^2`, [
      ['equivalent', `${c * c}x^2 + ${2 * a * c}x + ${a * a}`],
      ['different', `${c * c}x^2 + ${a * a}`],
      ['different', `${c}x^2 + ${2 * a * c}x + ${a * a}`],
    ]),
    ...pairsOf('expression', `${c}(x - ${a}) - ${a}(x - ${c})`, [
      ['equivalent', `${c}x - ${a * c} - ${a}x + ${a * c}`],
      ['equivalent', c === a ? '0' : times(c - a, 'x')],
      ['different', `${c}x - ${a * c} - ${a}x - ${a * c}`],
    ]),
    ...pairsOf('expression', `\\frac{x^2 - ${a * a}}{x - ${a}}`, [
      ['equivalent', `x + ${a}`],
      ['different', `x - ${a}`],
    ]),
    ...pairsOf('expression', `\\frac{1}{x} + \\frac{1}{x + ${a}}`, [
      ['equivalent', `\\frac{2x + ${a}}{x(x + ${a})}`],
      ['different', `\\frac{2}{2x + ${a}}`],
    ]),
    ...pairsOf('expression', `(x + y)^3 - ${a}xy`, [
      ['equivalent', `x^3 + 3x^2y + 3xy^2 + y^3 - ${a}xy`],
      ['different', `x^3 + y^3 - ${a}xy`],
    ]),
  ];
};

const powersAndRoots: Template = (random) => {
  const [a, b] = [random.integer(2, 6), random.pick([2, 3, 5, 7])];
  const [m, n] = [random.integer(2, 5), random.integer(2, 4)];
  return [
    ...pairsOf('expression', `\\sqrt{${a * a * b}}`, [
      ['equivalent', `${a}\\sqrt{${b}}`],
      ['different', `${b}\\sqrt{${a === b ? a + 1 : a}}`],
    ]),
    ...pairsOf('expression', `\\frac{${a}}{\\sqrt{${b}}}`, [
      ['equivalent', `\\frac{${a}\\sqrt{${b}}}{${b}}`],
      ['different', `\\frac{${a}}{${b}}`],
    ]),
    ...pairsOf('expression', `x^{${m}} \\cdot x^{${n}}`, [
      ['equivalent', `x^{${m + n}}`],
      ['different', `x^{${m * n === m + n ? m * n + 1 : m * n}}`],
    ]),
    ...pairsOf('expression', `(x^{${m}})^{${n}}`, [
      ['equivalent', `x^{${m * n}}`],
      ['different', `x^{${m * n === m + n ? m * n + 1 : m + n}}`],
    ]),
    ...pairsOf('expression', `\\ln(${a}x) - \\ln(x)`, [
      ['equivalent', `\\ln ${a}`],
      ['different', `\\ln(${a}x - x)`],
    ]),
    ...pairsOf('expression', '\\sqrt{x^2}', [
      ['equivalent', '|x|'],
      ['different', 'x'],
    ]),
    ...pairsOf('expression', `(\\sqrt{${a}} + \\sqrt{${a + 1}})^2`, [
      ['equivalent', `${2 * a + 1} + 2\\sqrt{${a * (a + 1)}}`],
      ['different', `${2 * a + 1}`],
    ]),
  ];
};

const trigonometric: Template = (random) => {
  const k = random.integer(2, 4);
  return [
    ...pairsOf('expression', `${k}\\sin^2 x + ${k}\\cos^2 x`, [
      ['equivalent', `${k}`],
      ['different', `${k * k}`],
    ]),
    ...pairsOf('expression', '\\sin(x + y)', [
      ['equivalent', '\\sin x \\cos y + \\cos x \\sin y'],
      ['different', '\\sin x + \\sin y'],
      ['different', '\\sin x \\cos y - \\cos x \\sin y'],
    ]),
    ...pairsOf('expression', '\\cos(2x)', [
      ['equivalent', '1 - 2\\sin^2 x'],
      ['equivalent', '\\cos^2 x - \\sin^2 x'],
      ['different', '1 - \\sin^2 x'],
    ]),
    ...pairsOf('expression', `\\tan x \\cos x + ${k}`, [
      ['equivalent', `\\sin x + ${k}`],
      ['different', `\\cos x + ${k}`],
    ]),
  ];
};

const derivative: Template = (random) => {
  const [a, n] = [random.integer(2, 6), random.integer(3, 6)];
  const b = random.integer(2, 7);
  const d = (text: string): string => `\\frac{d}{dx}\\left(${text}\\right)`;
  return [
    ...pairsOf('derivative', d(`${a}x^${n} - ${b}x`), [
      ['equivalent', `${a * n}x^${n - 1} - ${b}`],
      ['different', `${a * n}x^${n} - ${b}`],
      ['different', `${a}x^${n - 1} - ${b}`],
    ]),
    ...pairsOf('derivative', d(`x^${n} e^{${a}x}`), [
      ['equivalent', `${n}x^${n - 1} e^{${a}x} + ${a}x^${n} e^{${a}x}`],
      ['equivalent', `x^${n - 1} e^{${a}x}(${n} + ${a}x)`],
      ['different', `${n * a}x^${n - 1} e^{${a}x}`],
    ]),
    ...pairsOf('derivative', d(`\\frac{x}{x^2 + ${b}}`), [
      ['equivalent', `\\frac{${b} - x^2}{(x^2 + ${b})^2}`],
      ['different', '\\frac{1}{2x}'],
    ]),
    ...pairsOf('derivative', d(`\\sin(${a}x^2)`), [
      ['equivalent', `${2 * a}x\\cos(${a}x^2)`],
      ['different', `\\cos(${2 * a}x)`],
      ['different', `-${2 * a}x\\cos(${a}x^2)`],
    ]),
    ...pairsOf('derivative', d(`\\ln(x^2 + ${b})`), [
      ['equivalent', `\\frac{2x}{x^2 + ${b}}`],
      ['different', `\\frac{1}{x^2 + ${b}}`],
    ]),
    ...pairsOf('derivative', d(`\\sqrt{${a}x + ${b}}`), [
      ['equivalent', `\\frac{${a}}{2\\sqrt{${a}x + ${b}}}`],
      ['different', `\\frac{1}{2\\sqrt{${a}x + ${b}}}`],
    ]),
  ];
};

const integral: Template = (random) => {
  const [a, n] = [random.integer(2, 6), random.integer(2, 5)];
  return [
    ...pairsOf('integral', `\\int ${a * (n + 1)}x^${n} \\, dx`, [
      ['equivalent', `${a}x^{${n + 1}} + C`],
      ['different', `${a * n * (n + 1)}x^${n - 1} + C`],
      ['different', `${a}x^{${n}} + C`],
    ]),
    ...pairsOf('integral', `\\int e^{${a}x} \\, dx`, [
      ['equivalent', `\\frac{1}{${a}}e^{${a}x} + C`],
      ['different', `${a}e^{${a}x} + C`],
    ]),
    ...pairsOf('integral', `\\int x\\cos(${a}x) \\, dx`, [
      ['equivalent', `\\frac{x\\sin(${a}x)}{${a}} - \\int \\frac{\\sin(${a}x)}{${a}} \\, dx`],
      ['equivalent', `\\frac{x\\sin(${a}x)}{${a}} + \\frac{\\cos(${a}x)}{${a * a}} + C`],
      ['different', `\\frac{x^2}{2}\\sin(${a}x) + C`],
    ]),
    ...pairsOf('integral', `\\int \\frac{1}{x + ${a}} \\, dx`, [
      ['equivalent', `\\ln|x + ${a}| + C`],
      ['different', `-\\frac{1}{(x + ${a})^2} + C`],
    ]),
    ...pairsOf('integral', `\\int_0^{${a}} (2x + ${n}) \\, dx`, [
      ['equivalent', `${a * a + n * a}`],
      ['different', `${2 * a + n === a * a + n * a ? 1 : 2 * a + n}`],
    ]),
  ];
};

const arithmetic: Template = (random) => {
  const [a, b, c] = [random.integer(2, 9), random.integer(2, 9), random.integer(2, 9)];
  const complexProduct = `${a * c - b * b}${plus(a * b + b * c)}i`;
  return [
    ...pairsOf('arithmetic', `${a} + ${b} \\cdot ${c}`, [
      ['equivalent', `${a} + ${b * c}`],
      ['equivalent', `${a + b * c}`],
      ['different', `${a + b} \\cdot ${c}`],
    ]),
    ...pairsOf('arithmetic', `\\frac{${a}}{${b}} + \\frac{${c}}{${b + 1}}`, [
      ['equivalent', `\\frac{${a * (b + 1) + c * b}}{${b * (b + 1)}}`],
      ['different', `\\frac{${a + c}}{${2 * b + 1}}`],
    ]),
    ...pairsOf('arithmetic', `(${a} + ${b}i)(${c} + ${b}i)`, [
      ['equivalent', complexProduct],
      ['different', `${a * c + b * b}${plus(a * b + b * c)}i`],
    ]),
    ...pairsOf('arithmetic', `2^{${a}} \\cdot 3^{2}`, [
      ['equivalent', `${2 ** a * 9}`],
      ['different', `6^{${a + 2}}`],
    ]),
  ];
};

/** Chains on one line: the relation of the line to itself, so to speak; its first link is the line before. */
const chain: Template = (random) => {
  const [a, b] = [random.integer(2, 7), random.integer(2, 7)];
  const pairs: [TrueRelation, string][] = [
    [
      'equivalent',
      `(x + ${a})^2 - ${b} = x^2 + ${2 * a}x + ${a * a} - ${b} = x^2 + ${2 * a}x${plus(a * a - b)}`,
    ],
    ['different', `(x + ${a})^2 - ${b} = x^2 + ${a * a} - ${b} = x^2${plus(a * a - b)}`],
    ['equivalent', `= x^2 + ${2 * a}x${plus(a * a - b)}`],
    ['different', `= x^2 + ${a}x${plus(a * a - b)}`],
  ];
  return pairsOf('chain', `(x + ${a})^2 - ${b}`, pairs);
};

export const expressionTemplates: readonly Template[] = [
  polynomial,
  powersAndRoots,
  trigonometric,
  derivative,
  integral,
  arithmetic,
  chain,
];
