/**
 * How people put common questions when they write to a person: short, in whole sentences, with things in them.
 * The notation: `paraphrases.ts`.
 */
import { figures } from './everyday-figures.ts';

/** "I need f(4) for f(x) = x^2". */
const functionNames = ['f', 'g', 'h'].map(
  (name) => [`i need # for ${name}(x) = #`, `if ${name}(x) = #2, find #1`] as const,
);

export const everyday: readonly (readonly [string, string])[] = [
  // equations
  ['if #, [then|] [what is|find] [the value of|] &', 'solve #1 for #2'],
  ['[what|which] value of & makes # true', 'solve #2 for #1'],
  ['[i need|i want|give me|tell me] [the value of|] & in #', 'solve #2 for #1'],
  ['[what|which] [number|value] & [fulfils|fulfills|satisfies|solves] #', 'solve #2 for #1'],
  ['solve # [over|in] the [reals|real numbers]', 'solve #1'],
  ['[find|give|what are] [all|] real solutions [of|to] #', 'solve #1'],
  ['[i need|i want|give me|tell me] & [if|when|with] #', 'solve #2 for #1'],
  ['[solve this|please solve this|can you solve|how do you solve|how do i solve][:|] #', 'solve #1'],
  ['[get|find] & from #', 'solve #2 for #1'],
  ['[find|give|what are] both [solutions|roots] of #', 'solve #1'],
  ['[if|given|when] # and #, [what are|find] & and &', 'solve #1, #2 for #3, #4'],
  [
    '[find|determine|give] all real [numbers|values|values of|solutions|] & [with|such that|so that|for which] #',
    'solve #2 for #1',
  ],
  // expressions
  ['[find|what is|calculate] the remainder when # is divided by & - @', 'evaluate #1 at #2 = #3'],
  ['[find|what is|calculate] the remainder when # is divided by & + @', 'evaluate #1 at #2 = -#3'],
  [
    '[find|calculate|compute|determine] \\frac{d&}{d&} [for|if|where|when|of] & = #',
    'differentiate #4 with respect to #2',
  ],
  [
    '[factor|factorise|factorize] the [difference of squares|difference of two squares|trinomial|quadratic|polynomial|perfect square] #',
    'factor #1',
  ],
  ['[write|express|give] # as a [single|] power of @', 'what is #1 as a power of #2?'],
  ['[write|express|give] # in index form', 'simplify #1'],
  ['write # as [short|simple|simply] as possible', 'simplify #1'],
  ['combine [the|] like terms in #', 'simplify #1'],
  ['[collect|add up|put together|combine] the [like|] terms: #', 'simplify #1'],
  ['i need # simplified', 'simplify #1'],
  ['what is # simplified', 'simplify #1'],
  ['i need the derivative of #', 'differentiate #1'],
  [
    '[let|suppose that|given that|assume that] f(&) = #. [find|what is|determine] [d/d&|\\frac{d}{d&}][ (|(| \\left(|\\left(]f(&)[)|\\right)]',
    'differentiate #2 with respect to #1',
  ],
  ...functionNames,
  ['[value of|substitute] # [for|at] & = #', 'evaluate #1 at #2 = #3'],
  ['substitute & = # into #', 'evaluate #3 at #1 = #2'],
  // numbers
  ['round # to [two|2] decimals', 'round #1 to 2 decimal places'],
  ['round # to [three|3] decimals', 'round #1 to 3 decimal places'],
  ['round # to [one|1] decimal', 'round #1 to 1 decimal place'],
  ['factor @ into [primes|prime factors|prime numbers]', 'find the prime factorization of #1'],
  ['how many # are ~ #', 'how many #1 are in #2 #3'],
  ['raise # to the power of #', 'calculate (#1)^{#2}'],
  ['@ to the power of @', 'calculate (#1)^{#2}'],
  ['what is # to the power of #', 'calculate (#1)^{#2}'],
  ['square root of #', 'simplify \\sqrt{#1}'],
  ['cube root of #', 'simplify \\sqrt[3]{#1}'],
  ['[find|calculate|work out|give] the third root of #', 'simplify \\sqrt[3]{#1}'],
  ['@ factorial', 'calculate #1!'],
  ['what is @ factorial', 'calculate #1!'],
  ['[what is|convert|write|express] ~[%|\\%| percent] [to|as|into] a decimal', 'calculate #1/100'],
  ['~[%|\\%| percent] as a decimal', 'calculate #1/100'],
  ['~[%|\\%| percent] as a fraction', 'simplify #1/100'],
  ['[what is|convert|write|express] @\\% [to|as|into] a decimal', 'calculate #1/100'],
  ['@\\% as a decimal', 'calculate #1/100'],
  ['[what is|convert|write|express] @\\% [to|as|into] a fraction', 'simplify #1/100'],
  ['@\\% as a fraction', 'simplify #1/100'],
  ['~ as a [percent|percentage]', 'calculate #1 * 100'],
  ['what is ~ as a [percent|percentage]', 'calculate #1 * 100'],
  ['what is the absolute value of #', 'calculate |#1|'],
  ['@ squared', 'calculate (#1)^{2}'],
  ['@ cubed', 'calculate (#1)^{3}'],
  ['binary @ to decimal', 'convert #1 (base 2) to base 10'],
  ['@ in [binary|base 2]', 'convert #1 to base 2'],
  ['[what is|write|express|convert|change] @ [in|to|into] [binary|base 2]', 'convert #1 to base 2'],
  ['[change|convert] the binary number @ to [decimal|base 10]', 'convert #1 (base 2) to base 10'],
  ['what do you get [if|when] you multiply # by #', 'what is #1 times #2'],
  ['what do you get [if|when] you divide # by #', 'what is #1 divided by #2'],
  ['what do you get [if|when] you add # [and|to] #', 'what is #1 plus #2'],
  ['what do you get [if|when] you subtract # from #', 'what is #2 minus #1'],
  ['[what is|find|calculate|compute|give|work out] # squared', 'calculate (#1)^{2}'],
  ['[what is|find|calculate|compute|give|work out] # cubed', 'calculate (#1)^{3}'],
  ['what number [must|should|has to] be added to # to [make|get|give] #', 'calculate #2 - (#1)'],
  ['what is [a|one|] half of #', 'calculate (#1)/2'],
  ['what is [a|one] quarter of #', 'calculate (#1)/4'],
  ['double #', 'calculate 2(#1)'],
  ['triple #', 'calculate 3(#1)'],
  [
    '[factor|take] out the [gcf|hcf|greatest common factor|highest common factor|common factor][:| of| from] #',
    'factor #1',
  ],
  ['[write|express] # as a [square|perfect square|square of a binomial]', 'factor #1'],
  ['rationali[s|z]e the denominator[:| of|] #', 'simplify #1'],
  ['[add|what is the sum of] # and #', 'calculate (#1) + (#2)'],
  ['subtract # from #', 'calculate (#2) - (#1)'],
  ['multiply # [by|and|with] #', 'calculate (#1)(#2)'],
  ['[what is|find|calculate|compute|give] the square of #', 'calculate (#1)^{2}'],
  ['[what is|find|calculate|compute|give] the cube of #', 'calculate (#1)^{3}'],
  ['[what is|find|calculate|compute|give] the square root of #', 'simplify \\sqrt{#1}'],
  ['[what is|find|calculate|compute|give] the cube root of #', 'simplify \\sqrt[3]{#1}'],
  [
    'what [remains|is left|is left over] when # is divided by #',
    'what is the remainder when #1 is divided by #2',
  ],
  ['[convert|write|express|change] ~ [to|as|into] a [common|] fraction [in lowest terms|]', 'simplify #1'],
  ['[convert|write|express|change] @/@ [to|as|into] a decimal [number|fraction|]', 'calculate #1/#2'],
  [
    '[what is|find] the sum of [the|all|all the] [integers|whole numbers|numbers|natural numbers] from @ to @',
    'calculate (#2 - (#1) + 1)(#1 + #2)/2',
  ],
  [
    '[sum|the sum|find the sum|what is the sum|calculate the sum] of [the|] first @ odd [numbers|integers]',
    'calculate #1^{2}',
  ],
  [
    '[sum|the sum|find the sum|what is the sum|calculate the sum] of [the|] first @ even [numbers|integers]',
    'calculate #1(#1 + 1)',
  ],
  [
    '[what is|find|calculate] the sum of the first @ [natural numbers|positive integers|whole numbers|integers|counting numbers]',
    'calculate #1(#1 + 1)/2',
  ],
  ['[evaluate|find|calculate|what is] log base # of #', 'evaluate \\log_{#1}(#2)'],
  ['[evaluate|find|calculate|what is] the log of # [to|with] base #', 'evaluate \\log_{#2}(#1)'],
  ['[what is|find|evaluate|calculate] sin(# degrees)', 'evaluate \\sin(#1°)'],
  ['[what is|find|evaluate|calculate] [the|] [sin|sine of] # degrees', 'evaluate \\sin(#1°)'],
  ['[what is|find|evaluate|calculate] cos(# degrees)', 'evaluate \\cos(#1°)'],
  ['[what is|find|evaluate|calculate] [the|] [cos|cosine of] # degrees', 'evaluate \\cos(#1°)'],
  ['[what is|find|evaluate|calculate] tan(# degrees)', 'evaluate \\tan(#1°)'],
  ['[what is|find|evaluate|calculate] [the|] [tan|tangent of] # degrees', 'evaluate \\tan(#1°)'],
  ['convert # [from binary|from base 2|in binary] to [decimal|base 10]', 'convert #1 (base 2) to base 10'],
  ['[what is|give] the binary number # in [decimal|base 10]', 'convert #1 (base 2) to base 10'],
  ['[write|express|convert] @ [in|to|as] binary', 'convert #1 to base 2'],
  [
    '[what is|write|express|convert|change] @ [in|to|as|into] [hexadecimal|hex|base 16]',
    'convert #1 to base 16',
  ],
  ['[what is|write|express|convert|change] @ [in|to|as|into] [octal|base 8]', 'convert #1 to base 8'],
  // percentages
  [
    '[prices|the price|a price] [rose|increased|grew|went up] by # from #. what is [the|its] new price',
    'increase #2 by #1',
  ],
  [
    '[prices|the price|a price] [fell|decreased|dropped|went down] by # from #. what is [the|its] new price',
    'decrease #2 by #1',
  ],
  ['a price of # is [increased|raised] by #. what is the new price', 'increase #1 by #2'],
  ['a price of # is [decreased|reduced|lowered] by #. what is the new price', 'decrease #1 by #2'],
  [
    '[a|an|the] # costs # [dollars|euros|pounds] and is [reduced|lowered|discounted] by #. what does it cost now',
    'decrease #2 by #3',
  ],
  [
    '[write|express|convert|change|give|turn] @/@ [as|to|into] a [percentage|percent]',
    'calculate #1/#2 * 100',
  ],
  ['[write|express|convert|change|give|turn] ~ [as|to|into] a [percentage|percent]', 'calculate #1 * 100'],
  ['[put|place|write|arrange] in [ascending|increasing] order: #', 'list #1 in ascending order'],
  ['[put|place|write|arrange] in [descending|decreasing] order: #', 'list #1 in descending order'],
  [
    '[find|what is|calculate] the [@th|@st|@nd|@rd] term of the sequence with &_n = #',
    'evaluate #3 at n = #1',
  ],
  // sequences
  ['# [next|what is the next|which is the next] [term|number]', 'what is next in #1?'],
  ['[what|which] number comes next: #', 'what is next in #1?'],
  ['[find|what is|give] the # term of #', 'find the #1 term of the sequence #2'],
  [
    '[find|what is|calculate] the sum of the first @ terms of #',
    'find the sum of the first #1 terms of the sequence #2',
  ],
  [
    'the first term of an arithmetic [sequence|progression] is @ and the common difference is @. [find|what is] the @[st|nd|rd|th] term',
    'calculate #1 + (#3 - 1) * (#2)',
  ],
  ['what is the next number: #', 'what is next in #1?'],
  ...figures,
  // counting and chance
  ['@ choose @', 'how many groups of #2 can be formed from #1 people?'],
  ['what is @ choose @', 'how many groups of #2 can be formed from #1 people?'],
  ['in how many ways can @ of @ be chosen', 'how many groups of #1 can be formed from #2 people?'],
  [
    'how many ways are there to [choose|pick|select] @ # [out of|from] @',
    'how many groups of #1 can be formed from #3 people?',
  ],
  [
    'in how many [ways|orders] can @ # be [placed|arranged|put|lined up] [on a shelf|in a row|in line]',
    'in how many ways can #1 people stand in a row?',
  ],
  [
    'a bag has @ red and @ blue marbles. one is drawn. what is the probability that it is red',
    'one marble is drawn from #1 red and #2 blue ones. find the probability that it is red',
  ],
  [
    '[how many ways can you|in how many ways can you|in how many ways can we|how many ways are there to] [choose|pick|select] @ [people|students|books|players|cards|items|objects|friends|members] [out of|from] @',
    'how many groups of #1 can be formed from #2 people?',
  ],
  [
    '[two coins are|a pair of coins is] [tossed|flipped|thrown]. [what is|find] the [probability|chance] of [getting|] two heads',
    'a fair coin is tossed 2 times. what is the probability of exactly 2 heads?',
  ],
  [
    'a [fair|] coin is [flipped|tossed|thrown] @ times. what is the probability of all heads',
    'calculate 1/2^{#1}',
  ],
  ['what is the probability of @ heads in a row', 'calculate 1/2^{#1}'],
  ['how many [orders|arrangements] of @ different [books|things|letters] are there', 'calculate #1!'],
  [
    'how many ways can @ [people|children|friends|students] [line up|stand in line|stand in a row|sit in a row]',
    'calculate #1!',
  ],
  [
    '[how many ways are there|in how many ways is it possible|how many ways is it possible] to [choose|pick|select] @ of @ #',
    'how many groups of #1 can be formed from #2 people?',
  ],
  [
    'in how many ways can @ [of|out of] @ # be [chosen|picked|selected]',
    'how many groups of #1 can be formed from #2 people?',
  ],
  ['@ factorial divided by @ factorial', 'calculate #1!/#2!'],
  ['what is @ factorial divided by @ factorial', 'calculate #1!/#2!'],
  // shares and rates
  ['[convert|change|express|write] ~ km/h [to|in|into] m/s', 'calculate #1 * 1000/3600'],
  ['[convert|change|express|write] ~ m/s [to|in|into] km/h', 'calculate #1 * 3600/1000'],
  [
    '[the|a] ratio @:@ splits # into two parts. what is the [larger|bigger|largest] [part|one|]',
    'share #3 in the ratio #1:#2. what is the largest part?',
  ],
  [
    '[share|split|divide] # in the ratio #. what is the [smaller|lesser] part',
    'share #1 in the ratio #2. what is the smallest part?',
  ],
  [
    'how long does it take to [drive|travel|go|ride|cycle|walk|run|fly|cover] @ [km|kilometers|kilometres|miles] at @ [km/h|kph|kilometers per hour|kilometres per hour|mph|miles per hour]',
    'what is #1 divided by #2',
  ],
  [
    'how far [do you get|does one get|can you go|do you travel|do you go] in @ hours at @ [km/h|kph|kilometers per hour|kilometres per hour|mph|miles per hour]',
    'what is #1 times #2',
  ],
  [
    'what does # [approach|tend to] [as|when] & [goes to|approaches|tends to] infinity',
    'evaluate \\lim_{#2 \\to \\infty} #1',
  ],
  [
    'what does # [approach|tend to] [as|when] & [goes to|approaches|tends to] @',
    'evaluate \\lim_{#2 \\to #3} #1',
  ],
  [
    '[share|split|divide] # in the ratio #. what is the [larger|bigger] part',
    'share #1 in the ratio #2. what is the largest part?',
  ],
  [
    '# [drives|travels|runs|walks|rides|flies|goes|covers] @ [km|kilometers|kilometres|miles] in @ hours. what is its [average|] speed in [km/h|kilometers per hour|mph|miles per hour]',
    'what is #2 divided by #3',
  ],
  [
    '# [drives|travels|runs|walks|rides|flies|goes|moves] at @ [km/h|kilometers per hour|kilometres per hour|mph|miles per hour] for @ hours. how far does it [go|get|travel]',
    'what is #2 times #3',
  ],
  [
    '[lim|limit|the limit] as & [goes to|approaches|tends to] infinity of #',
    'evaluate \\lim_{#1 \\to \\infty} #2',
  ],
  ['[lim|limit|the limit] as & [goes to|approaches|tends to] @ of #', 'evaluate \\lim_{#1 \\to #2} #3'],
  ['[lim|find lim|evaluate lim|calculate lim|what is lim] &->@ #', 'evaluate \\lim_{#1 \\to #2} #3'],
  ["find &'(&) [for|if|when|where] # = #", 'differentiate #4 with respect to #2'],
  ['[find|what is|calculate] d&/d& [if|for|when|where] & = #', 'differentiate #4 with respect to #2'],
  ["y = #, [find|what is|calculate] y'", 'differentiate #1 with respect to x'],
  ['[lim|find lim|evaluate lim|calculate lim|what is lim] (&→@) #', 'evaluate \\lim_{#1 \\to #2} #3'],
  ['d/d& of #', 'differentiate #2 with respect to #1'],
  ['[find|what is|calculate] d/d& of #', 'differentiate #2 with respect to #1'],
];

/** Things that are asked for by their name alone: "Midpoint of (2, 4) and (6, 10)". */
export const namedThings =
  /^(?:the )?((?:prime factori[sz]ation|midpoint|mean|average|median|mode|(?:dot|scalar|inner|cross) product|determinant|slope|gradient|distance|equation of the line|remainder|greatest common (?:divisor|factor)|least common multiple|derivative|sum|product) (?:of|through|between|when) )/i;
