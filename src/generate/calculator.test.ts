import { describe, expect, it } from 'vitest';
import { CalculatorWatch } from './calculator.ts';

const evaluate = (expression: string): string | null => {
  const sum = /^(\d+)([+*])(\d+)$/.exec(expression.replaceAll(' ', ''));
  if (!sum) return null;
  return String(sum[2] === '+' ? Number(sum[1]) + Number(sum[3]) : Number(sum[1]) * Number(sum[3]));
};

describe('CalculatorWatch', () => {
  it('asks once, when the equals sign is there', () => {
    const watch = new CalculatorWatch(evaluate);
    expect(watch.look('He has <')).toBeNull();
    expect(watch.look('He has <<4')).toBeNull();
    expect(watch.look('He has <<4*12')).toBeNull();
    expect(watch.look('He has <<4*12=')).toEqual({ keep: 14, insertion: '48>>' });
    expect(watch.look('He has <<4*12=48>> eggs')).toBeNull();
    expect(watch.look('He has <<4*12=48>> eggs, <<48+2=')).toEqual({ keep: 32, insertion: '50>>' });
  });

  const cases: readonly [string, string, ReturnType<CalculatorWatch['look']>][] = [
    ['what the model wrote behind the equals sign goes', 'x <<2+2=5', { keep: 8, insertion: '4>>' }],
    ['a malformed expression is left to the model', '<<2+=', null],
    ['an expression does not cross a line', '<<2+2\n=', null],
    ['a closed mark without a question is nothing', '<<note>> 1 = ', null],
    ['the innermost opening counts', '<<<<2+3=', { keep: 8, insertion: '5>>' }],
    ['a comparison is no mark', 'a < b = 2', null],
    ['one too long is not read', `<<${'1+'.repeat(150)}1=`, null],
    ['spaces do not matter', '<< 6 * 7 =', { keep: 10, insertion: '42>>' }],
  ];
  for (const [name, text, expected] of cases) {
    it(name, () => {
      expect(new CalculatorWatch(evaluate).look(text)).toEqual(expected);
    });
  }

  it('reads on after an expression that was left to the model', () => {
    const watch = new CalculatorWatch(evaluate);
    expect(watch.look('<<x+1=')).toBeNull();
    expect(watch.look('<<x+1=3>> and <<1+1=')).toEqual({ keep: 20, insertion: '2>>' });
  });
});
