/** A digit of a number by its place. */
import { defineFamily } from '../family.ts';
import { grown } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

const places = [
  'units',
  'tens',
  'hundreds',
  'thousands',
  'ten thousands',
  'hundred thousands',
  'millions',
  'ten millions',
  'hundred millions',
  'billions',
];

export const placeValue = defineFamily<{ n: number; place: number }>({
  name: 'place-value',
  topic: 'numbers',
  wordings: {
    train: [
      'What is the {place} digit of {n}?',
      '[Give|Find|State|Determine] the {place} digit [of|in] {n}.',
      'Which digit [is in|stands in|occupies] the {place} place [of|in] {n}?',
      'In {n}, [what is|which is] the {place} digit?',
    ],
    held: ['Look at {n}: which digit counts the {place}?', 'Read off the {place} digit from {n}.'],
  },
  sample(random, difficulty) {
    const n = random.integer(10, grown(difficulty, 999, 9_999_999_999));
    return { n, place: random.integer(0, String(n).length - 1) };
  },
  ask: ({ n, place }) => ({ slots: { n: String(n), place: words(places[place]!) } }),
  solve({ n, place }, work) {
    const rest = work.calc`${n} mod ${10 ** (place + 1)}`;
    work.line(`$${rest.mark}$`);
    if (place === 0) return work.answer(rest.tex);
    const lower = work.calc`${rest} mod ${10 ** place}`;
    work.line(`$${lower.mark}$`);
    const digit = work.calc`(${rest}-${lower})/${10 ** place}`;
    work.line(`$${digit.mark}$`);
    return work.answer(digit.tex);
  },
});
