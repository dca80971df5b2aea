import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../../check-answer.ts';
import { readQuestion } from '../../read-question.ts';

type Case = readonly [
  question: string,
  right: readonly string[],
  wrong: readonly string[],
  open?: readonly string[],
];

const cases: readonly Case[] = [
  ['Find the vertex of y = x^2 - 4x + 1.', ['(2, -3)', '\\left(2, -3\\right)'], ['(-2, 13)', '2'], ['2, -3']],
  ['Where is the vertex of $y = 2x^2 + 4x$?', ['(-1, -2)'], ['(1, 6)']],
  ['Vertex of y = x**2 + 3', ['(0, 3)'], ['(3, 0)']],
  [
    'Write 45000 in scientific notation.',
    ['4.5 \\cdot 10^{4}', '4.5 \\times 10^4', '4.5 * 10^4', '4.5x10^4'],
    ['45 \\cdot 10^{3}', '45000', '4.5 \\cdot 10^{5}'],
  ],
  ['What is $0.0032$ in scientific notation?', ['3.2 \\cdot 10^{-3}'], ['3.2 \\cdot 10^{3}']],
  ['Find the determinant: [[1, 2], [3, 4]]', ['-2'], ['10', '2']],
  ['Find the mean of 8, 1, 0, 5.', ['\\frac{7}{2}', '3.5', '7/2'], ['3', '14'], ['(8 + 1 + 0 + 5)/4']],
  ['What is the average of 1, 2 and 4?', ['7/3'], ['2', '2.5'], ['2.33']],
  ['The data are $8, 5, 6, 8$. Find the median.', ['7'], ['5.5', '8']],
  ['Find the median of 2, 3, 5, 1, 10.', ['3'], ['5']],
  ['Find the mode of 2, 3, 3, 1.', ['3'], ['2']],
  ['How large is the range of 8, 1, 0, 5?', ['8'], ['3']],
  ['Find the population variance of 1, 2, 0, 9.', ['\\frac{25}{2}', '12.5'], ['50/3']],
  [
    'Find the distance between (5, -5) and (-6, 0).',
    ['\\sqrt{146}'],
    ['12', '\\sqrt{145}'],
    ['12.08', '12.083'],
  ],
  ['How far apart are $(5, 1)$ and $(2, 4)$?', ['3\\sqrt{2}', '\\sqrt{18}', '3*sqrt(2)'], ['3', '6']],
  ['Find the distance between the points (2, 1, -4) and (5, 8, -3).', ['\\sqrt{59}'], ['59']],
  [
    'Find the midpoint of (6, 5) and (-5, -6).',
    ['(1/2, -1/2)', '(0.5, -0.5)'],
    ['(-1/2, 1/2)'],
    ['1/2, -1/2'],
  ],
  ['Find the slope of the line through (5, -5) and (-4, -2).', ['-\\frac{1}{3}'], ['-3', '1/3'], ['-0.33']],
  ['Which line goes through (3, -3) and (4, -1)?', ['y = 2x - 9', '2x - y = 9'], ['y = 2x + 9'], ['2x - 9']],
  ['Find the equation of the line through (3, -3) and (3, 1).', ['x = 3', 'x - 3 = 0'], ['y = 3', 'x = 4']],
  ['Find the equation of the line through (3, -3) and (2, -3).', ['y = -3'], ['x = -3', 'y = 3']],
  [
    'A garden is $14$ m by $14$ m. Find its area.',
    ['196', '196 m^2', '196\\text{ m}^2', '196 square meters'],
    ['56', '197 m^2'],
    ['196 m', '196 cm^2'],
  ],
  [
    'A rectangle is 9 cm long and 14 cm wide. What is its perimeter?',
    ['46', '46 cm'],
    ['126', '23'],
    ['46 cm^2', '0.46 m'],
  ],
  [
    'Find the area of a circle with radius 10 in terms of pi.',
    ['100\\pi', '100*pi'],
    ['20\\pi', '100'],
    ['314.16'],
  ],
  ['A circle has diameter 10. What is its circumference?', ['10\\pi'], ['20\\pi', '25\\pi']],
  ['Find the area of a triangle with base 7 and height 5.', ['17.5', '35/2'], ['35']],
  ['A trapezium has parallel sides $8$ and $9$, and height $11$. What is its area?', ['93.5'], ['187']],
  ['A pyramid has a base of 8 by 2 and height 2. What is its volume?', ['\\frac{32}{3}'], ['32', '16']],
  ['Find the exact volume of a ball with radius 3.', ['36\\pi'], ['27\\pi']],
  ['A right triangle has legs 1 and 2. Find the hypotenuse.', ['\\sqrt{5}'], ['3', '5']],
  ['A right triangle has hypotenuse 82 and one leg 18. Find the other leg.', ['80'], ['64']],
  [
    'Two angles of a triangle are 50° and $60^\\circ$. What is the third?',
    ['70^\\circ', '70', '70°'],
    ['80'],
  ],
  ['Calculate the sum of the interior angles of a 9-sided polygon.', ['1260^\\circ'], ['1620']],
  ['How large is an interior angle of a regular 9-gon?', ['140'], ['40']],
  ['A sector has radius 9 and angle $240^\\circ$. Find its area in terms of pi.', ['54\\pi'], ['12\\pi']],
  ['Calculate the determinant of [[4, -4], [-4, -2]].', ['-24'], ['24', '8']],
  ['det $\\begin{pmatrix} 2 & 0 & 1 \\\\ 1 & 3 & 2 \\\\ 0 & 1 & 1 \\end{pmatrix}$ = ?', ['3'], ['-3']],
  [
    'What is the inverse of the matrix [[2, 1], [1, 1]]?',
    ['\\begin{pmatrix} 1 & -1 \\\\ -1 & 2 \\end{pmatrix}', '[[1, -1], [-1, 2]]'],
    ['[[1, 1], [-1, 2]]'],
  ],
  ['Find the product of [[1, 2], [3, 4]] and [[0, 1], [1, 0]].', ['[[2, 1], [4, 3]]'], ['[[3, 4], [1, 2]]']],
  ['Calculate the dot product of (4, -4) and (-3, -1).', ['-8'], ['8', '-13'], ['(-12, 4)']],
  [
    'Calculate the cross product of (3, -3, -2) and (-1, -4, 3).',
    ['(-17, -7, -15)', '\\begin{pmatrix} -17 \\\\ -7 \\\\ -15 \\end{pmatrix}'],
    ['(17, 7, 15)'],
    ['-17, -7, -15'],
  ],
  ['Calculate the length of (-3, -1).', ['\\sqrt{10}'], ['10', '4']],
  ['Calculate -5u + 4v for u = (4, -4) and v = (-3, -1).', ['(-32, 16)'], ['(16, -32)']],
  ['Find the modulus of -3 - 3i.', ['3\\sqrt{2}'], ['6', '18']],
  [
    'Find the union of {1, 2} and {2, 5}.',
    ['\\{1, 2, 5\\}', '{5, 2, 1}', '1, 2, 5'],
    ['\\{1, 2\\}', '\\emptyset'],
    ['(1, 2, 5)', '1, 2, 2, 5'],
  ],
  ['Find the intersection of {1, 2} and {3, 5}.', ['\\emptyset', '\\{\\}'], ['\\{1\\}']],
  ['Which elements of {2, 4, 5} are not in {1, 4}?', ['{2, 5}'], ['{4}']],
  [
    'Express (4 + 3*i)*(-3 + i) in the form a + bi.',
    ['-15 - 5i', '-5i - 15'],
    ['-15 + 5i', '5'],
    ['(4 + 3i)(-3 + i)'],
  ],
  [
    'Write $\\frac{-5 + 7i}{5 - 5i}$ in the form a + bi.',
    ['-\\frac{6}{5} + \\frac{i}{5}', '-1.2 + 0.2i'],
    ['\\frac{6}{5}'],
  ],
  ['Work out $i^{11}$, where i is the imaginary unit.', ['-i'], ['i', '-1'], ['i^3']],
  [
    'Calculate $\\cos(510^\\circ)$ exactly.',
    ['-\\frac{\\sqrt{3}}{2}'],
    ['\\frac{\\sqrt{3}}{2}'],
    ['-0.866', '\\cos(510^\\circ)'],
  ],
  [
    'The logarithm $\\log_{49}(\\frac{1}{343})$ equals what number?',
    ['-\\frac{3}{2}', '-1.5'],
    ['3/2'],
    ['-\\log_{49}(343)'],
  ],
  ['Find the discriminant of 2x^2 - 3x + 1.', ['1'], ['17']],
  ['How many real roots does x^3 - x + 1 = 0 have?', ['1'], ['3']],
  [
    'Solve the quadratic equation\n\n$$\nx^2 - 5x + 6 = 0\n$$\n\nand give the sum of its roots.',
    ['5'],
    ['2, 3', '-5', '6'],
  ],
  ['What is the product of the solutions of 2x^2 = 7x - 3?', ['3/2', '1.5'], ['-3/2', '7/2', '3']],
  ['Find the product of the roots of x^3 - 6x^2 + 11x - 6.', ['6'], ['-6', '1, 2, 3']],
  ['Sum of the roots of x^2 - 9x + 14 = 0', ['9'], ['14', '2, 7']],
  ['Next number: 3, 7, 11, 15', ['19'], ['18']],
  ['1 + 2 + 3 + ... + 50', ['1275'], ['1225']],
  ['3 + 5 + 7 + ... + 21', ['120'], ['231']],
  ['Sum of the integers from 10 to 20', ['165'], ['210']],
  ['1 + 2 + 4 + ... + 64', ['127'], ['128', '528'], []],
  ['1 + 2 + 4 + ... + 60', [], [], ['127', '528']],
  ['Area of a rectangle 7 by 5', ['35'], ['24']],
  ['Volume of a box 3 by 4 by 5', ['60'], ['12']],
  ['How many ways can 4 people stand in a line?', ['24'], ['4', '16']],
  ['How many ways to choose 2 from 6?', ['15'], ['30', '12']],
  [
    'A bag has 3 red and 5 blue balls. Probability of drawing red?',
    ['\\frac{3}{8}', '37.5%'],
    ['\\frac{3}{5}'],
  ],
  ['A coin is flipped twice. What is the probability of two heads?', ['\\frac{1}{4}'], ['\\frac{1}{2}']],
  // At least two, or two and no more.
  [
    'A coin is flipped 3 times. What is the probability of two heads?',
    [],
    [],
    ['\\frac{3}{8}', '\\frac{1}{2}'],
  ],
  ['Find the area under y = 2x from 0 to 4', ['16'], ['8']],
  ['Find the area under y = x^2 - 1 from 0 to 1', [], [], ['-2/3', '2/3']],
  ["f(x) = x^3 - x, find f'(1)", ['2'], ['0']],
  ["If g(x) = 2x^2, what is g'(3)?", ['12'], ['18']],
  // Neither real, nor two of them.
  ['Find the sum of the roots of x^2 + x + 1 = 0.', [], [], ['-1']],
  ['Find the sum of the roots of x^2 - 2x + 1 = 0.', [], [], ['1', '2']],
];

describe('points, figures, matrices, sets and averages', () => {
  it.each(cases.map(([question, right, wrong, open]) => ({ question, right, wrong, open: open ?? [] })))(
    '$question',
    ({ question, right, wrong, open }) => {
      for (const answer of right)
        expect([answer, checkAnswer(question, answer).verdict]).toEqual([answer, 'correct']);
      for (const answer of wrong)
        expect([answer, checkAnswer(question, answer).verdict]).toEqual([answer, 'wrong']);
      for (const answer of open)
        expect([answer, checkAnswer(question, answer).verdict]).toEqual([answer, 'unknown']);
    },
  );

  it.each([
    'Find the mean and the median of 1, 2, 6.',
    'Find the mean of the first 5 primes.',
    'Find the mean of 1,200, 1,300.',
    'Find the mean of .5 and .7.',
    // by population or by sample: two values
    'Find the variance of 1, 2, 6.',
    // no mode, or two
    'Find the mode of 1, 1, 2, 2.',
    'Find the distance between (1, 2) and the line y = x.',
    'Find the distance between (1, 2) and (3, 4) rounded to 1 decimal place.',
    'Find the slope of the line through (1, 2) and (1, 5).',
    'Find the slope of the line perpendicular to the line through (1, 2) and (3, 5).',
    'Find the area of a circle with radius 10 and the square around it.',
    'Find the area of a circle with radius 10 using pi = 3.14.',
    'A rectangle is 9 cm long and 14 m wide. What is its perimeter?',
    'A rectangle is 9 long and 14 wide. What is not its perimeter?',
    'Find the area of a rectangle with sides 20 and 6 without its corners.',
    'A right triangle has hypotenuse 2 and one leg 18. Find the other leg.',
    'Two angles of a triangle are 150° and 60°. What is the third?',
    'What is the inverse of the matrix [[2, 4], [1, 2]]?',
    'Calculate the determinant of [[1, 2, 3], [4, 5, 6]].',
    'Calculate the dot product of (1, 2) and (1, 2, 3).',
    'Find the union of {1, 2} and {2, x}.',
    // degrees or radians, and which logarithm
    'Evaluate sin(30) exactly.',
    'Evaluate log(8) exactly.',
    // one root, or two that are the same
    'How many real roots does x^2 - 2x + 1 = 0 have?',
    'Find the discriminant of x^3 - 3x + 1.',
    'Find the complement of the union of {1, 2} and {2, 5}.',
  ])('does not read %s', (question) => {
    expect(readQuestion(question)).toBeNull();
  });
});
