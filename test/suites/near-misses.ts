/**
 * Near misses: for answers of every kind, others that differ in one small thing that matters: a sign, a coefficient, an
 * end point, an order, a unit's power, a missing root. Each pair is unequal by construction.
 */
import type { Random } from '../../src/base/random.ts';

export interface NearMiss {
  readonly kind: string;
  readonly slip: string;
  readonly gold: string;
  readonly pred: string;
}

type Slips = readonly (readonly [slip: string, pred: string])[];
type Maker = (random: Random) => readonly [gold: string, slips: Slips];

const int = (r: Random, low = 2, high = 60): number => r.integer(low, high);

/** Two whole numbers that differ and have no common divisor, the first smaller or larger alike. */
function coprime(r: Random): readonly [number, number] {
  for (;;) {
    const [a, b] = [int(r, 1, 30), int(r, 2, 30)];
    if (a !== b && gcd(a, b) === 1) return [a, b];
  }
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

const fraction = (n: number, d: number): string => `\\frac{${n}}{${d}}`;

/** Every kind of answer, with the slips that people and models make in it. */
export const makers: Readonly<Record<string, Maker>> = {
  integer: (r) => {
    const n = int(r, 12, 99_999);
    return [
      `${n}`,
      [
        ['sign', `-${n}`],
        ['one off', `${n + 1}`],
        ['digit', `${n}0`],
        ['decimal point', `${n / 10 === Math.floor(n / 10) ? n + 3 : n / 10}`],
        ['percent', `${n + 1}\\%`],
      ],
    ];
  },
  decimal: (r) => {
    const n = int(r, 100, 9999) * 10 + 3;
    const text = (n / 1000).toFixed(3);
    return [
      text,
      [
        ['last digit', ((n + 1) / 1000).toFixed(3)],
        ['point', (n / 100).toFixed(2)],
        ['sign', `-${text}`],
        ['first digit', `1${text}`],
      ],
    ];
  },
  fraction: (r) => {
    const [n, d] = coprime(r);
    return [
      fraction(n, d),
      [
        ['sign', `-${fraction(n, d)}`],
        ['upside down', fraction(d, n)],
        ['numerator', fraction(n + 1, d)],
        ['denominator', fraction(n, d + 1)],
        ['decimal', ((n + 1) / d).toFixed(6)],
      ],
    ];
  },
  mixed: (r) => {
    const [w, d] = [int(r, 1, 9), int(r, 3, 9)];
    return [
      `${w}${fraction(1, d)}`,
      [
        ['whole', `${w + 1}${fraction(1, d)}`],
        ['improper', fraction(w * d + 2, d)],
        ['product', fraction(w, d)],
      ],
    ];
  },
  radical: (r) => {
    const [a, b] = [int(r, 2, 9), r.pick([2, 3, 5, 6, 7, 10, 11])];
    return [
      `${a}\\sqrt{${b}}`,
      [
        ['coefficient', `${a + 1}\\sqrt{${b}}`],
        ['radicand', `${a}\\sqrt{${b + 1}}`],
        ['index', `${a}\\sqrt[3]{${b}}`],
        ['sign', `-${a}\\sqrt{${b}}`],
        ['whole under the root', `\\sqrt{${a * b}}`],
        ['decimal', (a * Math.sqrt(b) + 0.02).toFixed(4)],
      ],
    ];
  },
  surd: (r) => {
    const [a, b] = [int(r, 2, 9), r.pick([2, 3, 5, 7])];
    return [
      `${a} + \\sqrt{${b}}`,
      [
        ['conjugate', `${a} - \\sqrt{${b}}`],
        ['minus first', `-${a} + \\sqrt{${b}}`],
        ['under the root', `\\sqrt{${a + b}}`],
        ['reciprocal', `\\frac{1}{${a} + \\sqrt{${b}}}`],
      ],
    ];
  },
  pi: (r) => {
    const [a, b] = coprime(r);
    return [
      `\\frac{${a}\\pi}{${b}}`,
      [
        ['without π', fraction(a, b)],
        ['coefficient', `\\frac{${a + 1}\\pi}{${b}}`],
        ['squared', `\\frac{${a}\\pi^2}{${b}}`],
        ['approximate π', ((a * 3.2) / b).toFixed(4)],
      ],
    ];
  },
  power: (r) => {
    const [a, n] = [r.pick([2, 3, 5, 7]), int(r, 11, 60)];
    return [
      `${a}^{${n}}`,
      [
        ['exponent', `${a}^{${n + 1}}`],
        ['base', `${a + 1}^{${n}}`],
        ['sign', `-${a}^{${n}}`],
        ['product', `${a * n}`],
        ['minus one', `${a}^{${n}} - 1`],
      ],
    ];
  },
  scientific: (r) => {
    const [m, e] = [int(r, 11, 99), int(r, 4, 12)];
    return [
      `${m / 10} \\times 10^{${e}}`,
      [
        ['exponent', `${m / 10} \\times 10^{${e + 1}}`],
        ['negative exponent', `${m / 10} \\times 10^{-${e}}`],
        ['mantissa', `${(m + 1) / 10} \\times 10^{${e}}`],
      ],
    ];
  },
  percent: (r) => {
    const n = int(r, 2, 98);
    return [
      `${n}\\%`,
      [
        ['value', `${n + 1}\\%`],
        ['sign', `-${n}\\%`],
        ['tenth', `${n / 10}\\%`],
      ],
    ];
  },
  polynomial: (r) => {
    const [a, b, c] = [int(r, 2, 9), int(r, 2, 9), int(r, 2, 9)];
    const gold = `${a}x^2 + ${b}x - ${c}`;
    return [
      gold,
      [
        ['constant sign', `${a}x^2 + ${b}x + ${c}`],
        ['linear sign', `${a}x^2 - ${b}x - ${c}`],
        ['coefficient', `${a + 1}x^2 + ${b}x - ${c}`],
        ['exponent', `${a}x^3 + ${b}x - ${c}`],
        ['variable', `${a}y^2 + ${b}y - ${c}`],
        ['missing term', `${a}x^2 - ${c}`],
        ['brackets', `${a}(x^2 + ${b}x - ${c})`],
      ],
    ];
  },
  factored: (r) => {
    const [a, b] = [int(r, 2, 8), int(r, 9, 15)];
    return [
      `(x - ${a})(x + ${b})`,
      [
        ['signs', `(x + ${a})(x - ${b})`],
        ['one sign', `(x - ${a})(x - ${b})`],
        ['squared', `(x - ${a})^2(x + ${b})`],
        ['expanded', `x^2 + ${b - a}x + ${a * b}`],
        ['sum', `(x - ${a}) + (x + ${b})`],
      ],
    ];
  },
  rational: (r) => {
    const [a, b] = [int(r, 2, 9), int(r, 2, 9)];
    return [
      `\\frac{x + ${a}}{x - ${b}}`,
      [
        ['sign', `\\frac{x - ${a}}{x - ${b}}`],
        ['upside down', `\\frac{x - ${b}}{x + ${a}}`],
        ['split', `1 + \\frac{${a + b + 1}}{x - ${b}}`],
        ['cancelled', `-\\frac{${a}}{${b}}`],
      ],
    ];
  },
  trigonometric: (r) => {
    const [a, k] = [int(r, 2, 9), int(r, 2, 5)];
    return [
      `${a}\\sin(${k}x)`,
      [
        ['function', `${a}\\cos(${k}x)`],
        ['inside', `${a}\\sin(${k + 1}x)`],
        ['outside', `${k + a}\\sin(x)`],
        ['sign', `-${a}\\sin(${k}x)`],
        ['power', `${a}\\sin^2(${k}x)`],
      ],
    ];
  },
  exponential: (r) => {
    const [a, k] = [int(r, 2, 9), int(r, 2, 7)];
    return [
      `${a}e^{${k}x}`,
      [
        ['exponent sign', `${a}e^{-${k}x}`],
        ['exponent', `${a}e^{${k + 1}x}`],
        ['coefficient', `${a + 1}e^{${k}x}`],
        ['plus', `${a} + e^{${k}x}`],
      ],
    ];
  },
  logarithm: (r) => {
    const [a, b] = [int(r, 2, 9), int(r, 10, 20)];
    return [
      `\\ln ${b} - \\ln ${a}`,
      [
        ['sum', `\\ln ${b} + \\ln ${a}`],
        ['difference', `\\ln ${b - a}`],
        ['quotient', `\\frac{\\ln ${b}}{\\ln ${a}}`],
        ['order', `\\ln ${a} - \\ln ${b}`],
        ['base', `\\log_{10} ${b} - \\log_{10} ${a}`],
      ],
    ];
  },
  complex: (r) => {
    const [a, b] = [int(r, 2, 9), int(r, 10, 19)];
    return [
      `${a} + ${b}i`,
      [
        ['conjugate', `${a} - ${b}i`],
        ['swapped', `${b} + ${a}i`],
        ['negative', `-${a} + ${b}i`],
        ['without i', `${a} + ${b}`],
        ['modulus', `\\sqrt{${a * a + b * b}}`],
      ],
    ];
  },
  interval: (r) => {
    const [a, b] = [int(r, 1, 9), int(r, 10, 20)];
    return [
      `[${a}, ${b})`,
      [
        ['both open', `(${a}, ${b})`],
        ['both closed', `[${a}, ${b}]`],
        ['ends exchanged', `(${a}, ${b}]`],
        ['end', `[${a}, ${b + 1})`],
        ['sign', `[-${a}, ${b})`],
        ['unbounded', `[${a}, \\infty)`],
      ],
    ];
  },
  union: (r) => {
    const [a, b] = [int(r, 1, 9), int(r, 10, 20)];
    return [
      `(-\\infty, ${a}) \\cup (${b}, \\infty)`,
      [
        ['closed', `(-\\infty, ${a}] \\cup (${b}, \\infty)`],
        ['one part', `(-\\infty, ${a})`],
        ['between', `(${a}, ${b})`],
        ['intersection', `(-\\infty, ${b}) \\cup (${b}, \\infty)`],
        ['end', `(-\\infty, ${a}) \\cup (${b + 1}, \\infty)`],
      ],
    ];
  },
  inequality: (r) => {
    const [a, b] = [int(r, 1, 9), int(r, 10, 20)];
    return [
      `${a} < x \\le ${b}`,
      [
        ['strictness', `${a} \\le x \\le ${b}`],
        ['both strict', `${a} < x < ${b}`],
        ['turned', `${a} > x \\ge ${b}`],
        ['half', `x \\le ${b}`],
        ['end', `${a} < x \\le ${b + 1}`],
        ['interval', `(${a}, ${b})`],
      ],
    ];
  },
  set: (r) => {
    const [a, b, c] = [int(r, 1, 9), int(r, 10, 19), int(r, 20, 29)];
    return [
      `\\{${a}, ${b}, ${c}\\}`,
      [
        ['missing', `\\{${a}, ${b}\\}`],
        ['extra', `\\{${a}, ${b}, ${c}, ${c + 1}\\}`],
        ['changed', `\\{${a}, ${b + 1}, ${c}\\}`],
        ['sign', `\\{-${a}, ${b}, ${c}\\}`],
      ],
    ];
  },
  point: (r) => {
    const [a, b] = [int(r, 1, 9), int(r, 10, 19)];
    return [
      `(${a}, ${b})`,
      [
        ['order', `(${b}, ${a})`],
        ['sign', `(${a}, -${b})`],
        ['coordinate', `(${a}, ${b + 1})`],
        ['dimension', `(${a}, ${b}, 0)`],
        ['both signs', `(-${a}, -${b})`],
      ],
    ];
  },
  matrix: (r) => {
    const [a, b, c, d] = [int(r, 1, 9), int(r, 10, 19), int(r, 20, 29), int(r, 30, 39)];
    const m = (...rows: number[][]): string =>
      `\\begin{pmatrix} ${rows.map((row) => row.join(' & ')).join(' \\\\ ')} \\end{pmatrix}`;
    return [
      m([a, b], [c, d]),
      [
        ['transposed', m([a, c], [b, d])],
        ['entry', m([a, b], [c, d + 1])],
        ['sign', m([a, -b], [c, d])],
        ['rows', m([c, d], [a, b])],
        ['shape', m([a, b, c, d])],
      ],
    ];
  },
  vector: (r) => {
    const [a, b, c] = [int(r, 1, 9), int(r, 10, 19), int(r, 20, 29)];
    return [
      `${a}\\mathbf{i} + ${b}\\mathbf{j} - ${c}\\mathbf{k}`,
      [
        ['sign', `${a}\\mathbf{i} + ${b}\\mathbf{j} + ${c}\\mathbf{k}`],
        ['order', `${b}\\mathbf{i} + ${a}\\mathbf{j} - ${c}\\mathbf{k}`],
        ['missing', `${a}\\mathbf{i} + ${b}\\mathbf{j}`],
      ],
    ];
  },
  equation: (r) => {
    const [a, b] = [int(r, 2, 9), int(r, 10, 19)];
    return [
      `y = ${a}x + ${b}`,
      [
        ['sign', `y = ${a}x - ${b}`],
        ['slope', `y = ${a + 1}x + ${b}`],
        ['slope sign', `y = -${a}x + ${b}`],
        ['exchanged', `x = ${a}y + ${b}`],
        ['intercept', `y = ${a}x + ${b + 1}`],
        ['square', `y^2 = ${a}x + ${b}`],
      ],
    ];
  },
  circle: (r) => {
    const [a, b, c] = [int(r, 1, 6), int(r, 7, 12), int(r, 2, 9)];
    return [
      `(x - ${a})^2 + (y + ${b})^2 = ${c * c}`,
      [
        ['centre', `(x + ${a})^2 + (y - ${b})^2 = ${c * c}`],
        ['radius', `(x - ${a})^2 + (y + ${b})^2 = ${c}`],
        ['hyperbola', `(x - ${a})^2 - (y + ${b})^2 = ${c * c}`],
        ['one sign', `(x - ${a})^2 + (y - ${b})^2 = ${c * c}`],
      ],
    ];
  },
  roots: (r) => {
    const [a, b] = [int(r, 2, 9), int(r, 10, 19)];
    return [
      `x = ${a} \\text{ or } x = -${b}`,
      [
        ['missing root', `x = ${a}`],
        ['signs', `x = -${a} \\text{ or } x = ${b}`],
        ['extra root', `x = ${a} \\text{ or } x = -${b} \\text{ or } x = 0`],
        ['changed', `x = ${a}, x = -${b + 1}`],
      ],
    ];
  },
  plusMinus: (r) => {
    const [a, b] = [int(r, 2, 9), r.pick([2, 3, 5, 7])];
    return [
      `${a} \\pm \\sqrt{${b}}`,
      [
        ['one sign', `${a} + \\sqrt{${b}}`],
        ['negative', `-${a} \\pm \\sqrt{${b}}`],
        ['radicand', `${a} \\pm \\sqrt{${b + 1}}`],
        ['whole', `\\pm ${a} + \\sqrt{${b}}`],
      ],
    ];
  },
  unit: (r) => {
    const n = int(r, 3, 90);
    return [
      `${n} \\text{ cm}^2`,
      [
        ['power', `${n} \\text{ cm}^3`],
        ['length', `${n} \\text{ cm}`],
        ['unit', `${n} \\text{ m}^2`],
        ['value', `${n + 1} \\text{ cm}^2`],
      ],
    ];
  },
  conversion: (r) => {
    const n = int(r, 3, 90);
    return [
      `${n} \\text{ km}`,
      [
        ['factor', `${n * 100} \\text{ m}`],
        ['dimension', `${n} \\text{ kg}`],
        ['time', `${n} \\text{ hours}`],
        ['metres', `${n} \\text{ m}`],
      ],
    ];
  },
  degrees: (r) => {
    const n = int(r, 5, 89);
    return [
      `${n}^\\circ`,
      [
        ['value', `${n + 1}^\\circ`],
        ['complement', `${n === 45 ? 44 : 90 - n}^\\circ`],
        ['radians', `${n} \\text{ radians}`],
      ],
    ];
  },
  time: (r) => {
    const [h, m] = [int(r, 1, 11), int(r, 10, 58)];
    return [
      `${h}:${m} \\text{ p.m.}`,
      [
        ['half of the day', `${h}:${m} \\text{ a.m.}`],
        ['minute', `${h}:${m + 1} \\text{ p.m.}`],
        ['hour', `${h === 11 ? 10 : h + 1}:${m} \\text{ p.m.}`],
      ],
    ];
  },
  ratio: (r) => {
    const [a, b] = coprime(r);
    return [
      `${a}:${b}`,
      [
        ['order', `${b}:${a}`],
        ['term', `${a + 1}:${b}`],
        ['three terms', `${a}:${b}:1`],
      ],
    ];
  },
  base: (r) => {
    const n = `${int(r, 1, 4)}${int(r, 0, 4)}${int(r, 1, 4)}`;
    return [
      `${n}_5`,
      [
        ['base', `${n}_6`],
        ['digit', `${Number(n) + 1}_5`],
        ['no base', n],
      ],
    ];
  },
  family: (r) => {
    const [a, b] = [1, int(r, 3, 9)];
    const start = `\\frac{${a === 1 ? '' : a}\\pi}{${b}}`;
    return [
      `x = ${start} + 2\\pi k`,
      [
        ['period', `x = ${start} + \\pi k`],
        ['start', `x = \\frac{\\pi}{${b + 1}} + 2\\pi k`],
        ['sign', `x = -${start} + 2\\pi k`],
        ['one of them', `x = ${start}`],
      ],
    ];
  },
  antiderivative: (r) => {
    const [a, n] = [int(r, 2, 9), int(r, 2, 6)];
    return [
      `${a}x^${n} + C`,
      [
        ['coefficient', `${a + 1}x^${n} + C`],
        ['exponent', `${a}x^${n + 1} + C`],
        ['sign', `-${a}x^${n} + C`],
        ['linear term', `${a}x^${n} + x + C`],
      ],
    ];
  },
  choice: (r) => {
    const i = r.integer(0, 3);
    return [
      `(${'ABCD'.charAt(i)})`,
      [
        ['letter', `(${'BCDA'.charAt(i)})`],
        ['two letters', `(${'ABCD'.charAt(i)}) and (${'BCDA'.charAt(i)})`],
      ],
    ];
  },
  truth: (r) =>
    r.chance(0.5)
      ? [
          '\\text{yes}',
          [
            ['opposite', '\\text{no}'],
            ['number', '1'],
            ['not', 'not yes'],
          ],
        ]
      : [
          '\\text{True}',
          [
            ['opposite', '\\text{False}'],
            ['number', '0'],
          ],
        ],
  piecewise: (r) => {
    const [a, b] = [int(r, 2, 9), int(r, 2, 9)];
    const cases = (first: string, second: string, at: number, relation: string): string =>
      `\\begin{cases} ${first} & x ${relation} ${at} \\\\ ${second} & \\text{otherwise} \\end{cases}`;
    return [
      cases(`${a}x`, `x + ${b}`, 1, '<'),
      [
        ['branch', cases(`${a + 1}x`, `x + ${b}`, 1, '<')],
        ['exchanged', cases(`x + ${b}`, `${a}x`, 1, '<')],
        ['border', cases(`${a}x`, `x + ${b}`, 2, '<')],
      ],
    ];
  },
  money: (r) => {
    const n = int(r, 3, 900);
    return [
      `\\$${n}.50`,
      [
        ['value', `\\$${n}.05`],
        ['no cents', `\\$${n}`],
        ['cents', `${n}.50 \\text{ cents}`],
        ['currency', `€${n}.50`],
      ],
    ];
  },
};
