/** Lines, triangles, rectangles, circles and solids in everyday words. The notation: `paraphrases.ts`. */
const polygons = { quadrilateral: 4, pentagon: 5, hexagon: 6, heptagon: 7, octagon: 8, decagon: 10 };
const ofPolygons = Object.entries(polygons).flatMap(
  ([name, sides]) =>
    [
      [
        `[how big|how large|what] is [each|an|one|every] [interior angle|angle] of a regular ${name}`,
        `how large is an interior angle of a regular ${sides}-gon`,
      ],
      [
        `[what is|find] the [interior angle sum|angle sum|sum of the interior angles|sum of the angles|sum of interior angles] of [a|an] ${name}`,
        `find the sum of the interior angles of a ${sides}-sided polygon`,
      ],
      [`how many diagonals does [a|an] ${name} have`, `calculate ${sides} * ${sides - 3}/2`],
      [
        `what do the [interior angles|angles] of [a|an] ${name} add up to`,
        `find the sum of the interior angles of a ${sides}-sided polygon`,
      ],
    ] as const,
);

export const figures: readonly (readonly [string, string])[] = [
  ['what is the [slope|gradient] between # and #', 'find the slope of the line through #1 and #2'],
  ['how far is # from #', 'find the distance between #1 and #2'],
  ['[convert|change|express|write] # radians [to|in|into] degrees', 'calculate (#1) * 180/\\pi'],
  [
    '[find|what is|calculate] the sum of the [geometric|arithmetic|finite|] series @ + #',
    'calculate #1 + #2',
  ],
  [
    'the sides of a right triangle are # and #. [how long is|find|what is] the hypotenuse',
    'a right triangle has legs #1 and #2. find the hypotenuse',
  ],
  [
    'the [two legs|legs|shorter sides|two shorter sides] of a right [triangle|angled triangle] are # and #. [how long is|find|what is] the hypotenuse',
    'a right triangle has legs #1 and #2. find the hypotenuse',
  ],
  [
    'the length of a rectangle is twice its width. [the|its] perimeter is @. [find|what is] [the|its] width',
    'solve 2(x + 2x) = #1 for x',
  ],
  [
    'the length of a rectangle is twice its width. [the|its] perimeter is @. [find|what is] [the|its] length',
    'solve 2(x + x/2) = #1 for x',
  ],
  [
    'find the [missing|third|other|remaining] angle of a triangle whose other [two|] angles are @ and @ [degrees|]',
    'a triangle has angles #1 and #2. how large is the third angle?',
  ],
  [
    '[two|] angles of a triangle [are|measure] @ and @ [degrees|]. [what is|how big is|how large is|find] the [missing|third|other|remaining] [angle|one]',
    'a triangle has angles #1 and #2. how large is the third angle?',
  ],
  ['[what is|find] the [slope|gradient] of a line perpendicular to y = @x', 'calculate -1/(#1)'],
  ['[what is|find] the [slope|gradient] of a line perpendicular to y = @x + #', 'calculate -1/(#1)'],
  ['[what is|find] the [slope|gradient] of a line perpendicular to y = @x - #', 'calculate -1/(#1)'],
  ['[what is|find] the [slope|gradient] of a line parallel to y = #', 'differentiate #1 with respect to x'],
  [
    'a right triangle has legs # and #. hypotenuse',
    'a right triangle has legs #1 and #2. find the hypotenuse',
  ],
  [
    'the sides of a rectangle are # and #. [how long is|find|what is] its diagonal',
    'a right triangle has legs #1 and #2. find the hypotenuse',
  ],
  [
    'find the third side of a right triangle with legs # and #',
    'a right triangle has legs #1 and #2. find the hypotenuse',
  ],
  ['the perimeter of a square is @. [find|what is] its area', 'calculate (#1/4)^{2}'],
  ['the area of a square is @. [find|what is] its [side|side length]', 'simplify \\sqrt{#1}'],
  ['[what is|find] the [slope|gradient] of [the line|] y = #', 'differentiate #1 with respect to x'],
  ['what [slope|gradient] does [the line|] y = # have', 'differentiate #1 with respect to x'],
  ['[slope|gradient] of [the line|] y = #', 'differentiate #1 with respect to x'],
  ['y-intercept of [the line|] y = #', 'evaluate #1 at x = 0'],
  ['x-intercept of [the line|] y = #', 'solve #1 = 0 for x'],
  ['where does y = # [cross|meet|cut] the y-axis? give y', 'evaluate #1 at x = 0'],
  ['where does y = # [cross|meet|cut] the x-axis? give x', 'solve #1 = 0 for x'],
  ['the perimeter of a square is @. [find|what is|how long is] its [side|side length]', 'calculate #1/4'],
  ['a square has [a|] perimeter [of|] @. [find|what is|how long is] [its|one] side', 'calculate #1/4'],
  ['a square has [an|] area [of|] @. [find|what is|how long is] [its|one] side', 'simplify \\sqrt{#1}'],
  ['the area of a square is @. how long is its side', 'simplify \\sqrt{#1}'],
  ['side of a square with perimeter @', 'calculate #1/4'],
  ['side of a square with area @', 'simplify \\sqrt{#1}'],
  ['[what is|find] the area of a square [with|of] [side|sides of] @', 'calculate (#1)^{2}'],
  ['[what is|find] the perimeter of a square [with|of] [side|sides of] @', 'calculate 4 * (#1)'],
  ['area of a square [with|of] side @', 'calculate (#1)^{2}'],
  ['perimeter of a square [with|of] side @', 'calculate 4 * (#1)'],
  ['a square has side @. [find|what is] its area', 'calculate (#1)^{2}'],
  ['a square has side @. [find|what is] its perimeter', 'calculate 4 * (#1)'],
  ['volume of a box @ by @ by @', 'calculate #1 * #2 * #3'],
  ['[what is|find] the volume of a box [that is|measuring|with sides] @ by @ by @', 'calculate #1 * #2 * #3'],
  ['a box is @ cm by @ cm by @ cm. [what is|find] its volume', 'calculate #1 * #2 * #3'],
  ['[volume|what is the volume|find the volume] of a cube [with|of] [side|edge] @', 'calculate (#1)^{3}'],
  ['a cube has side @. [what is|find] its volume', 'calculate (#1)^{3}'],
  ['[what is|find] the y-intercept of [the line|the graph of|] y = #', 'evaluate #1 at x = 0'],
  ['[what is|find] the x-intercept of [the line|the graph of|] y = #', 'solve #1 = 0 for x'],
  [
    'the hypotenuse [of a right triangle|] is # and one leg is #. [what is|how long is|find] the other [leg|one]',
    'the hypotenuse of a right triangle is #1 and one leg is #2. how long is the other leg?',
  ],
  [
    'a right triangle has legs # and #. [how long is|find|what is|give] [the|its] hypotenuse',
    'a right triangle has legs #1 and #2. find the hypotenuse',
  ],
  [
    '[find|what is|calculate] the volume of a cylinder [of|with] [a|] radius [of|] # and [a|] height [of|] #',
    'find the volume of a cylinder with radius #1 and height #2',
  ],
  [
    '[find|what is|calculate] the volume of a cone [of|with] [a|] radius [of|] # and [a|] height [of|] #',
    'find the volume of a cone with radius #1 and height #2',
  ],
  [
    'a can has radius # and is # high. give its volume as a multiple of pi',
    'find the volume of a cylinder with radius #1 and height #2 in terms of pi',
  ],
  [
    'in a triangle, # and # are known angles. which angle is missing',
    'a triangle has angles #1 and #2. how large is the third angle?',
  ],
  ...ofPolygons,
  [
    '[find|what is|calculate] the circumference of a circle [with|of] diameter @ (in terms of pi)',
    'calculate #1 * \\pi',
  ],
  ['the area of a circle is @ [pi|\\pi]. [find|what is] [its|the] radius', 'simplify \\sqrt{#1}'],
  ['the area of a circle is @[π|\\pi]. [find|what is] [its|the] radius', 'simplify \\sqrt{#1}'],
  [
    'a ladder @ m long leans against a [vertical|] wall with its [foot|base] @ m from the wall. how high [up the wall|] does it reach',
    'the hypotenuse of a right triangle is #1 and one leg is #2. how long is the other leg?',
  ],
  [
    'a @ m [long|] ladder leans against a [vertical|] wall[.|,|] its [foot|base] is @ m from the wall. how high [up the wall|] does it reach',
    'the hypotenuse of a right triangle is #1 and one leg is #2. how long is the other leg?',
  ],
];
