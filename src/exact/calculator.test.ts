import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateExpression } from './calculator.ts';

const values: readonly (readonly [string, string])[] = [
  ['48/2', '24'],
  ['12/60', '0.2'],
  ['0.2*50', '10'],
  ['.5 + .25', '0.75'],
  ['1/3', '1/3'],
  ['1/3+1/6', '0.5'],
  ['frac(1/3+1/6)', '1/2'],
  ['-2^2', '-4'],
  ['(-2)^2', '4'],
  ['2^3^2', '512'],
  ['2**10', '1024'],
  ['2^-1', '0.5'],
  ['3²+4²', '25'],
  ['20%', '0.2'],
  ['50*20%', '10'],
  ['17 mod 5', '2'],
  ['-3 mod 5', '2'],
  ['mod(17, 5)', '2'],
  ['gcd(12,18)', '6'],
  ['gcd(1000,250)', '250'],
  ['lcm(4, 6, 10)', '60'],
  ['5!', '120'],
  ['3!!', '720'],
  ['isqrt(50)', '7'],
  ['iroot(5570, 3)', '17'],
  ['iroot(1024, 10)', '2'],
  ['ilog(32,2)', '5'],
  ['ilog(31,2)', '4'],
  ['ilog(1,7)', '0'],
  ['lpf(91)', '7'],
  ['lpf(117318536281)', '5623'],
  ['lpf(2)', '2'],
  ['valuation(140, 2)', '2'],
  ['valuation(140, 3)', '0'],
  ['max(-5.7, -5, 0.2)', '0.2'],
  ['min(2/3, 0.5, 0.45)', '0.45'],
  ['count(12, 15, 1/2)', '3'],
  ['count(7)', '1'],
  ['max(7)', '7'],
  ['squarefactor(72)', '6'],
  ['squarefactor(1)', '1'],
  ['squarefactor(30)', '1'],
  ['squarefactor(49)', '7'],
  ['squarefactor(432)', '12'],
  ['squarefactor(9999800001)', '99999'],
  ['tobase(910, 13)', '550'],
  ['round(4/7, 4)', '0.5714'],
  ['round(-2.5)', '-3'],
  ['round(517200, -4)', '520000'],
  ['round(0.00482, 4)', '0.0048'],
  ['tobase(-10-1, 12)', '-b'],
  ['0.00048*2.5001', '0.001200048'],
  ['2(3+4)', '14'],
  ['(1+2)(3+4)', '21'],
  ['1,000,000/4', '250000'],
  ['6 × 7 − 2', '40'],
  ['10 ÷ 4', '2.5'],
  ['0.2 x 50', '10'],
  ['4^0.5', '2'],
  ['8^(2/3)', '4'],
  ['1-1', '0'],
  ['-5/4', '-1.25'],
  ['1/128', '1/128'],
  ['100000000000000000000*3', '300000000000000000000'],
];

describe('evaluateExpression', () => {
  it.each(values)('%s = %s', (expression, text) => {
    expect(evaluateExpression(expression)).toMatchObject({ kind: 'value', text });
  });

  it.each([
    '',
    '1+',
    '(1',
    '1)',
    '2 3',
    '1/0',
    '5 mod 0',
    '2^0.5',
    'x+1',
    'y',
    '17%5',
    'sqrt(2)',
    '(-1)!',
    '9^9^9^9',
    'gcd(1.5,2)',
    '201!',
    '1'.repeat(500),
    '('.repeat(100),
    '-'.repeat(100) + '1',
    'process.exit()',
  ])('%s is malformed', (expression) => {
    expect(evaluateExpression(expression).kind).toBe('malformed');
  });

  it('agrees with machine integers wherever those are exact', () => {
    const operand = fc.integer({ min: -999, max: 999 });
    fc.assert(
      fc.property(operand, operand, operand, (a, b, c) => {
        expect(evaluateExpression(`(${a})*(${b}) - (${c})`)).toMatchObject({ text: String(a * b - c) });
        expect(evaluateExpression(`${a} + ${b}*(${c})`)).toMatchObject({ text: String(a + b * c) });
      }),
    );
  });
});
