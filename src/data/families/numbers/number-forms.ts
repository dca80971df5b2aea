/** One number in another form: scientific notation, percent and decimal, absolute value. */
import { defineFamily } from '../family.ts';
import { decimalText, grown } from '../kit/text.ts';
import { q } from '../kit/rational.ts';

const kinds = [
  'scientific',
  'toPercent',
  'fromPercent',
  'percentFraction',
  'absolute',
  'absoluteDifference',
] as const;

interface NumberForm {
  readonly kind: (typeof kinds)[number];
  readonly n: number;
  readonly k: number;
}

export const numberForms = defineFamily<NumberForm>({
  name: 'number-forms',
  topic: 'numbers',
  wordings: {
    scientific: {
      train: [
        '[Write|Express] {n} in scientific notation.',
        'What is {n} in scientific notation?',
        '{n} in scientific notation',
        '[Write|Express] {n} in standard form (a power of ten).',
      ],
      held: ['Put {n} as a number between 1 and 10 times a power of ten.'],
    },
    toPercent: {
      train: [
        '[Write|Express] {d} as a percentage.',
        'What is {d} as a percent?',
        '{d} as a percent',
        'Convert {d} to a percentage.',
      ],
      held: ['How many percent is {d}?'],
    },
    fromPercent: {
      train: [
        '[Write|Express] {p}% as a decimal.',
        'What is {p}% as a decimal?',
        '{p}% as a decimal',
        'Convert {p}% to a decimal.',
      ],
      held: ['Which decimal is {p}%?'],
    },
    percentFraction: {
      train: [
        '[Write|Express] {p}% as a fraction[ in lowest terms| in simplest form|].',
        'What is {p}% as a fraction?',
        '{p}% as a fraction',
        'Convert {p}% to a fraction.',
      ],
      held: ['Which fraction in lowest terms is {p}%?'],
    },
    absolute: {
      train: ['What is the absolute value of {s}?', '{A}', 'What is {A}?', '[Evaluate|Find|Calculate] {A}.'],
      held: ['How far is {s} from zero?'],
    },
    absoluteDifference: {
      train: ['{D}', 'What is {D}?', '[Evaluate|Find|Calculate|Work out] {D}.'],
      held: ['Give the size of {D}.'],
    },
  },
  sample(random, difficulty) {
    const kind = random.pick(kinds);
    if (kind === 'scientific')
      return {
        kind,
        n: random.integer(1, grown(difficulty, 99, 9999)),
        k: random.integer(2, grown(difficulty, 5, 9)),
      };
    if (kind === 'absolute' || kind === 'absoluteDifference')
      return {
        kind,
        n: random.integer(1, grown(difficulty, 12, 90)),
        k: random.integer(2, grown(difficulty, 20, 200)),
      };
    return { kind, n: random.chance(0.6) ? 5 * random.integer(1, 19) : random.integer(1, 99), k: 0 };
  },
  ask({ kind, n, k }) {
    return {
      form: kind,
      slots: {
        n: String(n * 10 ** k),
        d: decimalText(n, 2),
        p: String(n),
        s: String(-n),
        A: `abs(${-n})`,
        D: `abs(${n} - ${k})`,
      },
    };
  },
  solve({ kind, n, k }, work) {
    switch (kind) {
      case 'scientific': {
        const whole = n * 10 ** k;
        const exponent = work.calc`ilog(${whole},10)`;
        const lead = work.decimal`${whole}/10^${exponent}`;
        work.line(`Exponent: $${exponent.mark}$`);
        work.line(`$${whole} = ${lead.mark} \\cdot 10^{${exponent.tex}}$`);
        return work.answer(`${lead.tex} \\cdot 10^{${exponent.tex}}`);
      }
      case 'toPercent': {
        const result = work.decimal`${decimalText(n, 2)}*100`;
        work.line(`$${result.mark}\\%$`);
        return work.answer(`${result.tex}\\%`);
      }
      case 'fromPercent': {
        const result = work.decimal`${n}/100`;
        work.line(`$${result.mark}$`);
        return work.answer(result.tex);
      }
      case 'percentFraction': {
        const result = work.frac`${n}/100`;
        work.line(`$${result.mark}$`);
        return work.answer(result.value.toLatex());
      }
      case 'absolute':
        work.line(`$|${-n}| = ${work.choose(n, [-n])}$`);
        return work.answer(String(n));
      case 'absoluteDifference': {
        const inside = work.calc`${n}-${k}`;
        work.line(`$|${n} - ${k}| = |${inside.mark}|$`);
        const size = q(inside.value).abs();
        return work.answer(size.toLatex());
      }
    }
  },
});
