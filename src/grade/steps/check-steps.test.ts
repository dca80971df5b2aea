import { describe, expect, it } from 'vitest';
import { checkSteps } from './check-steps.ts';

type Row = [name: string, steps: string[], expected: string, problem?: string];

/** Expected verdicts, one letter a step: c correct, o one-way, w wrong, u unknown; then the first error, if any. */
const rows: Row[] = [
  ['linear', ['2x + 3 = 7', '2x = 4', 'x = 2'], 'ucc'],
  ['linear, slip', ['2x + 3 = 7', '2x = 5'], 'uw 1'],
  ['an error is charged once', ['2x+3=7', 'x=3', 'x+1=4'], 'uwc 1'],
  ['powers with two stars', ['5*c**2 = 645', 'c**2 = 129'], 'uc'],
  ['powers with two stars, slip', ['y ** 2 + 10 = 15', 'y ** 2 = 25'], 'uw 1'],
  ['bold beside them', ['**2x + 3 = 7**', '**2x** = 4'], 'uc'],
  ['quadratic', ['x^2 - 5x + 6 = 0', '(x-2)(x-3) = 0', 'x = 2 or x = 3'], 'ucc'],
  ['quadratic, wrong factors', ['x^2 - 5x + 6 = 0', '(x-1)(x-6) = 0'], 'uw 1'],
  ['± keeps both roots', ['x^2 = 9', 'x = \\pm 3'], 'uc'],
  ['a lost root in the answer', ['x^2 = 9', 'x = 3'], 'uo 1'],
  ['a consequence', ['x = 3', 'x^2 = 9'], 'uo'],
  ['squaring, invented root dropped', ['\\sqrt{x+2} = x', 'x + 2 = x^2', 'x = 2 or x = -1', 'x = 2'], 'uocc'],
  ['squaring, invented root kept', ['\\sqrt{x+2} = x', 'x + 2 = x^2', 'x = 2 or x = -1'], 'uoc 1'],
  ['dividing by an unknown', ['x(x-2) = 3(x-2)', 'x = 3'], 'uo 1'],
  ['a region of other letters', ['p^2 - 31p + 210 \\ge 0', 'x < 3 or y > 2'], 'uu'],
  ['a half-plane rewritten', ['2x + 3y < 6', '2x < 6 - 3y'], 'uc'],
  ['a half-plane turned', ['2x + 3y < 6', '2x > 6 - 3y'], 'uu'],
  ['the second of two equalities', ['2 + 2 = 4$ and $3 + 3 = 7'], 'w 0'],
  ['system', ['x + y = 10, x - y = 4', '2x = 14', 'x = 7', '7 + y = 10', 'y = 3'], 'ucccc'],
  ['system listed by lines', ['x + y = 10', 'x - y = 4', '2x = 14', 'x = 7', 'y = 4'], 'uuccw 4'],
  ['system in cases', ['\\begin{cases} x+y=5 \\\\ x-y=1 \\end{cases}', 'x = 3, y = 2'], 'uc'],
  ['substitution', ['x^2 + y^2 = 25, y = x + 1', 'x^2 + (x+1)^2 = 25', 'x = 3 or x = -4'], 'ucc'],
  [
    'derivatives term by term',
    ['\\frac{d}{dx}(x^3) = 3x^2, \\frac{d}{dx}(\\sin(x)) = \\cos(x)'],
    'c',
    'Differentiate x^3 + sin(x).',
  ],
  [
    'derivatives term by term, slip',
    ['\\frac{d}{dx}(x^3) = 3x^2, \\frac{d}{dx}(\\cos(x)) = \\sin(x)'],
    'w 0',
    'Differentiate x^3 + cos(x).',
  ],
  ['two sentences without words', ['y = -8 + 24 = 16'], 'c', 'Let y = -8 + 24. lcm(40, y)'],
  ['two sentences, slip', ['y = -8 + 24 = 18'], 'w 0', 'Let y = -8 + 24. lcm(40, y)'],
  ['expressions', ['2(x+3) + 4', '2x + 6 + 4', '2x + 10'], 'ucc'],
  ['expressions, slip', ['2(x+3) + 4', '2x + 7'], 'uw 1'],
  ['lines that begin with =', ['2(x+3)+4', '= 2x + 6 + 4', '= 2x + 11'], 'ucw 2'],
  ['chain', ['(x+1)^2 = x^2 + 2x + 1 = x(x+2) + 1'], 'c'],
  ['chain, slip', ['(x+1)^2 = x^2 + 1 = 1 + x^2'], 'w 0'],
  ['inequality', ['-2x < 6', 'x > -3'], 'uc'],
  ['inequality not turned', ['-2x < 6', 'x < -3'], 'uw 1'],
  ['quadratic inequality', ['x^2 > 4', 'x < -2 or x > 2'], 'uc'],
  ['half of an inequality', ['x^2 > 4', 'x > 2'], 'uo'],
  ['interval', ['x^2 \\ge 4', 'x \\in (-\\infty, -2] \\cup [2, \\infty)'], 'uc'],
  ['exponential', ['e^{2x} = 5', '2x = \\ln 5', 'x = \\frac{\\ln 5}{2}'], 'ucc'],
  ['exponential, slip', ['e^{2x} = 5', 'x = 2 \\ln 5'], 'uw 1'],
  ['sum of logarithms', ['\\ln x + \\ln (x-1) = \\ln 6', 'x(x-1) = 6'], 'uo'],
  [
    'trigonometric family',
    ['\\sin x = \\frac12', 'x = \\frac{\\pi}{6} + 2\\pi k or x = \\frac{5\\pi}{6} + 2\\pi k'],
    'uc',
  ],
  ['half of a family', ['\\sin x = \\frac12', 'x = \\frac{\\pi}{6} + 2\\pi k'], 'uo'],
  ['product rule', ['\\frac{d}{dx}(x^3 \\sin x)', '3x^2 \\sin x + x^3 \\cos x'], 'uc'],
  ['derivative of a defined function', ['f(x) = x^3 - 2x', "f'(x) = 3x^2 - 2", 'f(2) = 4'], 'ucc'],
  [
    'a rule in Unicode in the question',
    ['f(7) = 49 + 49 - 2 = 96'],
    'c',
    'Let f(x) = x² + 7x − 2. Determine f(7).',
  ],
  ['derivative, slip', ['f(x) = x^3 - 2x', "f'(x) = 3x^2 - 2x"], 'uw 1'],
  ['dy/dx', ['y = x^3', '\\frac{dy}{dx} = 3x^2'], 'uc'],
  ['antiderivative', ['\\int 2x dx = x^2 + C'], 'c'],
  ['by parts', ['\\int x e^x dx', 'x e^x - \\int e^x dx', 'x e^x - e^x + C'], 'ucc'],
  ['definite integral', ['\\int_0^1 x^2 dx', '\\frac{1}{2}'], 'uw 1'],
  [
    'substitution of a name',
    ['x^4 - 5x^2 + 6 = 0', 'Let u = x^2', 'u^2 - 5u + 6 = 0', 'u = 2 or u = 3', 'x^2 = 2 or x^2 = 3'],
    'uuccc',
  ],
  [
    'case split',
    ['|x - 3| = 5', 'Case 1: x - 3 = 5', 'x = 8', 'Case 2: x - 3 = -5', 'x = -2', 'x = 8 or x = -2'],
    'uucucc',
  ],
  ['formula solved for a letter', ['V = \\pi r^2 h', 'h = \\frac{V}{\\pi r^2}'], 'uc'],
  ['formula solved wrongly', ['V = \\pi r^2 h', 'h = V \\pi r^2'], 'uw 1'],
  ['complex roots', ['x^2 + 2x + 5 = 0', 'x = -1 \\pm 2i'], 'uc'],
  ['no real root', ['x^2 + 1 = 0', 'no real solutions'], 'uc'],
  ['another quadratic without real roots', ['x^2 + 1 = 0', 'x^2 + 3 = 0'], 'uw 1'],
  ['a rounded solution is not wrong', ['3x = 10', 'x = 3.33'], 'uc'],
  ['a sentence that derives', ['3(2x - 1) = 9', 'Adding 1 to both sides gives $2x = 5$.'], 'uw 1'],
  ['a domain that grows by a point', ['\\frac{x^2-1}{x-1}', 'x+1'], 'uc'],
  ['a root is not its radicand', ['\\sqrt{x^2}', 'x'], 'uw 1'],
  ['the problem is line 0', ['2x = 4'], 'c', 'Solve $2x + 3 = 7$.'],
  ['the problem is line 0, slip', ['2x = 10'], 'w 0', 'Solve $2x + 3 = 7$.'],
  ['prose arithmetic', ['He has 12 × 4 = 48 eggs.', 'So 48 - 9 = 38 are left.'], 'cw 1'],
  ['units and percent', ['5% of 200 = 10', '$3 x 4 = $12', '1/2 hour = 30 minutes', '10/3 = 3.33'], 'ccuc'],
  [
    'displays in one step',
    ['Subtract $4$ from both sides:\n\\begin{align*}\\frac{x}{2} &= 6 \\\\ x &= 12\\end{align*}'],
    'c',
    'Solve $\\frac{x}{2} + 4 = 10$.',
  ],
  [
    'displays in one step, slip: the name of a command is no word between them',
    ['Subtract $4$ from both sides:\n\\begin{align*}\\frac{x}{2} &= 6 \\\\ x &= 3\\end{align*}'],
    'w 0',
    'Solve $\\frac{x}{2} + 4 = 10$.',
  ],
  ['words only', ['We use the triangle.', 'It is isosceles by symmetry.'], 'uu'],
];

const letters = { correct: 'c', 'one-way': 'o', wrong: 'w', unknown: 'u' } as const;

describe('checkSteps', () => {
  for (const [name, steps, expected, problem] of rows) {
    it(name, () => {
      const result = checkSteps(steps, { timeLimitMs: 5000, ...(problem === undefined ? {} : { problem }) });
      const verdicts = result.steps.map((step) => letters[step.verdict]).join('');
      expect(result.firstError === null ? verdicts : `${verdicts} ${result.firstError}`).toBe(expected);
      for (const step of result.steps) if (step.verdict === 'wrong') expect(step.counterexample).toBeTruthy();
    });
  }

  it('excuses a power without braces that TeX would cut in two', () => {
    const [jar] = checkSteps(['$V = \\pi(\\frac{3}{2})^24 = 9\\pi$'], { timeLimitMs: 5000 }).steps;
    expect(jar?.verdict).not.toBe('wrong');
    expect(checkSteps(['$2^{10} = \\frac{1000}{1}$'], { timeLimitMs: 5000 }).steps[0]?.verdict).toBe('wrong');
  });

  it('answers within its time limit and says so', () => {
    const steps = Array.from({ length: 200 }, (_, i) => `\\sin(x^${i + 2}) + e^{x} = ${i}`);
    const result = checkSteps(steps, { timeLimitMs: 1 });
    expect(result.steps).toHaveLength(200);
    expect(result.steps.at(-1)?.reason).toBe('time limit reached');
  });
});

describe('calculator marks in a derivation', () => {
  const verdicts = (...steps: string[]): string[] =>
    checkSteps(steps, { problem: 'Solve 3x + 5 = 20' }).steps.map(({ verdict }) => verdict);

  it('are read as what a reader sees', () => {
    expect(verdicts('Subtract $5$: $3x = <<20-5=15>>15$', 'Divide by $3$: $x = <<15/3=5>>5$')).toEqual([
      'correct',
      'correct',
    ]);
    expect(verdicts('3x = <<20-5=15>>15', 'x = <<15/3=5>>5')).toEqual(['correct', 'correct']);
  });

  it('do not excuse a wrong line', () => {
    expect(verdicts('Add $5$: $3x = <<20+5=25>>25$')).toEqual(['wrong']);
    expect(verdicts('$3x = <<20-5=16>>16$')).toEqual(['wrong']);
  });
});
