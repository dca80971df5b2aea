/** The mean, median, mode, range, population variance and standard deviation of a list of numbers. */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import type { QuestionText } from '../../read-text.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { answeredBy } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { rootText } from './points.ts';
import { readList, readNumber, shown } from './quantities.ts';

const data =
  '(?:(?:the |these |this )?(?:following )?(?:numbers|values|data|data set|list|set|scores|list of numbers|set of numbers):? )?';
const what =
  '(?<what>mean|average|arithmetic mean|median|mode|range|population variance|population standard deviation)';
const spread = '(?<what>variance|standard deviation)';
const wholly = '(?:\\(as a population\\)|\\(population\\)|as a population|of the population)';
const sentences = patterns(
  `{find} the ${what} (?:of|for):? ${data}{list:formula}`,
  `which number is the ${what} of ${data}{list:formula}`,
  `how large is the ${what} of ${data}{list:formula}`,
  'which value (?<what>occurs|appears) most often in {list:formula}',
  'a student scored {list:formula}[.,]* what is the (?<what>average) score',
  `the data are {list:formula}[.,]* {find} the ${what}`,
  `the data are {list:formula}[.,]* {find} the ${spread} ${wholly}`,
  `{find} the ${spread} (?:of|for):? ${data}{list:formula},? ${wholly}`,
);

const withUnknown = patterns(
  `(?:if )?the (?:mean|average|arithmetic mean) of ${data}{list:formula} is {mean:formula}[.,]* {find} (?:the value of )?{x:letter}`,
);

/** "The mean of 4, 7, x and 9 is 8. Find x.": what is missing of the sum. */
function readMissing(text: QuestionText): WorkedQuestion | null {
  const { list = '', mean: given = '', x = '' } = captured(text, withUnknown) ?? {};
  const parts = list.split(/, ?and |,| and /).map((part) => part.trim());
  const others = parts.filter((part) => part !== x).map(readNumber);
  const average = readNumber(given);
  if (parts.length < 2 || others.length !== parts.length - 1 || others.includes(null) || average === null)
    return null;
  const known = sum(others.map((one) => one ?? q.zero));
  return answeredBy(shown(q.subtract(q.multiply(average, q.rational(parts.length)), known)));
}

const sum = (numbers: readonly Rational[]): Rational => numbers.reduce(q.add, q.zero);
const mean = (numbers: readonly Rational[]): Rational => q.divide(sum(numbers), q.rational(numbers.length));

function median(sorted: readonly Rational[]): Rational {
  const middle = sorted.length / 2;
  return mean(sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1));
}

/** The one most frequent value; null where there are several. */
function mode(numbers: readonly Rational[]): Rational | null {
  const counts = new Map<string, number>();
  for (const number of numbers) counts.set(shown(number), (counts.get(shown(number)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const modes = [...counts].filter(([, count]) => count === most);
  return modes.length === 1 ? (numbers.find((number) => shown(number) === modes[0]?.[0]) ?? null) : null;
}

function variance(numbers: readonly Rational[]): Rational {
  const centre = mean(numbers);
  return mean(numbers.map((number) => q.power(q.subtract(number, centre), 2n)));
}

function statistic(what: string, numbers: readonly Rational[]): Rational | null {
  const sorted = [...numbers].sort(q.compare);
  if (/variance|deviation/.test(what)) return variance(numbers);
  switch (what) {
    case 'mean':
    case 'average':
    case 'arithmetic mean':
      return mean(numbers);
    case 'median':
      return median(sorted);
    case 'range':
      return q.subtract(sorted.at(-1) ?? q.zero, sorted[0] ?? q.zero);
    default:
      return mode(numbers);
  }
}

export const readAverage: ReadKind = (text) => {
  const { what = '', list = '' } = captured(text, sentences) ?? {};
  const numbers = readList(list);
  if (numbers === null) return readMissing(text);
  if (numbers.length < 2) return null;
  const value = statistic(what.toLowerCase(), numbers);
  if (value === null) return null;
  return answeredBy(/deviation/i.test(what) ? rootText(value) : shown(value));
};
