/**
 * The conventions under which two answers are compared, their defaults, and what a problem's own words say about
 * them. The defaults fit the grading of model answers: notation is free, values are not. `docs/GRADING.md` has the
 * table.
 */
export interface EquivalentOptions {
  /** The problem's text: "to 2 decimal places", "in simplest form", "x > 0", "over the integers" count. */
  readonly problem?: string;
  /** Time for one pair in milliseconds. Default 200. */
  readonly timeoutMs?: number;
  /** `any`: `1, 2` equals `2, 1`. `given`: lists are ordered. Default `any`; tuples are always ordered. */
  readonly listOrder?: 'any' | 'given';
  /** `both`: 28% equals 28 and 0.28. `value`: 28% is 0.28 only. Default `both`. */
  readonly percent?: 'both' | 'value';
  /** `ignore`: a unit on one side only does not matter. `require`: it must be there. Default `ignore`. */
  readonly units?: 'ignore' | 'require';
  /** A decimal that rounds the other value correctly counts if its relative error is at most this. Default 1e-4. */
  readonly roundingTolerance?: number;
  /** Relative tolerance between any two numbers, exact or not. Default 0: exact. */
  readonly relativeTolerance?: number;
  /** Both values rounded to this many decimal places must agree. Default none (or the problem's). */
  readonly decimalPlaces?: number;
  /** `x ∈ [1,2]`, `1 ≤ x ≤ 2` and `[1,2]` are the same. Default true. */
  readonly intervalsAsInequalities?: boolean;
  /** `(1,3)` and `{1,3}` (bare braces) may stand for each other in the given order. Default true. */
  readonly tupleAsSet?: boolean;
  /** Whether case matters in words of two letters or more. Default false. */
  readonly caseSensitive?: boolean;
  /** The form must be simplified (reduced fractions, no square factors under roots). Default: what the problem says. */
  readonly requireSimplified?: boolean;
  /** `x^2 = 9` is not accepted for `x = ±3`, nor `2x > 4` for `x > 2`: restating is not solving. Default true. */
  readonly requireSolved?: boolean;
  /** `x^2` is not accepted for `x^2 + C`. Default true. */
  readonly requireConstant?: boolean;
  /** `3,14` is 3.14 wherever it stands. Default false (a lone `3,14` against a number is read as one anyway). */
  readonly decimalComma?: boolean;
  /** `$`, line break, formula, line break, `$` is a formula, as in TeX. Default false, as in Markdown: unknown. */
  readonly inlineAcrossLines?: boolean;
  /** Variables are positive. Default: what the problem says. */
  readonly positive?: boolean;
  /** All variables are whole numbers. Default: those that the problem says are. */
  readonly integers?: boolean;
  /** The document's own `\newcommand`s. */
  readonly macros?: Readonly<Record<string, string>>;
}

/** What a problem's words ask of its answer. */
export interface Instructions {
  readonly decimalPlaces: number | null;
  /** Round to a multiple of this power of ten: nearest ten is 1. */
  readonly nearestPower: number | null;
  readonly significantFigures: number | null;
  readonly simplified: boolean;
  readonly factored: boolean;
  readonly expanded: boolean;
  readonly positive: boolean;
  /** The variables that the problem says are whole numbers. */
  readonly integers: readonly string[];
  readonly aboutTime: boolean;
  readonly inDegrees: boolean;
  /** A list is asked for in an order: `1, 2` is not `2, 1`. */
  readonly inOrder: boolean;
}

const none: Instructions = {
  decimalPlaces: null,
  nearestPower: null,
  significantFigures: null,
  simplified: false,
  factored: false,
  expanded: false,
  positive: false,
  integers: [],
  aboutTime: false,
  inDegrees: false,
  inOrder: false,
};

const numberWords: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6 };
const places: Readonly<Record<string, number>> = {
  integer: 0,
  'whole number': 0,
  unit: 0,
  one: 0,
  tenth: 1,
  hundredth: 2,
  cent: 2,
  thousandth: 3,
  'ten-thousandth': 4,
  'ten thousandth': 4,
};

function count(word: string | undefined): number | null {
  if (word === undefined) return null;
  const lower = word.toLowerCase();
  return /^\d$/.test(lower) ? Number(lower) : Object.hasOwn(numberWords, lower) ? numberWords[lower]! : null;
}

const wholeNumbers = String.raw`(?:(?:positive|negative|non-?negative|non-?zero|even|odd|natural) )?(?:integers?|whole numbers?|natural numbers?)\b`;
const letter = String.raw`\$?([a-z])\$?`;
const declared = new RegExp(
  String.raw`(?<![a-z\\])${letter}(?:,? (?:and )?${letter})?(?:,? and ${letter})? (?:is|are|be|denotes?)(?: an?| any| both)? ${wholeNumbers}`,
  'gi',
);
const membership = /(?<![a-z\\])([a-z])\s*(?:\\in|∈)\s*(?:\\mathbb\s*\{?\s*[ZN]|ℤ|ℕ)/gi;
const quantified = new RegExp(
  String.raw`(?:for (?:all|any|every|each|some)|let) ${wholeNumbers.replace('\\b', '')} ${letter}(?![a-z])`,
  'gi',
);

/** "where n is a positive integer", "integers a and b", "k ∈ ℤ": the names. */
function wholeVariables(text: string): readonly string[] {
  const names = new Set<string>();
  for (const pattern of [declared, membership, quantified])
    for (const match of text.matchAll(pattern))
      for (const name of match.slice(1) as (string | undefined)[]) if (name !== undefined) names.add(name);
  return [...names];
}

/** "Sort …", "in ascending order", "from least to greatest". */
const orderAsked =
  /^\W*(?:(?:\d{1,3}|[a-z])[.)]\W*)?(?:sort|arrange)\b|[.:;]\s*(?:sort|arrange)\b|\bin(?:to)? (?:(?:an?|their|the) )?(?:ascending|descending|increasing|decreasing|numerical) order\b|\bfrom (?:the )?(?:small|large|low|high|least|great|big)(?:e?st)? (?:value )?to (?:the )?(?:small|large|low|high|least|great|big)(?:e?st)?\b/i;

/** Reads the instructions out of a problem's text; no text asks for nothing. */
export function readInstructions(problem: string | undefined): Instructions {
  if (problem === undefined || problem === '') return none;
  const text = problem.slice(0, 8_000).replace(/\s+/g, ' ');
  const decimals = /\b(\d|one|two|three|four|five|six) (?:decimal places?|decimals|d\.p\.)/i.exec(text);
  const nearest =
    /nearest (ten-thousandth|ten thousandth|whole number|integer|tenth|hundredth|thousandth|cent|unit|one)\b/i.exec(
      text,
    );
  const coarse = /nearest (ten|hundred|thousand)\b/i.exec(text)?.[1]?.toLowerCase();
  const figures = /\b(\d|one|two|three|four|five|six) significant (?:figures?|digits?)/i.exec(text);
  return {
    decimalPlaces:
      count(decimals?.[1]) ?? (nearest === null ? null : (places[nearest[1]!.toLowerCase()] ?? null)),
    nearestPower: coarse === undefined ? null : coarse === 'ten' ? 1 : coarse === 'hundred' ? 2 : 3,
    significantFigures: count(figures?.[1]),
    simplified:
      /\b(?:simplest (?:radical )?form|lowest terms|fully simplified|reduced fraction|common fraction in lowest)\b/i.test(
        text,
      ),
    factored:
      /\b(?:factor|factori[sz]e)(?: (?:completely|fully|the|each|out|over|by))?\b(?!s? of)/i.test(text) &&
      !/\bfactorial\b/i.test(text),
    expanded: /\bexpand\b/i.test(text),
    positive:
      /\b(?:assume|suppose|let|where|for|given)\b[^.]{0,60}\b(?:variables?|numbers?|values?|quantities|[a-z])\b[^.]{0,30}\b(?:are|is|be)\b[^.]{0,12}\bpositive\b/i.test(
        text,
      ) ||
      /\bassume[^.]{0,40}nonnegative\b/i.test(text) ||
      /\$?\b[a-z]\s*>\s*0\b/i.test(text),
    integers: wholeVariables(text),
    aboutTime: /\b(?:what time|o'clock|clock|a\.m\.|p\.m\.|24-hour)\b/i.test(text),
    inDegrees: /\bin degrees\b|\bdegrees?\b/i.test(text),
    inOrder: orderAsked.test(text),
  };
}
