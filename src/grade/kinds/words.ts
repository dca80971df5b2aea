/** Answers in words: choice letters, yes and no, "no solution", names. Texts and tables only. */
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
  ['monday', 'mon'],
  ['tuesday', 'tue', 'tues'],
  ['wednesday', 'wed'],
  ['thursday', 'thu', 'thur', 'thurs'],
  ['friday', 'fri'],
  ['saturday', 'sat'],
  ['sunday', 'sun'],
  ['january', 'jan'],
  ['february', 'feb'],
  ['august', 'aug'],
  ['september', 'sep', 'sept'],
  ['october', 'oct'],
  ['november', 'nov'],
  ['december', 'dec'],
  ['linearly independent', 'independent'],
  ['linearly dependent', 'dependent'],
];

const groups = new Map<string, number>();
for (const [index, group] of synonyms.entries()) for (const text of group) groups.set(text, index);

/** The group of synonyms a wording belongs to; "the system has no solution" is "no solution". */
function groupOf(text: string): number | undefined {
  const exact = exactGroup(text);
  if (exact !== undefined) return exact;
  const said = /^(?:the|this|it|there) ?[a-z ]{0,40}? ?(?:has|have|is|are|does|do) (.+)$/i.exec(text)?.[1];
  return said === undefined ? undefined : exactGroup(said);
}

function exactGroup(text: string): number | undefined {
  // T and F are answers to true-or-false questions; t and f are variables.
  if (text === 'T') return groups.get('true');
  if (text === 'F') return groups.get('false');
  return groups.get(withoutTrailing(text.toLowerCase(), '.!'));
}

const choicePattern = /^(?:(?:option|choice|answer|part)\s*)?(?:\(\s*([A-Za-z])\s*\)|([A-Za-z])\s*[).:]?)$/i;

/** The letter of a multiple-choice answer: `(C)`, `C.`, `\text{(C)}`, `Option C`; null for anything longer. */
export function choiceLetter(text: string): string | null {
  // n! is a factorial.
  const match = /[A-Za-z]\s*!/.test(text) ? null : choicePattern.exec(bareWords(text));
  return match === null ? null : (match[1] ?? match[2] ?? null);
}

/** `(C) 12`, `C. 12`, `C) 12`: a letter and then the answer's text. */
export function choiceWithText(text: string): { readonly letter: string; readonly rest: string } | null {
  const match = /^(?:\(\s*([A-Z])\s*\)|([A-Z])\s*[).:])\s*(\S.*)$/s.exec(bareWords(text));
  // "(A) and (B)" names two choices, not one with its text.
  if (match === null || /^(?:and|or|&|,)\s*\(?[A-Z]\)?[.,]?$/.test(match[3]!)) return null;
  return { letter: (match[1] ?? match[2])!, rest: match[3]! };
}

/** Words that say nothing about the answer: "it is odd", "the graph is a parabola", "isosceles triangle". */
const fillers = new Set(
  (
    'the a an it is was are they were be on at in to and of i that this its there answer solution result graph system equation ' +
    'function series sequence limit integral number triangle quadrilateral shape figure curve day month person statement'
  ).split(' '),
);

/** The words of a wording, or null where it holds operators, digits or commands: then it is no wording. */
function wordsOf(text: string, caseSensitive: boolean): string[] | null {
  if (!/^[\p{L}\p{M}\s.,;:'’"“”?()&–-]*!?$/u.test(text) || /(?:^|[\s(])[-–]/.test(text)) return null;
  if (text.endsWith('!') && !/\s/.test(text)) return null;
  const words = text
    .replace(/^A (?=[a-z])/, 'a ')
    .split(/[^\p{L}\p{M}’']+/u)
    .filter((word) => word !== '');
  if (!words.some((word) => word.length > 1)) return null;
  return words.map((word) => (caseSensitive || word.length === 1 ? word : word.toLowerCase()));
}

/** The same words, articles apart; or else the same but for words that say nothing. A negation always counts. */
function sameWording(a: string, b: string, caseSensitive: boolean): boolean {
  const [x, y] = [wordsOf(a, caseSensitive), wordsOf(b, caseSensitive)];
  if (x === null || y === null) return false;
  if (x.join('') === y.join('') && !/[,;&]/.test(a + b)) return true;
  const core = (words: readonly string[]): string => words.filter((word) => !fillers.has(word)).join(' ');
  return core(x) !== '' && core(x) === core(y);
}

/** `yes` or `no` where an answer opens with it and goes on: "Yes, the series converges." */
function openingWord(text: string): string {
  return /^(yes|no|true|false)\s*[,.;:–-]\s*\S/i.exec(text)?.[1] ?? text;
}

/** Decides two wordings. Different wordings may mean the same, so `different` is said of known meanings only. */
export function compareWords(gold: string, pred: string, caseSensitive: boolean): Decision {
  const a = openingWord(bareWords(gold));
  const b = openingWord(bareWords(pred));
  const [goldChoice, predChoice] = [choiceLetter(gold), choiceLetter(pred)];
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
  if (sameWording(a, b, caseSensitive)) return equal('text', 'the same words');
  const meaningful = goldGroup !== undefined && predGroup !== undefined;
  return different(
    'text',
    meaningful ? 'different meanings' : 'different words',
    `${a.slice(0, 60)} against ${b.slice(0, 60)}`,
  );
}
