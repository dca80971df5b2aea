/** Other words for what is asked of a function. The notation: `paraphrases.ts`. */
export const ofFunctions: readonly (readonly [string, string])[] = [
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
  [
    'for very [large|small] #, which value does # [settle at|approach|get close to]',
    'find the limit of #2 as #1 goes to infinity',
  ],
  ['cancel the common factor and find #', 'evaluate the limit #1'],
  ['compare the leading terms to find #', 'evaluate the limit #1'],
  ['a function is defined by #(#) = #. which value does it take at #', 'if #1(#2) = #3, find #1(#4)'],
  ['put # into #(#) = #. what comes out', 'if #2(#3) = #4, find #2(#1)'],
];
