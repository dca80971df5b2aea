/**
 * Short stories and riddles that say one computation or one equation, as that: "Tom has 5 apples. He buys 7 more and
 * then gives 3 to Ann. How many apples does he have now?" is "Calculate 5 + 7 - 3.". Whole sentences only, and what is
 * asked for must be what was told of; a name that comes back must be the same.
 */
interface Story {
  readonly pattern: RegExp;
  /** What it says; `$<a>` is what was found under a name. */
  readonly plain: string;
}

/** What the words in braces of a pattern stand for; `{what:things}` finds it under a name. */
const parts: Readonly<Record<string, string>> = {
  who: '[a-z]+',
  he: String.raw`(?:\k<teller>|he|she|they|it)`,
  things: '[a-z]+(?: [a-z]+)?',
  kin: '(?:(?:his|her|their) [a-z]+|[a-z]+)',
  has: '(?:has|have|had)',
  money: '(?: ?(?:dollars?|euros?|pounds?|cents?))',
  gets: '(?:gets?|got|buys?|bought|finds?|found|receives?|received|collects?|collected|picks?|picked|makes?|made|earns?|earned|is given|was given)',
  loses:
    '(?:gives away|gave away|gives|gave|loses|lost|sells|sold|uses|used|eats|ate|spends|spent|breaks|broke)',
  then: '(?:,? and(?: then)?|,? then|,|\\.(?: then,?)?)',
  total: '(?: now| left| in all| in total| altogether| together)?',
  length: '(?:km|kilometers|kilometres|miles|m|meters|metres)',
  units: '(?:mm|cm|m|km|in|ft|inches|feet|meters|metres|centimeters|centimetres)',
  amount: '(?:g|kg|ml|l|grams|kilograms|litres|liters|cups|eggs)',
  pace: String.raw`(?:,? at (?:the same|this|that) (?:speed|rate|pace))?`,
  number: String.raw`\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?`,
  find: '(?:what is|what was|find|what are|calculate|determine)',
  riddle: '(?:a|the|some|one) number',
  asked: '(?:what is (?:the number|it|my number)|find (?:the|this) number|which number is (?:it|that))',
  workers: '(?:workers|men|people|machines|painters|builders|pumps|taps|printers|cooks)',
};

function story(source: string, plain: string): Story {
  const filled = source
    .replace(/#([a-f])/g, String.raw`\$?(?<$1>${parts['number']})`)
    .replace(
      /\{([a-z]+):([a-z]+)\}/g,
      (_, name: string, part: string) => `(?<${name}>${parts[part] ?? part})`,
    )
    .replace(/\{([a-z]+)\}/g, (_, part: string) => parts[part] ?? part);
  return { pattern: new RegExp(`^${filled}[.?!]*$`, 'i'), plain };
}

const teller = '{teller:who} {has} #a {what:things}';
const more = '{gets} #b(?: more)?(?: \\k<what>)?';
const left = (who: string): string =>
  `how many(?: \\k<what>)? (?:(?:(?:does|do|did) ${who} (?:still )?have|are (?:there|left)){total}|has ${who}(?: now| left))`;
const rest = left('{he}');
// "She" may be the one who was given something: then it must be the teller's own pronoun, or what is left.
const kept = `(?:${left('(?:\\k<teller>|\\k<pronoun>)')}|how many(?: \\k<what>)? (?:does|do|did) {he} (?:still have|have left))`;
const fewer = (at: string): string => `{loses} ${at}(?: of (?:them|the \\k<what>)| \\k<what>)?(?: away)?`;
const first = '{then} (?:(?:(?<pronoun>he|she|they)|\\k<teller>) )?';
const next = '{then} (?:{he} )?';

const changes: readonly Story[] = [
  story(`${teller}${first}${more}${next}${fewer('#c')}[.,] ${rest}`, 'calculate $<a> + $<b> - $<c>'),
  story(`${teller}${first}${more}${next}${fewer('#c')} to [a-z]+[.,] ${kept}`, 'calculate $<a> + $<b> - $<c>'),
  story(`${teller}${first}${fewer('#b')} to (?:his|her|their) [a-z]+${next}{gets} #c(?: more)?(?: \\k<what>)?[.,] ${kept}`, 'calculate $<a> - $<b> + $<c>'),
  story(`${teller}${first}${fewer('#b')}${next}{gets} #c(?: more)?(?: \\k<what>)?[.,] ${rest}`, 'calculate $<a> - $<b> + $<c>'),
  story('{teller:who} (?<verb>read|write|run|walk|bake|make|sell|drink|eat|learn|collect|save|cycle|drive)s? #a (?<what>[a-z]+) (?:a|per|every|each) day[.,] how many \\k<what> does {he} \\k<verb> in #b days', 'calculate $<a> * $<b>'),
  story('{teller:who} (?<verb>read|write|run|walk|bake|make|sell|drink|eat|learn|collect|save|cycle|drive)s? #a (?<what>[a-z]+) (?:a|per|every|each) day[.,] how many \\k<what> does {he} \\k<verb> in #b weeks', 'calculate $<a> * 7 * $<b>'),
]; // prettier-ignore

const comparisons: readonly Story[] = [
  story('{teller:who} is #a years older than {also:who}[.,] together they are #b(?: years old)?[.,] how old is \\k<also>', 'calculate ($<b> - $<a>)/2'),
  story('{teller:who} is #a years older than {also:who}[.,] together they are #b(?: years old)?[.,] how old is \\k<teller>', 'calculate ($<b> + $<a>)/2'),
  story('{teller:who} has (?:twice|two times) as many {what:things} as {also:who}[.,] together they have #a(?: \\k<what>)?[.,] how many (?:\\k<what> )?does \\k<also> have', 'calculate $<a>/3'),
  story('{teller:who} has #b (?:times|\u00d7) as many {what:things} as {also:who}[.,] together they have #a(?: \\k<what>)?[.,] how many (?:\\k<what> )?does \\k<also> have', 'calculate $<a>/($<b> + 1)'),
  story('{teller:who} has #b (?:times|\u00d7) as many {what:things} as {also:who}[.,] together they have #a(?: \\k<what>)?[.,] how many (?:\\k<what> )?does \\k<teller> have', 'calculate $<a> * $<b>/($<b> + 1)'),
  story('{teller:who} has (?:twice|two times) as many {what:things} as {also:who}[.,] together they have #a(?: \\k<what>)?[.,] how many (?:\\k<what> )?does \\k<teller> have', 'calculate $<a> * 2/3'),
  story('{teller:who} is (?:twice|two times) as old as {kin}[.,] in #a years,? the sum of their ages will be #b[.,] how old is \\k<teller>(?: now)?', 'calculate ($<b> - 2 * $<a>) * 2/3'),
  story('{teller:who} is #c times as old as {kin}[.,] in #a years,? the sum of their ages will be #b[.,] how old is \\k<teller>(?: now)?', 'calculate ($<b> - 2 * $<a>) * $<c>/($<c> + 1)'),
  story('there are #a {what:things}(?: in (?:a|the) [a-z]+)?[.,] (?<b>\\d+/\\d+) of (?:them|the \\k<what>) (?:are|is|were) (?:eaten|sold|used|lost|given away|broken|taken)[.,] how many (?:\\k<what> )?(?:are left|remain)', 'calculate $<a> - $<b> * $<a>'),
  story('{teller:who} has (?:twice|two times) as many {what:things} as {also:who}[.,] \\k<also> has #a(?: \\k<what>)?[.,] how many (?:\\k<what> )?do they have{total}', 'calculate 2 * $<a> + $<a>'),
  story('{teller:who} has (?:twice|two times) as many {what:things} as {also:who}[.,] \\k<also> has #a(?: \\k<what>)?[.,] how many (?:\\k<what> )?does \\k<teller> have', 'calculate 2 * $<a>'),
  story('{teller:who} has #b (?:times|\u00d7) as many {what:things} as {also:who}[.,] \\k<also> has #a(?: \\k<what>)?[.,] how many (?:\\k<what> )?do they have{total}', 'calculate $<b> * $<a> + $<a>'),
  story('{teller:who} is #a years old[.,] (?:his|her|their) [a-z]+ is #b years younger[.,] how old is (?:she|he|it)', 'calculate $<a> - $<b>'),
  story('{teller:who} is #a years old[.,] (?:his|her|their) [a-z]+ is #b years older[.,] how old is (?:she|he|it)', 'calculate $<a> + $<b>'),
  story('there are #a {what:things}(?: in (?:a|the) [a-z]+)?[.,] (?<b>\\d+/\\d+) of (?:them|the \\k<what>) (?<did>are [a-z]+|[a-z]+)[.,] how many (?:\\k<what> )?\\k<did>', 'calculate $<b> * $<a>'),
]; // prettier-ignore

const prices: readonly Story[] = [
  story('(?:an?|one|each) (?<what>[a-z]+) costs #a{money}? and (?:an?|one|each) (?<also>[a-z]+) costs #b{money}?[.,] (?:how much|what) (?:do|would|will) #c \\k<what>e?s and #d \\k<also>e?s cost{total}', 'calculate $<c> * $<a> + $<d> * $<b>'),
  story('(?:a|an|the) (?<what>[a-z]+) costs #a{money}?[.,] it is (?:on sale for|reduced by|discounted by|marked down by|sold at) #b ?(?:%|percent)(?: off)?[.,] {find} (?:the|its) (?:sale|new|reduced) price', 'decrease $<a> by $<b>%'),
  story('(?:a|an|the) [a-z]+ costs #a{money}?[.,] its price is (?:increased|raised) by #b ?(?:%|percent)[.,] {find} (?:the|its) new price', 'increase $<a> by $<b>%'),
  story('(?:the|a|its) price (?:went(?: up)?|goes up|rose|rises|increased|increases|grew) from #a{money}? to #b{money}?[.,] {find} the (?:percentage|percent) (?:increase|change|rise)', 'what is the percentage change from $<a> to $<b>'),
  story('after an? #a ?(?:%|percent) (?:discount|reduction)[.,]? (?:a|an|the) [a-z]+ costs #b{money}?[.,] {find} (?:the|its) (?:original|old|first|full) price', 'calculate $<b> * 100/(100 - $<a>)'),
  story('(?:if )?#a (?<what>[a-z]+) cost #b{money}?[.,] how much (?:do|would|will) #c \\k<what> cost', 'calculate $<b>/$<a> * $<c>'),
  story('(?:a|an|the) [a-z]+ costs #a{money}? and is (?:reduced|discounted|marked down) by #b ?(?:%|percent)[.,] {find} (?:the|its) (?:sale|new|reduced) price', 'decrease $<a> by $<b>%'),
  story('(?:a|an|the) [a-z]+ costs #a{money}? and is (?:reduced|discounted|marked down) by #b ?(?:%|percent)[.,] (?:what|how much) does it cost now', 'decrease $<a> by $<b>%'),
  story('after an? #a ?(?:%|percent) (?:increase|rise)[.,]? (?:a|an|the) [a-z]+ (?:is|costs) #b{money}?[.,] what (?:was it|was the price|did it cost) before(?: the (?:increase|rise))?', 'calculate $<b> * 100/(100 + $<a>)'),
  story('after an? #a ?(?:%|percent) (?:decrease|discount|reduction)[.,]? (?:a|an|the) [a-z]+ (?:is|costs) #b{money}?[.,] what (?:was it|was the price|did it cost) before(?: the (?:decrease|discount|reduction))?', 'calculate $<b> * 100/(100 - $<a>)'),
  story('an? #a{money}? [a-z]+ is (?:discounted|reduced|marked down) by #b ?(?:%|percent)[.,] {find} (?:the|its) (?:sale|new|reduced|discounted|final) price', 'decrease $<a> by $<b>%'),
  story('an? #a{money}? [a-z]+ is #b ?(?:%|percent) off[.,] {find} (?:the|its) (?:sale|new|reduced|discounted|final) price', 'decrease $<a> by $<b>%'),
  story('(?:an?|one|each) (?<what>[a-z]+) costs #a{money}? and (?:an?|one|each) (?<also>[a-z]+) #b{money}?[.,] (?:how much|what) (?:do|would|will) #c \\k<what>e?s and #d \\k<also>e?s cost{total}', 'calculate $<c> * $<a> + $<d> * $<b>'),
  story('#a (?<what>[a-z]+) cost #b{money}?[.,] what is the (?:cost|price) of #c \\k<what>', 'calculate $<b>/$<a> * $<c>'),
  story('(?:a|an|the) [a-z]+ costs #b{money}? after an? #a ?(?:%|percent) (?:discount|reduction)[.,] {find} (?:the|its) (?:original|old|first|full) price', 'calculate $<b> * 100/(100 - $<a>)'),
]; // prettier-ignore

const purchase = (a: string, b: string, c: string, back: boolean): string => {
  const [first, second] = back ? ['\\k<first>', '\\k<second>'] : ['(?<first>[a-z]+?)', '(?<second>[a-z]+?)'];
  return `#${a} ${first}s? and #${b} ${second}s? cost #${c}{money}?`;
};
const twoPurchases = `${purchase('a', 'b', 'c', false)}[.,;](?: and)? ${purchase('d', 'e', 'f', true)}[.,;]`;
const priceOf = (name: string): string =>
  `(?:how much (?:is|does) (?:a|an|one|1|each) \\k<${name}>(?: cost)?|{find} the (?:price|cost) of (?:a|an|one|1) \\k<${name}>)`;
const purchases: readonly Story[] = [
  story(`${twoPurchases} ${priceOf('first')}`, 'solve $<a>x + $<b>y = $<c>, $<d>x + $<e>y = $<f> for x'),
  story(`${twoPurchases} ${priceOf('second')}`, 'solve $<a>x + $<b>y = $<c>, $<d>x + $<e>y = $<f> for y'),
];

const sides =
  'a rectangle has (?:a )?length(?: of)? #a(?: (?<unit>{units}))? and (?:a )?width(?: of)? #b(?: \\k<unit>)?[.,] {find} (?:its|the)';
const rectangles: readonly Story[] = [
  story(
    'the perimeter of a rectangle is #a{units}? and its (?:length|width) is #b{units}?[.,] (?:what is|find) (?:its|the) (?:width|length)',
    'calculate $<a>/2 - $<b>',
  ),
  story(
    'the length of a rectangle is #a (?:more|longer|greater) than its width[.,]?(?: and)? (?:its|the) perimeter is #b[.,] (?:what is|find) (?:its|the) width',
    'calculate ($<b>/2 - $<a>)/2',
  ),
  story(
    'the length of a rectangle is #a (?:more|longer|greater) than its width[.,]?(?: and)? (?:its|the) perimeter is #b[.,] (?:what is|find) (?:its|the) length',
    'calculate ($<b>/2 + $<a>)/2',
  ),
  story(
    'the area of a rectangle is #a and its (?:length|width) is #b[.,] (?:what is|find) (?:its|the) (?:width|length)',
    'calculate $<a>/$<b>',
  ),
  story(`${sides} area`, 'what is the area of a rectangle with sides $<a> $<unit> by $<b> $<unit>'),
  story(`${sides} perimeter`, 'what is the perimeter of a rectangle with sides $<a> $<unit> by $<b> $<unit>'),
];

const shared =
  '(?:divide|split|share) #a(?:{money}| {things})? between (?<first>[a-z]+) and (?<second>[a-z]+) in the ratio #b ?: ?#c[.,] how (?:much|many)(?: [a-z]+)?';
const shares: readonly Story[] = [
  story(`${shared} does \\k<first> (?:get|receive|have)`, 'calculate $<a> * $<b>/($<b> + $<c>)'),
  story(`${shared} does \\k<second> (?:get|receive|have)`, 'calculate $<a> * $<c>/($<b> + $<c>)'),
  story('(?:a|the) [a-z]+ (?:holds|contains|has) #a (?<what>{things}) and loses #b(?: \\k<what>)? (?:every|each|an|per|a) (?<unit>hour|minute|day)[.,] how (?:much|many(?: \\k<what>)?) (?:is|are) (?:left|in it) after #c \\k<unit>s', 'calculate $<a> - $<b> * $<c>'),
  story('the ratio of (?<first>[a-z]+) to (?<second>[a-z]+) is #a ?(?::|to) ?#b[.,] there are #c [a-z]+ (?:altogether|in total|in all)[.,] how many \\k<second> are there', 'calculate $<c> * $<b>/($<a> + $<b>)'),
  story('the ratio of (?<first>[a-z]+) to (?<second>[a-z]+) is #a ?(?::|to) ?#b[.,] there are #c [a-z]+ (?:altogether|in total|in all)[.,] how many \\k<first> are there', 'calculate $<c> * $<a>/($<a> + $<b>)'),
  story('the ratio of (?<first>[a-z]+) to (?<second>[a-z]+) is #a ?(?::|to) ?#b[.,] if there are #c \\k<first>,? how many \\k<second> are there', 'calculate $<c> * $<b>/$<a>'),
  story('the ratio of (?<first>[a-z]+) to (?<second>[a-z]+) is #a ?(?::|to) ?#b[.,] if there are #c \\k<second>,? how many \\k<first> are there', 'calculate $<c> * $<a>/$<b>'),
  story('(?:if )?#a (?<who>{workers}) (?:need|take) #b (?<time>days|hours|minutes)(?: (?:to|for) [a-z ]+)?[.,] how many \\k<time> (?:do|will|would) #c \\k<who> (?:need|take)', 'calculate $<a> * $<b>/$<c>'),
  story('(?:a|an|the) [a-z]+ (?:travels|drives|runs|covers|rides|flies|goes|walks) #a (?<unit>{length}) in #b hours[.,] how (?:far|many \\k<unit>) (?:does|will|would|can) it (?:go|travel|cover|drive|run|fly) in #c hours{pace}', 'calculate $<a>/$<b> * $<c>'),
  story('the (?:mean|average) of #a numbers is #b[.,] what is (?:their|the) sum(?: of the numbers)?', 'calculate $<a> * $<b>'),
]; // prettier-ignore

/** "twice a number", "three times a number". */
const multiples = Object.entries({
  '(?:twice|double)': 2,
  'three times': 3,
  'four times': 4,
  'five times': 5,
});
const multipleRiddles = multiples.flatMap(([times, n]) => [
  story(`${times} {riddle},? (?:plus|increased by) #a is #b[.,] {asked}`, `solve ${n}x + $<a> = $<b> for x`),
  story(
    `${times} {riddle},? (?:minus|decreased by|less) #a is #b[.,] {asked}`,
    `solve ${n}x - $<a> = $<b> for x`,
  ),
  story(`#a more than ${times} {riddle} is #b[.,] {asked}`, `solve ${n}x + $<a> = $<b> for x`),
  story(`#a less than ${times} {riddle} is #b[.,] {asked}`, `solve ${n}x - $<a> = $<b> for x`),
  story(
    `when #a is added to ${times} {riddle},? the result is #b[.,] {asked}`,
    `solve ${n}x + $<a> = $<b> for x`,
  ),
]);

const inARow = [
  ['two', 'smaller|smallest', 'solve 2x + 1 = $<a> for x'],
  ['two', 'larger|largest|greater|bigger', 'solve 2x - 1 = $<a> for x'],
  ['three', 'smallest', 'solve 3x + 3 = $<a> for x'],
  ['three', 'middle', 'solve 3x = $<a> for x'],
  ['three', 'largest|greatest|biggest', 'solve 3x - 3 = $<a> for x'],
  ['four', 'smallest', 'solve 4x + 6 = $<a> for x'],
  ['four', 'largest|greatest|biggest', 'solve 4x - 6 = $<a> for x'],
] as const;
const consecutive = inARow.flatMap(([count, which, plain]) => {
  const many = `${count} consecutive (?:integers|numbers|whole numbers)`;
  const one = `the (?:${which})(?: of them| one| number| integer)?`;
  return [
    story(`the sum of ${many} is #a[.,] {find} ${one}`, plain),
    story(`${many} (?:add up to|have (?:the|a) sum(?: of)?) #a[.,] {find} ${one}`, plain),
    story(`{find} the (?:${which}) of ${many} (?:whose sum is|that add up to|with sum) #a`, plain),
  ];
});

const inTwos = ['odd', 'even'].flatMap((sort) =>
  Object.entries({ 'smaller|lesser': '-', 'larger|greater|bigger': '+' }).map(([which, sign]) =>
    story(
      `the sum of two consecutive ${sort} (?:integers|numbers|whole numbers) is #a[.,] {find} the (?:${which})(?: of them| one| number)?`,
      `calculate $<a>/2 ${sign} 1`,
    ),
  ),
);

const twoNumbers = Object.entries({ '(?:larger|greater|bigger)': '+', '(?:smaller|lesser)': '-' }).flatMap(
  ([which, sign]) =>
    [
      'the sum of two numbers is #a,? and their difference is #b',
      'two numbers (?:add up to|have (?:the|a) sum(?: of)?) #a,? and (?:differ by|(?:have )?(?:the|a) difference(?: of)?) #b',
    ].map((told) =>
      story(`${told}[.,] {find} the ${which}(?: number| one)?`, `calculate ($<a> ${sign} $<b>)/2`),
    ),
);

const rates: readonly Story[] = [
  story('a recipe for #a people (?:needs|uses|takes|calls for) #b ?(?<unit>{amount}) of {what:things}[.,] how (?:much|many \\k<unit> of) \\k<what> (?:is|are) needed for #c people', 'calculate $<b>/$<a> * $<c>'),
  story('(?:an?|the|my) [a-z]+ (?:uses|needs|burns|consumes) #a (?<what>[a-z]+)(?: of [a-z]+)? (?:per|for|every|in) #b ?(?<unit>{length}|hours|minutes|days)[.,] how many \\k<what>(?: of [a-z]+)? does it (?:use|need|burn|consume) (?:for|in|on|over) #c ?\\k<unit>', 'calculate $<a>/$<b> * $<c>'),
  story('{teller:who} (?:bought|buys) #a [a-z]+ (?:for|at) #b{money}? each and (?:a|an|one) [a-z]+ for #c{money}?[.,] how much (?:did|does) {he} (?:spend|pay){total}', 'calculate $<a> * $<b> + $<c>'),
  story('(?:a|the) [a-z]+ sells #a [a-z]+ in #b days[.,] how many (?:is that|are that|does it sell)(?: on average)? (?:per|a|each) day', 'calculate $<a>/$<b>'),
  story('(?:a|the) [a-z]+ (?:rides|drives|runs|walks|travels|goes)(?: at)? #a km/h for #b hours? and then(?: at)? #c km/h for #d hours?[.,] how far does (?:he|she|it) (?:ride|drive|run|walk|travel|go){total}', 'calculate $<a> * $<b> + $<c> * $<d>'),
  story('tickets cost #a{money}? for adults and #b{money}? for children[.,] #c people (?:pay|paid) #d{money}?(?: in total)?[.,] how many adults are there', 'solve x + y = $<c>, $<a>x + $<b>y = $<d> for x'),
  story('tickets cost #a{money}? for adults and #b{money}? for children[.,] #c people (?:pay|paid) #d{money}?(?: in total)?[.,] how many children are there', 'solve x + y = $<c>, $<a>x + $<b>y = $<d> for y'),
  story('working together,? #c (?<who>[a-z]+) (?:fill|empty|finish|do|paint) (?:a|the) [a-z]+ in #a (?<unit>hours|minutes|days)[;,.] one(?: of them)? alone (?:takes|needs) #b \\k<unit>[.,] how long does the other(?: one)? alone take', 'calculate $<a> * $<b>/($<b> - $<a>)'),
]; // prettier-ignore

const riddles: readonly Story[] = [
  ...multipleRiddles,
  ...consecutive,
  ...inTwos,
  ...twoNumbers,
  story('the sum of two numbers is #a,? and their difference is #b[.,] (?:what are they|what are the(?: two)? numbers|find (?:them|the(?: two)? numbers))', 'solve x^2 - $<a>x + ($<a> - $<b>)($<a> + $<b>)/4 = 0 for x'),
  story('(?:the )?sum of two numbers is #a,? and their product is #b[.,] (?:what are they|what are the(?: two)? numbers|find (?:them|the(?: two)? numbers))', 'solve x^2 - $<a>x + $<b> = 0 for x'),
  story('(?:what|which) number plus #a (?:equals|is|makes|gives) #b', 'solve x + $<a> = $<b> for x'),
  story('(?:if )?half of {riddle} is #a[.,] {asked}', 'solve x/2 = $<a> for x'),
  story('i think of a number, multiply it by #a and add #b[.,;] i get #c[.,] {asked}', 'solve $<a>x + $<b> = $<c> for x'),
  story('i think of a number, multiply it by #a and subtract #b[.,;] i get #c[.,] {asked}', 'solve $<a>x - $<b> = $<c> for x'),
  story('{riddle} (?:plus|increased by) #a is #b[.,] {asked}', 'solve x + $<a> = $<b> for x'),
  story('{riddle} (?:minus|decreased by|less) #a is #b[.,] {asked}', 'solve x - $<a> = $<b> for x'),
  story('{riddle} (?:times|multiplied by) #a is #b[.,] {asked}', 'solve $<a>x = $<b> for x'),
  story('{riddle} divided by #a is #b[.,] {asked}', 'solve x/$<a> = $<b> for x'),
  story('(?:the )?product of {riddle} and #a is #b[.,] {asked}', 'solve $<a>x = $<b> for x'),
  story('(?:the )?sum of {riddle} and #a is #b[.,] {asked}', 'solve x + $<a> = $<b> for x'),
  story('{riddle}(?: is)? doubled and(?: then)? (?:increased|raised) by #a (?:is|gives|equals|makes) #b[.,] {asked}', 'solve 2x + $<a> = $<b> for x'),
  story('{riddle}(?: is)? doubled and(?: then)? (?:decreased|reduced|lowered) by #a (?:is|gives|equals|makes) #b[.,] {asked}', 'solve 2x - $<a> = $<b> for x'),
  story('{riddle} is (?:increased|raised) by #a ?(?:%|percent) (?:to|and becomes) #b[.,] (?:what was the number|{asked})', 'calculate $<b> * 100/(100 + $<a>)'),
  story('{riddle} is (?:decreased|reduced|lowered) by #a ?(?:%|percent) (?:to|and becomes) #b[.,] (?:what was the number|{asked})', 'calculate $<b> * 100/(100 - $<a>)'),
  story('twice {riddle} is #a[.,] {asked}', 'solve 2x = $<a> for x'),
  story('#a times {riddle},? (?:plus|increased by) #b is #c[.,] {asked}', 'solve $<a>x + $<b> = $<c> for x'),
  story('#a times {riddle},? (?:minus|decreased by|less) #b is #c[.,] {asked}', 'solve $<a>x - $<b> = $<c> for x'),
  story('#a more than {riddle} is #b[.,] {asked}', 'solve x + $<a> = $<b> for x'),
  story('#a less than {riddle} is #b[.,] {asked}', 'solve x - $<a> = $<b> for x'),
  story('(?:i )?think of a number[.,;] (?:i )?double it(?:,| and|, and) add #a[.,;] (?:the (?:result|answer) is|i get|and get) #b[.,] {asked}', 'solve 2x + $<a> = $<b> for x'),
]; // prettier-ignore

const stories = [
  ...changes,
  ...comparisons,
  ...rectangles,
  ...purchases,
  ...rates,
  ...prices,
  ...shares,
  ...riddles,
];

const counts = 'two three four five six seven eight nine ten eleven twelve'.split(' ');
const inDigits = (text: string): string =>
  text
    .replace(/\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b/gi, (word) =>
      String(counts.indexOf(word.toLowerCase()) + 2),
    )
    .replace(/\bone(?= [a-z]+ (?:and|cost))/gi, '1');

/** The computation or equation that a story says, its numbers in digits or in words; null for any other text. */
export function storyAsFormula(text: string): string | null {
  return toldBy(text) ?? toldBy(inDigits(text));
}

function toldBy(text: string): string | null {
  for (const { pattern, plain } of stories) {
    const found = pattern.exec(text.trim());
    if (found === null) continue;
    const said = plain
      .replace(/\$<([a-z]+)>/g, (_, name: string) => found.groups?.[name] ?? '')
      .replace(/\s+/g, ' ');
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
  }
  return null;
}
