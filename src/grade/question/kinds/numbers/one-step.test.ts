/** Stories of one step are read where every word of them is known, and their answers are held against them. */
import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../../check-answer.ts';

const read: readonly (readonly [question: string, right: readonly string[], wrong: readonly string[]])[] = [
  ['Sarah has 24 stickers and buys 18 more. How many does she have?', ['42', '42 stickers'], ['6', '24']],
  ['Ben had 7 coins. He found 5 more. How many coins does Ben have now?', ['12'], ['2']],
  ['Ann has 12 pens and Tom has 9. How many pens do they have together?', ['21'], ['3']],
  ['There are 14 eggs in one basket and 9 in another. How many eggs are there in all?', ['23'], ['5']],
  ['John had 50 dollars and spent 17. How much is left?', ['33', '$33', '33 dollars'], ['67']],
  ['Mia has 20 cards and gives 6 to Ben. How many cards are left?', ['14'], ['26']],
  ['There were 30 apples in a box. 12 of them were sold. How many apples are left?', ['18'], ['42']],
  ['There are 7 rows of 9 chairs. How many chairs?', ['63'], ['16']],
  ['Pencils come in boxes of 8. How many pencils are in 6 boxes?', ['48'], ['14']],
  ['A book costs 13 dollars. How much do 3 books cost?', ['39'], ['16', '13']],
  ['How much do 5 pens cost at 1.2 dollars each?', ['6'], ['7']],
  ['36 candies are shared equally by 4 children. How many does each child get?', ['9'], ['144']],
  ['3 pens cost 6 dollars. How much do 5 pens cost?', ['10'], ['30']],
  ['4 mugs cost 20 dollars. What does one mug cost?', ['5'], ['80']],
  ['A train goes 240 km in 3 hours. What is its speed?', ['80'], ['720']],
  ['How long does a 90 km trip take at 60 km/h?', ['1.5', '3/2'], ['30', '5400']],
  ['A shirt costs 40 dollars and is 25% off. What is the new price?', ['30'], ['10', '50']],
];

/** Another owner, another thing, a second step, or no whole number: not told what the answer is. */
const open: readonly string[] = [
  'Mia has 20 cards and gives 6 to Ann. How many cards does Ann have?',
  'Mia has 20 cards and gives 6 to Ann. How many cards does she have?',
  'Tom has 12 apples and eats 5 pears. How many are left?',
  'Sarah has 24 stickers and buys 18 more. How many does Ben have?',
  'Sarah has 24 stickers and buys 18 more. She loses 3 and finds 2. How many does she have?',
  '37 candies are shared by 4 children. How many does each get?',
  'A book costs 13 dollars. How much do 3 pens cost?',
  'John had 10 dollars and spent 17. How much is left?',
  'There are 7 rows of 9 chairs. How many rows are there?',
];

describe('a story of one step', () => {
  it.each(read)('%s', (question, right, wrong) => {
    for (const answer of right)
      expect([answer, checkAnswer(question, answer).verdict]).toEqual([answer, 'correct']);
    for (const answer of wrong)
      expect([answer, checkAnswer(question, answer).verdict]).toEqual([answer, 'wrong']);
  });

  it.each(open)('is not made of "%s"', (question) => {
    for (const answer of ['26', '14', '20', '6', '7', '42', '9', '39', '63', '-7', '9.25'])
      expect(checkAnswer(question, answer).verdict).toBe('unknown');
  });
});
