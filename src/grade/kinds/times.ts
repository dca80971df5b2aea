/** Clock times and dates, where both sides are written as such. */
import { different, equal, type Decision } from '../algebra/decide.ts';
import type { Context } from './answer.ts';
import { bareWords } from './clean.ts';
import { numberFromWords } from './number-words.ts';

const clock =
  /^(?:at )?(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*(?:o'?clock\s*)?(a\.?m\.?|p\.?m\.?|noon|midnight|in the (?:morning|afternoon|evening)|at night)?$/i;

/** `5.30pm`: a point parts hours and minutes where the half of the day is said. */
const pointed = /^(?:at )?\d{1,2}\.\d{2}\s*[ap]\.?m\.?$/i;

interface Time {
  readonly minutes: number;
  readonly half: 'am' | 'pm' | null;
  readonly marked: boolean;
}

/** `half past 7`, `quarter to three`, `ten past six in the evening`, `three o'clock`. */
const spoken =
  /^(?:at )?(?:an? )?(half|quarter|\d{1,2}|[a-z]+(?:[- ][a-z]+)??)( min(?:ute)?s?)? (past|after|to|before|till) (\d{1,2}|[a-z]+)( .+)?$/i;
const hourInWords = /^(?:at )?([a-z]+) (o'?clock.*)$/i;

function count(text: string): number {
  if (/^half$/i.test(text)) return 30;
  if (/^quarter$/i.test(text)) return 15;
  return Number(numberFromWords(text) ?? text);
}

/** A time in words as it stands on a clock, and whether nothing but a time is said so; null for other words. */
function fromSpoken(text: string): { readonly clock: string; readonly marked: boolean } | null {
  const whole = hourInWords.exec(text);
  if (whole !== null) return { clock: `${count(whole[1]!)} ${whole[2]!}`, marked: true };
  const match = spoken.exec(text);
  if (match === null) return null;
  const [, minutes = '', unit, side = '', hour = '', rest = ''] = match;
  const away = count(minutes);
  const from = count(hour);
  if (!(away >= 1 && away < 60 && from >= 1 && from <= 12)) return null;
  const isPast = /past|after/i.test(side);
  const at = isPast ? from : from === 1 ? 12 : from - 1;
  const shown = `${at}:${String(isPast ? away : 60 - away).padStart(2, '0')}${rest}`;
  // "10 to 6" may be a ratio or a range.
  return { clock: shown, marked: unit !== undefined || side !== 'to' || /^(?:half|quarter)$/i.test(minutes) };
}

function timeOf(text: string): Time | null {
  const words = bareWords(text);
  const inWords = fromSpoken(words);
  const bare = inWords?.clock ?? words;
  if (/^(?:at )?(?:12 )?(?:noon|midday)$/i.test(bare)) return { minutes: 720, half: 'pm', marked: true };
  if (/^(?:at )?(?:12 )?midnight$/i.test(bare)) return { minutes: 0, half: 'am', marked: true };
  const match = clock.exec(pointed.exec(bare) === null ? bare : bare.replace('.', ':'));
  if (match === null) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? '0')];
  if (
    hour > 24 ||
    minute > 59 ||
    (match[2] === undefined && match[4] === undefined && !/o'?clock/i.test(bare))
  )
    return null;
  const mark = match[4]?.toLowerCase().replaceAll('.', '') ?? null;
  const before = mark === 'am' || mark === 'midnight' || mark === 'in the morning';
  // Hours beyond twelve, and zero, are of the 24-hour clock and say the half of the day themselves.
  const half = mark === null ? (hour > 12 ? 'pm' : hour === 0 ? 'am' : null) : before ? 'am' : 'pm';
  const hours = half === 'am' ? hour % 12 : half === 'pm' ? (hour % 12) + 12 : hour;
  return { minutes: hours * 60 + minute, half, marked: mark !== null || inWords?.marked === true };
}

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** `March 5, 2020`, `5 March 2020`, `2020-03-05` → year-month-day, with 0 for a missing year. */
function dateOf(text: string): string | null {
  const plain = bareWords(text)
    .toLowerCase()
    .replace(/(\d)(?:st|nd|rd|th)\b/g, '$1')
    .replace(/\bof\b|,/g, ' ')
    .replace(/^(?:on )?(?:the )?/, '')
    .replace(/^(?:mon|tues|wednes|thurs|fri|satur|sun)day\s+/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain);
  if (iso !== null) return `${Number(iso[1])}-${Number(iso[2])}-${Number(iso[3])}`;
  const named = /^(?:([a-z]{3,9})\.? (\d{1,2})|(\d{1,2}) ([a-z]{3,9})\.?)(?: (\d{4}))?$/.exec(plain);
  if (named === null) return null;
  const month = months.findIndex((name) => name.startsWith(named[1] ?? named[4]!));
  return month < 0 ? null : `${Number(named[5] ?? '0')}-${month + 1}-${Number(named[2] ?? named[3])}`;
}

/** Decides two times or two dates; null where either is something else (`3:10` may be a ratio). */
export function compareTimes(gold: string, pred: string, context: Context): Decision | null {
  const [a, b] = [dateOf(gold), dateOf(pred)];
  if (a !== null && b !== null)
    return a === b
      ? equal('text', 'the same date')
      : different('text', 'different dates', `${a} against ${b}`);
  const [x, y] = [timeOf(gold), timeOf(pred)];
  if (x === null || y === null) return null;
  if (!x.marked && !y.marked && !context.instructions.aboutTime) return null;
  const same =
    x.half === null || y.half === null ? x.minutes % 720 === y.minutes % 720 : x.minutes === y.minutes;
  return same
    ? equal('text', 'the same time')
    : different('text', 'different times', `${bareWords(gold)} against ${bareWords(pred)}`);
}
