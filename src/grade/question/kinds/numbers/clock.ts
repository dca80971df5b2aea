/** "How many minutes are there between 8:58 PM and 9:11 PM?", "What is 73 minutes after 4:03?", journeys from 9:15 to 11:50. */
import { type StepCheck, unknownCheck } from '../../../steps/step-check.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { holdNumber, worked } from './answers.ts';
import { plainAnswer } from './written.ts';
import * as q from '../../../../exact/rational.ts';
import { groupsIn, sentenceOf } from './wording.ts';

const day = 1440;
const half = 720;
const time = '(\\d{1,2}:\\d{2}(?: ?[ap]\\.?m\\.?)?)';
const amount = '(\\d{1,4}) (minutes?|hours?)';
const find =
  '(?:what is|what time is it|which time is it|what time will it be|find|give|calculate|find the time)';

const spans = [
  new RegExp(`^how many minutes (?:are there|are) between ${time} and ${time}$`, 'i'),
  new RegExp(`^how many minutes (?:pass|go by|elapse|are there) from ${time} (?:to|until) ${time}$`, 'i'),
  new RegExp(
    `^(?:find|give|calculate|determine) the number of minutes (?:between ${time} and|from ${time} to) ${time}$`,
    'i',
  ),
];
const leaving = '(?:leaves|left|departs|departed|starts|started|begins|began|opens|sets off)';
const arriving = '(?:arrives|arrived|ends|ended|finishes|finished|closes|gets there)';
const journeys = [
  new RegExp(
    `^(?:an?|the|my|our) (?:[a-z]+ )?[a-z]+ ${leaving} at ${time} and ${arriving} at ${time}[.,]? how long (?:is|was|does|did) (?:it|the [a-z]+)(?: (?:take|last|open))?$`,
    'i',
  ),
];
const later = [
  new RegExp(`^${find} ${amount} (?:after|past|from|later than) ${time}$`, 'i'),
  new RegExp(`^(?:add|count) ${amount} (?:on )?(?:to|from) ${time}$`, 'i'),
];
const laterTurned = [
  new RegExp(
    `^it is ${time}\\. what time (?:will it be|is it) (?:in ${amount}|${amount} (?:later|from now))$`,
    'i',
  ),
];
const earlier = [
  new RegExp(`^${find} ${amount} before ${time}$`, 'i'),
  new RegExp(`^go back ${amount} from ${time}$`, 'i'),
];
const earlierTurned = [
  new RegExp(`^it is ${time}\\. what time was it ${amount} (?:ago|earlier|before)$`, 'i'),
];

/** Minutes since midnight, by the clock of 24 hours where no half is said; null for a time that there is none of. */
function minutesOf(written: string): number | null {
  const [, hours = '', minutes = '', side = ''] = /^(\d{1,2}):(\d{2})(?: ?([ap]))?/i.exec(written) ?? [];
  const [h, m] = [Number(hours), Number(minutes)];
  if (hours === '' || m > 59) return null;
  if (side === '') return h > 23 ? null : h * 60 + m;
  return h < 1 || h > 12 ? null : (h % 12) * 60 + m + (side.toLowerCase() === 'p' ? half : 0);
}

const saysHalf = (written: string): boolean => /[ap]/i.test(written);

function shown(minutes: number): string {
  const hour = Math.floor(minutes / 60) % 12;
  const side = minutes < half ? 'AM' : 'PM';
  return `${hour === 0 ? 12 : hour}:${String(minutes % 60).padStart(2, '0')} ${side}`;
}

/** Holds a time of day against the right one, both without a half of the day. */
function holdClock(right: number, answer: string): StepCheck {
  const bare = plainAnswer(answer).replace(/^at /i, '');
  const given = saysHalf(bare) || !/^\d{1,2}:\d{2}$/.test(bare) ? null : minutesOf(bare);
  if (given === null) return unknownCheck('the answer is no plain time of day');
  const told = `${Math.floor(right / 60)}:${String(right % 60).padStart(2, '0')}`;
  if (given === right) return proven(`counted again: ${told}`);
  return given % half === right % half
    ? unknownCheck('the half of the day is not said')
    : refuted('counted again: another time', `it is ${told}`);
}

/** Holds a time of day against the right one; without its half of the day it may be either. */
function holdTime(right: number, answer: string): StepCheck {
  const bare = plainAnswer(answer).replace(/^at /i, '');
  const [, hours = '', minutes = '', side] = /^(\d{1,2}):(\d{2})(?: ?([ap])\.?m\.?)?$/i.exec(bare) ?? [];
  const given = side === undefined ? Number(hours) * 60 + Number(minutes) : minutesOf(bare);
  const isClear = hours !== '' && given !== null && given < day && Number(minutes) < 60;
  if (!isClear) return unknownCheck('the answer is no plain time of day');
  if (given === right && (side !== undefined || given >= 13 * 60))
    return proven(`counted again: ${shown(right)}`);
  if (side === undefined && given % half === right % half)
    return unknownCheck('the half of the day is not said');
  return refuted('counted again: another time', `it is ${shown(right)}`);
}

/** Holds `2 h 35 min`, `155 minutes` or `2 hours` against a number of minutes. */
function holdDuration(right: number, answer: string): StepCheck {
  const [whole, hours, minutes] =
    /^(?:(\d+) ?(?:hours?|hrs?|h))?(?:,? ?(?:and )?(\d+) ?(?:minutes?|mins?|m))?$/i.exec(
      plainAnswer(answer),
    ) ?? [];
  if (whole === undefined || whole === '') return unknownCheck('the answer is no plain length of time');
  const told = `${Math.floor(right / 60)} h ${right % 60} min`;
  return 60 * Number(hours ?? 0) + Number(minutes ?? 0) === right
    ? proven(`counted again: ${told}`)
    : refuted('counted again: another length of time', `it is ${told}`);
}

/** Minutes from one time to a later one; null where it may be meant either way round. */
function between([start = '', end = '']: readonly string[]): number | null {
  const [from, to] = [minutesOf(start), minutesOf(end)];
  if (saysHalf(start) !== saysHalf(end) || from === null || to === null || from === to) return null;
  // A later time first in the same half of the day may be meant either way round.
  if (to < from && (!saysHalf(start) || from < half || to >= half)) return null;
  return to > from ? to - from : to - from + day;
}

function moved(groups: readonly string[] | null, isTimeFirst: boolean, sign: number): WorkedQuestion | null {
  if (groups === null) return null;
  const [start = '', count = '', unit = ''] = isTimeFirst
    ? groups
    : [groups[2] ?? '', groups[0] ?? '', groups[1] ?? ''];
  const from = minutesOf(start);
  if (from === null) return null;
  const away = Number(count) * (/^h/i.test(unit) ? 60 : 1);
  const right = (((from + sign * away) % day) + day) % day;
  const hold = saysHalf(start) ? holdTime : holdClock;
  return worked((answer) => hold(right, answer));
}

export const readClock: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const journey = groupsIn(sentence, journeys);
  const length = journey === null ? null : between(journey);
  if (length !== null) return worked((answer) => holdDuration(length, answer));
  const span = groupsIn(sentence, spans);
  if (span === null) {
    return (
      moved(groupsIn(sentence, later), false, 1) ??
      moved(groupsIn(sentence, laterTurned), true, 1) ??
      moved(groupsIn(sentence, earlier), false, -1) ??
      moved(groupsIn(sentence, earlierTurned), true, -1)
    );
  }
  const minutes = between(span);
  if (minutes === null) return null;
  const away = day - minutes;
  const isOvernight = (minutesOf(span[1] ?? '') ?? 0) < (minutesOf(span[0] ?? '') ?? 0);
  return worked((answer) => {
    const bare = plainAnswer(answer).replace(/ ?(?:minutes|minute|min)$/i, '');
    // The minutes from an evening to a morning may be counted within one day.
    const isOther = isOvernight && holdNumber(q.rational(away), bare).verdict === 'correct';
    return isOther
      ? unknownCheck('which of the two times is the earlier is not said')
      : holdNumber(q.rational(minutes), bare);
  });
};
