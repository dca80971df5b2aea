/**
 * Hostile and broken input for everything that reads text: random bytes, mutated LaTeX, deep nesting, towers of
 * powers, very long strings, bidirectional and null characters. A case depends only on its number and the seed.
 */
import { Random } from '../../src/base/random.ts';

const seeds: readonly string[] = [
  '\\frac{x^2 - 5x + 6}{x - 2} = 0',
  'x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}',
  '\\begin{cases} x + y = 5 \\\\ x - y = 1 \\end{cases}',
  '\\int_0^{\\pi} \\sin^2 x \\, dx = \\frac{\\pi}{2}',
  '(-\\infty, 3) \\cup [5, \\infty)',
  'The answer is \\boxed{\\frac{3}{4}}.',
  'He sold 48/2 = <<48/2=24>>24 clips.\n#### 72',
  '\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}',
  '\\sum_{k=1}^{100} k^2 = 338350',
  '\\log_2 8 + \\ln e^3 = 6',
  'x = \\frac{\\pi}{6} + 2\\pi k, k \\in \\mathbb{Z}',
  '3\\frac{1}{2} \\text{ hours} = 210 \\text{ minutes}',
  '|x - 3| \\le 5 \\implies -2 \\le x \\le 8',
  "f(x) = x^3 - 2x\nf'(x) = 3x^2 - 2\n\\frac{dy}{dx} = 1",
  '1,234,567.89 \\times 10^{-12} \\approx 50\\%',
];

const pieces: readonly string[] = [
  ...[
    '\\frac',
    '\\sqrt',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '^',
    '_',
    '\\left',
    '\\right',
    '$',
    '$$',
    '\\[',
    '\\]',
    '|',
  ],
  ...[
    '=',
    '<',
    '\\le',
    '+',
    '-',
    '*',
    '/',
    '!',
    '%',
    ',',
    ';',
    '&',
    '\\\\',
    '\n',
    '\n\n',
    '1',
    '0',
    '9e999',
    '.5',
  ],
  ...[
    'x',
    'pi',
    'sin',
    '\\int',
    '\\sum',
    'dx',
    '\\pm',
    '\\boxed{',
    'or',
    'and',
    '\u0000',
    '\u202e',
    '\ufeff',
    '½',
    '²',
  ],
  ...[
    '\\begin{align}',
    '\\end{align}',
    '\\begin{cases}',
    '<<',
    '>>',
    '####',
    '(a)',
    '\\infty',
    'i',
    '\\text{',
    '`',
    '#',
  ],
];

const makers: readonly ((random: Random) => string)[] = [
  (r) => Array.from({ length: r.integer(0, 200) }, () => String.fromCharCode(r.integer(0, 0xffff))).join(''),
  (r) => Array.from({ length: r.integer(1, 60) }, () => r.pick(pieces)).join(r.pick(['', ' '])),
  mutated,
  mutated,
  mutated,
  (r) => nested(r),
  (r) => tower(r),
  (r) => r.pick([...seeds, ...pieces]).repeat(r.integer(2, 400)),
  (r) => longString(r),
  (r) => `${r.integer(1, 9)}${'0'.repeat(r.integer(10, 3000))}^${r.integer(2, 99999)}`,
  costly,
  costly,
];

/** Short to write and long to compute: what a grader that forgets its deadline in one loop would never return from. */
const costlyForms: readonly ((r: Random, n: number) => string)[] = [
  (r, n) => `\\frac{d^${r.integer(1, 9)}}{dx^${r.integer(1, 9)}}(${'\\sin(x)\\cos(x)\\ln(x)'.repeat(n)})`,
  (r, n) => `\\lcm(${series(r, 9 * n, (k) => `7^{${9000 + k}}`)})`,
  (r) => `\\sqrt[${r.integer(2, 64)}]{2+10^{-${r.integer(1, 3000)}}}`,
  (r, n) =>
    `${'\\sum_{i=1}^{399}\\sum_{j=1}^{399}'.repeat(n % 4)}\\frac{1}{ij+${r.pick(['x', '1', '\\sqrt{i}'])}}`,
  (_, n) => `${'\\int_0^1'.repeat(n % 5)}\\sin(xyz)${' dx dy dz'.repeat(n % 3)}`,
  (r, n) => series(r, 40 * n, (k) => `[${2 * k},${2 * k + 1}]`, '\\cup '),
  (r, n) => `\\mathbb{R}\\setminus\\{${series(r, 60 * n, String)}\\}`,
  (r, n) => series(r, 25 * n, (k) => `x\\ne ${k}`),
  (r, n) => series(r, 10 * n, (k) => `\\frac{\\pi}{${k + 2}}+2\\pi k`),
  (r, n) => series(r, 20 * n, (k) => `\\sqrt{${k}}+1`),
  (r, n) => series(r, 8 * n, (k) => `x+y^${k}=${k}`),
  (r, n) => series(r, n, (k) => `1/(${k + 3}^{${r.integer(900, 2999)}})`, '+'),
  (_, n) => `(x+y+z+w)^{${n}}${'*((x+1)^2+1)^2'.repeat(n % 9)}`,
  (_, n) => `${'7'.repeat(250 * n)}/${'3'.repeat(240 * n)}`,
  (_, n) => `${'\\sqrt{1+('.repeat(n)}x${')^3}'.repeat(n)}`,
  (_, n) => `${'1\\frac{'.repeat(n)}1${'}{2}'.repeat(n)}`,
  (_, n) => '\\text{1 \\'.repeat(50 * n),
  (_, n) => `"${'\\'.repeat(600 * n)}`,
  (_, n) => `${'. '.repeat(300 * n)}x yes`,
  (_, n) => `answer${' '.repeat(300 * n)}y`,
  (_, n) => `\\begin{cases}${series(null, 8 * n, (k) => `x^${k}&x<${k}`, '\\\\')}\\end{cases}`,
  (_, n) => `\\binom{x+${n}}{${n + 10}}`,
  (_, n) => '\\ln('.repeat(n % 6) + `10^{${300 * n}}` + ')'.repeat(n % 6),
];

function series(r: Random | null, count: number, item: (k: number) => string, separator = ', '): string {
  const shift = r?.integer(0, 3) ?? 0;
  return Array.from({ length: count }, (_, k) => item(k + shift)).join(separator);
}

function costly(random: Random): string {
  return random.pick(costlyForms)(random, random.integer(1, 30)).slice(0, 20_000);
}

function mutated(random: Random): string {
  let text = random.pick(seeds);
  for (let i = random.integer(1, 6); i > 0; i--) {
    const at = random.integer(0, text.length);
    const cut = random.integer(0, 3);
    text = text.slice(0, at) + (random.chance(0.6) ? random.pick(pieces) : '') + text.slice(at + cut);
  }
  return text;
}

function nested(random: Random): string {
  const [open, close] = random.pick([
    ['(', ')'],
    ['{', '}'],
    ['\\frac{1}{1+', '}'],
    ['\\sqrt{', '}'],
    ['|', '|'],
    ['\\left(', '\\right)'],
    ['f(', ')'],
    ['\\begin{cases}', '\\end{cases}'],
    ['-', ''],
    ['\\boxed{', '}'],
  ] as const);
  const depth = random.integer(1, 3000);
  return open.repeat(depth) + 'x' + (random.chance(0.7) ? close.repeat(depth) : '');
}

function tower(random: Random): string {
  const base = random.pick(['9', 'x', '(x+1)', '10', '\\pi', '0.5']);
  const levels = random.integer(2, 30);
  return random.chance(0.5)
    ? Array.from({ length: levels }, () => base).join('^')
    : `${`${base}^{`.repeat(levels)}2${'}'.repeat(levels)}`;
}

function longString(random: Random): string {
  const unit = random.pick([...seeds, 'x+', '1 ', 'a', '\\', '$x$ ', '((', '2^', '1=1=', '- x\n', '\u0000']);
  return unit.repeat(Math.ceil(100_000 / unit.length)).slice(0, 100_000);
}

/** The text of fuzz case `index`. */
export function fuzzText(seed: number, index: number): string {
  const random = new Random(seed, index);
  return random.pick(makers)(random);
}
