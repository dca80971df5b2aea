/** Decimals as fractions in lowest terms, fractions as decimals, and both as percentages. */
import { defineFamily } from '../family.ts';
import { gcd, q, ratio } from '../kit/rational.ts';
import { grown, scaled } from '../kit/text.ts';
import { reduceInLines } from './fractions.ts';

type Kind = 'toFraction' | 'toDecimal' | 'toPercent' | 'percentToFraction' | 'percentToDecimal';

interface Conversion {
  readonly kind: Kind;
  readonly n: number;
  readonly d: number;
}

export const decimalFraction = defineFamily<Conversion>({
  name: 'decimal-fraction',
  topic: 'arithmetic',
  wordings: {
    toFraction: {
      train: [
        '[Convert|Change|Turn] {x} [to|into] a fraction.',
        '[Write|Express|Give] {x} as a fraction[ in lowest terms|].',
        'What is {x} as a fraction?',
        '{x} as a fraction',
      ],
      held: ['Which fraction in lowest terms is {x}?', 'Bring {x} to the form of a fraction.'],
    },
    toDecimal: {
      train: [
        '[Convert|Change|Turn] {f} [to|into] a decimal.',
        '[Write|Express|Give] {f} as a decimal.',
        'What is {f} as a decimal?',
        '{f} as a decimal',
      ],
      held: ['Which decimal number is {f}?'],
    },
    toPercent: {
      train: [
        '[Convert|Change|Turn] {f} [to|into] a percentage.',
        '[Write|Express|Give] {f} as a [percentage|percent].',
        'What is {f} as a percentage?',
      ],
      held: ['How many percent is {f}?'],
    },
    percentToFraction: {
      train: [
        '[Convert|Change|Turn] {p}% [to|into] a fraction.',
        '[Write|Express|Give] {p}% as a fraction[ in lowest terms|].',
        'What is {p}% as a fraction?',
      ],
      held: ['Which fraction is {p}%?'],
    },
    percentToDecimal: {
      train: [
        '[Convert|Change|Turn] {p}% [to|into] a decimal.',
        '[Write|Express] {p}% as a decimal.',
        'What is {p}% as a decimal?',
      ],
      held: ['Which decimal number is {p}%?'],
    },
  },
  sample(random, difficulty) {
    const kind = random.pick([
      'toFraction',
      'toFraction',
      'toDecimal',
      'toPercent',
      'percentToFraction',
      'percentToDecimal',
    ] as const);
    const bottoms =
      kind === 'toFraction' || kind === 'toDecimal'
        ? [2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 16, 80, 125].slice(0, scaled(difficulty, 6, 13))
        : [2, 4, 5, 10, 20, 25, 50, 100].slice(0, scaled(difficulty, 5, 8));
    const d = random.pick(bottoms);
    for (;;) {
      const n = random.integer(1, random.chance(0.15) ? 2 * d + grown(difficulty, 1, 20) : d - 1);
      if (gcd(n, d) === 1) return { kind, n, d };
    }
  },
  ask({ kind, n, d }) {
    const value = ratio(n, d);
    return {
      form: kind,
      slots: { f: `${n}/${d}`, x: value.toDecimal() ?? '', p: value.times(100).toDecimal() ?? '' },
    };
  },
  solve({ kind, n, d }, work) {
    const value = ratio(n, d);
    if (kind === 'toDecimal') {
      const result = work.decimal`${n}/${d}`;
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    if (kind === 'toPercent') {
      const result = work.decimal`${n}/${d}*100`;
      work.line(`$${result.mark}\\%$`);
      return work.answer(`${result.tex}\\%`);
    }
    const percent = value.times(100).toDecimal() ?? '';
    if (kind === 'percentToDecimal') {
      const result = work.decimal`${percent}/100`;
      work.line(`$${result.mark}$`);
      return work.answer(result.tex);
    }
    const shown = value.toDecimal() ?? '';
    const places = kind === 'percentToFraction' ? 2 : (shown.split('.')[1] ?? '').length;
    const bottom = work.choose(10 ** places, [10 ** (places + 1)]);
    const top = kind === 'percentToFraction' ? q(value.times(100)) : value.times(10 ** places);
    const start = kind === 'percentToFraction' ? `${percent}\\%` : shown;
    work.line(`$${start} = \\frac{${top.toLatex()}}{${bottom}}$`);
    return work.answer(reduceInLines(top, q(bottom), work));
  },
});
