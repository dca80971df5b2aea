/**
 * Other words for the same question: whole sentences that people write, and the wording of them that the readers of
 * questions know. Each pair asks for exactly the same thing, so that reading stays as narrow as the readers are.
 * In a pattern `#` is an open place, `[a|b]` one of several wordings, `[a|]` one that may be missing; in what stands for
 * it, `#1` is the first open place.
 */

/** What is asked of a formula. */
const ofFormulas: readonly (readonly [string, string])[] = [
  ['which values # satisfy #', 'solve #2 for #1'],
  ['which values of # satisfy the [quadratic|equation|inequality] #', 'solve #2 for #1'],
  ['find #, # and # [if|such that|when|given that] #', 'solve #4 for #1, #2 and #3'],
  ['find the solution of the 3 by 3 system #', 'solve the system #1'],
  ['assume that #. what are #, # and #', 'solve #1 for #2, #3 and #4'],
  ['#: eliminate # and find #', 'solve #1 for #3'],
  ['which pair of numbers # [fits|satisfies|solves] #', 'solve #2 for #1'],
  ['find the pair (#) of #', 'solve #2 for #1'],
  ['bring # to lowest terms', 'simplify #1'],
  ['cancel the common factor of #', 'simplify #1'],
  ['combine the radicals: #', 'simplify #1'],
  ['[reduce|simplify] the [radical expression|radical|surd] #', 'simplify #1'],
  ['tidy up # as far as possible', 'simplify #1'],
  ['which single power of # equals #', 'what is #2 as a power of #1?'],
  ['for # > 0, combine the exponents in #', 'what is #2 as a power of #1?'],
  ['cancel # to the smallest whole numbers', 'simplify the ratio #1'],
  ['two lengths are # and #. what is their ratio in lowest terms', 'simplify the ratio #1:#2'],
  ['put # = # into # and simplify', 'evaluate #3 if #1 = #2'],
  ['which number does # become with #', 'evaluate #1 if #2'],
  ['find the value of # when #', 'evaluate #1 if #2'],
  ['two functions are given by # and #. write # as a polynomial', 'if #1 and #2, determine #3'],
  ['with # and # simplify #', 'if #1 and #2, determine #3'],
  ['substitute # into # and simplify #', 'if #1 and #2, find #3'],
  ['which polynomial is #, where # and #', 'if #2 and #3, find #1'],
  ['compare # with # and read off #', 'express #1 as #2 and give #3'],
  ['use the unit circle to [get|find] #', 'what is the exact value of #1'],
  ['which of the powers of i is #', 'what is #1'],
  ['use i*i = -1 to reduce #', 'what is #1, where i is the imaginary unit'],
  ['apply the quadratic formula to #', 'solve #1'],
  ['use the quadratic formula [on|for|to solve] #', 'solve #1'],
  ['complete the square to solve #', 'solve #1'],
  ['[compare exponents|take logarithms|take roots|factor] [and|to] solve #', 'solve #1'],
  ['clear [the denominators|the fractions|denominators|fractions] [and|to] solve #', 'solve #1'],
  [
    'solve the [logarithmic|rational|fractional|exponential|radical|cubic|quartic|absolute value] equation #',
    'solve #1',
  ],
  ['cross[-| ]multiply to find #: #', 'solve #2 for #1'],
  ['make # the subject and give its value: #', 'solve #2 for #1'],
  ['suppose [that|] #. what must be #', 'solve #1 for #2'],
  ['assume that #. what is #', 'solve #1 for #2'],
  ['assume that #. what can be said of #', 'solve #1 for #2'],
  ['which [two|] [number|numbers|value|values] # [satisfy|satisfies|fulfil|fulfill] #', 'solve #2 for #1'],
  ['which [number|numbers|value|values|exponent] # [make|makes] # true', 'solve #2 for #1'],
  ['which # makes the fractions in # equal', 'solve #2 for #1'],
  ['the two ratios in # are equal. what is #', 'solve #1 for #2'],
  ['find # such that #', 'solve #2 for #1'],
  ['determine # such that #', 'solve #2 for #1'],
  ['give the [exact|real|exact real|] solutions of #', 'solve #1'],
  ['[find|give|determine|state] the [solution set|set of solutions] of #', 'solve #1'],
  [
    'solve # using [the quadratic formula|factoring|substitution|elimination|cross-multiplication]',
    'solve #1',
  ],
  ['where does # vanish', 'find the roots of #1'],
  ['for which # does # vanish', 'find the roots of #2'],
  ['[remove|open|clear] the [brackets|parentheses] in #', 'expand #1'],
  ['write # without [brackets|parentheses]', 'expand #1'],
  ['what is # without [brackets|parentheses]', 'expand #1'],
  ['rewrite # as a sum of powers of #', 'expand #1'],
  ['which polynomial equals #', 'expand #1'],
  ['what do you get when you expand #', 'expand #1'],
  ['what do you get [when|if] you multiply out #', 'expand #1'],
  ['[square or multiply|multiply or square] the binomials in #', 'expand #1'],
  ['use a binomial formula on #', 'expand #1'],
  ['[gather|collect] what belongs together in #', 'collect the terms in #1'],
  ['combine [similar|the similar|the like] terms in #', 'collect the terms in #1'],
  ['shorten # by combining like terms', 'collect the terms in #1'],
  ['simplify # by [collecting|combining] [like|] terms', 'collect the terms in #1'],
  ['shorten #', 'simplify #1'],
  ['write # with each power of # only once', 'collect the terms in #1'],
  ['split # into linear factors', 'factor #1'],
  ['put # into factored form', 'factor #1'],
  ['[find|give|write] the [factorised|factorized|factored] form of #', 'factor #1'],
  ['write # in [factorised|factorized|factored] form', 'factor #1'],
  ['[put|bring|write] # over [one|a common|a single] denominator', 'express #1 as a single fraction'],
  ['combine # into [one|a single] fraction', 'what is #1'],
  ['cancel # as far as it goes', 'simplify #1'],
  ['which fraction in lowest terms equals #', 'simplify #1'],
  ['reduce # to a single number', 'calculate #1'],
  ['to what number does # simplify', 'calculate #1'],
  ['which single fraction is the same as #', 'convert #1 to an improper fraction'],
  ['how many wholes and what fraction are in #', 'what is #1 as a mixed number'],
  ['turn # into a square plus a number', 'write #1 in vertex form'],
  ['complete the square in #', 'write #1 in vertex form'],
  ['bring # to standard form', 'calculate #1'],
  ['to which power must # be raised to [give|get] #', 'what is \\log_{#1}(#2)'],
];

/** What is asked of a function. */
const ofFunctions: readonly (readonly [string, string])[] = [
  ['if [f|g|h|y](#) = #, find d/d# ([f|g|h|y](#))', 'differentiate #2 with respect to #3'],
  [
    'if [f|g|h|y](#) = #, find \\frac{d}{d#}\\left([f|g|h|y](#)\\right)',
    'differentiate #2 with respect to #3',
  ],
  [
    '[given|suppose] that [f|g|h|y](#) = #. [find|determine] d/d# ([f|g|h|y](#))',
    'differentiate #2 with respect to #3',
  ],
  ['for which # does # = # have slope 0', 'where is the tangent to #2 = #3 horizontal?'],
  ['near # = #, which value does # get close to', 'find the limit of #3 as #1 goes to #2'],
  ['sum up # continuously from # to #: #', 'calculate the definite integral of #1 from #2 to #3'],
  ['approximate # near # by a line', 'what is the equation of the tangent to #1 at #2?'],
  ['which line touches # at #', 'what is the equation of the tangent to #1 at #2?'],
  ['[apply|use] the [chain|product|quotient|power] rule: #', 'differentiate #1'],
  [
    '[apply|use] the [chain|product|quotient|power] rule to [differentiate|find the derivative of] #',
    'differentiate #1',
  ],
  ['differentiate # [using|by] the [chain|product|quotient|power] rule', 'differentiate #1'],
  ['what do you get when you differentiate # [with respect to|wrt] #', 'differentiate #1 with respect to #2'],
  ['what do you get when you differentiate #', 'differentiate #1'],
  ['which function is the slope of #', 'differentiate #1'],
  ['give the slope function of # in #', 'differentiate #1 with respect to #2'],
  ['at what rate does # change as # varies', 'differentiate #1 with respect to #2'],
  [
    'differentiate # in # until you have the second derivative',
    'find the second derivative of #1 with respect to #2',
  ],
  ['antidifferentiate #', 'find the indefinite integral of #1'],
  ['substitute [the inner function|] and integrate #', 'find the indefinite integral of #1'],
  ['undo the differentiation: which functions have derivative #', 'find the indefinite integral of #1'],
  [
    '[what|which] [function|functions] [has|have] [as its derivative|the derivative|derivative] #',
    'find the indefinite integral of #1',
  ],
  [
    'how large is the signed area under # between # and #',
    'calculate the definite integral of #1 from #2 to #3',
  ],
  ['cancel the common factor and find #', 'evaluate the limit #1'],
  ['compare the leading terms to find #', 'evaluate the limit #1'],
  ['a function is defined by #(#) = #. which value does it take at #', 'if #1(#2) = #3, find #1(#4)'],
  ['put # into #(#) = #. what comes out', 'if #2(#3) = #4, find #2(#1)'],
];

/** What is asked of numbers and figures. */
const ofNumbers: readonly (readonly [string, string])[] = [
  ['find #, where the digits are read in base #', 'in base #2, what is #1'],
  ['give the base[-| ]# form of # (base #)', 'convert #2 (base #3) to base #1'],
  ['can # be divided by # without remainder', 'is #1 divisible by #2'],
  ['does # go into # exactly', 'does #1 divide #2'],
  ['can # be written as a product of two smaller whole numbers', 'is #1 composite'],
  ['does # have no divisors but 1 and itself', 'is #1 prime'],
  ['is the number # prime', 'is #1 prime'],
  ['take #: which one is the #', 'which is the #2 value in #1?'],
  [
    'to add # and #, which common denominator is needed',
    'calculate the least common denominator of #1 and #2',
  ],
  ['rank # so that they stand in # order', 'list #1 in #2 order'],
  ['line up # by size, smallest first', 'list #1 in ascending order'],
  ['line up # by size, [largest|biggest] first', 'list #1 in descending order'],
  ['what is # in [decreasing|descending] order', 'list #1 in descending order'],
  ['what is # in [increasing|ascending] order', 'list #1 in ascending order'],
  ['after a rise of #, what has # become', 'increase #2 by #1'],
  [
    'what is the mean squared distance of # from their mean',
    'the data are #1. what is the variance (as a population)?',
  ],
  [
    'how spread out are #, measured by the population variance',
    'the data are #1. what is the variance (as a population)?',
  ],
  ['something measures #. how much is that in #', 'convert #1 to #2'],
  [
    'by how much does a line through # and # rise per unit of x',
    'what is the slope of the line through #1 and #2?',
  ],
  [
    'a triangle stands on a side of # and is # high. how much area does it cover',
    'a triangle has base #1 and height #2. find its area',
  ],
  [
    'two parallel sides # and # lie # apart. what area lies in the trapezoid',
    'a trapezoid has parallel sides #1 and #2, and height #3. what is its area?',
  ],
  [
    'how likely is a total of # or higher with [a pair of|two] dice',
    'two fair dice are thrown. what is the probability that the sum is at least #1?',
  ],
  ['[form|combine] # from the vectors # and #', 'find #1 for #2 and #3'],
  ['combine # and # to #', 'find #3 for #1 and #2'],
  [
    'a rectangular sheet has edges # and #. give its area',
    'what is the area of a rectangle with sides #1 by #2?',
  ],
  ['sides # and #, four right angles: what is the #', 'what is the #3 of a rectangle with sides #1 by #2?'],
  [
    'a round table has radius #. give its circumference as a multiple of pi',
    'what is the circumference of a circle of radius #1?',
  ],
  [
    'a ladder of length # stands # from a wall. how high does it reach',
    'the hypotenuse of a right triangle is #1 and one leg is #2. how long is the other leg?',
  ],
  ['every edge of a cube measures #. how much does it hold', 'what is the volume of a cube of side #1?'],
  [
    'from the letters #, # are taken in turn and kept. how likely is the order #',
    'what is prob of sequence #3 when #2 letters picked without replacement from #1?',
  ],
  [
    '# red and # blue beads lie in a cup. how likely is a blind pick to be red',
    'one marble is drawn from #1 red and #2 blue ones. find the probability that it is red',
  ],
  ['which polynomial in # gives #', 'give the #1th term of the sequence #2'],
  ['to # add #. what do you get', 'calculate #1 + (#2)'],
  ['what distance separates # from #', 'what is the distance between #1 and #2'],
  [
    'use the euclidean algorithm on # and # to [get|find] their [greatest|] common divisor',
    'what is the greatest common divisor of #1 and #2',
  ],
  [
    'which is the greatest number that both # and # are multiples of',
    'what is the greatest common divisor of #1 and #2',
  ],
  ['which smallest number do both # and # divide', 'what is the least common multiple of #1 and #2'],
  [
    'after how many steps do cycles of length # and # first meet again',
    'what is the least common multiple of #1 and #2',
  ],
  ['name every prime that # is a multiple of', 'list the prime factors of #1'],
  ['break # into primes. which primes occur', 'list the prime factors of #1'],
  ['if # sweets are packed in bags of #, how many remain', 'what is the remainder when #1 is divided by #2'],
  ['divide # by #: how much is left over', 'what is the remainder when #1 is divided by #2'],
  ['give the remainder of # over #', 'what is the remainder when #1 is divided by #2'],
  ['to which number from 0 up is # congruent modulo #', 'find #1 mod #2'],
  [
    'which [integer|whole number] is closest to the # root of #',
    'round the #1 root of #2 to the nearest integer',
  ],
  [
    'estimate the # root of # to the nearest [unit|integer|whole number]',
    'round the #1 root of #2 to the nearest integer',
  ],
  ['keep # [dps|decimal places] of #, rounding properly', 'round #2 to #1 decimal places'],
  ['what is # rounded to # decimal [place|places]', 'round #1 to #2 decimal places'],
  ['give # rounded to #', 'round #1 to #2'],
  ['approximate # to #', 'round #1 to #2'],
  ['read off the # digit from #', 'what is the #1 digit of #2'],
  ['look at #: which digit counts the #', 'what is the #2 digit of #1'],
  ['name the [smaller|lesser] of # and #', 'which number is smaller, #1 or #2'],
  ['name the [larger|greater|bigger] of # and #', 'which number is bigger, #1 or #2'],
  ['which letter marks the value [nearest|closest] to #? #', 'which is the closest to #1? #2'],
  ['which of # lies [nearest|closest] [to|] #', 'give the number in #1 closest to #2'],
  ['from #, pick the one with the smallest distance to #', 'give the number in #1 closest to #2'],
  ['take # [percent|per cent|%] of #', 'what is #1% of #2'],
  ['a value goes from # to #. give the change in percent', 'what is the percentage change from #1 to #2'],
  ['average out #', 'what is the mean of #1'],
  ['if # were all made equal with the same total, how large would each be', 'what is the mean of #1'],
  ['half of # lie below it, half above: what is it', 'what is the median of #1'],
  ['which of # is the most frequent', 'what is the mode of #1'],
  ['[calculate|compute|find] # + # in base #', 'in base #3, what is #1 + #2'],
  ['[calculate|compute|find] # - # in base #', 'in base #3, what is #1 - #2'],
  ['all numerals are in base #. find #', 'in base #1, what is #2'],
  ['find #, where the digits are read in base #', 'in base #2, what is #1'],
  ['remove from # everything that is in #', 'which elements of #1 are not in #2'],
  ['give the size of the complex number #', 'what is |#1|'],
  ['how far is # from 0 in the complex plane', 'what is |#1|'],
  ['how long is the straight path connecting # and #', 'compute the distance between #1 and #2'],
  ['two points are # and #. give the length between them', 'compute the distance between #1 and #2'],
  ['join # and # by a line and write it as #', 'give the equation of the line through #1 and #2'],
  [
    'two points of a line are # and #. describe the line by an equation',
    'give the equation of the line through #1 and #2',
  ],
  ['by which factor does # scale volumes, sign included', 'find the determinant of #1'],
  ['rows times columns: # by #', 'compute the product of #1 and #2'],
  ['which matrix do you get from # times #', 'compute the product of #1 and #2'],
  ['which number is the inner product of # with #', 'what is the inner product of #1 and #2'],
  [
    'counting on # in equal steps, which number is in place #',
    'an arithmetic sequence starts #1 find its #2th term',
  ],
  [
    'each number is the same multiple of the one before: # which is number #',
    'what is the #2th term of the geometric sequence #1?',
  ],
  ['continue the geometric pattern # up to place #', 'what is the #2th term of the geometric sequence #1?'],
  ['carry on: #', 'what is next in #1?'],
  [
    'partners split # as #. what does the # share come to',
    'find the #3 part when #1 is split in the ratio #2',
  ],
  [
    'what interest, without compounding, comes from # at # over # years',
    'what is the simple interest on #1 dollars at #2 per annum for #3 years?',
  ],
  [
    'add all inner angles of a polygon with # [corners|sides|vertices]. what do you get',
    'find the sum of the interior angles of a #1-sided polygon',
  ],
  ['a lesson runs from # to #. how long is it in minutes', 'how many minutes pass from #1 to #2?'],
  [
    'a [film|lesson|show|game|match|concert] starts at # and lasts # minutes. when does it end',
    'it is #1. what time is it #2 minutes later?',
  ],
  [
    '[a bag holds|there are] # different [balls|books|marbles|cards]. how many [handfuls|selections|groups] of # are there',
    'how many groups of #2 can be formed from #1 people?',
  ],
  [
    'in how many ways can # tiles form a rectangle, turned ones counted apart',
    'how many divisors does #1 have?',
  ],
];

/** An open place: no end of a sentence, but dots may stand for what goes on. */
const place = String.raw`((?:\.\.\.,?|(?![.?!](?:\s|$)).)+?)`;

/** A word ends where a formula begins, and the other way round; a space between them may be missing. */
const behindWord = '(?![a-z]) *';
const beforeWord = '(?: +|(?<=[^a-z]))';

function matcher(pattern: string): RegExp {
  const source = pattern
    .replace(/[.?*+^$()/{}\\]/g, '\\$&')
    .replace(/ \[([^\]]*)\|\]/g, '(?: (?:$1)|)')
    .replace(/\[([^\]]*)\]/g, '(?:$1)')
    .replace(
      /( ?)#( ?)/g,
      (_, before: string, after: string) => `${before && behindWord}${place}${after && beforeWord}`,
    );
  return new RegExp(String.raw`(?<=^|[.?!:]\s)${source}(?=\s*[.?!]?\s*$|\s*[.?!]\s)`, 'i');
}

const table: readonly (readonly [RegExp, string])[] = [...ofFormulas, ...ofFunctions, ...ofNumbers].map(
  ([pattern, plain]) => [matcher(pattern), plain] as const,
);

/** The text with the first of its sentences that is known in another wording put into that of the readers. */
export function inKnownWords(text: string): string {
  for (const [pattern, plain] of table) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const asked = plain.replace(/#(\d)/g, (_, i: string) => (found[Number(i)] ?? '').trim());
    return (
      text.slice(0, found.index) +
      asked.charAt(0).toUpperCase() +
      asked.slice(1) +
      text.slice(found.index + found[0].length)
    );
  }
  return text;
}
