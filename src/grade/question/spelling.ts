/**
 * Slips of the finger in the words of a question: two letters exchanged, one typed twice, one missing. A word is mended
 * only where it is none of those that questions are asked in and exactly one of them is that near; nothing is guessed
 * about other words.
 */

/** What questions are asked in. Words that are merely near to one of these stand here to be left alone. */
const words = new Set(
  `about above absolute added addition after again algorithm altogether amount angle angles another answer antiderivative
  apart approach approaches approximate approximation area arithmetic arrange arrangements ascending assume average balls
  base become before begins below between bigger biggest binomial both bottom bounds bring calculate cancel cards change
  check choose chosen circle circular circumference class clear close closest coefficient coins collect column columns
  combine combining come comes committees common compare complete completed completely complex composite compound compute
  cone congruent conjugate constant continue continues convert corners cosine cost count cover critical cross cube cubic cuboid curve
  cycles cylinder data dates days decimal decrease decreased decreasing define defined definite degree degrees denominator
  denominators derivative descending describe determinant determine diameter dice difference different differentiate
  digit digits discriminant distance distinct distribute divide divided divides dividing divisible division divisor
  divisors does dollars double drawn each earlier edges eight eighth eleven eliminate elimination elements endpoints equal
  equals equation equations equivalent estimate euclidean euros evaluate every exact exactly exceed expand expanded explain
  exponent exponential exponents express expressed expression factor factored factoring factorise factorised factorization
  factorize factors fair fifth figure figures find first five following form formed formula forty four fourth fraction
  fractional fractions frequent from fully function functions geometric give given gives goes gradient grams graph great
  greater greatest groups half have height hexadecimal high higher highest holds horizontal hour hours hundred hundreds
  hypotenuse identity imaginary improper inches increase increased increasing indefinite inequalities inequality infinity
  inner integer integers integral integrate interest interior intersect intersection interval inverse invert inverted isolate items
  kilogram kilograms kilometer kilometers kilometre kilometres ladder large larger largest last later least leave leaves
  length lengths less letter letters level like likely limit limits line linear liter liters litre litres logarithm
  logarithmic logarithms long lower lowest magnitude make makes many marble marbles matrices matrix mean means measure
  measures median meter meters metre metres middle midpoint miles milligrams milliliters millilitres millimeters
  millimetres million minus minute minutes missing mixed modulo modulus month months more much multiple multiples
  multiplication multiplied multiply natural nearest negative next nine ninth number numbers numeral numerals occur order
  ordered other over parallel parentheses part parts pass passes passing pattern people percent percentage perimeter
  permutations pick picked picking place places plane please point points polygon polynomial population positive possible
  pound pounds power powers price prime primes prism probability problem product progression proportion pyramid
  quadratic quadrilateral question quotient radical radicals radius raised random range rate ratio rational rationalise rationalize ratios reach
  reason reasoning rectangle rectangular reduce regular remain remainder remaining remove replacement represent respect
  result rewrite right rise roll rolled root roots round rounded rounding rule runs satisfies satisfy satisfying scalar
  score scores second seconds segment select selections separate sequence series seven seventh several share shared shares
  show side sided sides sign signs similar simple simplest simplified simplify simultaneous sine single sixth slope slow
  small smaller smallest solution solutions solve solved solves some sort speed sphere split square squared stand
  standard stars start starts state stationary steep step steps straight string subscript substitute substituting substitution
  subtract such suppose surface system take taken tangent team tell tens tenth term terms thank thanks that their them
  then there these they thing things third this thousand thousands three through thrown tiles time times together tonnes
  toss total touches transpose trapezium trapezoid triangle true truth turn twelve twice under union unit units unknown
  unknowns until using value values vanish variable variance vector vectors vertex vertices volume volumes ways week weeks
  were what when where whether which whole width will with without word words work worked working works would write
  written yards year years yield yields zero zeros`.split(/\s+/),
);

const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));
/** Shorter words are too often near to another. */
const shortest = { exchanged: 4, doubled: 5, missing: 6 } as const;

function* mended(word: string): Generator<string> {
  for (let i = 0; i < word.length; i++) {
    const [before, here, next, behind] = [
      word.slice(0, i),
      word[i] ?? '',
      word[i + 1] ?? '',
      word.slice(i + 2),
    ];
    if (word.length >= shortest.exchanged && next !== '') yield before + next + here + behind;
    if (word.length >= shortest.doubled && here === next) yield before + here + behind;
    if (word.length >= shortest.missing) for (const letter of letters) yield before + letter + word.slice(i);
  }
  if (word.length >= shortest.missing) for (const letter of letters) yield word + letter;
}

function spelt(word: string): string {
  const bare = word.toLowerCase();
  if (bare.length < shortest.exchanged || words.has(bare)) return word;
  const near = new Set([...mended(bare)].filter((one) => words.has(one)));
  const [only, other] = near;
  if (only === undefined || other !== undefined) return word;
  return /^[A-Z]/.test(word) ? only.charAt(0).toUpperCase() + only.slice(1) : only;
}

/** The text with slips in its words mended; names of TeX commands and what is glued to digits stay. */
export function withKnownSpelling(text: string): string {
  return text.replace(/(?<![\\A-Za-z\d{_^])[A-Za-z]{4,20}(?![A-Za-z\d}(])/g, spelt);
}
