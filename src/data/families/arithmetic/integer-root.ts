/** The k-th root of a number, rounded to the nearest integer. */
import { defineFamily } from '../family.ts';
import { grown, ordinal } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

export const integerRoot = defineFamily<{ n: number; k: number }>({
  name: 'nearest-integer-root',
  topic: 'arithmetic',
  wordings: {
    train: [
      'What is the {kth} root of {n} to the nearest integer?',
      'What is {n} to the power of 1/{k}, to the nearest integer?',
      '[Find|Give|Calculate|Determine] the {kth} root of {n}, [rounded to the nearest integer|to the nearest whole number].',
      '[Round|Calculate and round] the {kth} root of {n} to the nearest [integer|whole number].',
      'To the nearest [integer|whole number], what is the {kth} root of {n}?',
    ],
    held: [
      'Which integer is closest to the {kth} root of {n}?',
      'Estimate the {kth} root of {n} to the nearest unit.',
    ],
  },
  sample(random, difficulty) {
    const k = random.chance(0.55) ? random.integer(2, 3) : random.integer(2, 10);
    const largest = Math.max(3, Math.floor(Math.min(grown(difficulty, 900, 4e9), 8e9) ** (1 / k)));
    const root = random.integer(1, largest);
    return { k, n: Math.max(2, root ** k + random.integer(-(root ** (k - 1)), root ** (k - 1) * 2)) };
  },
  ask({ n, k }) {
    const kth = k === 2 ? 'square' : k === 3 && n % 2 === 0 ? 'cube' : k === 3 ? 'third' : ordinal(k);
    return { slots: { n: String(n), k: String(k), kth: words(kth) } };
  },
  solve({ n, k }, work) {
    const low = k === 2 ? work.calc`isqrt(${n})` : work.calc`iroot(${n},${k})`;
    work.line(`$${low.mark}$`);
    // The root is above r + 1/2 exactly if (2r + 1)^k < 2^k n; integers only.
    const middle = work.calc`(2*${low}+1)^${k}`;
    const bound = work.calc`2^${k}*${n}`;
    const isUp = work.choose(middle.value.compare(bound) < 0, [middle.value.compare(bound) >= 0]);
    work.line(`$${middle.mark} ${isUp ? '<' : '\\ge'} ${bound.mark}$, so round ${isUp ? 'up' : 'down'}`);
    return work.answer(isUp ? low.value.plus(1).toLatex() : low.tex);
  },
});
