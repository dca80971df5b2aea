import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equivalent } from './equivalent.ts';

/** Pairs that say the same, over all kinds of answers. */
const same: readonly (readonly [string, string])[] = [
  ['[0,1]', '0 \\le x \\le 1'],
  ['x<-1 \\text{ or } x>3', '(-\\infty,-1)\\cup(3,\\infty)'],
  ['(-\\infty, \\infty)', '\\mathbb{R}'],
  ['all real numbers', '(-\\infty,\\infty)'],
  ['x \\ne 2', '(-\\infty,2)\\cup(2,\\infty)'],
  ['\\{x \\mid x > 3\\}', '(3,\\infty)'],
  ['\\{1,2,3\\}', '\\{3,2,1\\}'],
  ['(1,2)', '\\left(1, 2\\right)'],
  ['\\begin{pmatrix}1\\\\2\\\\3\\end{pmatrix}', '(1,2,3)'],
  ['\\begin{pmatrix}1\\\\2\\\\3\\end{pmatrix}', '\\langle 1,2,3\\rangle'],
  ['\\begin{pmatrix}1\\\\2\\\\3\\end{pmatrix}', '\\mathbf{i}+2\\mathbf{j}+3\\mathbf{k}'],
  ['\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}', '[[1,2],[3,4]]'],
  ['5\\text{ m}', '500\\text{ cm}'],
  ['5 km', '5000 m'],
  ['10\\text{ m/s}', '36\\text{ km/h}'],
  ['1 hour 30 minutes', '90 minutes'],
  ['2\\text{ cm}^2', '200\\text{ mm}^2'],
  ['90^\\circ', '\\frac{\\pi}{2}'],
  ['60 mph', '60 miles per hour'],
  ['\\$5.50', '5.5 dollars'],
  ['50 cents', '\\$0.50'],
  ['\\frac{\\pi}{6}+2\\pi k', '\\frac{\\pi}{6}+2\\pi n, n\\in\\mathbb{Z}'],
  ['x=\\frac{\\pi}{4}+k\\pi', 'x=\\frac{\\pi}{4}+\\pi n'],
  ['x = 2 \\text{ or } x = 3', '2, 3'],
  ['x=\\pm 2', 'x=2,-2'],
  ['y=2x+1', '2x+1'],
  ['y = 2x+1', '2x - y + 1 = 0'],
  ['x^2+y^2=4', '\\frac{x^2}{4}+\\frac{y^2}{4}=1'],
  ['x^2+C', 'x^2+K'],
  ['\\frac12 \\sin^2 x+C', '-\\frac12\\cos^2x+C'],
  ['3:4', '6:8'],
  ['\\text{Yes}', 'yes'],
  ['True', 'yes'],
  ['no solution', '\\emptyset'],
  ['\\text{DNE}', 'does not exist'],
  ['five', '5'],
  ['twenty-one', '21'],
  ['two thirds', '2/3'],
  ['3\\frac{1}{2}', '3.5'],
  ['3 1/2', '7/2'],
  ['0.\\overline{3}', '1/3'],
  ['0.1\\overline{6}', '\\frac16'],
  ['1.5\\times 10^{6}', '1500000'],
  ['1.5e6', '1500000'],
  ['2.5 \\cdot 10^{-3}', '0.0025'],
  ['50\\%', '0.5'],
  ['25\\%', '\\frac14'],
  ['1{,}234', '1234'],
  ['1,234,567', '1234567'],
  ['101_2', '5'],
  ['FF_{16}', '255'],
  ['x\\equiv 3 \\pmod 7', '3 \\pmod{7}'],
  ['x\\equiv 3 \\pmod 7', 'x \\equiv 10 \\pmod 7'],
  ['\\frac{1}{\\sqrt{2}}', '\\frac{\\sqrt2}{2}'],
  ['\\sqrt{8}', '2\\sqrt{2}'],
  ['e^{\\ln 3}', '3'],
  ['\\log_{10}100', '2'],
  ['\\frac{1+i}{1-i}', 'i'],
  ['2e^{i\\pi/3}', '1+\\sqrt3 i'],
  ['\\cos 2x', '1-2\\sin^2x'],
  ['\\sin(x+\\pi)', '-\\sin x'],
  ['\\tan x', '\\frac{\\sin x}{\\cos x}'],
  ['\\frac{x^2-1}{x-1}', 'x+1'],
  ['(x+1)(x+2)', 'x^2+3x+2'],
  ['a^2-b^2', '(a-b)(a+b)'],
  ['2^{x+1}', '2\\cdot2^x'],
  ['\\sqrt[3]{x^2}', 'x^{2/3}'],
  ['\\frac{\\ln 8}{\\ln 2}', '3'],
  ['\\arctan 1', '\\frac{\\pi}{4}'],
  ['\\text{(B)}', 'B'],
  ['(B)', 'b'],
  ['B', '(B) 12'],
  ['12:30 PM', '12:30 p.m.'],
  ['3:00 PM', '15:00'],
  ['March 5, 2020', '5 March 2020'],
  ['x>2, y<3', 'y<3, x>2'],
  ['x=1, y=2', '(1,2)'],
  ['(x,y)=(1,2)', 'x=1, y=2'],
  ['\\begin{cases}x=1\\\\y=2\\end{cases}', '(1,2)'],
  [
    '\\begin{cases} x & x>0 \\\\ -x & x\\le 0\\end{cases}',
    '\\begin{cases} -x & \\text{if } x\\le 0 \\\\ x & \\text{if } x> 0\\end{cases}',
  ],
  ['\\frac{1}{2', '0.5'],
  ['\\frac12)', '0.5'],
  ['\\left(\\frac{1}{2}\\right', '0.5'],
  ['\\sqrt{4', '2'],
  ['\\dfrac{3}{4}.', '0.75'],
  ['$\\frac{3}{4}$', '3/4'],
  ['**42**', '42'],
  ['The answer is 42.', '42'],
  ['42 apples', '42'],
  ['The area is $25\\pi$ square units.', '25\\pi'],
  ['There are 12 ways.', '12'],
  ['f(x)=x^2', 'x^2'],
  ["f'(x)=2x", '2x'],
  ['\\frac{dy}{dx}=2x', '2x'],
  ['f^{-1}(x)=\\frac{x-1}{2}', '\\frac{x-1}{2}'],
  ['\\binom{5}{2}', '10'],
  ['5!', '120'],
  ['\\sum_{k=1}^{5}k', '15'],
  ['\\int_0^1 x\\,dx', '\\frac12'],
  ['\\max(2,3)', '3'],
  ['\\gcd(12,18)', '6'],
  ['\\lfloor 3.7\\rfloor', '3'],
  ['\\frac{-1\\pm\\sqrt5}{2}', '\\frac{-1+\\sqrt5}{2},\\frac{-1-\\sqrt5}{2}'],
  ['c_1e^{x}+c_2e^{-x}', 'C_1e^{x}+C_2e^{-x}'],
  ['A, B', 'B, A'],
  ['1/2, 1/3', '\\frac13, \\frac12'],
  ['-3<x<5', '(-3,5)'],
  ['x\\in(-3,5)', '-3<x<5'],
  ['x\\geq 5', '[5,\\infty)'],
  ['x \\le 3', '(-\\infty,3]'],
  ['a>b>c', 'c<b<a'],
  ['2x+3y\\le 6', '6\\ge 2x+3y'],
  ['x^2+y^2<1', '1>x^2+y^2'],
  ['\\angle A = 30^\\circ', '30'],
  ['30°', '30 degrees'],
  ['\\overline{AB}=5', '5'],
  ['AB = 5\\text{ cm}', '5'],
  ['x = 3 \\text{ cm}', '3'],
  ['3 \\text{ units}^2', '3'],
  ['13\\text{ square units}', '13'],
  ['0', '0.0'],
  ['-0', '0'],
  ['x', 'x'],
  ['\\frac{a}{b}', 'a/b'],
  ['x^{-1}', '1/x'],
  ['(2,3],[4,5)', '(2,3]\\cup[4,5)'],
  ['(-\\infty,0)\\cup(0,\\infty)', '\\mathbb{R}\\setminus\\{0\\}'],
  ['n=2k+1', '2k+1'],
  ['10\\sqrt{3}\\approx 17.32', '10\\sqrt3'],
  ['17.32', '10\\sqrt{3}'],
  ['\\pi', '3.14159'],
  ['1/3', '0.3333'],
  ['1.0\\times10^3', '1000'],
  ['2\\sqrt{3}+4i', '4i+2\\sqrt3'],
  ['\\frac{3+4i}{5}', '0.6+0.8i'],
  ['\\operatorname{arctan}(2)', '\\tan^{-1} 2'],
  ['\\csc x', '1/\\sin x'],
  ['\\vec{v}=(1,2)', '\\langle1,2\\rangle'],
  ['4, 5, 6', '4; 5; 6'],
  ['\\{(1,2),(3,4)\\}', '(3,4),(1,2)'],
  ['x_1=1, x_2=2', '1, 2'],
  ['\\text{odd}', 'Odd'],
  ['Monday', 'monday'],
  ['\\text{Tuesday}', 'Tuesday'],
  ['one-half', '1/2'],
  ['20 \\text{ feet}', '20 ft'],
  ['6 inches', '0.5 feet'],
  ['100 grams', '0.1 kg'],
  ['2\\text{ dozen}', '2'],
  ['4 \\times 3', '12'],
  ['2^{10}', '1024'],
  ['(-1)^n', '\\cos(n\\pi)'],
  ['x(x+1)', 'x^2+x'],
  ['f(x+h)', 'f(h+x)'],
  ['1-\\frac1e', '\\frac{e-1}{e}'],
  ['0.5x', 'x/2'],
  ['\\frac{x}{2}', '\\frac12x'],
  ['xy+xz', 'x(y+z)'],
];

/** Near misses: a sign, an end point, an order, a unit's power, a missing root. */
const apart: readonly (readonly [string, string])[] = [
  ['\\{1,2,3\\}', '\\{3,2\\}'],
  ['(1,2)', '(2,1)'],
  ['[0,1)', '[0,1]'],
  ['(0,1)', '[0,1]'],
  ['\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '\\begin{pmatrix}1&3\\\\2&4\\end{pmatrix}'],
  ['5\\text{ m}', '5\\text{ cm}'],
  ['2\\text{ cm}^2', '2\\text{ cm}'],
  ['\\frac{\\pi}{6}+2\\pi k', '\\frac{\\pi}{6}+\\pi k'],
  ['x=\\pm 2', 'x=2'],
  ['y=2x+1', 'y=2x-1'],
  ['x^2+C', 'x^3+C'],
  ['3:4', '4:3'],
  ['Yes', 'No'],
  ['(x+1)(x+2)', 'x^2+3x+3'],
  ['(B)', 'C'],
  ['x\\geq 5', 'x>5'],
  ['x', 'y'],
  ['2', '3'],
  ['\\frac12', '\\frac13'],
  ['\\sqrt2', '\\sqrt3'],
  ['2\\pi', '2'],
  ['x+1', 'x-1'],
  ['-5', '5'],
  ['\\pi', '3.14'],
  ['1/3', '0.33'],
  ['Monday', 'Tuesday'],
];

const patient = { timeoutMs: 20_000 };

describe('equivalent', () => {
  it.each(same)('%s = %s', (gold, pred) => {
    expect(equivalent(gold, pred, patient)).toMatchObject({ verdict: 'equal' });
    expect(equivalent(pred, gold, patient)).toMatchObject({ verdict: 'equal' });
  });

  it.each(apart)('%s is not %s', (gold, pred) => {
    expect(equivalent(gold, pred, patient).verdict).not.toBe('equal');
    expect(equivalent(pred, gold, patient).verdict).not.toBe('equal');
  });

  it('shows why two values differ', () => {
    expect(equivalent('x^2+1', 'x^2-1', patient)).toMatchObject({ verdict: 'different', tier: 'exact' });
    expect(equivalent('x^2+1', 'x^2-1', patient).witness).toMatch(/^x = .* against /);
    expect(equivalent('|x|', 'x', patient)).toMatchObject({ verdict: 'different' });
  });

  it('names the point where the domains differ', () => {
    expect(equivalent('x', '\\frac{x^2}{x}', patient)).toMatchObject({ verdict: 'equal' });
    expect(equivalent('x', '\\frac{x^2}{x}', patient).reason).toContain('x = 0');
  });

  it("follows the problem's instructions", () => {
    const asked = (problem: string, gold: string, pred: string): string =>
      equivalent(gold, pred, { ...patient, problem }).verdict;
    expect(asked('Round to 2 decimal places.', '\\frac{100}{3}', '33.33')).toBe('equal');
    expect(asked('Give the answer in simplest form.', '\\frac12', '\\frac24')).toBe('different');
    expect(asked('Factor x^2-4 completely.', '(x-2)(x+2)', 'x^2-4')).toBe('different');
    expect(asked('Simplify. Assume all variables are positive.', 'x', '\\sqrt{x^2}')).toBe('equal');
    for (const problem of [
      '(d) Sort 81, -7, -1.',
      'List them from the largest to the smallest.',
      'Put 3, 1 in order.',
    ])
      expect(asked(problem, '-7, -1, 81', '81, -1, -7'), problem).toBe(
        problem.includes(' in order') ? 'equal' : 'different',
      );
    expect(asked('Sort 3, 1.', '1, 3', '\\{3, 1\\}')).toBe('different');
    expect(asked('Sort 3, 1.', '1, 3', '\\{1, 3\\}')).toBe('equal');
    expect(asked('At what time did the train arrive?', '2:10', '1:05')).toBe('different');
  });

  it('follows the options', () => {
    expect(equivalent('1, 2', '2, 1', { ...patient, listOrder: 'given' }).verdict).toBe('different');
    expect(equivalent('28\\%', '28', { ...patient, percent: 'value' }).verdict).toBe('different');
    expect(equivalent('5 cm', '5', { ...patient, units: 'require' }).verdict).toBe('different');
    expect(equivalent('x^2 + C', 'x^2', { ...patient, requireConstant: false }).verdict).toBe('equal');
    expect(equivalent('\\half', '0.5', { ...patient, macros: { half: '\\frac12' } }).verdict).toBe('equal');
  });

  it('answers hostile input without throwing and without saying equal', () => {
    for (const text of [
      '('.repeat(5_000),
      '\\frac'.repeat(2_000),
      '9^9^9^9^9',
      '\u202e\u0000x',
      '{'.repeat(300) + '1',
      'x'.repeat(100_000),
      '|'.repeat(999),
    ])
      expect(equivalent('1', text).verdict).not.toBe('equal');
  });

  it('reads a list in which nothing is left as no list of bounds', () => {
    const empty =
      '= [ ] \u0000 \\boxed{ x i ` = \\infty < dx ! << _ i * * \\pm ² \\sum \\begin{cases} << and | .5 + \\text{ = \\sum ' +
      '\\pm \n $ \n\n \\begin{cases} $$ ; | \\end{align} \\] \\[ ! $ \u202e ½ ]';
    expect(equivalent('1', empty).verdict).not.toBe('equal');
  });

  it('finds a random polynomial equal to its rewritings and different from its near misses', () => {
    const coefficient = fc.integer({ min: -9, max: 9 });
    fc.assert(
      fc.property(coefficient, coefficient, fc.integer({ min: 1, max: 9 }), (a, b, c) => {
        const gold = `${c}x^2 + ${a}x + ${b}`;
        const turned = `(${b}) + x \\cdot (${a} + ${c} \\cdot x)`;
        expect(equivalent(gold, turned, patient).verdict).toBe('equal');
        expect(equivalent(turned, gold, patient).verdict).toBe('equal');
        expect(equivalent(gold, `\\frac{${2 * c}x^{2}+${2 * a}x}{2} + ${b}`, patient).verdict).toBe('equal');
        expect(equivalent(gold, `${c}x^2 + ${a}x + ${b + 1}`, patient).verdict).toBe('different');
        expect(equivalent(gold, `${c}x^2 - (${a}x) + ${b}`, patient).verdict).toBe(
          a === 0 ? 'equal' : 'different',
        );
      }),
      { numRuns: 60 },
    );
  });
});
