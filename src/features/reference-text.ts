/** The fixed text that precisions are compared on: plain mathematics, written for this purpose. */
export const referenceText = `A train leaves the station at eight in the morning and travels at 60 kilometres per hour. \
A second train leaves the same station one hour later and travels in the same direction at 80 kilometres per hour. \
When does the second train catch up with the first? After one hour the first train is 60 kilometres ahead. \
The second train gains 80 - 60 = 20 kilometres every hour, so it needs 60 / 20 = 3 hours. It catches up at noon, \
240 kilometres from the station.

To solve the equation 3x + 5 = 20, subtract 5 from both sides, which gives 3x = 15, and divide by 3, which gives x = 5. \
Check the answer by putting it back: 3 times 5 is 15, and 15 plus 5 is 20, as it should be.

The sum of the first n positive integers is n(n + 1)/2. One way to see this is to write the numbers twice, once in \
increasing and once in decreasing order, and to add them in pairs. Every pair adds up to n + 1, and there are n pairs, \
so twice the sum is n(n + 1). For n = 100 the sum is 5050.

A rectangle has a perimeter of 36 centimetres, and its length is twice its width. Let the width be w. Then the length \
is 2w, and the perimeter is 2(w + 2w) = 6w. From 6w = 36 follows w = 6, so the length is 12 centimetres and the area is \
6 times 12, which is 72 square centimetres.

A bag holds 3 red and 5 blue marbles. Two marbles are drawn without putting the first one back. The probability that \
both are red is (3/8)(2/7) = 6/56 = 3/28. The probability that they have the same colour is 3/28 + (5/8)(4/7) = \
3/28 + 10/28 = 13/28.

Every whole number greater than one is either a prime or a product of primes, and this product is unique up to the \
order of its factors. For example, 360 = 2 * 2 * 2 * 3 * 3 * 5. The greatest common divisor of 360 and 84 is 12, and \
their least common multiple is 2520.`;
