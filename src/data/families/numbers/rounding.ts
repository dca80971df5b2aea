/** Rounding to a power of ten or to decimal places, halves away from zero. */
import { defineFamily } from '../family.ts';
import { decimalText, grown, nonZero } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

interface Rounding {
  readonly number: string;
  /** Decimal places kept; negative for tens (−1), hundreds (−2), … */
  readonly places: number;
  /** How the place is named. */
  readonly named: string;
}

const powers = [
  'integer',
  'ten',
  'one hundred',
  'one thousand',
  'ten thousand',
  'one hundred thousand',
  'one million',
];
const counts = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

export const rounding = defineFamily<Rounding>({
  name: 'rounding',
  topic: 'numbers',
  wordings: {
    nearest: {
      train: [
        'Round {n} to the nearest {place}.',
        'What is {n} rounded to the nearest {place}?',
        'To the nearest {place}, what is {n}?',
        '[Give|Write|Express] {n} [correct to|to|rounded to] the nearest {place}.',
      ],
      held: ['Approximate {n} to the nearest {place}.'],
    },
    places: {
      train: [
        'Round {n} to {place}.',
        'What is {n} rounded to {place}?',
        '[Give|Write|Express] {n} [correct to|to|rounded to] {place}.',
        'What is {n} [correct to|to] {place}?',
      ],
      held: ['Keep {place} of {n}, rounding properly.'],
    },
  },
  sample(random, difficulty) {
    if (random.chance(0.5)) {
      const power = random.integer(0, Math.min(6, 1 + Math.floor(difficulty / 1.5)));
      const size = 10 ** power * grown(difficulty, 40, 900);
      const places = random.integer(0, 2);
      const number = decimalText(
        nonZero(random, -size, size) * 10 ** places + random.integer(0, 10 ** places),
        places,
      );
      const name = random.chance(0.5) || power === 0 ? powers[power]! : String(10 ** power);
      return { number, places: -power, named: name };
    }
    const places = random.integer(0, Math.min(7, 1 + Math.floor(difficulty / 1.4)));
    const more = random.integer(1, 3);
    const number = decimalText(
      nonZero(random, -grown(difficulty, 900, 9e8), grown(difficulty, 900, 9e8)),
      places + more,
    );
    const count = random.chance(0.5) ? counts[places]! : String(places);
    const plural = places === 1 ? '' : 's';
    return { number, places, named: `${count} ${random.pick(['decimal place', 'dp'])}${plural}` };
  },
  ask({ number, places, named }) {
    const form = places > 0 || named.includes('p') ? 'places' : 'nearest';
    return { form, slots: { n: number, place: words(named) } };
  },
  solve({ number, places }, work) {
    const kept = work.choose(places, [places + 1, places - 1]);
    const result = kept === 0 ? work.calc`round(${number})` : work.calc(['round(', `,${kept})`], number);
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});
