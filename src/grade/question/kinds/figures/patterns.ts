/**
 * Whole sentences as patterns: a question of these kinds is read only where all of its text is one of a few known
 * sentences, apart from courtesies around it. One condition more, and no pattern fits.
 */
import type { QuestionText } from '../../read-text.ts';

/** What `{find}` stands for in a pattern; `{at:ordinal}` captures it under the name `at`. */
const parts: Readonly<Record<string, string>> = {
  find: "(?:find|calculate|work out|determine|compute|give|state|tell me|what is|what's|what are|evaluate|write down|write)",
  and: '(?:,? and|,)',
  letter: '[A-Za-z]',
  integer: '\\d{1,9}',
  count: '(?:\\d{1,4}|two|three|four|five|six|seven|eight|nine|ten)',
  ordinal: '(?:\\d{1,6} ?(?:st|nd|rd|th)|third|[a-z]{3,6}th)',
  number: '\\d+(?:\\.\\d+)?',
  formula: '.+?',
  point: '\\([^()A-Za-z]+\\)',
  sequence: '(?:sequence|progression|series)',
};

/** A pattern for the whole of a question; case does not matter, a final stop is left out. */
function pattern(source: string): RegExp {
  const filled = source
    .replace(/\{([a-z]+)\}/g, (_, part: string) => parts[part] ?? part)
    .replace(
      /\{([a-zA-Z]+):([a-z]+)\}/g,
      (_, name: string, part: string) => `(?<${name}>${parts[part] ?? part})`,
    );
  return new RegExp(`^${filled}$`, 'i');
}

export const patterns = (...sources: readonly string[]): readonly RegExp[] => sources.map(pattern);

const before = /^(?:(?:question|problem|exercise|q|task|homework|please help|please) ?:? )+/i;
const after =
  /[.?,]? ?\(?(?:show (?:me )?(?:all )?(?:your |the )?(?:work(?:ing)?|steps)|explain each step|thanks|give an exact answer|write down your reasoning|please|(?:(?:leave|give|express|write) )?(?:your |the )?answer in terms of (?:pi|π|\\pi)|(?<=\()in terms of (?:pi|π|\\pi)(?=\))|(?:leave|keep) (?:pi|π|\\pi) in (?:your|the) answer)(?: step by step)?[.!]?\)?$/i;

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `k³` as `k^{3}`, `2·k` as `2*k`. */
function inCommonSigns(text: string): string {
  const digits = (run: string): string =>
    Array.from(run, (one) => (one === '⁻' ? '-' : raised.indexOf(one))).join('');
  return text.replace(/[⁻⁰¹²³⁴-⁹]+/g, (run) => `^{${digits(run)}}`).replace(/[·⋅]/g, '*');
}

/** The text of a question without courtesies, and without the stop or mark at its end. */
export function sentence({ plain }: QuestionText): string {
  let text = inCommonSigns(plain)
    .replace(/\\left(?![A-Za-z])|\\right(?![A-Za-z])/g, '')
    .replace(/\s+/g, ' ');
  text = text.replace(before, '');
  for (let length = -1; length !== text.length;) {
    length = text.length;
    text = text.replace(after, '').replace(/[\s.?:,!]+$/, (end) => (/^!/.test(end) ? '!' : ''));
  }
  return text.replace(/\s+([.?,:])/g, '$1').trim();
}

export type Captures = Readonly<Record<string, string | undefined>>;

/**
 * What the first pattern that fits has captured, by name; null where none fits. A bare name of what is wanted ("Sum of
 * the roots of …") asks for it.
 */
export function captured(text: QuestionText, sentences: readonly RegExp[]): Captures | null {
  const said = sentence(text);
  // A decimal without its leading zero is not told from a stop.
  if (/(?<![\d.])\.\d/.test(said)) return null;
  for (const asked of [said, `find the ${said}`, `find ${said}`]) {
    for (const one of sentences) {
      const found = one.exec(asked);
      if (found !== null) return found.groups ?? {};
    }
  }
  return null;
}

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(
  ' ',
);

const cardinals = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** `7`, `seven`, `7th` or `seventh` as 7; null for anything else. */
export function counted(text: string): number | null {
  const place = Math.max(ordinals.indexOf(text.toLowerCase()), cardinals.indexOf(text.toLowerCase()));
  if (place >= 0) return place + 1;
  const digits = /^(\d{1,6})(?: ?(?:st|nd|rd|th))?$/i.exec(text.trim())?.[1];
  return digits === undefined ? null : Number(digits);
}
