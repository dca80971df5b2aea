import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../../check-answer.ts';

interface Held {
  readonly question: string;
  readonly right: readonly string[];
  readonly wrong: readonly string[];
  /** Neither proven nor disproved. */
  readonly open?: readonly string[];
}

const kinds: Readonly<Record<string, readonly Held[]>> = {
  'factors and multiples': [
    {
      question: 'Is $7$ a factor of $91$?',
      right: ['\\text{True}', 'yes', 'True.'],
      wrong: ['False', 'no', '13'],
      open: ['1'],
    },
    { question: 'Is 86974 a multiple of 396?', right: ['False'], wrong: ['True', 'yes'] },
    { question: 'Homework: Does $31$ divide $4498$?', right: ['no'], wrong: ['yes', '31/4498'], open: ['k'] },
    { question: 'True or false: $324$ is divisible by $12$.', right: ['True'], wrong: ['False'] },
    { question: 'Is 11*(14 + 6) + (1 - 0) a multiple of 13?', right: ['True'], wrong: ['False'] },
    { question: 'Is 51329 composite?', right: ['False'], wrong: ['True'] },
  ],
  'prime factors and divisors': [
    {
      question: 'What are the prime factors of 52604?',
      right: ['2, 13151', '13151 and 2'],
      wrong: ['2, 13152', '2'],
      open: ['2, 2, 13151', 'x'],
    },
    {
      question: 'Find the prime factorization of 360.',
      right: ['2^3 \\cdot 3^2 \\cdot 5', '2*2*2*3*3*5'],
      wrong: ['2^3 \\cdot 3^3 \\cdot 5'],
      open: ['8*9*5', '360'],
    },
    { question: 'How many divisors does $60$ have?', right: ['12'], wrong: ['11', '10'], open: ['24/2'] },
    { question: 'How many distinct, positive factors does $1100$ have?', right: ['18'], wrong: ['19'] },
    { question: 'What is the sum of all positive integer divisors of 77?', right: ['96'], wrong: ['95'] },
    { question: 'What is the greatest prime factor of 84?', right: ['7'], wrong: ['3', '42'] },
    { question: 'Find the least common multiple of 4, 6 and 10.', right: ['60'], wrong: ['120', '30'] },
    {
      question: 'What is the common denominator of 133/144 and 89/4?',
      right: ['144'],
      wrong: ['72'],
      open: ['288', '576'],
    },
  ],
  'digits and remainders': [
    { question: 'What is the ten thousands digit of 94583?', right: ['9'], wrong: ['4'] },
    { question: 'In $927$, what is the hundreds digit?', right: ['9'], wrong: ['2', '7', '900'] },
    { question: 'What is the last digit of 7^{100}?', right: ['1'], wrong: ['7'] },
    { question: 'What is $9^8$ mod $7$?', right: ['4'], wrong: ['5'], open: ['11', '43046721'] },
    { question: 'What is the remainder of $8^6 + 7^7 + 6^8$ divided by 5?', right: ['3'], wrong: ['2'] },
    { question: 'Give the remainder of 7⁵ on division by $8$.', right: ['7'], wrong: ['1'] },
  ],
  rounding: [
    { question: 'Round $-34.18$ to the nearest integer.', right: ['-34', '-34.0'], wrong: ['-35', '34'] },
    {
      question: 'Express $0.268$ correct to 1 dp.',
      right: ['0.3', '.3'],
      wrong: ['0.2', '0.27', '0.268'],
      open: ['3/10'],
    },
    {
      question: 'What is 7588 to the nearest one thousand?',
      right: ['8000', '8,000'],
      wrong: ['7600', '7000'],
    },
    { question: 'Round 3.14159 to 3 significant figures.', right: ['3.14'], wrong: ['3.142'] },
    {
      question: 'Round $405$ to the nearest 10.',
      right: [],
      wrong: ['420', '405'],
      open: ['400', '410', '41*10'],
    },
    { question: 'What is 63 to the power of 1/3, to the nearest integer?', right: ['4'], wrong: ['3', '5'] },
    {
      question: 'What is the square root of 136823 to the nearest integer?',
      right: ['370'],
      wrong: ['369', '371'],
    },
  ],
  comparing: [
    {
      question: 'Which is bigger: $-\\frac{1}{4}$ or $-0.3$?',
      right: ['-\\frac{1}{4}', '-0.25', '-1/4'],
      wrong: ['-0.3', 'equal'],
      open: ['-0.25 > -0.3'],
    },
    { question: 'Is $5$ at most as big as $6$?', right: ['True', 'Yes'], wrong: ['False'] },
    { question: 'Is 1.3 not equal to 2?', right: ['True'], wrong: ['False'] },
    { question: 'Does $$ -53 = \\frac{4}{5} $$', right: ['False'], wrong: ['True'] },
    { question: 'Is 2373 >= 2370?', right: ['True'], wrong: ['no'] },
    {
      question: 'Which is smaller: 1/2 or 0.5?',
      right: ['equal', 'they are equal'],
      wrong: [],
      open: ['0.5', '1/2', '3'],
    },
  ],
  choosing: [
    {
      question: 'What is the second biggest value in 2/3, -2, 8?',
      right: ['2/3', '\\frac{2}{3}'],
      wrong: ['8', '-2', '0.67', '5'],
    },
    {
      question: 'Which is the third smallest value?  (a) $1$  (b) $-5$  (c) $4$',
      right: ['c', '(c)', '\\text{c}', '4', '(c) 4'],
      wrong: ['a', '1', '4 and 1'],
      open: ['(c) 1', 'd'],
    },
    {
      question: 'Which is the closest to 2/7?  (a) -1/2  (b) -4  (c) -2',
      right: ['a', '-0.5'],
      wrong: ['b', '-4'],
    },
    {
      question: 'Which number of -8.1, 16, 6/5 is nearest to -1?',
      right: ['6/5', '1.2', '1\\frac{1}{5}'],
      wrong: ['16'],
    },
    { question: 'What is the closest to 2 in 1, 3, 9?', right: [], wrong: [], open: ['1', '3', '9'] },
    { question: 'What is the biggest value in 2, 5, 5?', right: [], wrong: [], open: ['5', '2'] },
  ],
  sorting: [
    {
      question: 'Write \\begin{equation} 2, \\frac{4}{5}, 0.09 \\end{equation} in descending order.',
      right: ['2, \\frac{4}{5}, 0.09', '2, 0.8, 0.09', '2 > 4/5 > 0.09'],
      wrong: ['0.09, \\frac{4}{5}, 2', '2, 0.09, 4/5', '2, 4/5'],
      open: ['2 < 4/5 < 0.09', '2, x, 0.09'],
    },
    {
      question: 'Sort -0.4, 2, -337.',
      right: ['-337, -0.4, 2', '[-337, -0.4, 2]'],
      wrong: ['-0.4, -337, 2'],
      open: ['2, -0.4, -337'],
    },
    { question: 'Sort 1, 200, 300.', right: ['1, 200, 300'], wrong: ['1, 300, 200'], open: ['1,200,300'] },
  ],
  bases: [
    {
      question: 'What is 101101 (base 2) in base 4?',
      right: ['231', '231_4', '231 (base 4)'],
      wrong: ['232', '45'],
      open: ['2 31', '0231', '231_5', '2d'],
    },
    {
      question: 'How is the base 15 numeral -b written in base 12?',
      right: ['\\text{-b}', '-B'],
      wrong: ['-11', 'b'],
    },
    {
      question: 'Work out the base 15 representation of the base 9 number 26.',
      right: ['19'],
      wrong: ['24'],
    },
    {
      question: 'What is the base $2$ representation of $84_{10}$?',
      right: ['1010100', '1010100_2'],
      wrong: ['1010101'],
      open: ['1010100_3'],
    },
    { question: 'Convert $10101_3$ to a base 10 integer.', right: ['91'], wrong: ['90'] },
    { question: 'Convert 13 to binary.', right: ['1101'], wrong: ['1011', '550.5'] },
    { question: 'Please help: In base 14, what is -16 + -5?', right: ['\\text{-1b}'], wrong: ['-21', '-1c'] },
    // 11 - 7 in decimal is another number in base 8 than 9 - 7.
    { question: 'Work out 11 - 7 in base 8.', right: [], wrong: ['3', '10'], open: ['2', '4'] },
    { question: 'Work out 3 + 2 in base 8.', right: ['5'], wrong: ['6'] },
  ],
  'percentages and interest': [
    { question: 'What is $15$ increased by $80\\%$?', right: ['27'], wrong: ['12', '95'] },
    {
      question: 'A price of $12$ falls by $50\\%$. Find the new price.',
      right: ['6', '6.00'],
      wrong: ['18'],
    },
    { question: 'Take 80% off 25.', right: ['5'], wrong: ['20'] },
    {
      question: 'What is the percent change from $10$ to $11$?',
      right: ['10\\%', '10', '10% increase'],
      wrong: ['11\\%', '10% decrease', '1'],
      open: ['0.1'],
    },
    {
      question: 'By what percentage does 45 change to become 36?',
      right: ['-20\\%', '20% decrease'],
      wrong: ['25\\%', '-25'],
      open: ['20\\%', '-20% decrease'],
    },
    { question: 'What percent of 22 is 11?', right: ['50\\%', '50'], wrong: ['200%'], open: ['0.5'] },
    {
      question: 'What is the percentage change from 3 to 4?',
      right: ['33\\frac{1}{3}\\%'],
      wrong: ['30\\%'],
      open: ['33.33%'],
    },
    {
      question: 'Find the simple interest on $250$ euros at $9\\%$ per year for $3$ years.',
      right: ['67.5', '67.50', '67.5 euros'],
      wrong: ['68', '317.5'],
    },
    {
      question: 'A deposit of $5000$ grows by $20\\%$ every year. What is it worth after $2$ years?',
      right: ['7200'],
      wrong: ['7000'],
    },
  ],
  'ratios and mixed numbers': [
    {
      question: '$48$ sweets are shared in the ratio 3:5. How many are in the smallest share?',
      right: ['18'],
      wrong: ['30', '16'],
    },
    {
      question: 'Simplify the ratio 4:16.',
      right: ['1:4', '1 : 4'],
      wrong: ['4:1', '1:5'],
      open: ['2:8', '1/4'],
    },
    {
      question: 'Convert $\\frac{11}{6}$ to a mixed number.',
      right: ['1\\frac{5}{6}', '1 5/6'],
      wrong: ['1\\frac{1}{6}', '2'],
      open: ['11/6', '1.8333333333', '1 10/12'],
    },
    {
      question: 'Change the mixed number $4\\frac{3}{4}$ into an improper fraction.',
      right: ['\\frac{19}{4}', '19/4'],
      wrong: ['\\frac{43}{4}', '12'],
      open: ['4\\frac{3}{4}', '4.75'],
    },
  ],
  'units and times': [
    {
      question: 'How many kilograms are there in 65.6g?',
      right: ['0.0656', '0.0656 kg', '0.0656\\text{ kg}'],
      wrong: ['65600', '0.656'],
      open: ['65.6 g', '6.56e-2'],
    },
    {
      question: 'How many decades are there in seventy-nine halves of a century?',
      right: ['395'],
      wrong: ['394'],
    },
    {
      question: 'Express $\\frac{3}{4}$ of a litre in millilitres.',
      right: ['750', '750 ml'],
      wrong: ['75'],
    },
    { question: 'What is $5.68$ years in millennia?', right: ['0.00568'], wrong: ['5680'] },
    { question: '120 months = ? decades', right: ['1'], wrong: ['10'] },
    {
      question: 'Find the number of minutes between 8:58 PM and 9:11 PM.',
      right: ['13', '13 minutes'],
      wrong: ['53', '14'],
    },
    {
      question: 'How many minutes are there between 8:50 PM and 4:27 AM?',
      right: ['457'],
      wrong: ['263'],
      open: ['983'],
    },
    {
      question: 'It is 9:21 PM. What time was it $50$ minutes ago?',
      right: ['\\text{8:31 PM}', '8:31 p.m.', '8:31pm', '20:31'],
      wrong: ['8:31 AM', '8:32 PM', '08:31 AM'],
      open: ['8:31', '8.31 pm'],
    },
    { question: 'What is 672 minutes after 2:52 AM?', right: ['2:04 PM'], wrong: ['2:04 AM'] },
    { question: 'What is 30 minutes after 11:45 PM?', right: ['12:15 AM'], wrong: ['12:15 PM'] },
  ],
  'sums in words': [
    { question: 'Total of 3 and 9.', right: ['12', '24/2', '12.0'], wrong: ['11'], open: ['3 + 9'] },
    { question: 'Subtract 232.98 from 5.', right: ['-227.98'], wrong: ['227.98', '-227.97'] },
    { question: 'What is -8 less than 12746?', right: ['12754'], wrong: ['-12754'] },
    { question: 'How much is 9 more than 9.8?', right: ['18.8'], wrong: ['0.8'] },
    { question: 'What is the difference between 3 and 9?', right: ['6'], wrong: ['5'], open: ['-6'] },
    { question: 'What is the distance between 1.22 and 1644?', right: ['1642.78'], wrong: ['-1642.78'] },
    { question: 'What is 3/4 of 20?', right: ['15'], wrong: ['12'] },
    { question: 'What is a third of 1?', right: ['1/3'], wrong: ['3', '0.3'], open: ['0.3333333'] },
  ],
};

describe.each(Object.entries(kinds))('%s', (_, held) => {
  it.each(held)('$question', ({ question, right, wrong, open = [] }) => {
    const verdict = (answer: string): string => `${answer}: ${checkAnswer(question, answer).verdict}`;
    expect(right.map(verdict)).toEqual(right.map((answer) => `${answer}: correct`));
    expect(wrong.map(verdict)).toEqual(wrong.map((answer) => `${answer}: wrong`));
    expect(open.map(verdict)).toEqual(open.map((answer) => `${answer}: unknown`));
  });
});

describe('a question that is none of these', () => {
  it.each([
    'Is the sum of 51 and 3 prime?',
    'Is 51 not prime?',
    'Is 51 prime or composite?',
    'Is 1 composite?',
    'Is 7 not a factor of 91?',
    'Is 7 a factor of 91 and 92?',
    'Is 7 a factor of 91? Is 5 a factor of 10?',
    'Is 0 a factor of 5?',
    'Is 7 a proper factor of 7?',
    'What are the prime factors of -12?',
    'What is the sum of the prime factors of 12?',
    'How many even divisors does 12 have?',
    'What is the tens digit of the square of 52?',
    'Round 3.14 up to the nearest integer.',
    'Round 3.14 to the nearest half.',
    'Round 3.14 and 2.71 to the nearest integer.',
    'Which is not bigger: 5 or 7?',
    'Which is bigger: 5 or 7 or 9?',
    'Which is bigger: 5 kg or 7000 g?',
    'Is 5 less than 7 and greater than 9?',
    'Is 2 1/2 less than 3?',
    'What is the biggest prime in 2, 9, 5?',
    'What is the second biggest value in 3, x, 5?',
    'Sort 3, 1, 2 in alphabetical order.',
    'Convert 19 (base 8) to base 2.',
    'Increase 10 by 70% and then by 10%.',
    'What is the percentage increase from 20 to 12?',
    'Simplify the ratio 4 cm : 2 m.',
    'How many days are there in 3 months?',
    'How many square meters are there in 5 square kilometers?',
    'How many grams are there in 5 litres?',
    'How many minutes are there between 5:00 PM and 3:00 PM?',
    'How many minutes are there between 6:00 and 5:00?',
    'What is 73 minutes after 13:03 AM?',
    'Which is bigger - 5 or 3?',
    'What is fifteen more than a quarter of 48?',
    'How many minutes are there in two more than a quarter of an hour?',
    'What is 3 times 5 + 2?',
    'What is 25% of 80 + 3?',
    'Calculate 5 + 25% of 80.',
    'What is 7 mod 5 + 1?',
    'Find the gcd of 1,200 and 50 and 7,1.',
    'Tom has 3/4 of 20 apples. How many does he have?',
    'Convert 7 Mg to g.',
    'Divide 5 by 0.',
  ])('%s', (question) => {
    for (const answer of ['3', '15', '20', 'a'])
      expect(checkAnswer(question, answer).verdict).toBe('unknown');
  });
});
