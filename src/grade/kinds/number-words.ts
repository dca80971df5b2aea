/** Numbers in English words: `twenty-three`, `one hundred and five`, `two thirds`, `two and a half`. */
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
  twelfth: 12,
  twelfths: 12,
  fifteenth: 15,
  fifteenths: 15,
  sixteenth: 16,
  sixteenths: 16,
  twentieth: 20,
  twentieths: 20,
  hundredth: 100,
  hundredths: 100,
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
  const sign = words[0] === 'negative' || words[0] === 'minus' ? '-' : '';
  if (sign !== '') words.shift();
  const last = words[words.length - 1];
  if (last === undefined) return null;
  const half = / and an? half$| and one half$/.exec(` ${text.toLowerCase().replace(/-/g, ' ')}`);
  if (half !== null && words.length > 2) {
    const whole = wholeFromWords(words.slice(0, -2));
    return whole === null ? null : `${sign}${2 * whole + 1}/2`;
  }
  if (Object.hasOwn(ordinals, last) && words.length >= 2) {
    const above =
      words[words.length - 2] === 'a' || words[words.length - 2] === 'an'
        ? 1
        : wholeFromWords(words.slice(0, -1));
    return above === null ? null : `${sign}${above}/${ordinals[last]!}`;
  }
  const value = wholeFromWords(words);
  return value === null ? null : `${sign}${value}`;
}

/**
 * "five centimeters" → 5 and "centimeters": the longest number that a text opens with, and the rest; or null. "half a
 * mile" and "a mile and a half" as well.
 */
export function leadingNumberWords(text: string): { readonly number: string; readonly rest: string } | null {
  const half = /^half (?:of )?an? (.+)$/i.exec(text.trim());
  if (half !== null) return { number: '1/2', rest: half[1]! };
  const more = /^(?:an?|one) ([a-z]+) and a half$/i.exec(text.trim());
  if (more !== null) return { number: '3/2', rest: more[1]! };
  const words = text.trim().split(/\s+/);
  for (let count = Math.min(words.length, 12); count > 0; count--) {
    const number = numberFromWords(words.slice(0, count).join(' '));
    // "one", "second" and the like open many sentences that are no quantities.
    if (number !== null && !(count === 1 && number === '1'))
      return { number, rest: words.slice(count).join(' ') };
  }
  return null;
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
