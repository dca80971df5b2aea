/** Clock times: minutes before or after a time, and minutes between two times less than twelve hours apart. */
import { defineFamily } from '../family.ts';
import { q, type Rational } from '../kit/rational.ts';
import { scaled } from '../kit/text.ts';
import { words } from '../kit/wording.ts';
import type { Work } from '../kit/work.ts';

interface ClockProblem {
  /** Minutes since midnight. */
  readonly start: number;
  readonly minutes: number;
  readonly form: 'after' | 'before' | 'between';
}

const day = 1440;

function clock(minute: number): string {
  const m = ((minute % day) + day) % day;
  const hour = Math.floor(m / 60);
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(m % 60).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** `4:35 PM` as minutes since midnight, in one line. */
function minutesInLines(minute: number, work: Work): Rational {
  const [hour, rest] = [Math.floor(minute / 60), minute % 60];
  const shown = work.choose(hour, hour >= 12 ? [hour - 12] : [hour + 12]);
  const result = work.calc`${shown}*60+${rest}`;
  work.line(`${clock(minute)}: $${result.mark}$ minutes`);
  return result.value;
}

function clockInLines(total: Rational, work: Work): string {
  const value =
    total.sign() < 0 ? work.calc`${total}+1440` : total.compare(day) >= 0 ? work.calc`${total}-1440` : null;
  if (value !== null) work.line(`$${value.mark}$`);
  const minute = value?.value ?? total;
  const rest = work.calc`${minute} mod 60`;
  const hours = work.calc`(${minute}-${rest})/60`;
  work.line(`$${rest.mark}$, $${hours.mark}$`);
  return clock(Number(hours.value.n) * 60 + Number(rest.value.n));
}

export const clockTime = defineFamily<ClockProblem>({
  name: 'clock-time',
  topic: 'numbers',
  wordings: {
    after: {
      train: [
        'What is {n} minutes after {t}?',
        '[What time|Which time] is it {n} minutes after {t}?',
        'It is {t}. What time is it [in {n} minutes|{n} minutes later]?',
        '[Add|Count] {n} minutes [to|on from] {t}.',
      ],
      held: ['A film starts at {t} and lasts {n} minutes. When does it end?'],
    },
    before: {
      train: [
        'What is {n} minutes before {t}?',
        '[What time|Which time] is it {n} minutes before {t}?',
        'It is {t}. What time was it {n} minutes ago?',
        'Go back {n} minutes from {t}.',
      ],
      held: ['A train that arrived at {t} had left {n} minutes earlier. When did it leave?'],
    },
    between: {
      train: [
        'How many minutes are there between {t} and {u}?',
        'How many minutes [pass|go by] from {t} to {u}?',
        '[Find|Give] the number of minutes between {t} and {u}.',
      ],
      held: ['A lesson runs from {t} to {u}. How long is it in minutes?'],
    },
  },
  sample(random, difficulty) {
    const form = random.pick(['after', 'before', 'between'] as const);
    return {
      form,
      start: random.integer(0, day - 1),
      minutes: random.integer(1, scaled(difficulty, 90, 719)),
    };
  },
  ask({ start, minutes, form }) {
    const u = words(clock(start + minutes));
    return { form, slots: { n: String(minutes), t: words(clock(start)), u } };
  },
  solve({ start, minutes, form }, work) {
    const first = minutesInLines(start, work);
    if (form === 'between') {
      const last = minutesInLines((start + minutes) % day, work);
      const gap = last.compare(first) < 0 ? work.calc`${last}+1440-${first}` : work.calc`${last}-${first}`;
      work.line(`$${gap.mark}$`);
      return work.answer(gap.tex);
    }
    const moved = form === 'after' ? work.calc`${first}+${minutes}` : work.calc`${first}-${minutes}`;
    work.line(`$${moved.mark}$`);
    return work.answer(`\\text{${clockInLines(q(moved.value), work)}}`);
  },
});
