/**
 * Answers in half-sentences → the formula they stand for: "x is at least 2", "all real numbers except 1", "101 base
 * 2", "3 out of 4", "two and a half", "1 h 30 min", "5'4\"". Tables of wordings over text; whether the formula is
 * right is nobody's business here.
 */
import { bareWords } from './clean.ts';
import { setInWords } from './prose-sets.ts';
import { fromSympy } from './sympy.ts';
import { leadingNumberWords, numberFromWords } from './number-words.ts';

type Rewrite = readonly [pattern: RegExp, by: string];

const comparisons: readonly Rewrite[] = [
  [/\b(?:is |are )?(?:greater|more|larger) than or equal to\b/gi, '\\ge'],
  [/\b(?:is |are )(?:at least|no less than|not less than|no smaller than)\b/gi, '\\ge'],
  [/\b(?:is |are )?(?:less|smaller|fewer) than or equal to\b/gi, '\\le'],
  [/\b(?:is |are )(?:at most|no more than|no greater than|not more than|not greater than)\b/gi, '\\le'],
  [/\b(?:does not|doesn't|cannot|can't|can not|must not|may not) exceed\b/gi, '\\le'],
  [/\b(?:cannot|can't|must not) be (?:less|smaller|fewer|lower) than\b/gi, '\\ge'],
  [/\b(?:cannot|can't|must not) be (?:greater|more|larger|bigger|higher) than\b/gi, '\\le'],
  [/\b(?:is |are )?(?:strictly )?(?:greater|more|larger|bigger) than\b|\bexceeds\b/gi, '>'],
  [/\b(?:is |are )?(?:strictly )?(?:less|smaller|fewer) than\b|\b(?:is|are) below\b/gi, '<'],
  [/\b(?:is |are )?(?:not equal to|different from)\b|\bdoes(?: not|n't) equal\b/gi, '\\ne'],
  [/\b(?:is |are )?equal to\b|\bequals\b/gi, '='],
];

const everyReal =
  /^(?:the (?:set|domain|range|solution)(?: set)? (?:of|is) )?(?:all|any|every) (?:real )?(?:numbers?|values?|reals?|x)(?: of)?(?: \$?[a-z]\$?)?(?: (?:that are|which are|such that|where|with|for which))?(?: \$?([a-z])\$?(?: is)?)?\s*(?=\\ge|\\le|\\ne|>|<|[≤≥≠])/i;
const exceptions =
  /^(?:the set of )?(?:all|any|every) (?:real )?(?:numbers?|values?|reals?)(?: of)?(?: \$?[a-z]\$?)?,? (?:except|excluding|other than|but|besides)(?: for)?(?: \$?[a-z]\s*=)?\s*(.+)$/i;
const realsWithout =
  /^\$?(?:R|ℝ|\\mathbb\s*\{?R\}?|\(-\\infty,\s*\\infty\))\s*(?:\\ |\\\\|\\|-|−|–|\/|\\backslash|without)\s*\\?\{(.+?)\\?\}\$?$/;
const between =
  /^(?:\$?([a-z])\$? (?:is|lies) )?between (\S+) and (\S+?)(,? \(?(?:inclusive(?:ly)?|exclusive(?:ly)?)\)?)?$/i;
const parity = /^\$?([a-z])\$?\s+(?:is|must be) (?:an? )?(even|odd)(?: (?:integer|number))?$/i;
const scientific = /^([-−]?\d+(?:\.\d+)?)\s*[xX]\s*(10\s*\^.*)$/;
const outOf = /^(\d+) (?:out of|in) (\d+)$/i;
const toRatio = /^\d+(?:\.\d+)?(?:\s*(?:\\text\s*\{\s*to\s*\}|to)\s*\d+(?:\.\d+)?)+$/i;
const scale =
  /^((?:\\?\$\s*)?[-−]?\d[\d,]*(?:\.\d+)?)\s*(?:\\text\s*\{\s*)?(thousand|million|billion|trillion)\b\s*\}?(.*)$/i;
const scaleExponents: Readonly<Record<string, number>> = {
  thousand: 3,
  million: 6,
  billion: 9,
  trillion: 12,
};
const inBase =
  /^([0-9A-Za-z]+)(?:_\{?\d+\}?)?,? (?:in )?\(?base[ -](\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve|sixteen)\)?$/i;
const bracketedNumeral = /^\(([0-9A-Z]+)\)_(\d|\{\s*(?:\d{1,2}|\\text\{[a-z]+\})\s*\})$/;
const programmed = /^0([bBoOxX])([0-9A-Fa-f]+)$/;
/** `[1 2; 3 4]` */
const semicolonRows = /^\[\s*[-−\d./]+(?:\s+[-−\d./]+)+\s*(?:;\s*[-−\d./]+(?:\s+[-−\d./]+)+\s*)+\]$/;
const ordinal = /^(\d+)(?:st|nd|rd|th)$/i;
const degreesByO = /^(.*\d)\s*\^\s*\{?\s*(?:o|\\text\s*\{\s*o\s*\}|\\mathrm\s*\{\s*o\s*\})\s*\}?$/;

const parts: readonly (readonly [pattern: RegExp, units: readonly string[]])[] = [
  [
    /^(\d+(?:\.\d+)?)\s*(?:h|hrs?|hours?)(?:,|\s|and)*(\d+(?:\.\d+)?)\s*(?:m|mins?|minutes?)(?:(?:,|\s|and)*(\d+(?:\.\d+)?)\s*(?:s|secs?|seconds?))?$/i,
    ['hours', 'minutes', 'seconds'],
  ],
  [/^(\d+):(\d{2})\s*(?:hours|hrs?)$/i, ['hours', 'minutes']],
  [
    /^(\d+)\s*(?:m|mins?|minutes?)(?:,|\s|and)*(\d+(?:\.\d+)?)\s*(?:s|secs?|seconds?)$/i,
    ['minutes', 'seconds'],
  ],
  [/^(\d+)\s*days?(?:,|\s|and)*(\d+(?:\.\d+)?)\s*(?:h|hrs?|hours?)$/i, ['days', 'hours']],
  [
    /^(\d+)\s*(?:'|′|ft|feet|foot)(?:,|\s|and)*(\d+(?:\.\d+)?)\s*(?:"|″|''|in|inch|inches)$/i,
    ['feet', 'inches'],
  ],
  [/^(\d+(?:\.\d+)?)\s*(?:"|''|inches)$/, ['inches']],
  [/^\$?(\d+)\s*dollars?(?:,|\s|and)*(\d+)\s*cents?$/i, ['dollars', 'cents']],
  [/^(\d+)\s*(?:lbs?|pounds?)(?:,|\s|and)*(\d+(?:\.\d+)?)\s*(?:oz|ounces?)$/i, ['pounds', 'ounces']],
];

/** The formula a wording stands for, or null where it is none of those known here. */
export function fromProse(source: string): string | null {
  if (source.length > 400) return null;
  const text = source.replace(/\\text\s*\{([^{}]*)\}/g, '$1').trim();
  return notation(text) ?? quantity(text) ?? setInWords(text) ?? numberWithNoun(text) ?? comparison(text);
}

function notation(text: string): string | null {
  const mantissa = scientific.exec(text);
  if (mantissa !== null) return `${mantissa[1]!} \\times ${mantissa[2]!}`;
  const share = outOf.exec(text);
  if (share !== null) return `${share[1]!}/${share[2]!}`;
  if (toRatio.test(text)) return text.replace(/\\text\s*\{\s*to\s*\}|to/gi, ':');
  const based = inBase.exec(bareWords(text));
  if (based !== null)
    return `${based[1]!}_{\\text{${based[2]!.toLowerCase()}}}`.replace(/\\text\{(\d+)\}/, '$1');
  const bracketed = bracketedNumeral.exec(text);
  if (bracketed !== null) return `${bracketed[1]!}_${bracketed[2]!}`;
  const literal = programmed.exec(text);
  if (literal !== null)
    return `${literal[2]!}_{${({ b: '2', o: '8', x: '16' } as Record<string, string>)[literal[1]!.toLowerCase()]!}}`;
  const sympy = fromSympy(text);
  if (sympy !== null) return sympy;
  const called = /^(?:sympy\.|np\.|numpy\.)?(?:Matrix|array|vector)\((\[.*\])\)$/i.exec(text);
  if (called !== null) return called[1]!;
  if (semicolonRows.test(text))
    return `\\begin{pmatrix}${text
      .slice(1, -1)
      .split(';')
      .map((row) => row.trim().split(/\s+/).join(' & '))
      .join(' \\\\ ')}\\end{pmatrix}`;
  const nth = ordinal.exec(text);
  if (nth !== null) return nth[1]!;
  const angle = degreesByO.exec(text);
  return angle === null ? null : `${angle[1]!}^\\circ`;
}

function quantity(text: string): string | null {
  if (/^(?:negative|minus) infinity$/i.test(text)) return '-\\infty';
  const share = /^(.*\d)\s*per ?cent$/i.exec(text);
  if (share !== null) return `${share[1]!}\\%`;
  const scaled = scale.exec(text);
  if (scaled !== null)
    return `${scaled[1]!} \\times 10^{${scaleExponents[scaled[2]!.toLowerCase()]!}} ${scaled[3]!}`;
  const plain = bareWords(text.replaceAll('″', '"')) + (/["″]\s*$/.test(text) ? '"' : '');
  for (const [pattern, units] of parts) {
    const match = pattern.exec(plain);
    if (match === null) continue;
    return units
      .map((unit, index) => (match[index + 1] === undefined ? '' : `${match[index + 1]!} \\text{ ${unit} }`))
      .join(' ');
  }
  return null;
}

/** "five centimeters", "twenty percent", "three quarters of an hour": the number in digits, the rest as it is. */
function numberWithNoun(text: string): string | null {
  const plain = bareWords(text);
  if (!/^[A-Za-z][A-Za-z\s-]*$/.test(plain)) return null;
  const whole = numberFromWords(plain);
  if (whole !== null) return whole;
  const lead = leadingNumberWords(plain);
  if (lead === null || lead.rest === '') return null;
  return `(${lead.number}) \\text{ ${lead.rest.replace(/^of (?:an? )?/, '')} }`.replace(
    /\\text\{ per ?cent \}/,
    '\\%',
  );
}

function comparison(text: string): string | null {
  const without = exceptions.exec(text) ?? realsWithout.exec(text);
  if (without !== null) {
    const values = without[1]!
      .replace(/\$|\b[a-z]\s*=\s*/g, '')
      .replace(/\band\b/g, ',')
      .replace(/\b[a-z]{3,9}\b/gi, (word) => numberFromWords(word) ?? word);
    return /[A-Za-z]{3}/.test(values.replace(/\\[A-Za-z]+/g, '')) ? null : `x \\ne ${values}`;
  }
  const even = parity.exec(text);
  if (even !== null) return `${even[1]!} = 2k${even[2]!.toLowerCase() === 'odd' ? ' + 1' : ''}`;
  const range = between.exec(text);
  if (range !== null) {
    const sign = /inclusive/i.test(range[4] ?? '') ? '\\le' : '<';
    return `${range[2]!.replace(/,$/, '')} ${sign} ${range[1] ?? 'x'} ${sign} ${range[3]!}`.replaceAll(
      '$',
      '',
    );
  }
  let rewritten = text;
  for (const [pattern, by] of comparisons) rewritten = rewritten.replace(pattern, by);
  if (rewritten === text) return null;
  rewritten = rewritten
    .replaceAll('$', '')
    .replace(everyReal, (_, name: string | undefined) => `${name ?? 'x'} `);
  return /[A-Za-z]{2,}/.test(rewritten.replace(/\\[A-Za-z]+|\b(?:and|or)\b/g, '')) ? null : rewritten;
}
