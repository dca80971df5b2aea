import { expect, it } from 'vitest';
import { percent } from './percent.ts';

it.each([
  [0, 'less than 1%'],
  [0.0001, 'less than 1%'],
  [0.0049, 'less than 1%'],
  [0.005, '1%'],
  [0.014, '1%'],
  [0.37, '37%'],
  [0.994, '99%'],
  [0.995, 'more than 99%'],
  [0.9999, 'more than 99%'],
  [1, 'more than 99%'],
])('%d reads "%s": nothing that is merely judged is given as certain', (value, text) => {
  expect(percent(value)).toBe(text);
});

it('speaks the language that it is given', () => {
  const german: Readonly<Record<string, string>> = { 'less than 1%': 'weniger als 1 %', '{0}%': '{0} %' };
  const words = (text: string, value: string | number = ''): string =>
    (german[text] ?? text).replace('{0}', String(value));
  expect(percent(0.001, words)).toBe('weniger als 1 %');
  expect(percent(0.5, words)).toBe('50 %');
});
