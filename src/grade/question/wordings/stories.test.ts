import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../check-answer.ts';
import { storyAsFormula } from './stories.ts';

describe('a story that says one computation or equation', () => {
  it.each([
    [
      'Tom has 5 apples. He buys 7 more and then gives 3 to Ann. How many apples does he have now?',
      'Calculate 5 + 7 - 3.',
    ],
    [
      'Mia had 20 stickers, lost 4 and then got 9. How many stickers does she have now?',
      'Calculate 20 - 4 + 9.',
    ],
    [
      'A book costs $12 and a pen costs $3. How much do 2 books and 4 pens cost?',
      'Calculate 2 * 12 + 4 * 3.',
    ],
    ['Sara reads 15 pages a day. How many pages does she read in 2 weeks?', 'Calculate 15 * 7 * 2.'],
    [
      'A train travels 240 km in 4 hours. How far does it go in 7 hours at the same speed?',
      'Calculate 240/4 * 7.',
    ],
    ['A shirt costs 40 dollars. It is on sale for 25% off. What is the sale price?', 'Decrease 40 by 25%.'],
    [
      'After a 20% discount a jacket costs 48. What was the original price?',
      'Calculate 48 * 100/(100 - 20).',
    ],
    ['4 pens cost $6. What is the cost of 10 pens?', 'Calculate 6/4 * 10.'],
    [
      'Three pens and two notebooks cost 12 dollars; one pen and one notebook cost 5 dollars. How much is a pen?',
      'Solve 3x + 2y = 12, 1x + 1y = 5 for x.',
    ],
    [
      'The sum of two numbers is 20 and their difference is 6. What are they?',
      'Solve x^2 - 20x + (20 - 6)(20 + 6)/4 = 0 for x.',
    ],
    [
      'Tom has 3 times as many marbles as Ann. Together they have 48. How many does Tom have?',
      'Calculate 48 * 3/(3 + 1).',
    ],
    ['The perimeter of a rectangle is 34 and its length is 10. Find the width.', 'Calculate 34/2 - 10.'],
    ['After a 20% increase a price is 60 euros. What was it before?', 'Calculate 60 * 100/(100 + 20).'],
    [
      'Sarah is twice as old as her brother. In 5 years the sum of their ages will be 40. How old is Sarah now?',
      'Calculate (40 - 2 * 5) * 2/3.',
    ],
    [
      'A recipe for 4 people needs 300 g of flour. How much flour is needed for 6 people?',
      'Calculate 300/4 * 6.',
    ],
    [
      'A car uses 6 litres of petrol per 100 km. How many litres does it need for 250 km?',
      'Calculate 6/100 * 250.',
    ],
    [
      'Anna bought 3 notebooks for $2.50 each and a pen for $1.20. How much did she spend?',
      'Calculate 3 * 2.50 + 1.20.',
    ],
    ['A shop sells 120 apples in 5 days. How many is that per day?', 'Calculate 120/5.'],
    [
      'The ratio of cats to dogs is 2:5. There are 14 animals altogether. How many dogs are there?',
      'Calculate 14 * 5/(2 + 5).',
    ],
    ['The sum of two consecutive odd numbers is 56. Find the larger one.', 'Calculate 56/2 + 1.'],
    [
      'Tickets cost 8 dollars for adults and 5 for children. 20 people pay 136 dollars. How many adults are there?',
      'Solve x + y = 20, 8x + 5y = 136 for x.',
    ],
    [
      'The length of a rectangle is 3 more than its width and its perimeter is 26. Find the width.',
      'Calculate (26/2 - 3)/2.',
    ],
    [
      'A cyclist rides 15 km/h for 2 hours and then 20 km/h for 1 hour. How far does he ride in total?',
      'Calculate 15 * 2 + 20 * 1.',
    ],
    [
      'Working together, two taps fill a tank in 6 hours; one alone takes 10 hours. How long does the other alone take?',
      'Calculate 6 * 10/(10 - 6).',
    ],
    ['A number is increased by 25% to 75. What was the number?', 'Calculate 75 * 100/(100 + 25).'],
    ['If 3 workers need 12 days, how many days do 9 workers need?', 'Calculate 3 * 12/9.'],
    ['Split $120 between Amy and Ben in the ratio 1:3. How much does Ben get?', 'Calculate 120 * 3/(1 + 3).'],
    [
      'The ratio of boys to girls is 3:4. If there are 12 boys, how many girls are there?',
      'Calculate 12 * 4/3.',
    ],
    [
      'Emma has twice as many stickers as Leo. Leo has 14. How many do they have together?',
      'Calculate 2 * 14 + 14.',
    ],
    ['There are 28 students. 3/4 of them passed. How many passed?', 'Calculate 3/4 * 28.'],
    ['Twice a number decreased by 5 is 17. Find the number.', 'Solve 2x - 5 = 17 for x.'],
    ['5 less than a number is 12. What is the number?', 'Solve x - 5 = 12 for x.'],
    ['Anna is 5 years older than Ben. Together they are 31. How old is Ben?', 'Calculate (31 - 5)/2.'],
    [
      'Lisa has 3 times as many stamps as Tom. Together they have 48. How many does Tom have?',
      'Calculate 48/(3 + 1).',
    ],
    ['There are 24 cookies. 1/3 of them are eaten. How many are left?', 'Calculate 24 - 1/3 * 24.'],
    ['Three times a number plus 4 is 19. What is the number?', 'Solve 3x + 4 = 19 for x.'],
    [
      'When 10 is added to four times a number, the result is 18. Find the number.',
      'Solve 4x + 10 = 18 for x.',
    ],
    ['The sum of three consecutive integers is 72. What is the smallest?', 'Solve 3x + 3 = 72 for x.'],
    [
      'The sum of two numbers is 26 and their difference is 2. What is the larger number?',
      'Calculate (26 + 2)/2.',
    ],
    ['Two numbers add up to 20 and differ by 6. Find the smaller one.', 'Calculate (20 - 6)/2.'],
    [
      'I think of a number, multiply it by 4 and add 14. I get 38. What is my number?',
      'Solve 4x + 14 = 38 for x.',
    ],
  ])('%s', (story, said) => {
    expect(storyAsFormula(story)).toBe(said);
  });

  it.each([
    // other things, another person, one condition more
    'Tom has 5 apples. He buys 7 pears and then gives 3 to Ann. How many apples does he have now?',
    'Tom has 5 apples. He buys 7 more and then gives 3 to Ann. How many apples does Ann have now?',
    // she may be Ann
    'Tom has 5 apples. He buys 7 more and then gives 3 to Ann. How many apples does she have now?',
    'A book costs $12 and a pen costs $3. How much do 2 books and 4 rulers cost?',
    'Split $120 between Amy and Ben in the ratio 1:3. How much does Carl get?',
    'The ratio of boys to girls is 3:4. If there are 12 teachers, how many girls are there?',
    'If 3 workers need 12 days, how many hours do 9 workers need?',
    'There are 28 students. 3/4 of them passed. How many failed?',
    'A train travels 240 km in 4 hours. How far does it go in 7 hours if it stops for one?',
    'Twice a number decreased by another number is 17. Find the number.',
  ])('is not seen in %s', (story) => {
    expect(storyAsFormula(story)).toBeNull();
  });

  it('holds answers against what it says', () => {
    const riddle = 'A number plus 12 is 30. What is the number?';
    expect(checkAnswer(riddle, '18').verdict).toBe('correct');
    expect(checkAnswer(riddle, '42').verdict).toBe('wrong');
  });
});
