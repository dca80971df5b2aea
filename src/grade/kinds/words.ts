/** Answers in words: choice letters, yes and no, "no solution", number words, names. Texts and tables only. */
import { different, equal, type Decision } from '../algebra/decide.ts';
import { bareWords, withoutTrailing } from './clean.ts';

/** Different ways to say the same; each group is one meaning. */
const synonyms: readonly (readonly string[])[] = [
  [
    'no solution',
    'no solutions',
    'none',
    'no real solution',
    'no real solutions',
    'no real roots',
    'no roots',
    'there is no solution',
    'there are no solutions',
    'inconsistent',
    'empty set',
    'the empty set',
    'emptyset',
    '∅',
    '\\emptyset',
    '\\varnothing',
    '\\{\\}',
    'there are none',
    'does not have a solution',
    'impossible',
  ],
  [
    'dne',
    'does not exist',
    'the limit does not exist',
    'undefined',
    'not defined',
    'limit does not exist',
    "doesn't exist",
  ],
  [
    'infinitely many solutions',
    'infinite solutions',
    'infinitely many',
    'infinite number of solutions',
    'infinite',
    'infinity',
    '\\infty',
    '∞',
  ],
  [
    'all real numbers',
    'all reals',
    'all real',
    '\\mathbb{r}',
    'ℝ',
    'r',
    'any real number',
    'every real number',
    'all values',
    'all numbers',
    '(-\\infty,\\infty)',
    '(-∞,∞)',
  ],
  ['true', 'yes', 'correct'],
  ['false', 'no', 'incorrect'],
  ['diverges', 'divergent', 'it diverges', 'the series diverges', 'the integral diverges'],
  ['converges', 'convergent', 'it converges', 'the series converges'],
  ['converges absolutely', 'absolutely convergent', 'absolute convergence'],
  ['converges conditionally', 'conditionally convergent', 'conditional convergence'],
  ['linearly independent', 'independent'],
  ['linearly dependent', 'dependent'],
];

const groups = new Map<string, number>();
for (const [index, group] of synonyms.entries()) for (const text of group) groups.set(text, index);

/** The group of synonyms a wording belongs to. */
function groupOf(text: string): number | undefined {
  // T and F are answers to true-or-false questions; t and f are variables.
  if (text === 'T') return groups.get('true');
  if (text === 'F') return groups.get('false');
  return groups.get(withoutTrailing(text.toLowerCase(), '.!'));
}

const choicePattern = /^(?:(?:option|choice|answer|part)\s*)?(?:\(\s*([A-Za-z])\s*\)|([A-Za-z])\s*[).:]?)$/i;

/** The letter of a multiple-choice answer: `(C)`, `C.`, `\text{(C)}`, `Option C`; null for anything longer. */
export function choiceLetter(text: string): string | null {
  const match = choicePattern.exec(bareWords(text));
  return match === null ? null : (match[1] ?? match[2] ?? null);
}

/** `(C) 12`, `C. 12`, `C) 12`: a letter and then the answer's text. */
export function choiceWithText(text: string): { readonly letter: string; readonly rest: string } | null {
  const match = /^(?:\(\s*([A-Z])\s*\)|([A-Z])\s*[).:])\s*(\S.*)$/s.exec(bareWords(text));
  // "(A) and (B)" names two choices, not one with its text.
  if (match === null || /^(?:and|or|&|,)\s*\(?[A-Z]\)?[.,]?$/.test(match[3]!)) return null;
  return { letter: (match[1] ?? match[2])!, rest: match[3]! };
}

const units: readonly string[] =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens: readonly string[] = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ordinals: Readonly<Record<string, number>> = {
  half: 2,
  halves: 2,
  third: 3,
  thirds: 3,
  quarter: 4,
  quarters: 4,
  fourth: 4,
  fourths: 4,
  fifth: 5,
  fifths: 5,
  sixth: 6,
  sixths: 6,
  seventh: 7,
  sevenths: 7,
  eighth: 8,
  eighths: 8,
  ninth: 9,
  ninths: 9,
  tenth: 10,
  tenths: 10,
};

/** `twenty-three`, `one hundred and five`, `two thirds` → text of the number, or null. */
export function numberFromWords(text: string): string | null {
  const words = text
    .toLowerCase()
    .replace(/[-\u2010-\u2014]/g, ' ')
    .replace(/\band\b/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0 || words.length > 14) return null;
  const last = words[words.length - 1]!;
  if (Object.hasOwn(ordinals, last) && words.length >= 2) {
    const above =
      words[words.length - 2] === 'a' || words[words.length - 2] === 'an'
        ? 1
        : wholeFromWords(words.slice(0, -1));
    return above === null ? null : `${above}/${ordinals[last]!}`;
  }
  const value = wholeFromWords(words[0] === 'negative' || words[0] === 'minus' ? words.slice(1) : words);
  if (value === null) return null;
  return words[0] === 'negative' || words[0] === 'minus' ? `-${value}` : String(value);
}

function wholeFromWords(words: readonly string[]): number | null {
  let total = 0;
  let group = 0;
  if (words.length === 0) return null;
  for (const word of words) {
    const unit = units.indexOf(word);
    const ten = tens.indexOf(word);
    if (unit >= 0) group += unit;
    else if (ten > 0) group += ten * 10;
    else if (word === 'hundred') group = (group === 0 ? 1 : group) * 100;
    else if (word === 'thousand' || word === 'million' || word === 'billion') {
      total += (group === 0 ? 1 : group) * { thousand: 1e3, million: 1e6, billion: 1e9 }[word];
      group = 0;
    } else return null;
  }
  return total + group;
}

/** Letters and digits only, for comparing wordings. */
function skeleton(text: string, caseSensitive: boolean): string {
  const plain = bareWords(text)
    .replace(/\\[a-zA-Z]+/g, (command) => command.slice(1))
    .replace(/\b(?:the|a|an)\b\s*/gi, '')
    .replace(/[\s\\{}()[\].,;:'"!?_-]+/g, '');
  return caseSensitive || plain.length <= 1 ? plain : plain.toLowerCase();
}

/** Decides two wordings. Different wordings may mean the same, so `different` is said of known meanings only. */
export function compareWords(gold: string, pred: string, caseSensitive: boolean): Decision {
  const a = bareWords(gold);
  const b = bareWords(pred);
  const [goldChoice, predChoice] = [choiceLetter(a), choiceLetter(b)];
  if (goldChoice !== null && predChoice !== null) {
    const bracketed = /[()]|option|choice/i.test(a + b);
    const same =
      goldChoice === predChoice || (bracketed && goldChoice.toLowerCase() === predChoice.toLowerCase());
    return same
      ? equal('text', 'the same letter')
      : different('text', 'different letters', `${goldChoice} against ${predChoice}`);
  }
  const [goldGroup, predGroup] = [groupOf(a), groupOf(b)];
  if (goldGroup !== undefined && goldGroup === predGroup) return equal('text', 'the same meaning');
  const [x, y] = [skeleton(a, caseSensitive), skeleton(b, caseSensitive)];
  if (x !== '' && x === y) return equal('text', 'the same words');
  const meaningful = goldGroup !== undefined && predGroup !== undefined;
  return different(
    'text',
    meaningful ? 'different meanings' : 'different words',
    `${a.slice(0, 60)} against ${b.slice(0, 60)}`,
  );
}
